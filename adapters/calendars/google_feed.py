"""How far a Google calendar has been read: a first read of all that lies around the window, then what changed since.

A sync token holds for the time it was first asked for, so that reaches further than the window; once the window has moved
to its end, all is read anew. Where only free and busy are open to us there is no token, and each read is a whole one.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from adapters.calendars.spelling import mark, stamp
from bot.domain.time import Interval, epoch, from_epoch

PAGE = 100
BEYOND = timedelta(days=7)
FREEBUSY_AT_ONCE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a read goes on: `page` and `sync` are Google’s tokens, `since` to `until` (Unix seconds) what the feed covers.

    `seen` is how far free and busy times were read, 0 where events are.
    """

    owner: str
    since: int
    until: int
    page: str = ""
    sync: str = ""
    seen: int = 0

    @property
    def first(self) -> bool:
        return not (self.page or self.sync or self.seen)

    @property
    def range(self) -> Interval:
        return Interval(from_epoch(self.since), from_epoch(self.until))

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    def query(self) -> Mapping[str, Any]:
        """Return the parameters of the list request; all but the tokens must be the same for one feed."""
        same: dict[str, Any] = {"calendarId": "primary", "singleEvents": True, "maxResults": PAGE}
        page = {"pageToken": self.page} if self.page else {}
        if self.sync:
            return same | page | {"syncToken": self.sync}
        return {**same, **page, **span_query(self.range)}


def beginning(owner: str, window: Interval) -> Place:
    """Return where a whole read starts."""
    return Place(mark(owner), epoch(window.start), epoch(window.end + BEYOND))


def place_of(cursor: str, *, owner: str, window: Interval) -> Place:
    """Return where a cursor leads; one that is unknown, somebody else's, or covers too little leads to the beginning."""
    try:
        told = json.loads(cursor)
        texts = (str(told["owner"]), str(told["page"]), str(told["sync"]))
        numbers = (int(told["since"]), int(told["until"]), int(told["seen"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return beginning(owner, window)
    place = Place(texts[0], numbers[0], numbers[1], texts[1], texts[2], numbers[2])
    covers = place.since <= epoch(window.start) and epoch(window.end) <= place.until
    return place if place.owner == mark(owner) and covers else beginning(owner, window)


def after(place: Place, told: Mapping[str, Any]) -> tuple[Place, bool]:
    """Return where to read on after a page, and whether there is more.

    After a first read of several pages there is: whatever changed while we turned them.
    """
    if page := told.get("nextPageToken"):
        return replace(place, page=page), True
    turned = bool(place.page) and not place.sync
    return replace(place, page="", sync=told["nextSyncToken"]), turned


def span_query(span: Interval) -> Mapping[str, str]:
    """Return the bounds that let through every event which overlaps the span."""
    return {"timeMin": stamp(span.start), "timeMax": stamp(span.end)}
