"""Signed links for people without an account: what a link may do, until when, and proof that we wrote it.

Format: base64url(JSON{i, r, p, e, k}) `.` base64url(HMAC-SHA256 over the first part); e is the expiry in milliseconds
since 1970, k names the key. Verification compares in constant time and decodes the body only after the signature holds.
"""

import binascii
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.ids import InterviewId

LONGEST = 600


class Purpose(StrEnum):
    """OFFER: choose one of the times of a round. MANAGE: see, move or cancel a booking. REBOOK: ask for new times."""

    OFFER = "offer"
    MANAGE = "manage"
    REBOOK = "rebook"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link says: this interview, this round, for this purpose, until `expires` (aware UTC)."""

    interview: InterviewId
    round: int
    purpose: Purpose
    expires: datetime


class Forged(Exception):
    """The token was not written by us, or was cut or changed on its way."""


def sign(claim: Claim, *, keys: Sequence[bytes]) -> str:
    """Return the token, signed with the first key."""
    body = {
        "i": claim.interview,
        "r": claim.round,
        "p": claim.purpose.value,
        "e": int(claim.expires.timestamp() * 1000),
        "k": key_name(keys[0]),
    }
    return seal(json.dumps(body, separators=(",", ":")).encode(), key=keys[0])


def verify(token: str, *, keys: Sequence[bytes]) -> Claim:
    """Return what the token claims; raises Forged. Whether it has expired is for the caller to judge by its own clock."""
    raw = unseal(token, keys=keys)
    try:
        body = json.loads(raw)
        expires = datetime.fromtimestamp(int(body["e"]) / 1000, UTC)
        return Claim(InterviewId(str(body["i"])), int(body["r"]), Purpose(body["p"]), expires)
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Forged("the body does not read") from error


def seal(body: bytes, *, key: bytes) -> str:
    """Return a token of this body."""
    head = _pack(body)
    return f"{head}.{_pack(_mac(head, key))}"


def unseal(token: str, *, keys: Sequence[bytes]) -> bytes:
    """Return the body of a token that one of the keys signed; raises Forged before it reads anything of another."""
    head, dot, tail = token.partition(".")
    if not dot or len(token) > LONGEST or not token.isascii():
        raise Forged("not a token of ours")
    good = [hmac.compare_digest(tail.encode(), _pack(_mac(head, key)).encode()) for key in keys]
    if not any(good):
        raise Forged("the signature does not hold")
    return _unpack(head)


def key_name(key: bytes) -> str:
    """Return a short name for a key, that tells nothing of it."""
    return hashlib.sha256(b"usher key name" + key).hexdigest()[:8]


def _mac(head: str, key: bytes) -> bytes:
    return hmac.new(key, head.encode(), hashlib.sha256).digest()


def _pack(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Forged("not base64url") from error
