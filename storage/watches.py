"""What vendors promised to tell about calendars: one promise for each calendar, the newest."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, select

from bot.domain.ids import PersonId
from bot.ports import Watch, Watched
from storage.columns import EMPTY
from storage.tables import calendar_watches
from storage.transaction import Transaction


class SqlWatches:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, whose: PersonId) -> Watched | None:
        found = await self._transaction.run(select(calendar_watches).where(calendar_watches.c.whose == whose))
        row = found.one_or_none()
        return None if row is None else _watched(row)

    async def all(self) -> Sequence[Watched]:
        found = await self._transaction.run(select(calendar_watches).order_by(calendar_watches.c.whose))
        return tuple(_watched(row) for row in found)

    async def save(self, watched: Watched) -> None:
        watch = watched.watch
        row = {
            "whose": watched.whose,
            "vendor": watched.vendor,
            "owner": watched.owner,
            "watch": watch.id,
            "resource": watch.resource,
            "expires": watch.expires,
        }
        await self._transaction.put(calendar_watches, row, unique=("whose",))

    async def forget(self, whose: PersonId) -> None:
        await self._transaction.run(delete(calendar_watches).where(calendar_watches.c.whose == whose))

    async def forget_refusals(self) -> None:
        await self._transaction.run(delete(calendar_watches).where(calendar_watches.c.watch == EMPTY))


def _watched(row: Row[*tuple[object, ...]]) -> Watched:
    return Watched(PersonId(row.whose), row.vendor, row.owner, Watch(row.watch, row.resource, row.expires))
