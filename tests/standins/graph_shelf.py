"""The mailboxes behind the stand-in Graph: each calendar has items of its own, and an invitation is a copy in each.

What an organiser changes goes to the guests' copies; a meeting taken off leaves a cancelled copy with them, shown as free.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.time import Interval

Json = dict[str, Any]
COMMON = (
    "subject",
    "body",
    "location",
    "start",
    "end",
    "sensitivity",
    "isAllDay",
    "originalStartTimeZone",
    "attendees",
)
JOINING = "<div><span>________________________________________________________________________________</span></div>"


class Refused(Exception):
    """An answer that is no success: its status and Microsoft's code for why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


@dataclass
class Item:
    """An event as it stands in one mailbox; `change` rises with every change anywhere. One that is gone stays as a mark."""

    body: Json
    change: int
    organiser: str
    key: str = ""
    gone: bool = False

    @property
    def etag(self) -> str:
        return f'W/"{self.change:08d}=="'


class Shelf:
    """`members` have mailboxes that the app reaches, `open_to` are others who share when they are busy.

    `mails` is what Outlook wrote to guests; with `remembers`, the key of an event that is gone is still used up. Those in
    `read_only` let the app read alone. With `bins`, what was deleted is still found by its id; while `late`, no meeting is
    made.
    """

    def __init__(self) -> None:
        self.members: set[str] = set()
        self.open_to: set[str] = set()
        self.mailboxes: dict[str, dict[str, Item]] = {}
        self.mails: list[tuple[str, str]] = []
        self.touched: list[str] = []
        self.remembers = True
        self.read_only: set[str] = set()
        self.bins = False
        self.late = False
        self._change = 0
        self._made = 0

    def put(self, owner: str, body: Json, *, uid: str = "", organiser: str = "") -> Item:
        """Put an event on a calendar, with copies in the mailboxes of its guests."""
        self._made += 1
        body = copy.deepcopy(body)
        key = "".join(each["value"] for each in body.pop("singleValueExtendedProperties", ()))
        full = {
            "subject": "",
            "body": {"contentType": "html", "content": ""},
            "location": {"displayName": ""},
            "showAs": "busy",
            "sensitivity": "normal",
            "isAllDay": False,
            "isCancelled": False,
            "isOnlineMeeting": False,
            "onlineMeeting": None,
            "attendees": [],
            "transactionId": None,
            "originalStartTimeZone": "UTC",
            "type": "singleInstance",
            "seriesMasterId": None,
            "responseStatus": {"response": "organizer"},
            "isOrganizer": True,
            **body,
            "id": f"AAMk-{self._made:05d}_{owner[:4]}=",
            "iCalUId": uid or f"040000008200E00074C5B7101A82E008{self._made:016X}",
        }
        item = self.keep(owner, Item(self._with_meeting(full), 0, organiser or owner, key))
        if not organiser:
            self._deliver(item, former=())
        return item

    def change(self, owner: str, name: str, patch: Json) -> Item:
        item = self.standing(owner, name)
        if item.organiser != owner and {"start", "end", "attendees", "location"} & patch.keys():
            raise Refused(400, "ErrorInvalidRequest")
        former = [_address(each) for each in item.body["attendees"]]
        item.body = self._with_meeting(item.body | copy.deepcopy(patch))
        self.keep(owner, item)
        if item.organiser == owner:
            self._deliver(item, former=former)
        return item

    def take_off(self, owner: str, name: str) -> None:
        """An organiser's event is cancelled for its guests; a guest's copy alone goes."""
        item = self.standing(owner, name)
        item.gone = True
        self.keep(owner, item)
        if item.organiser == owner:
            self._cancel(item, [_address(each) for each in item.body["attendees"]])

    def repeats(self, owner: str, first: Interval, *, times: int, **more: Any) -> list[str]:
        """A person has a weekly series; returns its id and those of its occurrences."""
        series = self.put(owner, _edges(first) | {"type": "seriesMaster", **more})
        occurrences = []
        for number in range(times):
            span = Interval(first.start + timedelta(weeks=number), first.end + timedelta(weeks=number))
            linked = {"type": "occurrence", "seriesMasterId": series.body["id"]}
            occurrences.append(self.put(owner, _edges(span) | linked | more))
        return [item.body["id"] for item in (series, *occurrences)]

    def answers(self, guest: str, uid: str, response: str) -> None:
        """A guest accepts or declines: their copy says so, and the organiser's."""
        for owner in self.members:
            for item in [each for each in self.of(owner).values() if each.body["iCalUId"] == uid and not each.gone]:
                if owner == guest:
                    item.body["responseStatus"] = {"response": response}
                for each in item.body["attendees"]:
                    if _address(each) == guest:
                        each["status"] = {"response": response}
                self.keep(owner, item)

    def proposes(self, guest: str, uid: str, span: Interval) -> None:
        """A guest proposes another time, as a tentative answer; the organiser's copy shows it."""
        self.answers(guest, uid, "tentativelyAccepted")
        for owner in self.members:
            for item in [each for each in self.of(owner).values() if each.body["iCalUId"] == uid]:
                if item.organiser == owner:
                    for each in item.body["attendees"]:
                        if _address(each) == guest:
                            each["proposedNewTime"] = _edges(span)
                    self.keep(owner, item)

    def make_meetings(self) -> None:
        """Every meeting that was asked for is made."""
        self.late = False
        for owner in self.members:
            for item in list(self.of(owner).values()):
                if item.body["isOnlineMeeting"] and not item.body["onlineMeeting"]:
                    item.body = self._with_meeting(item.body)
                    self.keep(owner, item)

    def of(self, owner: str) -> dict[str, Item]:
        if owner not in self.members | self.open_to:
            raise Refused(404, "ErrorInvalidUser")
        return self.mailboxes.setdefault(owner, {})

    def standing(self, owner: str, name: str) -> Item:
        item = self.of(owner).get(name)
        if item is None or item.gone:
            raise Refused(404, "ErrorItemNotFound")
        return item

    def found(self, owner: str, name: str) -> Item:
        """What an id leads to, which for one that never changes may be the bin."""
        item = self.of(owner).get(name)
        return item if self.bins and item is not None else self.standing(owner, name)

    def keep(self, owner: str, item: Item) -> Item:
        self._change += 1
        item.change = self._change
        self.of(owner)[item.body["id"]] = item
        self.touched.append(owner)
        return item

    @property
    def newest(self) -> int:
        return self._change

    def in_view(self, owner: str, span: Interval) -> Iterator[Item]:
        for item in self.of(owner).values():
            edges = edges_of(item.body)
            if not item.gone and edges[0] < span.end and edges[1] > span.start:
                yield item

    def busy(self, owner: str, span: Interval) -> Iterator[Json]:
        """What somebody who looks for a time is shown."""
        for item in self.in_view(owner, span):
            if item.body["type"] != "seriesMaster" and not item.body["isCancelled"]:
                yield {"status": item.body["showAs"], "start": item.body["start"], "end": item.body["end"]}

    def _with_meeting(self, body: Json) -> Json:
        return body if self.late else _meeting(body)

    def _deliver(self, item: Item, *, former: list[str] | tuple[str, ...]) -> None:
        guests = [_address(each) for each in item.body["attendees"]]
        for guest in guests:
            self.mails.append((guest, "updated" if guest in former else "invited"))
            if guest in self.members and guest != item.organiser:
                self._copy(item, guest)
        self._cancel(item, [guest for guest in former if guest not in guests])

    def _copy(self, item: Item, guest: str) -> None:
        said = {name: copy.deepcopy(item.body[name]) for name in COMMON}
        standing = self._copy_of(item, guest)
        if standing is None:
            asked = {"isOrganizer": False, "showAs": "tentative", "responseStatus": {"response": "notResponded"}}
            self.put(guest, said | asked, uid=item.body["iCalUId"], organiser=item.organiser)
        else:
            standing.body |= said
            self.keep(guest, standing)

    def _cancel(self, item: Item, guests: list[str]) -> None:
        for guest in guests:
            self.mails.append((guest, "cancelled"))
            standing = self._copy_of(item, guest) if guest in self.members else None
            if standing is not None:
                subject = f"Canceled: {item.body['subject']}"
                standing.body |= {"isCancelled": True, "showAs": "free", "subject": subject}
                self.keep(guest, standing)

    def _copy_of(self, item: Item, guest: str) -> Item | None:
        copies = (each for each in self.of(guest).values() if each.body["iCalUId"] == item.body["iCalUId"])
        return next((each for each in copies if each is not item and not each.gone), None)


