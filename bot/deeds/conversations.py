"""Answering what somebody said to the bot, where they said it: in their own thread, or aside where others read along."""

import logging

from bot.cards import Card
from bot.deeds.means import Means
from bot.deeds.posting import already_posted
from bot.domain.conversation import Conversation
from bot.domain.people import Account
from bot.effects import AnswerTo
from bot.inbound import Done, Inbound, SaidBefore
from bot.ports import Chat, Claimed, Permanent
from bot.reply import Nothing
from bot.say.accounts import answer_card
from bot.say.answers import said_title

log = logging.getLogger(__name__)


async def answer_to(answering: AnswerTo, claimed: Claimed, *, means: Means) -> Inbound:
    """Run what was said and post the answer, found first after an uncertain attempt. Raises Transient or Permanent."""
    account, at = answering.account, answering.at
    chat = means.ends.chats.get(account.platform)
    if chat is None:
        return Done()
    thread = "" if at.shared else at.thread
    if not at.shared and await already_posted(account, chat=chat, claimed=claimed, thread=thread):
        return Done()
    await chat.ready(account, key=claimed.key, at=at if at.shared else None)
    reply = await means.ask(SaidBefore(account, answering.text, at, claimed.key))
    if isinstance(reply, Nothing):
        return Done()
    card = answer_card(reply, asked=answering.text, title=said_title(answering.text))
    if at.shared and await _aside(account, card, chat=chat, at=at):
        return Done()
    await chat.post(account, card, key=claimed.key, thread=thread)
    return Done()


async def _aside(account: Account, card: Card, *, chat: Chat, at: Conversation) -> bool:
    """Answer where it was said; return False where that takes nothing for good, so that a direct message does."""
    try:
        await chat.aside(account, card, at=at)
    except Permanent as fault:
        log.info("not_answered_aside", extra={"why": str(fault)})
        return False
    return True
