"""Cards to people: posted once, by mail where no chat account takes them, redrawn in place."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from bot.cards import Card
from bot.deeds.digests import is_over
from bot.deeds.drawn import drawn
from bot.deeds.left import desk_of
from bot.deeds.means import Means
from bot.deeds.posting import already_posted, let_rest, post_once
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Barrier, Person, Platform
from bot.effects import CardKind, Refresh, Tell
from bot.inbound import CardMailed, CardPosted, Done, Inbound
from bot.moments import CARDS, Urgency
from bot.ports import Claimed, Permanent, Posted, Unreachable
from bot.say import letters
from bot.say.cards import overtaken
from bot.steps.absence import is_away, next_moment
from bot.steps.day import still_to_come

log = logging.getLogger(__name__)
ASKED_AGAIN = frozenset({CardKind.STUCK, CardKind.CALENDAR, CardKind.HEALTH})
"""What needs a person may need them once more later, in a card of its own: only the newest asks."""
OF_THE_DAY = frozenset({CardKind.REMINDER, CardKind.DAY})


async def tell(telling: Tell, claimed: Claimed, *, means: Means) -> Inbound:
    """Post a card, once. Raises NotYet for one that is late, by an outage, and would come at an hour of rest."""
    if await is_over(telling, means=means) or await _came_too_late(telling, claimed, means=means):
        return Done()
    found = await drawn(telling.card, telling.subject, reader=telling.person, behalf=telling.behalf, means=means)
    if found is None:
        return Done()
    card, reader, accounts = found
    stands = await _elsewhere(accounts, claimed, means=means)
    barriers: dict[Platform, Barrier] = {}
    for account in (stands,) if stands else accounts:
        posted = await _post(account, card, claimed, rest=_rest(telling.card, reader, means=means), means=means)
        if isinstance(posted, Posted):
            where = (posted.place, posted.message)
            return CardPosted(telling.subject, telling.card, telling.person, account, *where, telling.behalf)
        if posted is not None:
            barriers.setdefault(account.platform, posted)
    let_rest(_rest(telling.card, reader, means=means))
    letter = letters.card_letter(card, reader=reader, policy=means.policy, subject=telling.subject)
    await means.ends.mailer.send(letter, message_id=means.message_id(f"card.{claimed.id}"))
    for platform, barrier in barriers.items():
        return CardMailed(telling.subject, telling.card, telling.person, platform, barrier)
    return Done()


async def _elsewhere(accounts: Sequence[Account], claimed: Claimed, *, means: Means) -> Account | None:
    """Return where the card stands from an earlier attempt, if its reader has moved since then."""
    connected = [account for account in accounts if account.platform in means.ends.chats]
    for account in connected[1:]:
        with suppress(Permanent):
            if await already_posted(account, chat=means.ends.chats[account.platform], claimed=claimed):
                return account
    return None


async def _came_too_late(telling: Tell, claimed: Claimed, *, means: Means) -> bool:
    """Whether a card of the day waited here until its time was over or moved."""
    if telling.card not in OF_THE_DAY or claimed.attempts == 1:
        return False
    occasion = claimed.key.split(":", 3)[-1]
    async with means.store() as work:
        return not await still_to_come(InterviewId(telling.subject), occasion, work=work, desk=desk_of(means))


def _rest(card: CardKind, reader: Person, *, means: Means) -> timedelta:
    """Return for how long the reader is not to be disturbed by this; whoever stands in has it at once, or nobody would."""
    desk = desk_of(means)
    if CARDS[card] is not Urgency.TIMELY or is_away(reader, desk=desk):
        return timedelta(0)
    return next_moment(reader, desk=desk) - desk.now


async def _post(
    account: Account, card: Card, claimed: Claimed, *, rest: timedelta, means: Means
) -> Posted | Barrier | None:
    """Post once, or return why this account takes nothing for good; None where its platform is not connected."""
    chat = means.ends.chats.get(account.platform)
    if chat is None:
        return None
    try:
        return await post_once(card, to=account, chat=chat, claimed=claimed, rest=rest)
    except Permanent as fault:
        log.warning("chat_unreachable", extra={"row": claimed.id, "why": str(fault)})
        return fault.barrier if isinstance(fault, Unreachable) else Barrier.OTHER


async def refresh(refreshing: Refresh, *, means: Means) -> Inbound:
    found = await drawn(
        refreshing.card, refreshing.subject, reader=refreshing.person, behalf=refreshing.behalf, means=means
    )
    if found is None:
        return Done()
    card, _, _ = found
    posts = await _posts(refreshing, means=means)
    newest = dict(posts)
    for account, posted in posts:
        if account.platform in means.ends.chats:
            is_old = refreshing.card in ASKED_AGAIN and newest[account] != posted
            await _redraw(account, posted, overtaken(card) if is_old else card, means=means)
    return Done()


async def _redraw(account: Account, posted: Posted, card: Card, *, means: Means) -> None:
    """Redraw one post; one that was deleted or archived away has nothing to be redrawn, and that is alright."""
    try:
        await means.ends.chats[account.platform].redraw(account, posted, card)
    except Permanent:
        return


async def _posts(refreshing: Refresh, *, means: Means) -> tuple[tuple[Account, Posted], ...]:
    async with means.store() as work:
        posts = await work.posts.about(refreshing.subject)
    mine = (post for post in posts if post.card is refreshing.card and post.person == refreshing.person)
    return tuple((post.account, post.posted) for post in mine)
