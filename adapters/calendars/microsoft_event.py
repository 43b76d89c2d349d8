"""An event as Outlook writes it: what we put there, what differs from what stands, and what of others' makes somebody busy.

https://learn.microsoft.com/graph/api/resources/event
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from adapters.calendars.microsoft_zones import named
from adapters.calendars.spelling import mark
from adapters.calendars.words import counts_as_free
from bot.domain.time import Interval, whole_day
from bot.inbound import BusyTime, EventNow, Guest, GuestAnswer
from bot.ports import Event, Kept

KEY = "String {6f4c1f0e-2a53-4d0b-9d6e-6f1c8f2b7a41} Name usher-key"
FREE = frozenset({"free", "workingElsewhere"})
# What an occurrence in a delta answer leaves out: it stands in the series it belongs to.
OF_SERIES = ("subject", "showAs", "isAllDay", "isCancelled", "responseStatus", "originalStartTimeZone")
STANDING = (
    "id,iCalUId,subject,body,location,start,end,showAs,sensitivity,attendees,isOrganizer,isCancelled,isOnlineMeeting,"
    "onlineMeeting,transactionId,originalStartTimeZone,isAllDay"
)
ANSWERS: Mapping[str, GuestAnswer] = {
    "accepted": GuestAnswer.YES,
    "declined": GuestAnswer.NO,
    "tentativelyAccepted": GuestAnswer.MAYBE,
}
JOINING = re.compile(r"_{20,}")  # how the part of a body that tells how to join a Teams meeting begins

Json = Mapping[str, Any]


def transaction(owner: str, key: str) -> str:
    """Return what makes placing idempotent. It is shown again in the feed, where nothing else of ours is."""
    return f"usher:{mark(owner)}:{key}"


def drawn(event: Event) -> dict[str, Any]:
    """Return what an event says, without its text and its guests."""
    return {
        "subject": event.title,
        "location": {"displayName": event.where},
        "start": _instant(event.span.start),
        "end": _instant(event.span.end),
        "showAs": "tentative" if event.tentative else "busy",
        "sensitivity": "private",
    }


def new(event: Event, *, owner: str, key: str) -> dict[str, Any]:
    """Return the whole of a new event. A hold has no guests and reminds nobody. Our key is on this copy alone."""
    body = drawn(event) | {
        "body": _body(event.text),
        "transactionId": transaction(owner, key),
        "singleValueExtendedProperties": [{"id": KEY, "value": key}],
    }
    guests = _invited(event, owner=owner)
    if guests:
        body["attendees"] = [_guest(address) for address in guests]
    if event.tentative:
        body["isReminderOn"] = False
    return body | (_meeting() if event.meeting else {})


def by_key(key: str) -> str:
    """Return the filter that finds what was placed with a key."""
    quoted = key.replace("'", "''")
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq '{quoted}')"


def changed(event: Event, *, standing: Json, owner: str) -> dict[str, Any]:
    """Return what has to be changed on an event that stands, so that nobody is written to about nothing.

    `standing` has its body as plain text.
    """
    differs = {name: value for name, value in drawn(event).items() if not _same(name, standing, value)}
    if _words(JOINING.split(_text(standing), maxsplit=1)[0]) != _words(event.text):
        differs["body"] = _body(event.text)
    there = {_address(each): each for each in standing.get("attendees", ())}
    invited = _invited(event, owner=owner)
    stay = {address: each for address, each in there.items() if each.get("type") == "resource"}
    if set(invited) | set(stay) != set(there):
        asked = [there.get(address) or _guest(address) for address in invited if address not in stay]
        differs["attendees"] = [_without_proposal(each) for each in (*stay.values(), *asked)]
    if event.meeting and not standing.get("isOnlineMeeting"):
        differs |= _meeting()
    return differs


def with_joining(text: str, *, standing: str) -> Json:
    """Return a body with another text of ours, and the part of the one that stands (HTML) which tells how to join."""
    found = JOINING.search(standing)
    joining = standing[max(standing.rfind("<", 0, found.start()), 0) :] if found else ""
    return {"contentType": "html", "content": f"{_html(text)}{joining}"}


def kept(standing: Json) -> Kept:
    """Return what the core keeps of an event. The link is empty while Microsoft is still making the meeting."""
    meeting = standing.get("onlineMeeting") or {}
    return Kept(standing["id"], standing["iCalUId"], meeting.get("joinUrl") or "")


def busy_time(item: Json, *, owner: str, ignored: Iterable[str]) -> BusyTime | None:
    """Return what an item of a calendar view makes of its owner's time, None for free.

    Tentative, out of office, not answered yet, unknown or hidden: all busy. Only what is known to be free is.
    """
    if "@removed" in item or item.get("type") == "seriesMaster":
        return None
    if item.get("showAs") in FREE or is_declined(item):
        return None
    if counts_as_free(item.get("subject") or "", ignored=ignored):
        return None
    span = span_of(item)
    if span is None:
        return None
    return BusyTime(item["id"], span, own=key_of(item, owner=owner), uid=item.get("iCalUId") or "")


def is_declined(item: Json) -> bool:
    """Whether an item was cancelled by its organiser, or declined by its owner."""
    return bool(item.get("isCancelled")) or (item.get("responseStatus") or {}).get("response") == "declined"


def key_of(item: Json, *, owner: str) -> str:
    """Return the key that an item was placed with, empty for what is not ours."""
    ours, said = transaction(owner, ""), item.get("transactionId") or ""
    return str(said).removeprefix(ours) if str(said).startswith(ours) and item.get("isOrganizer") else ""


def event_now(item: Json) -> EventNow:
    """Return how an event on the organiser's calendar stands."""
    guests = (each for each in item.get("attendees", ()) if each.get("type") != "resource" and _address(each))
    return EventNow(item["id"], when(item), tuple(_said(each) for each in guests), kept(item).link)


