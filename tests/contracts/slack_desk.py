"""A program that listens to the stand-in Slack, with a core that hears everything and is told what to answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from adapters.slack.gateway import SlackChat, connect
from adapters.slack.listen import routes
from bot.inbound import Inbound
from bot.reply import Nothing, Reply
from tests.standins.loopback import served
from tests.standins.slack import Slack


@dataclass
class Core:
    """Answers with the next reply on its list, with nothing once that is at its end; or `fails`, once told to.

    `reached` tells that it heard something; `held` keeps it from answering until it is set.
    """

    replies: list[Reply] = field(default_factory=list)
    heard: list[Inbound] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    fails: Exception | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    async def handle(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        self.meanwhile()
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        if self.fails is not None:
            raise self.fails
        return self.replies.pop(0) if self.replies else Nothing()

    def answers(self, *replies: Reply) -> None:
        self.replies += replies


@dataclass
class Wire:
    """Slack, the core behind the listener, and the way out."""

    slack: Slack
    core: Core
    chat: SlackChat

    @property
    def calls(self) -> list[str]:
        """What the program called besides asking once who it is."""
        return [method for method, _ in self.slack.calls if method != "auth.test"]


@asynccontextmanager
async def wired() -> AsyncIterator[Wire]:
    """Have the program listen to a fresh Slack over HTTP; Slack's complaints fail the test at the end."""
    core = Core()
    async with Slack() as slack, aiohttp.ClientSession() as session:
        client = connect(slack.token, session=session, url=slack.api)
        app = web.Application()
        app.add_routes(routes(core.handle, signing_secret=slack.signing_secret, client=client))
        async with served(app) as origin:
            slack.app = f"{origin}/slack/events"
            yield Wire(slack, core, SlackChat(client))
