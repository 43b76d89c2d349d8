"""Who is away, and who reads in their place what somebody has to look at: their delegate, else the role's coordinator."""

from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.domain.access import USHER, Act, may
from bot.domain.case import is_theirs
from bot.domain.ids import ApplicationId, InterviewId, OpeningId
from bot.domain.people import Person
from bot.domain.pipeline import Candidate, Opening
from bot.domain.time import local_day
from bot.moments import for_person
from bot.ports import Work


def next_moment(person: Person, *, desk: Desk) -> datetime:
    """Return when a timely message may reach the person (aware UTC)."""
    return for_person(
        desk.now,
        person=person,
        zone=desk.zone_of(person.zone),
        quiet=desk.policy.quiet,
        holidays=desk.policy.organisation.holidays,
    )


def is_away(person: Person, *, desk: Desk) -> bool:
    """Whether the working day on which something told now would reach the person is one of their days off.

    Nobody is away because it is night, a weekend or a holiday: what is told then waits.
    """
    otherwise = next_moment(replace(person, days_off=frozenset()), desk=desk)
    return local_day(otherwise, zone=desk.zone_of(person.zone)) in person.days_off


async def stand_in(
    person: Person, *, opening: Opening | None, candidate: Candidate | None, work: Work, desk: Desk
) -> Person | None:
    """Return who reads in the place of somebody who is away; None where nobody is there who may.

    That is their delegate, else the coordinator of the opening that it is about. Neither hears of what they may not see,
    nor of themselves as a `candidate`.
    """
    for key in (person.delegate, opening.coordinator if opening else None):
        other = await work.people.get(key) if key not in {None, person.id} else None
        if other is None or not other.active or is_away(other, desk=desk):
            continue
        if candidate is not None and is_theirs(candidate, person=other):
            continue
        if opening is None or may(other, Act.SEE_RECORD, opening=opening):
            return other
    return None


async def about(subject: str, *, work: Work) -> tuple[Opening | None, Candidate | None]:
    """Return what the subject of a card belongs to: it is an interview, an application or the opening itself."""
    key = subject.partition(".")[0]
    interview = await work.interviews.get(InterviewId(key))
    application = await work.applications.get(interview.application if interview else ApplicationId(key), viewer=USHER)
    opening = await work.openings.get(application.opening if application else OpeningId(key))
    return opening, await work.candidates.get(application.candidate, viewer=USHER) if application else None
