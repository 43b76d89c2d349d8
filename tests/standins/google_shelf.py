"""The calendars behind the stand-in Google: one copy of an event per calendar, kept together as Google keeps them."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.time import Interval

Json = dict[str, Any]
DEFAULTS: Mapping[str, object] = {
    "transparency": "opaque",
    "description": "",
    "location": "",
    "visibility": "default",
    "guestsCanModify": False,
    "guestsCanInviteOthers": True,
}
READ_ONLY = frozenset({"id", "kind", "etag", "iCalUID", "organizer", "creator", "created", "updated", "htmlLink"})


class Refused(Exception):
    """An answer that is no success: its status and Google's word for why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


@dataclass
class Copy:
    """An event as it stands on one calendar; `change` rises with every change anywhere."""

    body: Json
    change: int
    private: dict[str, str] = field(default_factory=dict)

    @property
    def cancelled(self) -> bool:
        return bool(self.body["status"] == "cancelled")

    @property
    def etag(self) -> str:
        return f'"{self.change}"'


class Shelf:
    """`members` have calendars; of people outside, those in `open_to` share when they are busy, those in `stuck` try to.

    `mails` is what Google wrote, to whom and what. While it is `terse`, it names what is gone by the id alone.
    """

    def __init__(self) -> None:
        self.members: set[str] = set()
        self.open_to: set[str] = set()
        self.stuck: set[str] = set()
        self.zones: dict[str, str] = {}
        self.terse = False
        self.calendars: dict[str, dict[str, Copy]] = {}
        self.mails: list[tuple[str, str]] = []
        self.touched: list[str] = []
        self._change = 0
        self._made = 0

    def put(self, owner: str, body: Json) -> Copy:
        """Put an event on a calendar, with copies on those of its guests."""
        name = body.get("id") or self._name()
        if not re.fullmatch(r"[a-v0-9]{5,1024}", name) and "recurringEventId" not in body:
            raise Refused(400, "invalid")
        if name in self.of(owner):
            raise Refused(409, "duplicate")
        full = {
            "status": "confirmed",
            "eventType": "default",
            "reminders": {"useDefault": True},
            **copy.deepcopy(body),
            "id": name,
            "iCalUID": f"{name}@google.com",
            "organizer": {"email": owner},
            "creator": {"email": owner},
        }
        for guest in full.get("attendees", ()):
            guest.setdefault("responseStatus", "needsAction")
        kept = self._keep(owner, full)
        self._deliver(owner, full, former=())
        return kept

    def change(self, owner: str, name: str, patch: Json) -> Copy:
        """Merge a patch into an event, as PATCH does: objects member by member, lists as a whole."""
        standing = self.standing(owner, name)
        if standing.body["organizer"]["email"] != owner:
            raise Refused(403, "forbiddenForNonOrganizer")
        before = [guest["email"] for guest in standing.body.get("attendees", ())]
        body = _merged(standing.body, {key: value for key, value in patch.items() if key not in READ_ONLY})
        for guest in body.get("attendees", ()):
            guest.setdefault("responseStatus", "needsAction")
        kept = self._keep(owner, body)
        self._deliver(owner, body, former=before)
        return kept

    def cancel(self, owner: str, name: str) -> list[str]:
        """Take an event off: everywhere if it is its organiser's, else this copy, as a refusal. Returns who loses it."""
        standing = self.of(owner).get(name)
        if standing is None:
            raise Refused(404, "notFound")
        if standing.cancelled:
            raise Refused(410, "deleted")
        organiser = standing.body["organizer"]["email"]
        guests = [guest["email"] for guest in standing.body.get("attendees", ())]
        if organiser != owner:
            self.answers(owner, name, "declined")
            self._keep(owner, standing.body | {"status": "cancelled"})
            return []
        self._keep(owner, standing.body | {"status": "cancelled"})
        for guest in guests:
            if guest in self.members and name in self.of(guest) and guest != owner:
                self._keep(guest, self.of(guest)[name].body | {"status": "cancelled"})
        return guests

    def answers(self, guest: str, name: str, response: str) -> None:
        """A guest accepts, declines or is not sure; every copy shows it."""
        organiser = self.standing(guest, name).body["organizer"]["email"]
        body = copy.deepcopy(self.standing(organiser, name).body)
        for each in body["attendees"]:
            if each["email"] == guest:
                each["responseStatus"] = response
        self._keep(organiser, body)
        self._deliver(organiser, body, former=())

    def standing(self, owner: str, name: str) -> Copy:
        found = self.of(owner).get(name)
        if found is None:
            raise Refused(404, "notFound")
        return found

    def of(self, owner: str) -> dict[str, Copy]:
        if owner not in self.members | self.open_to:
            raise Refused(404, "notFound")
        return self.calendars.setdefault(owner, {})

    @property
    def newest(self) -> int:
        return self._change

    def shown(self, owner: str, kept: Copy) -> Json:
        """An event as an answer shows it to the calendar's owner; of one that is gone, a guest sees the id alone."""
        body = kept.body
        if kept.cancelled and (self.terse or body["organizer"]["email"] != owner):
            return {"kind": "calendar#event", "etag": kept.etag, "id": body["id"], "status": "cancelled"}
        told = {key: value for key, value in body.items() if key not in DEFAULTS or DEFAULTS[key] != value}
        told |= {"kind": "calendar#event", "etag": kept.etag, "organizer": _flagged(body["organizer"], owner)}
        if "attendees" in body:
            told["attendees"] = [_flagged(guest, owner) for guest in body["attendees"]]
        if kept.private:
            told["extendedProperties"] = {"private": dict(kept.private)}
        return told

    def span(self, owner: str, body: Json) -> tuple[datetime, datetime]:
        zone = ZoneInfo(self.zones.get(owner, "UTC"))
        return _edge(body["start"], zone), _edge(body["end"], zone)

    def overlapping(self, owner: str, span: Interval) -> Iterator[Copy]:
        for kept in self.of(owner).values():
            start, end = self.span(owner, kept.body)
            if start < span.end and (end > span.start or start == end == span.start):
                yield kept

    def busy(self, owner: str, span: Interval) -> Iterator[Interval]:
        """What free and busy times show: nothing cancelled, transparent or declined."""
        for kept in self.overlapping(owner, span):
            declined = any(
                guest["email"] == owner and guest["responseStatus"] == "declined"
                for guest in kept.body.get("attendees", ())
            )
            if not kept.cancelled and kept.body.get("transparency") != "transparent" and not declined:
                start, end = self.span(owner, kept.body)
                yield Interval(max(start, span.start), min(end, span.end))

    def _keep(self, owner: str, body: Json) -> Copy:
        self._change += 1
        body = copy.deepcopy(body)
        private = body.pop("extendedProperties", {}).get("private", {})
        before = self.of(owner).get(body["id"])
        kept = Copy(body, self._change, {**(before.private if before else {}), **private})
        self.of(owner)[body["id"]] = kept
        self.touched.append(owner)
        return kept

    def _deliver(self, owner: str, body: Json, *, former: tuple[str, ...] | list[str]) -> None:
        guests = [guest["email"] for guest in body.get("attendees", ())]
        common = {key: value for key, value in body.items() if key not in {"extendedProperties", "reminders"}}
        for guest in guests:
            if guest in self.members and guest != owner:
                self._keep(guest, common | {"reminders": {"useDefault": True}})
        for guest in former:
            if guest not in guests and guest in self.members and body["id"] in self.of(guest):
                self._keep(guest, self.of(guest)[body["id"]].body | {"status": "cancelled"})

    def _name(self) -> str:
        self._made += 1
        return f"made{self._made:05d}"


def _merged(standing: Json, patch: Json) -> Json:
    merged = copy.deepcopy(standing)
    for key, value in patch.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        elif value is None:
            merged.pop(key, None)
        else:
            merged[key] = copy.deepcopy(value)
    return merged


def _flagged(who: Json, owner: str) -> Json:
    plain = {key: value for key, value in who.items() if key != "self"}
    return plain | {"self": True} if who["email"] == owner else plain


def _edge(told: Json, zone: ZoneInfo) -> datetime:
    if "dateTime" in told:
        return datetime.fromisoformat(told["dateTime"]).astimezone(UTC)
    return datetime.combine(date.fromisoformat(told["date"]), time(0), zone).astimezone(UTC)
