"""When messages may arrive: quiet hours, days off, and reminders that reach people while they can still use them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.digest import Nudge
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.policy import Quiet
from bot.domain.time import Hours, WorkingHours
from bot.effects import CardKind, Mail
from bot.moments import (
    CARDS,
    LINES,
    MAILS,
    Urgency,
    candidate_reminder,
    for_candidate,
    for_person,
    interviewer_reminder,
    working_day_after,
    working_time_after,
)

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
QUIET = Quiet(time(8), time(19))
DAY = timedelta(hours=24)
RAE = Person(PersonId(1), "Rae Morgan", "rae@northwind.example", zone="Europe/London")


def london(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2027; the 1st is a Monday, the clocks change on the 28th."""
    return datetime(2027, 3, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def test_every_kind_of_message_has_its_row() -> None:
    assert set(MAILS) == set(Mail)
    assert set(CARDS) == set(CardKind)
    assert set(LINES) == set(Nudge)
    assert {CARDS[CardKind.DIGEST], *LINES.values()} == {Urgency.NUDGE}
    assert [card for card, urgency in CARDS.items() if urgency is Urgency.NUDGE] == [CardKind.DIGEST]


@pytest.mark.parametrize(
    ("now", "arrives"),
    [
        (london(1, 10), london(1, 10)),
        (london(1, 7, 59), london(1, 8)),
        (london(1, 19), london(2, 8)),
        (london(5, 23), london(8, 8)),
        (london(27, 12), london(29, 8)),
    ],
    ids=["in hours", "before hours", "at closing time", "friday night waits for monday", "over the change of clocks"],
)
def test_a_timely_card_waits_for_the_readers_day(now: datetime, arrives: datetime) -> None:
    assert for_person(now, person=RAE, zone=LONDON, quiet=QUIET, holidays=frozenset()) == arrives


def test_a_timely_card_waits_out_holidays() -> None:
    holidays = frozenset({date(2027, 3, 1), date(2027, 3, 2)})

    assert for_person(london(1, 10), person=RAE, zone=LONDON, quiet=QUIET, holidays=holidays) == london(3, 8)


def test_a_candidate_may_be_written_to_on_any_day_but_not_at_night() -> None:
    assert for_candidate(london(6, 12), zone=LONDON, quiet=QUIET) == london(6, 12)
    assert for_candidate(london(6, 3), zone=NEW_YORK, quiet=QUIET) == datetime(2027, 3, 6, 13, tzinfo=UTC)


def test_an_interviewer_on_duty_a_day_before_is_reminded_then() -> None:
    assert interviewer_reminder(london(3, 14), person=RAE, zone=LONDON, lead=DAY) == london(2, 14)


def test_a_monday_interview_is_recalled_in_fridays_last_working_hour() -> None:
    assert interviewer_reminder(london(8, 14), person=RAE, zone=LONDON, lead=DAY) == london(5, 16)


def test_an_evening_interview_is_recalled_in_the_last_working_hour_before() -> None:
    night = Person(PersonId(2), "Ines", "ines@x.example", hours=WorkingHours.weekdays(time(9), time(15)))

    assert interviewer_reminder(london(3, 18), person=night, zone=LONDON, lead=DAY) == london(2, 14)


def test_a_candidates_reminder_leaves_the_night_alone() -> None:
    assert candidate_reminder(london(3, 7), zone=LONDON, lead=DAY, quiet=QUIET) == london(2, 8)
    assert candidate_reminder(london(3, 20), zone=LONDON, lead=DAY, quiet=QUIET) == london(3, 8)


@pytest.mark.parametrize(
    ("asked", "hours", "worked"),
    [
        (london(1, 10), 4, london(1, 14)),
        (london(1, 15), 4, london(2, 11)),
        (london(1, 22), 4, london(2, 13)),
        (london(5, 16), 4, london(8, 12)),
        (london(1, 9), 8, london(1, 17)),
        (london(26, 16), 4, london(29, 12)),
    ],
    ids=["within a day", "over night", "asked at night", "over a weekend", "a whole day", "over the change of clocks"],
)
def test_working_time_passes_only_while_somebody_works(asked: datetime, hours: int, worked: datetime) -> None:
    length = timedelta(hours=hours)

    assert working_time_after(asked, length, person=RAE, zone=LONDON) == worked


@pytest.mark.parametrize(
    ("asked", "next_day"),
    [
        (london(1, 10), london(2, 10)),
        (london(1, 22), london(3, 9)),
        (london(5, 16), london(8, 16)),
        (london(6, 12), london(9, 9)),
        (london(26, 12), london(29, 12)),
    ],
    ids=["the same time", "asked at night", "over a weekend", "asked on a saturday", "over the change of clocks"],
)
def test_a_working_day_ends_at_the_same_time_of_the_next_one(asked: datetime, next_day: datetime) -> None:
    assert working_day_after(asked, person=RAE, zone=LONDON) == next_day


def test_days_off_and_holidays_are_no_working_time() -> None:
    away = replace(RAE, days_off=frozenset({date(2027, 3, 2)}))
    holidays = frozenset({date(2027, 3, 3)})

    assert working_day_after(london(1, 10), person=away, zone=LONDON, holidays=holidays) == london(4, 10)
    hour = timedelta(hours=8)
    assert working_time_after(london(1, 10), hour, person=away, zone=LONDON, holidays=holidays) == london(4, 10)


def test_a_shorter_next_day_ends_with_it() -> None:
    hours = WorkingHours({0: Hours(time(9), time(17)), 1: Hours(time(9), time(12))})
    part_time = replace(RAE, hours=hours)

    assert working_day_after(london(1, 16), person=part_time, zone=LONDON) == london(2, 12)


def test_for_somebody_without_hours_time_is_time() -> None:
    nobody_knows = replace(RAE, hours=WorkingHours({}))

    assert working_time_after(london(1, 22), DAY, person=nobody_knows, zone=LONDON) == london(2, 22)
    assert working_day_after(london(1, 22), person=nobody_knows, zone=LONDON) == london(2, 22)
