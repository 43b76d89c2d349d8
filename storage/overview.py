"""What stands across applications: many at once, in few statements, for questions about all that somebody may see."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, RowMapping, Select, bindparam, func, or_, select

from bot.domain.case import Applied
from bot.domain.dead_end import Unanswered
from bot.domain.dropoffs import LEFT, Entry, Journey
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.interview import Interview, State
from bot.domain.pipeline import Status
from bot.ports import Newest
from storage import rows
from storage.candidates import BOTH, IN_PLAY
from storage.tables import applications, audit, audit_details, interviews, openings, stage_history
from storage.transaction import Transaction

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

    async def in_play(self, openings: Collection[OpeningId] | None) -> Sequence[tuple[Applied, Newest | None]]:
        found = (await self._read(OPEN, openings)).mappings()
        return [(_applied(row), _newest(row)) for row in found]

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
