"""Google Calendar on loopback: the token server, the API, and people who use their calendars.

    async with Google("rae@northwind.example") as google:
        calls = GoogleCalls(google.key, url=google.url)             # what the program is given
        name = google.blocks("rae@northwind.example", span, title="Dentist")
        google.next("events.insert", Refuses(403, "rateLimitExceeded"))

It keeps state and deduplicates nothing that Google does not. Every request is judged by the discovery document that ships
with Google's client; whatever broke it is refused, kept in `complaints`, and fails the test at the end of the block.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from bot.domain.time import Interval
from tests.standins.faults import Broken, Dropped, Faults, Limited, Withheld, hang_up
from tests.standins.google_api import Api
from tests.standins.google_rules import complaints, method_of
from tests.standins.google_shelf import Json, Refused
from tests.standins.loopback import served

EVENTS = "https://www.googleapis.com/auth/calendar.events"
FREEBUSY = "https://www.googleapis.com/auth/calendar.freebusy"
SETTINGS = "https://www.googleapis.com/auth/calendar.settings.readonly"
AUDIENCE = "https://oauth2.googleapis.com/token"


@dataclass(frozen=True, slots=True)
class Refuses:
    """An error answer in Google's own shape; nothing was done."""

    status: int
    reason: str
    retry_after: str = ""


Fault = Refuses | Limited | Broken | Dropped | Withheld


@cache
def _key() -> tuple[str, str]:
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode(), public.decode()


class Google(Api):
    """One organisation. `url` and `key` are what the program is given; `allowed` are the scopes its admin let it have.

    With `lost`, the key was deleted at Google.
    """

    def __init__(self, *members: str) -> None:
        super().__init__()
        self.members |= set(members)
        self.allowed = {EVENTS, FREEBUSY, SETTINGS}
        self.lost = False
        self.reach = ""
        self.calls: list[tuple[str, str, Json]] = []
        self.complaints: list[str] = []
        self._tokens: dict[str, tuple[str, frozenset[str]]] = {}
        self._faults = Faults[Fault]()
        self._numbers = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post("/token", self._token)
        app.router.add_route("*", "/calendar/v3/{path:.*}", self._call)
        self._server = served(app)
        self.url = await self._server.__aenter__() + "/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._faults.let_go()
        await self._server.__aexit__(None, None, None)
        if kind is None and self.complaints:
            raise AssertionError("Google would have refused: " + "; ".join(self.complaints))

    @property
    def key(self) -> Mapping[str, str]:
        """The service account's key file."""
        return {
            "type": "service_account",
            "private_key_id": "1",
            "private_key": _key()[0],
            "client_email": "usher@northwind.iam.gserviceaccount.com",
            "client_id": "1029384756",
            "token_uri": f"{self.url}token",
        }

    def next(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method (`events.insert`, `token`) meet these faults, one each, in order."""
        self._faults.add(method, *faults)

    def called(self, method: str) -> list[Json]:
        """The parameters of every call of a method so far; a body's members are among them."""
        return [told for name, _, told in self.calls if name == method]

    def blocks(self, owner: str, span: Interval, *, title: str, **more: Any) -> str:
        """A person puts something on their own calendar; `more` are fields of the event. Returns its id."""
        edges = {"start": {"dateTime": span.start.isoformat()}, "end": {"dateTime": span.end.isoformat()}}
        return str(self.put(owner, {"summary": title, **edges, **more}).body["id"])

    def sign_out(self) -> None:
        """Every access token has expired."""
        self._tokens.clear()

    async def tells(self, *, state: str = "exists") -> list[int]:
        """Notify the channels of every calendar touched since the last time; returns what each answered."""
        touched, self.touched = set(self.touched), []
        answers = []
        async with aiohttp.ClientSession() as session:
            for channel in [each for each in self.channels.values() if each.owner in touched or state == "sync"]:
                self._numbers += 1
                headers = {
                    "X-Goog-Channel-ID": channel.id,
                    "X-Goog-Channel-Token": channel.token,
                    "X-Goog-Resource-ID": channel.resource,
                    "X-Goog-Resource-State": state,
                    "X-Goog-Message-Number": "1" if state == "sync" else str(self._numbers * 7),
                }
                path = "/" + channel.address.split("/", 3)[3]
                async with session.post(self.reach + path, headers=headers) as answer:
                    answers.append(answer.status)
        return answers

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        claims = jwt.decode(str(form["assertion"]), certs={"1": _key()[1]}, audience=AUDIENCE)
        asked = frozenset(claims["scope"].split())
        subject = claims.get("sub", "")
        self.calls.append(("token", subject, {"scopes": sorted(asked)}))

        def granted() -> Json:
            if self.lost:
                raise Refused(400, "invalid_grant")
            if not asked <= self.allowed:
                raise Refused(401, "unauthorized_client")
            if subject not in self.members:
                raise Refused(400, "invalid_grant")
            token = secrets.token_hex(8)
            self._tokens[token] = (subject, asked)
            return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

        try:
            return await self._meets("token", granted, request)
        except Refused as refused:
            why = "Invalid JWT Signature." if self.lost else f"Invalid email or User ID {subject}"
            told = {"error": refused.reason, "error_description": why}
            return web.json_response(told, status=refused.status)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        found = method_of(request.method, request.match_info["path"])
        if found is None:
            self.complaints.append(f"no method {request.method} {request.path}")
            return _error(404, "notFound")
        method, named = found
        text = await request.text()
        body = json.loads(text) if text else None
        self.complaints += complaints(method, query=list(request.query.items()), body=body)
        given = {**request.query, **named, **(body or {})}
        speaker, scopes = self._tokens.get(
            request.headers.get("Authorization", "").removeprefix("Bearer "), ("", frozenset())
        )
        self.calls.append((method.name, speaker, given))

        def done() -> Json:
            if not speaker:
                raise Refused(401, "authError")
            if not scopes & method.scopes:
                raise Refused(403, "insufficientPermissions")
            return self.done(method, speaker, {**request.query, **named}, body or {}, request.headers)

        try:
            return await self._meets(method.name, done, request)
        except Refused as refused:
            return _error(refused.status, refused.reason)

    async def _meets(self, name: str, done: Callable[[], Json], request: web.Request) -> web.StreamResponse:
        match self._faults.met_by(name):
            case Refuses(status, reason, retry_after):
                return _error(status, reason, retry_after=retry_after)
            case Limited(seconds):
                return _error(429, "rateLimitExceeded", retry_after=str(seconds))
            case Broken(status, body):
                return web.Response(status=status, text=body, content_type="text/html")
            case Dropped(accepted):
                if accepted:
                    with suppress(Refused):
                        done()
                return hang_up(request)
            case Withheld() as fault:
                answer = done() if fault.accepted else None
                await fault.wait()
                return web.json_response(done() if answer is None else answer)
            case None:
                answer = done()
                return web.json_response(answer) if answer else web.Response(status=204)


def _error(status: int, reason: str, *, retry_after: str = "") -> web.Response:
    error = {
        "code": status,
        "message": f"{reason} for rae@northwind.example",
        "errors": [{"domain": "global", "reason": reason}],
    }
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response({"error": error}, status=status, headers=headers)