def edges_of(body: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """A whole day begins at midnight where it was made; everything else is in UTC."""
    zone = ZoneInfo(ZONES[body["originalStartTimeZone"]]) if body["isAllDay"] else UTC
    start, end = (datetime.fromisoformat(body[edge]["dateTime"]).replace(tzinfo=zone) for edge in ("start", "end"))
    return start.astimezone(UTC), end.astimezone(UTC)


ZONES = {"UTC": "UTC", "W. Europe Standard Time": "Europe/Berlin", "tzone://Microsoft/Custom": "UTC"}


def edge(at: datetime) -> Json:
    """An instant as Graph writes it."""
    return {"dateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _edges(span: Interval) -> Json:
    return {"start": edge(span.start), "end": edge(span.end)}


def _address(guest: Mapping[str, Any]) -> str:
    return str(guest["emailAddress"]["address"]).lower()


def _meeting(body: Json) -> Json:
    """A Teams meeting is made with the event; how to join stands in the body, and is lost with it."""
    if not body["isOnlineMeeting"] or body["onlineMeeting"]:
        return body
    link = f"https://teams.microsoft.com/l/meetup-join/{body['id']}"
    content = f"<html><body>{body['body']['content']}{JOINING}<div>Join: {link}</div></body></html>"
    return body | {"onlineMeeting": {"joinUrl": link}, "body": {"contentType": "html", "content": content}}
