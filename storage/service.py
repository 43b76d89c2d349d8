"""What the record tells of the service as a whole: numbers and ids, read across everything, nothing about candidates."""

from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select

from bot.domain.findings import SoFar
from bot.domain.ids import PersonId
from storage.tables import audit, interviews, outbox
from storage.transaction import Transaction

BOOKED = "interview.booked"
UNREACHED = "account.unreached"
BEGAN = select(func.min(audit.c.at)).where(audit.c.what == BOOKED)
SINCE = audit.c.at >= bindparam("since")
BOOKINGS = select(interviews.c.document).where(
    interviews.c.id.in_(select(audit.c.subject).where(audit.c.what == BOOKED, SINCE))
)
DEAD = select(func.count()).where(literal_column("outbox.state") == literal_column("'dead'")).select_from(outbox)
SILENT = select(audit.c.subject).where(audit.c.what == UNREACHED, SINCE).distinct()


class SqlService:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def began(self) -> datetime | None:
        first: datetime | None = (await self._transaction.run(BEGAN)).scalar_one()
        return first

    async def so_far(self, since: datetime) -> SoFar:
        given = {"since": since}
        booked = [row.document for row in await self._transaction.run(BOOKINGS, given)]
        untouched = sum(not document.get("touched", False) for document in booked)
        dead = (await self._transaction.run(DEAD)).scalar_one()
        silent = sorted(int(key) for key in (await self._transaction.run(SILENT, given)).scalars())
        return SoFar(len(booked), untouched, dead, tuple(map(PersonId, silent)))
