"""Who sits on an interview: the places that its kind names, resolved against the opening."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import PersonId
from bot.domain.interview import Seat
from bot.domain.people import Person, Role
from bot.domain.pipeline import Opening
from bot.domain.policy import Kind, SeatRule
from bot.ports import Work


@dataclass(frozen=True, slots=True)
class Seating:
    """The seats that are taken, by whom, and in words who is missing from those an interview cannot be without.

    `gone` is the first of these who is known and has left.
    """

    seats: tuple[Seat, ...]
    people: Mapping[PersonId, Person]
    missing: tuple[str, ...] = ()
    gone: PersonId | None = None


def is_seated(kind: Kind) -> bool:
    """Return whether a kind's seats are resolved anew for every search, rather than kept from its start."""
    return kind.asks or bool(kind.seats)


async def seating_of(kind: Kind, *, opening: Opening, work: Work) -> Seating:
    """Return who takes the kind's places. Whoever has two parts takes one seat, a required one if either is."""
    seats: dict[PersonId, Seat] = {}
    people: dict[PersonId, Person] = {}
    missing: list[str] = []
    gone: PersonId | None = None
    for rule in kind.places:
        key = None if rule.role is None else part_in(opening, rule.role)
        person = await work.people.get(key) if key is not None else None
        if person is not None and person.active:
            known = seats.get(person.id)
            required = rule.blocks or (known is not None and known.required)
            seats[person.id] = Seat(person.id, known.part if known else _part(rule), required)
            people[person.id] = person
        elif rule.blocks:
            missing.append(_lacking(rule, is_known=person is not None))
            gone = gone or (person.id if person is not None else None)
    return Seating(tuple(seats.values()), people, tuple(missing), gone)


def part_in(opening: Opening, role: Role) -> PersonId | None:
    """Return who has a part in an opening."""
    match role:
        case Role.RECRUITER:
            return opening.recruiter
        case Role.COORDINATOR:
            return opening.coordinator
        case _:
            return opening.hiring_manager


def _part(rule: SeatRule) -> str:
    return rule.part or "interviewer"


def _lacking(rule: SeatRule, *, is_known: bool) -> str:
    if rule.role is None:
        return f"somebody of the pool “{rule.who}”"
    return f"{'an active' if is_known else 'the'} {rule.role.replace('_', ' ')} of the role"
