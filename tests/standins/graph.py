"""Microsoft Graph on loopback: the login service, the calendars, the subscriptions, and people who use their calendars.

    async with Graph("rae@northwind.example") as graph:
        tokens = AppTokens(graph.tenant, graph.client, graph.secret, login=graph.url, graph=graph.url, patience=5)
        name = graph.blocks("rae@northwind.example", span, title="Dentist")
        graph.next("events.create", Refuses(503, "ErrorServerBusy"))

It keeps state and deduplicates nothing that Graph does not. Every request is judged by `graph_rules`; whatever broke them
is kept in `complaints`, and fails the test at the end of the block.
"""

import json
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.domain.time import Interval
from tests.standins.graph_rules import Call, call_of, complaints
from tests.standins.graph_shelf import Item, Json, Refused, Shelf, edge
from tests.standins.slack import Broken, Dropped, Limited, Withheld

HIDDEN_IN_DELTA = {"subject", "showAs", "isAllDay", "isCancelled", "responseStatus", "originalStartTimeZone"} | {
    "body",
    "location",
    "attendees",
    "iCalUId",
    "sensitivity",
    "onlineMeeting",
    "isOnlineMeeting",
    "isOrganizer",
    "transactionId",
}
AT_ONCE = 4
MOST_AHEAD = 10_080 * 60


@dataclass(frozen=True, slots=True)
class Refuses:
    """An error answer in Graph's own shape; nothing was done."""

    status: int
    code: str
    retry_after: str = ""


Fault = Refuses | Limited | Broken | Dropped | Withheld


