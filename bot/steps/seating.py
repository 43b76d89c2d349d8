"""Who may sit on an interview: the places that its kind names, resolved against the opening and the pools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.case import is_theirs
from bot.domain.ids import PersonId
from bot.domain.interview import Seat
from bot.domain.panel import Need
from bot.domain.people import Person, Role
from bot.domain.pipeline import Candidate, Opening
from bot.domain.policy import Kind, Pool, SeatRule, Shadow
from bot.domain.relaxation import Eased, Relaxation, Relaxations
from bot.ports import Work

Pools = Mapping[str, Pool]

SITS = frozenset({Role.RECRUITER, Role.COORDINATOR, Role.HIRING_MANAGER, Role.INTERVIEWER})


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to fill by `count` of these people, with all of the `tags`; `others` are pools that could lend somebody.

    `pool` is the key of the one it is drawn from, empty for a seat with a name on it.
    """

    part: str
    people: tuple[Person, ...]
    need: Need = Need.REQUIRED
    count: int = 1
    tags: frozenset[str] = frozenset()
    others: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    pool: str = ""

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (*self.people, *(person for pool in self.others.values() for person in pool))


@dataclass(frozen=True, slots=True)
class Seating:
    """The places and who may take them; `seats` are those that have their person already, by a part in the opening.

    `missing` says in words who is missing from the places that an interview cannot be without, `gone` is the first of these
    who is known and has left.
    """

    seats: tuple[Seat, ...]
    people: Mapping[PersonId, Person]
    missing: tuple[str, ...] = ()
    gone: PersonId | None = None
    spots: tuple[Spot, ...] = ()


def is_seated(kind: Kind) -> bool:
    """Return whether a kind's seats are resolved anew for every search, rather than kept from its start."""
    return kind.is_seated


def can_sit(person: Person) -> bool:
    """Return whether somebody may choose this person: active, of our own people, and with a calendar to hold times on."""
    return person.active and bool(person.roles & SITS) and bool(person.email and person.calendar)


async def seating_of(kind: Kind, *, opening: Opening, candidate: Candidate, pools: Pools, work: Work) -> Seating:
    """Return who may take the kind's places. Whoever has two parts takes one seat, a required one if either is.

    A candidate who works here takes no seat in their own interview.
    """
    seats: dict[PersonId, Seat] = {}
    people: dict[PersonId, Person] = {}
    missing: list[str] = []
    gone: PersonId | None = None
    for rule in kind.places:
        if rule.role is None:
            continue
        key = part_in(opening, rule.role)
        person = await work.people.get(key) if key is not None else None
        is_own = person is not None and is_theirs(candidate, person=person)
        if person is not None and person.active and not is_own:
            known = seats.get(person.id)
            required = rule.blocks or (known is not None and known.required)
            seats[person.id] = Seat(person.id, known.part if known else _part(rule), required)
            people[person.id] = person
        elif rule.blocks:
            missing.append(_lacking(rule, is_known=person is not None, is_own=is_own))
            gone = gone or (person.id if person is not None and not is_own else None)
    drawn = await _drawn(kind, candidate=candidate, pools=pools, work=work)
    missing += [_lacking(rule, is_known=False) for rule, spot in drawn if rule.blocks and not _is_enough(spot)]
    people |= {person.id: person for _, spot in drawn for person in spot.everybody}
    spots = (*spots_of(tuple(seats.values()), people), *(spot for _, spot in drawn))
    return Seating(tuple(seats.values()), people, tuple(missing), gone, spots)


def spots_of(seats: Sequence[Seat], people: Mapping[PersonId, Person]) -> tuple[Spot, ...]:
    """Return the places of seats that have their person."""
    return tuple(
        Spot(seat.part, (people[seat.person],), Need.REQUIRED if seat.required else Need.OPTIONAL) for seat in seats
    )


def lent(spots: Sequence[Spot], by: Relaxations) -> tuple[Spot, ...]:
    """Return the places once other people may take them as well; who or what is not there to lend changes nothing."""
    found, number = [], 0
    for spot in spots:
        mine = [each for each in by if each.seat == number] if spot.others else []
        more = {person.id: person for each in mine for person in _lent(spot, each)}
        people = {person.id: person for person in spot.people} | more
        found.append(replace(spot, people=tuple(people.values())) if more else spot)
        number += bool(spot.others)
    return tuple(found)


def _lent(spot: Spot, by: Relaxation) -> tuple[Person, ...]:
    match by.rule:
        case Eased.OTHER_POOL:
            return tuple(spot.others.get(by.pool, ()))
        case Eased.OTHER_PERSON:
            return tuple(person for pool in spot.others.values() for person in pool if person.id == by.person)
        case _:
            return ()


async def _drawn(kind: Kind, *, candidate: Candidate, pools: Pools, work: Work) -> Sequence[tuple[SeatRule, Spot]]:
    """Return the places that are drawn from pools."""
    rules = [rule for rule in kind.places if rule.role is None]
    if not rules:
        return ()
    known = await work.people.all()
    everybody = tuple(person for person in known if can_sit(person) and not is_theirs(candidate, person=person))
    members = {key: tuple(each for each in everybody if is_in(pool, each)) for key, pool in pools.items()}
    return tuple(
        (
            rule,
            Spot(
                _part(rule),
                members.get(rule.who, ()),
                _need(rule),
                rule.count,
                rule.tags,
                {key: pool for key, pool in members.items() if key != rule.who},
                rule.who,
            ),
        )
        for rule in rules
    )


def is_in(pool: Pool, person: Person) -> bool:
    """Return whether a pool lists somebody, or they have all of its tags."""
    listed = person.email.casefold() in {address.casefold() for address in pool.people}
    return listed or (bool(pool.tags) and pool.tags <= person.tags)


def part_in(opening: Opening, role: Role) -> PersonId | None:
    """Return who has a part in an opening."""
    match role:
        case Role.RECRUITER:
            return opening.recruiter
        case Role.COORDINATOR:
            return opening.coordinator
        case _:
            return opening.hiring_manager


def _need(rule: SeatRule) -> Need:
    match rule.shadow:
        case Shadow.WATCHES:
            return Need.WATCHES
        case Shadow.LEADS:
            return Need.LEADS
        case None:
            return Need.OPTIONAL if rule.optional else Need.REQUIRED


def _part(rule: SeatRule) -> str:
    return rule.part or ("trainee" if rule.shadow else "interviewer" if rule.role else rule.who.replace("_", " "))


def _is_enough(spot: Spot) -> bool:
    return sum(spot.tags <= person.tags for person in spot.people) >= spot.count


def _lacking(rule: SeatRule, *, is_known: bool, is_own: bool = False) -> str:
    if rule.role is None:
        whom = "somebody" if rule.count == 1 else f"{rule.count} people"
        tagged = f" tagged {' and '.join(sorted(rule.tags))}" if rule.tags else ""
        return f"{whom} of the pool “{rule.who}”{tagged}"
    part = f"{rule.role.replace('_', ' ')} of the role"
    return f"a {part} other than the candidate" if is_own else f"{'an active' if is_known else 'the'} {part}"
