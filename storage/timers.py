"""Timers: what comes due when. A row is gone once it was taken, set anew or dropped, so nothing fires twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from bot.inbound import Fired
from storage.tables import timers
from storage.transaction import Transaction

DROP = delete(timers).where(timers.c.subject == bindparam("subject"))
DROP_KINDS = DROP.where(timers.c.kind.in_(bindparam("kinds", expanding=True)))
TAKE = delete(timers).where(timers.c.key == bindparam("key"), timers.c.due == bindparam("due"))


class SqlTimers:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def set(self, key: str, *, kind: str, subject: str, due: datetime) -> None:
        """Let the timer of this key come due then, in place of an earlier one."""
        row = {"key": key, "kind": kind, "subject": subject, "due": due}
        await self._transaction.put(timers, row, unique=("key",))

    async def drop(self, subject: str, kinds: Sequence[str] = ()) -> None:
        """Forget the subject's timers of these kinds, or all of them."""
        given = {"subject": subject} | ({"kinds": list(kinds)} if kinds else {})
        await self._transaction.run(DROP_KINDS if kinds else DROP, given)

    async def due(self, now: datetime, *, limit: int) -> Sequence[Fired]:
        """Return what has come due by `now`, earliest first; each is to be taken by the transaction that acts on it."""
        ripe = select(timers).where(timers.c.due <= now).order_by(timers.c.due, timers.c.key).limit(limit)
        return tuple(Fired(row.key, row.kind, row.subject, row.due) for row in await self._transaction.run(ripe))

    async def take(self, fired: Fired) -> bool:
        """Return whether this firing is ours: nobody else took it, and it was not set anew meanwhile."""
        return (await self._transaction.run(TAKE, {"key": fired.key, "due": fired.due})).rowcount > 0

    async def next_due(self) -> datetime | None:
        due: datetime | None = (await self._transaction.run(select(func.min(timers.c.due)))).scalar_one()
        return due
