"""What a sandbox calendar tells a reader who has read before: everything changed since their cursor, page by page."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.time import Interval, epoch, from_epoch
from bot.inbound import BusyTime, Changes

PAGE = 100
LASTS = timedelta(days=30)  # how long a cursor can be read on from; vendors forget theirs as well


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the sandbox keeps it. `change` rises with every change anywhere; a removed one stays as a mark.

    `attendees` have a copy on their own calendar, `former` had one. `own` is the key it was placed with, empty for what
    people put there themselves. `changed_at` is aware UTC.
    """

    id: str
    owner: str
    uid: str
    span: Interval
    title: str
    text: str
    where: str
    attendees: tuple[str, ...]
    tentative: bool
    own: str
    change: int
    changed_at: datetime
    former: tuple[str, ...] = ()
    removed: bool = False

    def stands_for(self, owner: str) -> bool:
        return not self.removed and owner in (self.owner, *self.attendees)

    def concerns(self, owner: str) -> bool:
        return owner in (self.owner, *self.attendees, *self.former)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has come: the last change told, the end of the window it was told for, and when."""

    owner: str
    change: int
    until: datetime
    given: datetime

    def text(self) -> str:
        return f"{self.change}.{epoch(self.until)}.{epoch(self.given)}.{_mark(self.owner)}"


def changes(entries: Sequence[Entry], *, owner: str, cursor: str, window: Interval, now: datetime) -> Changes:
    """Return the next page for `owner`. A cursor that is unknown, somebody else's or too old is read from the beginning.

    The window moves on with time, so events that only now come into it are told too, though nobody changed them.
    """
    newest = max((entry.change for entry in entries), default=0)
    mine = sorted((entry for entry in entries if entry.concerns(owner)), key=lambda entry: entry.change)
    place = _read(cursor, owner=owner, newest=newest, now=now)
    if place is None:
        return _whole(mine, Cursor(owner, 0, window.end, now), window=window, newest=newest)
    come = [e for e in mine if e.change <= place.change and e.span.start >= place.until and _seen(e, owner, window)]
    if len(come) > PAGE:
        return _whole(mine, Cursor(owner, 0, window.end, now), window=window, newest=newest)
    after = replace(place, until=window.end, given=now)
    fresh = [entry for entry in mine if entry.change > place.change]
    if come:
        return Changes(_busy(come, owner), (), after.text(), more=bool(fresh))
    return _page(fresh, after, window=window, newest=newest)


def _whole(mine: Sequence[Entry], start: Cursor, *, window: Interval, newest: int) -> Changes:
    standing = [entry for entry in mine if _seen(entry, start.owner, window)]
    return replace(_page(standing, start, window=window, newest=newest), whole=True)


def _page(entries: Sequence[Entry], after: Cursor, *, window: Interval, newest: int) -> Changes:
    page, rest = entries[:PAGE], entries[PAGE:]
    reached = page[-1].change if rest else newest
    standing = [entry for entry in page if _seen(entry, after.owner, window)]
    gone = tuple(entry.id for entry in page if entry not in standing)
    cursor = replace(after, change=reached).text()
    return Changes(_busy(standing, after.owner), gone, cursor, more=bool(rest))


def _seen(entry: Entry, owner: str, window: Interval) -> bool:
    return entry.stands_for(owner) and entry.span.overlaps(window)


def _busy(entries: Iterable[Entry], owner: str) -> tuple[BusyTime, ...]:
    """A copy carries no key of ours: only the UID crosses calendars."""
    return tuple(BusyTime(e.id, e.span, own=e.own if e.owner == owner else "", uid=e.uid) for e in entries)


def _read(text: str, *, owner: str, newest: int, now: datetime) -> Cursor | None:
    found = re.fullmatch(r"([0-9]{1,15})\.([0-9]{1,11})\.([0-9]{1,11})\.([0-9a-f]{8})", text)
    if found is None or found[4] != _mark(owner):
        return None
    cursor = Cursor(owner, int(found[1]), from_epoch(int(found[2])), from_epoch(int(found[3])))
    return cursor if cursor.change <= newest and now - cursor.given <= LASTS else None


def _mark(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()[:8]
