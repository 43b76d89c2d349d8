"""Teams on loopback: the Bot Connector, the login service, and people who write, press and send forms.

    async with Teams() as teams:
        tokens = AppTokens(session, app=teams.app_id, secret=teams.secret, tenant=teams.tenant, login=teams.login)
        connector = Connector(session, tokens, service=teams.service)      # what the program is given
        teams.app = "http://127.0.0.1:…/api/messages"                     # where the program listens
        mia = teams.person("mia", zone="America/New_York")
        await mia.writes("status ada")
        seen = await mia.presses("Cancel", on=mia.messages[-1])
        seen = await mia.submits(seen.modal, {"reason": "The role is filled"})

It keeps state and deduplicates nothing that Teams does not: two posts are two messages. Cards are judged by the rules in
`teams_cards`; whatever broke one is refused, kept in `complaints`, and fails the test at the end of the block. Faults are
set per call: `teams.next("send", Limited(seconds=30))`, the calls being create, send, update, member and token.
"""

import itertools
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.standins.faults import Dropped, Faults, Limited, Withheld, hang_up
from tests.standins.loopback import served
from tests.standins.teams_cards import faults_in_message
from tests.standins.teams_faults import Fault, Says
from tests.standins.teams_person import Json, TeamsUser
from tests.standins.teams_screen import Message
from tests.standins.teams_signer import Signer

SCOPE = "https://api.botframework.com/.default"


