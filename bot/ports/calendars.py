"""The calendars of people and of the organisation, at their vendors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.domain.time import Interval
from bot.inbound import Changes, EventChanges, EventNow, Working


@dataclass(frozen=True, slots=True)
class Event:
    """What a calendar shows. No scores, no notes, no address of the candidate: first name, initial, role and a link.

    A hold has no attendees and is tentative; a booked event invites them. Times are aware UTC. With `meeting` the calendar
    makes a video meeting of its own (Meet, Teams) for it.
    """

    span: Interval
    title: str
    text: str = ""
    where: str = ""
    attendees: tuple[str, ...] = ()
    tentative: bool = False
    meeting: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that stands: the vendor's id, the iCalendar UID, and the link of its meeting once the vendor made that."""

    event: str
    uid: str
    link: str = ""


class Calendar(Protocol):
    """One vendor's calendars, each named by its owner's address. `key` makes placing idempotent: once, however often.

    `changes` covers at least the window, and may tell of what lies up to two weeks around it. What cannot be seen is
    raised, never told as free. `events` is the feed of our own events on the organiser's calendar, with who answered what;
    of what was deleted it tells every id that may be ours. `look` tells how one of them stands now, `hours` when its owner
    works as far as the calendar knows, None where it tells nothing. `place` raises Unheld for one that we can only read.
    """

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes: ...
    async def events(self, owner: str, cursor: str, *, window: Interval) -> EventChanges: ...
    async def look(self, owner: str, kept: str) -> EventNow: ...
    async def hours(self, owner: str) -> Working | None: ...
    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]: ...
    async def place(self, owner: str, event: Event, *, key: str) -> Kept: ...
    async def move(self, owner: str, kept: str, event: Event) -> Kept: ...
    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """A vendor's promise to say when a calendar changes: its id, the vendor's name for what is watched, and its end."""

    id: str
    resource: str
    expires: datetime


@runtime_checkable
class Watching(Protocol):
    """A calendar that says when something changes: a hint, never the truth, and never for longer than `expires` (UTC).

    `to` is the https address that hears it, `token` what it says to be believed. `renew` returns what holds from now on.
    """

    async def watch(self, owner: str, *, to: str, token: str) -> Watch: ...
    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch: ...
    async def unwatch(self, owner: str, watch: Watch) -> None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a vendor's notifications about one calendar are heard: the https address, and the token they must repeat."""

    to: str
    token: str
