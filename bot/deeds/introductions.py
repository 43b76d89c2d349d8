"""Carrying out the two effects about an account nobody has linked: ask the platform who it is, and tell it what became
of that. What was typed runs here at last, and its answer goes out as a direct message.
"""

import logging
from collections.abc import Mapping

from bot.cards import Card
from bot.deeds.posting import already_posted
from bot.domain.people import Platform, Verdict
from bot.effects import TellAccount, WhoIs
from bot.inbound import Done, Inbound, TypedBefore, WhoAnswered
from bot.ports import Chat, Claimed, Handle, Permanent
from bot.say.accounts import account_card, answer_card

log = logging.getLogger(__name__)

Chats = Mapping[Platform, Chat]


async def who_is(asking: WhoIs, *, chats: Chats) -> Inbound:
    """Return what the platform says of the account. Raises Transient or Permanent."""
    chat = chats.get(asking.account.platform)
    if chat is None:
        raise Permanent(f"no {asking.account.platform} chat is connected")
    return WhoAnswered(asking.account, await chat.who(asking.account), asking.asked)


async def tell_account(telling: TellAccount, claimed: Claimed, *, chats: Chats, ask: Handle) -> Inbound:
    """Send the direct message, found first after an uncertain attempt; whoever cannot be written to is left alone."""
    chat, account = chats.get(telling.account.platform), telling.account
    if chat is None:
        return Done()
    try:
        if await already_posted(account, chat=chat, claimed=claimed):
            return Done()
        await chat.ready(account, key=claimed.key)
        await chat.post(account, await _said(telling, claimed, ask=ask), key=claimed.key)
    except Permanent as fault:
        log.warning("account_not_told", extra={"row": claimed.id, "why": str(fault)})
    return Done()


async def _said(telling: TellAccount, claimed: Claimed, *, ask: Handle) -> Card:
    if telling.verdict is not Verdict.KNOWN or telling.asked is None:
        return account_card(telling.verdict, account=telling.account)
    reply = await ask(TypedBefore(telling.account, telling.asked, claimed.key))
    return answer_card(reply, asked=telling.asked)
