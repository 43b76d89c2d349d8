"""Posting a card once: looked for first where an earlier attempt may have been accepted."""

from bot.cards import Card
from bot.domain.people import Account
from bot.ports import Chat, Claimed, Posted, Transient


async def post_once(card: Card, *, to: Account, chat: Chat, claimed: Claimed) -> Posted:
    """Return where the card stands, by the claimed row's key. Raises Transient or Permanent."""
    return await already_posted(to, chat=chat, claimed=claimed) or await chat.post(to, card, key=claimed.key)


async def already_posted(to: Account, *, chat: Chat, claimed: Claimed, thread: str = "") -> Posted | None:
    """Return where an earlier attempt put it, None for nowhere. Raises Transient or Permanent.

    A refusal to look says nothing about what was done: its Transient is never `refused`.
    """
    if not claimed.uncertain:
        return None
    try:
        return await chat.find(to, key=claimed.key, thread=thread)
    except Transient as fault:
        raise Transient(str(fault), wait=fault.wait) from fault
