"""How far an Outlook calendar has been read: a first read of all that lies around the window, then what changed since.

A delta link holds for the time it was first asked for, so that reaches further than the window; once the window has moved
to its end, all is read anew. Where only free and busy are open to us there is no link, and each read is a whole one.
https://learn.microsoft.com/graph/delta-query-events
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a read goes on: `link` is Graph's, `since` to `until` (Unix seconds) what the feed covers.

    `settled` says that the first round is over, `turned` that it had several pages and what changed meanwhile is read now;
    `seen` is how far free and busy times were read, 0 where events are.
    """

    owner: str
    since: int
    until: int
    link: str = ""
    settled: bool = False
    seen: int = 0
    turned: bool = False

    @property
    def first(self) -> bool:
        return not (self.link or self.seen)

    @property
    def range(self) -> Interval:
        return Interval(from_epoch(self.since), from_epoch(self.until))

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def beginning(owner: str, window: Interval) -> Place:
    """Return where a whole read starts."""
    return Place(mark(owner), epoch(window.start), epoch(window.end + BEYOND))


def place_of(cursor: str, *, owner: str, window: Interval, root: str) -> Place:
    """Return where a cursor leads; one that is unknown, somebody else's, or covers too little leads to the beginning.

    A link that does not lead to Graph's `root` is not followed: our token would go with it.
    """
    try:
        told = json.loads(cursor)
        since, until, seen = int(told["since"]), int(told["until"]), int(told["seen"])
        turned = bool(told.get("turned"))
        place = Place(str(told["owner"]), since, until, str(told["link"]), bool(told["settled"]), seen, turned)
    except (ValueError, KeyError, TypeError):
        return beginning(owner, window)
    covers = place.since <= epoch(window.start) and epoch(window.end) <= place.until
    ours = place.owner == mark(owner) and (place.link.startswith(root) or not place.link)
    return place if covers and ours else beginning(owner, window)


def after(place: Place, told: Mapping[str, Any]) -> tuple[Place, bool]:
    """Return where to read on after a page, and whether there is more.

    After a first round of several pages there is: whatever changed while we turned them.
    """
    if link := told.get("@odata.nextLink"):
        return replace(place, link=str(link)), True
    turned = bool(place.link) and not place.settled
    return replace(place, link=str(told["@odata.deltaLink"]), settled=True, turned=turned), turned


def span_query(span: Interval) -> dict[str, str]:
    """Return the bounds that let through every event which overlaps the span."""
    return {"startDateTime": stamp(span.start), "endDateTime": stamp(span.end)}
