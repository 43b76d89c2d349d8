"""Calendars that behave like the vendors' do, without an account: live conflicts, invitations, changes since a cursor."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from adapters.sandbox.feed import Entry, changes, events
from adapters.sandbox.shelf import Body, Shelf
from bot.codec import plain, structured
from bot.domain.calendar_faults import Cause
from bot.domain.time import Hours, Interval, WorkingHours
from bot.inbound import Changes, EventChanges, EventNow, Guest, GuestAnswer, Working
from bot.ports import Clock, Event, Kept, Permanent, Unheld

KIND = "calendar"
WEEK = "calendar week"
NO_EVENT = "no such event"


class SandboxCalendar:
    """Implements `bot.ports.Calendar`. Owners are addresses, case ignored; a calendar is there as soon as it is named.

    An event is one document, and an attendee's copy is that same document seen from their side, so organiser and copies
    cannot come apart when the process dies in between. With `late`, links of meetings are made by `make_links` alone;
    calendars of who is in `read_only` take nothing from us.
    """

    def __init__(self, shelf: Shelf, *, clock: Clock) -> None:
        self.late = False
        self.read_only: set[str] = set()
        self._shelf = shelf
        self._clock = clock
        self._turn = asyncio.Lock()

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        entries = await self._entries()
        return changes(entries, owner=_address(owner), cursor=cursor, window=window, now=self._clock())

    async def events(self, owner: str, cursor: str, *, window: Interval) -> EventChanges:
        entries = await self._entries()
        return events(entries, owner=_address(owner), cursor=cursor, window=window, now=self._clock())

    async def look(self, owner: str, kept: str) -> EventNow:
        entry = await self._entry(kept)
        if entry is None or entry.owner != _address(owner):
            return EventNow(kept, None)
        return entry.now()

    async def hours(self, owner: str) -> Working | None:
        body = await self._shelf.get(WEEK, _address(owner))
        return None if body is None else _working(body)

    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]:
        """Return what is busy now, each event whole and by itself, in order; our own tentative holds are busy too."""
        return sorted(entry.span_for(_address(owner)) for entry in await self.on(owner, span) if not entry.free)

    async def on(self, owner: str, span: Interval) -> Sequence[Entry]:
        """Return the events that stand on a calendar within `span`, in order."""
        mine = (entry for entry in await self._entries() if entry.stands_for(_address(owner)))
        within = (entry for entry in mine if entry.span_for(_address(owner)).overlaps(span))
        return sorted(within, key=lambda entry: (entry.span, entry.id))

    async def all(self) -> Sequence[Entry]:
        """Return every event there ever was, what was removed included, in the order they were made."""
        return await self._entries()

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        """Place an event, once per key: a second time returns what stands. Conflicts are not refused; vendors do not.

        Raises Permanent for a key whose event was removed: as with Google's event ids, a key is used up then.
        """
        if _address(owner) in self.read_only:
            raise Unheld("nobody else may write to this calendar", cause=Cause.NOT_ALLOWED)
        async with self._turn:
            name = _id("key", owner, key)
            entry = await self._entry(name)
            if entry is None:
                entry = await self._write(self._new(name, owner, event, own=key))
            if entry.removed:
                raise Permanent("key was used and removed")
            return Kept(entry.id, entry.uid, entry.link)

    async def move(self, owner: str, kept: str, event: Event) -> Kept:
        """Change an event in place, on every calendar it stands on; raises Permanent if it is not there any more."""
        async with self._turn:
            entry = await self._entry(kept)
            if entry is None or entry.removed or entry.owner != _address(owner):
                raise Permanent(NO_EVENT)
            drawn = _drawn(entry, event)
            moved = await self._write(drawn if self.late else _linked(drawn))
            return Kept(moved.id, moved.uid, moved.link)

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
            left = replace(entry, attendees=others, former=(*entry.former, _address(owner)))
            await self._write(_answered(left, Guest(_address(owner), GuestAnswer.NO)))

    async def put_busy(self, owner: str, span: Interval, *, title: str) -> str:
        """A person blocks time on their own calendar; returns the event's id. The same block twice is one."""
        async with self._turn:
            name = _id("busy", owner, f"{span.start.isoformat()} {span.end.isoformat()} {title}")
            entry = await self._entry(name)
            if entry is None or entry.removed:
                entry = await self._write(self._new(name, owner, Event(span, title), own=""))
            return entry.id

    async def answer(self, guest: str, event: str, answer: GuestAnswer, *, proposed: Interval | None = None) -> None:
        """A guest answers an invitation, and may propose another time."""
        async with self._turn:
            entry = await self._standing(event)
            await self._write(_answered(entry, Guest(_address(guest), answer, proposed)))

    async def shift(self, owner: str, event: str, span: Interval) -> None:
        """A person drags an event to another time: their own copy alone, unless they are its organiser."""
        async with self._turn:
            entry = await self._standing(event)
            if entry.owner == _address(owner):
                await self._write(_at(entry, span))
            else:
                await self._write(replace(entry, copies={**entry.copies, _address(owner): span}))

    async def free(self, event: str) -> None:
        """A person says that an event of theirs takes no time."""
        async with self._turn:
            await self._write(replace(await self._standing(event), free=True))

    async def work(self, owner: str, working: Working) -> None:
        """A person tells their calendar when they work."""
        days = (working.hours or WorkingHours()).days
        week = {day: [hours.opens.isoformat(), hours.closes.isoformat()] for day, hours in days.items()}
        await self._shelf.put(WEEK, _address(owner), {"zone": working.zone, "week": week})

    async def make_links(self) -> None:
        """Every meeting that has no link yet gets one."""
        async with self._turn:
            for entry in await self._entries():
                if _linked(entry) != entry and not entry.removed:
                    await self._write(_linked(entry))

    def _new(self, name: str, owner: str, event: Event, *, own: str) -> Entry:
        entry = Entry(
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
            meeting=event.meeting,
        )
        return entry if self.late else _linked(entry)

    async def _entries(self) -> Sequence[Entry]:
        return [structured(body, Entry) for _, body in await self._shelf.all(KIND)]

    async def _entry(self, name: str) -> Entry | None:
        body = await self._shelf.get(KIND, name)
        return None if body is None else structured(body, Entry)

    async def _standing(self, name: str) -> Entry:
        entry = await self._entry(name)
        if entry is None or entry.removed:
            raise Permanent(NO_EVENT)
        return entry

    async def _write(self, entry: Entry) -> Entry:
        """Keep a change under the highest number of all, so that no reader has passed it before it could be seen.

        Another process may have written a higher number in between, and a reader may have gone on from there: then this
        change is numbered anew.
        """
        while True:
            changed = replace(entry, change=await self._shelf.next(KIND), changed_at=self._clock())
            await self._shelf.put(KIND, changed.id, plain(changed, Entry))
            if all(body["change"] <= changed.change for _, body in await self._shelf.all(KIND)):
                return changed


