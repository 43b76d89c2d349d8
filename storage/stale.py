"""What tells since when applications are left, read for many at once, and what was put off."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select

from bot.domain.bounds import Bounds
from bot.domain.case import Applied
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.interview import Interview
from bot.domain.staleness import Promise, Snooze, Trace
from storage import left, rows
from storage.candidates import IN_PLAY, WHOLE
from storage.left import NO_STEP, STEP
from storage.tables import applications, audit, interviews, stage_history, stale, updates
from storage.transaction import Transaction

THEIRS = applications.c.next_owner == bindparam("owner")
PART = and_(IN_PLAY, applications.c.serial > bindparam("after"), applications.c.serial <= bindparam("upto"))
THESE = WHOLE.where(applications.c.serial.in_(bindparam("these", expanding=True)))
IN_ORDER = THESE.order_by(applications.c.serial)
BY_DAY = THESE.order_by(applications.c.next_due, applications.c.serial)
SERIALS = select(applications.c.serial)
LAST = select(func.max(applications.c.serial))
STAGES = select(applications.c.stage).distinct()
STRETCH = 5000
"""How many applications are gone through at once: many more than are left, so that no transaction is a long one."""
WHICH: BindParameter[Sequence[str]] = bindparam("which", expanding=True)
NEWEST = (
    select(func.max(interviews.c.serial)).where(interviews.c.application.in_(WHICH)).group_by(interviews.c.application)
)
LATEST = select(interviews.c.document, interviews.c.version).where(interviews.c.serial.in_(NEWEST))
MOVED = (
    select(stage_history.c.application, func.max(stage_history.c.at).label("at"))
    .where(stage_history.c.application.in_(WHICH))
    .group_by(stage_history.c.application)
)
ITSELF = (
    select(audit.c.subject.label("application"), func.max(audit.c.at).label("at"))
    .where(audit.c.subject.in_(WHICH), STEP)
    .where(audit.c.what.not_in(NO_STEP))
    .group_by(audit.c.subject)
)
ITS_INTERVIEWS = (
    select(interviews.c.application, func.max(audit.c.at).label("at"))
    .join(audit, audit.c.subject == interviews.c.id)
    .where(interviews.c.application.in_(WHICH), STEP)
    .group_by(interviews.c.application)
)
NEWEST_SENT = (
    select(func.max(updates.c.serial))
    .where(updates.c.application.in_(WHICH), updates.c.sent_at.is_not(None))
    .group_by(updates.c.application)
)
PROMISES = select(updates.c.application, updates.c.sent_at, updates.c.promised).where(updates.c.serial.in_(NEWEST_SENT))
SNOOZES = select(stale).where(stale.c.application.in_(WHICH))


class SqlStale:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def owned(self, owner: PersonId, *, bounds: Bounds) -> Sequence[tuple[Applied, Trace]]:
        return await self._read(BY_DAY, await self._left(THEIRS, {"owner": owner}, bounds=bounds))

    async def open(self, *, after: int, limit: int, bounds: Bounds) -> tuple[Sequence[tuple[Applied, Trace]], int]:
        last = (await self._transaction.run(LAST)).scalar_one() or 0
        upto = min(after + STRETCH, last)
        found = await self._left(PART, {"after": after, "upto": upto}, bounds=bounds, most=limit)
        mark = found[-1] if len(found) == limit else upto
        return await self._read(IN_ORDER, found), mark if mark < last else 0

    async def trace(self, application: ApplicationId) -> Trace:
        return (await self.traces([application]))[application]

    async def snooze(self, application: ApplicationId, snooze: Snooze) -> None:
        row = {"snoozes": snooze.count, "until": snooze.until, "reason": snooze.reason, "at": snooze.at}
        await self._transaction.put(stale, {"application": application, **row}, unique=("application",))

    async def _left(
        self, among: ColumnElement[bool], about: Mapping[str, Any], *, bounds: Bounds, most: int | None = None
    ) -> Sequence[int]:
        """Return which of these may be left, in the order in which they came."""
        stages = (await self._transaction.run(STAGES.where(among), about)).scalars().all()
        if not stages:
            return ()
        may_be, told = left.given(bounds, stages)
        question = SERIALS.where(among, may_be).order_by(applications.c.serial).limit(most)
        return (await self._transaction.run(question, {**about, **told})).scalars().all()

    async def _read(self, question: Select[Any], which: Sequence[int]) -> Sequence[tuple[Applied, Trace]]:
        if not which:
            return ()
        found = (await self._transaction.run(question, {"these": which})).mappings().all()
        about = [
            Applied(rows.candidate(row, "c_"), rows.application(row, "a_"), rows.opening(row, "o_")) for row in found
        ]
        traces = await self.traces([each.application.id for each in about])
        return [(each, traces[each.application.id]) for each in about]

    async def traces(self, which: Sequence[ApplicationId]) -> Mapping[ApplicationId, Trace]:
        given = {"which": list(which)}
        latest: dict[str, Interview] = {}
        for row in (await self._transaction.run(LATEST, given)).mappings():
            interview = rows.interview(row)
            latest[interview.application] = interview
        steps: dict[str, Any] = {}
        for question in (MOVED, ITSELF, ITS_INTERVIEWS):
            for application, at in await self._transaction.run(question, given):
                steps[application] = max(at, steps.get(application, at))
        snoozes = {
            row.application: Snooze(row.snoozes, row.until, row.reason, row.at)
            for row in await self._transaction.run(SNOOZES, given)
        }
        promises = {
            application: Promise(sent, due) for application, sent, due in await self._transaction.run(PROMISES, given)
        }
        return {each: Trace(latest.get(each), steps.get(each), snoozes.get(each), promises.get(each)) for each in which}