class Refused(Exception):
    """What the Connector refuses."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Teams:
    """One tenant. `service` and `login` are what the program is given; `app` is where it listens."""

    app_id = "11111111-2222-3333-4444-555555555555"
    secret = "the secret of an app"
    tenant = "99999999-8888-7777-6666-555555555555"

    def __init__(self) -> None:
        self.app = ""
        self.signer = Signer()
        self.people: dict[str, TeamsUser] = {}
        self.channels: set[str] = set()
        self.places: dict[str, list[Message]] = defaultdict(list)
        self.calls: list[tuple[str, Json]] = []
        self.complaints: list[str] = []
        self.good: set[str] = set()
        self._faults = Faults[Fault | None]()
        self._stamps = itertools.count(1_700_000_000_000)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        conversation = "/emea/v3/conversations/{place}"
        app.add_routes(
            [
                web.post("/login/{tenant}/oauth2/v2.0/token", self._token),
                web.post("/emea/v3/conversations", self._call("create", self._create)),
                web.post(f"{conversation}/activities", self._call("send", self._send)),
                web.put(f"{conversation}/activities/{{message}}", self._call("update", self._update)),
                web.get(f"{conversation}/members/{{user}}", self._call("member", self._member)),
            ]
        )
        self._server = served(app)
        origin = await self._server.__aenter__()
        self.service, self.login = f"{origin}/emea/", f"{origin}/login/"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        await self.signer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._faults.let_go()
        await self.signer.__aexit__()
        await self.session.close()
        await self._server.__aexit__(None, None, None)
        if kind is None and self.complaints:
            raise AssertionError("Teams would have refused: " + "; ".join(self.complaints))

    def person(self, user: str, *, name: str = "", zone: str = "UTC", **more: Any) -> TeamsUser:
        """A member, by their Entra object id; `more` is merged into what the members of a conversation tell."""
        made = TeamsUser(self, user, name or user.title(), zone, self.tenant, more)
        self.people[user] = made
        return made

    def channel(self, place: str) -> None:
        """A channel in a team that has the app."""
        self.channels.add(place)

    def next(self, call: str, *faults: Fault | None) -> None:
        """Let the next calls of a kind meet these faults, one each, in order; None lets one through."""
        self._faults.add(call, *faults)

    def called(self, kind: str) -> list[Json]:
        """The bodies of every call of a kind so far, refused ones included."""
        return [body for name, body in self.calls if name == kind]

    def judge(self, faults: Iterable[str]) -> None:
        self.complaints += faults

    def stamp(self) -> str:
        return str(next(self._stamps))

    async def sends(self, activity: Json, *, header: str | None = None) -> tuple[int, Any]:
        """Deliver an activity, with a genuine token unless another header is given."""
        genuine = self.signer.header(app=self.app_id, service=activity.get("serviceUrl", self.service))
        headers = {"Authorization": genuine if header is None else header}
        async with self.session.post(self.app, json=activity, headers=headers) as answer:
            raw = await answer.read()
            return answer.status, json.loads(raw) if raw and answer.status == 200 else None

    def channel_told(self, place: str, thread: str) -> Json:
        """What an activity in a channel tells of it; a message that begins a thread is above itself."""
        above = thread or self.stamp()
        return {
            "conversation": {
                "isGroup": True,
                "conversationType": "channel",
                "tenantId": self.tenant,
                "id": f"{place};messageid={above}",
            },
            "channelData": {
                "channel": {"id": place},
                "team": {"id": "19:team@thread.tacv2"},
                "tenant": {"id": self.tenant},
            },
        }

    def _call(self, kind: str, done: Any) -> Any:
        async def take(request: web.Request) -> web.StreamResponse:
            body = await request.json() if request.can_read_body else {}
            self.calls.append((kind, body))
            return await self._meets(self._faults.met_by(kind), lambda: self._answered(done, request, body), request)

        return take

    async def _meets(self, fault: Fault | None, done: Any, request: web.Request) -> web.StreamResponse:
        match fault:
            case Limited(seconds):
                return web.json_response(_error("TooManyRequests"), status=429, headers={"Retry-After": str(seconds)})
            case Says(status, code, inside):
                return web.json_response(_inside(code) if inside else _error(code) if code else {}, status=status)
            case Dropped(accepted):
                if accepted:
                    done()
                return hang_up(request)
            case Withheld(accepted):
                answer = done() if accepted else None
                await fault.wait()
                return answer or done()
            case None:
                return done()

    def _answered(self, done: Any, request: web.Request, body: Json) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.good:
            return web.json_response({"message": "Authorization has been denied for this request."}, status=401)
        try:
            return web.json_response(done(body, **request.match_info), status=201 if request.method == "POST" else 200)
        except Refused as refused:
            return web.json_response(_error(refused.code), status=refused.status)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        asked = dict(await request.post())
        self.calls.append(("token", {**asked, "client_secret": "…"}))
        return await self._meets(
            self._faults.met_by("token"), lambda: self._given(asked, request.match_info["tenant"]), request
        )

    def _given(self, asked: Json, tenant: str) -> web.Response:
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.app_id,
            "client_secret": self.secret,
            "scope": SCOPE,
        }
        if tenant != self.tenant or asked != wanted:
            wrong = {"error": "invalid_client", "error_codes": [7000215], "error_description": "… the secret …"}
            return web.json_response(wrong, status=401)
        token = secrets.token_urlsafe(24)
        self.good.add(token)
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": token})

    def _create(self, body: Json) -> Json:
        channel = (body.get("channelData") or {}).get("channel", {}).get("id")
        if body.get("bot") != {"id": f"28:{self.app_id}"} or body.get("tenantId") != self.tenant:
            raise Refused(400, "BadArgument")
        if channel:
            place = self._place(channel)
            above = self._posted(place, body["activity"])
            return {"id": f"{place};messageid={above}", "activityId": above}
        (member,) = body["members"]
        user = self._user(member["id"])
        if user is None:
            raise Refused(404, "ConversationNotFound")
        self._let(user)
        return {"id": user.chat}

    def _send(self, body: Json, *, place: str) -> Json:
        return {"id": self._posted(self._place(place), body)}

    def _update(self, body: Json, *, place: str, message: str) -> Json:
        found = next((each for each in self.places[self._place(place)] if each.id == message), None)
        if found is None:
            raise Refused(404, "ActivityNotFoundInConversation")
        self._judged(body)
        found.activity, found.edits, found.views = body, found.edits + 1, {}
        return {"id": message}

    def _member(self, body: Json, *, place: str, user: str) -> Json:
        self._place(place)
        found = self._user(user)
        if found is None:
            raise Refused(404, "MemberNotFoundInConversation")
        return found.told()

    def _posted(self, place: str, activity: Json) -> str:
        self._judged(activity)
        made = Message(place, self.stamp(), activity)
        self.places[place].append(made)
        return made.id

    def _judged(self, activity: Json) -> None:
        if activity.get("type") != "message":
            raise Refused(400, "BadSyntax")
        if faults := faults_in_message(activity):
            self.complaints += faults
            raise Refused(400, "BadSyntax")

    def _place(self, place: str) -> str:
        whole, _, _ = place.partition(";messageid=")
        owner = next((each for each in self.people.values() if each.chat == whole), None)
        if owner is not None:
            self._let(owner)
        elif whole not in self.channels:
            raise Refused(404, "ConversationNotFound")
        return whole

    def _let(self, user: TeamsUser) -> None:
        if user.blocked:
            raise Refused(403, "MessageWritesBlocked")
        if not user.installed:
            raise Refused(403, "ForbiddenOperationException")

    def _user(self, named: str) -> TeamsUser | None:
        return next((each for each in self.people.values() if named in {each.id, each.mri}), None)

    @property
    def mention(self) -> Json:
        """How a message tells that it calls the app."""
        return {"type": "mention", "text": "<at>Usher</at>", "mentioned": {"id": f"28:{self.app_id}", "name": "Usher"}}


def _error(code: str) -> Json:
    return {"error": {"code": code, "message": "A sentence that names somebody."}}


def _inside(code: str) -> Json:
    return {"errorCode": 209, "message": json.dumps({"subCode": code, "details": "The bot is not …"}, indent=2)}
