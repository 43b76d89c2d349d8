"""Short notes on applications; every read by a person leaves its row in the audit."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from bot.domain.access import Viewer
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.notes import Note, Origin
from storage.audit import SqlAudit
from storage.tables import notes
from storage.transaction import Transaction

NEWEST = (
    select(notes)
    .where(notes.c.application == bindparam("whose"))
    .order_by(notes.c.serial.desc())
    .limit(bindparam("most"))
)
ADD = notes.insert()


class SqlNotes:
    __slots__ = ("_audit", "_transaction")

    def __init__(self, transaction: Transaction, *, audit: SqlAudit) -> None:
        self._transaction = transaction
        self._audit = audit

    async def add(self, note: Note) -> None:
        row = {
            "application": note.application,
            "at": note.at,
            "author": note.author,
            "text": note.text,
            "origin": note.origin.value,
        }
        await self._transaction.run(ADD, row)

    async def of(self, application: ApplicationId, *, viewer: Viewer, limit: int = 20) -> Sequence[Note]:
        """Return an application's notes, the newest first; where there are none, nothing was seen."""
        found = await self._transaction.run(NEWEST, {"whose": application, "most": limit})
        read = tuple(
            Note(ApplicationId(row.application), row.at, PersonId(row.author), row.text, Origin(row.origin))
            for row in found
        )
        await self._audit.seen("note.read", subjects=(application,) if read else (), by=viewer)
        return read
