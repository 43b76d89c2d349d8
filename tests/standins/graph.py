"""Microsoft Graph on loopback: the login service, the calendars, the subscriptions, and people who use their calendars.

    async with Graph("rae@northwind.example") as graph:
        tokens = AppTokens(graph.tenant, graph.client, graph.secret, login=graph.url, graph=graph.url, patience=5)
        name = graph.blocks("rae@northwind.example", span, title="Dentist")
        graph.next("events.create", Refuses(503, "ErrorServerBusy"))

It keeps state and deduplicates nothing that Graph does not. Every request is judged by `graph_rules`; whatever broke them
is kept in `complaints`, and fails the test at the end of the block.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.domain.time import Interval
from tests.standins.faults import Broken, Dropped, Faults, Limited, Withheld, hang_up
from tests.standins.graph_api import Tenant
from tests.standins.graph_rules import call_of, complaints
from tests.standins.graph_shelf import Json, Refused, edge
from tests.standins.loopback import served

AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Refuses:
    """An error answer in Graph's own shape; nothing was done."""

    status: int
    code: str
    retry_after: str = ""


Fault = Refuses | Limited | Broken | Dropped | Withheld


class Graph(Tenant):
    """One tenant. `url`, `tenant`, `client` and `secret` are what the program is given; `now` is for subscriptions."""

    tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
    client = "00001111-aaaa-2222-bbbb-3333cccc4444"
    secret = "app-secret"

    def __init__(self, *members: str, now: datetime) -> None:
        super().__init__(now=now)
        self.members |= set(members)
        self.reach = ""
        self.calls: list[tuple[str, Json]] = []
        self.complaints: list[str] = []
        self.most_at_once = 0
        self._at_once = 0
        self._tokens: set[str] = set()
        self._faults = Faults[Fault]()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discovered)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_route("*", "/v1.0/{path:.*}", self._call)
        self._server = served(app)
        self.url = await self._server.__aenter__() + "/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._faults.let_go()
        await self._server.__aexit__(None, None, None)
        if self.most_at_once > AT_ONCE:
            self.complaints.append(f"{self.most_at_once} requests at once")
        if kind is None and self.complaints:
            raise AssertionError("Graph would have refused: " + "; ".join(self.complaints))

    def next(self, call: str, *faults: Fault) -> None:
        """Let the next calls of a kind (`events.create`, `token`) meet these faults, one each, in order."""
        self._faults.add(call, *faults)

    def called(self, call: str) -> list[Json]:
        """What every call of a kind was given so far: what stands in its path, its parameters, its body's members."""
        return [told for name, told in self.calls if name == call]

    def blocks(self, owner: str, span: Interval, *, title: str, **more: Any) -> str:
        """A person puts something on their own calendar; `more` are fields of the event. Returns its id."""
        body = {"subject": title, "start": edge(span.start), "end": edge(span.end), **more}
        return str(self.put(owner, body).body["id"])

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
        return await self._meets(call.name, lambda: self.done(call, given, body or {}, prefer, match), request)

    async def _meets(self, name: str, done: Callable[[], Json], request: web.Request) -> web.StreamResponse:
        match self._faults.met_by(name):
            case Refuses(status, code, retry_after):
                return _error(status, code, retry_after=retry_after)
            case Limited(seconds):
                return _error(429, "ApplicationThrottled", retry_after=str(seconds))
            case Broken(status, body):
                return web.Response(status=status, text=body, content_type="text/html")
            case Dropped(accepted):
                if accepted:
                    done()
                return hang_up(request)
            case Withheld() as fault:
                answer = done() if fault.accepted else None
                await fault.wait()
                return web.json_response(done() if answer is None else answer)
            case None:
                answer = done()
                return web.json_response(answer) if answer else web.Response(status=204)

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


def _error(status: int, code: str, *, retry_after: str = "") -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    error = {"code": code, "message": f"{code} for rae.morgan@northwind.example"}
    return web.json_response({"error": error}, status=status, headers=headers)
