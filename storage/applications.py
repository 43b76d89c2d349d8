"""Applications and the history of their stages; every read by a person or candidate leaves its row in the audit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, select, update

from bot.domain.access import Viewer
from bot.domain.ids import ApplicationId, CandidateId
from bot.domain.pipeline import Application
from bot.ports import Stale
from storage import rows
from storage.audit import SqlAudit
from storage.candidates import OPEN_FIRST
from storage.tables import applications, stage_history
from storage.transaction import Transaction

READ = "application.read"


class SqlApplications:
    __slots__ = ("_audit", "_transaction")

    def __init__(self, transaction: Transaction, *, audit: SqlAudit) -> None:
        self._transaction = transaction
        self._audit = audit

    async def get(self, application: ApplicationId, *, viewer: Viewer) -> Application | None:
        return await self._one(select(applications).where(applications.c.id == application), viewer=viewer)

    async def by_ats(self, ats: str, application: str, *, viewer: Viewer) -> Application | None:
        its = and_(applications.c.ats == ats, applications.c.ats_id == application, applications.c.ats_id != "")
        return await self._one(select(applications).where(its), viewer=viewer)

    async def of(self, candidate: CandidateId, *, viewer: Viewer) -> Sequence[Application]:
        """Return a candidate's applications: open ones first, then the newest."""
        theirs = select(applications).where(applications.c.candidate == candidate)
        found = await self._transaction.run(theirs.order_by(OPEN_FIRST, applications.c.serial.desc()))
        read = tuple(rows.application(row) for row in found.mappings())
        await self._audit.seen(READ, subjects=tuple(each.id for each in read), by=viewer)
        return read

    async def add(self, application: Application) -> None:
        """Store a new application. While it is open it comes with its next action, or the database refuses it."""
        values = rows.application_values(application)
        own = {
            "id": application.id,
            "version": application.version,
            "last_contact": application.last_contact,
        }
        await self._transaction.run(applications.insert().values(values | own))

    async def save(self, application: Application) -> None:
        """Overwrite it if it is still of the version that was read, else raise Stale; `last_contact` stays as stored."""
        saved = (
            update(applications)
            .where(applications.c.id == application.id, applications.c.version == application.version)
            .values(rows.application_values(application) | {"version": application.version + 1})
        )
        if not (await self._transaction.run(saved)).rowcount:
            raise Stale(f"application {application.id} was saved by somebody else")

    async def entered(self, application: Application, *, what: str, at: datetime, by: Viewer) -> None:
        """Append to the history: the stage and status that the application has now, and who or what moved it."""
        row = {
            "application": application.id,
            "what": what,
            "stage": application.stage,
            "status": application.status.value,
            "at": at,
            "by_who": by.who.value,
            "by_id": by.id,
        }
        await self._transaction.run(stage_history.insert().values(row))

    async def _one(self, question: Select[Any], *, viewer: Viewer) -> Application | None:
        row = (await self._transaction.run(question)).mappings().one_or_none()
        if row is None:
            return None
        found = rows.application(row)
        await self._audit.seen(READ, subjects=(found.id,), by=viewer)
        return found
