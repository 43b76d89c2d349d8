"""What is ahead of somebody who works here: interviews they sit in, today and in the days after, and what they own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Applied, is_theirs
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import Answer, Interview, State
from bot.domain.interview_moves import asked_of
from bot.domain.people import Person
from bot.domain.time import Interval, local_day, whole_day
from bot.ports import Work
from bot.steps.asking import owes
from bot.steps.scorecards import owed

AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Interviews by their start, of today and of the 7 days after it; `waiting` counts what the person has to do next.

    `asked` are others about which they owe a word as an interviewer: times before one is booked, or one further ahead.
    `owed` are those that are over and wait for their scorecard.
    """

    today: tuple[InterviewId, ...]
    later: tuple[InterviewId, ...]
    waiting: int
    asked: tuple[InterviewId, ...] = ()
    owed: tuple[InterviewId, ...] = ()


async def agenda(person: Person, *, work: Work, desk: Desk) -> Agenda:
    """Return what is ahead; a day is one of the person's own zone."""
    zone = desk.zone_of(person.zone)
    day = local_day(desk.now, zone=zone)
    today = whole_day(day, zone=zone)
    later = Interval(today.end, whole_day(day + AHEAD, zone=zone).end)
    soon = tuple(await work.interviews.seated(person.id, span=today))
    week = tuple(await work.interviews.seated(person.id, span=later))
    asked = await _asked(person, work=work, desk=desk)
    others = tuple(key for key in asked if key not in {*soon, *week})
    waits = await work.applications.how_many_wait(person.id)
    return Agenda(soon, week, waits, others, await owed(person, work=work))


async def _asked(person: Person, *, work: Work, desk: Desk) -> tuple[InterviewId, ...]:
    """Return the interviews that wait for the person's word, the soonest time first."""
    found = await work.interviews.some(await work.interviews.of_person(person.id))
    times = {each.id: min(spans) for each in found.values() if (spans := _open_to(each, person.id))}
    return tuple(key for key in sorted(times, key=lambda key: (times[key], key)) if times[key].end > desk.now)


def _open_to(interview: Interview, person: PersonId) -> tuple[Interval, ...]:
    """Return the times about which somebody has not said a word."""
    if interview.state is State.ASKING and owes(interview, person):
        return tuple(option.span for option in asked_of(interview, person))
    silent = any(seat.person == person and seat.answer is Answer.NONE for seat in interview.seats)
    booked = interview.booking if interview.state is State.BOOKED and silent else None
    return (booked.span,) if booked is not None else ()


async def waiting(owner: Person, *, part: range, viewer: Viewer, work: Work) -> Sequence[Applied]:
    """Return a part of what somebody has to do next, what is due first at the top; their own file is left out."""
    found = []
    for candidate, application in await work.applications.waiting(owner.id, viewer=viewer, part=part):
        opening = await work.openings.get(application.opening)
        if opening is not None and not is_theirs(candidate, person=owner):
            found.append(Applied(candidate, application, opening))
    return tuple(found)
