"""What roles need, wording after wording, and who is being asked to agree it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from bot.domain.ids import OpeningId, PersonId
from bot.domain.intake import Ask, Intake
from storage.tables import intake_asks, intakes
from storage.transaction import Transaction

NEWEST = (
    select(intakes)
    .where(intakes.c.opening == bindparam("whose"))
    .order_by(intakes.c.serial.desc())
    .limit(bindparam("most"))
)
AGREED = NEWEST.where(intakes.c.agreed)
ADD = intakes.insert()
ASKED = select(intake_asks).where(intake_asks.c.opening == bindparam("whose"))
ANSWERED = delete(intake_asks).where(intake_asks.c.opening == bindparam("whose"))


class SqlIntakes:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def agreed(self, opening: OpeningId) -> Intake | None:
        """Return what was agreed last; None also for a role whose intake an import or an ATS calls agreed."""
        return next(iter(await self._read(AGREED, opening, 1)), None)

    async def newest(self, opening: OpeningId) -> Intake | None:
        """Return the newest wording, agreed or drafted."""
        return next(iter(await self._read(NEWEST, opening, 1)), None)

    async def of(self, opening: OpeningId, *, limit: int = 20) -> Sequence[Intake]:
        """Return the wordings, the newest first."""
        return await self._read(NEWEST, opening, limit)

    async def add(self, intake: Intake) -> None:
        whose = {"opening": intake.opening, "at": intake.at, "author": intake.author, "agreed": intake.agreed}
        await self._transaction.run(ADD, {**whose, **intake.parts})

    async def ask(self, ask: Ask) -> None:
        """Remember who is asked since when, in place of who was before."""
        row = {"opening": ask.opening, "manager": ask.manager, "at": ask.at}
        await self._transaction.put(intake_asks, row, unique=("opening",))

    async def asked(self, opening: OpeningId) -> Ask | None:
        rows = await self._transaction.run(ASKED, {"whose": opening})
        return next((Ask(OpeningId(row.opening), PersonId(row.manager), row.at) for row in rows), None)

    async def answered(self, opening: OpeningId) -> None:
        """Nobody is asked any more."""
        await self._transaction.run(ANSWERED, {"whose": opening})

    async def _read(self, question: Select[Any], opening: OpeningId, most: int) -> Sequence[Intake]:
        rows = await self._transaction.run(question, {"whose": opening, "most": most})
        return tuple(
            Intake(
                opening=OpeningId(row.opening),
                at=row.at,
                author=PersonId(row.author),
                must=row.must,
                nice=row.nice,
                plan=row.plan,
                terms=row.terms,
                agreed=row.agreed,
            )
            for row in rows
        )
