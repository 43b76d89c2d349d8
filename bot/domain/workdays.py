"""The days on which somebody works, in their own calendar: the measure of every promise that is told in working days."""

from datetime import date, timedelta

from bot.domain.people import Person

EVERY_DAY = frozenset(range(7))


def works_on(person: Person, day: date, *, holidays: frozenset[date]) -> bool:
    """Whether a local date is one of the person's working days; who has no working hours works on every day."""
    return day not in person.days_off | holidays and day.weekday() in (frozenset(person.hours.days) or EVERY_DAY)


def working_days_between(first: date, last: date, *, person: Person, holidays: frozenset[date]) -> int:
    """Return how many of the person's working days lie after `first`, up to and with `last`."""
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(works_on(person, day, holidays=holidays) for day in days)
