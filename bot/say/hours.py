"""Working hours in words, for people to read."""

from collections.abc import Mapping

from bot.domain.people import Origin
from bot.domain.time import WEEKDAYS, Hours, WorkingHours

ORIGINS: Mapping[Origin, str] = {
    Origin.UNSAID: "nobody said",
    Origin.HAND: "set by hand",
    Origin.CALENDAR: "from the calendar",
    Origin.CHAT: "from chat",
}


def week(hours: WorkingHours) -> str:
    """Return the days and times of a week in a line: “Mon 09:30–17:00, Tue 09:30–17:00”."""
    days = sorted(hours.days.items())
    runs: list[tuple[int, int, Hours]] = []
    for day, each in days:
        if runs and runs[-1][2] == each and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day, each)
        else:
            runs.append((day, day, each))
    return ", ".join(f"{_days(first, last)} {each.opens:%H:%M}–{each.closes:%H:%M}" for first, last, each in runs)


def _days(first: int, last: int) -> str:
    names = [name.capitalize() for name in WEEKDAYS]
    return names[first] if first == last else f"{names[first]}–{names[last]}"
