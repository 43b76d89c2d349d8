"""Timers: what comes due when. A row is gone once it was taken, set anew or dropped, so nothing fires twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from bot.inbound import Fired
from storage.tables import timers
from storage.transaction import Transaction


class SqlTimers:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def set(self, key: str, *, kind: str, subject: str, due: datetime) -> None:
        """Let the timer of this key come due then, in place of an earlier one."""
        row = {"key": key, "kind": kind, "subject": subject, "due": due}
        timer = self._transaction.insert(timers).values(row)
        await self._transaction.run(timer.on_conflict_do_update(index_elements=["key"], set_=row))

    async def drop(self, subject: str, kinds: Sequence[str] = ()) -> None:
        """Forget the subject's timers of these kinds, or all of them."""
        dropped = delete(timers).where(timers.c.subject == subject)
        await self._transaction.run(dropped.where(timers.c.kind.in_(kinds)) if kinds else dropped)

    async def due(self, now: datetime, *, limit: int) -> Sequence[Fired]:
        """Return what has come due by `now`, earliest first; each is to be taken by the transaction that acts on it."""
        ripe = select(timers).where(timers.c.due <= now).order_by(timers.c.due, timers.c.key).limit(limit)
        return tuple(Fired(row.key, row.kind, row.subject, row.due) for row in await self._transaction.run(ripe))

    async def take(self, fired: Fired) -> bool:
        """Return whether this firing is ours: nobody else took it, and it was not set anew meanwhile."""
        taken = delete(timers).where(timers.c.key == fired.key, timers.c.due == fired.due)
        return (await self._transaction.run(taken)).rowcount > 0

    async def next_due(self) -> datetime | None:
        due: datetime | None = (await self._transaction.run(select(func.min(timers.c.due)))).scalar_one()
        return due
