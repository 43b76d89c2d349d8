"""Google Calendar: what makes people busy, holds on their own calendars, the booked event on the organiser's."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adapters.calendars.google_calls import FREEBUSY, SETTINGS, Answer, GoogleCalls
from adapters.calendars.google_event import busy_time, changed, event_id, event_now, is_deleted, is_ours, kept, new
from adapters.calendars.google_faults import Said, Unseen, unheld
from adapters.calendars.google_feed import FREEBUSY_AT_ONCE, PAGE, Place, after, beginning, place_of, span_query
from bot.domain.refusal import Refusal
from bot.domain.time import Interval, epoch, from_epoch, zone
from bot.inbound import BusyTime, Changes, EventChanges, EventNow, Working
from bot.ports import Event, Kept, Permanent, Transient, Watch

GONE = frozenset({404, 410})
THERE = 409
CHANGED = 412
TRIES = 3
MOST_PAGES = 40
NO_EVENT = "no such event"


class GoogleCalendar:
    """Implements `bot.ports.Calendar` and `Watching`. Owners are users of the organisation, each spoken for as themselves.

    `house` is whose eyes see the free and busy times of people that are none, such as contractors who share theirs.
    Titles with one of the `ignored` words count as free.
    """

    def __init__(self, calls: GoogleCalls, *, house: str, ignored: Sequence[str] = ()) -> None:
        self._calls = calls
        self._events = calls.api.events()
        self._house = house
        self._ignored = tuple(ignored)

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        place = place_of(cursor, owner=owner, window=window)
        if place.seen:
            return await self._free_and_busy(owner, place)
        try:
            return await self._changes(owner, place)
        except Said:
            return await self._changes(owner, beginning(owner, window))
        except Unseen as unseen:
            return await self._free_and_busy(owner, beginning(owner, window), unseen=unseen)

    async def events(self, owner: str, cursor: str, *, window: Interval) -> EventChanges:
        """Return one page of what became of our events, with all of their guests; what was deleted is named by its id."""
        place = place_of(cursor, owner=owner, window=window)
        try:
            return await self._our_events(owner, replace(place, seen=0))
        except Said:
            return await self._our_events(owner, beginning(owner, window))

    async def look(self, owner: str, kept: str) -> EventNow:
        standing = await self._standing(owner, kept)
        return EventNow(kept, None) if standing is None else event_now(standing, floating="UTC")

    async def hours(self, owner: str) -> Working | None:
        """Return the zone alone, from its owner's settings, or the calendar's own where those are closed to us.

        Google's API does not tell working hours.
        """
        try:
            get = self._calls.api.settings().get(setting="timezone")
            name = (await self._calls.run(owner, get, scope=SETTINGS)).get("value", "")
        except Unseen:
            one = self._events.list(calendarId="primary", maxResults=1, fields="timeZone")
            name = (await self._calls.run(owner, one)).get("timeZone", "")
        return Working(str(name)) if _is_zone(str(name)) else None

    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]:
        """Return what is busy now, each event whole and by itself, in order; merged where only that is open to us."""
        try:
            return sorted(each.span for each in await self._on(owner, span))
        except Unseen as unseen:
            return await self._seen_by_house(owner, span, unseen=unseen)

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        """Place an event, once per key: a second time returns what stands. Guests get Google's invitation.

        Raises Permanent for a key whose event was removed (Google never frees an id), Unheld where only free and busy
        times are open to us.
        """
        try:
            return await self._place(owner, event, key=key)
        except Unseen as unseen:
            await self._seen_by_house(owner, event.span, unseen=unseen)
            raise unheld(unseen) from unseen

    async def move(self, owner: str, kept: str, event: Event) -> Kept:
        """Bring an event to what it should say, and tell its guests; an answer that one gives meanwhile is not lost.

        Raises Permanent if it is not there any more, or is somebody else's.
        """
        for _ in range(TRIES):
            try:
                return await self._move(owner, kept, event)
            except Said:
                continue
        raise Transient("Google 412: the event keeps changing", refused=True)

    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None:
        """Take an event off, with notice to its guests; what is gone already is as good. A guest takes off their copy."""
        if not key and not kept:
            raise ValueError("name the event by its key or its id")
        delete = self._events.delete(
            calendarId="primary", eventId=kept or event_id(owner, key), sendUpdates="all" if kept else "none"
        )
        with suppress(Said):
            await self._calls.run(owner, delete, expecting=GONE)

    async def watch(self, owner: str, *, to: str, token: str) -> Watch:
        """Have Google tell `to` of changes, for about a week; the address needs a certificate that Google accepts."""
        channel = {"id": secrets.token_hex(16), "type": "web_hook", "address": to, "token": token}
        told = await self._calls.run(owner, self._events.watch(calendarId="primary", body=channel))
        ends = datetime.fromtimestamp(int(told["expiration"]) / 1000, UTC)
        return Watch(told["id"], told["resourceId"], ends)

    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch:
        """Return a new channel: Google extends none. The old one is stopped, or ends by itself."""
        fresh = await self.watch(owner, to=to, token=token)
        with suppress(Transient, Permanent):
            await self.unwatch(owner, watch)
        return fresh

    async def unwatch(self, owner: str, watch: Watch) -> None:
        stop = self._calls.api.channels().stop(body={"id": watch.id, "resourceId": watch.resource})
        with suppress(Said):
            await self._calls.run(owner, stop, expecting=GONE)

    async def _place(self, owner: str, event: Event, *, key: str) -> Kept:
        body = new(event, owner=owner, key=key)
        insert = self._events.insert(calendarId="primary", body=body, sendUpdates=_told(event), conferenceDataVersion=1)
        try:
            return kept(await self._calls.run(owner, insert, expecting={THERE}))
        except Said:
            standing = await self._standing(owner, body["id"])
        if standing is None:
            raise Permanent("key was used and removed")
        return kept(standing)

    async def _changes(self, owner: str, place: Place) -> Changes:
        """Return one page; raises Said when Google cannot read on from there (410), or does not know its token (400)."""
        expecting = () if place.first else (400, 410)
        told = await self._calls.run(owner, self._events.list(**place.query(), maxAttendees=1), expecting=expecting)
        items = {item["id"]: item for item in told.get("items", ())}
        reads = (self._read(item, owner, told) for item in items.values())
        busy = tuple(each for each in reads if each is not None and each.span.overlaps(place.range))
        gone = () if place.first else tuple(items.keys() - {each.id for each in busy})
        deleted = tuple(name for name in gone if is_deleted(items[name]))
        onwards, more = after(place, told)
        return Changes(busy, gone, onwards.text(), whole=place.first, more=more, deleted=deleted)

    async def _our_events(self, owner: str, place: Place) -> EventChanges:
        """Return one page; raises Said as `_changes` does."""
        expecting = () if place.first else (400, 410)
        told = await self._calls.run(owner, self._events.list(**place.query()), expecting=expecting)
        ours = (item for item in told.get("items", ()) if is_ours(item, owner=owner))
        events = tuple(event_now(item, floating=told.get("timeZone", "UTC")) for item in ours)
        onwards, more = after(place, told)
        return EventChanges(events, onwards.text(), whole=place.first, more=more)

    def _read(self, item: Answer, owner: str, told: Answer) -> BusyTime | None:
        return busy_time(item, owner=owner, ignored=self._ignored, floating=told.get("timeZone", "UTC"))

    async def _on(self, owner: str, span: Interval) -> Sequence[BusyTime]:
        """Return what is busy on a calendar that its owner's eyes can read, page by page to the end."""
        found: list[BusyTime] = []
        page: Mapping[str, str] = {}
        for _ in range(MOST_PAGES):
            query = {"calendarId": "primary", "singleEvents": True, "maxAttendees": 1, **span_query(span), **page}
            told = await self._calls.run(owner, self._events.list(**query))
            reads = (self._read(item, owner, told) for item in told.get("items", ()))
            found += [each for each in reads if each is not None]
            if "nextPageToken" not in told:
                return found
            page = {"pageToken": told["nextPageToken"]}
        raise Permanent("Google: more events than can be read")

    async def _move(self, owner: str, event: str, wanted: Event) -> Kept:
        standing = await self._standing(owner, event)
        if standing is None or not standing.get("organizer", {}).get("self"):
            raise Permanent(NO_EVENT)
        body = changed(wanted, standing=standing)
        if not body:
            return kept(standing)
        patch = self._events.patch(
            calendarId="primary", eventId=event, body=body, sendUpdates="all", conferenceDataVersion=1
        )
        try:
            return kept(await self._calls.run(owner, patch, expecting={CHANGED, *GONE}, etag=standing["etag"]))
        except Said as said:
            if said.status in GONE:
                raise Permanent(NO_EVENT) from said
            raise

    async def _standing(self, owner: str, event: str) -> dict[str, Any] | None:
        """Return an event as it stands now, None for one that was removed or never was."""
        get = self._events.get(calendarId="primary", eventId=event)
        try:
            told = await self._calls.run(owner, get, expecting=GONE)
        except Said:
            return None
        return None if told.get("status") == "cancelled" else dict(told)

    async def _free_and_busy(self, owner: str, place: Place, *, unseen: Unseen | None = None) -> Changes:
        """Return one page of what is open to us of a calendar that is not: times alone, and all of them each time."""
        start = from_epoch(place.seen) if place.seen else place.range.start
        spans = await self._seen_by_house(owner, Interval(start, place.range.end), unseen=unseen)
        page, rest = spans[:PAGE], spans[PAGE:]
        busy = tuple(BusyTime(f"{epoch(each.start)}-{epoch(each.end)}", each) for each in page)
        cursor = replace(place, seen=epoch(page[-1].end)).text() if rest else ""
        return Changes(busy, (), cursor, whole=not place.seen, more=bool(rest), blind=True)

    async def _seen_by_house(self, owner: str, span: Interval, *, unseen: Unseen | None) -> Sequence[Interval]:
        """Return busy times by free/busy; a calendar that is closed to that as well is unknown, and raises `unseen`."""
        found: list[Interval] = []
        start = span.start
        while start < span.end:
            end = min(start + FREEBUSY_AT_ONCE, span.end)
            body = {**span_query(Interval(start, end)), "items": [{"id": owner.strip().lower()}]}
            query = self._calls.api.freebusy().query(body=body)
            try:
                told = await self._calls.run(self._house, query, scope=FREEBUSY)
            except Permanent as closed:
                raise unseen or closed from closed
            found += _open(told, unseen=unseen)
            start = end
        return found


def _open(told: Answer, *, unseen: Unseen | None) -> Sequence[Interval]:
    """Return the busy times of the one calendar asked for. An error stands inside an answer that is a success by itself."""
    (calendar,) = told["calendars"].values()
    for error in calendar.get("errors", ()):
        if error.get("reason") in {"internalError", "backendError"}:
            raise Transient("Google: free and busy times cannot be read just now", refused=True)
        raise unseen or Permanent("Google: free and busy times cannot be read")
    edges = ((datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"])) for each in calendar["busy"])
    return [Interval(start.astimezone(UTC), end.astimezone(UTC)) for start, end in edges if start < end]


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except Refusal:
        return False
    return True


def _told(event: Event) -> str:
    return "all" if event.attendees else "none"
