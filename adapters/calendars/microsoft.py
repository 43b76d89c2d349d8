"""Outlook calendars: what makes people busy, holds on their own calendars, the booked event on the organiser's."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.calendars.microsoft_calls import Answer, GraphCalls, event_path, events_path, user_path
from adapters.calendars.microsoft_event import OF_SERIES, busy_time, changed, is_declined, kept, new, with_joining
from adapters.calendars.microsoft_faults import NOT_FOUND, Said, Unseen, fault, unheld
from adapters.calendars.microsoft_feed import PAGE, Place, after, beginning, place_of, span_query
from adapters.calendars.microsoft_ours import GONE, became, look, missing, placed, read, standing
from adapters.calendars.microsoft_schedule import free_and_busy, seen_by, week
from adapters.calendars.spelling import stamp
from bot.domain.time import Interval
from bot.inbound import BusyTime, Changes, EventChanges, EventNow, Working
from bot.ports import Clock, Event, Kept, Permanent, Transient, Watch

THERE = 409
CHANGED = 412
TRIES = 3
MOST_PAGES = 40
NO_EVENT = "no such event"
BINNED = "ErrorCannotDeleteObject"  # said of what was deleted before, by an id that does not change
USED = "ErrorDuplicateTransactionId"
LASTS = timedelta(minutes=10_000)  # of at most 10 080
AS_TEXT = 'outlook.body-content-type="text"'


class MicrosoftCalendar:
    """Implements `bot.ports.Calendar` and `Watching`. Owners are mailboxes of the tenant that the app may reach.

    `house` is whose eyes see the free and busy times of others. Titles with one of the `ignored` words count as free.
    """

    def __init__(self, calls: GraphCalls, *, house: str, clock: Clock, ignored: Sequence[str] = ()) -> None:
        self._calls = calls
        self._house = house
        self._clock = clock
        self._ignored = tuple(ignored)

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        place = place_of(cursor, owner=owner, window=window, root=self._calls.root)
        if place.seen:
            return await free_and_busy(self._calls, owner, house=self._house, place=place)
        try:
            return await self._changes(owner, place)
        except Said:
            return await self._changes(owner, beginning(owner, window))
        except Unseen as unseen:
            start = beginning(owner, window)
            return await free_and_busy(self._calls, owner, house=self._house, place=start, unseen=unseen)

    async def events(self, owner: str, cursor: str, *, window: Interval) -> EventChanges:
        """Return one page of what became of our events; what is gone from the view is looked at, one by one."""
        place = place_of(cursor, owner=owner, window=window, root=self._calls.root)
        try:
            return await self._our_events(owner, replace(place, seen=0))
        except Said:
            return await self._our_events(owner, beginning(owner, window))

    async def look(self, owner: str, kept: str) -> EventNow:
        return await look(self._calls, owner, kept)

    async def hours(self, owner: str) -> Working | None:
        return await week(self._calls, owner, house=self._house, now=self._clock())

    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]:
        """Return what is busy now, each event whole and by itself, in order."""
        try:
            return sorted(each.span for each in await self._on(owner, span) if each.span.overlaps(span))
        except Unseen as unseen:
            return await seen_by(self._calls, self._house, owner, span, unseen=unseen)

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        """Place an event, once per key: a second time returns what stands. Guests get Outlook's invitation.

        Raises Permanent for a key whose event was removed, for as long as Microsoft remembers it (it does not say how
        long), Unheld where only free and busy times are open to us, or where we may read alone.
        """
        try:
            return await self._place(owner, event, key=key)
        except Unseen as unseen:
            await seen_by(self._calls, self._house, owner, event.span, unseen=unseen)
            raise unheld(unseen) from unseen

    async def move(self, owner: str, kept: str, event: Event) -> Kept:
        """Bring an event to what it should say, and tell its guests.

        Raises Permanent if it is not there any more, or is somebody else's.
        """
        for _ in range(TRIES):
            try:
                return await self._move(owner, kept, event)
            except Said as said:
                if said.status in GONE:
                    raise fault(said.status, said.code) from said
        raise Transient("Microsoft 412: the event keeps changing", refused=True)

    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None:
        """Take an event off, with notice to its guests; what is gone already is as good. A guest takes off their copy.

        A mailbox that is not found may have another address now, so that what stands there is not known to be gone.
        """
        if not key and not kept:
            raise ValueError("name the event by its key or its id")
        found = [kept] if kept else [each["id"] for each in await placed(self._calls, owner, key)]
        for event in found:
            try:
                await self._calls.run("DELETE", event_path(owner, event), expecting={*GONE, 403})
            except Said as said:
                if said.code not in {NOT_FOUND, BINNED}:
                    raise fault(said.status, said.code) from said

    async def watch(self, owner: str, *, to: str, token: str) -> Watch:
        """Have Microsoft tell `to` of changes, for just under a week; it asks that address to answer before it agrees."""
        body = {
            "changeType": "created,updated,deleted",
            "notificationUrl": to,
            "lifecycleNotificationUrl": to,
            "resource": events_path(owner),
            "expirationDateTime": stamp(self._clock() + LASTS),
            "clientState": token,
        }
        return _watch(await self._calls.run("POST", "subscriptions", body=body))

    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch:
        """Return the same subscription with a later end, or a new one where Microsoft has dropped it."""
        body = {"expirationDateTime": stamp(self._clock() + LASTS)}
        try:
            return _watch(await self._calls.run("PATCH", f"subscriptions/{watch.id}", body=body, expecting=GONE))
        except Said:
            return await self.watch(owner, to=to, token=token)

    async def unwatch(self, owner: str, watch: Watch) -> None:
        with suppress(Said):
            await self._calls.run("DELETE", f"subscriptions/{watch.id}", expecting=GONE)

    async def _place(self, owner: str, event: Event, *, key: str) -> Kept:
        try:
            told = await self._calls.run(
                "POST", events_path(owner), body=new(event, owner=owner, key=key), expecting={THERE}
            )
        except Said as said:
            if said.code != USED:
                raise fault(said.status, said.code) from said
            there = await placed(self._calls, owner, key)
            if not there:
                raise Permanent("key was used and removed") from said
            return kept(there[0])
        return kept(told)

    async def _changes(self, owner: str, place: Place) -> Changes:
        """Return one page; raises Said when Graph cannot read on from there (410), or does not know its link (400).

        A series that changed may bring all of its occurrences with it, or none: then all is read anew. Right behind a whole
        read it is left for the next one: Graph may tell again what it told before, and would have us read without end.
        """
        told = await self._page(owner, place)
        items = told.get("value", ())
        is_series = place.settled and any(item.get("type") == "seriesMaster" for item in items)
        if is_series and not place.turned:
            raise Said(410, "series")
        reads = {item["id"]: self._read(item, owner) for item in await self._whole(owner, items)}
        busy = tuple(each for each in reads.values() if each is not None and each.span.overlaps(place.range))
        gone = () if place.first else tuple(reads.keys() - {each.id for each in busy})
        removed = await missing(self._calls, owner, items, place=place)
        lost = {name for name, there in removed.items() if there is None}
        lost |= {item["id"] for item in items if is_declined(item)}
        deleted = tuple(name for name in gone if name in lost)
        onwards, more = (replace(place, turned=False), False) if is_series else after(place, told)
        return Changes(busy, gone, onwards.text(), whole=place.first, more=more, deleted=deleted)

    async def _our_events(self, owner: str, place: Place) -> EventChanges:
        return await became(self._calls, owner, told=await self._page(owner, place), place=place)

    async def _page(self, owner: str, place: Place) -> Answer:
        view = f"{user_path(owner)}/calendarView/delta"
        return await self._calls.run(
            "GET",
            place.link or view,
            query={} if place.link else span_query(place.range),
            prefer=[f"odata.maxpagesize={PAGE}"],
            expecting=() if place.first else (400, 410),
        )

    async def _whole(self, owner: str, items: Sequence[Answer]) -> Sequence[Answer]:
        """Return the items of a delta answer with what occurrences leave out, which their series says."""
        series = {item["id"]: item for item in items if item.get("type") == "seriesMaster"}
        sparse = {item["seriesMasterId"] for item in items if _sparse(item)}
        for name in sorted(sparse - series.keys()):
            series[name] = await self._series(owner, name)
        return [_filled(item, series[item["seriesMasterId"]]) if _sparse(item) else item for item in items]

    async def _series(self, owner: str, name: str) -> Answer:
        """Return what a series says; one that went away meanwhile says nothing, and its occurrences stay busy until then."""
        try:
            return await self._calls.run(
                "GET", event_path(owner, name), query={"$select": ",".join(OF_SERIES)}, expecting=GONE
            )
        except Said:
            return {}

    def _read(self, item: Answer, owner: str) -> BusyTime | None:
        return busy_time(item, owner=owner, ignored=self._ignored)

    async def _on(self, owner: str, span: Interval) -> Sequence[BusyTime]:
        """Return what is busy on a calendar that the app can read, page by page to the end."""
        found: list[BusyTime] = []
        fields = f"id,iCalUId,type,start,end,transactionId,isOrganizer,{','.join(OF_SERIES)}"
        link, query = f"{user_path(owner)}/calendarView", {**span_query(span), "$select": fields, "$top": str(PAGE)}
        for _ in range(MOST_PAGES):
            told = await self._calls.run("GET", link, query=query)
            found += [each for item in told.get("value", ()) if (each := self._read(item, owner)) is not None]
            if "@odata.nextLink" not in told:
                return found
            link, query = str(told["@odata.nextLink"]), {}
        raise Permanent("Microsoft: more events than can be read")

    async def _move(self, owner: str, event: str, wanted: Event) -> Kept:
        """Raises Said for what is gone (404), and for what changed meanwhile (412)."""
        there = await standing(self._calls, owner, event, prefer=[AS_TEXT])
        if not there.get("isOrganizer") or there.get("isCancelled"):
            raise Permanent(NO_EVENT)
        body = changed(wanted, standing=there, owner=owner)
        if not body:
            return kept(there)
        if "body" in body and there.get("isOnlineMeeting"):
            formatted = await read(self._calls, owner, event)
            body["body"] = with_joining(wanted.text, standing=str(formatted["body"]["content"]))
        told = await self._calls.run(
            "PATCH", event_path(owner, event), body=body, etag=there["@odata.etag"], expecting={CHANGED, *GONE}
        )
        return kept(told)


def _sparse(item: Answer) -> bool:
    return item.get("type") == "occurrence" and "showAs" not in item and bool(item.get("seriesMasterId"))


def _filled(item: Answer, series: Answer) -> Answer:
    return {**{name: series[name] for name in OF_SERIES if name in series}, **item}


def _watch(told: Answer) -> Watch:
    return Watch(told["id"], told["resource"], datetime.fromisoformat(told["expirationDateTime"]))
