"""A week of everybody's calendars as a picture: where each block lies on its day, from 08:00 to 19:00 of the house.

Places are per cent of a day's width, so that the picture can be drawn at any size without a script.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from adapters.sandbox.feed import Entry
from adapters.sandbox.view.house import OWNERS, Owner
from bot.domain.time import Interval, WorkingHours, at, local_day, zone
from bot.inbound import GuestAnswer

OPENS, CLOSES = time(8), time(19)
HOURS = range(OPENS.hour, CLOSES.hour + 1)
WORKDAYS, WEEKEND = 5, 5  # days; the number of Saturday
FROM_US = re.compile(r"(?:\[Hold\] )?(?P<kind>[^:]+): (?P<who>[^·]+?)(?: · (?P<role>.+))?$")
SAID = {GuestAnswer.YES: "accepted", GuestAnswer.NO: "declined", GuestAnswer.MAYBE: "said maybe"}
ROOM, LONG = 30.0, 24.0  # per cent of a day: what the name of a candidate needs, and a title inside its block


class Kind(StrEnum):
    BUSY = "busy"
    HOLD = "hold"
    BOOKED = "booked"


class News(StrEnum):
    """What became of a block with the last press."""

    OLD = "old"
    FRESH = "fresh"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies on its day, in per cent of the day's width."""

    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody an event invites by first name, and what they said in their calendar."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Block:
    """One event as it stands on somebody's calendar. `who` is the candidate's name, `about` kind and role, of what is ours.

    `name` is where its name is written, `ending` whether it is set against the right end. `theirs` is what they answered
    to the invitation.
    """

    entry: Entry
    span: Interval
    kind: Kind
    news: News
    place: Place
    who: str = ""
    about: str = ""
    name: Place | None = None
    ending: bool = False
    invited: bool = False
    theirs: GuestAnswer = GuestAnswer.NONE

    @property
    def is_long(self) -> bool:
        """Whether its title has room in it while a whole week is shown."""
        return self.place.width >= LONG

    @property
    def said(self) -> str:
        return SAID.get(self.theirs, "")

    @property
    def guests(self) -> tuple[Guest, ...]:
        answers = {each.email: each.answer for each in self.entry.answers}
        names = {owner.email: owner.name.split()[0] for owner in OWNERS.values()}
        return tuple(
            Guest(names.get(email, email), SAID.get(answers.get(email, GuestAnswer.NONE), ""))
            for email in self.entry.attendees
        )

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def is_own(self) -> bool:
        """Whether Usher put it there."""
        return bool(self.entry.own)


@dataclass(frozen=True, slots=True)
class Cell:
    """A person's day. `shut` is when they do not work."""

    day: date
    blocks: tuple[Block, ...]
    shut: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One calendar's week; `ahead` says how its zone lies to the house's, empty where it is the same."""

    owner: Owner
    zone: ZoneInfo
    ahead: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """`now` is where the present lies on its day; `focus` is the day to look at first where only one can be shown."""

    days: tuple[date, ...]
    lines: tuple[Line, ...]
    today: date
    now: float | None
    focus: date

    @property
    def blocks(self) -> Iterator[tuple[Owner, Block]]:
        return ((line.owner, block) for line in self.lines for cell in line.cells for block in cell.blocks)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the week is drawn for: the house's zone, the present (aware UTC), the number of the last change that was seen."""

    house: ZoneInfo
    now: datetime
    seen: int

    def monday(self, ahead: int) -> date:
        """Return the Monday of a week counted from the present one; at a week-end the present one is the next."""
        today = local_day(self.now, zone=self.house)
        skip = 1 if today.weekday() >= WEEKEND else 0
        return today - timedelta(days=today.weekday()) + timedelta(weeks=ahead + skip)

    def day(self, day: date) -> Interval:
        """Return the part of a day that is drawn."""
        return Interval(at(day, OPENS, zone=self.house), at(day, CLOSES, zone=self.house))


def week(entries: Sequence[Entry], ahead: int, *, owners: Mapping[Owner, WorkingHours | None], frame: Frame) -> Week:
    """Return a week's picture; `owners` are drawn in their order, with the hours they work if they are anybody's."""
    monday = frame.monday(ahead)
    days = tuple(monday + timedelta(days=number) for number in range(WORKDAYS))
    lines = tuple(_line(entries, days, owner=owner, hours=hours, frame=frame) for owner, hours in owners.items())
    today = local_day(frame.now, zone=frame.house)
    drawn = frame.day(today)
    here = today in days and drawn.start <= frame.now <= drawn.end
    now = _share(frame.now, drawn) if here else None
    return Week(days, lines, today, now, _focus(lines, today=today, days=days))


def changed(entries: Sequence[Entry], *, frame: Frame, weeks: int) -> int:
    """Return the week to show by itself: the first with something new of Usher's, else with something of Usher's to come."""
    ours = [entry for entry in entries if entry.own]
    for wanted in (
        [entry for entry in ours if entry.change > frame.seen],
        [entry for entry in ours if not entry.removed and entry.span.end > frame.now],
    ):
        for ahead in range(weeks):
            monday = frame.monday(ahead)
            whole = Interval(frame.day(monday).start, frame.day(monday + timedelta(days=WORKDAYS - 1)).end)
            if any(entry.span.overlaps(whole) for entry in wanted):
                return ahead
    return 0


