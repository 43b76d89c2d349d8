"""Panel search beside its floors, in one process: run `python -m tests.bench.panels`.

The floors are a bare branch and bound over kept masks, a walk over every step of the calendar that tries everybody in every
seat, and trying every seating. Every contestant must find the same before it is timed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.domain.panel import Member, Place, Question
from bot.domain.panel_board import board, fillable
from bot.domain.panel_eases import gains
from bot.domain.panel_search import propose
from bot.domain.panel_seats import seated
from bot.domain.slots import Rules
from tests.bench.slots import BUFFER, DURATION, FIRST, SITE, STEP, diary, peak, read, row, suits, timed
from tests.bench.table import Row, head

Pools = Sequence[Sequence[int]]


def question(*, people: int, pools: int, each: int, days: int, events: int) -> Question:
    """Ask for two options of a panel with a seat for each pool; pools that are larger than their share overlap."""
    chance = Random(f"panel/{people}/{pools}/{each}/{days}/{events}")
    told = [diary(chance, seat=number, days=days, events=events) for number in range(people)]
    members = [Member(read(one, key=key), recent=chance.randrange(9)) for key, one in enumerate(told, start=1)]
    share = people // pools
    chosen = (members[number * share :] + members[: number * share] for number in range(pools))
    first = datetime.combine(FIRST, time(0), UTC)
    rules = Rules(
        duration=DURATION,
        earliest=first,
        latest=first + timedelta(days=days),
        site=SITE,
        before=BUFFER,
        after=BUFFER,
        step=STEP,
    )
    places = tuple(Place(f"seat {number}", tuple(pool[:each])) for number, pool in enumerate(chosen))
    return Question(rules=rules, places=places, zone=ZoneInfo("America/New_York"))


# The floors


def branch_and_bound(pools: Pools, free: Sequence[int], within: int) -> int:
    """Fill one seat after the other, on bare integers, wherever that can still add a start to those found."""
    found = 0

    def branch(seat: int, left: int, used: frozenset[int]) -> None:
        nonlocal found
        if not left & ~found:
            return
        if seat == len(pools):
            found |= left
            return
        for person in pools[seat]:
            if person not in used:
                branch(seat + 1, left & free[person], used | {person})

    branch(0, within, frozenset())
    return found


def step_walk(asked: Question) -> int:
    """Return how many starts suit the panel, the naive way: every step, every person, every event, every seating."""
    rules, begins, found = asked.rules, asked.rules.earliest, 0
    people = {member.person: member.availability for member in asked.everybody}
    pools = [list(place.fitting) for place in asked.places]
    while begins + DURATION <= rules.latest:
        free = {key for key, person in people.items() if suits(person, begins, begins + DURATION)}
        found += next(seatings(pools, frozenset(free)), None) is not None
        begins += STEP
    return found


def seatings(pools: Pools, free: frozenset[int]) -> Iterator[tuple[int, ...]]:
    if not pools:
        yield ()
        return
    for person in pools[0]:
        if person in free:
            yield from ((person, *others) for others in seatings(pools[1:], free - {person}))


def fairest(asked: Question) -> list[int]:
    """Seat everybody in every way, and return the fairest seating of all."""
    lately = {member.person: member.recent for member in asked.everybody}
    pools = [list(place.fitting) for place in asked.places]
    ways = seatings(pools, frozenset(lately))
    return list(min(ways, key=lambda way: (sum(lately[key] for key in way), max(lately[key] for key in way), way)))


# The rows


def measure() -> list[Row]:
    """Measure three panels: pools apart, pools that share people over four weeks, and five seats over sixty days."""
    return [
        *bench(question(people=12, pools=3, each=4, days=28, events=40), "12 in 3 pools × 28 d"),
        *bench(question(people=12, pools=3, each=8, days=28, events=40), "12 in 3 × 8 × 28 d"),
        *bench(question(people=8, pools=5, each=5, days=60, events=170), "8 in 5 × 5 × 60 d"),
    ]


def bench(asked: Question, size: str) -> list[Row]:
    there = board(asked)
    free = there.free
    bare = [0, *(free[key] for key in sorted(free))]
    pools = [list(place.fitting) for place in asked.places]
    everybody = frozenset(free)
    starts = fillable(asked.places, free, within=there.open)
    assert starts == branch_and_bound(pools, bare, there.open)
    assert starts.bit_count() == step_walk(asked) == propose(asked).starts > 0
    assert [sitting.person for sitting in seated(asked, everybody)] == fairest(asked)

    kept = timed(lambda: fillable(asked.places, free, within=there.open), repeat=50)
    branches = timed(lambda: branch_and_bound(pools, bare, there.open), repeat=20)
    walk = timed(lambda: step_walk(asked), repeat=1)
    whole = timed(lambda: propose(asked), repeat=5)
    seating = timed(lambda: seated(asked, everybody), repeat=20)
    every_way = timed(lambda: fairest(asked), repeat=1)
    eases = timed(lambda: gains(asked), repeat=3)
    return [
        row("panels: starts, masks kept / branch and bound", size, kept, branches, most=2),
        row("panels: starts, masks kept / naive walk", size, kept, walk, most=0.005),
        row("panels: seating of everybody / every way", size, seating, every_way, most=1 if len(pools) > 3 else None),
        replace(row("panels: whole search / naive walk", size, whole, walk), peak=peak(lambda: propose(asked))),
        row("panels: what would help / one search", size, eases, whole),
    ]


if __name__ == "__main__":
    head("panel search")
    measure()
