"""What a sandbox calendar tells a reader who has read before: everything changed since their cursor, page by page."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.time import Interval, epoch, from_epoch
from bot.inbound import BusyTime, Changes, EventChanges, EventNow, Guest, GuestAnswer

PAGE = 100
LASTS = timedelta(days=30)  # how long a cursor can be read on from; vendors forget theirs as well


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the sandbox keeps it. `change` rises with every change anywhere; a removed one stays as a mark.

    `attendees` have a copy on their own calendar, `former` had one; `answers` are what either said, `copies` the times to
    which somebody moved their own copy alone. `own` is the key it was placed with, empty for what people put there
    themselves. With `free` it takes no time. `meeting` wants a video meeting, whose link may come later. `changed_at` is
    aware UTC.
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
    free: bool = False
    answers: tuple[Guest, ...] = ()
    copies: Mapping[str, Interval] = field(default_factory=dict)
    meeting: bool = False
    link: str = ""

    def stands_for(self, owner: str) -> bool:
        """Whether it is on somebody's calendar and not declined by them."""
        return not self.removed and owner in (self.owner, *self.attendees) and not self.declined_by(owner)

    def concerns(self, owner: str) -> bool:
        return owner in (self.owner, *self.attendees, *self.former)

    def declined_by(self, owner: str) -> bool:
        return any(each.email == owner and each.answer is GuestAnswer.NO for each in self.answers)

    def span_for(self, owner: str) -> Interval:
        """Return when it is on somebody's own calendar."""
        return self.copies.get(owner, self.span)

    def now(self) -> EventNow:
        """Return how its organiser sees it."""
        if self.removed:
            return EventNow(self.id, None)
        said = {each.email: each for each in self.answers}
        invited = {address: said.get(address, Guest(address, GuestAnswer.NONE)) for address in self.attendees}
        return EventNow(self.id, self.span, tuple((said | invited).values()), self.link)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has come: the last change told, the end of the window it was told for, and when."""

    owner: str
    change: int
    until: datetime
    given: datetime

    def text(self) -> str:
        return f"{self.change}.{epoch(self.until)}.{epoch(self.given)}.{_mark(self.owner)}"


@dataclass(frozen=True, slots=True)
class Page:
    """The entries that a reader is told next, and where to read on."""

    entries: tuple[Entry, ...]
    cursor: Cursor
    whole: bool = False
    more: bool = False


def changes(entries: Sequence[Entry], *, owner: str, cursor: str, window: Interval, now: datetime) -> Changes:
    """Return the next page of what takes time of `owner`. A copy carries no key of ours: only the UID crosses calendars."""
    page = _next(entries, owner=owner, cursor=cursor, window=window, now=now)
    busy = [entry for entry in page.entries if _seen(entry, owner, window)]
    gone = [entry for entry in page.entries if entry not in busy]
    return Changes(
        tuple(BusyTime(e.id, e.span_for(owner), own=e.own if e.owner == owner else "", uid=e.uid) for e in busy),
        tuple(entry.id for entry in gone),
        page.cursor.text(),
        whole=page.whole,
        more=page.more,
        deleted=tuple(entry.id for entry in gone if not entry.stands_for(owner)),
    )


def events(entries: Sequence[Entry], *, owner: str, cursor: str, window: Interval, now: datetime) -> EventChanges:
    """Return the next page of what became of the events that were placed for `owner` by a key."""
    page = _next(entries, owner=owner, cursor=cursor, window=window, now=now)
    placed = (entry for entry in page.entries if entry.own and entry.owner == owner)
    return EventChanges(tuple(entry.now() for entry in placed), page.cursor.text(), whole=page.whole, more=page.more)


def _next(entries: Sequence[Entry], *, owner: str, cursor: str, window: Interval, now: datetime) -> Page:
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
        return Page(tuple(come), after, more=bool(fresh))
    return _page(fresh, after, newest=newest)


def _whole(mine: Sequence[Entry], start: Cursor, *, window: Interval, newest: int) -> Page:
    standing = [entry for entry in mine if _seen(entry, start.owner, window)]
    return replace(_page(standing, start, newest=newest), whole=True)


def _page(entries: Sequence[Entry], after: Cursor, *, newest: int) -> Page:
    page, rest = entries[:PAGE], entries[PAGE:]
    reached = page[-1].change if rest else newest
    return Page(tuple(page), replace(after, change=reached), more=bool(rest))


def _seen(entry: Entry, owner: str, window: Interval) -> bool:
    return entry.stands_for(owner) and not entry.free and entry.span_for(owner).overlaps(window)


def _read(text: str, *, owner: str, newest: int, now: datetime) -> Cursor | None:
    found = re.fullmatch(r"([0-9]{1,15})\.([0-9]{1,11})\.([0-9]{1,11})\.([0-9a-f]{8})", text)
    if found is None or found[4] != _mark(owner):
        return None
    cursor = Cursor(owner, int(found[1]), from_epoch(int(found[2])), from_epoch(int(found[3])))
    return cursor if cursor.change <= newest and now - cursor.given <= LASTS else None


def _mark(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()[:8]
