"""What people say to the bot in their own words: an answer to a prompt that is open, or a command without its slash.

Nothing is done from words alone unless it is a reply in the thread of a card or fits exactly one prompt that waits, and
exactly one reading exists; all else is answered with buttons that show what was understood.
"""

import re

from bot.desk import Desk
from bot.domain.access import Act
from bot.domain.asked_after import asked_after
from bot.domain.people import Person
from bot.effects import AnswerTo, CardKind
from bot.inbound import Said, SaidBefore
from bot.ports import Work
from bot.reply import Nothing, Reply, Say
from bot.say import answers
from bot.steps import prompts
from bot.steps.finding import find
from bot.steps.prompts import OWNED, SEATED
from bot.usecases.conversations.anywhere import answer_anywhere
from bot.usecases.conversations.in_thread import answer_in_thread
from bot.usecases.conversations.talk import Run, Talk

THANKS = frozenset({"thanks", "thank you", "thx", "cheers", "many thanks", "thanks a lot", "danke", "merci", "gracias"})
_CALLED = re.compile(r"^\s*(?P<slash>/)?usher\b[\s,:]*", re.IGNORECASE)


async def said(heard: Said, *, work: Work, desk: Desk) -> Reply:
    """Keep what was said, once per delivery, to be answered from the outbox where it was said."""
    source = f"{heard.account.platform}.said"
    if heard.text.strip() and await work.inbox.first(source, heard.delivery, kind="said", at=desk.now):
        await work.people.answering(heard.account)
        await work.outbox.add(AnswerTo(heard.account, heard.text, heard.at), key=f"said:{source}:{heard.delivery}")
    return Nothing()


def unnamed(text: str) -> str:
    """Return what was said without the bot's name, where it begins with that."""
    return _CALLED.sub("", text, count=1).strip()


async def answer(heard: SaidBefore, *, command: Run, press: Run, person: Person, work: Work, desk: Desk) -> Reply:
    """Take the words as an answer to what was asked, or as a command."""
    called = _CALLED.match(heard.text)
    text = unnamed(heard.text)
    if text.casefold().strip(" .!🙏👍") in THANKS:
        return Say(answers.welcome_card())
    understood = prompts.understood(text, person=person, desk=desk)
    talk = Talk(heard, text, understood, command, press, person, work, desk)
    if called is not None and (called["slash"] or not text):
        return await talk.as_command()
    name = asked_after(text)
    if name and await find(name, act=Act.SEE_RECORD, person=person, work=work):
        return await talk.as_command()
    post = await prompts.card_above(heard, person=person, work=work)
    if post is not None and post.card in {*SEATED, *OWNED, CardKind.ASK, CardKind.DEAD}:
        return await answer_in_thread(post, talk)
    if post is not None or (talk.is_command and understood.meant is None):
        return await talk.as_command()
    return await answer_anywhere(talk)
