"""Sent scorecards with their amendments, and who was shown which; every read by a person leaves its row in the audit."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from bot.codec import plain, structured
from bot.domain.access import Viewer
from bot.domain.ids import ApplicationId, InterviewId, PersonId, ScorecardId
from bot.domain.interview import State
from bot.domain.pipeline import OPEN
from bot.domain.scorecard import Amendment, Scorecard
from storage import tables
from storage.audit import SqlAudit
from storage.tables import amendments, applications, interview_seats, interviews, openings
from storage.transaction import Transaction

OPEN_STATUSES = tuple(sorted(status.value for status in OPEN))
OF = (
    select(tables.scorecards.c.document)
    .where(tables.scorecards.c.application == bindparam("whose"))
    .order_by(tables.scorecards.c.at, tables.scorecards.c.serial)
)
AMENDED = (
    select(amendments)
    .join(tables.scorecards, tables.scorecards.c.id == amendments.c.scorecard)
    .where(tables.scorecards.c.application == bindparam("whose"))
    .order_by(amendments.c.serial)
)
AUTHORS = select(tables.scorecards.c.interview, tables.scorecards.c.author).where(
    tables.scorecards.c.interview.in_(bindparam("which", expanding=True))
)
SAME_STAGE = interviews.alias("same_stage")
READ = (
    select(tables.scorecard_readers.c.reader)
    .join(tables.scorecards, tables.scorecards.c.id == tables.scorecard_readers.c.scorecard)
    .join(interviews, interviews.c.id == tables.scorecards.c.interview)
    .join(
        SAME_STAGE, and_(SAME_STAGE.c.application == interviews.c.application, SAME_STAGE.c.stage == interviews.c.stage)
    )
    .where(tables.scorecard_readers.c.reader == bindparam("who"), SAME_STAGE.c.id == bindparam("which"))
    .limit(1)
)
OF_INTERVIEW = select(tables.scorecards.c.id, tables.scorecards.c.document).where(
    tables.scorecards.c.interview == bindparam("which"), tables.scorecards.c.at < bindparam("before")
)
THEIRS = select(tables.scorecards.c.id, tables.scorecards.c.document).where(
    tables.scorecards.c.interview == bindparam("which"), tables.scorecards.c.author == bindparam("who")
)
AMEND = amendments.insert()
MAY_LACK = (
    select(interviews.c.id)
    .join(applications, applications.c.id == interviews.c.application)
    .join(interview_seats, interview_seats.c.interview == interviews.c.id)
    .outerjoin(
        tables.scorecards,
        and_(tables.scorecards.c.interview == interviews.c.id, tables.scorecards.c.author == interview_seats.c.person),
    )
    .where(interviews.c.state == State.TOOK_PLACE.value, applications.c.status.in_(OPEN_STATUSES))
    .where(tables.scorecards.c.id.is_(None))
    .group_by(interviews.c.id, interviews.c.serial)
    .order_by(interviews.c.serial)
)
OWED_BY = MAY_LACK.where(interview_seats.c.person == bindparam("who"))
OWED_TO = MAY_LACK.join(openings, openings.c.id == applications.c.opening).where(
    or_(
        *(
            part == bindparam("who")
            for part in (openings.c.hiring_manager, openings.c.recruiter, openings.c.coordinator)
        )
    )
)


class SqlScorecards:
    __slots__ = ("_audit", "_transaction")

    def __init__(self, transaction: Transaction, *, audit: SqlAudit) -> None:
        self._transaction = transaction
        self._audit = audit

    async def of(self, application: ApplicationId, *, viewer: Viewer) -> Sequence[Scorecard]:
        found = (await self._transaction.run(OF, {"whose": application})).scalars().all()
        if not found:
            return ()
        added: dict[str, list[Amendment]] = defaultdict(list)
        for row in await self._transaction.run(AMENDED, {"whose": application}):
            added[row.scorecard].append(Amendment(row.at, row.text, row.after_reading))
        read = (structured(document, Scorecard) for document in found)
        await self._audit.seen("scorecards.read", subjects=(application,), by=viewer)
        return tuple(replace(card, amendments=tuple(added[card.id])) for card in read)

    async def authors(self, interviews: Collection[InterviewId]) -> Mapping[InterviewId, frozenset[PersonId]]:
        found: dict[InterviewId, set[PersonId]] = defaultdict(set)
        for row in await self._transaction.run(AUTHORS, {"which": sorted(interviews)}):
            found[InterviewId(row.interview)].add(PersonId(row.author))
        return {interview: frozenset(authors) for interview, authors in found.items()}

    async def owed_by(self, person: PersonId) -> Sequence[InterviewId]:
        return tuple(map(InterviewId, (await self._transaction.run(OWED_BY, {"who": person})).scalars()))

    async def owed_to(self, person: PersonId | None) -> Sequence[InterviewId]:
        question, given = (MAY_LACK, {}) if person is None else (OWED_TO, {"who": person})
        return tuple(map(InterviewId, (await self._transaction.run(question, given)).scalars()))

    async def add(self, scorecard: Scorecard) -> bool:
        row = {
            "id": scorecard.id,
            "interview": scorecard.interview,
            "application": scorecard.application,
            "author": scorecard.author,
            "at": scorecard.at,
            "document": plain(replace(scorecard, amendments=()), Scorecard),
        }
        if await self._transaction.add_once(tables.scorecards, row, unique=("interview", "author")):
            return True
        return scorecard.held and await self._instead(scorecard, row)

    async def _instead(self, scorecard: Scorecard, row: Mapping[str, object]) -> bool:
        """Put a scorecard in the place of its author's word that the interview did not happen; False where it is none."""
        where = {"which": scorecard.interview, "who": scorecard.author}
        found = (await self._transaction.run(THEIRS, where)).first()
        if found is None or structured(found.document, Scorecard).held:
            return False
        kept = {**row, "id": found.id, "document": plain(replace(scorecard, id=found.id, amendments=()), Scorecard)}
        await self._transaction.run(tables.scorecards.update().where(tables.scorecards.c.id == found.id).values(kept))
        return True

    async def forget_denials(self, interview: InterviewId, *, before: datetime) -> None:
        found = await self._transaction.run(OF_INTERVIEW, {"which": interview, "before": before})
        for row in [row for row in found if not structured(row.document, Scorecard).held]:
            readers, cards = tables.scorecard_readers, tables.scorecards
            await self._transaction.run(readers.delete().where(readers.c.scorecard == row.id))
            await self._transaction.run(cards.delete().where(cards.c.id == row.id))

    async def amend(self, scorecard: ScorecardId, amendment: Amendment) -> None:
        row = {"at": amendment.at, "text": amendment.text, "after_reading": amendment.after_reading}
        await self._transaction.run(AMEND, {"scorecard": scorecard, **row})

    async def shown(self, scorecards: Collection[ScorecardId], *, to: PersonId, at: datetime) -> None:
        for scorecard in sorted(scorecards):
            row = {"scorecard": scorecard, "reader": to, "at": at}
            await self._transaction.add_once(tables.scorecard_readers, row, unique=("scorecard", "reader"))

    async def has_read(self, reader: PersonId, *, interview: InterviewId) -> bool:
        return (await self._transaction.run(READ, {"who": reader, "which": interview})).first() is not None
