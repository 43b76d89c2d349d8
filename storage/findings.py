"""What the last look at everything found: one row for each thing."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.domain.findings import Condition, Finding, Found
from storage.tables import findings
from storage.transaction import Transaction

ALL = select(findings).order_by(findings.c.name)


class SqlFindings:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def all(self) -> Sequence[Found]:
        """Return them by name."""
        return tuple(
            Found(Finding(row.name, Condition(row.state), row.says, row.cure), row.since)
            for row in await self._transaction.run(ALL)
        )

    async def keep(self, found: Sequence[Found]) -> None:
        await self._transaction.run(delete(findings))
        if found:
            await self._transaction.run(findings.insert(), [_row(each) for each in found])


def _row(found: Found) -> dict[str, object]:
    finding = found.finding
    return {
        "name": finding.name,
        "state": finding.state.value,
        "says": finding.says,
        "cure": finding.cure,
        "since": found.since,
    }
