"""Lists in chat: whom somebody may mean, what waits for them, and a role's pipeline, ten lines a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from bot.actions import Action, GoOn, MoveOrPass, OpenIntake, ShowAsked, TurnPage
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Signed, Span, When, para, spans
from bot.codec import encode
from bot.domain.case import Applied, Case
from bot.domain.ids import PersonId
from bot.domain.intake import AGREE
from bot.domain.interview import Answer, State
from bot.domain.interview_moves import asked_of
from bot.domain.next_action import DECIDE
from bot.domain.paging import lines_of, pages
from bot.domain.people import Person
from bot.domain.pipeline import STATUS_READS, Opening, Status
from bot.domain.policy import Policy
from bot.domain.rooms import STAYS, Door, Pass, Room
from bot.reply import Refuse, Reply, Say
from bot.say.record_cards import next_step, title
from bot.say.words import in_a_row, what

ASKED = "Asked of you"
TODAY, WEEK = "Your interviews today", "Your interviews in the next 7 days"
LARGEST = 150  # bytes of an action in a button
SEEN = 32  # characters of a label that surely fit a button, even of emoji
SHORTER = "This list has become shorter since. Here is where it ends now."

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, under a heading; `button` leads to whom it is about."""

    heading: str
    label: str
    value: tuple[Span, ...]
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Which page of which command's answer a card is; `words` are what was asked, or the key of what it is about."""

    command: str
    words: str
    page: int
    total: int

    @property
    def page_shown(self) -> int:
        return min(max(self.page, 1), pages(self.total))

    def part_of(self, found: Sequence[Found]) -> Sequence[Found]:
        """Return what of all that was found stands on the page."""
        part = lines_of(self.page_shown)
        return found[part.start : part.stop]


def listed(heading: str, lines: Sequence[Line], *, place: Place, below: Sequence[Block] = ()) -> Reply:
    """Return one page: its lines by heading, a button for each, and the pages before and after.

    A page that a list no longer has is answered with its last, and says so.
    """
    shown = told_apart(lines)
    groups = groupby(shown, key=lambda line: line.heading)
    blocks: list[Block] = []
    for name, rows in groups:
        blocks += [para(Bold(name))] if name else []
        blocks.append(Facts(tuple((line.label, line.value) for line in rows)))
    buttons = tuple(line.button for line in shown if line.button is not None)
    blocks += [*below, *([Buttons(buttons)] if buttons else []), *_turning(place)]
    card = Card(heading, tuple(blocks))
    return Say(card) if place.page <= pages(place.total) else Refuse(SHORTER, card)


