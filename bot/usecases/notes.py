"""Notes on a candidate: typed in one line, written in a form, or made of a message."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from bot.actions import NoteAnyway, NoteIt
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act
from bot.domain.case import Applied
from bot.domain.ids import ApplicationId
from bot.domain.notes import LONGEST, Note, Origin, says_nothing
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.forms import Form
from bot.inbound import Shortcut
from bot.ports import Work
from bot.reply import FormErrors, NextForm, Nothing, Open, Reply, Say
from bot.say.lists import choice
from bot.say.record_cards import noted_card
from bot.say.record_forms import IN_BRIEF, note_form
from bot.steps.finding import find, mentioned, nobody, one
from bot.steps.notes import write_down

log = logging.getLogger(__name__)

NAMES = 3  # words at the beginning of a line that are tried as a name
MANY = 100  # candidates that one choice can list


async def note(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Keep a note: what stands after a colon at once, else by a form; where several are meant, the form asks whom."""
    name, _, said = asked.text.partition(":")
    name, said = " ".join(name.split()), said.strip()
    if not name:
        return await _about_anybody(NoteIt(), said, person=person, work=work)
    found = await find(name, act=Act.NOTE, person=person, work=work)
    if not found and ":" not in asked.text:
        return await _without_colon(name, person=person, work=work)
    if not found:
        raise await nobody(name, act=Act.NOTE, person=person, work=work)
    if len(found) > 1:
        several = Open(note_form(NoteIt(), found=found[:MANY], text=said[:LONGEST]))
        return several if said else choice("note", name, found=found, page=asked.page)
    action = NoteIt(found[0].application.id)
    if not said:
        return Open(note_form(action, found=found))
    if len(said) > LONGEST:
        raise Refusal(f"A note can have {LONGEST} characters, and this has {len(said)}. Please say it in fewer words.")
    if says_nothing(said):
        return Open(_once_more(action, found[0], said))
    await write_down(Note(found[0].application.id, desk.now, person.id, said), work=work)
    return Say(noted_card(found[0]))


async def _without_colon(line: str, *, person: Person, work: Work) -> Reply:
    """Open the form with what follows a name: a forgotten colon costs a look, not the words. One word is no note."""
    words = line.split()
    for length in range(min(NAMES, len(words) - 2), 0, -1):
        found = await find(" ".join(words[:length]), act=Act.NOTE, person=person, work=work)
        if found:
            action = NoteIt(found[0].application.id if len(found) == 1 else None)
            text = " ".join(words[length:])[:LONGEST]
            return Open(note_form(action, found=found[:MANY], text=text))
    raise await nobody(line, act=Act.NOTE, person=person, work=work)


async def shortcut(pressed: Shortcut, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the note form with a message's words; whoever it names comes first in the choice."""
    return await _about_anybody(NoteIt(origin=Origin.MESSAGE), pressed.text, person=person, work=work)


async def _about_anybody(action: NoteIt, text: str, *, person: Person, work: Work) -> Reply:
    named = await mentioned(text, act=Act.NOTE, person=person, work=work)
    others = await find("", act=Act.NOTE, person=person, work=work)
    found = tuple({each.application.id: each for each in (*named, *others)}.values())
    if not found:
        raise Refusal("There is nobody whom you could keep a note on. That is for recruiters and hiring managers.")
    by_name = len(others) >= MANY
    preset = named[0].application.id if len(named) == 1 else None
    return Open(note_form(action, found=found[:MANY], text=text[:LONGEST], by_name=by_name, preset=preset))


def _once_more(action: NoteIt | NoteAnyway, applied: Applied, text: str, *, in_brief: bool = False) -> Form:
    """Return the form that asks for an observation, once: sent again, the note is taken as it is."""
    log.info("note_without_observation", extra={"application": applied.application.id})
    return note_form(NoteAnyway(applied.application.id, action.origin), found=(applied,), text=text, in_brief=in_brief)


async def submitted(
    action: NoteIt | NoteAnyway, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take the form: what says nothing is asked about once, at the field, and then taken as it is."""
    text = values.get("text", "").strip()
    if not text:
        return FormErrors({"text": "Please write a few words."})
    if len(text) > LONGEST:
        return FormErrors({"text": f"At most {LONGEST} characters, please; this has {len(text)}."})
    in_brief = values.get("brief") == IN_BRIEF
    about = await _about(action, values, person=person, work=work)
    if not isinstance(about, Applied):
        return about
    if isinstance(action, NoteIt) and says_nothing(text):
        return NextForm(_once_more(action, about, text, in_brief=in_brief))
    await write_down(Note(about.application.id, desk.now, person.id, text, action.origin, in_brief), work=work)
    return Nothing()


async def _about(
    action: NoteIt | NoteAnyway, values: Mapping[str, str], *, person: Person, work: Work
) -> Applied | FormErrors | NextForm:
    """Return whom a note is about: as the form was opened, by name, or by its choice; else what to show instead."""
    name = " ".join(values.get("name", "").split())
    if action.application is not None:
        return await one(action.application, act=Act.NOTE, person=person, work=work)
    if not name:
        key = values.get("application", "")
        if not key:
            return FormErrors({"application": "Please choose a candidate."})
        return await one(ApplicationId(key), act=Act.NOTE, person=person, work=work)
    found = await find(name, act=Act.NOTE, person=person, work=work)
    if not found:
        return FormErrors({"name": str(await nobody(name, act=Act.NOTE, person=person, work=work))})
    if len(found) > 1:
        chosen = values.get("brief") == IN_BRIEF
        return NextForm(note_form(action, found=found[:MANY], text=values.get("text", ""), in_brief=chosen))
    return found[0]


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"note": note}
