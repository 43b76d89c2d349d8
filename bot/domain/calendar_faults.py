"""Why a calendar does not let us in, as a closed list: each cause has one cure, whichever vendor's calendar it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ORGANISER, PersonId


class Cause(StrEnum):
    """What is wrong with a calendar for good, until somebody mends it.

    Some concern everybody's calendars of one vendor (see WHOLE), the others one calendar each.
    """

    CONSENT = "consent"
    """The organisation has not let us in, or not any more: delegation, scopes, admin consent, an app that is disabled."""

    KEY = "key"
    """The credentials do not count any more: deleted, expired or wrong."""

    NOT_FOUND = "not_found"
    """There is no such person, mailbox or calendar."""

    NOT_ALLOWED = "not_allowed"
    """This one calendar is closed to us."""

    QUOTA = "quota"
    """A limit that does not pass by itself, such as a mailbox that is full."""

    ELSEWHERE = "elsewhere"
    """The mailbox is where we cannot reach it: on a server of the organisation's own, or moved away."""

    SILENT = "silent"
    """It did not answer for the better part of a day, however often it was asked."""

    OFF = "off"
    """Usher is not connected to calendars of this kind."""


WHOLE = frozenset({Cause.CONSENT, Cause.KEY, Cause.SILENT, Cause.OFF})
"""What is mended in one place for everybody: once one of the calendars is open again, so may be the others."""


class Doing(StrEnum):
    """What was tried: a calendar can be open to one and closed to the other."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Fault:
    """What we cannot do with somebody's calendar (ORGANISER: the organisation's own), why, and since when (aware UTC)."""

    whose: PersonId
    doing: Doing
    vendor: str
    cause: Cause
    since: datetime

    @property
    def is_unheld(self) -> bool:
        """Whether nothing can be held on a calendar that is open to us otherwise; nobody has to mend that."""
        return self.whose != ORGANISER and self.doing is Doing.WRITE and self.cause is Cause.NOT_ALLOWED
