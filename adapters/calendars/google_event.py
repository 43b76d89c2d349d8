"""An event as Google writes it: what we put there, what differs from what stands, and what of others' makes somebody busy.

https://developers.google.com/workspace/calendar/api/v3/reference/events
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape, unescape
from typing import Any
from zoneinfo import ZoneInfo

from adapters.calendars.words import counts_as_free
from bot.domain.refusal import Refusal
from bot.domain.time import Interval, whole_day, zone
from bot.inbound import BusyTime, EventNow, Guest, GuestAnswer
from bot.ports import Event, Kept

KEY = "usher"
FREE_KINDS = frozenset({"workingLocation", "birthday"})
# What Google leaves out of its answers when it is so.
USUAL: Mapping[str, object] = {
    "transparency": "opaque",
    "description": "",
    "location": "",
    "guestsCanModify": False,
    "guestsCanInviteOthers": True,
    "visibility": "default",
}
ANSWERS: Mapping[str, GuestAnswer] = {
    "accepted": GuestAnswer.YES,
    "declined": GuestAnswer.NO,
    "tentative": GuestAnswer.MAYBE,
}
OUR_ID = re.compile(r"[0-9a-f]{40}")

Json = Mapping[str, Any]


def event_id(owner: str, key: str) -> str:
    """Return our own id for what is placed with a key: Google takes 0-9 and a-v, and never takes one a second time."""
    return hashlib.sha256(f"{owner.strip().lower()}\0{key}".encode()).hexdigest()[:40]


def drawn(event: Event) -> dict[str, Any]:
    """Return what an event says, without its guests. Its text is not markup, though Google would read it as such."""
    return {
        "summary": event.title,
        "description": escape(event.text, quote=False),
        "location": event.where,
        "start": _instant(event.span.start),
        "end": _instant(event.span.end),
        "status": "tentative" if event.tentative else "confirmed",
        "transparency": "opaque",
        "visibility": "private",
        "guestsCanModify": False,
        "guestsCanInviteOthers": False,
    }


def new(event: Event, *, owner: str, key: str) -> dict[str, Any]:
    """Return the whole of a new event. A hold has no guests, reminds nobody, and carries our key on this copy alone."""
    body = drawn(event) | {"id": event_id(owner, key), "extendedProperties": {"private": {KEY: key}}}
    if event.attendees:
        body["attendees"] = [{"email": address} for address in event.attendees]
    if event.tentative:
        body["reminders"] = {"useDefault": False, "overrides": []}
    return body | (_meeting(body["id"]) if event.meeting else {})


def changed(event: Event, *, standing: Json) -> dict[str, Any]:
    """Return what has to be changed on an event that stands, so that nobody is written to about nothing."""
    wanted = drawn(event)
    differs = {name: value for name, value in wanted.items() if not _same(name, standing, value)}
    guests = _guests(event, standing=standing, moved=bool(differs.keys() & {"start", "end"}))
    if _by_address(guests) != _by_address(standing.get("attendees", ())):
        differs["attendees"] = guests
    if event.meeting and "conferenceData" not in standing:
        differs |= _meeting(standing["id"])
    return differs


def kept(standing: Json) -> Kept:
    """Return what the core keeps of an event. The link is empty while Google is still making the meeting."""
    points = standing.get("conferenceData", {}).get("entryPoints", ())
    video = next((point.get("uri", "") for point in points if point.get("entryPointType") == "video"), "")
    return Kept(standing["id"], standing["iCalUID"], standing.get("hangoutLink") or video)


def busy_time(item: Json, *, owner: str, ignored: Iterable[str], floating: str) -> BusyTime | None:
    """Return what an item of a list makes of its owner's time, None for free. `floating` is the zone of whole days.

    A tentative event, one not answered yet, and one whose details are hidden are busy: only what is known to be free is.
    Whoever copies a hold of ours by hand copies our key with it; the id tells the copy, which is theirs.
    """
    if item.get("status") == "cancelled" or item.get("transparency") == "transparent":
        return None
    if item.get("eventType") in FREE_KINDS or _declined(item.get("attendees", ())):
        return None
    if counts_as_free(item.get("summary", ""), ignored=ignored):
        return None
    span = _span(item, floating=floating)
    if span is None:
        return None
    return BusyTime(item["id"], span, own=_own(item, owner=owner), uid=item.get("iCalUID", ""))


def is_deleted(item: Json) -> bool:
    """Whether an item is not on its owner's calendar any more, or was declined by them; not if it merely takes no time."""
    return item.get("status") == "cancelled" or _declined(item.get("attendees", ()))