@dataclass
class Subscription:
    body: Json
    owner: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a delta or skip token stands for: whose view of when, how far it had come, and what the round began with."""

    owner: str
    view: Interval
    since: int
    newest: int
    after: Any = None


class Graph(Shelf):
    """One tenant. `url`, `tenant`, `client` and `secret` are what the program is given; `now` is for subscriptions."""

    tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
    client = "00001111-aaaa-2222-bbbb-3333cccc4444"
    secret = "app-secret"

    def __init__(self, *members: str, now: datetime) -> None:
        super().__init__()
        self.members |= set(members)
        self.now = now
        self.reach = ""
        self.subscriptions: dict[str, Subscription] = {}
        self.calls: list[tuple[str, Json]] = []
        self.complaints: list[str] = []
        self.only_digits: dict[str, str] = {}
        self.most_at_once = 0
        self._at_once = 0
        self._tokens: set[str] = set()
        self._marks: dict[str, Mark] = {}
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._held: list[Withheld] = []

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discovered)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_route("*", "/v1.0/{path:.*}", self._call)
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
        if self.most_at_once > AT_ONCE:
            self.complaints.append(f"{self.most_at_once} requests at once")
        if kind is None and self.complaints:
            raise AssertionError("Graph would have refused: " + "; ".join(self.complaints))

    def next(self, call: str, *faults: Fault) -> None:
        """Let the next calls of a kind (`events.create`, `token`) meet these faults, one each, in order."""
        self._faults[call] += faults

    def called(self, call: str) -> list[Json]:
        """What every call of a kind was given so far: what stands in its path, its parameters, its body's members."""
        return [told for name, told in self.calls if name == call]

    def blocks(self, owner: str, span: Interval, *, title: str, **more: Any) -> str:
        """A person puts something on their own calendar; `more` are fields of the event. Returns its id."""
        body = {"subject": title, "start": edge(span.start), "end": edge(span.end), **more}
        return str(self.put(owner, body).body["id"])

    def forget_links(self) -> None:
        """Every delta link is too old from now on."""
        self._marks.clear()

    def sign_out(self) -> None:
        """No token given so far is accepted any more."""
        self._tokens.clear()

    async def tells(self, *, lifecycle: str = "", state: str = "") -> list[int]:
        """Notify the subscriptions of every calendar touched since the last time; returns what each answered."""
        touched, self.touched = set(self.touched), []
        answers = []
        async with aiohttp.ClientSession() as session:
            for name, each in self.subscriptions.items():
                if each.owner in touched or lifecycle:
                    told = {
                        "subscriptionId": name,
                        "clientState": state or each.body["clientState"],
                        "tenantId": self.tenant,
                        "resource": f"Users/{each.owner}/Events/AAMk",
                    }
                    told |= {"lifecycleEvent": lifecycle} if lifecycle else {"changeType": "updated"}
                    url = self.reach + "/" + each.body["notificationUrl"].split("/", 3)[3]
                    async with session.post(url, json={"value": [told]}) as answer:
                        answers.append(answer.status)
        return answers

    async def _discovered(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["tenant"] != self.tenant:
            return web.json_response({"error": "invalid_tenant", "error_codes": [90002]}, status=400)
        root = f"https://{self.url.split('://')[1]}{self.tenant}"
        endpoints = {"authorization_endpoint": f"{root}/oauth2/v2.0/authorize", "issuer": f"{root}/v2.0"}
        return web.json_response(endpoints | {"token_endpoint": f"{root}/oauth2/v2.0/token"})

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.calls.append(("token", {name: str(value) for name, value in form.items()}))
        if form["grant_type"] != "client_credentials" or form["scope"] != f"{self.url}.default":
            self.complaints.append(f"token: {form['grant_type']} {form['scope']}")
        if form.get("client_secret") != self.secret:
            told = {"error": "invalid_client", "error_codes": [7000215], "error_description": "AADSTS7000215: Invalid"}
            return web.json_response(told, status=401)

        def granted() -> Json:
            token = secrets.token_hex(8)
            self._tokens.add(token)
            return {"token_type": "Bearer", "expires_in": 3599, "access_token": token}

        return await self._meets("token", granted, request)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return await self._judged(request)
        except Refused as refused:
            return _error(refused.status, refused.code)
        finally:
            self._at_once -= 1

    async def _judged(self, request: web.Request) -> web.StreamResponse:
        found = call_of(request.method, request.match_info["path"])
        if found is None:
            self.complaints.append(f"no call {request.method} {request.path}")
            raise Refused(400, "BadRequest")
        call, named = found
        text = await request.text()
        body = json.loads(text) if text else None
        prefer = [each.strip() for each in request.headers.get("Prefer", "").split(",") if each.strip()]
        self.complaints += complaints(call, query=list(request.query.items()), body=body, prefer=prefer)
        given = {**request.query, **named}
        self.calls.append((call.name, given | (body or {})))
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            raise Refused(401, "InvalidAuthenticationToken")
        if call.name == "subscriptions.create":
            await self._validated(body or {})
        match = request.headers.get("If-Match", "")
        return await self._meets(call.name, lambda: self._done(call, given, body or {}, prefer, match), request)

    async def _meets(self, name: str, done: Callable[[], Json], request: web.Request) -> web.StreamResponse:
        match self._faults[name].pop(0) if self._faults[name] else None:
            case Refuses(status, code, retry_after):
                return _error(status, code, retry_after=retry_after)
            case Limited(seconds):
                return _error(429, "ApplicationThrottled", retry_after=str(seconds))
            case Broken(status, body):
                return web.Response(status=status, text=body, content_type="text/html")
            case Dropped(accepted):
                if accepted:
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

    def _done(self, call: Call, given: dict[str, str], body: Json, prefer: Sequence[str], match: str) -> Json:
        owner = given.get("owner", "")
        if owner and owner not in self.members:
            raise Refused(403, "ErrorAccessDenied") if owner in self.open_to else Refused(404, "ErrorInvalidUser")
        match call.name:
            case "events.create":
                return self._shown(self._created(owner, body), prefer)
            case "events.find":
                return {"value": [self._shown(item, prefer) for item in self._found(owner, given["$filter"])]}
            case "events.get":
                return self._shown(self.standing(owner, given["event"]), prefer)
            case "events.update":
                if match and match != self.standing(owner, given["event"]).etag:
                    raise Refused(412, "ErrorIrresolvableConflict")
                return self._shown(self.change(owner, given["event"], body), prefer)
            case "events.delete":
                self.take_off(owner, given["event"])
                return {}
            case "view":
                return self._view(owner, given, prefer)
            case "delta":
                return self._delta(owner, given, prefer)
            case "schedule":
                return {"value": [self._schedule(each, body) for each in body["schedules"]]}
            case "subscriptions.create":
                name = secrets.token_hex(8)
                self.subscriptions[name] = Subscription(body, body["resource"].split("/")[1])
                return self._subscribed(name, body)
            case "subscriptions.update":
                if given["subscription"] not in self.subscriptions:
                    raise Refused(404, "ResourceNotFound")
                return self._subscribed(given["subscription"], body)
        if self.subscriptions.pop(given["subscription"], None) is None:
            raise Refused(404, "ResourceNotFound")
        return {}

    def _created(self, owner: str, body: Json) -> Item:
        """The same event again under one transaction is the one that stands; another, or one that is gone, is refused."""
        used = [item for item in self.of(owner).values() if item.body["transactionId"] == body.get("transactionId")]
        for item in used if body.get("transactionId") else ():
            same = all(item.body[name] == body[name] for name in ("subject", "showAs"))
            if not item.gone and same:
                return item
            if not item.gone or self.remembers:
                raise Refused(409, "ErrorDuplicateTransactionId")
        return self.put(owner, body)

    def _found(self, owner: str, text: str) -> list[Item]:
        asked = re.fullmatch(
            r"singleValueExtendedProperties/Any\(ep: ep/id eq '([^']+)' and ep/value eq '((?:[^']|'')*)'\)", text
        )
        if asked is None:
            raise Refused(400, "ErrorInvalidUrlQueryFilter")
        key = asked[2].replace("''", "'")
        return [item for item in self.of(owner).values() if item.key == key and not item.gone]

    def _shown(self, item: Item, prefer: Sequence[str]) -> Json:
        """An event as an answer shows it. Written as text, the body's markup is gone and its breaks are others."""
        told = {"@odata.etag": item.etag, **item.body}
        told |= {edge: item.body[edge] | {"timeZone": "UTC"} for edge in ("start", "end")}
        if 'outlook.body-content-type="text"' in prefer:
            plain = unescape(re.sub(r"<[^>]*>", "", item.body["body"]["content"].replace("<br>", "\r\n")))
            told["body"] = {"contentType": "text", "content": plain}
        return told

    def _view(self, owner: str, given: dict[str, str], prefer: Sequence[str]) -> Json:
        span = Interval(*(datetime.fromisoformat(given[bound]) for bound in ("startDateTime", "endDateTime")))
        rows = [self._shown(item, prefer) for item in self.in_view(owner, span) if item.body["type"] != "seriesMaster"]
        size, skip = int(given.get("$top", 10)), int(given.get("$skip", 0))
        told: Json = {"value": [_selected(row, given) for row in rows[skip : skip + size]]}
        if rows[skip + size :]:
            query = "&".join(f"{name}={value}" for name, value in given.items() if name not in {"owner", "$skip"})
            told["@odata.nextLink"] = f"{self.url}v1.0/users/{owner}/calendarView?{query}&$skip={skip + size}"
        return told

    def _delta(self, owner: str, given: dict[str, str], prefer: Sequence[str]) -> Json:
        mark = self._mark(owner, given)
        rows = [item for item in self.of(owner).values() if item.change > mark.since]
        if mark.since == 0:
            standing = list(self.in_view(owner, mark.view))
            rows = [item for item in rows if item in standing]
        rows = sorted(rows, key=lambda item: (item.change, item.body["id"]))
        left = [item for item in rows if mark.after is None or (item.change, item.body["id"]) > mark.after]
        size = next((int(each.split("=")[1]) for each in prefer if each.startswith("odata.maxpagesize=")), 10)
        told: Json = {"value": [self._changed(item, mark.view) for item in left[:size]]}
        if left[size:]:
            last = left[size - 1]
            onwards = Mark(owner, mark.view, mark.since, mark.newest, (last.change, last.body["id"]))
            return told | {"@odata.nextLink": self._link(onwards, "$skiptoken")}
        return told | {"@odata.deltaLink": self._link(Mark(owner, mark.view, mark.newest, 0), "$deltatoken")}

    def _changed(self, item: Item, view: Interval) -> Json:
        """What is gone or lies elsewhere now is named alone; an occurrence says only when it is and of which series."""
        if item.gone or item not in list(self.in_view(self._whose(item), view)):
            return {"id": item.body["id"], "@removed": {"reason": "deleted"}}
        told = self._shown(item, ())
        if item.body["type"] == "occurrence":
            return {name: value for name, value in told.items() if name not in HIDDEN_IN_DELTA}
        return told

    def _whose(self, item: Item) -> str:
        return next(owner for owner, items in self.mailboxes.items() if items.get(item.body["id"]) is item)

    def _mark(self, owner: str, given: Mapping[str, str]) -> Mark:
        token = given.get("$skiptoken") or given.get("$deltatoken")
        if not token:
            span = Interval(*(datetime.fromisoformat(given[bound]) for bound in ("startDateTime", "endDateTime")))
            return Mark(owner, span, 0, self.newest)
        mark = self._marks.get(token)
        if mark is None or mark.owner != owner:
            raise Refused(410, "SyncStateNotFound")
        return mark if mark.newest else Mark(owner, mark.view, mark.since, self.newest)

    def _link(self, mark: Mark, name: str) -> str:
        token = secrets.token_urlsafe(24)
        self._marks[token] = mark
        return f"{self.url}v1.0/users/{mark.owner}/calendarView/delta?{name}={token}"

    def _schedule(self, owner: str, body: Json) -> Json:
        if owner not in self.members | self.open_to:
            code = "ErrorMailRecipientNotFound"
            return {"scheduleId": owner, "error": {"message": f"{owner} was not found", "responseCode": code}}
        bounds = (datetime.fromisoformat(body[edge]["dateTime"] + "Z") for edge in ("startTime", "endTime"))
        if owner in self.only_digits:
            return {"scheduleId": owner, "availabilityView": self.only_digits[owner], "scheduleItems": []}
        items = list(self.busy(owner, Interval(*bounds)))
        return {"scheduleId": owner, "availabilityView": "0", "scheduleItems": items}

    async def _validated(self, body: Json) -> None:
        """The address that is to be told must repeat what it is asked."""
        asked = "Validation: Testing client application reachability <for subscription> & more"
        url = self.reach + "/" + body["notificationUrl"].split("/", 3)[3]
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, params={"validationToken": asked}) as answer,
        ):
            if answer.status != 200 or answer.content_type != "text/plain" or await answer.text() != asked:
                raise Refused(400, "ValidationError")

    def _subscribed(self, name: str, body: Json) -> Json:
        ends = datetime.fromisoformat(body["expirationDateTime"])
        if not 0 < (ends - self.now).total_seconds() <= MOST_AHEAD:
            raise Refused(400, "ExtensionError")
        self.subscriptions[name].body["expirationDateTime"] = body["expirationDateTime"]
        return {"id": name, **{key: self.subscriptions[name].body[key] for key in ("resource", "expirationDateTime")}}


def _selected(row: Json, given: Mapping[str, str]) -> Json:
    names = given.get("$select", "").split(",")
    return {name: value for name, value in row.items() if name in names or name.startswith("@")}


def _error(status: int, code: str, *, retry_after: str = "") -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    error = {"code": code, "message": f"{code} for rae.morgan@northwind.example"}
    return web.json_response({"error": error}, status=status, headers=headers)
