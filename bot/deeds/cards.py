"""Cards to people: posted once, by mail where no chat account takes them, redrawn in place."""

import logging

from bot.cards import Card
from bot.deeds.digests import is_over
from bot.deeds.drawn import drawn
from bot.deeds.means import Means
from bot.deeds.posting import post_once
from bot.domain.people import Account, Barrier, Platform
from bot.effects import Refresh, Tell
from bot.inbound import CardMailed, CardPosted, Done, Inbound
from bot.ports import Claimed, Permanent, Posted, Unreachable
from bot.say import letters

log = logging.getLogger(__name__)


async def tell(telling: Tell, claimed: Claimed, *, means: Means) -> Inbound:
    if await is_over(telling, means=means):
        return Done()
    found = await drawn(telling.card, telling.subject, reader=telling.person, behalf=telling.behalf, means=means)
    if found is None:
        return Done()
    card, reader, accounts = found
    barriers: dict[Platform, Barrier] = {}
    for account in accounts:
        posted = await _post(account, card, claimed, means=means)
        if isinstance(posted, Posted):
            where = (posted.place, posted.message)
            return CardPosted(telling.subject, telling.card, telling.person, account, *where, telling.behalf)
        if posted is not None:
            barriers.setdefault(account.platform, posted)
    letter = letters.card_letter(card, reader=reader, policy=means.policy, subject=telling.subject)
    await means.ends.mailer.send(letter, message_id=means.message_id(f"card.{claimed.id}"))
    for platform, barrier in barriers.items():
        return CardMailed(telling.subject, telling.card, telling.person, platform, barrier)
    return Done()


async def _post(account: Account, card: Card, claimed: Claimed, *, means: Means) -> Posted | Barrier | None:
    """Post once, or return why this account takes nothing for good; None where its platform is not connected."""
    chat = means.ends.chats.get(account.platform)
    if chat is None:
        return None
    try:
        return await post_once(card, to=account, chat=chat, claimed=claimed)
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
    for account, posted in await _posts(refreshing, means=means):
        if account.platform in means.ends.chats:
            await _redraw(account, posted, card, means=means)
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