def is_ours(item: Json, *, owner: str) -> bool:
    """Whether we placed an item. One that was deleted may be named by its id alone; then all that may be ours is."""
    if item.get("status") == "cancelled" and "extendedProperties" not in item:
        return OUR_ID.fullmatch(item["id"]) is not None
    return bool(_own(item, owner=owner))


def event_now(item: Json, *, floating: str) -> EventNow:
    """Return how an event on the organiser's calendar stands. Google's API shows no other times that guests propose."""
    if item.get("status") == "cancelled":
        return EventNow(item["id"], None)
    start, end = _edge(item["start"], floating=floating), _edge(item["end"], floating=floating)
    span = Interval(start, max(end, start + timedelta(minutes=1)))  # it stands, however short somebody made it
    guests = (each for each in item.get("attendees", ()) if not _stays(each) and each.get("email"))
    return EventNow(item["id"], span, tuple(_guest(each) for each in guests), kept(item).link)


def _guest(attendee: Json) -> Guest:
    answer = ANSWERS.get(attendee.get("responseStatus", ""), GuestAnswer.NONE)
    return Guest(str(attendee["email"]).lower(), answer)


def _own(item: Json, *, owner: str) -> str:
    key = item.get("extendedProperties", {}).get("private", {}).get(KEY, "")
    return str(key) if key and item["id"] == event_id(owner, key) else ""


def _declined(attendees: Sequence[Json]) -> bool:
    return any(each.get("self") and each.get("responseStatus") == "declined" for each in attendees)


def _span(item: Json, *, floating: str) -> Interval | None:
    """Return an item's time; one that begins and ends at once takes none."""
    start, end = _edge(item["start"], floating=floating), _edge(item["end"], floating=floating)
    return Interval(start, end) if start < end else None


def _edge(told: Json, *, floating: str) -> datetime:
    if "dateTime" in told:
        return datetime.fromisoformat(told["dateTime"]).astimezone(UTC)
    return whole_day(date.fromisoformat(told["date"]), zone=_zone(floating)).start


def _zone(name: str) -> ZoneInfo:
    try:
        return zone(name)
    except Refusal:
        return ZoneInfo("UTC")


def _instant(at: datetime) -> dict[str, str]:
    return {"dateTime": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "timeZone": "UTC"}


def _same(name: str, standing: Json, wanted: Any) -> bool:
    there = standing.get(name, USUAL.get(name, ""))
    if name in {"start", "end"}:
        return "dateTime" in there and _edge(there, floating="UTC") == _edge(wanted, floating="UTC")
    if name == "description":
        return unescape(str(there)) == unescape(str(wanted))
    return bool(there == wanted)


def _guests(event: Event, *, standing: Json, moved: bool) -> list[dict[str, Any]]:
    """Return who is invited now: those who stay keep their answer unless the time is another; so do rooms and the owner."""
    there = _by_address(standing.get("attendees", ()))
    invited = [address.strip().lower() for address in event.attendees]
    others = [each for address, each in there.items() if _stays(each) and address not in invited]
    asked = [there.get(address, {"email": address}) for address in invited]
    if moved:
        asked = [each | {"responseStatus": "needsAction"} if "responseStatus" in each else each for each in asked]
    return [*others, *asked]


def _stays(attendee: Json) -> bool:
    return bool(attendee.get("resource") or attendee.get("organizer"))


def _by_address(attendees: Iterable[Json]) -> dict[str, dict[str, Any]]:
    return {str(each.get("email", "")).lower(): dict(each) for each in attendees}


def _meeting(request: str) -> dict[str, Any]:
    """Ask for a Meet; a request that was made before is not made twice."""
    return {
        "conferenceData": {
            "createRequest": {"requestId": request, "conferenceSolutionKey": {"type": "hangoutsMeet"}},
        }
    }
