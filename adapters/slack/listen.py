"""The way in from Slack: verify, hand to the core, deliver its reply inside the same request.

Everything Slack sends comes to one path. Bolt runs in `process_before_response` mode, so an answer means that the work is
committed, and a failure is told to Slack, which then tries events again and shows people a warning. Besides `auth.test`,
asked once, a reply costs at most one call of our own.
"""

import logging
import re
import traceback
from collections import deque
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import parse, render
from adapters.slack.replies import SOON, Replies, empty, errors_at, in_body, shown, view
from adapters.slack.workspaces import OneWorkspace, Workspaces
from bot.actions import TurnPage
from bot.inbound import Drafted, HomeOpened, Pressed, Said, Shortcut, Submitted, Typed
from bot.ports import Handle, Links, Permanent, Transient
from bot.reply import Enter, FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say, Show

PATH = "/slack/events"
NOTE = "usher_note"
"""What Slack calls the entry of a message's menu that makes a note of it, as in the manifest."""
LARGEST = 1024 * 1024
"""Bytes of a request: a message has up to 40 000 characters, comes twice, and escaped in JSON takes 12 bytes for some."""
TAKEN = 500  # forms of which is remembered that they were sent, for what arrives late
ANY = re.compile("")
ELSEWHERE = "I work in another Slack workspace, so I can't help you from here. Please ask me there."
NOT_NOW = "I can't reach Slack just now. Nothing was changed; please try again in a minute."
NOT_OPENED = "Slack didn't let me open the form in time. Please try once more."

log = logging.getLogger(__name__)
bolt_log = logging.getLogger("adapters.slack.bolt")

Body = Mapping[str, Any]
Heard = Typed | Pressed | Submitted | Shortcut | Said | HomeOpened | Drafted


def routes(
    handle: Handle,
    *,
    signing_secret: str,
    client: AsyncWebClient,
    team: str = "",
    workspaces: Workspaces | None = None,
    links: Links | None = None,
) -> list[web.RouteDef]:
    """Return the one route that takes everything from Slack.

    Without `workspaces` one is served: `team` (`T…`), or left empty the one that the client's token belongs to. With
    them, those are, and the client only says where Slack is. Raises ValueError for an empty signing secret.
    """
    verifier = SignatureVerifier(signing_secret)
    desk = Desk(handle, client=client, team=team, workspaces=workspaces, links=links)
    bolt = switchboard(desk, client=client)

    async def take(request: web.Request) -> web.Response:
        if (request.content_length or 0) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=request.content_length or 0)
        bounded = request if request.client_max_size == LARGEST else request.clone(client_max_size=LARGEST)
        if not genuine(await bounded.read(), headers=request.headers, verifier=verifier):
            log.warning("slack_request_not_genuine")
            return web.Response(status=401, text="The signature does not hold.")
        try:
            spoken = await to_bolt_request(bounded)
        except (ValueError, LookupError, AttributeError, TypeError):
            log.warning("slack_request_unreadable")
            return web.Response(status=400, text="This is not a request of Slack's.")
        return await to_aiohttp_response(await bolt.async_dispatch(spoken))

    return [web.post(PATH, take)]


def genuine(body: bytes, *, headers: Mapping[str, str], verifier: SignatureVerifier) -> bool:
    """Whether Slack signed these very bytes within the last five minutes (docs.slack.dev/authentication/…).

    Stricter than the SDK about what a timestamp and a signature look like, because the SDK raises where they are odd.
    """
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    if not re.fullmatch("[0-9]{1,12}", stamp) or not re.fullmatch("v0=[0-9a-f]{64}", signature):
        return False
    try:
        return verifier.is_valid(body, stamp, signature)
    except UnicodeDecodeError:
        return False


