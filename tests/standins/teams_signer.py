"""Who signs what Teams sends, on loopback: the Bot Connector's keys, and the documents that tell them.

    async with Signer() as signer:
        header = signer.header(app=APP, service=URL)          # a genuine one
        header = signer.header(app="other", service=URL)      # … for somebody else's bot
        signer.rotate()                                       # a new key; the one before is told no more

The documents are as login.botframework.com gives them. Nothing here is taken from the SDK that judges the tokens.
"""

import asyncio
import base64
import json
import time
from functools import cache
from itertools import count
from typing import Any, Self
from uuid import uuid4

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.standins.loopback import served

ISSUER = "https://api.botframework.com"


@cache
def _made(number: int) -> rsa.RSAPrivateKey:
    """Making one takes a fifth of a second, so that few are made and taken in turn."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Key:
    """A private RSA key, another than the two before it, and the name under which its public half is told."""

    turn = count()

    def __init__(self) -> None:
        self.id = uuid4().hex
        self.private = _made(next(Key.turn) % 3)

    def told(self, *, endorsements: tuple[str, ...]) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        parts = {"n": _written(numbers.n), "e": _written(numbers.e)}
        return {"kty": "RSA", "use": "sig", "kid": self.id, "x5t": self.id, **parts, "endorsements": [*endorsements]}


class Signer:
    """`fetched` counts how often the keys were asked for; `broken` makes it answer with errors."""

    def __init__(self) -> None:
        self.keys = [Key()]
        self.endorsements: tuple[str, ...] = ("msteams", "webchat")
        self.fetched = 0
        self.asked = 0
        self.broken = False
        self.held: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.get("/openid", self._about), web.get("/keys", self._keys)])
        self._server = served(app)
        self.url = await self._server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.__aexit__(None, None, None)

    @property
    def openid(self) -> str:
        return f"{self.url}/openid"

    def rotate(self) -> None:
        self.keys = [Key()]

    def header(self, *, app: str, service: str, key: Key | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        """Return what stands in `Authorization`. `claims` take the place of the usual ones; None leaves one out."""
        return f"Bearer {self.token(app=app, service=service, key=key, algorithm=algorithm, **claims)}"

    def token(self, *, app: str, service: str, key: Key | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        signing = key or self.keys[0]
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": app, "serviceurl": service, "nbf": now - 60, "exp": now + 3600}
        given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        secret: Any = signing.private if algorithm.startswith("RS") else "" if algorithm == "none" else "s" * 64
        return jwt.encode(given, secret, algorithm=algorithm, headers={"kid": signing.id})

    async def _about(self, _: web.Request) -> web.Response:
        self.asked += 1
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        if self.broken:
            return web.Response(status=500)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        self.fetched += 1
        odd = {"kty": "EC", "kid": "an elliptic one"}
        told = [odd, *(key.told(endorsements=self.endorsements) for key in self.keys)]
        return web.Response(text=json.dumps({"keys": told}), content_type="application/octet-stream")


def _written(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode().rstrip("=")
