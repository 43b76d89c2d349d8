"""What people say to the bot in their own words: an answer to a prompt that is open, or a command without its slash."""

from collections.abc import Awaitable, Callable

from bot.desk import Desk
from bot.domain.people import Person
from bot.effects import AnswerTo
from bot.inbound import Said, SaidBefore, Typed
from bot.ports import Work
from bot.reply import Nothing, Reply

Run = Callable[..., Awaitable[Reply]]
"""How a command is run, or a button pressed: called with the inbound, person, work and desk."""


async def said(heard: Said, *, work: Work, desk: Desk) -> Reply:
    """Keep what was said, once per delivery, to be answered from the outbox where it was said."""
    source = f"{heard.account.platform}.said"
    if heard.text.strip() and await work.inbox.first(source, heard.delivery, kind="said", at=desk.now):
        await work.outbox.add(AnswerTo(heard.account, heard.text, heard.at), key=f"said:{source}:{heard.delivery}")
    return Nothing()


async def answer(heard: SaidBefore, *, command: Run, press: Run, person: Person, work: Work, desk: Desk) -> Reply:
    """Take the words as an answer to what was asked, or as a command."""
    return await command(Typed(heard.account, heard.text), person=person, work=work, desk=desk)
