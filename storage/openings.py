"""Openings: the roles being hired for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, or_, select, update

from bot.domain.ids import OpeningId, PersonId
from bot.domain.pipeline import Opening
from bot.ports import Stale
from storage import rows
from storage.columns import EMPTY
from storage.spelling import folded
from storage.tables import openings
from storage.transaction import Transaction

BY_KEY = select(openings).where(openings.c.id == bindparam("key"))
BY_ATS_JOB = select(openings).where(
    openings.c.ats == bindparam("source"), openings.c.ats_job == bindparam("job"), openings.c.ats_job != EMPTY
)
BY_TITLE = select(openings).where(openings.c.title_key == bindparam("title")).order_by(openings.c.id)
ALL = select(openings).order_by(openings.c.title_key, openings.c.client, openings.c.id)
OWNED = or_(
    openings.c.recruiter == bindparam("owner"),
    openings.c.coordinator == bindparam("owner"),
    openings.c.hiring_manager == bindparam("owner"),
)
OF = ALL.where(OWNED)
ADD = openings.insert()
SAVE = update(openings).where(openings.c.id == bindparam("key"))


class SqlOpenings:
    """What was read by its key or its job is read by its key once."""

    __slots__ = ("_read", "_transaction")

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._read: dict[OpeningId, Opening] = {}

    async def get(self, opening: OpeningId) -> Opening | None:
        return self._read.get(opening) or await self._one(BY_KEY, key=opening)

    def came(self, row: RowMapping, prefix: str) -> None:
        """Take note of an opening that was read together with something else."""
        if row[f"{prefix}id"] not in self._read:
            found = rows.opening(row, prefix)
            self._read[found.id] = found

    async def by_ats_job(self, ats: str, job: str) -> Opening | None:
        return await self._one(BY_ATS_JOB, source=ats, job=job)

    async def by_title(self, title: str) -> Sequence[Opening]:
        """Return every opening of this title, however it is cased or accented."""
        found = await self._transaction.run(BY_TITLE, {"title": folded(title)})
        return tuple(rows.opening(row) for row in found.mappings())

    async def all(self) -> Sequence[Opening]:
        """Return every opening, by title."""
        return tuple(rows.opening(row) for row in (await self._transaction.run(ALL)).mappings())

    async def of(self, person: PersonId) -> Sequence[Opening]:
        """Return the openings that a person recruits for, coordinates or hires for, by title."""
        return tuple(rows.opening(row) for row in (await self._transaction.run(OF, {"owner": person})).mappings())

    async def add(self, opening: Opening, *, ats: str = "") -> None:
        """Store a new opening; `ats` names whose job id it carries."""
        await self._transaction.run(ADD, rows.opening_values(opening) | {"id": opening.id, "ats": ats})

    async def save(self, opening: Opening, *, ats: str = "") -> None:
        """Overwrite what is stored of it, with whose job id it carries if `ats` says; raises Stale if it is gone."""
        self._read.pop(opening.id, None)
        values = rows.opening_values(opening) | ({"ats": ats} if ats else {})
        if not (await self._transaction.run(SAVE, values | {"key": opening.id})).rowcount:
            raise Stale(f"opening {opening.id} is gone")

    async def _one(self, question: Select[Any], **given: Any) -> Opening | None:
        row = (await self._transaction.run(question, given)).mappings().one_or_none()
        if row is None:
            return None
        found = rows.opening(row)
        self._read[found.id] = found
        return found
