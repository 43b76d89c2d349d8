"""The clock that can be moved: never back, and by way of everything that is due."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.sandbox.clock import MovableClock

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Desk:
    """Timers by instant; firing one may set others. Writes down what happened in which order."""

    def __init__(self, clock: MovableClock, timers: dict[datetime, str]) -> None:
        self.clock = clock
        self.timers = timers
        self.sets: dict[str, tuple[datetime, str]] = {}
        self.stuck: set[str] = set()
        self.happened: list[tuple[str, datetime]] = []

    async def next_due(self) -> datetime | None:
        return min(self.timers, default=None)

    async def tick(self, now: datetime) -> None:
        assert now == self.clock()
        for due in sorted(due for due in self.timers if due <= now):
            name = self.timers[due]
            self.happened.append((name, now))
            if name in self.stuck:
                continue
            del self.timers[due]
            if name in self.sets:
                later, other = self.sets[name]
                self.timers[later] = other

    async def drain(self) -> None:
        self.happened.append(("drained", self.clock()))

    async def step(self, to: datetime) -> None:
        await self.clock.step(to, next_due=self.next_due, tick=self.tick, drain=self.drain)

    @property
    def fired(self) -> list[tuple[str, datetime]]:
        return [entry for entry in self.happened if entry[0] != "drained"]


def test_the_clock_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(NOW)

    assert (clock(), clock()) == (NOW, NOW)
    clock.forward(HOUR)
    assert clock() == NOW + HOUR
    clock.to(NOW + HOUR)
    assert clock() == NOW + HOUR


def test_the_clock_never_goes_back() -> None:
    clock = MovableClock(NOW)

    with pytest.raises(ValueError, match="does not go back"):
        clock.to(NOW - timedelta(microseconds=1))
    with pytest.raises(ValueError, match="does not go back"):
        clock.forward(-HOUR)
    assert clock() == NOW


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        MovableClock(NOW.replace(tzinfo=None))


async def test_a_step_stops_at_everything_due_in_order_and_drains_there() -> None:
    desk = Desk(MovableClock(NOW), {NOW + 2 * HOUR: "second", NOW + HOUR: "first", NOW + 9 * HOUR: "later"})

    await desk.step(NOW + 3 * HOUR)

    assert desk.happened == [
        ("drained", NOW),
        ("first", NOW + HOUR),
        ("drained", NOW + HOUR),
        ("second", NOW + 2 * HOUR),
        ("drained", NOW + 2 * HOUR),
        ("drained", NOW + 3 * HOUR),
    ]
    assert desk.clock() == NOW + 3 * HOUR
    assert list(desk.timers.values()) == ["later"]


async def test_timers_set_on_the_way_are_kept_to_as_well() -> None:
    desk = Desk(MovableClock(NOW), {NOW + HOUR: "offer"})
    desk.sets = {"offer": (NOW + 2 * HOUR, "follow up"), "follow up": (NOW + 9 * HOUR, "flag")}

    await desk.step(NOW + 3 * HOUR)

    assert desk.fired == [("offer", NOW + HOUR), ("follow up", NOW + 2 * HOUR)]


async def test_what_is_overdue_fires_before_the_clock_moves() -> None:
    desk = Desk(MovableClock(NOW), {NOW - HOUR: "overdue"})

    await desk.step(NOW + HOUR)

    assert desk.fired == [("overdue", NOW)]


async def test_what_is_due_at_the_very_end_fires() -> None:
    desk = Desk(MovableClock(NOW), {NOW + HOUR: "just"})

    await desk.step(NOW + HOUR)

    assert desk.fired == [("just", NOW + HOUR)]


async def test_a_timer_that_stays_due_does_not_hold_time_up() -> None:
    desk = Desk(MovableClock(NOW), {NOW + HOUR: "broken", NOW + 2 * HOUR: "other"})
    desk.stuck = {"broken"}

    await desk.step(NOW + 3 * HOUR)

    assert desk.clock() == NOW + 3 * HOUR
    assert ("other", NOW + 3 * HOUR) in desk.fired


async def test_a_step_back_is_refused_and_fires_nothing() -> None:
    desk = Desk(MovableClock(NOW), {NOW - HOUR: "overdue"})

    with pytest.raises(ValueError, match="does not go back"):
        await desk.step(NOW - HOUR)
    assert desk.happened == []


async def test_two_steps_at_once_are_taken_one_after_the_other() -> None:
    desk = Desk(MovableClock(NOW), {NOW + HOUR: "first", NOW + 2 * HOUR: "second"})

    await asyncio.gather(desk.step(NOW + 3 * HOUR), desk.step(NOW + 3 * HOUR))

    assert desk.fired == [("first", NOW + HOUR), ("second", NOW + 2 * HOUR)]
