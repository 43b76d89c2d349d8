"""Holding times for people and candidate, and letting them go: reservations in the record, holds on the calendars."""

from collections.abc import Iterable

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.dead_end import EventGone
from bot.domain.ids import PersonId
from bot.domain.interview import Interview, Option, Standing
from bot.domain.time import Interval
from bot.effects import PlaceEvent, PlaceHold, RemoveHold, lane
from bot.ports import Reservation, Work


async def reserve(case: Case, options: Iterable[Option], *, work: Work, desk: Desk) -> None:
    """Reserve the options for every seat and the candidate; raises Taken when somebody was faster.

    A person's reservation includes the buffer before the meeting; a candidate's is the meeting alone.
    """
    before = desk.kind_of(case).before
    rows = [
        row
        for option in options
        for row in _rows(case, option, lead=Interval(option.span.start - before, option.span.end))
    ]
    await work.reservations.hold(sorted(rows, key=lambda row: (row.party, row.span)))


def _rows(case: Case, option: Option, *, lead: Interval) -> Iterable[Reservation]:
    for person in case.interview.people_at(option):
        yield Reservation(person, lead, case.interview.id, option.number)
    yield Reservation(case.candidate.id, option.span, case.interview.id, option.number)


async def place(interview: Interview, options: Iterable[Option], *, work: Work) -> None:
    """Have the holds put on everyone's own calendar."""
    for option in options:
        for person in interview.people_at(option):
            hold = PlaceHold(interview.id, option.number, person)
            await work.outbox.add(hold, key=hold_key(interview, option, person))


def hold_key(interview: Interview, option: Option, person: PersonId) -> str:
    """Return the key by which a hold is placed, and known again on its calendar."""
    return f"hold:{interview.id}:{option.number}:{person}"


async def clear(interview: Interview, options: Iterable[Option], *, work: Work) -> None:
    """Take the options' holds off the calendars; what was never placed is not placed any more."""
    for option in options:
        for person in interview.people_at(option):
            removal = RemoveHold(interview.id, option.number, person)
            await work.outbox.supersede(lane(removal))
            await work.outbox.add(removal, key=f"unhold:{interview.id}:{option.number}:{person}")


async def spare(interview: Interview, option: Option, person: PersonId, *, work: Work) -> None:
    """Let one person's time go, while the option stays without them."""
    await work.reservations.release(interview.id, [option.number], party=person)
    removal = RemoveHold(interview.id, option.number, person)
    await work.outbox.supersede(lane(removal))
    await work.outbox.add(removal, key=f"unhold:{interview.id}:{option.number}:{person}")


async def uninvite(interview: Interview, person: PersonId, *, work: Work) -> None:
    """Take one person off the booked time, if there is one, and have the event go on without them."""
    for option in interview.options:
        if option.standing is Standing.CHOSEN:
            await spare(interview, option, person, work=work)
    if interview.booking is not None and not isinstance(interview.booking.wrong, EventGone):
        event = PlaceEvent(interview.id, interview.sequence)
        await work.outbox.add(event, key=f"event:{interview.id}:{interview.sequence}:without:{person}")


async def let_go(before: Interview, *, work: Work) -> None:
    """Release every option that was in play, in the record and on the calendars; a booking stays."""
    if in_play := before.in_play:
        await work.reservations.release(before.id, [option.number for option in in_play])
        await clear(before, in_play, work=work)