def _line(
    entries: Sequence[Entry],
    days: Sequence[date],
    *,
    owner: Owner,
    hours: WorkingHours | None,
    frame: Frame,
) -> Line:
    where = zone(owner.zone)
    mine = [entry for entry in entries if entry.concerns(owner.email) and not entry.free]
    cells = []
    for day in days:
        drawn = frame.day(day)
        blocks = _blocks(mine, drawn, owner=owner.email, seen=frame.seen)
        shut = () if hours is None else _shut(hours.on(day, zone=where), drawn)
        cells.append(Cell(day, _named(blocks), shut))
    return Line(owner, where, _ahead(where, frame.house, on=frame.day(days[0]).start), tuple(cells))


def _blocks(entries: Sequence[Entry], drawn: Interval, *, owner: str, seen: int) -> Sequence[Block]:
    found = []
    for entry in entries:
        span = entry.span_for(owner)
        news = _news(entry, owner=owner, seen=seen)
        if news is not None and span.overlaps(drawn):
            found.append(_block(entry, span, news, drawn=drawn, owner=owner))
    standing = [block for block in found if block.news is not News.GONE]
    gone = [b for b in found if b.news is News.GONE and not any(b.span.overlaps(other.span) for other in standing)]
    return sorted([*standing, *gone], key=lambda block: (block.span, block.entry.id))


def _news(entry: Entry, *, owner: str, seen: int) -> News | None:
    """Return None for what does not stand there any more and went before the last press."""
    if entry.stands_for(owner):
        return News.FRESH if entry.change > seen else News.OLD
    return News.GONE if entry.change > seen and entry.own else None


def _block(entry: Entry, span: Interval, news: News, *, drawn: Interval, owner: str) -> Block:
    start, end = _share(max(span.start, drawn.start), drawn), _share(min(span.end, drawn.end), drawn)
    kind = Kind.BUSY if not entry.own else Kind.HOLD if entry.tentative else Kind.BOOKED
    found = FROM_US.fullmatch(entry.title) if entry.own else None
    theirs = next((each.answer for each in entry.answers if each.email == owner), GuestAnswer.NONE)
    return Block(
        entry,
        span,
        kind,
        news,
        Place(start, round(end - start, 3)),
        who=found["who"] if found else "",
        about=" · ".join(part for part in (found["kind"], found["role"]) if part) if found else "",
        invited=owner in entry.attendees,
        theirs=theirs,
    )


def _named(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give what is Usher's the place of its name: from its start up to the next one's, or back from its end."""
    ours = [block for block in blocks if block.who]
    starts = [block.place.left for block in ours]
    places: dict[str, tuple[Place, bool]] = {}
    taken = 0.0
    for block, (start, limit) in zip(ours, pairwise([*starts, 100.0]), strict=True):
        ending = limit - start < ROOM and block.place.right - taken > limit - start
        left, right = (taken, block.place.right) if ending else (start, limit)
        places[block.entry.id] = (Place(left, round(max(right - left, 1.0), 3)), ending)
        taken = block.place.right if ending else min(start + ROOM, limit)
    return tuple(_placed(block, places) for block in blocks)


def _placed(block: Block, places: Mapping[str, tuple[Place, bool]]) -> Block:
    if block.entry.id not in places:
        return block
    name, ending = places[block.entry.id]
    return replace(block, name=name, ending=ending)


def _shut(open_hours: Interval | None, drawn: Interval) -> tuple[Place, ...]:
    if open_hours is None or not open_hours.overlaps(drawn):
        return (Place(0.0, 100.0),)
    opens, closes = _share(max(open_hours.start, drawn.start), drawn), _share(min(open_hours.end, drawn.end), drawn)
    both = (Place(0.0, opens), Place(closes, round(100 - closes, 3)))
    return tuple(place for place in both if place.width > 0)


def _share(instant: datetime, drawn: Interval) -> float:
    return round(100 * (instant - drawn.start) / drawn.length, 3)


def _ahead(where: ZoneInfo, house: ZoneInfo, *, on: datetime) -> str:
    """Return how far a zone's clocks are from the house's, in words."""
    apart = (on.astimezone(where).utcoffset() or timedelta()) - (on.astimezone(house).utcoffset() or timedelta())
    if not apart:
        return ""
    hours = f"{abs(apart) / timedelta(hours=1):g} h"
    return f"{hours} ahead" if apart > timedelta() else f"{hours} behind"


def _focus(lines: Sequence[Line], *, today: date, days: Sequence[date]) -> date:
    """The first day with something new, else today, else the first with something of Usher's, else the first."""
    cells = [cell for line in lines for cell in line.cells]
    fresh = {cell.day for cell in cells if any(b.news is not News.OLD and b.is_own for b in cell.blocks)}
    ours = {cell.day for cell in cells if any(b.is_own for b in cell.blocks)}
    return min(fresh, default=today if today in days else min(ours, default=days[0]))
