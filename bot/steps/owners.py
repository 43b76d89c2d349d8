"""Who is told: a named person who is still here, whatever happened to the one who was named first."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.domain.case import Case, is_theirs
from bot.domain.people import Person, Role
from bot.domain.pipeline import Candidate, Opening
from bot.ports import Work

MANY = 100  # people that one choice can list
STAFF = frozenset({Role.RECRUITER, Role.COORDINATOR})


async def owner_of(opening: Opening, *, candidate: Candidate | None = None, work: Work, desk: Desk) -> Person | None:
    """Return the named recruiter: the opening's, else its coordinator, else the organisation's own.

    Where it is about a `candidate` who works here, it is not them.
    """
    for key in (opening.recruiter, opening.coordinator):
        person = await work.people.get(key) if key is not None else None
        if person is not None and person.active and not (candidate and is_theirs(candidate, person=person)):
            return person
    return await last_resort(work=work, desk=desk)


async def coordinator_of(case: Case, *, work: Work) -> Person:
    """Return the opening's coordinator while they are active, else the interview's owner."""
    key = case.opening.coordinator
    coordinator = await work.people.get(key) if key is not None else None
    if coordinator is None or not coordinator.active or is_theirs(case.candidate, person=coordinator):
        return case.owner
    return coordinator


async def last_resort(*, work: Work, desk: Desk) -> Person | None:
    """Return the organisation's recruiter, to whom everything goes that belongs to nobody else."""
    return await work.people.by_email(desk.policy.organisation.recruiter)


async def who_can(opening: Opening, *, candidate: Candidate, work: Work) -> Sequence[Person]:
    """Return who can do the next step: the opening's own people first, then the other recruiters and coordinators.

    Nobody does it for themselves.
    """
    own = (opening.recruiter, opening.coordinator, opening.hiring_manager)
    here = [person for person in await work.people.all() if person.active]
    everyone = [person for person in here if not is_theirs(candidate, person=person)]
    first = [person for key in own for person in everyone if person.id == key]
    others = [person for person in everyone if person.roles & STAFF]
    return tuple({person.id: person for person in (*first, *others)}.values())[:MANY]
