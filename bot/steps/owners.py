"""Who is told: a named person who is still here, whatever happened to the one who was named first."""

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.ports import Work


async def owner_of(opening: Opening, *, work: Work, desk: Desk) -> Person | None:
    """Return the named recruiter: the opening's, else its coordinator, else the organisation's own."""
    for key in (opening.recruiter, opening.coordinator):
        person = await work.people.get(key) if key is not None else None
        if person is not None and person.active:
            return person
    return await last_resort(work=work, desk=desk)


async def coordinator_of(case: Case, *, work: Work) -> Person:
    """Return the opening's coordinator while they are active, else the interview's owner."""
    key = case.opening.coordinator
    coordinator = await work.people.get(key) if key is not None else None
    return coordinator if coordinator is not None and coordinator.active else case.owner


async def last_resort(*, work: Work, desk: Desk) -> Person | None:
    """Return the organisation's recruiter, to whom everything goes that belongs to nobody else."""
    return await work.people.by_email(desk.policy.organisation.recruiter)
