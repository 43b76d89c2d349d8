"""The contestants for Teams: `python -m tests.bench.served_teams NAME URL RECORDING OPENID SERVICE`, a process each.

Apart from `tests.bench.served`, whose processes must not hold Microsoft's SDK. `usher` is our route as it is served, `floor`
the SDK's adapter on the same framework, with the recorded statements or else an echo.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.typedefs import Handler
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, InvokeResponse, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import AppCredentials, ChannelValidation
from prometheus_client import CollectorRegistry

from adapters import logs
from adapters.teams import listen
from adapters.teams.connector import Connector
from adapters.teams.desk import Desk
from adapters.teams.gateway import TeamsChat
from adapters.teams.render import card
from adapters.teams.token import AppTokens
from adapters.teams_setup import KeptReferences
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application, serving
from bot.commands import COMMANDS, help_card
from bot.router import Router
from storage.engine import open_store
from storage.teams import SqlTeamsConversations
from tests.bench.libraries import serving_bare, until_told
from tests.bench.recorded import Bare, Recorder, Recording, bare, load
from tests.bench.served import number_of, numbering
from tests.bench.town import KEYS, NOW, POLICY, TENANT

APP = "app-of-bench"


@asynccontextmanager
async def usher(url: str, recording: str, openid: str, service: str) -> AsyncIterator[int]:
    """Serve our route over the database, at the fixed moment of the town."""
    logs.to_stderr()
    look, links = Look.of(POLICY.organisation), SignedLinks("https://usher.example", KEYS)
    async with AsyncExitStack() as stack:
        database = open_store(url, clock=lambda: NOW)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(ClientSession())
        keys = listen.Keys(session, openid)
        await keys.warm()
        references = KeptReferences(SqlTeamsConversations(database.transaction))
        tokens = AppTokens(session, app=APP, secret="", tenant=TENANT, login=service)
        chat = TeamsChat(Connector(session, tokens, service=service), references, app=APP, links=links)
        desk = Desk(Router(database.store, lambda: NOW, POLICY).handle, chat=chat, references=references, links=links)
        routes = listen.routes(desk, tokens=listen.Tokens(APP, keys=keys), tenants={TENANT})
        app = application(routes, look=look, links=links, registry=CollectorRegistry())
        if recording:
            recorder = Recorder(database.engine)
            recorder.listen()
            stack.callback(recorder.keep, Path(recording))
            app.middlewares.insert(0, numbering(recorder))
        yield await stack.enter_async_context(serving(app, host="127.0.0.1", port=0))


@asynccontextmanager
async def floor(url: str, recording: str, openid: str, service: str) -> AsyncIterator[int]:
    """Serve the SDK's adapter: it checks the token, reads the activity and runs a turn."""
    ChannelValidation.open_id_metadata_endpoint = openid
    database = bare(url)
    app = web.Application()
    app.add_routes([web.post(listen.PATH, _turn(database, load(Path(recording))))])
    try:
        async with serving_bare(app) as port:
            yield port
    finally:
        await database.engine.dispose()


class Given(AppCredentials):
    """A token that is at hand: fetching one is no part of what is measured."""

    def get_access_token(self, force_refresh: bool = False) -> str:
        return "a token"


def _turn(database: Bare, recorded: Recording) -> Handler:
    settings = BotFrameworkAdapterSettings(APP, "", app_credentials=Given(app_id=APP))
    adapter, shown = BotFrameworkAdapter(settings), card(help_card(COMMANDS))
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": shown}

    async def take(request: web.Request) -> web.Response:
        made = recorded.get(number_of(request))

        async def handle(turn: TurnContext) -> None:
            if made is not None:
                await database.replay(made)
            elif turn.activity.type == "message":
                await turn.send_activity(turn.activity.text)
            if turn.activity.type == "invoke":
                await turn.send_activity(Activity(type="invokeResponse", value=InvokeResponse(status=200, body=answer)))

        activity = Activity().deserialize(json.loads(await request.read()))
        done = await adapter.process_activity(activity, request.headers["Authorization"], handle)
        return web.Response(status=200) if done is None else web.json_response(done.body, status=done.status)

    return take


CONTESTANTS = {"usher": usher, "floor": floor}

if __name__ == "__main__":
    asyncio.run(until_told(CONTESTANTS[sys.argv[1]], sys.argv[2:]))
