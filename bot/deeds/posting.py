"""Posting a card once: looked for first where an earlier attempt may have been accepted."""

from datetime import timedelta

from bot.cards import Card
from bot.domain.people import Account
from bot.ports import Chat, Claimed, NotYet, Posted, Transient

LOOKS_AGAIN = timedelta(minutes=5)
"""How long a message whose reader is not to be disturbed waits at a time."""


async def post_once(card: Card, *, to: Account, chat: Chat, claimed: Claimed, rest: timedelta) -> Posted:
    """Return where the card stands, by the claimed row's key. Raises Transient or Permanent, NotYet during the `rest`."""
    found = await already_posted(to, chat=chat, claimed=claimed)
    if found is None:
        let_rest(rest)
    return found or await chat.post(to, card, key=claimed.key)


def let_rest(rest: timedelta) -> None:
    """Return unless the reader is not to be disturbed for a while; then it raises NotYet."""
    if rest > timedelta(0):
        raise NotYet("its reader is not to be disturbed now", wait=min(rest, LOOKS_AGAIN))


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
