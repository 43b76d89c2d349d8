"""Days and hours as people type them, opened as windows in the reader's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.answer import Accepts, Prompt, Suggests, Unclear, read
from bot.domain.time import Interval, at, zone

BERLIN, NEW_YORK = zone("Europe/Berlin"), zone("America/New_York")
NOW = at(date(2026, 3, 9), time(9, 30), zone=BERLIN)
ONE = Prompt(
    options=(Interval(at(date(2026, 3, 12), time(15), zone=BERLIN), at(date(2026, 3, 12), time(15, 45), zone=BERLIN)),),
    zone=BERLIN,
    now=NOW,
)
BOOKED = Prompt(zone=BERLIN, now=NOW)


def windows(text: str, *, now: str = "2026-03-09 09:30", where: ZoneInfo = BERLIN) -> list[str]:
    """Return what a text opens on a yes/no prompt, in local time."""
    instant = datetime.fromisoformat(now).replace(tzinfo=where).astimezone(UTC)
    reading = read(text, prompt=Prompt(zone=where, now=instant))
    found = reading.windows if isinstance(reading, Suggests) else ()
    return [f"{w.start.astimezone(where):%a %d %b %H:%M}-{w.end.astimezone(where):%H:%M}" for w in found]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Monday at 11", "Mon 09 Mar 11:00-12:00"),
        ("Monday at 9", "Mon 16 Mar 09:00-10:00"),
        ("Monday", "Mon 16 Mar 09:00-17:00"),
        ("Monday afternoon", "Mon 09 Mar 12:00-17:00"),
        ("next Monday afternoon", "Mon 16 Mar 12:00-17:00"),
        ("next Tuesday", "Tue 10 Mar 09:00-17:00"),
        ("this Friday", "Fri 13 Mar 09:00-17:00"),
        ("Tuesday next week", "Tue 17 Mar 09:00-17:00"),
        ("the day after tomorrow", "Wed 11 Mar 09:00-17:00"),
        ("today", "Mon 09 Mar 09:30-17:00"),
        ("tomorrow at 7", "Tue 10 Mar 07:00-08:00"),
        ("tomorrow at 6", "Tue 10 Mar 18:00-19:00"),
        ("tomorrow at 6am", "Tue 10 Mar 06:00-07:00"),
        ("tomorrow before 8", "Tue 10 Mar 07:00-08:00"),
        ("tomorrow after 5", "Tue 10 Mar 17:00-20:00"),
        ("tomorrow evening at 7", "Tue 10 Mar 19:00-20:00"),
        ("Thursday 10-2", "Thu 12 Mar 10:00-14:00"),
        ("Thursday 2-4pm", "Thu 12 Mar 14:00-16:00"),
        ("Thursday 11-1pm", "Thu 12 Mar 11:00-13:00"),
        ("Thursday 7-9pm", "Thu 12 Mar 19:00-21:00"),
        ("Thursday from 5pm to 7", "Thu 12 Mar 17:00-19:00"),
        ("Thursday after 2 and before 4", "Thu 12 Mar 14:00-16:00"),
        ("Thursday late afternoon", "Thu 12 Mar 14:30-17:00"),
        ("Thursday after lunch", "Thu 12 Mar 13:00-17:00"),
        ("Thursday at quarter to three", "Thu 12 Mar 14:45-15:45"),
        ("Donnerstag halb drei", "Thu 12 Mar 14:30-15:30"),
        ("Donnerstag um viertel nach zwei", "Thu 12 Mar 14:15-15:15"),
        ("Donnerstag 14 Uhr 30", "Thu 12 Mar 14:30-15:30"),
        ("Donnerstag 14h30", "Thu 12 Mar 14:30-15:30"),
        ("Donnerstagmorgen", "Thu 12 Mar 09:00-12:00"),
        ("morgen", "Tue 10 Mar 09:00-17:00"),
        ("heute Morgen", "Mon 09 Mar 09:30-12:00"),
        ("um 10 am Dienstag", "Tue 10 Mar 10:00-11:00"),
        ("am 12. um 10 Uhr", "Thu 12 Mar 10:00-11:00"),
        ("12.03. um 10.10 Uhr", "Thu 12 Mar 10:10-11:10"),
        ("Donnerstag, den 12. März, ab 14 Uhr", "Thu 12 Mar 14:00-17:00"),
        ("13/3 at 2", "Fri 13 Mar 14:00-15:00"),
        ("1 April at 10", "Wed 01 Apr 10:00-11:00"),
        ("12 March 2026 at noon", "Thu 12 Mar 12:00-13:00"),
    ],
)
def test_days_and_hours_are_read_as_a_colleague_would(text, expected):
    assert windows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yesterday",
            "today at 9",
            "heute um 8 Uhr",
            "this morning before 9",
            "1 March",
            "12 March 2025",
            "30 February",
            "31.11.",
        ),
        *(
            "Wednesday 12 March",
            "tomorrow, Friday",
            "3/4",
            "25:00 tomorrow",
            "tomorrow at 99",
            "tomorrow from 6 to 9",
            "after 2",
        ),
        *("Thursday after 2 London time", "in an hour", "tomorrow between 4 and 2", "12 March 2031", "Mondays at 10"),
    ],
)
def test_times_that_are_past_impossible_or_of_two_readings_open_nothing(text):
    assert windows(text) == []


def test_this_week_is_what_is_left_of_it_and_next_week_five_days():
    assert windows("this week in the morning", now="2026-03-12 10:00") == [
        "Thu 12 Mar 10:00-12:00",
        "Fri 13 Mar 09:00-12:00",
    ]
    assert windows("next week", now="2026-03-12 10:00") == [
        f"{day} Mar 09:00-17:00" for day in ("Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20")
    ]


def test_wall_clock_hours_hold_across_a_change_of_the_clocks():
    reading = read(
        "Sunday at 10 or Monday at 10", prompt=Prompt(zone=NEW_YORK, now=datetime(2026, 3, 6, 15, tzinfo=UTC))
    )

    assert [window.start.hour for window in reading.windows] == [14, 14]
    before = read("Saturday at 10", prompt=Prompt(zone=NEW_YORK, now=datetime(2026, 3, 6, 15, tzinfo=UTC)))
    assert before.windows[0].start == datetime(2026, 3, 7, 15, tzinfo=UTC)


def test_a_window_that_the_clocks_swallow_opens_nothing():
    assert windows("29 March between 2:00 am and 3:00 am", now="2026-03-27 12:00") == []
    assert windows("29 March 02:30", now="2026-03-27 12:00") == ["Sun 29 Mar 03:30-04:30"]


def test_an_option_is_named_by_its_hour_in_the_readers_zone():
    option = Interval(
        at(date(2026, 3, 17), time(10, 30), zone=BERLIN), at(date(2026, 3, 17), time(11, 30), zone=BERLIN)
    )
    abroad = Prompt(options=(option,), zone=NEW_YORK, now=NOW)

    assert read("5:30 am works", prompt=abroad) == Accepts(frozenset({1}))
    assert isinstance(read("10:30 works", prompt=abroad), Unclear)


def test_a_single_time_lasts_as_long_as_an_option_of_the_card():
    reading = read("can't, Friday at 10", prompt=ONE)

    assert reading.windows[0].length == timedelta(minutes=45)


def test_the_words_come_back_as_typed():
    assert read("  Can't,\n Thu after 2 ", prompt=BOOKED).words == "Can't, Thu after 2"
