"""What interviewers do to our events on their own calendars: a hold deleted or moved, a copy of the booked event likewise.

A hold is the interviewer's own event, so what they do to it is their word about that time. A copy is not the event: where it
is gone or elsewhere, the event itself is looked at first, since a copy goes wherever its event goes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case
from bot.domain.dead_end import SeatRefused
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import IN_PLAY, LIVE, Interview, Option, Seat, Standing, State
from bot.domain.interview_moves import asked_of, dropped
from bot.domain.seat_moves import strayed
from bot.domain.time import Interval, epoch
from bot.effects import CardKind
from bot.ports import Ours, Vanished, Work
from bot.steps.event_news import check
from bot.steps.hearing import stuck, take_from
from bot.steps.holds import clear
from bot.steps.record import Move, keep
from bot.steps.round import LOOKING, REPLACEMENTS, refused, seek, settle
from bot.steps.seats import IN_CALENDAR
from bot.steps.tell import tell

EVENT = "event"


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold of ours by its key: `hold:<interview>:<option>:<person>`."""

    interview: InterviewId
    option: int
    person: PersonId


def hold_of(key: str) -> Hold | None:
    """Return the hold that a key names; None for a key of anything else."""
    match key.split(":"):
        case ["hold", interview, option, person] if option.isdecimal() and person.isdecimal():
            return Hold(InterviewId(interview), int(option), PersonId(int(person)))
        case _:
            return None


async def heard(
    person: PersonId, vanished: Vanished, *, before: Sequence[Ours], whole: bool, work: Work, desk: Desk
) -> None:
    """Act on what changed of ours since `before`; a hold that is moved is judged once the feed has been read to its end.

    A hold that is only missing from a feed that was read anew is left alone: so it is where a calendar shows us less now.
    What somebody made of a hold besides it, such as a second one by its key, says nothing of the hold.
    """
    after = await work.mirror.ours(person, after=desk.now)
    standing = {own.own for own in after}
    for key in () if vanished.unsure else vanished.holds:
        if key not in standing:
            await _deleted(key, person, work=work, desk=desk)
    for interview in await work.interviews.with_uid(vanished.copies):
        await check(interview, gone=() if vanished.unsure else (person,), work=work)
    await _strays(person, before, after, work=work, desk=desk)
    if whole:
        await _moved_holds(after, person, work=work, desk=desk)


async def _deleted(key: str, person: PersonId, *, work: Work, desk: Desk) -> None:
    hold = hold_of(key)
    if hold is None:
        await _check_event(key, work=work)
    elif hold.person == person:
        await _lose(hold, work=work, desk=desk)


async def _check_event(key: str, *, work: Work) -> None:
    """The event itself, on the calendar of somebody who is its organiser."""
    kind, _, rest = key.partition(":")
    if kind == EVENT:
        await check(InterviewId(rest.partition(":")[0]), work=work)


async def _moved_holds(ours: Iterable[Ours], person: PersonId, *, work: Work, desk: Desk) -> None:
    stands: dict[Hold, list[Interval]] = {}
    for own in ours:
        hold = hold_of(own.own)
        if hold is not None and hold.person == person:
            stands.setdefault(hold, []).append(own.span)
    known = await work.interviews.some({hold.interview for hold in stands})
    for hold, spans in stands.items():
        option = known[hold.interview].option(hold.option) if hold.interview in known else None
        if option is not None and option.span not in spans:
            await _lose(hold, instead=spans[0], work=work, desk=desk)


async def _lose(hold: Hold, *, instead: Interval | None = None, work: Work, desk: Desk) -> None:
    """Somebody wants nothing of a time that is held for them, or rather another.

    What is not in play any more, or not known to be held, is no word of theirs.
    """
    case = await work.interviews.case(hold.interview, viewer=USHER)
    option = case.interview.option(hold.option) if case else None
    if case is None or option is None or option.standing not in IN_PLAY or hold.person not in option.placed:
        return
    if hold.person not in case.interview.people_at(option):
        return
    if case.interview.kind not in desk.policy.kinds:
        return
    await _cannot(case, option, hold.person, instead=(instead,) if instead else (), work=work, desk=desk)


