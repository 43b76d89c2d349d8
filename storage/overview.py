"""What stands across applications: many at once, in few statements, for questions about all that somebody may see."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, RowMapping, Select, and_, bindparam, case, func, or_, select

from bot.domain.case import Applied
from bot.domain.dead_end import Unanswered
from bot.domain.dropoffs import LEFT, Entry, Journey
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.interview import ASKED, Interview, State
from bot.domain.pipeline import Status
from bot.domain.staleness import MET
from bot.ports import Newest
from storage import rows
from storage.candidates import BOTH, IN_PLAY, WHOLE
from storage.columns import Instant
from storage.spelling import address_key
from storage.tables import applications, audit, audit_details, candidates, interviews, openings, stage_history
from storage.transaction import Transaction

NOBODY = "-"  # no address is written like that
HERE = applications.c.opening.in_(bindparam("places", expanding=True))
LAST = (
    select(interviews.c.application, func.max(interviews.c.serial).label("serial"))
    .group_by(interviews.c.application)
    .subquery()
)
TOLD = [interviews.c[name].label(f"i_{name}") for name in ("stage", "state", "deadline", "booked_start")]
OPEN = (
    BOTH.add_columns(*rows.prefixed(openings, "o_"), *TOLD)
    .join(openings, openings.c.id == applications.c.opening)
    .outerjoin(LAST, LAST.c.application == applications.c.id)
    .outerjoin(interviews, interviews.c.serial == LAST.c.serial)
    .where(IN_PLAY)
    .order_by(applications.c.serial)
)
SINCE = bindparam("unheard_since", type_=Instant)
HEARD = case(
    (interviews.c.state.in_(sorted(ASKED)), interviews.c.deadline),
    (interviews.c.state.in_(sorted(MET | {State.BOOKED})), interviews.c.booked_start),
)
UNHEARD = and_(
    or_(applications.c.last_contact.is_(None), applications.c.last_contact < SINCE),
    or_(HEARD.is_(None), HEARD < SINCE),
    or_(
        applications.c.last_contact.is_not(None),
        HEARD.is_not(None),
        applications.c.stage_at.is_(None),
        applications.c.stage_at < SINCE,
    ),
)
OVERDUE = or_(
    UNHEARD,
    interviews.c.state == State.HANDED_OVER.value,
    applications.c.next_due < bindparam("due_before", type_=Instant),
)
AT_STAGES = WHOLE.where(IN_PLAY, applications.c.stage.in_(bindparam("stages", expanding=True))).order_by(
    applications.c.serial
)
STAGES = select(applications.c.stage).where(IN_PLAY).distinct()
ACTIVE = (
    select(applications.c.opening, func.count())
    .join(candidates, candidates.c.id == applications.c.candidate)
    .where(IN_PLAY, applications.c.status != Status.ON_HOLD.value, candidates.c.email_key != bindparam("but"))
    .group_by(applications.c.opening)
)
WHICH: BindParameter[str] = bindparam("which", expanding=True)
OF_THESE = (
    select(interviews.c.document, interviews.c.version)
    .where(interviews.c.application.in_(WHICH))
    .order_by(interviews.c.serial)
)
GONE = tuple(sorted(status.value for status in LEFT))
LATELY = select(stage_history.c.application).where(
    stage_history.c.at >= bindparam("since"), stage_history.c.status.in_(GONE)
)
WAYS = (
    select(
        applications.c.id,
        applications.c.opening,
        applications.c.status.label("now"),
        stage_history.c.stage,
        stage_history.c.status,
        stage_history.c.at,
    )
    .join(stage_history, stage_history.c.application == applications.c.id)
    .where(or_(IN_PLAY, applications.c.id.in_(LATELY)))
    .order_by(stage_history.c.serial)
)
STATES = select(interviews.c.application, interviews.c.state).where(
    interviews.c.serial.in_(
        select(func.max(interviews.c.serial))
        .where(interviews.c.application.in_(LATELY))
        .group_by(interviews.c.application)
    )
)
ENDED, BOOKED, AGAIN = "interview.handed_over", "interview.booked", "interview.reopened"
ANSWERS = (
    select(interviews.c.application, audit.c.what, audit_details.c.detail)
    .join(audit, audit.c.subject == interviews.c.id)
    .outerjoin(audit_details, audit_details.c.audit == audit.c.id)
    .where(interviews.c.application.in_(LATELY), audit.c.what.in_((ENDED, BOOKED, AGAIN)))
    .order_by(audit.c.serial)
)


class SqlOverview:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def unheard(
        self, openings: Collection[OpeningId] | None, *, since: datetime, due: datetime | None = None
    ) -> Sequence[tuple[Applied, Newest | None]]:
        given = {"unheard_since": since} | ({} if due is None else {"due_before": due})
        found = await self._read(OPEN.where(UNHEARD if due is None else OVERDUE), openings, **given)
        return [(_applied(row), _newest(row)) for row in found.mappings()]

    async def at_stages(self, openings: Collection[OpeningId] | None, stages: Collection[str]) -> Sequence[Applied]:
        if not stages:
            return ()
        return [_applied(row) for row in (await self._read(AT_STAGES, openings, stages=sorted(stages))).mappings()]

    async def stages(self, openings: Collection[OpeningId] | None) -> Collection[str]:
        return frozenset((await self._read(STAGES, openings)).scalars())

    async def active(self, openings: Collection[OpeningId] | None, *, but: str) -> Mapping[OpeningId, int]:
        found = await self._read(ACTIVE, openings, but=address_key(but) or NOBODY)
        return {OpeningId(opening): many for opening, many in found}

    async def interviews(self, which: Sequence[ApplicationId]) -> Mapping[ApplicationId, Sequence[Interview]]:
        found: dict[ApplicationId, list[Interview]] = defaultdict(list)
        for row in (await self._transaction.run(OF_THESE, {"which": list(which)})).mappings() if which else ():
            interview = rows.interview(row)
            found[interview.application].append(interview)
        return found

    async def journeys(self, openings: Collection[OpeningId] | None, *, since: datetime) -> Sequence[Journey]:
        given = {"since": since}
        about: dict[ApplicationId, tuple[OpeningId, Status]] = {}
        entries: dict[ApplicationId, list[Entry]] = defaultdict(list)
        for key, opening, now, stage, status, at in await self._read(WAYS, openings, **given):
            about[ApplicationId(key)] = OpeningId(opening), Status(now)
            entries[ApplicationId(key)].append(Entry(stage, Status(status), at))
        states = {key: State(state) for key, state in await self._transaction.run(STATES, given)}
        silent: dict[str, bool] = {}
        for key, what, detail in await self._transaction.run(ANSWERS, given):
            silent[key] = what == ENDED and (detail or {}).get("why") == Unanswered.__name__
        return [
            Journey(key, opening, status, tuple(entries[key]), states.get(key), silent.get(key, False))
            for key, (opening, status) in about.items()
        ]

    async def _read(self, question: Select[Any], openings: Collection[OpeningId] | None, **given: Any) -> Any:
        if openings is None:
            return await self._transaction.run(question, given)
        return await self._transaction.run(question.where(HERE), {**given, "places": list(openings)})


def _applied(row: RowMapping) -> Applied:
    return Applied(rows.candidate(row, "c_"), rows.application(row, "a_"), rows.opening(row, "o_"))


def _newest(row: RowMapping) -> Newest | None:
    if row["i_state"] is None:
        return None
    return Newest(row["i_stage"], State(row["i_state"]), row["i_deadline"], row["i_booked_start"])
