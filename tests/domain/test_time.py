"""Wall-clock time against the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.refusal import Refusal
from bot.domain.time import (
    Hours,
    Interval,
    WorkingHours,
    at,
    clock,
    days_of,
    epoch,
    from_epoch,
    local_day,
    merged,
    whole_day,
    zone,
)

NEW_YORK = zone("America/New_York")
LONDON = zone("Europe/London")
KOLKATA = zone("Asia/Kolkata")
LORD_HOWE = zone("Australia/Lord_Howe")


def utc(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_nine_in_the_morning_moves_with_the_clocks():
    assert at(date(2026, 3, 7), time(9), zone=NEW_YORK) == utc(7, 14)
    assert at(date(2026, 3, 8), time(9), zone=NEW_YORK) == utc(8, 13)


def test_a_time_inside_the_spring_gap_is_read_with_the_offset_before_it():
    instant = at(date(2026, 3, 29), time(1, 30), zone=LONDON)

    assert instant == utc(29, 1, 30)
    assert clock(instant, zone=LONDON) == time(2, 30)


def test_lord_howe_loses_only_half_an_hour():
    instant = at(date(2026, 10, 4), time(2, 15), zone=LORD_HOWE)

    assert clock(instant, zone=LORD_HOWE) == time(2, 45)


def test_an_ambiguous_time_is_the_first_of_the_two():
    assert at(date(2026, 11, 1), time(1, 30), zone=NEW_YORK) == utc(1, 5, 30, month=11)


@pytest.mark.parametrize(
    "name, day, hours",
    [
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("Asia/Kolkata", date(2026, 3, 29), 24),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(name, day, hours):
    assert whole_day(day, zone=zone(name)).length == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    ["../../x", "../etc/passwd", "/etc/localtime", "Pacific Standard Time", "Mars/Olympus", "", "Europe", "a\0b"],
)
def test_a_name_that_is_no_zone_is_refused(name):
    with pytest.raises(Refusal, match="Europe/London"):
        zone(name)


def test_a_very_long_name_is_refused_in_few_words():
    with pytest.raises(Refusal) as refused:
        zone("x" * 5000)

    assert len(str(refused.value)) < 200


def test_an_interval_that_is_empty_backward_or_naive_cannot_be_made():
    with pytest.raises(ValueError, match="before it ends"):
        Interval(utc(2, 9), utc(2, 9))
    with pytest.raises(ValueError, match="before it ends"):
        Interval(utc(2, 9), utc(2, 8))
    with pytest.raises(ValueError, match="aware"):
        Interval(datetime(2026, 3, 2, 9), utc(2, 10))  # noqa: DTZ001 - the naive one is the point


def test_intervals_that_only_touch_do_not_overlap():
    morning, noon = Interval(utc(2, 9), utc(2, 12)), Interval(utc(2, 12), utc(2, 13))

    assert not morning.overlaps(noon)
    assert morning.overlaps(Interval(utc(2, 11, 59), utc(2, 13)))


def test_hours_past_midnight_end_on_the_next_day():
    night = WorkingHours({6: Hours(time(22), time(6))})

    assert night.on(date(2026, 3, 7), zone=NEW_YORK) is None
    assert night.on(date(2026, 3, 8), zone=NEW_YORK) == Interval(utc(9, 2), utc(9, 10))


def test_the_shift_across_a_clock_change_is_an_hour_shorter_or_longer():
    night = WorkingHours({5: Hours(time(22), time(6))})

    spring = night.on(date(2026, 3, 7), zone=NEW_YORK)
    autumn = night.on(date(2026, 10, 31), zone=NEW_YORK)

    assert spring is not None
    assert spring.length == timedelta(hours=7)
    assert autumn is not None
    assert autumn.length == timedelta(hours=9)


def test_hours_swallowed_by_the_gap_are_a_day_off():
    early = WorkingHours({6: Hours(time(1, 59), time(2))})
    swallowed = WorkingHours({6: Hours(time(2, 30), time(3, 15))})

    assert early.on(date(2026, 3, 8), zone=NEW_YORK) is not None
    assert swallowed.on(date(2026, 3, 8), zone=NEW_YORK) is None


@given(
    st.sampled_from(["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Nuuk", "Asia/Beirut"]),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.dictionaries(st.integers(0, 6), st.builds(Hours, st.times(), st.times()), min_size=1),
)
def test_the_seconds_of_many_days_are_those_of_each(name, first, days):
    week, where = WorkingHours(days), zone(name)
    span = Interval(at(first, time(0), zone=where), at(first + timedelta(days=45), time(0), zone=where))

    spans = [there for day in days_of(span, zone=where) if (there := week.on(day, zone=where))]

    told = [(ceil(there.start.timestamp()), epoch(there.end)) for there in spans]
    assert [each for each in week.opened(span, zone=where) if each[0] < each[1]] == [
        each for each in told if each[0] < each[1]
    ]


def test_weekdays_leave_the_weekend_free():
    week = WorkingHours.weekdays(time(8), time(16, 30))

    assert sorted(week.days) == [0, 1, 2, 3, 4]
    assert week.on(date(2026, 3, 6), zone=KOLKATA) == Interval(utc(6, 2, 30), utc(6, 11))


def test_the_days_of_a_span_are_local_and_do_not_count_the_end():
    span = Interval(utc(2, 20), utc(4, 18, 30))

    assert list(days_of(span, zone=KOLKATA)) == [date(2026, 3, 3), date(2026, 3, 4)]
    assert list(days_of(span, zone=LONDON)) == [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]
    assert local_day(span.start, zone=KOLKATA) == date(2026, 3, 3)


def test_merged_spans_are_sorted_and_apart():
    spans = [Interval(utc(2, 11), utc(2, 12)), Interval(utc(2, 9), utc(2, 10)), Interval(utc(2, 10), utc(2, 10, 30))]

    assert merged(spans) == (Interval(utc(2, 9), utc(2, 10, 30)), Interval(utc(2, 11), utc(2, 12)))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 15)), max_size=12))
def test_merging_keeps_every_minute_and_adds_none(pieces):
    spans = [Interval(utc(2, 0) + timedelta(minutes=a), utc(2, 0) + timedelta(minutes=a + n)) for a, n in pieces]
    minutes = {a + i for a, n in pieces for i in range(n)}

    joined = merged(spans)

    kept = [
        (span.start - utc(2, 0)) // timedelta(minutes=1) + i
        for span in joined
        for i in range(span.length.seconds // 60)
    ]
    assert kept == sorted(minutes)
    assert all(before.end < after.start for before, after in pairwise(joined))


@settings(derandomize=True, deadline=None, max_examples=200)
@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from([NEW_YORK, LONDON, KOLKATA, LORD_HOWE]),
)
def test_days_follow_each_other_without_a_hole(day, where):
    today, tomorrow = whole_day(day, zone=where), whole_day(day + timedelta(days=1), zone=where)

    assert today.end == tomorrow.start
    assert list(days_of(today, zone=where)) == [day]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 4_000_000_000))
def test_an_epoch_survives_the_round_trip(seconds):
    assert epoch(from_epoch(seconds)) == seconds
