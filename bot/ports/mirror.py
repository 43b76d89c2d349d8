"""What the record knows of calendars: the mirror of people's own, the organiser's, and what closes them to us."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.calendar_faults import Cause, Doing, Fault
from bot.domain.ids import InterviewId, PersonId
from bot.domain.time import Interval
from bot.inbound import BusyTime, Changes, GuestAnswer
from bot.ports.calendars import Watch


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What the mirror knows of one person: busy times of others' making, and when the feed was last read.

    `blind`: only busy times are open to us, so that one of them may be an event of ours at a time that we did not give it.
    """

    busy: tuple[Interval, ...]
    read_at: datetime | None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Vanished:
    """What of ours is not on somebody's calendar any more: keys of holds, and iCalendar UIDs of copies of booked events.

    `unsure`: it is only known that a feed that was read anew did not tell of them.
    """

    holds: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Ours:
    """A hold (by its key) or a copy of a booked event (by its UID) as it stands on somebody's calendar."""

    own: str
    uid: str
    span: Interval


class Mirror(Protocol):
    """Own holds and booked events are left out of `busy`: reservations stand for them.

    Where only busy times are open to us, one that equals an event of ours is taken for it, once for each event; others of
    ours cannot be told from what others made.
    """

    async def of(self, people: Sequence[PersonId], span: Interval) -> Mapping[PersonId, Mirrored]: ...
    async def cursor(self, person: PersonId) -> str: ...
    async def stands_at(self, person: PersonId, cursor: str) -> bool:
        """Return whether the feed is known up to there and no further; that stays so until this work is over."""
        ...

    async def apply(self, person: PersonId, changes: Changes, *, read_at: datetime) -> Vanished: ...
    async def note(self, person: PersonId, own: BusyTime) -> None:
        """Know of what we placed before a feed tells of it; where nothing was read yet, or we may not see it, do nothing."""
        ...

    async def ours(self, person: PersonId, *, after: datetime) -> Sequence[Ours]:
        """Return what of ours stands on somebody's calendar and ends after a moment."""
        ...

    async def forget(self, person: PersonId) -> None:
        """Nothing is known of somebody's calendar any more: it is another one now, or none."""
        ...


@dataclass(frozen=True, slots=True)
class Watched:
    """What a vendor promised to tell about one calendar: whose it is, and by which name the vendor knows its owner.

    A `watch` without an id is a refusal: there is nothing to ask again before it `expires`.
    """

    whose: PersonId
    vendor: str
    owner: str
    watch: Watch


class Watches(Protocol):
    """One for each calendar, the newest; `ORGANISER` is the organisation's own."""

    async def get(self, whose: PersonId) -> Watched | None: ...
    async def all(self) -> Sequence[Watched]: ...
    async def save(self, watched: Watched) -> None: ...
    async def forget(self, whose: PersonId) -> None: ...
    async def forget_refusals(self) -> None: ...


@dataclass(frozen=True, slots=True)
class GuestSaid:
    """What the organiser's calendar showed last of somebody's answer to a `sequence`'s event, and a time they propose."""

    answer: GuestAnswer
    sequence: int
    proposed: Interval | None = None


class Organiser(Protocol):
    """The calendar that booked events stand on: how far its feed was read, and what guests were last seen to answer.

    Another owner's feed, or another calendar's, is read from the beginning.
    """

    async def cursor(self, calendar: str, *, owner: str) -> str: ...
    async def reached(self, calendar: str, *, owner: str, cursor: str, read_at: datetime | None) -> None:
        """Go on from here; `read_at` is None while there is more to read."""
        ...

    async def read_at(self, calendar: str, *, owner: str) -> datetime | None: ...
    async def answers(self, interviews: Collection[InterviewId]) -> Mapping[InterviewId, Mapping[PersonId, GuestSaid]]:
        """Return what is known of those interviews of which anything is."""
        ...

    async def note(self, interview: InterviewId, person: PersonId, said: GuestSaid) -> None: ...


class CalendarFaults(Protocol):
    """What we cannot do with whose calendar, until it works again; one for each thing that was tried."""

    async def of(self, people: Collection[PersonId]) -> Sequence[Fault]: ...
    async def of_cause(self, vendor: str, cause: Cause) -> Sequence[Fault]:
        """Return them with the oldest first."""
        ...

    async def add(self, fault: Fault) -> None:
        """Note it, in place of what was known to be wrong with the same thing."""
        ...

    async def forget(self, whose: PersonId, doing: Doing | None = None) -> None:
        """Nothing is wrong there any more; without `doing`, with nothing."""
        ...