def told_apart(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines, each thing with one button; numbered where two of the buttons would read the same."""
    seen: set[Action] = set()
    once: list[Line] = []
    for line in lines:
        again = line.button is not None and line.button.action in seen
        once.append(replace(line, button=None) if again else line)
        seen |= {line.button.action} if line.button is not None else set()
    labels = [line.button.label[:SEEN] for line in once if line.button is not None]
    if len(set(labels)) == len(labels):
        return once
    return [_numbered(line, number) for number, line in enumerate(once, 1)]


def _numbered(line: Line, number: int) -> Line:
    button = replace(line.button, label=f"{number}. {line.button.label}") if line.button is not None else None
    return replace(line, label=f"{number}. {line.label}", button=button)


def _turning(place: Place) -> tuple[Block, ...]:
    shown, last = place.page_shown, pages(place.total)
    if last == 1:
        return ()
    back = (Button("Back", _page(place, shown - 1)),) if shown > 1 else ()
    more = (Button("More", _page(place, shown + 1)),) if shown < last else ()
    return Fine(spans(f"Page {shown} of {last}")), Buttons((*back, *more))


def _page(place: Place, page: int) -> TurnPage:
    """Return the action, with as many of the words as a button can carry; fewer find more, never somebody else alone."""
    words = place.words
    while len(encode(TurnPage(place.command, words, page), Action).encode()) > LARGEST:
        words = words[:-1]
    return TurnPage(place.command, words, page)


def choice(command: str, words: str, *, found: Sequence[Applied], page: int) -> Reply:
    """Return the question whom somebody means, a button each, that goes on with the same command."""
    place = Place(command, words, page, len(found))
    lines = [
        Line("", each.candidate.name, spans(_where(each)), Button(each.candidate.short, _go(command, each)))
        for each in place.part_of(found)
    ]
    return listed("Who do you mean?", lines, place=place)


def _where(applied: Applied) -> str:
    parts = (role(applied.opening), applied.application.stage, _unless_active(applied.application.status))
    return " · ".join(part for part in parts if part)


def _go(command: str, applied: Applied) -> GoOn:
    return GoOn(command, applied.application.id)


def _unless_active(status: Status) -> str:
    return "" if status is Status.ACTIVE else STATUS_READS[status]


def roles(asked: str, *, shown: Sequence[tuple[Opening, int]], place: Place) -> Reply:
    """Return the question which role somebody means; `shown` is one page of them, each with how many are in play."""
    lines = [
        Line("", role(each), spans(_about(each, count)), Button(role(each), GoOn(place.command, each.id)))
        for each, count in shown
    ]
    return listed(asked, lines, place=place)


def _about(opening: Opening, in_play: int) -> str:
    return " · ".join(part for part in (opening.category, f"{in_play} in play") if part)


def role(opening: Opening) -> str:
    name = opening.title or "A role without a title"
    return f"{name} ({opening.client})" if opening.client else name


def waiting_line(applied: Applied, *, now: datetime) -> Line:
    """Return what somebody has to do next about one candidate; `now` (aware UTC) tells what is overdue."""
    action = applied.application.next
    said: tuple[Span, ...] = ()
    if action is not None:
        since: Span | str = Bold("overdue since ") if action.due < now else "by "
        said = spans(f"{action.what}, ", since, When(action.due), *_feedback(applied, now=now))
    return Line("Waiting for you", title(applied), said, _to_do(applied))


def _feedback(applied: Applied, *, now: datetime) -> tuple[Span | str, ...]:
    """Return the way to what the panel wrote, for whom a decision waits for."""
    action = applied.application.next
    if action is None or action.what != DECIDE:
        return ()
    until = max(action.due, now + STAYS)
    return ". ", Signed("Read the pack", Pass(action.owner, Door(Room.DEBRIEF, applied.application.id), until))


def _to_do(applied: Applied) -> Button:
    """Return the way to what somebody has to do: where several wait for the same intake, there is one button for it."""
    action = applied.application.next
    if action is not None and action.what == DECIDE:
        return Button(f"Decide: {applied.candidate.short}", MoveOrPass(applied.application.id))
    if action is not None and action.what == AGREE:
        return Button(f"Intake: {role(applied.opening)}", OpenIntake(applied.opening.id))
    return Button(applied.candidate.short, _go("status", applied))


def interview_line(case: Case, *, heading: str, reader: PersonId | None = None, policy: Policy) -> Line:
    """Return one interview that somebody sits in; to the `reader`, whether it waits for their answer, and how to give it."""
    booking = case.interview.booking
    when = (When(booking.span.start, booking.span.end),) if booking else spans("no time yet")
    button = Button(case.candidate.short, GoOn("status", case.application.id))
    silent = any(seat.person == reader and seat.answer is Answer.NONE for seat in case.interview.seats)
    if silent and case.interview.state is State.BOOKED:
        when, button = (*when, *spans(", not yet answered")), _answer(case)
    return Line(heading, what(case, policy=policy), when, button)


def _answer(case: Case) -> Button:
    return Button(f"Answer: {case.candidate.short}", ShowAsked(case.interview.id))


def asked_line(case: Case, *, reader: PersonId, policy: Policy) -> Line:
    """Return one interview about which somebody is asked as an interviewer: the times, and a button to answer."""
    booking = case.interview.booking
    options = [option.span for option in asked_of(case.interview, reader)]
    times = options or ([booking.span] if booking else [])
    question = "which times suit you?" if len(times) > 1 else "does this time suit you?"
    return Line(ASKED, what(case, policy=policy), spans(f"{question} ", *in_a_row(times)), _answer(case))


def pipeline_line(applied: Applied, *, owner: Person | None) -> Line:
    """Return one candidate of a role, under their stage."""
    application = applied.application
    status = _unless_active(application.status)
    pending = f"{STATUS_READS[application.pending.status]} pending in the ATS" if application.pending else ""
    name = " · ".join(part for part in (applied.candidate.short, status, pending) if part)
    contact = (
        (" · last contact ", When(application.last_contact)) if application.last_contact else (" · no contact yet",)
    )
    said = (*next_step(application, owner=owner), *spans(*contact))
    button = Button(applied.candidate.short, _go("status", applied))
    return Line(application.stage or "No stage", name, said, button)


def closed_line(closed: Sequence[tuple[Status, int]]) -> tuple[Block, ...]:
    """Return how many applications of a role are closed, and how."""
    told = ", ".join(f"{count} {STATUS_READS[status]}" for status, count in closed if count)
    return (Fine(spans(f"Closed: {told}")),) if told else ()
