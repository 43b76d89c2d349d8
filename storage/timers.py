"""Timers: what comes due when. A row is gone once it was taken, set anew or dropped, so nothing fires twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from bot.inbound import Fired
from storage.tables import timers
from storage.transaction import Transaction

DROP = delete(timers).where(timers.c.subject == bindparam("subject"))
DROP_KINDS = DROP.where(timers.c.kind.in_(bindparam("kinds", expanding=True)))
ALL_KINDS: frozenset[str] = frozenset()  # no kind named: every one
TAKE = delete(timers).where(timers.c.key == bindparam("key"), timers.c.due == bindparam("due"))


class SqlTimers:
    """Timers are dropped and set at the end of the transaction, all together; whatever reads them sees them so."""

    __slots__ = ("_dropped", "_set", "_transaction")

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._set: dict[str, dict[str, Any]] = {}
        self._dropped: dict[str, frozenset[str]] = {}
        transaction.at_the_end(self._write)

    async def set(self, key: str, *, kind: str, subject: str, due: datetime) -> None:
        """Let the timer of this key come due then, in place of an earlier one."""
        self._set[key] = {"key": key, "kind": kind, "subject": subject, "due": due}

    async def set_by(self, key: str, *, kind: str, subject: str, due: datetime) -> None:
        """Let the timer of this key come due then at the latest: an earlier one stays."""
        await self._write()
        fresh = self._transaction.insert(timers)
        sooner = fresh.on_conflict_do_update(
            index_elements=["key"], set_={"due": fresh.excluded.due}, where=fresh.excluded.due < timers.c.due
        )
        await self._transaction.run(sooner, {"key": key, "kind": kind, "subject": subject, "due": due})

    async def drop(self, subject: str, kinds: Sequence[str] = ()) -> None:
        """Forget the subject's timers of these kinds, or all of them."""
        self._set = {
            key: row
            for key, row in self._set.items()
            if row["subject"] != subject or (kinds and row["kind"] not in kinds)
        }
        before = self._dropped.get(subject, frozenset(kinds))
        self._dropped[subject] = before.union(kinds) if kinds and before else ALL_KINDS

    async def due(self, now: datetime, *, limit: int) -> Sequence[Fired]:
        """Return what has come due by `now`, earliest first; each is to be taken by the transaction that acts on it."""
        await self._write()
        ripe = select(timers).where(timers.c.due <= now).order_by(timers.c.due, timers.c.key).limit(limit)
        return tuple(Fired(row.key, row.kind, row.subject, row.due) for row in await self._transaction.run(ripe))

    async def take(self, fired: Fired) -> bool:
        """Return whether this firing is ours: nobody else took it, and it was not set anew meanwhile."""
        await self._write()
        return (await self._transaction.run(TAKE, {"key": fired.key, "due": fired.due})).rowcount > 0

    async def next_due(self) -> datetime | None:
        await self._write()
        due: datetime | None = (await self._transaction.run(select(func.min(timers.c.due)))).scalar_one()
        return due

    async def _write(self) -> None:
        """Drop and set in an order that all transactions share: so they seldom wait for each other in a circle."""
        dropped, self._dropped = sorted(self._dropped.items()), {}
        rows, self._set = [self._set[key] for key in sorted(self._set)], {}
        if entirely := [{"subject": subject} for subject, kinds in dropped if kinds == ALL_KINDS]:
            await self._transaction.run(DROP, entirely)
        for subject, kinds in dropped:
            if kinds != ALL_KINDS:
                await self._transaction.run(DROP_KINDS, {"subject": subject, "kinds": sorted(kinds)})
        if rows:
            await self._transaction.put(timers, *rows, unique=("key",))
