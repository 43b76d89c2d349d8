"""Takes what people do in Teams, asks the core, and answers the way each kind of activity can carry."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from adapters.teams import activity, parse, replies
from adapters.teams.activity import Body, text
from adapters.teams.keys import REFRESH_VERB
from adapters.teams.references import References
from bot.cards import Card
from bot.domain.people import Account
from bot.ports import Chat, Handle, Links, Permanent, Posted, Transient

SOON = 1.5  # seconds for the one message inside a request, which is to be answered within three

log = logging.getLogger(__name__)

Fresh = Callable[[Account, Posted], Awaitable[Card | None]]
"""A card of an account's as the record has it now, by where it stands; None for a message that is nobody's card."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an activity is answered with over HTTP; an empty body is none."""

    status: HTTPStatus = HTTPStatus.OK
    body: dict[str, Any] | None = None


class Desk:
    """One for all conversations. Without `fresh`, cards refresh by the outbox alone."""

    def __init__(
        self,
        handle: Handle,
        *,
        chat: Chat,
        references: References,
        links: Links | None = None,
        fresh: Fresh | None = None,
    ) -> None:
        self._handle = handle
        self._chat = chat
        self._references = references
        self._links = links
        self._fresh = fresh

    async def take(self, body: Body) -> Answered:
        """Answer one activity. Raises Malformed for one that does not say who it is from."""
        for reference in activity.references(body):
            await self._references.save(reference)
        match text(body, "type"):
            case "message":
                return await self._message(body)
            case "invoke":
                return await self._invoke(body)
            case _:
                return Answered()  # joined, left, installed, edited, liked: nothing that anybody said

    async def _message(self, body: Body) -> Answered:
        sent = parse.in_message(body)
        if sent is not None:
            card = replies.as_message(await self._handle(sent.inbound))
            if card is not None:
                await self._says(card, body)
        elif (said := parse.said(body)) is not None:
            await self._handle(said)
        return Answered()

    async def _invoke(self, body: Body) -> Answered:
        match text(body, "name"):
            case "adaptiveCard/action" if text(body, "value", "action", "verb") == REFRESH_VERB:
                return await self._refreshed(body)
            case "adaptiveCard/action":
                return await self._executed(body)
            case "task/fetch":
                return await self._dialog(body, opening=True)
            case "task/submit":
                return await self._dialog(body, opening=False)
            case _:
                return Answered(HTTPStatus.NOT_IMPLEMENTED)

    async def _executed(self, body: Body) -> Answered:
        press = parse.executed(body)
        reply, personal = await self._handle(press), activity.is_personal(body)
        answer = replies.in_place(reply, action=press.action, personal=personal, links=self._links)
        if answer.say is not None and not await self._says(answer.say, body):
            return Answered(body=replies.told(replies.NOT_SENT))
        return Answered(body=answer.body)

    async def _dialog(self, body: Body, *, opening: bool) -> Answered:
        sent = parse.sent(body, activity.part(body, "value", "data"))
        reply = await self._handle(sent.inbound)
        return Answered(body=replies.in_dialog(reply, to=sent, opening=opening, links=self._links).body)

    async def _refreshed(self, body: Body) -> Answered:
        """A client wants a card as it is now. Anybody in a conversation may look at one that is somebody else's."""
        account = activity.account(body)
        stands = Posted(activity.where(body).place, text(body, "replyToId"))
        card = await self._fresh(account, stands) if self._fresh is not None else None
        if card is None:
            return Answered(body=replies.failed("BadRequest", replies.NOTHING_NEWER, status=400))
        return Answered(body=replies.drawn(card, reader=text(body, "from", "id"), links=self._links))

    async def _says(self, card: Card, body: Body) -> bool:
        """Post a card to whoever did this, in their own chat; returns whether it got through."""
        try:
            async with asyncio.timeout(SOON):
                await self._chat.post(activity.account(body), card, key=f"reply:{activity.delivery(body)}")
        except (Transient, Permanent, TimeoutError) as error:
            log.warning("teams_reply_lost", extra={"why": str(error)})
            return False
        return True


def serves(body: Body, *, tenants: Collection[str]) -> bool:
    """Whether an activity comes from one of our tenants; without any named, all are."""
    return not tenants or activity.tenant(body) in tenants
