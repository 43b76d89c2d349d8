"""How a reply of the core reaches who asked: in the response itself, at a `response_url`, or as a view; at most one call.

A view is changed only if it is still the one that was pressed, by its `hash` (docs.slack.dev/surfaces/modals, “Handling
race conditions”): of two quick presses the newer view stands, and nobody is told of an error.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import parse, render
from adapters.slack.gateway import Overtaken, asked
from adapters.slack.workspaces import Workspaces
from bot.forms import Form
from bot.ports import Links, Permanent, Transient
from bot.reply import Enter, FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say, Show

SOON = 1.5  # seconds for the one call inside a request; Slack waits three for the whole
PANE = "Usher"
"""The title of what opens from somebody's Home, which has no title of its own."""

log = logging.getLogger(__name__)

Body = Mapping[str, Any]


class Replies:
    """Makes the one call that a reply to a press or to a shortcut takes, with the token of the workspace it came from.

    Signed links are drawn only where `links` is given.
    """

    def __init__(self, client: AsyncWebClient, *, workspaces: Workspaces, links: Links | None = None) -> None:
        self._client = client
        self._workspaces = workspaces
        self._links = links

    def call(self, reply: Reply, *, body: Body, paging: bool = False) -> Awaitable[object] | None:
        """Return the call that brings a reply to whoever pressed a button, None where there is nothing to bring.

        A card that was posted is redrawn by the outbox; with `paging` what was pressed is nobody's card there, so that the
        reply itself has to take its place.
        """
        match reply:
            case Say(card):
                return self._show(render.message(card, links=self._links), body=body)
            case Refuse(text, card):
                return self._show(render.notice(text, card=card, links=self._links), body=body)
            case FormErrors(errors):
                return self._show(render.notice(" ".join(errors.values())), body=body)
            case NextForm(form) if parse.in_modal(body):
                return self._update(render.modal(form), body=body)
            case Open(form) | NextForm(form):
                return self.open(form, body=body)
            case Redraw(card) if paging or parse.ephemeral(body) or parse.in_modal(body):
                return self._show(render.message(card, links=self._links), body=body, replacing=True)
            case Redraw() | Show() | Enter() | Nothing():
                return None

    async def open(self, form: Form, *, body: Body) -> AsyncSlackResponse:
        """Open a form, on top of a modal if that is where somebody pressed. Raises Transient or Permanent."""
        return await self._open(render.modal(form), body=body)

    async def done(self, call: Awaitable[object]) -> bool:
        """Return whether a call got through."""
        try:
            await call
        except (Transient, Permanent) as error:
            log.warning("slack_reply_lost", extra={"why": str(error)})
            return False
        return True

    async def _open(self, view: render.Json, *, body: Body) -> AsyncSlackResponse:
        client = await self._workspaces.client(parse.workspace(body))
        show = client.views_push if parse.in_modal(body) else client.views_open
        return await asked(show(trigger_id=parse.text(body, "trigger_id"), view=view), within=SOON)

    async def _show(self, message: render.Json, *, body: Body, replacing: bool = False) -> None:
        """Answer beside the pressed card, for its presser alone; inside a modal, in the modal; on a Home, in a new one."""
        if parse.in_modal(body):
            await self._update(shown(body, message), body=body)
        elif parse.at_home(body):
            await self._open(render.pane(PANE, drawn=message["blocks"]), body=body)
        elif url := parse.text(body, "response_url"):
            thread = parse.thread(body)
            where = {"thread_ts": thread} if thread else {}
            await self._webhook(url, {**message, **where, "response_type": "ephemeral", "replace_original": replacing})
        else:
            raise Permanent("no way to answer")

    async def _update(self, view: render.Json, *, body: Body) -> None:
        client = await self._workspaces.client(parse.workspace(body))
        pressed, version = parse.text(body, "view", "id"), parse.text(body, "view", "hash")
        with suppress(Overtaken):
            await asked(client.views_update(view_id=pressed, hash=version or None, view=view), within=SOON)

    async def _webhook(self, url: str, message: render.Json) -> None:
        hook = AsyncWebhookClient(url, session=self._client.session, logger=self._client.logger, retry_handlers=[])
        try:
            async with asyncio.timeout(SOON):
                answer = await hook.send_dict(message)
        except (aiohttp.ClientError, OSError) as error:
            raise Transient(type(error).__name__) from None
        if answer.status_code != 200:
            raise Permanent(f"response_url {answer.status_code}")


def in_body(message: render.Json) -> BoltResponse:
    """Answer a command in the response, for its typist alone."""
    return BoltResponse(status=200, body={"response_type": "ephemeral", **message})


def errors_at(errors: Mapping[str, str], *, fields: tuple[str, ...]) -> BoltResponse:
    """Slack shows errors at input blocks only, so what is about no shown field goes to the first."""
    told: dict[str, str] = {}
    for name, text in errors.items():
        field = name if name in fields else fields[0]
        told[field] = f"{told[field]} {text}" if field in told else text
    return BoltResponse(status=200, body={"response_action": "errors", "errors": told})


def view(action: str, drawn: render.Json) -> BoltResponse:
    """Answer a submitted form with a view: `update` takes its place, `push` goes on top."""
    return BoltResponse(status=200, body={"response_action": action, "view": drawn})


def shown(body: Body, message: render.Json) -> render.Json:
    """Return the view that stands open, under its title, showing a message instead."""
    return render.pane(parse.text(body, "view", "title", "text"), drawn=message["blocks"])


def empty() -> BoltResponse:
    return BoltResponse(status=200)
