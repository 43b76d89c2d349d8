"""Proof that a delivery comes from who it says: HMAC-SHA256 over the bytes as received, compared in constant time.

A secret setting may hold several secrets, separated by commas: during a rotation the old and the new one both count.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)


def secrets_of(setting: str) -> tuple[bytes, ...]:
    """Return the secrets of a setting; empty parts are none."""
    return tuple(part.strip().encode() for part in setting.split(",") if part.strip())


def greenhouse_holds(header: str, body: bytes, *, secrets: Sequence[bytes]) -> bool:
    """Whether a `Signature: sha256 <hex>` header was made over exactly this body with one of the secrets.

    Greenhouse escapes Unicode before it signs, so the bytes count as they came, never JSON written anew. Source:
    grnhse/greenhouse-api-docs, webhooks, Authentication.
    """
    algorithm, _, given = header.strip().partition(" ")
    return algorithm.lower() == "sha256" and _made(given.strip(), body, secrets)


def generic_holds(header: str, body: bytes, *, secrets: Sequence[bytes], now: datetime) -> bool:
    """Whether an `X-Usher-Signature: t=<unix seconds>,v1=<hex>` header was made over `t.body`, within five minutes of now.

    Several `v1` may stand in one header, as a sender that rotates its secret would write them. `now` is real time.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamp = next((value for name, _, value in parts if name == "t"), "")
    given = [value for name, _, value in parts if name == "v1"]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11 and len(given) <= 4):
        return False
    fresh = abs(now.timestamp() - int(stamp)) <= WINDOW.total_seconds()
    good = [_made(one, stamp.encode() + b"." + body, secrets) for one in given]
    return fresh and any(good)


def _made(given: str, message: bytes, secrets: Sequence[bytes]) -> bool:
    said = given.lower().encode("utf-8", "surrogateescape")  # header bytes that are no UTF-8 arrive as surrogates
    right = [hmac.new(secret, message, hashlib.sha256).hexdigest().encode() for secret in secrets]
    good = [hmac.compare_digest(said, one) for one in right]
    return any(good)
