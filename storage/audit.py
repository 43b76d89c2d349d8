"""The audit's rows: who changed or read what, written in the transaction that did it, all at its end."""

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping, bindparam, select

from bot.domain.access import Viewer, Who
from bot.domain.ids import random_key
from bot.ports import Happening
from storage import tables
from storage.transaction import Transaction

WATCHED = frozenset({Who.PERSON, Who.CANDIDATE})
ROW, DETAIL = tables.audit.insert(), tables.audit_details.insert()
NEWEST = (
    select(tables.audit, tables.audit_details.c.detail)
    .select_from(tables.audit.outerjoin(tables.audit_details, tables.audit_details.c.audit == tables.audit.c.id))
    .order_by(tables.audit.c.serial.desc())
    .limit(bindparam("most"))
)
NEWEST_OF = NEWEST.where(tables.audit.c.what.in_(bindparam("words", expanding=True)))
LATEST = NEWEST.where(tables.audit.c.subject == bindparam("about"), tables.audit.c.what == bindparam("word"))


class SqlAudit:
    """Ids only in the chain itself; details lie apart with a salt of their own, so that erasing them cuts nothing."""

    __slots__ = ("_details", "_rows", "_transaction")

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows: list[dict[str, object]] = []
        self._details: list[dict[str, object]] = []
        transaction.at_the_end(self._write)

    async def changed(self, what: str, *, subject: str, by: Viewer, detail: Mapping[str, str] | None = None) -> None:
        """Note that somebody (or Usher, or an ATS) changed something."""
        row = self._row(what, subject=subject, by=by, access="changed")
        self._rows.append(row)
        if detail:
            self._details.append({"audit": row["id"], "salt": secrets.token_hex(16), "detail": dict(detail)})

    async def read(self, what: str, *, subject: str, by: Viewer) -> None:
        """Note that somebody saw something, in so many words, whoever it was."""
        self._rows.append(self._row(what, subject=subject, by=by, access="read"))

    async def recent(self, *, limit: int, words: Sequence[str] = ()) -> Sequence[Happening]:
        """Return the newest rows, newest first, with their details where they are still kept."""
        await self._write()
        question, given = (NEWEST_OF, {"words": list(words)}) if words else (NEWEST, {})
        return [_happening(row) for row in (await self._transaction.run(question, given | {"most": limit})).mappings()]

    async def latest(self, what: str, *, subject: str) -> Happening | None:
        """Return the newest row of this word about a subject."""
        await self._write()
        rows = await self._transaction.run(LATEST, {"most": 1, "about": subject, "word": what})
        return next((_happening(row) for row in rows.mappings()), None)

    async def seen(self, what: str, *, subjects: Sequence[str], by: Viewer) -> None:
        """Note that a person or candidate saw records; Usher's and an ATS's own reads leave no row."""
        if by.who in WATCHED and subjects:
            self._rows += [self._row(what, subject=subject, by=by, access="read") for subject in subjects]

    async def _write(self) -> None:
        rows, self._rows, details, self._details = self._rows, [], self._details, []
        if rows:
            await self._transaction.run(ROW, rows)
        if details:
            await self._transaction.run(DETAIL, details)

    def _row(self, what: str, *, subject: str, by: Viewer, access: str) -> dict[str, object]:
        return {
            "id": random_key(),
            "at": self._transaction.times.clock(),
            "who": by.who.value,
            "who_id": by.id,
            "why": by.why,
            "what": what,
            "subject": subject,
            "access": access,
        }


def _happening(row: RowMapping) -> Happening:
    return Happening(
        at=row["at"],
        who=Who(row["who"]),
        what=row["what"],
        subject=row["subject"],
        read=row["access"] == "read",
        detail=row["detail"] or {},
        who_id=row["who_id"],
        why=row["why"],
    )
