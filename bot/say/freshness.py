"""How old what calendars told is, where somebody decides by it; and that they are being read."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import Fine, Para, When, para, spans
from bot.domain.freshness import Unread
from bot.domain.people import Person

LOOK_AGAIN = "Look again"
MINUTE = timedelta(minutes=1)


def age_line(age: timedelta) -> Fine:
    """Return how long ago the oldest of the calendars was read by which times were found."""
    minutes = age // MINUTE
    if minutes < 1:
        return Fine(spans("Calendars read just now."))
    return Fine(spans(f"Calendars read {minutes} {'minute' if minutes == 1 else 'minutes'} ago."))


def reading(people: Sequence[Person]) -> Para:
    return para(
        f"I'm reading {_calendars(people)}; press “{LOOK_AGAIN}” in a few seconds. If it stays like this, it cannot be"
        " read: choose somebody else, or ask an admin."
    )


def unread_line(unread: Unread) -> Fine:
    """Return what a search for times waits for."""
    waits = f"Before I look for times I read {_calendars(unread.people)}"
    one = len(unread.people) == 1
    if unread.read_at is None:
        return Fine(spans(f"{waits}, {'which' if one else 'not all of which'} I have {'not ' if one else ''}read yet."))
    return Fine(spans(f"{waits}, {'' if one else 'the oldest of them '}last read ", When(unread.read_at), "."))


def _calendars(people: Sequence[Person]) -> str:
    return " and ".join(f"{person.name}'s calendar" for person in people)
