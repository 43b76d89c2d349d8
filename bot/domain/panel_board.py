"""Everybody's time on one board, and when a panel can meet: pools counted bit by bit.

A place can be filled when enough of its people are free. Several places that share people can be filled at once when, for
each group of them, the people of the group are at least as many as its seats (Hall's theorem): so every combination of
people is judged without trying any, for all starts at the same time.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from bot.domain.ids import PersonId
from bot.domain.mask import Grid
from bot.domain.panel import Member, Place, Question, Step
from bot.domain.slots import COMMON, PERSONAL, Rule, Rules, horizon

Masks = Mapping[PersonId, int]


@dataclass(frozen=True, slots=True)
class Board:
    """The starts that each rule leaves to the panel and to each person, as masks of one grid."""

    grid: Grid
    horizon: int
    common: Mapping[Rule, int]
    personal: Mapping[Rule, Masks]

    @property
    def free(self) -> Masks:
        """Return the starts that suit each person."""
        return everybody_free(self.personal)

    @property
    def open(self) -> int:
        """Return the starts that no rule of the whole panel forbids."""
        return reduce(and_, self.common.values(), self.horizon)


def board(question: Question) -> Board:
    """Return the board of a question, the people of pools that no seat names included."""
    rules = question.rules
    grid = Grid.over(rules.earliest - rules.before, rules.latest + rules.after)
    return Board(
        grid,
        horizon(rules, grid),
        {rule: keeps(rules, grid) for rule, keeps in COMMON.items()},
        personal(question.everybody, grid=grid, rules=rules),
    )


def personal(members: Iterable[Member], *, grid: Grid, rules: Rules) -> Mapping[Rule, Masks]:
    """Return the starts that each rule leaves to each member."""
    people = {member.person: member.availability for member in members}
    return {
        rule: {person: keeps(availability, grid, rules) for person, availability in people.items()}
        for rule, keeps in PERSONAL.items()
    }


def everybody_free(masks: Mapping[Rule, Masks]) -> Masks:
    """Return the starts that all rules together leave to each person."""
    people = next(iter(masks.values()))
    return {person: reduce(and_, (left[person] for left in masks.values())) for person in people}


def fillable(places: Sequence[Place], free: Masks, *, within: int) -> int:
    """Return the starts at which all the places can be filled at once, nobody twice; `free` says when each person can."""
    demand: Counter[frozenset[PersonId]] = Counter()
    for place in places:
        demand[frozenset(place.fitting)] += place.count
    for people, count in _entangled(demand):
        within &= at_least(count, [free[person] for person in people], within=within)
    return within


def at_least(count: int, masks: Collection[int], *, within: int) -> int:
    """Return the bits that are set in `count` of the masks or more."""
    if len(masks) == count:
        return reduce(and_, masks, within)
    reached = [within] + [0] * count
    for mask in masks:
        for number in range(count, 0, -1):
            reached[number] |= reached[number - 1] & mask
    return reached[count]


def _entangled(demand: Mapping[frozenset[PersonId], int]) -> Iterator[tuple[frozenset[PersonId], int]]:
    """Yield every group of pools that hang together by shared people: all of its people, and how many seats they must fill.

    Pools that share nobody need no look together: what holds for each holds for both.
    """
    groups = {frozenset({pool}): pool for pool in demand}
    while groups:
        yield from ((people, sum(demand[pool] for pool in group)) for group, people in groups.items())
        groups = {
            group | {pool}: people | pool
            for group, people in groups.items()
            for pool in demand
            if pool not in group and pool & people
        }


def funnel(question: Question, board: Board, *, free: Masks) -> tuple[int, tuple[Step, ...]]:
    """Return the starts that suit the whole panel, and how many each rule removed for each seat on the way.

    With one fitting person a place these are the steps of `bot.domain.slots.search`.
    """
    needed = [(number, place) for number, place in enumerate(question.places) if place.blocks]
    left, steps = board.horizon, [Step(Rule.HORIZON, 0, board.horizon.bit_count())]
    for rule, number, person, mask in _sift(needed, board):
        left &= mask
        steps.append(Step(rule, steps[-1].left - left.bit_count(), left.bit_count(), number, person))
    whole = fillable([place for _, place in needed], free, within=left)
    if whole != left:
        steps.append(Step(Rule.TWICE, (left ^ whole).bit_count(), whole.bit_count()))
    return whole, tuple(steps)


def _sift(needed: Sequence[tuple[int, Place]], board: Board) -> Iterator[tuple[Rule, int | None, PersonId | None, int]]:
    fitting = {number: tuple(place.fitting) for number, place in needed}
    yield from ((Rule.POOL, number, None, 0) for number, place in needed if len(fitting[number]) < place.count)
    so_far: dict[PersonId, int] = {}
    for rule in Rule:
        if rule in board.common:
            yield rule, None, None, board.common[rule]
        if rule in board.personal:
            so_far = {person: so_far.get(person, -1) & mask for person, mask in board.personal[rule].items()}
            for number, place in needed:
                people = fitting[number]
                free = at_least(place.count, [so_far[person] for person in people], within=board.grid.full)
                yield rule, number, people[0] if len(people) == 1 else None, free
