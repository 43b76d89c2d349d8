"""Feedback that has not come: told to whoever owes it first, then to the hiring manager, then to the recruiter.

All of it stands in their digests and nowhere else; whoever is asked for a scorecard is told so once, when it is due.
"""

from collections.abc import Sequence
from datetime import date, datetime

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case, is_theirs
from bot.domain.digest import DigestLine, Fact, Missing, Nudge, Owed
from bot.domain.feedback import owing
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.time import local_day
from bot.domain.workdays import working_days_between
from bot.moments import for_person
from bot.ports import Work
from bot.steps.absence import is_away
from bot.steps.owners import last_resort, owner_of


async def owed(person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]:
    """Return a line for each scorecard that a person owes, from the working day after they were asked for it."""
    lacking = await _lacking(await work.scorecards.owed_by(person.id), work=work)
    today = local_day(desk.now, zone=desk.zone_of(person.zone))
    return [
        _line(Nudge.OWED, Owed(case), case)
        for case, missing in lacking
        if person.id in missing and _asked_on(case, person=person, desk=desk) < today
    ]


async def missing(person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]:
    """Return a line for each interview of whose feedback a hiring manager or recruiter is to be told that some is missing.

    Days are the reader's own working days. Nobody is told of what they owe themselves, nor of their own file.
    """
    lines: list[DigestLine] = []
    for case, keys in await _lacking(await _theirs(person, work=work, desk=desk), work=work):
        others = tuple(case.people[key] for key in keys if key != person.id)
        after = await _told_after(person, case=case, work=work, desk=desk)
        days = _days_since(case, reader=person, desk=desk)
        if not others or after is None or days < after or is_theirs(case.candidate, person=person):
            continue
        away = frozenset(each.id for each in others if is_away(each, desk=desk))
        lines.append(_line(Nudge.MISSING, Missing(case, others, days, away), case))
    return lines


async def _theirs(person: Person, *, work: Work, desk: Desk) -> Sequence[InterviewId]:
    """Return what a person may have to be told of; whom everything falls back on, of all openings."""
    last = await last_resort(work=work, desk=desk)
    return await work.scorecards.owed_to(None if last is not None and last.id == person.id else person.id)


async def _lacking(interviews: Sequence[InterviewId], *, work: Work) -> Sequence[tuple[Case, tuple[PersonId, ...]]]:
    """Return those of the interviews whose feedback is not complete, each with who owes it and is still here."""
    cases = await work.interviews.cases(interviews, viewer=USHER)
    authors = await work.scorecards.authors(interviews) if interviews else {}
    found = [(case, owing(case.interview, authors.get(case.interview.id, frozenset()))) for case in cases]
    here = [(case, tuple(key for key in keys if case.people[key].active)) for case, keys in found]
    return [(case, keys) for case, keys in here if keys]


def _line(nudge: Nudge, fact: Fact, case: Case) -> DigestLine:
    return DigestLine(nudge, fact, case.interview.id, case.opening, _ended(case))


def _ended(case: Case) -> datetime:
    booking = case.interview.booking
    assert booking is not None, "what took place had a time"
    return booking.span.end


def _asked_on(case: Case, *, person: Person, desk: Desk) -> date:
    """Return the local date on which somebody was asked for their scorecard."""
    zone, policy = desk.zone_of(person.zone), desk.policy
    asked = for_person(
        _ended(case) + policy.feedback.ask,
        person=person,
        zone=zone,
        quiet=policy.quiet,
        holidays=policy.organisation.holidays,
    )
    return local_day(asked, zone=zone)


def _days_since(case: Case, *, reader: Person, desk: Desk) -> int:
    """Return how many of the reader's working days have begun since the scorecards fell due."""
    zone = desk.zone_of(reader.zone)
    first = local_day(_ended(case) + desk.policy.feedback.ask, zone=zone)
    today = local_day(desk.now, zone=zone)
    return working_days_between(first, today, person=reader, holidays=desk.policy.organisation.holidays)


async def _told_after(person: Person, *, case: Case, work: Work, desk: Desk) -> int | None:
    """Return after how many working days a person hears of what is missing; None for who has no part in it."""
    if case.opening.hiring_manager == person.id:
        return desk.policy.feedback.manager
    owner = await owner_of(case.opening, candidate=case.candidate, work=work, desk=desk)
    return desk.policy.feedback.recruiter if owner is not None and owner.id == person.id else None
