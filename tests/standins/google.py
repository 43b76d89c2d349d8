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
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from bot.domain.time import Interval, merged
from tests.standins.google_rules import Method, complaints, method_of
from tests.standins.google_shelf import Copy, Json, Refused, Shelf
from tests.standins.slack import Broken, Dropped, Limited, Withheld

EVENTS = "https://www.googleapis.com/auth/calendar.events"
FREEBUSY = "https://www.googleapis.com/auth/calendar.freebusy"
NOT_WITH_SYNC = {"iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty"} | {
    "timeMin",
    "timeMax",
    "updatedMin",
}
AUDIENCE = "https://oauth2.googleapis.com/token"
LONGEST_FREEBUSY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Refuses:
    """An error answer in Google's own shape; nothing was done."""

    status: int
    reason: str
    retry_after: str = ""


Fault = Refuses | Limited | Broken | Dropped | Withheld


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    resource: str
    owner: str
    address: str
    token: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sync or page token stands for: the parameters it was given for, and how far it had come."""

    owner: str
    same: Mapping[str, str]
    newest: int
    after: Any = None


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


class Google(Shelf):
    """One organisation. `url` and `key` are what the program is given; `allowed` are the scopes its admin let it have."""

    def __init__(self, *members: str) -> None:
        super().__init__()
        self.members |= set(members)
        self.allowed = {EVENTS, FREEBUSY}
        self.channels: dict[str, Channel] = {}
        self.reach = ""
        self.calls: list[tuple[str, str, Json]] = []
        self.complaints: list[str] = []
        self._tokens: dict[str, tuple[str, frozenset[str]]] = {}
        self._marks: dict[str, Mark] = {}
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._held: list[Withheld] = []
        self._numbers = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post("/token", self._token)
        app.router.add_route("*", "/calendar/v3/{path:.*}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for fault in self._held:
            fault.release.set()
        await self._runner.cleanup()
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
        self._faults[method] += faults

    def called(self, method: str) -> list[Json]:
        """The parameters of every call of a method so far; a body's members are among them."""
        return [told for name, _, told in self.calls if name == method]

    def blocks(self, owner: str, span: Interval, *, title: str, **more: Any) -> str:
        """A person puts something on their own calendar; `more` are fields of the event. Returns its id."""
        edges = {"start": {"dateTime": span.start.isoformat()}, "end": {"dateTime": span.end.isoformat()}}
        return str(self.put(owner, {"summary": title, **edges, **more}).body["id"])

    def forget_tokens(self) -> None:
        """Every sync and page token is too old from now on."""
        self._marks.clear()

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
            told = {"error": refused.reason, "error_description": f"Invalid email or User ID {subject}"}
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
            return self._done(method, speaker, {**request.query, **named}, body or {}, request.headers)

        try:
            return await self._meets(method.name, done, request)
        except Refused as refused:
            return _error(refused.status, refused.reason)

    async def _meets(self, name: str, done: Callable[[], Json], request: web.Request) -> web.StreamResponse:
        match self._faults[name].pop(0) if self._faults[name] else None:
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
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            case Withheld() as fault:
                answer = done() if fault.accepted else None
                self._held.append(fault)
                fault.reached.set()
                await fault.release.wait()
                return web.json_response(done() if answer is None else answer)
            case None:
                answer = done()
                return web.json_response(answer) if answer else web.Response(status=204)

    def _done(
        self, method: Method, speaker: str, given: dict[str, str], body: Json, headers: Mapping[str, str]
    ) -> Json:
        owner = speaker if given.get("calendarId") in {None, "primary"} else given["calendarId"]
        if owner != speaker and owner not in self.members:
            raise Refused(404, "notFound")
        match method.name:
            case "events.list":
                return self._list(owner, given)
            case "events.get":
                standing = self.standing(owner, given["eventId"])
                told = self.shown(owner, standing)
                self._make_meeting(standing)
                return told
            case "events.insert":
                kept = self.put(owner, _meeting_asked(body, given))
                self._writes(kept, given)
                return self.shown(owner, kept)
            case "events.patch":
                standing = self.standing(owner, given["eventId"])
                if headers.get("If-Match", standing.etag) != standing.etag:
                    raise Refused(412, "conditionNotMet")
                kept = self.change(owner, given["eventId"], _meeting_asked(body, given))
                self._writes(kept, given)
                return self.shown(owner, kept)
            case "events.delete":
                for guest in self.cancel(owner, given["eventId"]):
                    if given.get("sendUpdates") == "all":
                        self.mails.append((guest, "cancelled"))
                return {}
            case "events.watch":
                return self._watch(owner, body)
            case "channels.stop":
                if self.channels.pop(body["id"], None) is None:
                    raise Refused(404, "channelUnknown")
                return {}
            case "freebusy.query":
                return self._freebusy(body)
        raise Refused(501, "notStandingIn")

    def _list(self, owner: str, given: dict[str, str]) -> Json:
        """One page. A token that comes with other parameters is refused; what a sync token brings lies at any time."""
        same = {name: value for name, value in given.items() if name not in {"pageToken", "alt"}}
        steady = {name: value for name, value in same.items() if name not in NOT_WITH_SYNC | {"syncToken"}}
        sync, page = self._mark(owner, given.get("syncToken")), self._mark(owner, given.get("pageToken"))
        if sync is not None and (NOT_WITH_SYNC & given.keys() or sync.same != steady):
            raise Refused(400, "invalid")
        if page is not None and page.same != same:
            raise Refused(400, "invalid")
        rows = self._standing_in(owner, given) if sync is None else self._changed(owner, since=sync.newest)
        left = [row for row in rows if page is None or row[0] > page.after]
        newest = self.newest if page is None else page.newest
        told: Json = {
            "kind": "calendar#events",
            "accessRole": "owner",
            "timeZone": self.zones.get(owner, "UTC"),
            "items": [self.shown(owner, kept) for _, kept in left[: self._size(given)]],
        }
        if left[self._size(given) :]:
            after = left[self._size(given) - 1][0]
            return told | {"nextPageToken": self._marked(Mark(owner, same, newest, after))}
        return told | {"nextSyncToken": self._marked(Mark(owner, steady, newest))}

    def _size(self, given: dict[str, str]) -> int:
        return min(int(given.get("maxResults", 250)), 2500)

    def _changed(self, owner: str, *, since: int) -> list[tuple[Any, Copy]]:
        changed = (((kept.change, kept.body["id"]), kept) for kept in self.of(owner).values() if kept.change > since)
        return sorted(changed, key=lambda row: row[0])

    def _standing_in(self, owner: str, given: dict[str, str]) -> list[tuple[Any, Copy]]:
        span = Interval(datetime.fromisoformat(given["timeMin"]), datetime.fromisoformat(given["timeMax"]))
        standing = [kept for kept in self.overlapping(owner, span) if not kept.cancelled]
        keyed = (((self.span(owner, kept.body)[0].isoformat(), kept.body["id"]), kept) for kept in standing)
        return sorted(keyed, key=lambda row: row[0])

    def _mark(self, owner: str, token: str | None) -> Mark | None:
        if token is None:
            return None
        mark = self._marks.get(token)
        if mark is None or mark.owner != owner:
            raise Refused(410, "fullSyncRequired")
        return mark

    def _marked(self, mark: Mark) -> str:
        token = f"{secrets.token_urlsafe(30)}="
        self._marks[token] = mark
        return token

    def _freebusy(self, body: Json) -> Json:
        span = Interval(datetime.fromisoformat(body["timeMin"]), datetime.fromisoformat(body["timeMax"]))
        if span.length > LONGEST_FREEBUSY:
            raise Refused(400, "timeRangeTooLong")
        return {
            "kind": "calendar#freeBusy",
            "calendars": {each["id"]: self._open(each["id"], span) for each in body["items"]},
        }

    def _open(self, owner: str, span: Interval) -> Json:
        if owner not in self.members | self.open_to:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        if owner in self.stuck:
            return {"errors": [{"domain": "global", "reason": "internalError"}], "busy": []}
        busy = self.busy(owner, span)
        return {"busy": [{"start": _stamp(each.start), "end": _stamp(each.end)} for each in merged(busy)]}

    def _watch(self, owner: str, body: Json) -> Json:
        if not body["address"].startswith("https://"):
            raise Refused(400, "push.webhookUrlNotHttps")
        if body["id"] in self.channels:
            raise Refused(400, "channelIdNotUnique")
        channel = Channel(body["id"], f"resource-{owner}", owner, body["address"], body.get("token", ""))
        self.channels[channel.id] = channel
        ends = datetime(2026, 3, 9, 9, tzinfo=UTC)
        return {
            "kind": "api#channel",
            "id": channel.id,
            "resourceId": channel.resource,
            "resourceUri": f"{self.url}calendar/v3/calendars/primary/events",
            "expiration": str(int(ends.timestamp() * 1000)),
        }

    def _writes(self, kept: Copy, given: dict[str, str]) -> None:
        if given.get("sendUpdates") == "all":
            self.mails += [(guest["email"], "invited") for guest in kept.body.get("attendees", ())]

    def _make_meeting(self, kept: Copy) -> None:
        """A Meet is there by the next look."""
        asked = kept.body.get("conferenceData", {}).get("createRequest", {})
        if asked.get("status", {}).get("statusCode") == "pending":
            link = f"https://meet.google.com/{asked['requestId'][:10]}"
            asked["status"] = {"statusCode": "success"}
            kept.body["hangoutLink"] = link
            kept.body["conferenceData"]["entryPoints"] = [{"entryPointType": "video", "uri": link}]


def _meeting_asked(body: Json, given: dict[str, str]) -> Json:
    """Without conferenceDataVersion=1 Google overlooks what is said about meetings."""
    if "conferenceData" not in body:
        return body
    if given.get("conferenceDataVersion") != "1":
        return {key: value for key, value in body.items() if key != "conferenceData"}
    request = body["conferenceData"]["createRequest"] | {"status": {"statusCode": "pending"}}
    return body | {"conferenceData": {"createRequest": request}}


def _error(status: int, reason: str, *, retry_after: str = "") -> web.Response:
    error = {
        "code": status,
        "message": f"{reason} for rae@northwind.example",
        "errors": [{"domain": "global", "reason": reason}],
    }
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response({"error": error}, status=status, headers=headers)


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
