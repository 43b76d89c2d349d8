"""When the one digest of a day comes: in its reader's morning, on their working days, never two for one local date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import digest_due
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.policy import Digest
from bot.domain.time import Hours, WorkingHours

LONDON = ZoneInfo("Europe/London")
NINE = Digest(time(9), time(12))
IVAN = Person(PersonId(1), "Ivan Petrov", "ivan@northwind.example")
ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)
SPRING = datetime(2027, 3, 5, tzinfo=UTC)  # New York changes its clocks on the 14th, London on the 28th
ODD = WorkingHours({day: Hours(time(13), time(21)) for day in (0, 1, 4, 5)})


def due(now: datetime, *, person: Person = IVAN, zone: ZoneInfo = LONDON, done: Sequence[date] = ()) -> datetime:
    holidays = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
    return digest_due(now, person=person, zone=zone, digest=NINE, holidays=holidays, done=frozenset(done))


def london(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2027; the 1st is a Monday, the clocks change on the 28th."""
    return datetime(2027, 3, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        (london(1, 7), london(1, 9)),
        (london(1, 10, 40), london(1, 10, 40)),
        (london(1, 12), london(1, 12)),
        (london(1, 12, 1), london(2, 9)),
        (london(5, 18), london(8, 9)),
        (london(25, 13), london(30, 9)),
    ],
    ids=[
        "at nine",
        "late after an outage",
        "at noon still",
        "too late for today",
        "no weekend",
        "over holidays and dst",
    ],
)
def test_a_digest_comes_at_nine_or_late_till_noon_on_the_next_working_day(now: datetime, comes: datetime) -> None:
    assert due(now) == comes


def test_what_was_looked_after_is_not_looked_after_again_and_days_off_are_left_alone() -> None:
    away = replace(IVAN, days_off=frozenset({date(2027, 3, 2), date(2027, 3, 3)}))

    assert due(london(1, 9), done=[date(2027, 3, 1)]) == london(2, 9)
    assert due(london(1, 13), person=away) == london(4, 9)
    assert due(london(1, 13), person=replace(IVAN, hours=ODD)) == london(2, 9)


@given(
    st.lists(
        st.tuples(st.sampled_from(ZONES), st.timedeltas(timedelta(0), timedelta(hours=40)), st.booleans()), max_size=40
    ),
    st.frozensets(st.dates(date(2027, 3, 5), date(2027, 4, 20)), max_size=6),
    st.sampled_from([IVAN.hours, ODD, WorkingHours({})]),
)
def test_whoever_travels_gets_no_two_on_one_local_date_and_none_outside_the_morning(
    moves: list[tuple[str, timedelta, bool]], off: frozenset[date], hours: WorkingHours
) -> None:
    now, done = SPRING, list[date]()
    person = replace(IVAN, hours=hours, days_off=off)
    for name, later, waits in moves:
        zone = ZoneInfo(name)
        now += later
        comes = due(now, person=person, zone=zone, done=done)
        assert comes >= now
        local = comes.astimezone(zone)
        assert NINE.at <= local.time() <= NINE.until
        assert local.date() not in done
        assert local.date() not in off
        assert local.weekday() in (set(hours.days) or range(7))
        if waits:
            now = comes
            done.append(local.date())
