"""Openings: the roles being hired for."""

from collections.abc import Sequence

from sqlalchemy import select, update

from bot.domain.ids import OpeningId
from bot.domain.pipeline import Opening
from bot.ports import Stale
from storage import rows
from storage.spelling import folded
from storage.tables import openings
from storage.transaction import Transaction


class SqlOpenings:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, opening: OpeningId) -> Opening | None:
        row = (await self._transaction.run(select(openings).where(openings.c.id == opening))).mappings().one_or_none()
        return None if row is None else rows.opening(row)

    async def by_ats_job(self, ats: str, job: str) -> Opening | None:
        known = select(openings).where(openings.c.ats == ats, openings.c.ats_job == job, openings.c.ats_job != "")
        row = (await self._transaction.run(known)).mappings().one_or_none()
        return None if row is None else rows.opening(row)

    async def by_title(self, title: str) -> Sequence[Opening]:
        """Return every opening of this title, however it is cased or accented."""
        known = select(openings).where(openings.c.title_key == folded(title)).order_by(openings.c.id)
        return tuple(rows.opening(row) for row in (await self._transaction.run(known)).mappings())

    async def add(self, opening: Opening, *, ats: str = "") -> None:
        """Store a new opening; `ats` names whose job id it carries."""
        await self._transaction.run(
            openings.insert().values(rows.opening_values(opening) | {"id": opening.id, "ats": ats})
        )

    async def save(self, opening: Opening, *, ats: str = "") -> None:
        """Overwrite what is stored of it, with whose job id it carries if `ats` says; raises Stale if it is gone."""
        values = rows.opening_values(opening) | ({"ats": ats} if ats else {})
        saved = update(openings).where(openings.c.id == opening.id).values(values)
        if not (await self._transaction.run(saved)).rowcount:
            raise Stale(f"opening {opening.id} is gone")
