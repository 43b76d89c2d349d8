"""The mirror of everybody's calendar: busy times of others' making, and when each feed was last read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, literal, not_, or_, select, update

from bot.domain.ids import PersonId
from bot.domain.time import Interval, epoch, from_epoch
from bot.inbound import BusyTime, Changes
from bot.ports import Mirrored, Ours, Vanished
from storage.columns import EMPTY, ceiling
from storage.reservations import COUNTING
from storage.tables import applications, busy_times, calendar_feeds, interviews, reservations
from storage.transaction import Transaction

ROWS_AT_ONCE = 500
FEEDS = select(calendar_feeds.c.person, calendar_feeds.c.read_at, calendar_feeds.c.blind).where(
    calendar_feeds.c.person.in_(bindparam("whose", expanding=True))
)
CURSOR = select(calendar_feeds.c.cursor).where(calendar_feeds.c.person == bindparam("whose"))
CURSOR_FOR_NOW = CURSOR.with_for_update()
BOOKED = and_(
    busy_times.c.uid != EMPTY, exists().where(interviews.c.uid == busy_times.c.uid, interviews.c.uid != EMPTY)
)
BUSY = (
    select(busy_times.c.person, busy_times.c.starts, busy_times.c.ends)
    .where(
        busy_times.c.person.in_(bindparam("whose", expanding=True)),
        busy_times.c.starts < bindparam("before"),
        busy_times.c.ends > bindparam("after"),
        busy_times.c.own == EMPTY,
        not_(BOOKED),
    )
    .order_by(busy_times.c.starts)
)
MEETING = reservations.alias("meeting")
"""What is reserved for the candidate is the meeting alone, as the calendars show it; a person's begins before that."""
EXPECTED = (
    select(reservations.c.party, MEETING.c.starts, MEETING.c.ends)
    .join(interviews, interviews.c.id == reservations.c.interview)
    .join(applications, applications.c.id == interviews.c.application)
    .join(
        MEETING,
        and_(
            MEETING.c.interview == reservations.c.interview,
            MEETING.c.option == reservations.c.option,
            MEETING.c.party == applications.c.candidate,
        ),
    )
    .where(
        reservations.c.party.in_(bindparam("whose", expanding=True)),
        reservations.c.ends > bindparam("after"),
        reservations.c.status.in_(COUNTING),
        MEETING.c.status.in_(COUNTING),
    )
)
OURS = select(busy_times.c.own, busy_times.c.uid, busy_times.c.starts, busy_times.c.ends).where(
    busy_times.c.person == bindparam("whose"),
    busy_times.c.ends > bindparam("after"),
    or_(busy_times.c.own != EMPTY, BOOKED),
)
THEIRS = busy_times.c.person == bindparam("whose")
SET_ASIDE = update(busy_times).where(THEIRS).values(leftover=True)
KNOWN = (busy_times.c.event, busy_times.c.own, busy_times.c.uid, busy_times.c.ends)
GONE = busy_times.c.event.in_(bindparam("events", expanding=True))
DROP = delete(busy_times).where(THEIRS, GONE).returning(*KNOWN)
DROP_THE_REST = delete(busy_times).where(THEIRS, or_(GONE, busy_times.c.leftover)).returning(*KNOWN)
BOOKED_UIDS = select(interviews.c.uid).where(
    interviews.c.uid.in_(bindparam("uids", expanding=True)), interviews.c.uid != EMPTY
)


