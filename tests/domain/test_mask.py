"""Masks against the same questions asked of every bit by itself."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.mask import Grid, on_step, ones, opening, runs, union, units
from bot.domain.time import Hours, Interval, WorkingHours

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = Grid(NOON, 12)
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
proven = settings(derandomize=True, deadline=None, max_examples=200)


def span(first: float, last: float) -> Interval:
    return Interval(NOON + timedelta(minutes=first), NOON + timedelta(minutes=last))


def test_busy_time_rounds_outward():
    assert ones(HOUR.touched([span(6, 11)])) == [1, 2]
    assert ones(HOUR.touched([span(9.99, 10.01)])) == [1, 2]


def test_open_time_rounds_inward():
    assert ones(HOUR.inside([span(6, 21)])) == [2, 3]
    assert HOUR.inside([span(6, 14)]) == 0


def test_what_lies_on_the_marks_is_not_rounded():
    assert HOUR.touched([span(5, 15)]) == HOUR.inside([span(5, 15)]) == 0b110


def test_what_lies_outside_the_grid_is_cut_off():
    assert ones(HOUR.touched([span(-30, 5), span(55, 90), span(70, 80), span(-20, -10)])) == [0, 11]


def test_open_stretches_that_meet_beside_a_mark_are_one():
    assert ones(HOUR.holding([span(0, 7), span(7, 15)], length=3)) == [0]


def test_buffers_must_be_clear_too():
    assert ones(HOUR.clear([span(30, 35)], length=2, before=1, after=2)) == [1, 2, 8]


def test_a_grid_covers_what_it_was_asked_to_cover():
    grid = Grid.over(NOON + timedelta(seconds=299), NOON + timedelta(minutes=10, seconds=1))

    assert grid == Grid(NOON, 3)
    assert Grid.over(NOON, NOON - timedelta(days=1)).size == 1


def test_a_grid_beside_the_marks_or_without_a_zone_cannot_be_made():
    with pytest.raises(ValueError, match="five-minute mark"):
        Grid(NOON + timedelta(minutes=1), 12)
    with pytest.raises(ValueError, match="five-minute mark"):
        Grid(NOON + timedelta(microseconds=1), 12)
    with pytest.raises(ValueError, match="aware UTC"):
        Grid(datetime(2026, 3, 2, 12), 12)  # noqa: DTZ001 - the naive one is the point
    with pytest.raises(ValueError, match="aware UTC"):
        Grid(datetime(2026, 3, 2, 12, tzinfo=LORD_HOWE), 12)


def test_a_length_that_does_not_fit_the_bits_is_told_what_would():
    with pytest.raises(ValueError, match="the duration must be a multiple of 5 minutes: 45 or 50, not 47"):
        units(timedelta(minutes=47), of="duration")
    with pytest.raises(ValueError, match="the duration must be 5 minutes or longer, not 0"):
        units(timedelta(0), of="duration", least=1)
    with pytest.raises(ValueError, match="the buffer must be 0 minutes or longer, not -5"):
        units(timedelta(minutes=-5), of="buffer")


@proven
@given(st.lists(st.tuples(st.integers(-20, 120), st.integers(-20, 120)), max_size=12))
def test_a_union_holds_the_bits_of_its_ranges(ranges):
    expected = {bit for first, last in ranges for bit in range(max(0, first), min(100, last))}

    assert ones(union(ranges, size=100)) == sorted(expected)


@proven
@given(st.integers(0, 2**80), st.integers(1, 30))
def test_runs_begin_where_every_bit_is_set(mask, length):
    expected = [bit for bit in range(81) if all(mask >> (bit + i) & 1 for i in range(length))]

    assert ones(runs(mask, length)) == expected


@proven
@given(st.sets(st.integers(0, 3000), max_size=80))
def test_the_bits_of_a_mask_come_back_in_order(bits):
    assert ones(sum(1 << bit for bit in bits)) == sorted(bits)


@proven
@given(
    st.sampled_from(["America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.sampled_from([date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 11, 1)]),
    st.integers(0, 500),
    st.integers(1, 700),
    st.sampled_from([5, 10, 15, 20, 30, 60]),
)
def test_steps_follow_the_wall_clock(name, day, late, size, step):
    where = ZoneInfo(name)
    grid = Grid(datetime.combine(day - timedelta(days=1), time(0), UTC) + timedelta(minutes=5 * late), size)

    marks = on_step(grid, step=step // 5, zone=where)

    assert ones(marks) == [bit for bit in range(size) if grid.at(bit).astimezone(where).minute % step == 0]


def test_an_hourly_step_moves_by_half_an_hour_with_lord_howe():
    grid = Grid(datetime(2026, 4, 4, 12, tzinfo=UTC), 48)

    starts = grid.instants(on_step(grid, step=12, zone=LORD_HOWE))

    assert [f"{start:%H:%M}" for start in starts] == ["12:00", "13:00", "14:00", "15:30"]
    assert [f"{start.astimezone(LORD_HOWE):%H:%M}" for start in starts] == ["23:00", "00:00", "01:00", "02:00"]


def test_opening_hours_include_the_shift_that_began_before_the_grid():
    night = WorkingHours({0: Hours(time(22), time(6))})
    grid = Grid(datetime(2026, 3, 3, 3, tzinfo=UTC), 12 * 12)

    assert opening(night, zone=ZoneInfo("Europe/London"), grid=grid) == (1 << 36) - 1


def test_shifts_that_meet_beside_a_mark_are_one():
    always = WorkingHours({day: Hours(time(7, 7), time(7, 7)) for day in range(7)})
    grid = Grid(datetime(2026, 3, 2, tzinfo=UTC), 600)

    assert opening(always, zone=ZoneInfo("Europe/London"), grid=grid) == grid.full


def test_bits_between_two_instants_lie_wholly_between_them():
    assert ones(HOUR.between(NOON + timedelta(minutes=1), NOON + timedelta(minutes=16))) == [1, 2]
    assert HOUR.between(NOON + timedelta(minutes=9), NOON) == 0
    assert HOUR.between(NOON - timedelta(days=1), NOON + timedelta(days=1)) == HOUR.full
