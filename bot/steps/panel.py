"""Who can interview: those whom a role names, and those who can be chosen in their place."""

from collections.abc import Mapping

from bot.desk import Desk
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.policy import Kind
from bot.ports import Work
from bot.steps.begin import seat_of
from bot.steps.seating import can_sit

LARGEST_KEY = 2**31


async def sitters(opening: Opening | None, *, work: Work) -> tuple[Person, ...]:
    """Return everybody who can be chosen: the opening's own people first, then all others by name."""
    own = (opening.recruiter, opening.coordinator, opening.hiring_manager) if opening else ()
    everyone = sorted(
        (each for each in await work.people.all() if can_sit(each)), key=lambda each: each.name.casefold()
    )
    first = [each for key in own for each in everyone if each.id == key]
    return tuple({each.id: each for each in (*first, *everyone)}.values())


async def named(opening: Opening, *, work: Work, desk: Desk) -> Mapping[str, Person | None]:
    """Return whom the role names for each kind, by its key; None where it names nobody who is active."""
    return {key: await named_for(kind, opening=opening, work=work) for key, kind in desk.policy.kinds.items()}


async def named_for(kind: Kind, *, opening: Opening, work: Work) -> Person | None:
    """Return whom the role names for the kind; None where that is nobody, or somebody who has left."""
    key = seat_of(kind, opening=opening)
    person = await work.people.get(key) if key is not None else None
    return person if person is not None and person.active else None


async def seated(key: int, *, kind: Kind, opening: Opening, work: Work) -> Person | None:
    """Return the person of this key if they are whom the role names, or can be chosen; None for anybody else."""
    person = await work.people.get(PersonId(key)) if 0 < key < LARGEST_KEY else None
    if person is None or not person.active:
        return None
    return person if can_sit(person) or person.id == seat_of(kind, opening=opening) else None
