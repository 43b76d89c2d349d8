"""What arrives from Teams beside Microsoft's own SDK: the same token checked by both, behind the same framework."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.teams.keys import DIALOG, FORM, PRESS, PRESS_VERB
from adapters.teams.listen import PATH
from bot.actions import Action, CancelIt, FormAction, GoOn, TurnPage
from bot.codec import encode
from tests.bench.asked import NUMBER, Path
from tests.bench.client import post
from tests.bench.databases import Databases
from tests.bench.libraries import serving_bare
from tests.bench.requests import LIMIT, OFFERED, Match, Measured, measure
from tests.bench.served_teams import APP
from tests.bench.table import Row
from tests.bench.town import TENANT, Town, entra_id, interview_id, name
from tests.standins.teams_signer import Signer

SERVED = "tests.bench.served_teams"
Json = Mapping[str, Any]


async def beside_the_sdk(databases: Databases, town: Town, *, clients: Sequence[int]) -> list[Row]:
    """Measure on both databases; the Connector takes what the SDK's handler echoes to it."""
    connector = web.Application()
    connector.router.add_post("/v3/conversations/{place}/activities/{above}", _taken)
    async with Signer() as signer, serving_bare(connector) as port:
        service = f"http://127.0.0.1:{port}"
        sender = Sender(service, signer.header(app=APP, service=service))
        told = (signer.openid, service)
        rows = await measure(databases, town, clients=clients, match=Match(_alone(sender), SERVED, told, agree=False))
        return rows + await measure(databases, town, clients=clients, match=Match(_whole(sender), SERVED, told))


def _alone(sender: "Sender") -> Sequence[Measured]:
    """The SDK alone, with a handler that echoes a message, or answers an invoke with a card that is at hand.

    That has no record to read or write and draws nothing, so the rows are told without a target.
    """
    return (
        Measured(Path("teams: message", sender.message, OFFERED, b""), None, "botbuilder echo", bare=True),
        Measured(Path("teams: button", sender.button, OFFERED, b"What you can"), None, "botbuilder echo", bare=True),
    )


def _whole(sender: "Sender") -> Sequence[Measured]:
    """The SDK with the statements that ours makes for the same."""
    against = "botbuilder + statements"
    return (
        Measured(Path("teams: message", sender.message, OFFERED, b""), 0.7, against, slowest=LIMIT),
        Measured(Path("teams: form opened", sender.opening, OFFERED, b"continue"), 0.7, against),
        Measured(Path("teams: cancel form", sender.cancelling, OFFERED, b""), 0.6, against, slowest=LIMIT),
    )


@dataclass(frozen=True, slots=True)
class Sender:
    """The Bot Connector, as it sends: with one token for as long as it holds."""

    service: str
    token: str

    def message(self, town: Town, number: int, application: int) -> bytes:
        said = {"type": "message", "text": f"status {name(application).split()[1]}", "textFormat": "plain"}
        return self._sent(town, number, application, said)

    def button(self, town: Town, number: int, application: int) -> bytes:
        data = {PRESS: encode(TurnPage("help"), Action)}
        pressed = {"action": {"type": "Action.Execute", "verb": PRESS_VERB, "data": data}, "trigger": "manual"}
        return self._invokes(town, number, application, "adaptiveCard/action", pressed)

    def opening(self, town: Town, number: int, application: int) -> bytes:
        action = GoOn("note", f"application{application:07d}")
        return self._invokes(
            town, number, application, "task/fetch", {"data": {**DIALOG, PRESS: encode(action, Action)}}
        )

    def cancelling(self, town: Town, number: int, application: int) -> bytes:
        form = encode(CancelIt(interview_id(application)), FormAction)
        return self._invokes(town, number, application, "task/submit", {"data": {FORM: form, "reason": "role"}})

    def _invokes(self, town: Town, number: int, application: int, what: str, value: Json) -> bytes:
        return self._sent(town, number, application, {"type": "invoke", "name": what, "value": value})

    def _sent(self, town: Town, number: int, application: int, what: Json) -> bytes:
        user = entra_id(town.recruiter(application))
        client = {"type": "clientInfo", "locale": "en-GB", "platform": "Web", "timezone": "Europe/London"}
        body = {
            "id": f"{number}",
            "timestamp": "2027-03-02T10:00:00.0000000Z",
            "channelId": "msteams",
            "serviceUrl": self.service,
            "from": {"id": f"29:{user}", "name": "Rae", "aadObjectId": user},
            "recipient": {"id": f"28:{APP}", "name": "Usher"},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:{user}"},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
            "localTimezone": "Europe/London",
            "entities": [client],
            **what,
        }
        headers = {"Authorization": self.token, NUMBER: str(number)}
        return post(PATH, json.dumps(body).encode(), kind="application/json", headers=headers)


async def _taken(request: web.Request) -> web.Response:
    await request.read()
    return web.json_response({"id": "1"}, status=201)
