"""The way in from Slack without a public address: Socket Mode (docs.slack.dev/apis/events-api/using-socket-mode).

We call Slack, and what people do comes down that line, to the same desk as over HTTP. Nothing is signed there: the line
itself is the proof, as it was opened with the app's own token. What the desk does not answer with success is left
unacknowledged, which is to Slack what a failed request is: events come again, and people are shown a warning.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.listen import Desk, switchboard
from adapters.slack.workspaces import Workspaces
from bot.ports import Handle, Links

PING = 10.0  # seconds between two looks at whether the line stands, and between two tries to open it
DRAINING = 20.0  # seconds that what is under way gets to end
TRIES = 3  # how often one address of Slack's is tried before a fresh one is asked for

log = logging.getLogger(__name__)
wire = logging.getLogger("adapters.slack.socket.wire")


@asynccontextmanager
async def listening(
    handle: Handle,
    *,
    app_token: str,
    client: AsyncWebClient,
    workspaces: Workspaces | None = None,
    links: Links | None = None,
    ping: float = PING,
) -> AsyncIterator[None]:
    """Take what comes from Slack inside the block, and let what is under way finish at its end.

    Returns at once, also while Slack is away; the line is opened as soon as it can be, and again whenever it breaks.
    `client` and `workspaces` are as in `listen.routes`.
    """
    wire.setLevel(logging.WARNING)
    wire.addFilter(_without_content)
    bolt = switchboard(Desk(handle, client=client, workspaces=workspaces, links=links), client=client)
    line = _Line(bolt, app_token=app_token, client=client, ping=ping)
    opening = asyncio.create_task(line.client.connect())
    try:
        yield
    finally:
        opening.cancel()
        await line.drained()
        await line.hung_up()
        with suppress(asyncio.CancelledError):
            await opening


class _Client(SocketModeClient):
    """The SDK tries one address for ever, and an address of Slack's is good for one connection only."""

    async def connect(self) -> None:
        while not self.closed:
            try:
                async with asyncio.timeout(TRIES * self.ping_interval):
                    await super().connect()  # type: ignore[no-untyped-call]
                return
            except TimeoutError:
                self.wss_uri = None


class _Line(AsyncSocketModeHandler):
    """Hands each envelope to Bolt, and knows which are under way. The SDK's constructor would make a client of its own."""

    client: _Client

    def __init__(self, bolt: AsyncApp, *, app_token: str, client: AsyncWebClient, ping: float) -> None:
        self.app = bolt
        self.app_token = app_token
        self.client = _Client(app_token=app_token, logger=wire, web_client=client, ping_interval=ping)
        self.client.proxy = None  # the SDK would take one from the environment
        self.client.message_listeners.append(_greeted)
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]
        self._busy: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer one envelope; once we are closing, leave it to Slack to send it to another connection, or again."""
        task = asyncio.current_task()
        if self._closing or task is None:
            return
        self._busy.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._busy.discard(task)

    async def drained(self) -> None:
        """Take nothing more, and wait for what is under way."""
        self._closing = True
        if self._busy:
            await asyncio.wait(self._busy, timeout=DRAINING)

    async def hung_up(self) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]
        left = (self.client.message_processor, self.client.current_session_monitor, self.client.message_receiver)
        await asyncio.gather(*(each for each in left if each is not None), return_exceptions=True)


async def _greeted(client: object, message: Mapping[str, Any], raw: str | None) -> None:
    if message.get("type") == "hello":
        log.info("slack_socket_open")


def _without_content(record: logging.LogRecord) -> bool:
    """Keep where it went wrong and what Slack calls it; the SDK also prints messages, addresses and tickets."""
    fault = record.exc_info[1] if record.exc_info else None
    record.msg, record.args, record.exc_info, record.exc_text = "slack_socket_trouble", (), None, None
    record.stage = record.funcName
    record.error = type(fault).__name__ if fault else ""
    if isinstance(fault, SlackApiError):
        record.code = str(fault.response.get("error", ""))[:60]
    return True
