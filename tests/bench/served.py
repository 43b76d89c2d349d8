"""A contestant in a process of its own: `python -m tests.bench.served NAME URL RECORDING`.

It prints its port when it is ready and ends when its standard input does. `usher` is the program as it is served, without
the clockwork and the relay, whose work comes after the answer; given a place for a recording it writes one when it ends.
`floor` does the same work by bare library calls.
"""

import asyncio
import hashlib
import hmac
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters import logs
from adapters.ats import listen as ats
from adapters.clock import real_clock
from adapters.slack import gateway
from adapters.slack import listen as slack
from adapters.web.book import BookingPage
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application, serving
from bot.router import Router
from storage.engine import open_store
from tests.bench.asked import ATS_SECRET, NUMBER, SLACK_SECRET
from tests.bench.libraries import bolt_app, serving_bare, until_told
from tests.bench.recorded import Bare, Recorder, Recording, bare, load
from tests.bench.town import KEYS, NOW, POLICY, TEAM

ANY = re.compile("")
ANSWER = {"response_type": "ephemeral", "text": "Here is what you asked for, in a few words." * 5}


@asynccontextmanager
async def usher(url: str, recording: str) -> AsyncIterator[int]:
    """Serve the routes of Usher over the database, at the fixed moment of the town."""
    logs.to_stderr()
    registry, look = CollectorRegistry(), Look.of(POLICY.organisation)
    links = SignedLinks("https://usher.example", KEYS)
    async with AsyncExitStack() as stack:
        database = open_store(url, clock=lambda: NOW)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(ClientSession())
        workspace = await stack.enter_async_context(_slack_itself())
        client = gateway.connect("xoxb-bench", session=session, url=workspace)
        handle = Router(database.store, lambda: NOW, POLICY).handle
        routes = [
            *slack.routes(handle, signing_secret=SLACK_SECRET, client=client, team=TEAM),
            *ats.routes(handle, clock=real_clock, greenhouse_secret="", generic_secret=ATS_SECRET),
            *BookingPage(handle, KEYS, look, links).routes(),
        ]
        app = application(routes, look=look, links=links, registry=registry)
        if recording:
            recorder = Recorder(database.engine)
            recorder.listen()
            stack.callback(recorder.keep, Path(recording))
            app.middlewares.insert(0, numbering(recorder))
        yield await stack.enter_async_context(serving(app, host="127.0.0.1", port=0))


@asynccontextmanager
async def floor(url: str, recording: str) -> AsyncIterator[int]:
    """Serve the same paths with what the libraries bring: one framework, one signature, the recorded statements."""
    database = bare(url)
    recorded = load(Path(recording))
    app = web.Application()
    app.add_routes(
        [
            web.post("/slack/events", _bolt(database, recorded)),
            web.post("/ats/generic", _hook(database, recorded)),
            web.post("/book/{token}", _form(database, recorded)),
        ]
    )
    try:
        async with serving_bare(app) as port:
            yield port
    finally:
        await database.engine.dispose()


@asynccontextmanager
async def sink(url: str, recording: str) -> AsyncIterator[int]:
    """Take whatever is sent."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post("/sink", take)
    async with serving_bare(app) as port:
        yield port


def _bolt(database: Bare, recorded: Recording) -> Handler:
    bolt = bolt_app(SLACK_SECRET, team=TEAM)

    async def answer(request: AsyncBoltRequest) -> BoltResponse:
        await database.replay(recorded.get(int(request.headers[NUMBER.lower()][0]), []))
        return BoltResponse(status=200, body=ANSWER)

    bolt.command(ANY)(answer)
    bolt.block_action(ANY)(answer)
    bolt.view_submission(ANY)(answer)

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    return take


def _hook(database: Bare, recorded: Recording) -> Handler:
    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        stamp, _, given = request.headers["X-Usher-Signature"].removeprefix("t=").partition(",v1=")
        right = hmac.new(ATS_SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(given, right):
            return web.Response(status=401)
        json.loads(body)
        await database.replay(recorded[number_of(request)])
        return web.json_response({"ok": "taken"})

    return take


def _form(database: Bare, recorded: Recording) -> Handler:
    async def take(request: web.Request) -> web.Response:
        await request.post()
        await database.replay(recorded[number_of(request)])
        return web.Response(text="<!doctype html><title>Booked</title>", content_type="text/html")

    return take


def number_of(request: web.Request) -> int:
    return int(request.headers.get(NUMBER, "0"))


def numbering(recorder: Recorder) -> Middleware:
    @web.middleware
    async def number(request: web.Request, handler: Handler) -> web.StreamResponse:
        recorder.number = number_of(request)
        return await handler(request)

    return number


@asynccontextmanager
async def _slack_itself() -> AsyncIterator[str]:
    """The one call that Usher makes of Slack before its first answer."""

    async def auth_test(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "team_id": TEAM, "bot_id": "B0", "user_id": "U0"})

    app = web.Application()
    app.router.add_post("/api/auth.test", auth_test)
    async with serving_bare(app) as port:
        yield f"http://127.0.0.1:{port}/api/"


CONTESTANTS = {"usher": usher, "floor": floor, "sink": sink}

if __name__ == "__main__":
    asyncio.run(until_told(CONTESTANTS[sys.argv[1]], sys.argv[2:]))
