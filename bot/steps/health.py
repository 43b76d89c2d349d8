"""Looking after Usher's own connections: a look once an hour, a card when something is wrong, a review every 90 days.

The timer is set only where a service begins (`bot.usecases.health.begin`); a demo looks at nothing and reviews nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.desk import Desk
from bot.domain.findings import Condition, Found
from bot.domain.people import Person, Role
from bot.domain.time import at, epoch, local_day
from bot.effects import CardKind, Examine
from bot.ports import Work
from bot.steps.absence import next_moment
from bot.steps.owners import last_resort
from bot.steps.record import refresh
from bot.steps.tell import tell

HEALTH = "health"
REVIEW = "review"
HOURLY = timedelta(hours=1)
AGAIN = timedelta(minutes=5)
"""After this long a second look decides whether something is really wrong, before anybody is told."""
REVIEWED = timedelta(days=90)
LOOKED = "clock.look"
"""The thing among the findings that tells when the last look was."""
TOLD_ELSEWHERE = frozenset({"calendars"})
"""Calendars that close have cards of their own, as soon as somebody tries to use them (`bot.steps.calendar_faults`)."""
MAY_MEND = frozenset({Role.ADMIN, Role.RECRUITER, Role.COORDINATOR})


async def look(*, work: Work, desk: Desk) -> None:
    """Have everything looked at now, and again in an hour."""
    await work.outbox.add(Examine(), key=f"{HEALTH}:{epoch(desk.now)}")
    await work.timers.set(HEALTH, kind=HEALTH, subject=HEALTH, due=desk.now + HOURLY)


async def tell_of(found: Sequence[Found], *, work: Work, desk: Desk) -> None:
    """Tell the admins what is wrong since before the last look; look again soon at what turned wrong just now.

    A thing that goes wrong several times in a day gets one card, which shows how it stands.
    """
    wrong = [each for each in found if each.finding.state is Condition.WRONG]
    readers = await admins(work=work, desk=desk) if wrong else ()
    for each in wrong:
        if each.finding.group in TOLD_ELSEWHERE:
            continue
        if each.since == desk.now:
            await work.timers.set(HEALTH, kind=HEALTH, subject=HEALTH, due=desk.now + AGAIN)
            continue
        day = local_day(each.since, zone=desk.site).isoformat()
        for person in readers:
            await tell(CardKind.HEALTH, each.finding.name, person=person, occasion=day, work=work, desk=desk)


async def redraw(found: Sequence[Found], *, before: Sequence[Found], work: Work) -> None:
    """Draw the cards anew of what is wrong, and of what was."""
    names = [each.finding.name for each in (*before, *found) if each.finding.state is Condition.WRONG]
    for name in dict.fromkeys(names):
        await refresh(name, work=work)


async def admins(*, work: Work, desk: Desk) -> Sequence[Person]:
    """Return who is told: the admins who are here, else the organisation's recruiter."""
    here = [each for each in await work.people.all() if each.active and Role.ADMIN in each.roles]
    recruiter = None if here else await last_resort(work=work, desk=desk)
    return here or ([recruiter] if recruiter is not None else [])


async def of(name: str, *, work: Work) -> Found | None:
    """Return how a thing stood when it was last looked at; None for what is not looked at any more."""
    return next((each for each in await work.findings.all() if each.finding.name == name), None)


async def is_wrong(name: str, *, work: Work) -> bool:
    found = await of(name, work=work)
    return found is not None and found.finding.state is Condition.WRONG


def last_look(found: Sequence[Found]) -> datetime | None:
    """Return when everything was looked at last (aware UTC)."""
    return next((each.since for each in found if each.finding.name == LOOKED), None)


async def expect_review(*, work: Work, desk: Desk) -> None:
    """Set the first review, 90 days after the first booking, on its reader's working day; later ones follow from it."""
    began = await work.service.began()
    recruiter = await last_resort(work=work, desk=desk)
    if began is None or recruiter is None:
        return
    if not await work.inbox.first(REVIEW, "go-live", kind=REVIEW, at=desk.now):
        return
    await _review_after(began, reader=recruiter, work=work, desk=desk)


async def review(*, work: Work, desk: Desk) -> None:
    """Tell the recruiter how the connections have done, and set the next time."""
    recruiter = await last_resort(work=work, desk=desk)
    if recruiter is None:
        await work.timers.set(REVIEW, kind=REVIEW, subject=REVIEW, due=desk.now + timedelta(days=1))
        return
    day = local_day(desk.now, zone=desk.site).isoformat()
    await tell(CardKind.REVIEW, day, person=recruiter, occasion=REVIEW, work=work, desk=desk)
    await _review_after(desk.now, reader=recruiter, work=work, desk=desk)


async def _review_after(start: datetime, *, reader: Person, work: Work, desk: Desk) -> None:
    zone = desk.zone_of(reader.zone)
    midnight = at(local_day(start + REVIEWED, zone=zone), time(0), zone=zone)
    morning = next_moment(reader, desk=replace(desk, now=midnight))
    await work.timers.set(REVIEW, kind=REVIEW, subject=REVIEW, due=morning)