class SqlMirror:
    """Times are kept in whole seconds, rounded outwards."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, people: Sequence[PersonId], span: Interval) -> Mapping[PersonId, Mirrored]:
        """Return each person whose feed was ever read, with what is busy in the span, in order, our own left out."""
        asked = {"whose": list(people)}
        feeds = (await self._transaction.run(FEEDS, asked)).all()
        after = epoch(span.start)
        stretch = {"before": ceiling(span.end), "after": after}
        blind = [row.person for row in feeds if row.blind]
        expected = await self._expected(blind, after=after) if blind else Counter()
        busy: dict[int, list[Interval]] = {row.person: [] for row in feeds}
        for person, starts, ends in await self._transaction.run(BUSY, asked | stretch):
            if person not in busy:  # a feed that was read for the first time between the statements is not known yet
                continue
            if expected[person, starts, ends]:
                expected[person, starts, ends] -= 1
                continue
            busy[person].append(Interval(from_epoch(starts), from_epoch(ends)))
        return {PersonId(row.person): Mirrored(tuple(busy[row.person]), row.read_at, row.blind) for row in feeds}

    async def ours(self, person: PersonId, *, after: datetime) -> Sequence[Ours]:
        found = await self._transaction.run(OURS, {"whose": person, "after": epoch(after)})
        return tuple(Ours(row.own, row.uid, Interval(from_epoch(row.starts), from_epoch(row.ends))) for row in found)

    async def cursor(self, person: PersonId) -> str:
        """Return where the feed was read up to; empty: from the beginning."""
        return (await self._transaction.run(CURSOR, {"whose": person})).scalar_one_or_none() or ""

    async def stands_at(self, person: PersonId, cursor: str) -> bool:
        """Return whether the feed was read up to there, and let nobody else read on or forget it meanwhile."""
        known = (await self._transaction.run(CURSOR_FOR_NOW, {"whose": person})).scalar_one_or_none() or ""
        return known == cursor

    async def apply(self, person: PersonId, changes: Changes, *, read_at: datetime) -> Vanished:
        """Take over what a feed brought: new and moved times, those that are gone, and where to read on.

        While a feed has more to tell, `read_at` stays what it was, and what was known before stays as well: the last page
        of a feed that is read anew drops what none of its pages told of. Returns what vanished that was still to come.
        """
        await self._read_on(person, changes, read_at=read_at)
        if changes.whole:
            await self._transaction.run(SET_ASIDE, {"whose": person})
        await self._keep(person, changes)
        dropped = await self._drop(person, changes)
        gone = {*changes.gone}
        stayed = gone - {*changes.deleted}
        unsure = any(row.event not in gone for row in dropped)
        return await self._vanished([row for row in dropped if row.event not in stayed], unsure=unsure, after=read_at)

    async def note(self, person: PersonId, own: BusyTime) -> None:
        """Know of an event that we placed before its feed tells of it, so that one deleted until then is missed as well.

        What the feed told of it stays. Of a calendar that was never read, or shows us times alone, nothing is noted.
        """
        (row,) = _rows(person, Changes((own,), (), ""))
        seen = select(calendar_feeds.c.person, *(literal(value) for name, value in row.items() if name != "person"))
        of_theirs = seen.where(calendar_feeds.c.person == person, not_(calendar_feeds.c.blind))
        fresh = self._transaction.insert(busy_times).from_select([*row], of_theirs)
        await self._transaction.run(fresh.on_conflict_do_nothing(index_elements=["person", "event"]))

    async def forget(self, person: PersonId) -> None:
        await self._transaction.run(delete(calendar_feeds).where(calendar_feeds.c.person == person))
        await self._transaction.run(delete(busy_times).where(busy_times.c.person == person))

    async def _expected(self, people: Sequence[int], *, after: int) -> Counter[tuple[int, int, int]]:
        """Return which events of ours stand on these calendars, how often each; those that are over do not matter."""
        found = await self._transaction.run(EXPECTED, {"whose": people, "after": after})
        return Counter((row.party, row.starts, row.ends) for row in found)

    async def _read_on(self, person: PersonId, changes: Changes, *, read_at: datetime) -> None:
        """A feed is taken for blind only once all that is known of it came so, and at once not any more."""
        blind = changes.blind and not changes.more
        row = {"person": person, "cursor": changes.cursor, "read_at": None if changes.more else read_at, "blind": blind}
        left = {"read_at", "blind"} if changes.more and changes.blind else {"read_at"} if changes.more else set[str]()
        feed = self._transaction.insert(calendar_feeds).values(row)
        taken = {name: value for name, value in row.items() if name not in {"person", *left}}
        await self._transaction.run(feed.on_conflict_do_update(index_elements=["person"], set_=taken))

    async def _drop(self, person: PersonId, changes: Changes) -> list[Row[Any]]:
        """Drop what is gone, and on a last page what was left over; return it."""
        *portions, last = [*_portions(changes.gone)] or [[]]
        drops = [(DROP, some) for some in (*portions, *([last] if last and changes.more else ()))]
        drops += [] if changes.more else [(DROP_THE_REST, last)]
        return [
            row for drop, some in drops for row in await self._transaction.run(drop, {"whose": person, "events": some})
        ]

    async def _keep(self, person: PersonId, changes: Changes) -> None:
        rows = list({row["event"]: row for row in _rows(person, changes)}.values())
        if rows:
            await self._transaction.put(busy_times, *rows, unique=("person", "event"))

    async def _vanished(self, rows: Iterable[Row[Any]], *, unsure: bool, after: datetime) -> Vanished:
        ahead = [row for row in rows if row.ends > epoch(after)]
        uids = [row.uid for row in ahead if row.uid and not row.own]
        booked = [
            row.uid for some in _portions(uids) for row in await self._transaction.run(BOOKED_UIDS, {"uids": some})
        ]
        return Vanished(tuple(sorted(row.own for row in ahead if row.own)), tuple(sorted(booked)), unsure=unsure)


def _portions(names: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(names), ROWS_AT_ONCE):
        yield list(names[first : first + ROWS_AT_ONCE])


def _rows(person: PersonId, changes: Changes) -> Iterator[dict[str, object]]:
    """Yield what is kept. Two meetings at one time have one name where only their times are open to us: both count."""
    times = Counter[str]()
    for busy in changes.busy:
        times[busy.id] += 1
        again = changes.blind and times[busy.id] > 1
        yield {
            "person": person,
            "event": f"{busy.id}#{times[busy.id]}" if again else busy.id,
            "starts": epoch(busy.span.start),
            "ends": ceiling(busy.span.end),
            "own": busy.own,
            "uid": busy.uid,
            "leftover": False,
        }