def _drawn(entry: Entry, event: Event) -> Entry:
    """The same event, saying something new; who is not invited any more is remembered, to be told that it is gone."""
    invited, moved = _addresses(event), _at(entry, event.span)
    return replace(
        moved,
        title=event.title,
        text=event.text,
        where=event.where,
        attendees=invited,
        tentative=event.tentative,
        former=tuple(sorted({*entry.former, *entry.attendees} - {*invited})),
        answers=tuple(each for each in moved.answers if each.email in invited),
        meeting=entry.meeting or event.meeting,
    )


def _at(entry: Entry, span: Interval) -> Entry:
    """The same event at a time; if that is another, every guest is asked anew and every copy follows."""
    if span == entry.span:
        return entry
    return replace(entry, span=span, answers=(), copies={})


def _answered(entry: Entry, answer: Guest) -> Entry:
    others = (each for each in entry.answers if each.email != answer.email)
    return replace(entry, answers=(*others, answer))


def _working(body: Body) -> Working:
    days = {int(day): Hours(*(time.fromisoformat(edge) for edge in edges)) for day, edges in body["week"].items()}
    return Working(body["zone"], WorkingHours(days) if days else None)


def _linked(entry: Entry) -> Entry:
    if not entry.meeting or entry.link:
        return entry
    return replace(entry, link=f"https://meet.sandbox.example/{entry.id}")


def _addresses(event: Event) -> tuple[str, ...]:
    return tuple(_address(attendee) for attendee in event.attendees)


def _address(text: str) -> str:
    return text.strip().casefold()


def _id(kind: str, owner: str, key: str) -> str:
    return hashlib.sha256(f"{kind}\0{_address(owner)}\0{key}".encode()).hexdigest()[:26]
