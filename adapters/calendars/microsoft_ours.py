"""Our own events on the organiser's calendar: what became of them, and how one stands now.

A view does not say whether what it shows no more was deleted or lies at another time; and an id that never changes leads to
what was thrown away as well. So what is missing is looked at, and what is found is searched for where it should be.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from adapters.calendars.microsoft_calls import Answer, GraphCalls, event_path, events_path
from adapters.calendars.microsoft_event import STANDING, by_key, event_now, key_of, when
from adapters.calendars.microsoft_faults import NOT_FOUND, Said, fault
from adapters.calendars.microsoft_feed import Place, after
from bot.inbound import EventChanges, EventNow

GONE = frozenset({404, 410})
AT_ONCE = 3  # of the four requests that an app has


async def became(calls: GraphCalls, owner: str, *, told: Answer, place: Place) -> EventChanges:
    """Return what a page of a feed makes of our events. Where a page leaves guests out, the event is asked for."""
    items = {item["id"]: item for item in told.get("value", ())}
    stands = await missing(calls, owner, items.values(), place=place)
    gone = [EventNow(name, None) for name, standing in stands.items() if standing is None]
    full = [await _full(calls, owner, item) for item in items.values() if item["id"] not in stands]
    ours = [each for each in (*stands.values(), *full) if each and key_of(each, owner=owner)]
    onwards, more = after(place, told)
    events = (*gone, *(_now(each) for each in ours))
    return EventChanges(events, onwards.text(), whole=place.first, more=more)


async def look(calls: GraphCalls, owner: str, event: str) -> EventNow:
    try:
        return _now(await standing(calls, owner, event))
    except Said:
        return EventNow(event, None)


async def standing(calls: GraphCalls, owner: str, event: str, *, prefer: Sequence[str] = ()) -> Answer:
    """Return an event that stands on the calendar; raises Said for one that does not, or not any more."""
    told = await read(calls, owner, event, prefer=prefer)
    key = key_of(told, owner=owner)
    if key and event not in [each["id"] for each in await placed(calls, owner, key)]:
        raise Said(404, NOT_FOUND)
    return told


async def placed(calls: GraphCalls, owner: str, key: str) -> Sequence[Answer]:
    """Return what stands on the calendar that was placed with a key."""
    query = {"$filter": by_key(key), "$select": STANDING}
    return tuple((await calls.run("GET", events_path(owner), query=query)).get("value", ()))


async def missing(
    calls: GraphCalls, owner: str, items: Iterable[Answer], *, place: Place
) -> Mapping[str, Answer | None]:
    """Return what a page says was taken out of the view: as it stands at another time, None for what was deleted."""
    names = [str(item["id"]) for item in items if "@removed" in item]
    found: dict[str, Answer | None] = {}
    for start in range(0, len(names), AT_ONCE):
        part = names[start : start + AT_ONCE]
        found |= zip(part, await asyncio.gather(*(_elsewhere(calls, owner, each, place) for each in part)), strict=True)
    return found


async def _elsewhere(calls: GraphCalls, owner: str, event: str, place: Place) -> Answer | None:
    """Return an event at a time beyond the view; one that should be in the view but is not was thrown away."""
    try:
        told = await read(calls, owner, event)
    except Said:
        return None
    return None if when(told).overlaps(place.range) else told


async def _full(calls: GraphCalls, owner: str, item: Answer) -> Answer | None:
    if item.get("type") == "occurrence" or item.keys() >= {"attendees", "transactionId", "start", "end"}:
        return item
    try:
        return await read(calls, owner, item["id"])
    except Said:
        return None


async def read(calls: GraphCalls, owner: str, event: str, *, prefer: Sequence[str] = ()) -> Answer:
    """Return what an id leads to; raises Said where that is nothing, and Permanent where the mailbox is not there."""
    query = {"$select": STANDING}
    try:
        return await calls.run("GET", event_path(owner, event), query=query, prefer=prefer, expecting=GONE)
    except Said as said:
        if said.code != NOT_FOUND:
            raise fault(said.status, said.code) from said
        raise


def _now(told: Answer) -> EventNow:
    return EventNow(told["id"], None) if told.get("isCancelled") else event_now(told)
