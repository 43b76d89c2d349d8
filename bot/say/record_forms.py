"""The forms about one candidate's record: a note, the next step, a decision on the application."""

from collections.abc import Sequence
from datetime import date

from bot.actions import MoveIt, NextIt, NoteAnyway, NoteIt
from bot.cards import Block, Para, When, para, spans
from bot.domain.case import Applied
from bot.domain.glance import glance
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.notes import LONGEST
from bot.domain.people import Person
from bot.domain.pipeline import STATUS_READS, Application, Status
from bot.forms import Choice, Field, Form, Option, Text
from bot.say.dates import short_day
from bot.say.lists import role
from bot.say.record_cards import title
from bot.say.words import ats_name

STEP = 140  # characters of a next step
REASON = 200  # characters of a reason
ASK_FOR_MORE = "What did you see or hear? One thing they said or did helps whoever reads this later."
ONCE_MORE = (
    "This says how it felt, not what happened, and the next person cannot weigh it. Add one thing they said or did,"
    " or send it again as it is."
)
IN_BRIEF = "brief"
LAST_NOTE = "The last note of all stands in the brief anyway."
READERS = (
    Option("record", spans("Whoever may see the record")),
    Option(IN_BRIEF, spans("The interviewers as well, in their brief")),
)
DATE = "Such as 2027-03-31"


def note_form(
    action: NoteIt | NoteAnyway,
    *,
    found: Sequence[Applied],
    text: str = "",
    by_name: bool = False,
    preset: ApplicationId | None = None,
    in_brief: bool = False,
) -> Form:
    """Return the form for a note; with several found it asks about whom, and `by_name` lets somebody else be named.

    `in_brief` presets that the interviewers see it.
    """
    known = action.application is not None and len(found) == 1
    again = isinstance(action, NoteAnyway)
    intro: list[Block] = [para(title(found[0]))] if known else []
    intro += [para(ONCE_MORE)] if again else []
    return Form(
        title="Add a note",
        submit="Save it" if not again else "Save it anyway",
        action=action,
        fields=(
            *(() if known else whose(found, by_name=by_name, preset=preset)),
            Text("text", "Note", initial=text, long=True, limit=LONGEST, hint=ASK_FOR_MORE),
            Choice("brief", "Who reads it?", READERS, initial=IN_BRIEF if in_brief else "record", hint=LAST_NOTE),
        ),
        intro=tuple(intro),
    )


def whose(found: Sequence[Applied], *, by_name: bool, preset: ApplicationId | None) -> tuple[Field, ...]:
    """Return the fields that ask for a candidate: a choice of those found, and a name for whoever is not among them."""
    options = tuple(
        Option(each.application.id, spans(f"{each.candidate.name} · {role(each.opening)}")) for each in found
    )
    name = Text("name", "Or somebody else, by name", required=False, limit=100)
    if not options:
        return (Text("name", "Candidate", limit=100),)
    initial = preset or (options[0].value if len(options) == 1 else "")
    chosen = Choice("application", "Candidate", options, initial=initial, required=not by_name)
    return (chosen, name) if by_name else (chosen,)


def next_form(
    applied: Applied,
    *,
    owners: Sequence[Person],
    chosen: PersonId,
    days: Sequence[date],
    locale: str,
    done: bool = False,
    lead: Sequence[Block] = (),
) -> Form:
    """Return the form for what comes next: what, by whom, by when; `days` are the asker's next working days.

    `done` says that the step until now was done, `lead` is why it is shown again.
    """
    people = tuple(Option(str(p.id), spans(f"{p.name}, {p.title}" if p.title else p.name)) for p in owners)
    offered = tuple(Option(day.isoformat(), spans(short_day(day, locale=locale))) for day in days)
    known = str(chosen) if any(person.id == chosen for person in owners) else ""
    return Form(
        title="Done: what comes next?" if done else "Set the next step",
        submit="Set it",
        action=NextIt(applied.application.id, glance(applied.application), done),
        fields=(
            Text("what", "What comes next?", limit=STEP, hint="Such as: call about the salary"),
            Choice("owner", "Who does it?", people, initial=known),
            Choice("due", "By when?", offered, initial=offered[0].value if offered else "", required=False),
            Text("day", "Or another day", required=False, limit=20, hint=DATE),
        ),
        intro=(*lead, para(title(applied)), *_now(applied.application)),
    )


def _now(application: Application) -> tuple[Para, ...]:
    if application.next is None:
        return ()
    return (para(f"So far: {application.next.what}, by ", When(application.next.due), "."),)


def step_meanwhile(application: Application, *, setter: str) -> Para:
    """Return the step that was set while somebody was writing another; `setter` is empty where nobody knows whose it is."""
    step = application.next
    if step is None:
        return para("Meanwhile the next step was taken away.")
    said = f"{setter} set “{step.what}”" if setter else f"“{step.what}” was set"
    return para(f"{said} meanwhile, by ", When(step.due), ". Sent again, yours takes its place.")


def place_meanwhile(application: Application) -> Para:
    """Return where an application stands that was moved while somebody was writing."""
    stage = f" at “{application.stage}”" if application.stage else ""
    return para(
        f"Meanwhile this was moved: it is {STATUS_READS[application.status]}{stage} now. Please check once more."
    )


def move_form(applied: Applied, *, status: Status, booked: bool, lead: Sequence[Block] = ()) -> Form:
    """Return the second, explicit step of a decision; `booked` says that an interview of theirs has a time.

    `lead` is why it is shown again.
    """
    said = {
        Status.ON_HOLD: "This puts them on hold. Invitations that nobody has answered are taken back, without a mail.",
        Status.PASSED: "This ends their application. They are not written to: that is yours to do.",
        Status.ACTIVE: "They are on hold. This makes them active again.",
    }
    application = applied.application
    kept = (para("A booked interview stays booked until somebody cancels it."),) if booked else ()
    name = ats_name(application.source.ats)
    asks = (para(f"I ask {name} to set it, and it is pending until {name} says so."),) if application.source.ats else ()
    return Form(
        title={Status.ON_HOLD: "Put on hold", Status.PASSED: "Not going forward"}.get(status, "Active again"),
        submit={Status.ON_HOLD: "Put on hold", Status.PASSED: "End it"}.get(status, "Make active"),
        action=MoveIt(application.id, status, application.status),
        fields=(Text("reason", "Why, in a few words", limit=REASON, hint="Kept as a note, for whoever looks back"),),
        intro=(
            *lead,
            para(f"{title(applied)}, {STATUS_READS[application.status]} now."),
            para(said[status]),
            *kept,
            *asks,
        ),
    )
