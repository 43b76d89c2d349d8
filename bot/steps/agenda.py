"""What is ahead of somebody who works here: interviews they sit in, today and in the days after, and what they own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Applied
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.time import Interval, local_day, whole_day
from bot.ports import Work

AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Interviews by their start, of today and of the 7 days after it; `waiting` counts what the person has to do next."""

    today: tuple[InterviewId, ...]
    later: tuple[InterviewId, ...]
    waiting: int


async def agenda(person: Person, *, work: Work, desk: Desk) -> Agenda:
    """Return what is ahead; a day is one of the person's own zone."""
    zone = desk.zone_of(person.zone)
    day = local_day(desk.now, zone=zone)
    today = whole_day(day, zone=zone)
    later = Interval(today.end, whole_day(day + AHEAD, zone=zone).end)
    return Agenda(
        tuple(await work.interviews.seated(person.id, span=today)),
        tuple(await work.interviews.seated(person.id, span=later)),
        await work.applications.how_many_wait(person.id),
    )


async def waiting(owner: PersonId, *, part: range, viewer: Viewer, work: Work) -> Sequence[Applied]:
    """Return a part of what somebody has to do next, what is due first at the top."""
    found = []
    for candidate, application in await work.applications.waiting(owner, viewer=viewer, part=part):
        opening = await work.openings.get(application.opening)
        if opening is not None:
            found.append(Applied(candidate, application, opening))
    return tuple(found)
