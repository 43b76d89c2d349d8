"""Within what Teams takes: never more than its limits, and never longer held back than they ask for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.teams.pace import ALL, LIMITS, PLACES, Pace
from bot.ports import NotYet

GAPS = some.lists(some.tuples(some.floats(0, 3), some.sampled_from("ab")), max_size=90)


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(GAPS)
def test_no_limit_is_ever_passed_and_the_wait_is_exact(gaps: list[tuple[float, str]]) -> None:
    watch = Watch()
    pace = Pace(limits=((3, 1.0), (5, 4.0)), every=((4, 1.0),), seconds=watch)
    sent: list[tuple[float, str]] = []
    for number, (gap, place) in enumerate(gaps):
        watch.now += gap / 8
        if (wait := held_back(pace, place, key=str(number))) is not None:
            watch.now += wait.total_seconds() + 1e-6
            pace.take_turn(place, key=str(number))
        sent.append((watch.now, place))

    for most, span, places in ((3, 1.0, "a"), (3, 1.0, "b"), (5, 4.0, "a"), (5, 4.0, "b"), (4, 1.0, "ab")):
        times = [at for at, place in sent if place in places]
        assert all(later - first >= span - 1e-5 for first, later in zip(times, times[most:], strict=False))


def test_the_limits_are_teams_own() -> None:
    watch = Watch()
    pace = Pace(seconds=watch)
    for number in range(7):
        pace.take_turn("a", key=str(number))
    with pytest.raises(NotYet) as caught:
        pace.take_turn("a", key="7")
    for place in range(43):
        pace.take_turn(f"b{place}", key="1")
    with pytest.raises(NotYet):
        pace.take_turn("c", key="1")

    assert caught.value.wait == timedelta(seconds=1)
    assert (LIMITS, ALL) == (((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0)), ((50, 1.0),))


def test_a_kept_turn_is_kept_for_a_minute_and_counts_once() -> None:
    watch = Watch()
    pace = Pace(limits=((1, 10.0),), seconds=watch)
    pace.keep_turn("a", key="mine")
    with pytest.raises(NotYet):
        pace.take_turn("a", key="another")
    watch.now += 9
    pace.keep_turn("a", key="mine")
    pace.take_turn("a", key="mine")
    watch.now += 1
    pace.keep_turn("a", key="late")
    watch.now += 61
    pace.take_turn("a", key="another")
    with pytest.raises(NotYet):
        pace.take_turn("a", key="late")


def test_where_teams_wants_nothing_nothing_goes_and_other_places_do() -> None:
    watch = Watch()
    pace = Pace(seconds=watch)
    pace.silence("a", timedelta(seconds=30))
    pace.silence("a", timedelta(seconds=5))
    with pytest.raises(NotYet) as caught:
        pace.take_turn("a", key="1")
    pace.take_turn("b", key="1")
    watch.now += 30
    pace.take_turn("a", key="1")

    assert caught.value.wait == timedelta(seconds=30)


def test_only_so_many_places_are_kept_in_mind() -> None:
    watch = Watch()
    pace = Pace(seconds=watch)
    for number in range(PLACES + 50):
        watch.now += 0.1
        pace.take_turn(str(number), key="1")

    assert len(pace) <= PLACES


def held_back(pace: Pace, place: str, *, key: str) -> timedelta | None:
    try:
        pace.take_turn(place, key=key)
    except NotYet as early:
        return early.wait
    return None