class Desk:
    """Takes what people of our workspaces do, asks the core, and answers the way each kind of request can carry."""

    def __init__(
        self,
        handle: Handle,
        *,
        client: AsyncWebClient,
        team: str = "",
        workspaces: Workspaces | None = None,
        links: Links | None = None,
    ) -> None:
        self._handle = handle
        self._links = links
        self._workspaces = workspaces or OneWorkspace(client, team=team)
        self._replies = Replies(client, workspaces=self._workspaces, links=links)
        self._sending: set[str] = set()
        self._taken: deque[str] = deque(maxlen=TAKEN)

    async def whoami(self, team: str = "") -> AuthorizeResult:
        """Return who we are in a workspace of Slack. Raises Transient or Permanent."""
        return await self._workspaces.whoami(team, within=SOON)

    async def typed(self, body: Body) -> BoltResponse:
        reply = await self._answer(parse.typed(body))
        match reply:
            case Say(card):
                return in_body(render.message(card, links=self._links))
            case Refuse(text, card):
                return in_body(render.notice(text, card=card, links=self._links))
            case FormErrors(errors):
                return in_body(render.notice(" ".join(errors.values())))
            case Open(form) | NextForm(form):
                opened = await self._replies.done(self._replies.open(form, body=body))
                return empty() if opened else in_body(render.notice(NOT_OPENED))
            case Redraw() | Show() | Enter() | Nothing():
                return empty()

    async def pressed(self, body: Body) -> BoltResponse:
        press = parse.pressed(body)
        if press is None:
            return empty()
        reply = await self._answer(press)
        # A page is nobody's card that the outbox would redraw: it can stand in a direct message after a look-up.
        return await self._told(reply, body=body, paging=isinstance(press.action, TurnPage))

    async def shortcut(self, body: Body) -> BoltResponse:
        return await self._told(await self._answer(parse.shortcut(body)), body=body)

    async def submitted(self, body: Body) -> BoltResponse:
        fields = parse.inputs(body)
        reply = await self._sent(body)
        match reply:
            case FormErrors(errors) if fields:
                return errors_at(errors, fields=fields)
            case FormErrors(errors):
                return view("update", shown(body, render.notice(" ".join(errors.values()))))
            case Refuse(text, None) if fields:
                return errors_at({fields[0]: text}, fields=fields)
            case Refuse(text, card):
                return view("update", shown(body, render.notice(text, card=card, links=self._links)))
            case Say(card):
                return view("update", shown(body, render.message(card, links=self._links)))
            case NextForm(form):
                return view("update", render.modal(form))
            case Open(form):
                return view("push", render.modal(form))
            case Redraw() | Show() | Enter() | Nothing():
                return empty()

    async def begun(self, body: Body) -> BoltResponse:
        """Somebody writes in a form, or closes it half filled.

        What was typed last can arrive after the form that was sent with it: that is no draft of anything.
        """
        draft, form = parse.drafted(body), parse.text(body, "view", "id")
        if draft is not None and form not in self._sending and form not in self._taken:
            await self._answer(draft)
        return empty()

    async def said(self, body: Body, context: AsyncBoltContext) -> BoltResponse:
        """Somebody wrote to the bot. Slack tries again what is not answered with success; the core knows it by its id."""
        said = parse.said(body, bot=context.bot_user_id or "")
        if said is not None:
            await self._answer(said)
        return empty()

    async def looked(self, body: Body) -> BoltResponse:
        """Somebody opened the app: its Home, or the Messages tab, which needs nothing."""
        opened = parse.home_opened(body)
        if opened is not None:
            await self._answer(opened)
        return empty()

    async def removed(self, body: Body) -> BoltResponse:
        """The app or its token was taken away (docs.slack.dev/reference/events/app_uninstalled, …/tokens_revoked)."""
        if parse.bot_is_gone(body):
            await self._workspaces.removed(parse.text(body, "team_id"), at=parse.happened_at(body))
        return empty()

    async def failed(self, error: Exception, body: Body) -> BoltResponse:
        """Answer for whatever was raised: what is not for us is fine, what is our fault must not look done."""
        if isinstance(error, BoltUnhandledRequestError):
            return empty()
        if isinstance(error, parse.Malformed):
            return BoltResponse(status=400)
        log.error("slack_request_failed", extra={"error": type(error).__name__, "where": _where(error)})
        if not isinstance(error, Transient | Permanent):
            return BoltResponse(status=500)
        if parse.text(body, "command"):
            return in_body(render.notice(NOT_NOW))
        fields = parse.inputs(body) if parse.text(body, "type") == "view_submission" else ()
        return errors_at({fields[0]: NOT_NOW}, fields=fields) if fields else BoltResponse(status=503)

    async def _answer(self, inbound: Heard) -> Reply:
        if not await self._workspaces.serves(inbound.account.tenant):
            return Refuse(ELSEWHERE)
        return await self._handle(inbound)

    async def _sent(self, body: Body) -> Reply:
        form = parse.text(body, "view", "id")
        self._sending.add(form)
        try:
            reply = await self._answer(parse.submitted(body))
        finally:
            self._sending.discard(form)
        if isinstance(reply, Say | Redraw | Show | Nothing):
            self._taken.append(form)
        return reply

    async def _told(self, reply: Reply, *, body: Body, paging: bool = False) -> BoltResponse:
        call = self._replies.call(reply, body=body, paging=paging)
        if call is None or await self._replies.done(call):
            return empty()
        # Slack marks the button with a warning sign when the app fails: the one way left to say so.
        return BoltResponse(status=502)


def switchboard(desk: Desk, *, client: AsyncWebClient) -> AsyncApp:
    """Return what leads each kind of request to the desk, whichever way it came: over HTTP, or by Socket Mode unsigned.

    It checks no signature: what comes over HTTP is checked before it gets here.
    """

    async def authorize(team_id: str | None) -> AuthorizeResult:  # Bolt passes None for the `self` of a method
        return await desk.whoami(team_id or "")

    bolt_log.setLevel(logging.ERROR)  # Bolt prints whole bodies below that, and copies the level to all its loggers
    bolt = AsyncApp(
        logger=bolt_log,
        name="usher",
        signing_secret="",
        client=AsyncWebClient(
            base_url=client.base_url, session=client.session, retry_handlers=[], logger=client.logger
        ),
        authorize=authorize,
        request_verification_enabled=False,
        attaching_function_token_enabled=False,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    # Bolt takes the first that fits.
    bolt.command(ANY)(desk.typed)
    bolt.block_action(render.INPUT)(desk.begun)
    bolt.view_closed(render.FORM)(desk.begun)
    bolt.block_action(ANY)(desk.pressed)
    bolt.view_submission(ANY)(desk.submitted)
    bolt.message_shortcut(NOTE)(desk.shortcut)
    for event in ("message", "app_mention"):
        bolt.event(event)(desk.said)
    bolt.event("app_home_opened")(desk.looked)
    for event in ("app_uninstalled", "tokens_revoked"):
        bolt.event(event)(desk.removed)
    bolt.error(desk.failed)
    return bolt


def _where(error: Exception) -> str:
    """Return file and line, for the text of an error may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
