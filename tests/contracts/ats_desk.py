"""A desk that takes ATS deliveries over real HTTP: the two routes on loopback, and what they handed to the core."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.ats.listen import routes
from bot.domain.findings import UNREADABLE
from bot.inbound import Inbound, Noted
from bot.reply import Nothing, Reply

NOW = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)
GREENHOUSE_SECRET = "a pepper tree in Lisbon"
GENERIC_SECRET = "an olive tree in Fez"


@dataclass
class Desk:
    """`fault` is raised by the core when set; `taken` is what it was given, `unread` what it heard could not be read."""

    http: TestClient[web.Request, web.Application]
    taken: list[Inbound] = field(default_factory=list)
    unread: list[Inbound] = field(default_factory=list)
    fault: Exception | None = None

    async def greenhouse(
        self, body: bytes, *, event: str = "e-1", secret: str = GREENHOUSE_SECRET, signature: str | None = None
    ) -> tuple[int, str]:
        made = signed(body, secret=secret) if signature is None else signature
        headers = {"Signature": made, "Greenhouse-Event-ID": event, "Content-Type": "application/json"}
        return await self.post("/ats/greenhouse", body, {name: value for name, value in headers.items() if value})

    async def generic(
        self, body: bytes, *, at: datetime = NOW, secret: str = GENERIC_SECRET, signature: str | None = None
    ) -> tuple[int, str]:
        made = stamped(body, at=at, secret=secret) if signature is None else signature
        return await self.post("/ats/generic", body, {"X-Usher-Signature": made} if made else {})

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with self.http.post(path, data=body, headers=headers) as answer:
            return answer.status, await answer.text()


def signed(body: bytes, *, secret: str = GREENHOUSE_SECRET) -> str:
    return f"sha256 {hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def stamped(body: bytes, *, at: datetime = NOW, secret: str = GENERIC_SECRET) -> str:
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={mac}"


@asynccontextmanager
async def open_desk(
    *, greenhouse_secret: str = GREENHOUSE_SECRET, generic_secret: str = GENERIC_SECRET
) -> AsyncIterator[Desk]:
    async def handle(inbound: Inbound) -> Reply:
        if desk.fault is not None:
            raise desk.fault
        unread = isinstance(inbound, Noted) and inbound.kind == UNREADABLE
        (desk.unread if unread else desk.taken).append(inbound)
        return Nothing()

    app = web.Application()
    app.add_routes(
        routes(handle, clock=lambda: NOW, greenhouse_secret=greenhouse_secret, generic_secret=generic_secret)
    )
    async with TestClient(TestServer(app, host="127.0.0.1")) as http:
        desk = Desk(http)
        yield desk
