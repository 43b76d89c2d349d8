"""Answers about all that somebody may see: what is missing, who is left, what stands still, who left and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions import AskToUpdate, GoOn, OpenIntake
from bot.cards import Block, Bold, Button, Card, Fine, Span, When, para, spans
from bot.domain.case import Applied, Case
from bot.domain.dropoffs import Tally, Why
from bot.domain.finals import Finalist, Ripe
from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.policy import Kind, Policy
from bot.domain.standstill import Cause, Standstill, Wait
from bot.reply import Reply, Say
from bot.say.lists import Line, Place, listed, role
from bot.say.record_cards import next_step, title
from bot.say.scorecards import owed_button
from bot.say.words import what

Named = Mapping[PersonId, Person]
NAMES = 3  # people whom a line names at most

WAITING, QUIET, STALLED = "Waiting on feedback", "Too long without a word", "Standing still"
READY, DROPOFFS = "Who is ready for the final", "Where candidates left in the last 90 days"
NOTHING: Mapping[str, tuple[str, str]] = {
    WAITING: (
        "No feedback is missing.",
        "Once an interview is over, this shows who still owes a scorecard, and since when.",
    ),
    QUIET: (
        "Nobody has been left too long without a word.",
        "This shows who has heard nothing for longer than their stage allows, in working days of whoever is to act.",
    ),
    STALLED: (
        "No role stands still.",
        "This shows roles whose candidates do not get on, and what each of them waits for.",
    ),
    READY: (
        "Nobody is close to the final now.",
        "This shows who can have it, whose feedback is still missing for it, and who waits for the decision before it.",
    ),
    DROPOFFS: (
        "Nobody left in the last 90 days.",
        "This shows at which stages candidates left, and why.",
    ),
}
WHOLE, PART = "Nobody gets on", "Some do not get on"
CAUSES: Mapping[Cause, str] = {
    Cause.INTAKE: "for the intake",
    Cause.NOBODY_FREE: "for a free time, and nobody has one",
    Cause.INTERVIEWERS: "for interviewers",
    Cause.CANDIDATE: "for the candidate",
    Cause.FEEDBACK: "for feedback",
    Cause.DECISION: "for a decision",
    Cause.STEP: "for the next step",
}
RIPE: Mapping[Ripe, str] = {
    Ripe.READY: "Ready now",
    Ripe.LACKS: "In the final's stage, but feedback is missing",
    Ripe.DECISION: "One decision away from it",
}
WHY: Mapping[Why, str] = {
    Why.PASSED: "not going forward",
    Why.WITHDREW: "withdrew",
    Why.SILENT: "did not answer the invitation",
    Why.NO_SHOW: "did not come",
}


def answer(
    heading: str, lines: Sequence[Line], *, place: Place, about: Opening | None, below: Sequence[Block] = ()
) -> Reply:
    """Return one page of an answer, about one role or all that somebody may see; one with nothing in it says so."""
    of = f": {role(about)}" if about is not None else ""
    if place.total:
        return listed(f"{heading}{of}", lines, place=place, below=below)
    said, what_else = NOTHING[heading]
    return Say(Card(f"{heading}{of}", (para(said), Fine(spans(what_else)), *below)))


# --- waiting


def lacking_line(
    case: Case, people: Sequence[Person], *, since: datetime, reader: Person, now: datetime, policy: Policy
) -> Line:
    """Return whose scorecards on an interview are missing, and since when; nothing of what others wrote."""
    asked = "since " if since <= now else "to be asked "
    without = " The debrief went out without it." if case.interview.debrief is not None else ""
    said = spans(f"{_names([each.name for each in people])}, ", asked, When(since), f".{without}")
    theirs = any(each.id == reader.id for each in people)
    status = Button(case.candidate.short, GoOn("status", case.application.id))
    return Line("", what(case, policy=policy), said, owed_button(case) if theirs else status)


# --- quiet


def unheard_line(
    applied: Applied,
    *,
    owner: Person,
    since: datetime | None,
    days: int,
    allowed: int,
    until: datetime | None,
) -> Line:
    """Return since when a candidate has heard nothing, how much of that is allowed, and what comes next."""
    application = applied.application
    here = f"in “{application.stage}”" if application.stage else "here"
    if since is not None:
        heard = spans("last contact ", When(since), f", {_days(days)} ago; {allowed} are allowed {here}. ")
    elif application.stage_at is not None:
        heard = spans(f"no contact yet, {here} since ", When(application.stage_at), ". ")
    else:
        heard = spans("no contact yet. ")
    put_off = (" Put off until ", When(until), ".") if until is not None else ()
    said = spans(*heard, *next_step(application, owner=owner), ".", *put_off)
    return Line("", title(applied), said, _word_to(applied))


def _word_to(applied: Applied) -> Button:
    """Return the way to write to somebody; where we have no address that we may write to, to how they stand."""
    if not applied.candidate.email or not applied.candidate.mail_ok:
        return _status(applied)
    return Button(f"Update: {applied.candidate.short}", AskToUpdate(applied.application.id))


# --- stalled


def standstill_line(found: Standstill, *, people: Named) -> Line:
    """Return what the candidates of a role wait for who do not get on, cause by cause."""
    count, total = len(found.waits), found.total
    all_of = "the only one" if total == 1 else f"all {total}" if found.is_whole else f"{count} of {total}"
    said: list[Span | str] = [f"{all_of} in play: "]
    for number, cause in enumerate(cause for cause in Cause if any(wait.cause is cause for wait in found.waits)):
        said += ["; "] if number else []
        said += _waits([wait for wait in found.waits if wait.cause is cause], cause, people=people)
    return Line(WHOLE if found.is_whole else PART, role(found.opening), spans(*said, "."), _onward(found))


def _waits(waits: Sequence[Wait], cause: Cause, *, people: Named) -> tuple[Span | str, ...]:
    keys = dict.fromkeys(key for wait in waits for key in wait.on)
    names = _names([people[key].name for key in keys if key in people])
    verb = "waits" if len(waits) == 1 else "wait"
    return (
        Bold(f"{len(waits)} {verb} {CAUSES[cause]}"),
        f" ({names})" if names else "",
        " since ",
        When(min(wait.since for wait in waits)),
    )


def _onward(found: Standstill) -> Button:
    """Return the way to what would move it: the intake, the one candidate, or all of them."""
    if all(wait.cause is Cause.INTAKE for wait in found.waits):
        return Button(f"Intake: {role(found.opening)}", OpenIntake(found.opening.id))
    if len(found.waits) == 1:
        return _status(found.waits[0].applied)
    return _pipeline(found.opening)


# --- ready


def finalist_line(found: Finalist, *, people: Named) -> Line:
    """Return how far somebody is on the way to the final, and on what that is based."""
    application = found.applied.application
    in_stage = ("since ", When(found.since)) if found.since is not None else ("now",)
    held = len(found.earlier)
    earlier = "1 interview" if held == 1 else f"{held} interviews"
    if found.ripe is Ripe.LACKS:
        names = _names([people[key].name for key in found.missing if key in people])
        said = f"; of {earlier} before, the scorecard is missing of {names}."
    elif held:
        said = f"; {earlier} held, every scorecard is in."
    else:
        said = "; no interview before it is on record."
    final = f" The final: {PEOPLE_READ[found.final.state]}." if found.final is not None else ""
    value = spans(f"in “{application.stage}” ", *in_stage, f"{said}{final}", *_decides(found, people=people))
    schedules = found.ripe is Ripe.READY and found.final is None
    short = found.applied.candidate.short
    button = Button(f"Schedule: {short}", GoOn("schedule", application.id)) if schedules else _status(found.applied)
    return Line(RIPE[found.ripe], title(found.applied), value, button)


def _decides(found: Finalist, *, people: Named) -> tuple[Span | str, ...]:
    action = found.applied.application.next
    if found.ripe is not Ripe.DECISION or action is None:
        return ()
    owner = people.get(action.owner)
    return (f" {action.what} ({owner.name if owner else 'nobody'}), by ", When(action.due), ".")


def based_on(plan: Sequence[Kind]) -> tuple[Block, ...]:
    """Return what the answer takes for the final, and for a decision to go on."""
    if len(plan) < 2:
        return (
            Fine(spans("The policy's stages lead to one kind of interview alone, so no final comes after another.")),
        )
    order = ", then ".join(kind.title for kind in plan)
    said = f"The final is the last kind of interview in the policy's stages: {order}."
    return (Fine(spans(f"{said} Whom the team went on with is read from their stage.")),)


# --- dropoffs


def tally_line(heading: str, label: str, tally: Tally, *, button: Button | None = None) -> Line:
    """Return how many left from a stage or a role, and why."""
    parts = [f"{tally.left[why]} {WHY[why]}" for why in Why if tally.left.get(why)]
    return Line(heading, label, spans(Bold(f"{tally.gone} of {tally.there}"), f": {', '.join(parts)}"), button)


def left_from(opening: Opening) -> Button:
    """Return the way to where the candidates of one role left."""
    return Button(role(opening), GoOn("dropoffs", opening.id))


def counted_since(since: datetime) -> tuple[Block, ...]:
    """Return how it was counted."""
    said = "Counted from the history of stages since "
    rest = ": of all who were there, who left. Where an ATS closes in a stage of its own, the stage before counts."
    return (Fine(spans(said, When(since), rest)),)


# --- words


def in_pipeline(opening: Opening) -> Button:
    """Return the way to everybody who is in play for a role."""
    return _pipeline(opening)


def _pipeline(opening: Opening) -> Button:
    return Button(f"Pipeline: {role(opening)}", GoOn("pipeline", opening.id))


def _status(applied: Applied) -> Button:
    return Button(applied.candidate.short, GoOn("status", applied.application.id))


def _names(names: Sequence[str]) -> str:
    shown = [*names[:NAMES], *([f"{len(names) - NAMES} more"] if len(names) > NAMES else [])]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"