def when(item: Json) -> Interval:
    """Return when an item stands, for a minute at least, however short somebody made it."""
    start, end = _edges(item)
    return Interval(start, max(end, start + timedelta(minutes=1)))


def _said(guest: Json) -> Guest:
    answer = ANSWERS.get((guest.get("status") or {}).get("response") or "", GuestAnswer.NONE)
    proposed = guest.get("proposedNewTime")
    return Guest(_address(guest), answer, span_of(proposed) if proposed else None)


def span_of(item: Json) -> Interval | None:
    """Return an item's time; one that begins and ends at once takes none. Whole days are those of where it was made."""
    start, end = _edges(item)
    return Interval(start, end) if start < end else None


def _edges(item: Json) -> tuple[datetime, datetime]:
    floating = _zone(item.get("originalStartTimeZone") or "UTC") if item.get("isAllDay") else None
    return _edge(item["start"], floating=floating), _edge(item["end"], floating=floating)


def _edge(told: Json, *, floating: ZoneInfo | None) -> datetime:
    local = datetime.fromisoformat(str(told["dateTime"]).removesuffix("Z")).replace(tzinfo=None)
    if floating is not None and local.time() == time(0):
        return whole_day(local.date(), zone=floating).start
    return local.replace(tzinfo=_zone(told.get("timeZone") or "UTC")).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    """Return a zone by its name; what nobody knows (one of somebody's own) is read as UTC."""
    return ZoneInfo(named(name) or "UTC")


def _instant(at: datetime) -> dict[str, str]:
    return {"dateTime": at.astimezone(UTC).replace(tzinfo=None).isoformat(), "timeZone": "UTC"}


def _same(name: str, standing: Json, wanted: Any) -> bool:
    there = standing.get(name)
    if name in {"start", "end"}:
        return there is not None and _edge(there, floating=None) == _edge(wanted, floating=None)
    if name == "location":
        return bool((there or {}).get("displayName", "") == wanted["displayName"])
    return bool(there == wanted)


def _text(standing: Json) -> str:
    return str((standing.get("body") or {}).get("content") or "")


def _words(text: str) -> list[str]:
    return text.split()


def _body(text: str) -> Json:
    return {"contentType": "html", "content": _html(text)}


def _html(text: str) -> str:
    return "<div>" + escape(text, quote=False).replace("\n", "<br>\n") + "</div>"


def _invited(event: Event, *, owner: str) -> list[str]:
    """Return whom to invite; whoever's calendar it is on comes anyway."""
    addresses = dict.fromkeys(address.strip().lower() for address in event.attendees)
    return [address for address in addresses if address != owner.strip().lower()]


def _guest(address: str) -> dict[str, Any]:
    return {"emailAddress": {"address": address}, "type": "required"}


def _without_proposal(guest: Json) -> Json:
    """Return a guest as they can be written: what they propose is theirs."""
    return {name: value for name, value in guest.items() if name != "proposedNewTime"}


def _address(guest: Json) -> str:
    return str((guest.get("emailAddress") or {}).get("address", "")).lower()


def _meeting() -> dict[str, Any]:
    return {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
