"""The days on which somebody works, as choices for when something is due."""

from datetime import date, datetime, timedelta
from itertools import islice

from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.rows import END_OF_DAY
from bot.domain.time import at, local_day
from bot.moments import ALL_WEEK, LONGEST_ABSENCE


def working_days(person: Person, *, count: int, desk: Desk) -> tuple[date, ...]:
    """Return the next days in the person's zone on which they work, today left out."""
    today = local_day(desk.now, zone=desk.zone_of(person.zone))
    off = person.days_off | desk.policy.organisation.holidays
    week = frozenset(person.hours.days) or ALL_WEEK
    days = (today + timedelta(days=ahead) for ahead in range(1, LONGEST_ABSENCE))
    return tuple(islice((day for day in days if day not in off and day.weekday() in week), count))


def end_of(day: date, *, owner: Person, desk: Desk) -> datetime:
    """Return the end of a day's work where the owner is (aware UTC)."""
    return at(day, END_OF_DAY, zone=desk.zone_of(owner.zone))
