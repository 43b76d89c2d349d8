"""How old what calendars told is, where somebody decides by it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person


@dataclass(frozen=True, slots=True)
class Unread:
    """Whose calendars a search for times waits for; `read_at` is when the oldest of them was read, None for one never read.

    Aware UTC.
    """

    people: tuple[Person, ...]
    read_at: datetime | None
