"""The days on which somebody works, as choices for when something is due."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.rows import END_OF_DAY
from bot.domain.time import at, clock, local_day
from bot.domain.workdays import works_on
from bot.moments import LONGEST_ABSENCE


def working_days(person: Person, *, count: int, desk: Desk) -> tuple[date, ...]:
    """Return the next days in the person's zone on which they work, today left out."""
    return tuple(islice(_after(desk.now, person=person, desk=desk), count))


def working_days_later(start: datetime, count: int, *, person: Person, desk: Desk) -> datetime:
    """Return the same time of day (aware UTC) after so many of somebody's working days, counted where they are."""
    zone = desk.zone_of(person.zone)
    day = next(islice(_after(start, person=person, desk=desk), count - 1, None), local_day(start, zone=zone))
    return at(day, clock(start, zone=zone), zone=zone)


def _after(start: datetime, *, person: Person, desk: Desk) -> Iterator[date]:
    """Yield the days on which somebody works, after the day of `start` where they are."""
    first, off = local_day(start, zone=desk.zone_of(person.zone)), desk.policy.organisation.holidays
    days = (first + timedelta(days=ahead) for ahead in range(1, LONGEST_ABSENCE))
    return (day for day in days if works_on(person, day, holidays=off))


def end_of(day: date, *, owner: Person, desk: Desk) -> datetime:
    """Return the end of a day's work where the owner is (aware UTC)."""
    return at(day, END_OF_DAY, zone=desk.zone_of(owner.zone))
