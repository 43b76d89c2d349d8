"""The way out to Teams: post a card to somebody, redraw it in place, and say who somebody is.

A message can be looked for nowhere: Teams shows a bot no history, and has no key by which sending twice is once. So one
whose answer was lost is sent again (counted in `usher_resends_total`).
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from adapters.teams import people, render
from adapters.teams.connector import Connector
from adapters.teams.pace import Pace
from adapters.teams.references import Reference, References
from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Barrier, Profile
from bot.ports import Links, Permanent, Posted, Transient, Unreachable

BOT = "28:"
POINTER = "I've answered you in your own chat with me."
NO_CHAT = (
    "I answer this in private, and can't write to you yet. Add me to your own apps in Teams (Apps, then my name, then Add),"
    " and ask me again."
)
ANSWERS = ("said:", "told:", "reply:")
"""How the keys of answers begin: they stand nowhere in the record, so that nothing could draw them anew."""
STALE = frozenset({Barrier.NO_SUCH, Barrier.NOT_ADDED})

log = logging.getLogger(__name__)

Json = dict[str, Any]


class TeamsChat:
    """Everybody's own chat with the app `app`, and channels, behind the port `Chat`.

    A channel is in `tenant`, the app's own, where its account names none. Signed links are drawn only where `links` is
    given. Without a `pace`, messages go at once.
    """

    def __init__(
        self,
        connector: Connector,
        references: References,
        *,
        app: str,
        tenant: str = "",
        links: Links | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._connector = connector
        self._references = references
        self._app = app
        self._tenant = tenant
        self._links = links
        self._pace = pace

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        """Return once it is the turn of the message `key`, or of an answer aside, which is private too. Raises NotYet."""
        if self._pace is not None:
            self._pace.keep_turn(to.user, key=_aside(at) if at else key)

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        """Send to somebody's own chat, where there are no threads. Raises Transient or Permanent."""
        return await self._posted(to, card, turn=key, refreshes=not key.startswith(ANSWERS))

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        """Return None: nothing is ever found."""
        return None

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        """Answer in the asker's own chat, and tell where they asked that it stands there. Raises Transient or Permanent."""
        try:
            await self._posted(to, card, turn=_aside(at), refreshes=False)
        except Unreachable as fault:
            if fault.barrier is not Barrier.NOT_ADDED:
                raise
            await self._point(to, NO_CHAT, at=at)
            return
        try:
            await self._point(to, POINTER, at=at)
        except (Transient, Permanent) as fault:
            log.info("teams_not_pointed", extra={"why": str(fault)})

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        """Post in a channel that the app is in. Raises Transient or Permanent."""
        known, tenant = await self._known(at), at.tenant or self._tenant
        asked = {
            "isGroup": True,
            "bot": {"id": f"{BOT}{self._app}"},
            "tenantId": tenant,
            "channelData": {"channel": {"id": at.user}, "tenant": {"id": tenant}},
            "activity": self._drawn(card, readers=()),
        }
        with self._turn(at.user, key=key):
            told = await self._connector.create(asked, service=known.service_url if known else "")
        place, _, below = _said(told, "id").partition(";messageid=")
        return Posted(place, str(told.get("activityId") or below))

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        """Change a message in place, for everybody. Raises Transient or Permanent."""
        known = await self._known(to)
        drawn = self._drawn(card, readers=_readers(known))
        service = known.service_url if known else ""
        with self._turn(to.user, key=f"redraw:{posted.message}"):
            await self._connector.update(posted.place, posted.message, drawn, service=service)

    async def home(self, to: Account, card: Card) -> None:
        """Do nothing: a bot in Teams has no Home."""

    async def who(self, account: Account) -> Profile:
        """Return who a user is to the tenant. Raises Transient or Permanent."""
        known = await self._opened(account)
        told = await self._connector.member(known.conversation, known.mri or account.user, service=known.service_url)
        return people.profile(told, account=account, zone=known.zone)

    async def _posted(self, to: Account, card: Card, *, turn: str, refreshes: bool) -> Posted:
        known = await self._references.get(to)
        drawn = self._drawn(card, readers=_readers(known) if refreshes else ())
        with self._turn(to.user, key=turn):
            if known is None or not known.conversation:
                return await self._sent(await self._begun(to, known), drawn)
            try:
                return await self._sent(known, drawn)
            except Unreachable as fault:
                if fault.barrier not in STALE:
                    raise
            # The app was added anew, or the conversation was moved: then the old one is gone, and there is another.
            return await self._sent(await self._begun(to, known), drawn)

    async def _known(self, to: Account) -> Reference | None:
        return await self._references.get(replace(to, tenant=to.tenant or self._tenant))

    async def _sent(self, known: Reference, drawn: Json) -> Posted:
        message = await self._connector.send(known.conversation, drawn, service=known.service_url)
        return Posted(known.conversation, message)

    async def _opened(self, account: Account) -> Reference:
        known = await self._references.get(account)
        return known if known is not None and known.conversation else await self._begun(account, known)

    async def _begun(self, to: Account, known: Reference | None) -> Reference:
        """Return somebody's own chat, by their Entra object id. Raises Unreachable where the app is not theirs."""
        service = known.service_url if known else ""
        asked = {
            "isGroup": False,
            "bot": {"id": f"{BOT}{self._app}"},
            "members": [{"id": to.user}],
            "tenantId": to.tenant,
            "channelData": {"tenant": {"id": to.tenant}},
        }
        told = await self._connector.create(asked, service=service)
        conversation = _said(told, "id")
        begun = replace(known, conversation=conversation) if known else Reference(to, conversation, service)
        if known is None or known.conversation != conversation:
            await self._references.save(begun)
        return begun

    async def _point(self, to: Account, text: str, *, at: Conversation) -> None:
        """Say where they asked, which others read, no more than that the answer is elsewhere."""
        place = f"{at.place};messageid={at.thread}" if at.thread else at.place
        known = await self._references.get(replace(to, user=at.place)) or await self._references.get(to)
        activity = {"type": "message", "text": text, "textFormat": "plain"}
        with self._turn(at.place, key=f"point:{to.user}"):
            await self._connector.send(place, activity, service=known.service_url if known else "")

    def _drawn(self, card: Card, *, readers: tuple[str, ...]) -> Json:
        return render.message(render.card(card, links=self._links, readers=readers), said=card.title)

    @contextmanager
    def _turn(self, place: str, *, key: str) -> Iterator[None]:
        """Go ahead once it is this message's turn, and keep still where Teams asks for it. Raises NotYet."""
        if self._pace is not None:
            self._pace.take_turn(place, key=key)
        try:
            yield
        except Transient as fault:
            if self._pace is not None and fault.refused and fault.wait is not None:
                self._pace.silence(place, fault.wait)
            raise


def _aside(at: Conversation) -> str:
    return f"aside:{at.place}"


def _readers(known: Reference | None) -> tuple[str, ...]:
    return (known.mri,) if known is not None and known.mri else ()


def _said(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value:
        raise Transient(f"Teams: an answer without {name}")
    return value
