"""On which local dates somebody's digest has been looked after: one row per person and date, by the database's own word."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.domain.ids import PersonId
from storage.tables import digests
from storage.transaction import Transaction

RECENT = select(digests).where(
    digests.c.person.in_(bindparam("whose", expanding=True)), digests.c.day >= bindparam("since")
)


class SqlDigests:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, person: PersonId, *, day: date, at: datetime) -> bool:
        row = {"person": person, "day": day.isoformat(), "at": at}
        return await self._transaction.add_once(digests, row, unique=("person", "day"))

    async def recent(self, people: Collection[PersonId], *, since: date) -> Mapping[PersonId, Mapping[date, datetime]]:
        given = {"whose": sorted(people), "since": since.isoformat()}
        found: dict[PersonId, dict[date, datetime]] = defaultdict(dict)
        for row in await self._transaction.run(RECENT, given) if people else ():
            found[PersonId(row.person)][date.fromisoformat(row.day)] = row.at
        return found
