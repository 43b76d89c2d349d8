"""What calendars tell: people's own, which are mirrored, and the organiser's, where booked events stand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import InterviewId, PersonId
from bot.domain.time import Interval, WorkingHours


@dataclass(frozen=True, slots=True)
class BusyTime:
    """One busy stretch on a calendar: the vendor's id, our own hold key and iCalendar UID where the vendor shows them."""

    id: str
    span: Interval
    own: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a calendar feed brought since a cursor. `whole` replaces all that was mirrored; `more` means: read on.

    `gone` is all that does not take time any more; those of it that are not there any more, or that the owner declined, are
    `deleted` as well. `blind`: only busy times are open to us, not what stands there.
    """

    busy: tuple[BusyTime, ...]
    gone: tuple[str, ...]
    cursor: str
    whole: bool = False
    more: bool = False
    deleted: tuple[str, ...] = ()
    blind: bool = False


class GuestAnswer(StrEnum):
    """What a guest answered to an invitation, in their calendar."""

    NONE = "none"
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Guest:
    """An invited address, its answer, and the time it proposes instead (UTC; Google tells none)."""

    email: str
    answer: GuestAnswer
    proposed: Interval | None = None


@dataclass(frozen=True, slots=True)
class EventNow:
    """How an event on the organiser's calendar stands: its time, None once it is deleted or cancelled, guests, and link."""

    event: str
    span: Interval | None
    guests: tuple[Guest, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What a feed of the organiser's calendar brought since a cursor: events of ours, and ids of whatever was deleted.

    `whole` says that nothing is known about what went before, so each event has to be looked at; `more` means: read on.
    """

    events: tuple[EventNow, ...]
    cursor: str
    whole: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """What a calendar's own settings tell of its owner's week.

    `zone` is an IANA name, empty where the calendar has a zone that is none of those; `hours` are None where it tells none.
    """

    zone: str
    hours: WorkingHours | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """Which calendar was read, whose it is there, and where the reading went on from."""

    calendar: str
    owner: str
    cursor: str


@dataclass(frozen=True, slots=True)
class CalendarTouched:
    """A calendar says that something changed there, not what: a hint to read it. `ORGANISER` is the organisation's own.

    `lapsed`: it also says that it will not tell us any more, or not for long.
    """

    person: PersonId
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A feed answered: `read_at` is when, by our clock."""

    person: PersonId
    changes: Changes
    read_at: datetime
    feed: Feed


@dataclass(frozen=True, slots=True)
class HoursRead:
    """A calendar told of its owner's week, or nothing."""

    person: PersonId
    told: Working | None


@dataclass(frozen=True, slots=True)
class EventsRead:
    """The feed of the organiser's calendar answered: which one was read, whose, and when by our clock."""

    calendar: str
    owner: str
    changes: EventChanges
    read_at: datetime


@dataclass(frozen=True, slots=True)
class EventSeen:
    """The event of a booked interview was looked at: how it stands on the organiser's calendar.

    Before that, these people's copies of it were found `gone`, or `strayed` to another time.
    """

    interview: InterviewId
    now: EventNow
    gone: tuple[PersonId, ...] = ()
    strayed: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarWatched:
    """A vendor will tell of changes in this owner's calendar until `expires` (UTC).

    `watch` is the vendor's id for that, `resource` its name for the calendar. Without an id it will not, and is not asked
    again before `expires`.
    """

    person: PersonId
    vendor: str
    owner: str
    watch: str
    resource: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class CalendarUnwatched:
    """Nobody tells of changes in this calendar any more."""

    person: PersonId
