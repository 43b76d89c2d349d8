"""A card that stands in chat as the record has it now, for a client that asks: nothing is changed or sent."""

from bot.cards import Card
from bot.deeds.drawn import drawn
from bot.deeds.means import Means
from bot.domain.people import Account
from bot.ports import Posted


async def fresh(account: Account, posted: Posted, *, means: Means) -> Card | None:
    """Return the card in a message, None where it is nobody's, somebody else's, or has nothing to show any more."""
    async with means.store() as work:
        post = await work.posts.at(account, posted)
        asker = await work.people.by_account(account)
    if post is None or asker is None or asker.id != post.person:
        return None
    found = await drawn(post.card, post.subject, reader=post.person, behalf=post.behalf, means=means)
    return None if found is None else found[0]
