"""What the stand-in Google answers to each method of its API: lists and their tokens, writes, channels, free and busy."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.time import Interval, merged
from tests.standins.google_rules import Method
from tests.standins.google_shelf import Copy, Json, Refused, Shelf

NOT_WITH_SYNC = {
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
}
EVER = {"timeMin": "1970-01-01T00:00:00Z", "timeMax": "2100-01-01T00:00:00Z"}
LONGEST_FREEBUSY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    resource: str
    owner: str
    address: str
    token: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sync or page token stands for: the parameters it was given for, and how far it had come."""

    owner: str
    same: Mapping[str, str]
    newest: int
    after: Any = None


class Api(Shelf):
    """The calendars, as the API shows and changes them. While it is `late`, no meeting gets its link."""

    def __init__(self) -> None:
        super().__init__()
        self.late = False
        self.channels: dict[str, Channel] = {}
        self.tells_until = datetime(2026, 3, 9, 9, tzinfo=UTC)
        self._marks: dict[str, Mark] = {}

    def forget_tokens(self) -> None:
        """Every sync and page token is too old from now on."""
        self._marks.clear()

    def done(self, method: Method, speaker: str, given: dict[str, str], body: Json, headers: Mapping[str, str]) -> Json:
        owner = speaker if given.get("calendarId") in {None, "primary"} else given["calendarId"]
        if owner != speaker and owner not in self.members:
            raise Refused(404, "notFound")
        match method.name:
            case "events.list":
                return self._list(owner, given)
            case "events.get":
                standing = self.standing(owner, given["eventId"])
                told = self.shown(owner, standing)
                self._make_meeting(standing)
                return told
            case "events.insert":
                kept = self.put(owner, _meeting_asked(body, given))
                self._writes(kept, given)
                return self.shown(owner, kept)
            case "events.patch":
                standing = self.standing(owner, given["eventId"])
                if headers.get("If-Match", standing.etag) != standing.etag:
                    raise Refused(412, "conditionNotMet")
                kept = self.change(owner, given["eventId"], _meeting_asked(body, given))
                self._writes(kept, given)
                return self.shown(owner, kept)
            case "events.delete":
                for guest in self.cancel(owner, given["eventId"]):
                    if given.get("sendUpdates") == "all":
                        self.mails.append((guest, "cancelled"))
                return {}
            case "events.watch":
                return self._watch(owner, body)
            case "channels.stop":
                if self.channels.pop(body["id"], None) is None:
                    raise Refused(404, "channelUnknown")
                return {}
            case "freebusy.query":
                return self._freebusy(body)
            case "settings.get":
                if given["setting"] != "timezone":
                    raise Refused(404, "notFound")
                return {"kind": "calendar#setting", "id": "timezone", "value": self.zones.get(owner, "UTC")}
        raise Refused(501, "notStandingIn")

    def _list(self, owner: str, given: dict[str, str]) -> Json:
        """One page. A token that comes with other parameters is refused; what a sync token brings lies at any time."""
        same = {name: value for name, value in given.items() if name not in {"pageToken", "alt"}}
        steady = {name: value for name, value in same.items() if name not in NOT_WITH_SYNC | {"syncToken"}}
        sync, page = self._mark(owner, given.get("syncToken")), self._mark(owner, given.get("pageToken"))
        if sync is not None and (NOT_WITH_SYNC & given.keys() or sync.same != steady):
            raise Refused(400, "invalid")
        if page is not None and page.same != same:
            raise Refused(400, "invalid")
        rows = self._standing_in(owner, given) if sync is None else self._changed(owner, since=sync.newest)
        left = [row for row in rows if page is None or row[0] > page.after]
        newest = self.newest if page is None else page.newest
        told: Json = {
            "kind": "calendar#events",
            "accessRole": "owner",
            "timeZone": self.zones.get(owner, "UTC"),
            "items": [_limited(self.shown(owner, kept), given) for _, kept in left[: self._size(given)]],
        }
        if fields := given.get("fields"):
            return {name: told[name] for name in fields.split(",")}
        if left[self._size(given) :]:
            after = left[self._size(given) - 1][0]
            return told | {"nextPageToken": self._marked(Mark(owner, same, newest, after))}
        return told | {"nextSyncToken": self._marked(Mark(owner, steady, newest))}

    def _size(self, given: dict[str, str]) -> int:
        return min(int(given.get("maxResults", 250)), 2500)

    def _changed(self, owner: str, *, since: int) -> list[tuple[Any, Copy]]:
        changed = (((kept.change, kept.body["id"]), kept) for kept in self.of(owner).values() if kept.change > since)
        return sorted(changed, key=lambda row: row[0])

    def _standing_in(self, owner: str, given: dict[str, str]) -> list[tuple[Any, Copy]]:
        span = Interval(*(datetime.fromisoformat(given.get(bound, at)) for bound, at in EVER.items()))
        standing = [kept for kept in self.overlapping(owner, span) if not kept.cancelled]
        keyed = (((self.span(owner, kept.body)[0].isoformat(), kept.body["id"]), kept) for kept in standing)
        return sorted(keyed, key=lambda row: row[0])

    def _mark(self, owner: str, token: str | None) -> Mark | None:
        if token is None:
            return None
        mark = self._marks.get(token)
        if mark is None or mark.owner != owner:
            raise Refused(410, "fullSyncRequired")
        return mark

    def _marked(self, mark: Mark) -> str:
        token = f"{secrets.token_urlsafe(30)}="
        self._marks[token] = mark
        return token

    def _freebusy(self, body: Json) -> Json:
        span = Interval(datetime.fromisoformat(body["timeMin"]), datetime.fromisoformat(body["timeMax"]))
        if span.length > LONGEST_FREEBUSY:
            raise Refused(400, "timeRangeTooLong")
        return {
            "kind": "calendar#freeBusy",
            "calendars": {each["id"]: self._open(each["id"], span) for each in body["items"]},
        }

    def _open(self, owner: str, span: Interval) -> Json:
        if owner not in self.members | self.open_to:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        if owner in self.stuck:
            return {"errors": [{"domain": "global", "reason": "internalError"}], "busy": []}
        busy = self.busy(owner, span)
        return {"busy": [{"start": _stamp(each.start), "end": _stamp(each.end)} for each in merged(busy)]}

    def _watch(self, owner: str, body: Json) -> Json:
        if not body["address"].startswith("https://"):
            raise Refused(400, "push.webhookUrlNotHttps")
        if body["id"] in self.channels:
            raise Refused(400, "channelIdNotUnique")
        channel = Channel(body["id"], f"resource-{owner}", owner, body["address"], body.get("token", ""))
        self.channels[channel.id] = channel
        return {
            "kind": "api#channel",
            "id": channel.id,
            "resourceId": channel.resource,
            "resourceUri": "https://www.googleapis.com/calendar/v3/calendars/primary/events",
            "expiration": str(int(self.tells_until.timestamp() * 1000)),
        }

    def _writes(self, kept: Copy, given: dict[str, str]) -> None:
        if given.get("sendUpdates") == "all":
            self.mails += [(guest["email"], "invited") for guest in kept.body.get("attendees", ())]

    def make_meetings(self) -> None:
        """Every meeting that was asked for is made."""
        self.late = False
        for calendar in self.calendars.values():
            for kept in calendar.values():
                self._make_meeting(kept)

    def _make_meeting(self, kept: Copy) -> None:
        """A Meet is there by the next look."""
        if self.late:
            return
        asked = kept.body.get("conferenceData", {}).get("createRequest", {})
        if asked.get("status", {}).get("statusCode") == "pending":
            link = f"https://meet.google.com/{asked['requestId'][:10]}"
            asked["status"] = {"statusCode": "success"}
            kept.body["hangoutLink"] = link
            kept.body["conferenceData"]["entryPoints"] = [{"entryPointType": "video", "uri": link}]


def _limited(told: Json, given: dict[str, str]) -> Json:
    """Of an event with more guests than were asked for, only the calendar's owner is shown."""
    guests = told.get("attendees", ())
    if len(guests) <= int(given.get("maxAttendees", 200)):
        return told
    return told | {"attendees": [each for each in guests if each.get("self")], "attendeesOmitted": True}


def _meeting_asked(body: Json, given: dict[str, str]) -> Json:
    """Without conferenceDataVersion=1 Google overlooks what is said about meetings."""
    if "conferenceData" not in body:
        return body
    if given.get("conferenceDataVersion") != "1":
        return {key: value for key, value in body.items() if key != "conferenceData"}
    request = body["conferenceData"]["createRequest"] | {"status": {"statusCode": "pending"}}
    return body | {"conferenceData": {"createRequest": request}}


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
