"""The panel search: held against an oracle that tries everything, and independent of the order in which it is asked."""

from dataclasses import replace
from datetime import time
from itertools import permutations
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.assignment import assigned
from bot.domain.ids import PersonId
from bot.domain.mask import Grid
from bot.domain.panel import Member, Place, Question
from bot.domain.panel_search import blocking, panels_at, propose
from bot.domain.panel_seats import seated
from bot.domain.panel_spread import picked
from bot.domain.slots import Availability, search
from bot.domain.time import Hours, Interval, WorkingHours
from tests.domain.oracle import two
from tests.domain.panel_oracle import HOUR, SlowPanel
from tests.domain.panels import a_question, chances, sat


@settings(derandomize=True, deadline=None, max_examples=150)
@given(chances)
def test_the_panel_search_finds_what_trying_everything_finds(chance):
    question = a_question(chance)
    slow = SlowPanel(question)

    found = propose(question)

    starts, lines = slow.starts()
    assert [(step.rule, step.removed, step.left, step.place) for step in found.funnel] == lines
    assert [panel.span for panel in found.panels] == slow.spans(starts)
    assert [sat(panel) for panel in found.panels] == [slow.best(panel.span.start) for panel in found.panels]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(chances)
def test_of_any_starts_the_options_are_picked_as_the_words_say(chance):
    question, grid, starts = some_starts(chance, most=40)

    chosen = picked(question, sum(1 << start for start in starts), grid=grid)

    assert list(chosen) == SlowPanel(question).spans([grid.at(start) for start in starts])


@settings(derandomize=True, deadline=None, max_examples=300)
@given(chances)
def test_of_any_starts_as_many_are_picked_as_there_can_be(chance):
    question, grid, starts = some_starts(chance, most=10)
    question = replace(question, daytime=None, wished=())

    chosen = picked(question, sum(1 << start for start in starts), grid=grid)

    assert len(chosen) == SlowPanel(question).most([grid.at(start) for start in starts])


def some_starts(chance: Random, *, most: int) -> tuple[Question, Grid, list[int]]:
    """Return a few starts, on any five minutes of some hours or days, and options that stand among them."""
    question = a_question(chance)
    grid = Grid(question.rules.earliest, 12 * 24 * 5)
    within = chance.choice([40, 100, 400, 800])
    starts = sorted(chance.sample(range(20, 20 + within), chance.randint(0, most)))
    stand = (grid.at(20 + chance.randrange(within)) for _ in range(chance.choice([0, 0, 1, 2])))
    standing = tuple(Interval(start, start + question.rules.duration) for start in stand)
    return replace(question, count=chance.choice([1, 2, 3, 4]), standing=standing), grid, starts


@settings(derandomize=True, deadline=None, max_examples=150)
@given(chances)
def test_where_everybody_is_free_the_seating_is_the_best_of_all(chance):
    question = a_question(chance, people=6)
    slow = SlowPanel(question)
    everybody = set(slow.members)
    slow.free = lambda start: everybody
    if not any(slow.seatings(everybody, slow.seats(slow.required))):
        return

    chosen = seated(question, frozenset(everybody))

    assert [(sitting.place, sitting.person) for sitting in chosen] == slow.best(question.rules.earliest)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(chances)
def test_the_order_in_which_it_is_asked_decides_nothing(chance):
    question = a_question(chance)
    order = chance.sample(range(len(question.places)), len(question.places))

    found, again = propose(question), propose(shuffled(question, order, chance))

    assert [panel.span for panel in again.panels] == [panel.span for panel in found.panels]
    assert again.starts == found.starts
    for panel, other in zip(found.panels, again.panels, strict=True):
        assert {replace(sitting, place=order[sitting.place]) for sitting in other.sittings} == set(panel.sittings)


def shuffled(question: Question, order: list[int], chance: Random) -> Question:
    def mixed(place: Place) -> Place:
        return replace(place, pool=tuple(chance.sample(place.pool, len(place.pool))))

    rules = replace(question.rules, closed=question.rules.closed[::-1])
    places = tuple(mixed(question.places[number]) for number in order)
    return replace(question, rules=rules, places=places, standing=question.standing[::-1])


@settings(derandomize=True, deadline=None, max_examples=100)
@given(chances)
def test_with_a_name_on_every_seat_it_is_the_plain_search(chance):
    question = a_question(chance)
    people = list({place.pool[0].person: place.pool[0] for place in question.places}.values())
    seats = tuple(Place(f"seat {number}", (member,)) for number, member in enumerate(people))
    question = replace(question, places=seats, count=2, daytime=None, wished=(), standing=())
    rules = question.rules

    found = propose(question)

    plain = search(rules, [member.availability for member in people])
    assert [(step.rule, step.removed, step.left, step.person) for step in found.funnel] == [
        (step.rule, step.removed, step.left, step.person) for step in plain.funnel
    ]
    chosen = two(plain.slots, zone=question.zone, gap=rules.before + rules.after)
    assert tuple(panel.span for panel in found.panels) == chosen


ROUND_THE_CLOCK = WorkingHours({day: Hours(time(0), time(0)) for day in range(7)})
ALWAYS = Place("always", (Member(Availability(PersonId(99), ZoneInfo("UTC"), ROUND_THE_CLOCK)),))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(chances)
def test_times_that_are_named_can_be_had_when_the_panel_can_meet(chance):
    question = a_question(chance)
    slow = SlowPanel(question)
    starts, _ = slow.starts()
    named = [*chance.sample(starts, min(2, len(starts))), question.rules.earliest, question.rules.latest + HOUR]

    found = panels_at(question, named)

    assert [panel.span.start for panel in found] == sorted(set(named) & set(starts))
    assert [sat(panel) for panel in found] == [slow.best(panel.span.start) for panel in found]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(chances)
def test_a_seat_blocks_when_there_would_be_more_without_it(chance):
    question = a_question(chance)
    now = propose(question).starts

    found = {seat.place: seat.starts for seat in blocking(question)}

    for number, place in enumerate(question.places):
        freed = [place for other, place in enumerate(question.places) if other != number]
        without = len(SlowPanel(replace(question, places=(*freed, ALWAYS))).starts()[0])
        assert found.get(number, now) == (without if place.blocks else now)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(1, 4), st.integers(0, 2), st.data())
def test_an_assignment_costs_the_least(rows, more, data):
    costs = [[data.draw(st.integers(-5, 9)) for _ in range(rows + more)] for _ in range(rows)]

    columns = assigned(costs)

    ways = permutations(range(rows + more), rows)
    assert len(set(columns)) == rows
    assert total(costs, columns) == min(total(costs, way) for way in ways)


def total(costs, columns) -> int:
    return sum(row[column] for row, column in zip(costs, columns, strict=True))
