"""What we cannot do with whose calendar, until it works again."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from bot.domain.calendar_faults import Cause, Doing, Fault
from bot.domain.ids import PersonId
from storage.tables import calendar_faults
from storage.transaction import Transaction

ALL = select(calendar_faults).order_by(calendar_faults.c.since, calendar_faults.c.whose, calendar_faults.c.doing)
OF = ALL.where(calendar_faults.c.whose.in_(bindparam("people", expanding=True)))
OF_CAUSE = ALL.where(calendar_faults.c.vendor == bindparam("at"), calendar_faults.c.cause == bindparam("why"))
FORGET = delete(calendar_faults).where(calendar_faults.c.whose == bindparam("of_whom"))


class SqlCalendarFaults:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, people: Collection[PersonId]) -> Sequence[Fault]:
        return await self._found(OF, people=sorted(people)) if people else ()

    async def of_cause(self, vendor: str, cause: Cause) -> Sequence[Fault]:
        return await self._found(OF_CAUSE, at=vendor, why=cause.value)

    async def add(self, fault: Fault) -> None:
        row = {
            "whose": fault.whose,
            "doing": fault.doing.value,
            "vendor": fault.vendor,
            "cause": fault.cause.value,
            "since": fault.since,
        }
        await self._transaction.put(calendar_faults, row, unique=("whose", "doing"))

    async def forget(self, whose: PersonId, doing: Doing | None = None) -> None:
        gone = FORGET if doing is None else FORGET.where(calendar_faults.c.doing == doing.value)
        await self._transaction.run(gone, {"of_whom": whose})

    async def _found(self, question: Select[Any], **given: object) -> Sequence[Fault]:
        found = await self._transaction.run(question, given)
        return tuple(
            Fault(PersonId(row.whose), Doing(row.doing), row.vendor, Cause(row.cause), row.since) for row in found
        )
