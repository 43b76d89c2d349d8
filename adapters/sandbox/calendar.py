"""Calendars that behave like the vendors' do, without an account: live conflicts, invitations, changes since a cursor."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from adapters.sandbox.feed import Entry, changes
from adapters.sandbox.shelf import Shelf
from bot.codec import plain, structured
from bot.domain.time import Interval
from bot.inbound import Changes
from bot.ports import Clock, Event, Kept, Permanent

KIND = "calendar"


class SandboxCalendar:
    """Implements `bot.ports.Calendar`. Owners are addresses, case ignored; a calendar is there as soon as it is named.

    An event is one document, and an attendee's copy is that same document seen from their side, so organiser and copies
    cannot come apart when the process dies in between.
    """

    def __init__(self, shelf: Shelf, *, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._turn = asyncio.Lock()

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        entries = await self._entries()
        return changes(entries, owner=_address(owner), cursor=cursor, window=window, now=self._clock())

    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]:
        """Return what is busy now, each event whole and by itself, in order; our own tentative holds are busy too."""
        return tuple(entry.span for entry in await self.on(owner, span))

    async def on(self, owner: str, span: Interval) -> Sequence[Entry]:
        """Return the events that stand on a calendar within `span`, in order."""
        mine = (entry for entry in await self._entries() if entry.stands_for(_address(owner)))
        return sorted((entry for entry in mine if entry.span.overlaps(span)), key=lambda entry: (entry.span, entry.id))

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        """Place an event, once per key: a second time returns what stands. Conflicts are not refused; vendors do not.

        Raises Permanent for a key whose event was removed: as with Google's event ids, a key is used up then.
        """
        async with self._turn:
            name = _id("key", owner, key)
            entry = await self._entry(name)
            if entry is None:
                entry = await self._write(self._new(name, owner, event, own=key))
            if entry.removed:
                raise Permanent("key was used and removed")
            return Kept(entry.id, entry.uid)

    async def move(self, owner: str, kept: str, event: Event) -> Kept:
        """Change an event in place, on every calendar it stands on; raises Permanent if it is not there any more."""
        async with self._turn:
            entry = await self._entry(kept)
            if entry is None or entry.removed or entry.owner != _address(owner):
                raise Permanent("no such event")
            moved = await self._write(_drawn(entry, event))
            return Kept(moved.id, moved.uid)

    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None:
        """Take an event off, its copies included; what is gone already is as good. An attendee takes off only theirs."""
        if not key and not kept:
            raise ValueError("name the event by its key or its id")
        async with self._turn:
            entry = await self._entry(kept or _id("key", owner, key))
            if entry is None or not entry.stands_for(_address(owner)):
                return
            if entry.owner == _address(owner):
                await self._write(replace(entry, removed=True))
                return
            others = tuple(address for address in entry.attendees if address != _address(owner))
            await self._write(replace(entry, attendees=others, former=(*entry.former, _address(owner))))

    async def put_busy(self, owner: str, span: Interval, *, title: str) -> str:
        """A person blocks time on their own calendar; returns the event's id. The same block twice is one."""
        async with self._turn:
            name = _id("busy", owner, f"{span.start.isoformat()} {span.end.isoformat()} {title}")
            entry = await self._entry(name)
            if entry is None or entry.removed:
                entry = await self._write(self._new(name, owner, Event(span, title), own=""))
            return entry.id

    def _new(self, name: str, owner: str, event: Event, *, own: str) -> Entry:
        return Entry(
            id=name,
            owner=_address(owner),
            uid=f"{name}@calendar.sandbox.example",
            span=event.span,
            title=event.title,
            text=event.text,
            where=event.where,
            attendees=_addresses(event),
            tentative=event.tentative,
            own=own,
            change=0,
            changed_at=self._clock(),
        )

    async def _entries(self) -> Sequence[Entry]:
        return [structured(body, Entry) for _, body in await self._shelf.all(KIND)]

    async def _entry(self, name: str) -> Entry | None:
        body = await self._shelf.get(KIND, name)
        return None if body is None else structured(body, Entry)

    async def _write(self, entry: Entry) -> Entry:
        """Keep a change under the highest number of all, so that no reader has passed it before it could be seen.

        Another process may have written a higher number in between, and a reader may have gone on from there: then this
        change is numbered anew.
        """
        while True:
            changed = replace(entry, change=await self._shelf.next(KIND), changed_at=self._clock())
            await self._shelf.put(KIND, changed.id, plain(changed, Entry))
            if all(other.change <= changed.change for other in await self._entries()):
                return changed


def _drawn(entry: Entry, event: Event) -> Entry:
    """The same event, saying something new; who is not invited any more is remembered, to be told that it is gone."""
    invited = _addresses(event)
    return replace(
        entry,
        span=event.span,
        title=event.title,
        text=event.text,
        where=event.where,
        attendees=invited,
        tentative=event.tentative,
        former=tuple(sorted({*entry.former, *entry.attendees} - {*invited})),
    )


def _addresses(event: Event) -> tuple[str, ...]:
    return tuple(_address(attendee) for attendee in event.attendees)


def _address(text: str) -> str:
    return text.strip().casefold()


def _id(kind: str, owner: str, key: str) -> str:
    return hashlib.sha256(f"{kind}\0{_address(owner)}\0{key}".encode()).hexdigest()[:26]
