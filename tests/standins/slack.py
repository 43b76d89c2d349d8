"""Slack on loopback: the Web API, `response_url`s, and people who type, press and submit.

    async with Slack() as slack:
        client = connect(slack.token, session=session, url=slack.api)     # what the program is given
        slack.app = "http://127.0.0.1:…/slack/events"                    # where the program listens
        mia = slack.person("U0MIA", zone="America/New_York")
        seen = await mia.types("/usher status Ada")                       # → Seen: what Mia now sees
        seen = await mia.presses("Cancel", on=mia.messages[-1])
        seen = await mia.submits(seen.modal, {"reason": "The role is filled"})
        await mia.writes("status Ada")                                    # to the app; in a channel: “@Usher status Ada”

It keeps state and deduplicates nothing that Slack does not: two posts are two messages. What it receives is judged by
the rules in `slack_blocks`; whatever broke one is refused as Slack would refuse it, kept in `complaints`, and fails the
test at the end of the block. Faults are set per method: `slack.next("chat.postMessage", Limited(seconds=30))`.
"""

import hashlib
import hmac
import io
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from adapters.manifests import SCOPES
from tests.standins.faults import Broken, Dropped, Faults, Limited, Withheld, hang_up
from tests.standins.loopback import served
from tests.standins.slack_blocks import faults_in_message
from tests.standins.slack_oauth import Offices
from tests.standins.slack_person import Json, SlackUser
from tests.standins.slack_sockets import Sockets
from tests.standins.slack_workspace import Refused, Workspace

RESPONSES, RESPONSE_LIVES = 5, 1800.0  # posts, seconds


@dataclass(frozen=True, slots=True)
class Says:
    """`{"ok": false}` with a code, nothing done."""

    code: str


Fault = Limited | Broken | Says | Dropped | Withheld


