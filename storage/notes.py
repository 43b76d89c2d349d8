"""Short notes on applications; every read by a person leaves its row in the audit."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

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
LAST = select(func.max(notes.c.serial)).where(notes.c.application == bindparam("whose")).scalar_subquery()
FOR_BRIEF = (
    select(notes)
    .where(notes.c.application == bindparam("whose"), or_(notes.c.in_brief, notes.c.serial == LAST))
    .order_by(notes.c.serial.desc())
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
            "in_brief": note.in_brief,
        }
        await self._transaction.run(ADD, row)

    async def of(self, application: ApplicationId, *, viewer: Viewer, limit: int = 20) -> Sequence[Note]:
        """Return an application's notes, the newest first; where there are none, nothing was seen."""
        return await self._read(NEWEST, {"whose": application, "most": limit}, viewer=viewer)

    async def for_brief(self, application: ApplicationId, *, viewer: Viewer) -> Sequence[Note]:
        """Return the notes chosen for the interviewers, and the last one whether chosen or not; the newest first."""
        return await self._read(FOR_BRIEF, {"whose": application}, viewer=viewer)

    async def _read(self, question: Select[Any], given: Mapping[str, Any], *, viewer: Viewer) -> Sequence[Note]:
        read = tuple(
            Note(
                ApplicationId(row.application), row.at, PersonId(row.author), row.text, Origin(row.origin), row.in_brief
            )
            for row in await self._transaction.run(question, given)
        )
        await self._audit.seen("note.read", subjects=(given["whose"],) if read else (), by=viewer)
        return read
