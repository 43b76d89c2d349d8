"""Who sits on a panel at one time: the fairest people who can fill every seat, and what set each of them apart."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import reduce
from heapq import nsmallest

from bot.domain.assignment import assigned
from bot.domain.ids import PersonId
from bot.domain.panel import Member, Place, Question, Sitting, Why


@dataclass(frozen=True, slots=True)
class _Seat:
    place: int
    required: bool
    able: Mapping[PersonId, Member]


def seated(question: Question, free: AbstractSet[PersonId]) -> tuple[Sitting, ...]:
    """Return who sits where when these people are free, in the order of the places; all required seats can be filled.

    Of all ways to seat them this is the one with, in this order: in the required seats the fewest people who are not asked
    yet, the fewest interviews lately in sum, then for the busiest of them, and those whose last was longest ago; the most
    of the other seats filled; in those the fewest new people, the fewest interviews lately, the last ones longest ago, each
    in sum; the lowest ids, seat by seat. The order in which places and pools are given decides nothing.
    """
    seats = _seats(question, free)
    people = _people(question, seats)
    columns = (*people, *(None for seat in seats if not seat.required))
    found = assigned(_costs(question, seats, columns))
    chosen = {number: person for number, column in enumerate(found) if (person := columns[column]) is not None}
    alike = sorted((seats[number].place, person) for number, person in chosen.items())
    taken = frozenset(chosen.values())
    return tuple(_sitting(question, place, person, free - taken) for place, person in alike)


def _seats(question: Question, free: AbstractSet[PersonId]) -> Sequence[_Seat]:
    """Return the seats in an order of their own, whatever the order of the places."""

    def own(number: int) -> tuple[object, ...]:
        place = question.places[number]
        return not place.blocks, place.need, place.part, sorted(place.tags), sorted(place.fitting), place.count, number

    seats: list[_Seat] = []
    for number in sorted(range(len(question.places)), key=own):
        place = question.places[number]
        able = {person: member for person, member in place.fitting.items() if person in free}
        seats += [_Seat(number, place.blocks, able)] * place.count
    return seats


def _people(question: Question, seats: Sequence[_Seat]) -> Mapping[PersonId, Member]:
    """Return who may be needed, by id: of each seat's people as many as there are seats, those whose turn it is."""
    needed = {
        member.person: member
        for seat in seats
        for member in nsmallest(len(seats), seat.able.values(), key=lambda member: turn(question, member))
    }
    return dict(sorted(needed.items()))


def turn(question: Question, member: Member) -> tuple[object, ...]:
    """Return whose turn it is in this question, the smallest first: asked already, few and long ago, the lowest id."""
    return member.person not in question.asked, *member.turn, member.person


def _costs(question: Question, seats: Sequence[_Seat], columns: Sequence[PersonId | None]) -> Sequence[Sequence[int]]:
    """Return what it costs to have a person, or nobody, in a seat: one number whose digits are the aims, the first foremost.

    No sum of a digit over all seats reaches the base, so that no aim can be bought with a lesser one.
    """
    known = {person: member for seat in seats for person, member in seat.able.items()}
    moments = sorted({member.turn[1] for member in known.values()})
    highest = max(len(columns), len(moments), *(member.recent for member in known.values()))
    base = len(seats) * highest + 1
    forbidden: int = base ** (len(seats) + 8)

    def cost(number: int, column: int) -> int:
        seat, person = seats[number], columns[column]
        if (person not in seat.able) if person is not None else seat.required:
            return forbidden
        fair, empty = (0, 0, 0), 1
        if person is not None:
            recent, last = known[person].turn
            fair, empty = (person not in question.asked, recent, moments.index(last)), 0
        weighed = (*fair, 0, 0, 0, 0) if seat.required else (0, 0, 0, empty, *fair)
        in_turn = (0,) * number + (column,) + (0,) * (len(seats) - number - 1)
        return reduce(lambda total, digit: total * base + digit, (*weighed, *in_turn), 0)

    return [[cost(number, column) for column in range(len(columns))] for number in range(len(seats))]


def _sitting(question: Question, number: int, person: PersonId, spare: AbstractSet[PersonId]) -> Sitting:
    place = question.places[number]
    fitting = place.fitting
    others = [fitting[other] for other in fitting if other in spare]
    return Sitting(number, person, why(question, place, person, others), fitting[person].recent, len(others) + 1)


def why(question: Question, place: Place, person: PersonId, others: Sequence[Member]) -> Why:
    """Return what set a person apart from the others who could have taken the place."""
    members = {member.person for member in place.pool}
    mine = turn(question, place.fitting[person])[:3]
    if len(members) == 1:
        return Why.NAMED
    if len(place.fitting) == 1:
        return Why.ONLY_FIT
    if not others:
        return Why.ONLY_FREE
    best = min(turn(question, other)[:3] for other in others)
    apart = (Why.ASKED, Why.FEWEST, Why.LONGEST_AGO)
    return next((reason for reason, my, its in zip(apart, mine, best, strict=True) if my != its), Why.IN_TURN)
