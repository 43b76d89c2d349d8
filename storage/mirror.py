"""The mirror of everybody's calendar: busy times of others' making, and when each feed was last read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, exists, not_, select

from bot.domain.ids import PersonId
from bot.domain.time import Interval, epoch, from_epoch
from bot.inbound import BusyTime, Changes
from bot.ports import Mirrored
from storage.columns import EMPTY, ceiling
from storage.tables import busy_times, calendar_feeds, interviews
from storage.transaction import Transaction

ROWS_AT_ONCE = 500
FEEDS = select(calendar_feeds.c.person, calendar_feeds.c.read_at).where(
    calendar_feeds.c.person.in_(bindparam("whose", expanding=True))
)
CURSOR = select(calendar_feeds.c.cursor).where(calendar_feeds.c.person == bindparam("whose"))
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


class SqlMirror:
    """Times are kept in whole seconds, rounded outwards."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, people: Sequence[PersonId], span: Interval) -> Mapping[PersonId, Mirrored]:
        """Return each person whose feed was ever read, with what is busy in the span, in order, our own left out."""
        asked = {"whose": list(people)}
        read_at = {PersonId(row.person): row.read_at for row in await self._transaction.run(FEEDS, asked)}
        stretch = {"before": ceiling(span.end), "after": epoch(span.start)}
        busy: dict[int, list[Interval]] = {person: [] for person in read_at}
        for person, starts, ends in await self._transaction.run(BUSY, asked | stretch):
            if person in busy:  # a feed that was read for the first time between the two statements is not known yet
                busy[person].append(Interval(from_epoch(starts), from_epoch(ends)))
        return {person: Mirrored(tuple(busy[person]), read) for person, read in read_at.items()}

    async def cursor(self, person: PersonId) -> str:
        """Return where the feed was read up to; empty: from the beginning."""
        return (await self._transaction.run(CURSOR, {"whose": person})).scalar_one_or_none() or ""

    async def apply(self, person: PersonId, changes: Changes, *, read_at: datetime) -> None:
        """Take over what a feed brought: new and moved times, those that are gone, and where to read on.

        While a feed has more to tell it does not count as read: `read_at` is taken over with its last page.
        """
        row = {"person": person, "cursor": changes.cursor, "read_at": None if changes.more else read_at}
        kept = {"cursor": changes.cursor} if changes.more and not changes.whole else row
        feed = self._transaction.insert(calendar_feeds).values(row)
        await self._transaction.run(feed.on_conflict_do_update(index_elements=["person"], set_=kept))
        await self._clear(person, changes)
        rows = list({busy.id: _values(person, busy) for busy in changes.busy}.values())
        if rows:
            await self._transaction.run(busy_times.insert(), rows)

    async def _clear(self, person: PersonId, changes: Changes) -> None:
        theirs = delete(busy_times).where(busy_times.c.person == person)
        if changes.whole:
            await self._transaction.run(theirs)
            return
        stale = [*changes.gone, *(busy.id for busy in changes.busy)]
        for first in range(0, len(stale), ROWS_AT_ONCE):
            await self._transaction.run(theirs.where(busy_times.c.event.in_(stale[first : first + ROWS_AT_ONCE])))


def _values(person: PersonId, busy: BusyTime) -> dict[str, object]:
    return {
        "person": person,
        "event": busy.id,
        "starts": epoch(busy.span.start),
        "ends": ceiling(busy.span.end),
        "own": busy.own,
        "uid": busy.uid,
    }
