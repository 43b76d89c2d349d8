"""Times in words: the reader's zone, the offset of that very day, the manner of their region."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.core import get_global

from adapters.web.when import regional, shown
from adapters.web.zones import ZONES, choices, known
from bot.cards import When

BRITISH = Locale.parse("en_GB")
AMERICAN = Locale.parse("en_US")


def half_hour(year: int, month: int, day: int, hour: int, minute: int = 0) -> When:
    start = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return When(start, start + timedelta(minutes=30))


def words(when: When, zone: str, *, locale: Locale = BRITISH) -> tuple[str, str, str]:
    said = shown(when, zone=ZoneInfo(zone), locale=locale)
    return said.day, said.clock, said.zone


@pytest.mark.parametrize(
    ("zone", "day", "clock", "name"),
    [
        ("Europe/Berlin", "Tuesday, 2 March 2027", "14:00–14:30", "Central European Time, UTC+1"),
        ("Europe/London", "Tuesday, 2 March 2027", "13:00–13:30", "Greenwich Mean Time, UTC"),
        ("Europe/Dublin", "Tuesday, 2 March 2027", "13:00–13:30", "Greenwich Mean Time, UTC"),
        ("America/New_York", "Tuesday, 2 March 2027", "08:00–08:30", "Eastern Time, UTC−5"),
        ("America/St_Johns", "Tuesday, 2 March 2027", "09:30–10:00", "Newfoundland Time, UTC−3:30"),
        ("Asia/Kolkata", "Tuesday, 2 March 2027", "18:30–19:00", "India Standard Time, UTC+5:30"),
        ("Asia/Calcutta", "Tuesday, 2 March 2027", "18:30–19:00", "India Standard Time, UTC+5:30"),
        ("Asia/Kathmandu", "Tuesday, 2 March 2027", "18:45–19:15", "Nepal Time, UTC+5:45"),
        ("Europe/Kyiv", "Tuesday, 2 March 2027", "15:00–15:30", "Eastern European Time, UTC+2"),
        ("Europe/Istanbul", "Tuesday, 2 March 2027", "16:00–16:30", "Istanbul, UTC+3"),
        ("Australia/Lord_Howe", "Wednesday, 3 March 2027", "00:00–00:30", "Lord Howe Time, UTC+11"),
        ("Pacific/Kiritimati", "Wednesday, 3 March 2027", "03:00–03:30", "Line Islands Time, UTC+14"),
        ("Etc/GMT+5", "Tuesday, 2 March 2027", "08:00–08:30", "UTC−5"),
        ("UTC", "Tuesday, 2 March 2027", "13:00–13:30", "Coordinated Universal Time, UTC"),
    ],
)
def test_an_instant_reads_as_the_wall_shows_it(zone: str, day: str, clock: str, name: str) -> None:
    assert words(half_hour(2027, 3, 2, 13), zone) == (day, clock, name)


def test_each_day_has_its_own_offset_on_both_sides_of_a_clock_change() -> None:
    before, after = half_hour(2027, 3, 26, 13), half_hour(2027, 3, 29, 13)

    assert words(before, "Europe/Berlin")[1:] == ("14:00–14:30", "Central European Time, UTC+1")
    assert words(after, "Europe/Berlin")[1:] == ("15:00–15:30", "Central European Time, UTC+2")
    assert words(after, "Europe/London")[1:] == ("14:00–14:30", "British Summer Time, UTC+1")
    assert words(after, "Europe/Dublin")[1:] == ("14:00–14:30", "Irish Standard Time, UTC+1")


def test_lord_howe_moves_its_clocks_by_half_an_hour() -> None:
    assert words(half_hour(2027, 4, 2, 1), "Australia/Lord_Howe")[2] == "Lord Howe Time, UTC+11"
    assert words(half_hour(2027, 4, 5, 1), "Australia/Lord_Howe")[2] == "Lord Howe Time, UTC+10:30"


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    first, second = half_hour(2026, 11, 1, 5), half_hour(2026, 11, 1, 6)

    assert words(first, "America/New_York")[1:] == ("01:00–01:30", "Eastern Time, UTC−4")
    assert words(second, "America/New_York")[1:] == ("01:00–01:30", "Eastern Time, UTC−5")


def test_a_span_across_the_change_names_both_offsets() -> None:
    across = When(datetime(2026, 11, 1, 5, 45, tzinfo=UTC), datetime(2026, 11, 1, 6, 15, tzinfo=UTC))

    assert words(across, "America/New_York")[1:] == ("01:45 – 01:15", "Eastern Time, UTC−4 → UTC−5")


def test_a_span_past_midnight_names_the_second_day() -> None:
    clock = words(half_hour(2027, 3, 2, 22, 45), "Europe/Berlin")[1]

    assert clock == "23:45 – Wednesday, 3 March 2027, 00:15"


def test_an_instant_without_an_end_is_one_time() -> None:
    assert words(When(datetime(2027, 3, 1, 12, tzinfo=UTC)), "Europe/Berlin")[1] == "13:00"


def test_twelve_or_twenty_four_hours_as_the_region_reads_them() -> None:
    day, clock, _ = words(half_hour(2027, 3, 2, 13), "Europe/Berlin", locale=AMERICAN)

    assert (day, clock.replace("\u2009", "").replace("\u202f", " ")) == ("Tuesday, March 2, 2027", "2:00–2:30 PM")


def test_the_stamp_for_machines_is_the_same_instant() -> None:
    when = half_hour(2027, 3, 2, 13)

    assert datetime.fromisoformat(shown(when, zone=ZoneInfo("Asia/Kolkata"), locale=BRITISH).stamp) == when.at


@pytest.mark.parametrize(
    ("accepts", "found"),
    [
        ("en-GB,en;q=0.9", "en_GB"),
        ("de-DE, en-AU;q=0.5", "en_AU"),
        ("de-DE", "en"),
        ("", "en"),
        ("*", "en"),
        ("../../etc/passwd, \x00, en-🙂, en_GB", "en"),
        ("x" * 8000, "en"),
    ],
)
def test_the_region_follows_the_reader_and_the_language_stays(accepts: str, found: str) -> None:
    assert str(regional(accepts, locale=Locale.parse("en"))) == found


def test_the_list_of_zones_is_short_and_each_is_real() -> None:
    assert 100 <= len(ZONES) <= 160
    assert set(ZONES) <= known()
    assert len(set(ZONES)) == len(ZONES)


def test_everybody_finds_a_zone_that_keeps_their_clock() -> None:
    noons = [datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365)]

    def clock(zone: str) -> tuple[timedelta | None, ...]:
        return tuple(noon.astimezone(ZoneInfo(zone)).utcoffset() for noon in noons)

    kept = {clock(zone) for zone in ZONES}
    inhabited = {zone for zone in get_global("zone_territories") if zone in known() and not zone.startswith("Etc/")}

    assert {zone for zone in inhabited if clock(zone) not in kept} == {"Antarctica/Troll"}


@pytest.mark.parametrize("current", ["Asia/Calcutta", "Europe/Kiev", "Antarctica/Troll", "Europe/Berlin"])
def test_the_current_zone_is_always_on_the_list_and_no_city_twice(current: str) -> None:
    listed = [entry for _, cities in choices(current, locale=BRITISH) for entry in cities]

    assert current in {zone for zone, _ in listed}
    assert len({name for _, name in listed}) == len(listed)