async def _cannot(
    case: Case, option: Option, person: PersonId, *, instead: tuple[Interval, ...], work: Work, desk: Desk
) -> None:
    seat = option.seat_of(person)
    if option in asked_of(case.interview, person):
        await take_from(case, option.number, by=person, instead=instead, why=IN_CALENDAR, work=work, desk=desk)
    elif seat is not None and not seat.required:
        await refused(case.interview.id, option.number, person=person, work=work, desk=desk)
    else:
        await _replace(case, option, person, instead=instead, work=work, desk=desk)


async def _replace(
    case: Case, option: Option, person: PersonId, *, instead: tuple[Interval, ...], work: Work, desk: Desk
) -> None:
    """Take a time off the table that nobody was asked about, and another in its place, for some few times."""
    interview = case.interview
    lost = dropped(interview, frozenset({option.number}), standing=Standing.LOST)
    lost = replace(lost, refusals=interview.refusals + 1)
    move = Move("interview.hold_taken_off", Viewer.person(person, why=IN_CALENDAR))
    case = await keep(case, lost, move=move, work=work, desk=desk)
    await work.reservations.release(interview.id, [option.number])
    await clear(interview, [option], work=work)
    trouble = SeatRefused(person, windows=instead)
    if instead or lost.refusals > REPLACEMENTS or interview.state is State.FOLLOWED_UP:
        await stuck(case, trouble, work=work, desk=desk)
    elif interview.state in LOOKING:
        await settle(case, work=work, desk=desk)
    else:
        case = await seek(case, work=work, desk=desk)
        if not case.interview.in_play:
            await stuck(case, trouble, work=work, desk=desk)


async def _strays(person: PersonId, before: Sequence[Ours], after: Sequence[Ours], *, work: Work, desk: Desk) -> None:
    """Look at the event of a copy that stands elsewhere since now; that one came home again is noted at once."""
    copies = {own.uid for own in {*before} ^ {*after} if own.uid and not own.own}
    for interview in await work.interviews.with_uid(copies):
        case = await work.interviews.case(interview, viewer=USHER)
        seat = _seat(case.interview, person) if case else None
        if case is None or seat is None:
            continue
        now = _astray(case, after)
        if now is not None and now not in {seat.strayed, _astray(case, before)}:
            await check(interview, strayed=(person,), work=work)
        elif now is None and seat.strayed is not None:
            await _note(case, person, to=None, work=work, desk=desk)


def _seat(interview: Interview, person: PersonId) -> Seat | None:
    return next((seat for seat in interview.seats if seat.person == person), None)


def _astray(case: Case, ours: Iterable[Ours]) -> Interval | None:
    """Return where a copy of the booked event stands, if neither at its time nor at one that the interview had before."""
    booking = case.interview.booking
    if booking is None or case.interview.state not in LIVE:
        return None
    known = {option.span for option in case.interview.options} | {booking.span}
    found = (own.span for own in ours if own.uid == booking.uid and not own.own)
    return next((span for span in found if span not in known), None)


async def tell_strayed(case: Case, people: Iterable[PersonId], *, work: Work, desk: Desk) -> Case:
    """Tell those whose copy alone was moved that the interview was not: once for each time that they moved it to."""
    for person in people:
        seat = _seat(case.interview, person)
        where = _astray(case, await work.mirror.ours(person, after=desk.now))
        if seat is None or where is None or where == seat.strayed:
            continue
        case = await _note(case, person, to=where, work=work, desk=desk)
        occasion = f"strayed:{case.interview.sequence}:{epoch(where.start)}-{epoch(where.end)}"
        reader = case.people[person]
        await tell(CardKind.SEAT, case.interview.id, person=reader, occasion=occasion, work=work, desk=desk)
    return case


async def _note(case: Case, person: PersonId, *, to: Interval | None, work: Work, desk: Desk) -> Case:
    by = Viewer.person(person, why=IN_CALENDAR)
    move = Move("interview.copy_moved" if to else "interview.copy_back", by)
    return await keep(case, strayed(case.interview, person, to=to), move=move, work=work, desk=desk)
