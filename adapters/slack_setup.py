"""Slack as the settings switch it on: one bot token or OAuth for several workspaces, over HTTP or Socket Mode."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import real_clock
from adapters.manifests import SCOPES
from adapters.settings import Settings
from adapters.slack import gateway, listen, socket
from adapters.slack.install import Install, SlackApp
from adapters.slack.installations import Installations, InstalledChat
from adapters.slack.pace import Pace
from adapters.slack.states import States
from adapters.web.answered import page_response
from adapters.web.draw import Reader
from adapters.web.look import Look
from adapters.web.when import regional
from bot.pages import Page
from bot.ports import Chat, Handle, Links
from storage.engine import Database
from storage.installations import SqlInstallations

if TYPE_CHECKING:
    from adapters.secrets import SecretBox


@dataclass(frozen=True, slots=True)
class SlackSetup:
    """What was made from the settings; `workspaces` is None with one fixed token."""

    settings: Settings
    client: AsyncWebClient
    workspaces: Installations | None
    chat: Chat

    @classmethod
    async def of(cls, settings: Settings, *, database: Database, session: ClientSession, links: Links) -> "SlackSetup":
        """Make it; tokens sealed with an older key are sealed with the first one again."""
        slack = settings.slack

        def connect(token: str) -> AsyncWebClient:
            return gateway.connect(token, session=session, url=slack.api_url, pace=Pace())

        client = connect(slack.bot_token)
        if not slack.oauth:
            return cls(settings, client, None, gateway.SlackChat(client, links=links))
        shelf = SqlInstallations(database.transaction)
        workspaces = Installations(
            shelf,
            box=secret_box(settings),
            clock=real_clock,
            connect=connect,
            allowed=frozenset(slack.workspaces),
        )
        await workspaces.renew()
        return cls(settings, client, workspaces, InstalledChat(workspaces, links=links))

    def routes(self, handle: Handle, *, database: Database, look: Look, links: Links) -> Iterator[web.RouteDef]:
        """Yield what Slack and installing admins reach over HTTP; with Socket Mode alone there is nothing of the former."""
        slack = self.settings.slack
        if slack.signing_secret:
            yield from listen.routes(
                handle,
                signing_secret=slack.signing_secret,
                client=self.client,
                workspaces=self.workspaces,
                links=links,
            )
        if self.workspaces is None:
            return

        def draw(request: web.Request, page: Page) -> web.Response:
            locale = regional(request.headers.get("Accept-Language", ""), locale=look.language)
            return page_response(page, look=look, links=links, reader=Reader(locale))

        app = SlackApp(slack.client_id, slack.client_secret, tuple(SCOPES), self.settings.base_url)
        states = States(database.store, clock=real_clock, keys=self.settings.keys)
        yield from Install(app, client=self.client, installations=self.workspaces, states=states, draw=draw).routes()

    @asynccontextmanager
    async def listening(self, handle: Handle, *, links: Links) -> AsyncIterator[None]:
        """Hold Socket Mode's line inside the block, where its token is set."""
        token = self.settings.slack.app_token
        if not token:
            yield
            return
        async with socket.listening(
            handle, app_token=token, client=self.client, workspaces=self.workspaces, links=links
        ):
            yield


def secret_box(settings: Settings) -> "SecretBox":
    """Return what seals the tokens of workspaces; loaded only for those, since cryptography takes 9 MiB of memory."""
    made: type[SecretBox] = import_module("adapters.secrets").SecretBox
    return made(settings.keys)
