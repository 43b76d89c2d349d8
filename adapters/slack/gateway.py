"""The way out to Slack: post a card to somebody, redraw it in place, find it again after a crash.

Slack has no idempotency key (docs.slack.dev/reference/methods/chat.postMessage), so every post carries its own key in the
message's metadata, and the SDK may not try again by itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import people, render
from adapters.slack.pace import Pace
from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Barrier, Membership, Profile
from bot.ports import Links, Permanent, Posted, Transient, Unreachable

PUBLIC = "https://slack.com/api/"
PATIENCE = 10.0  # seconds for one call from the relay
EVENT = "usher_card"
POST, ASIDE = "chat.postMessage", "chat.postEphemeral"
PAGE, PAGES = 100, 5
WIRE = logging.getLogger("adapters.slack.wire")

REFUSED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "accesslimited",
    }
)
LASTING: Mapping[str, str] = {
    "account_inactive": "the app's account is switched off",
    "app_uninstalled": "the app was uninstalled",
    "cannot_reply_to_message": "there is nothing to reply to",
    "cannot_dm_bot": "a bot cannot be written to",
    "cant_update_message": "the message is not ours to change",
    "channel_not_found": "no such user or conversation",
    "edit_window_closed": "the message can no longer be changed",
    "hash_conflict": "a newer view stands",
    "invalid_arguments": "the view does not fit Slack's rules",
    "invalid_auth": "the bot token is not valid",
    "invalid_blocks": "the card does not fit Slack's rules",
    "invalid_blocks_format": "the card does not fit Slack's rules",
    "is_archived": "the conversation is archived",
    "message_not_found": "the message was deleted",
    "messages_tab_disabled": "the app's Messages tab is off",
    "missing_scope": "the app lacks a permission",
    "msg_blocks_too_long": "the card is too long",
    "msg_too_long": "the card is too long",
    "not_authed": "there is no bot token",
    "not_enabled": "the app's Home tab is off",
    "not_in_channel": "the app is not in the conversation",
    "thread_not_found": "the thread is gone",
    "token_expired": "the bot token has expired",
    "token_revoked": "the bot token was revoked",
    "user_disabled": "the user is deactivated",
    "user_not_found": "no such user",
    "user_not_in_channel": "the user is not in the conversation",
    "view_too_large": "the view is too large",
}
BARRIERS: Mapping[str, Barrier] = {
    "user_disabled": Barrier.DEACTIVATED,
    "is_archived": Barrier.ARCHIVED,
    "not_in_channel": Barrier.NOT_IN,
    **dict.fromkeys(("channel_not_found", "user_not_found", "cannot_dm_bot"), Barrier.NO_SUCH),
    **dict.fromkeys(
        ("account_inactive", "app_uninstalled", "invalid_auth", "not_authed", "token_expired", "token_revoked"),
        Barrier.APP_GONE,
    ),
    "messages_tab_disabled": Barrier.SILENCED,
    "missing_scope": Barrier.UNPERMITTED,
}


class Overtaken(Permanent):
    """Something newer stands where this was to go."""


class SlackChat:
    """One workspace's direct messages, behind the port `Chat`. Signed links are drawn only where `links` is given."""

    def __init__(self, client: AsyncWebClient, *, links: Links | None = None) -> None:
        self._client = client
        self._links = links

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        """Return once it is the turn of the message `key`, or of an answer aside, `at` a place. Raises NotYet."""
        if isinstance(self._client, PacedClient):
            self._client.keep_turn({"channel": at.place, "user": to.user} if at else _direct(to, key=key))

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        """Send a direct message that carries `key`, in the thread of another if named. Raises Transient or Permanent."""
        await self._must_be_active(to)
        return await self._posted(to, card, key=key, thread=thread)

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        """Post in a channel that the app is in. Raises Transient or Permanent."""
        return await self._posted(at, card, key=key)

    async def _posted(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        answer = await asked(
            self._client.chat_postMessage(
                **_direct(to, key=key),
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
                **render.message(card, links=self._links),
            )
        )
        return Posted(_said(answer, "channel"), _said(answer, "ts"))

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        """Return where the message with `key` stands, looking through the last 500. Raises Transient or Permanent."""
        opened = await asked(self._client.conversations_open(users=to.user))
        place = str((opened.get("channel") or {}).get("id", ""))
        cursor: str | None = None
        for _ in range(PAGES):
            page = await asked(self._page(place, thread=thread, cursor=cursor or None))
            if message := _carrying(page, key=key):
                return Posted(place, message)
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return None

    async def _page(self, place: str, *, thread: str, cursor: str | None) -> AsyncSlackResponse:
        """A conversation's history leaves out what stands in its threads."""
        if thread:
            return await self._client.conversations_replies(
                channel=place, ts=thread, limit=PAGE, include_all_metadata=True, cursor=cursor
            )
        return await self._client.conversations_history(
            channel=place, limit=PAGE, include_all_metadata=True, cursor=cursor
        )

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        """Answer in a shared conversation for the asker alone. Raises Transient or Permanent."""
        await asked(
            self._client.chat_postEphemeral(
                channel=at.place,
                user=to.user,
                thread_ts=at.thread or None,
                **render.message(card, links=self._links),
            )
        )

    async def home(self, to: Account, card: Card) -> None:
        """Draw somebody's Home anew, all of it. Raises Transient or Permanent."""
        await asked(self._client.views_publish(user_id=to.user, view=render.home(card, links=self._links)))

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        """Change a message in place; its metadata stays. Raises Transient or Permanent."""
        drawn = render.message(card, links=self._links)
        await asked(self._client.chat_update(channel=posted.place, ts=posted.message, **drawn))

    async def who(self, account: Account) -> Profile:
        """Return who a user is to the workspace that the token is for. Raises Transient or Permanent."""
        home = await asked(self._client.auth_test())
        answer = await asked(self._client.users_info(user=account.user))
        if account.tenant != home.get("team_id"):
            return Profile(Membership.STRANGER)
        return people.profile(answer.get("user"), team=account.tenant)

    async def _must_be_active(self, to: Account) -> None:
        """Raise Unreachable for somebody deactivated: Slack takes messages to them all the same, and nobody reads them.

        See github.com/slackapi/python-slack-sdk/issues/1156. A look that fails stops no message.
        """
        try:
            answer = await asked(self._client.users_info(user=to.user))
        except (Transient, Permanent):
            return
        if people.is_gone(answer.get("user")):
            raise Unreachable("the user is deactivated", barrier=Barrier.DEACTIVATED)


class PacedClient(AsyncWebClient):
    """Calls Slack no sooner than Slack wants: what comes too early raises Transient, and was not sent."""

    def __init__(self, token: str, *, pace: Pace, **settings: Any) -> None:
        super().__init__(token=token, **settings)
        self._pace = pace

    def keep_turn(self, message: Mapping[str, Any]) -> None:
        """Return once a message that is yet to be written may go, and keep its turn for it. Raises NotYet."""
        self._pace.admit(POST if "metadata" in message else ASIDE)
        self._pace.keep_turn(str(message["channel"]), key=_turn(message))

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:
        self._pace.admit(api_method)
        if api_method in {POST, ASIDE}:
            message = how.get("json") or {}
            self._pace.take_turn(str(message.get("channel")), key=_turn(message))
        try:
            return await super().api_call(api_method, **how)
        except SlackApiError as error:
            if _status(error) == 429 and (wait := _wait(error)):
                self._pace.silence(api_method, wait)
            raise


def connect(
    token: str, *, session: aiohttp.ClientSession, url: str = PUBLIC, pace: Pace | None = None
) -> AsyncWebClient:
    """Return a client that never tries again by itself and never logs what it sends.

    Without a `pace` it keeps to `Retry-After` alone, and lets messages to one conversation follow each other at once.
    """
    WIRE.setLevel(logging.WARNING)
    return PacedClient(
        token, pace=Pace(gap=0) if pace is None else pace, base_url=url, session=session, retry_handlers=[], logger=WIRE
    )


async def asked(call: Awaitable[AsyncSlackResponse], *, within: float = PATIENCE) -> AsyncSlackResponse:
    """Return Slack's answer to one call, waited for `within` seconds. Raises Transient or Permanent, nothing else.

    The vendor's exceptions print what was sent and what came back, so they are not chained.
    """
    try:
        async with asyncio.timeout(within):
            return await call
    except SlackApiError as error:
        raise fault(error) from None
    except (SlackClientError, aiohttp.ClientError, OSError) as error:
        raise Transient(type(error).__name__) from None
    except (AttributeError, ValueError):
        raise Transient("an answer that is not Slack's") from None


def fault(error: SlackApiError) -> Transient | Permanent:
    """Return what can be done about a refusal of Slack's: by status first, then by its code word."""
    status, code = _status(error), _code(error)
    if status == 429 or code in REFUSED:
        return Transient(f"{status} {code}".strip(), wait=_wait(error), refused=True)
    if status in {408, 425} or status >= 500 or code in PASSING:
        return Transient(f"{status} {code}".strip(), wait=_wait(error))
    if status < 400 and not code:
        return Transient("an answer that is not Slack's")
    why = f"{code}: {LASTING[code]}" if code in LASTING else f"{status} {code}".strip()
    if code == "hash_conflict":
        return Overtaken(why)
    return Unreachable(why, barrier=BARRIERS[code]) if code in BARRIERS else Permanent(why)


def _direct(to: Account, *, key: str) -> dict[str, Any]:
    """Return where a message goes, and the mark by which a direct one is found again."""
    return {"channel": to.user, "metadata": {"event_type": EVENT, "event_payload": {"key": key}}}


def _turn(message: Mapping[str, Any]) -> str:
    """Return whose turn it is in a conversation: a message's by its key, an answer aside by its only reader."""
    key = (message.get("metadata") or {}).get("event_payload", {}).get("key", "")
    return str(key) or f"aside:{message.get('user')}"


def _status(error: SlackApiError) -> int:
    """The SDK hands over its own response, or aiohttp's where the body was not JSON."""
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def _code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return code[:60] if isinstance(code, str) and code.replace("_", "").isalnum() else ""


def _wait(error: SlackApiError) -> timedelta | None:
    seconds = str((getattr(error.response, "headers", None) or {}).get("Retry-After", ""))
    return timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else None


def _said(answer: AsyncSlackResponse, name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise Transient(f"an answer without {name}")
    return value


def _carrying(page: AsyncSlackResponse, *, key: str) -> str:
    for message in page.get("messages") or ():
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == EVENT and (metadata.get("event_payload") or {}).get("key") == key:
            return str(message["ts"])
    return ""
