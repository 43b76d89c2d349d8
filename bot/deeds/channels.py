"""A card in a hiring channel: at least once, since a channel's messages are not looked through."""

from bot.deeds.drawn import drawn
from bot.deeds.left import is_left
from bot.deeds.means import Means
from bot.domain.people import Account
from bot.effects import CardKind, TellChannel
from bot.inbound import CardPosted, Done, Inbound
from bot.ports import Claimed


async def tell_channel(telling: TellChannel, claimed: Claimed, *, means: Means) -> Inbound:
    """Post that nobody moves an application, unless somebody has taken it up. Raises Transient or Permanent.

    The channel is that of the workspace in which the owner of the next step has an account.
    """
    chat, channel = means.ends.chats.get(telling.platform), means.policy.stale.channels.get(telling.platform)
    if chat is None or not channel or not await is_left(telling.application, means=means):
        return Done()
    found = await drawn(CardKind.STALE, telling.application, reader=telling.owner, means=means)
    if found is None:
        return Done()
    card, _, accounts = found
    tenant = next((each.tenant for each in accounts if each.platform is telling.platform), "")
    at = Account(telling.platform, tenant, channel)
    posted = await chat.announce(at, card, key=claimed.key)
    return CardPosted(telling.application, CardKind.STALE, telling.owner, at, posted.place, posted.message)
