"""The audit's rows: who changed or read what, written in the transaction that did it."""

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot.domain.access import Viewer, Who
from bot.domain.ids import random_key
from bot.ports import Happening
from storage import tables
from storage.transaction import Transaction

WATCHED = frozenset({Who.PERSON, Who.CANDIDATE})
ROW, DETAIL = tables.audit.insert(), tables.audit_details.insert()


class SqlAudit:
    """Ids only in the chain itself; details lie apart with a salt of their own, so that erasing them cuts nothing."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def changed(self, what: str, *, subject: str, by: Viewer, detail: Mapping[str, str] | None = None) -> None:
        """Note that somebody (or Usher, or an ATS) changed something."""
        row = self._row(what, subject=subject, by=by, access="changed")
        await self._transaction.run(ROW, row)
        if detail:
            about = {"audit": row["id"], "salt": secrets.token_hex(16), "detail": dict(detail)}
            await self._transaction.run(DETAIL, about)

    async def read(self, what: str, *, subject: str, by: Viewer) -> None:
        """Note that somebody saw something, in so many words, whoever it was."""
        await self._transaction.run(ROW, self._row(what, subject=subject, by=by, access="read"))

    async def recent(self, *, limit: int) -> Sequence[Happening]:
        """Return the newest rows, newest first, with their details where they are still kept."""
        audit, details = tables.audit, tables.audit_details
        rows = await self._transaction.run(
            select(audit, details.c.detail)
            .select_from(audit.outerjoin(details, details.c.audit == audit.c.id))
            .order_by(audit.c.serial.desc())
            .limit(limit)
        )
        return [
            Happening(row.at, Who(row.who), row.what, row.subject, row.access == "read", row.detail or {})
            for row in rows
        ]

    async def seen(self, what: str, *, subjects: Sequence[str], by: Viewer) -> None:
        """Note that a person or candidate saw records; Usher's and an ATS's own reads leave no row."""
        if by.who in WATCHED and subjects:
            rows = [self._row(what, subject=subject, by=by, access="read") for subject in subjects]
            await self._transaction.run(ROW, rows)

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
