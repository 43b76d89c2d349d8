"""What each call of the stand-in Graph does with the mailboxes, and what it answers."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from bot.domain.time import Interval
from tests.standins.graph_rules import Call
from tests.standins.graph_shelf import Item, Json, Refused, Shelf

HIDDEN_IN_DELTA = {"subject", "showAs", "isAllDay", "isCancelled", "responseStatus", "originalStartTimeZone"} | {
    "body",
    "location",
    "attendees",
    "iCalUId",
    "sensitivity",
    "onlineMeeting",
    "isOnlineMeeting",
    "isOrganizer",
    "transactionId",
}
MOST_AHEAD = 10_080 * 60
USUAL_WEEK: Json = {
    "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
    "startTime": "08:00:00.0000000",
    "endTime": "17:00:00.0000000",
    "timeZone": {"name": "Pacific Standard Time"},
}
LONGEST_SCHEDULE = timedelta(days=62)


@dataclass
class Subscription:
    body: Json
    owner: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a delta or skip token stands for: whose view of when, how far it had come, and what the round began with."""

    owner: str
    view: Interval
    since: int
    newest: int
    after: Any = None


class Tenant(Shelf):
    """The API over a tenant's mailboxes. Who is in `only_digits` shares only how each quarter of an hour is.

    `weeks` are people's working hours, `hidden` what delta answers leave out besides what they always do, `echoes` what they
    tell again and again. https://learn.microsoft.com/graph/delta-query-overview#replays
    """

    def __init__(self, *, now: datetime) -> None:
        super().__init__()
        self.now = now
        self.url = ""
        self.subscriptions: dict[str, Subscription] = {}
        self.only_digits: dict[str, str] = {}
        self.weeks: dict[str, Json] = {}
        self.hidden: set[str] = set()
        self.echoes: set[str] = set()
        self._marks: dict[str, Mark] = {}

    def forget_links(self) -> None:
        """Every delta link is too old from now on."""
        self._marks.clear()

    def done(self, call: Call, given: dict[str, str], body: Json, prefer: Sequence[str], match: str) -> Json:
        owner = given.get("owner", "")
        if owner and owner not in self.members:
            raise Refused(403, "ErrorAccessDenied") if owner in self.open_to else Refused(404, "ErrorInvalidUser")
        if owner in self.read_only and call.verb != "GET" and call.name != "schedule":
            raise Refused(403, "ErrorAccessDenied")
        match call.name:
            case "events.create":
                return self._shown(self._created(owner, body), prefer)
            case "events.find":
                return {"value": [self._shown(item, prefer) for item in self._found(owner, given["$filter"])]}
            case "events.get":
                return self._shown(self.found(owner, given["event"]), prefer)
            case "events.update":
                if match and match != self.standing(owner, given["event"]).etag:
                    raise Refused(412, "ErrorIrresolvableConflict")
                return self._shown(self.change(owner, given["event"], body), prefer)
            case "events.delete":
                if self.found(owner, given["event"]).gone:
                    raise Refused(403, "ErrorCannotDeleteObject")
                self.take_off(owner, given["event"])
                return {}
            case "view":
                return self._view(owner, given, prefer)
            case "delta":
                return self._delta(owner, given, prefer)
            case "schedule":
                return {"value": [self._schedule(each, body) for each in body["schedules"]]}
            case "subscriptions.create":
                name = secrets.token_hex(8)
                self.subscriptions[name] = Subscription(body, body["resource"].split("/")[1])
                return self._subscribed(name, body)
            case "subscriptions.update":
                if given["subscription"] not in self.subscriptions:
                    raise Refused(404, "ResourceNotFound")
                return self._subscribed(given["subscription"], body)
        if self.subscriptions.pop(given["subscription"], None) is None:
            raise Refused(404, "ResourceNotFound")
        return {}

    def _created(self, owner: str, body: Json) -> Item:
        """The same event again under one transaction is the one that stands; another, or one that is gone, is refused."""
        used = [item for item in self.of(owner).values() if item.body["transactionId"] == body.get("transactionId")]
        for item in used if body.get("transactionId") else ():
            same = all(item.body[name] == body[name] for name in ("subject", "showAs"))
            if not item.gone and same:
                return item
            if not item.gone or self.remembers:
                raise Refused(409, "ErrorDuplicateTransactionId")
        return self.put(owner, body)

    def _found(self, owner: str, text: str) -> list[Item]:
        asked = re.fullmatch(
            r"singleValueExtendedProperties/Any\(ep: ep/id eq '([^']+)' and ep/value eq '((?:[^']|'')*)'\)", text
        )
        if asked is None:
            raise Refused(400, "ErrorInvalidUrlQueryFilter")
        key = asked[2].replace("''", "'")
        return [item for item in self.of(owner).values() if item.key == key and not item.gone]

    def _shown(self, item: Item, prefer: Sequence[str]) -> Json:
        """An event as an answer shows it. Written as text, the body's markup is gone and its breaks are others."""
        told = {"@odata.etag": item.etag, **item.body}
        told |= {edge: item.body[edge] | {"timeZone": "UTC"} for edge in ("start", "end")}
        if 'outlook.body-content-type="text"' in prefer:
            plain = unescape(re.sub(r"<[^>]*>", "", item.body["body"]["content"].replace("<br>", "\r\n")))
            told["body"] = {"contentType": "text", "content": plain}
        return told

    def _view(self, owner: str, given: dict[str, str], prefer: Sequence[str]) -> Json:
        span = Interval(*(datetime.fromisoformat(given[bound]) for bound in ("startDateTime", "endDateTime")))
        rows = [self._shown(item, prefer) for item in self.in_view(owner, span) if item.body["type"] != "seriesMaster"]
        size, skip = int(given.get("$top", 10)), int(given.get("$skip", 0))
        told: Json = {"value": [_selected(row, given) for row in rows[skip : skip + size]]}
        if rows[skip + size :]:
            query = "&".join(f"{name}={value}" for name, value in given.items() if name not in {"owner", "$skip"})
            told["@odata.nextLink"] = f"{self.url}v1.0/users/{owner}/calendarView?{query}&$skip={skip + size}"
        return told

    def _delta(self, owner: str, given: dict[str, str], prefer: Sequence[str]) -> Json:
        mark = self._mark(owner, given)
        rows = [item for item in self.of(owner).values() if mark.since < item.change <= mark.newest]
        rows += [
            item for name, item in self.of(owner).items() if mark.since and name in self.echoes and item not in rows
        ]
        if mark.since == 0:
            standing = list(self.in_view(owner, mark.view))
            rows = [item for item in rows if item in standing]
        rows = sorted(rows, key=lambda item: (item.change, item.body["id"]))
        left = [item for item in rows if mark.after is None or (item.change, item.body["id"]) > mark.after]
        size = next((int(each.split("=")[1]) for each in prefer if each.startswith("odata.maxpagesize=")), 10)
        told: Json = {"value": [self._changed(item, mark.view) for item in left[:size]]}
        if left[size:]:
            last = left[size - 1]
            onwards = Mark(owner, mark.view, mark.since, mark.newest, (last.change, last.body["id"]))
            return told | {"@odata.nextLink": self._link(onwards, "$skiptoken")}
        return told | {"@odata.deltaLink": self._link(Mark(owner, mark.view, mark.newest, 0), "$deltatoken")}

    def _changed(self, item: Item, view: Interval) -> Json:
        """What is gone or lies elsewhere now is named alone; an occurrence says only when it is and of which series."""
        if item.gone or item not in list(self.in_view(self._whose(item), view)):
            return {"id": item.body["id"], "@removed": {"reason": "deleted"}}
        told = self._shown(item, ())
        if item.body["type"] == "occurrence":
            return {name: value for name, value in told.items() if name not in HIDDEN_IN_DELTA}
        return {name: value for name, value in told.items() if name not in self.hidden}

    def _whose(self, item: Item) -> str:
        return next(owner for owner, items in self.mailboxes.items() if items.get(item.body["id"]) is item)

    def _mark(self, owner: str, given: Mapping[str, str]) -> Mark:
        token = given.get("$skiptoken") or given.get("$deltatoken")
        if not token:
            span = Interval(*(datetime.fromisoformat(given[bound]) for bound in ("startDateTime", "endDateTime")))
            return Mark(owner, span, 0, self.newest)
        mark = self._marks.get(token)
        if mark is None or mark.owner != owner:
            raise Refused(410, "SyncStateNotFound")
        return mark if mark.newest else Mark(owner, mark.view, mark.since, self.newest)

    def _link(self, mark: Mark, name: str) -> str:
        token = secrets.token_urlsafe(24)
        self._marks[token] = mark
        return f"{self.url}v1.0/users/{mark.owner}/calendarView/delta?{name}={token}"

    def _schedule(self, owner: str, body: Json) -> Json:
        if owner not in self.members | self.open_to:
            code = "ErrorMailRecipientNotFound"
            return {"scheduleId": owner, "error": {"message": f"{owner} was not found", "responseCode": code}}
        span = Interval(*(datetime.fromisoformat(body[edge]["dateTime"] + "Z") for edge in ("startTime", "endTime")))
        if span.length >= LONGEST_SCHEDULE:
            raise Refused(400, "ErrorInvalidParameter")
        if owner in self.only_digits:
            return {"scheduleId": owner, "availabilityView": self.only_digits[owner], "scheduleItems": []}
        items = list(self.busy(owner, span))
        told = {"scheduleId": owner, "availabilityView": "0", "scheduleItems": items}
        return told | {"workingHours": self.weeks.get(owner, USUAL_WEEK)}

    def _subscribed(self, name: str, body: Json) -> Json:
        ends = datetime.fromisoformat(body["expirationDateTime"])
        if not 0 < (ends - self.now).total_seconds() <= MOST_AHEAD:
            raise Refused(400, "ExtensionError")
        self.subscriptions[name].body["expirationDateTime"] = body["expirationDateTime"]
        return {"id": name, **{key: self.subscriptions[name].body[key] for key in ("resource", "expirationDateTime")}}


def _selected(row: Json, given: Mapping[str, str]) -> Json:
    names = given.get("$select", "").split(",")
    return {name: value for name, value in row.items() if name in names or name.startswith("@")}