class Slack(Workspace):
    """One Slack over HTTP. `app` is where the program listens; `api` and `token` are what the program is given."""

    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"

    def __init__(self, *, team: str = "T0HOME", clock: Callable[[], float] = time.time) -> None:
        super().__init__(team=team, clock=clock)
        self.app = ""
        self.scopes = list(SCOPES)
        self.offices = Offices()
        self.sockets = Sockets()
        self.calls: list[tuple[str, Json]] = []
        self._faults = Faults[Fault]()
        self._delivered: list[bytes] = []
        self._retries = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/response/{number}", self._respond)
        app.router.add_get("/oauth/v2/authorize", self.offices.asks)
        app.router.add_get("/link", self.sockets.line)
        self._server = served(app)
        self.origin = await self._server.__aenter__()
        self.api = f"{self.origin}/api/"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._faults.let_go()
        await self.session.close()
        await self.sockets.end()
        await self._server.__aexit__(None, None, None)
        if kind is None and self.complaints:
            raise AssertionError("Slack would have refused: " + "; ".join(self.complaints))

    def person(self, user: str, *, name: str = "", team: str = "", zone: str = "UTC", **more: Any) -> SlackUser:
        """A member; `more` is merged into what `users.info` tells (`is_bot`, `is_restricted`, `deleted`, profile …)."""
        made = SlackUser(self, id=user, name=name or user.lower(), team=team or self.team, zone=zone, more=more)
        self.people[user] = made
        return made

    def next(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method meet these faults, one each, in order."""
        self._faults.add(method, *faults)

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of a method so far, refused ones included."""
        return [arguments for name, arguments in self.calls if name == method]

    async def event(self, event: Json, *, event_id: str = "Ev0001", team: str = "", at: int = 0) -> int:
        """Deliver an event as the Events API does; returns the status that the app answered. `at`: Unix seconds."""
        body = {
            "type": "event_callback",
            "token": "deprecated",
            "team_id": team or self.team,
            "api_app_id": self.app_id,
            "event": event,
            "event_id": event_id,
            "event_time": at or int(self.clock()),
            "authorizations": [{"enterprise_id": None, "team_id": team or self.team, "user_id": self.bot_user}],
        }
        self._delivered.append(json.dumps(body).encode())
        self._retries = 0
        return (await self.sends(self._delivered[-1], content_type="application/json"))[0]

    async def retries(self, *, reason: str = "http_timeout") -> int:
        """Deliver the last event once more, as after an answer that was late or no success."""
        self._retries += 1
        told = {"X-Slack-Retry-Num": str(self._retries), "X-Slack-Retry-Reason": reason}
        return (await self.sends(self._delivered[-1], content_type="application/json", headers=told))[0]

    async def sends(
        self,
        body: bytes,
        *,
        content_type: str = "application/x-www-form-urlencoded",
        headers: Mapping[str, str | None] | None = None,
    ) -> tuple[int, str]:
        """Post signed bytes to the app; `headers` replace what a genuine request would carry, None leaves one out.

        To an app that listens by Socket Mode the same goes down its line: 200 stands for acknowledged, 0 for silence.
        """
        if self.sockets.on:
            return await self.sockets.sends(body, content_type=content_type)
        stamp = str(int(self.clock()))
        genuine = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": self.signature(body, stamp=stamp),
        }
        carried = {name: value for name, value in {**genuine, **(headers or {})}.items() if value is not None}
        async with self.session.post(self.app, data=io.BytesIO(body), headers=carried) as answer:
            return answer.status, await answer.text()

    def signature(self, body: bytes, *, stamp: str) -> str:
        base = b"v0:" + stamp.encode() + b":" + body
        return "v0=" + hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        return await self._meets(self._faults.met_by(method), method=method, arguments=arguments, request=request)

    async def _meets(
        self, fault: Fault | None, *, method: str, arguments: Json, request: web.Request
    ) -> web.StreamResponse:
        match fault:
            case Limited(seconds):
                answer = {"ok": False, "error": "ratelimited"}
                return web.json_response(answer, status=429, headers={"Retry-After": str(seconds)})
            case Broken(status, body):
                return web.Response(status=status, text=body, content_type="text/html")
            case Says(code):
                return web.json_response({"ok": False, "error": code})
            case Dropped(accepted):
                if accepted:
                    self._done(method, arguments, request)
                return hang_up(request)
            case Withheld(accepted):
                answer = self._done(method, arguments, request) if accepted else {}
                await fault.wait()
                return web.json_response(answer or self._done(method, arguments, request))
            case None:
                granted = {"x-oauth-scopes": ",".join(self.scopes)}
                return web.json_response(self._done(method, arguments, request), headers=granted)

    def _done(self, method: str, arguments: Json, request: web.Request) -> Json:
        try:
            authorization = request.headers.get("Authorization", "")
            if method == "oauth.v2.access":
                return {"ok": True, **self.offices.exchanged(arguments, authorization)}
            if method == "apps.connections.open":
                return {"ok": True, **self.sockets.opened(authorization, origin=self.origin)}
            self.speaking = self._speaker(authorization)
            if method == "apps.uninstall":
                return {"ok": True, **self.offices.uninstalled(arguments, self.speaking)}
            if method not in self.methods:
                raise Refused("unknown_method")
            return {"ok": True, **self.methods[method](arguments)}
        except Refused as refused:
            return refused.answer

    def _speaker(self, authorization: str) -> str:
        """The workspace whose token this is."""
        token = authorization.removeprefix("Bearer ")
        teams = {**self.offices.tokens, self.token: self.team}
        if token not in teams:
            raise Refused(self.offices.dead.get(token, "invalid_auth") if authorization else "not_authed")
        return teams[token]

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        given = await request.json()
        self.calls.append(("response_url", given))
        match self._faults.met_by("response_url"):
            case Broken(status, body):
                return web.Response(status=status, text=body)
            case Dropped():
                return hang_up(request)
            case Withheld() as fault:
                await fault.wait()
            case _:
                pass
        return self._responded(self.origin + request.path, given)

    def _responded(self, url: str, given: Json) -> web.Response:
        moment = next((each for each in self.moments if each.response_url == url), None)
        if moment is None or moment.responses >= RESPONSES or self.clock() - moment.at > RESPONSE_LIVES:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if faults := faults_in_message(given):
            self.complaints += faults
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        moment.responses += 1
        moment.user.told_by_response(moment, given)
        return web.Response(text="ok")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **await request.post()}
