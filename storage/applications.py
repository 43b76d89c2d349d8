"""Applications and the history of their stages; every read by a person or candidate leaves its row in the audit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select, update

from bot.domain.access import Viewer
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId
from bot.domain.pipeline import Application, Candidate, Status
from bot.ports import Stale
from storage import rows
from storage.audit import SqlAudit
from storage.candidates import BOTH, IN_PLAY, OPEN_FIRST
from storage.columns import EMPTY
from storage.tables import applications, stage_history
from storage.transaction import Transaction

READ = "application.read"
BY_KEY = select(applications).where(applications.c.id == bindparam("key"))
BY_ATS = select(applications).where(
    applications.c.ats == bindparam("source"), applications.c.ats_id == bindparam("key"), applications.c.ats_id != EMPTY
)
OF = (
    select(applications)
    .where(applications.c.candidate == bindparam("whose"))
    .order_by(OPEN_FIRST, applications.c.serial.desc())
)
TALLY = (
    select(applications.c.stage, applications.c.status, func.count())
    .where(applications.c.opening == bindparam("where"))
    .group_by(applications.c.stage, applications.c.status)
)
TALLIES = (
    select(applications.c.opening, applications.c.stage, applications.c.status, func.count())
    .where(applications.c.opening.in_(bindparam("places", expanding=True)))
    .group_by(applications.c.opening, applications.c.stage, applications.c.status)
)
OWNED = applications.c.next_owner == bindparam("owner")
HOW_MANY = select(func.count()).select_from(applications).where(OWNED)
WAITING = (
    BOTH.where(OWNED)
    .order_by(applications.c.next_due, applications.c.serial)
    .offset(bindparam("skip"))
    .limit(bindparam("most"))
)
ADD, ENTERED = applications.insert(), stage_history.insert()
SAVE = update(applications).where(applications.c.id == bindparam("key"), applications.c.version == bindparam("read"))


class SqlApplications:
    __slots__ = ("_audit", "_transaction")

    def __init__(self, transaction: Transaction, *, audit: SqlAudit) -> None:
        self._transaction = transaction
        self._audit = audit

    async def get(self, application: ApplicationId, *, viewer: Viewer) -> Application | None:
        return await self._one(BY_KEY, {"key": application}, viewer=viewer)

    async def by_ats(self, ats: str, application: str, *, viewer: Viewer) -> Application | None:
        return await self._one(BY_ATS, {"source": ats, "key": application}, viewer=viewer)

    async def of(self, candidate: CandidateId, *, viewer: Viewer) -> Sequence[Application]:
        """Return a candidate's applications: open ones first, then the newest."""
        found = await self._transaction.run(OF, {"whose": candidate})
        read = tuple(rows.application(row) for row in found.mappings())
        await self._audit.seen(READ, subjects=tuple(each.id for each in read), by=viewer)
        return read

    async def tally(self, opening: OpeningId) -> Mapping[tuple[str, Status], int]:
        """Return how many of an opening's applications stand in each stage and status; names nobody."""
        found = await self._transaction.run(TALLY, {"where": opening})
        return {(stage, Status(status)): count for stage, status, count in found}

    async def tallies(self, openings: Collection[OpeningId]) -> Mapping[OpeningId, Mapping[tuple[str, Status], int]]:
        """Return the tally of each of these openings, in one statement."""
        found: dict[OpeningId, dict[tuple[str, Status], int]] = {opening: {} for opening in openings}
        for opening, stage, status, count in await self._transaction.run(TALLIES, {"places": list(openings)}):
            found[OpeningId(opening)][stage, Status(status)] = count
        return found

    async def lined_up(
        self, opening: OpeningId, *, stages: Sequence[str], viewer: Viewer, part: range
    ) -> Sequence[tuple[Candidate, Application]]:
        """Return a part of an opening's open applications, in the order of `stages`, which names them all."""
        if not stages:
            return ()
        rank = case({stage: number for number, stage in enumerate(stages)}, value=applications.c.stage)
        lined_up = BOTH.where(applications.c.opening == opening, IN_PLAY, applications.c.stage.in_(stages)).order_by(
            rank, applications.c.stage_at, applications.c.serial
        )
        return await self._both(lined_up.offset(part.start).limit(len(part)), {}, viewer=viewer)

    async def how_many_wait(self, owner: PersonId) -> int:
        """Return how many applications wait for this person to act next."""
        return int((await self._transaction.run(HOW_MANY, {"owner": owner})).scalar_one())

    async def waiting(self, owner: PersonId, *, viewer: Viewer, part: range) -> Sequence[tuple[Candidate, Application]]:
        """Return a part of the applications that wait for this person to act next, what is due first at the top."""
        given = {"owner": owner, "skip": part.start, "most": len(part)}
        return await self._both(WAITING, given, viewer=viewer)

    async def add(self, application: Application) -> None:
        """Store a new application. While it is open it comes with its next action, or the database refuses it."""
        values = rows.application_values(application)
        own = {
            "id": application.id,
            "version": application.version,
            "last_contact": application.last_contact,
        }
        await self._transaction.run(ADD, values | own)

    async def save(self, application: Application) -> None:
        """Overwrite it if it is still of the version that was read, else raise Stale; `last_contact` stays as stored."""
        values = rows.application_values(application) | {"version": application.version + 1}
        read = {"key": application.id, "read": application.version}
        if not (await self._transaction.run(SAVE, values | read)).rowcount:
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
        await self._transaction.run(ENTERED, row)

    async def _both(
        self, question: Select[Any], given: Mapping[str, Any], *, viewer: Viewer
    ) -> Sequence[tuple[Candidate, Application]]:
        found = (await self._transaction.run(question, given)).mappings()
        pairs = tuple((rows.candidate(row, "c_"), rows.application(row, "a_")) for row in found)
        await self._audit.seen(READ, subjects=tuple(each.id for _, each in pairs), by=viewer)
        return pairs

    async def _one(self, question: Select[Any], given: Mapping[str, Any], *, viewer: Viewer) -> Application | None:
        row = (await self._transaction.run(question, given)).mappings().one_or_none()
        if row is None:
            return None
        found = rows.application(row)
        await self._audit.seen(READ, subjects=(found.id,), by=viewer)
        return found
