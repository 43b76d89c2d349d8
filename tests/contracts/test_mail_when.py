"""Times in mails: the reader's own zone, named, right on both sides of every clock change."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.mail.when import spoken
from bot.cards import When


def at(*parts: int, minutes: int = 30) -> When:
    start = datetime(*parts, tzinfo=UTC)
    return When(start, start + timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(
    ("zone", "when", "words"),
    [
        (
            "Europe/Berlin",
            at(2027, 3, 2, 13),
            "Tuesday, 2 March 2027, 14:00–14:30, Central European Time (UTC+1)",
        ),
        ("Europe/London", at(2027, 3, 27, 9), "Saturday, 27 March 2027, 09:00–09:30, United Kingdom Time (UTC)"),
        ("Europe/London", at(2027, 3, 29, 9), "Monday, 29 March 2027, 10:00–10:30, United Kingdom Time (UTC+1)"),
        ("America/New_York", at(2026, 3, 7, 14), "Saturday, 7 March 2026, 09:00–09:30, Eastern Time (UTC−5)"),
        ("America/New_York", at(2026, 3, 9, 13), "Monday, 9 March 2026, 09:00–09:30, Eastern Time (UTC−4)"),
        ("Asia/Kolkata", at(2027, 3, 2, 13), "Tuesday, 2 March 2027, 18:30–19:00, India Time (UTC+5:30)"),
        (
            "Australia/Lord_Howe",
            at(2027, 4, 3, 14),
            "Sunday, 4 April 2027, 01:00–01:30, Lord Howe Time (UTC+11)",
        ),
        (
            "Australia/Lord_Howe",
            at(2027, 4, 3, 16),
            "Sunday, 4 April 2027, 02:30–03:00, Lord Howe Time (UTC+10:30)",
        ),
        (
            "America/Argentina/Buenos_Aires",
            at(2027, 3, 2, 13),
            "Tuesday, 2 March 2027, 10:00–10:30, Buenos Aires (UTC−3)",
        ),
        ("UTC", at(2027, 3, 2, 13), "Tuesday, 2 March 2027, 13:00–13:30, Coordinated Universal Time (UTC)"),
        ("Etc/GMT+5", at(2027, 3, 2, 13), "Tuesday, 2 March 2027, 08:00–08:30, UTC−5"),
    ],
)
def test_a_time_is_said_in_the_readers_zone(zone: str, when: When, words: str) -> None:
    assert str(spoken(when, zone=zone)) == words


def test_a_meeting_across_the_hour_that_happens_twice_names_both_offsets() -> None:
    across = at(2026, 11, 1, 5, 30, minutes=60)

    assert str(spoken(across, zone="America/New_York")) == (
        "Sunday, 1 November 2026, 01:30 (UTC−4)–01:30 (UTC−5), Eastern Time"
    )


def test_a_meeting_past_midnight_names_both_days() -> None:
    late = at(2027, 3, 2, 22, 30, minutes=60)

    assert str(spoken(late, zone="Europe/Berlin")) == (
        "Tuesday, 2 March 2027, 23:30 – Wednesday, 3 March 2027, 00:30, Central European Time (UTC+1)"
    )


def test_a_deadline_is_one_time_of_day() -> None:
    assert spoken(at(2027, 3, 2, 13, minutes=0), zone="Europe/Berlin").hours == "14:00"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "W. Europe Standard Time"])
def test_an_unknown_zone_is_read_as_utc_and_says_so(zone: str) -> None:
    assert str(spoken(at(2027, 3, 2, 13), zone=zone)).endswith("13:00–13:30, Coordinated Universal Time (UTC)")
