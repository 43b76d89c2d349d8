"""Half-filled forms: kept while somebody writes, given back when the same form is opened again, dropped once it is taken.

A draft gives nobody access to anything: its form is opened by the use case that judges who may, and only then filled.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from bot.actions import (
    AmendIt,
    CancelIt,
    FormAction,
    MoveIt,
    NextIt,
    NoteAnyway,
    NoteIt,
    ScheduleIt,
    ScorecardAnyway,
    ScorecardIt,
    SendThese,
    SuggestIt,
)
from bot.cards import When, para
from bot.codec import encode
from bot.desk import Desk
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.forms import Form, Text, filled
from bot.inbound import Drafted, Submitted
from bot.ports import Draft, Work
from bot.reply import Enter, FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say, Show

KEPT_FOR = timedelta(days=7)
LONGEST = 3000  # characters of a value
FIELDS = 40  # of a form


async def drafted(draft: Drafted, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Keep what the fields hold so far; a form that was emptied leaves nothing to keep."""
    if draft.action is not None:
        await _keep(draft.action, draft.values, person=person, work=work, desk=desk)
    return Nothing()


async def follow(reply: Reply, *, sent: Submitted | None, person: Person, work: Work, desk: Desk) -> Reply:
    """Return the reply, with what was begun in a form that it opens; forget the draft of a form that it takes."""
    action = sent.action if sent else None
    match reply:
        case Open(form):
            return Open(await _with_draft(form, person=person, work=work, desk=desk))
        case NextForm(form):
            if sent is not None and action is not None:
                await _move_on(action, sent.values, form=form, person=person, work=work, desk=desk)
        case Say() | Redraw() | Show() | Enter() | Nothing():
            for taken in _taken_with(action) if action is not None else ():
                await work.drafts.drop(person.id, _key(taken))
        case FormErrors() | Refuse():
            pass  # what was written stands in the form, or is kept by the router
    return reply


async def _with_draft(form: Form, *, person: Person, work: Work, desk: Desk) -> Form:
    """Return the form as it was left. Where it opens with words of its own that are newer, it stays as it is."""
    draft = await _draft(form.action, person=person.id, work=work, desk=desk)
    if draft is not None and _has_words(form) and (form.since is None or draft.at < form.since):
        return form
    begun = form if draft is None else filled(form, draft.values)
    if draft is None or begun == form:
        return form
    said = para("You had begun this on ", When(draft.at), ". Clear what you don't want.")
    return replace(begun, intro=(*begun.intro, said))


async def _draft(action: FormAction, *, person: PersonId, work: Work, desk: Desk) -> Draft | None:
    draft = await work.drafts.get(person, _key(action))
    return draft if draft is not None and draft.at > desk.now - KEPT_FOR else None


async def _move_on(
    action: FormAction, values: Mapping[str, str], *, form: Form, person: Person, work: Work, desk: Desk
) -> None:
    """Keep what was sent but not taken: it is the draft of the form that follows, where that carries the words on."""
    if not _has_words(form):
        await _keep(action, values, person=person, work=work, desk=desk)
        return
    await work.drafts.drop(person.id, _key(action))
    carried = {field.name: field.initial for field in form.fields}
    await _keep(form.action, carried, person=person, work=work, desk=desk)


async def _keep(action: FormAction, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> None:
    if not any(value.strip() for value in values.values()):
        await work.drafts.drop(person.id, _key(action))
        return
    held = {name: value[:LONGEST] for name, value in islice(values.items(), FIELDS)}
    draft = Draft(person.id, _key(action), held, desk.now)
    await work.drafts.keep(draft, forget=desk.now - KEPT_FOR)


def _has_words(form: Form) -> bool:
    return any(isinstance(field, Text) and field.initial for field in form.fields)


def _key(action: FormAction) -> str:
    return encode(_identity(action), FormAction)


def _identity(action: FormAction) -> FormAction:
    """Return what a form is about, without what it showed of it: that may change between two openings."""
    match action:
        case CancelIt(interview):
            return CancelIt(interview)
        case SuggestIt(interview):
            return SuggestIt(interview)
        case NextIt(application):
            return NextIt(application)
        case MoveIt(application, status):
            return MoveIt(application, status)
        case ScorecardAnyway(interview):
            return ScorecardIt(interview)
        case AmendIt(interview):
            return AmendIt(interview)
        case NoteAnyway(application, origin):
            return NoteIt(application, origin)
        case _:
            return action


def _taken_with(action: FormAction) -> tuple[FormAction, ...]:
    """Return the forms that are done with once this one is taken: it, and those that led to it."""
    if isinstance(action, SendThese):
        return ScheduleIt(action.application), ScheduleIt(), action
    return (action,)
