"""Triggers that wait until the record of their application is mended."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.domain.ids import ApplicationId
from bot.ports import Held
from storage.tables import held_triggers
from storage.transaction import Transaction

RELEASE = delete(held_triggers).where(held_triggers.c.application == bindparam("key"))
WAITING = select(held_triggers).order_by(held_triggers.c.since, held_triggers.c.application)


class SqlTriggers:
    """An application is let go once in a transaction, unless it was held again."""

    __slots__ = ("_released", "_transaction")

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._released: set[ApplicationId] = set()

    async def hold(self, held: Held) -> None:
        """Let the application's trigger wait, for these reasons from now on; there is one per application."""
        self._released.discard(held.application)
        row = {"application": held.application, "kind": held.kind, "missing": list(held.missing), "since": held.since}
        await self._transaction.put(held_triggers, row, unique=("application",))

    async def release(self, application: ApplicationId) -> None:
        if application not in self._released:
            self._released.add(application)
            await self._transaction.run(RELEASE, {"key": application})

    async def all(self) -> Sequence[Held]:
        """Return every trigger that waits, the longest waiting first."""
        return tuple(
            Held(ApplicationId(row.application), row.kind, tuple(row.missing), row.since)
            for row in await self._transaction.run(WAITING)
        )
