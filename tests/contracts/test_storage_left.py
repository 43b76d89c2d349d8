"""Which applications the database tells to be left: those that the rule finds in it, and no others."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bounds import ALWAYS, Bounds, bounds
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.interview import Booking, Debrief, Interview, Seat, State
from bot.domain.pipeline import Application, Candidate, NextAction, Source, Status
from bot.domain.staleness import MET, Owned, left
from bot.domain.time import Interval
from bot.ports import Store
from storage import rows
from storage.engine import Database
from storage.tables import applications, audit, candidates, interviews, parties, people, stage_history
from tests.office import POLICY, Office

FRIDAY = datetime(2027, 3, 12, 9, tzinfo=UTC)
MANY = 200
HALF_AN_HOUR = timedelta(minutes=30)
ALL = Bounds(due=ALWAYS, moved=ALWAYS, still=lambda stage: ALWAYS, decided=ALWAYS)
WITH_TIME = MET | {State.BOOKED}


@pytest.mark.parametrize("late", [0, 4])
async def test_whatever_is_left_is_read_and_nothing_else(store: Store, database: Database, late: int) -> None:
    await Office(store, lambda: FRIDAY).furnish()
    await _fill(database, Random(7))
    async with store() as work:
        everything, _ = await work.stale.open(after=0, limit=2 * MANY, bounds=ALL)
        (rae,) = await work.people.all()
        owned = Owned(rae, ZoneInfo(rae.zone), frozenset())
        may_be = bounds([owned], late=late, policy=POLICY, now=FRIDAY)

        found, mark = await work.stale.open(after=0, limit=2 * MANY, bounds=may_be)
        mine = await work.stale.owned(rae.id, bounds=may_be)

    told = [(each, left(each, trace, owned=owned, policy=POLICY, now=FRIDAY)) for each, trace in everything]
    wanted = {each.application.id for each, one in told if one is not None and one.late >= late}
    # Overdue and touched again today: not left, and few. Only the rule tells them from what was touched before.
    due = {each.application.id for each, one in told if one is None and _is_due(each.application)}
    read = {each.application.id for each, _ in found}
    assert len(everything) == MANY
    assert 10 < len(wanted) < MANY - 50
    assert wanted <= read <= wanted | (set() if late else due)
    assert read == {each.application.id for each, _ in mine}
    assert mark == 0


def _is_due(application: Application) -> bool:
    return application.next is not None and application.next.due < FRIDAY


async def _fill(database: Database, chance: Random) -> None:
    """Put in applications that were moved, or will be, in any way in which they can, within three weeks of Friday."""

    def some(*, future: int = 0) -> datetime:
        return FRIDAY + timedelta(hours=chance.randrange(-20 * 24, 1 + future * 24))

    async with database.engine.begin() as connection:
        rae = (await connection.execute(select(people.c.id))).scalar_one()
        party = (await connection.execute(parties.insert().returning(parties.c.id))).scalar_one()
        candidate = Candidate(CandidateId(party), "Ada Obi", "ada@mail.example", zone="Europe/London")
        row = rows.candidate_values(candidate) | {"id": candidate.id, "ats": ""}
        await connection.execute(candidates.insert(), row)
        for number in range(MANY):
            key = ApplicationId(f"a{number}")
            application = Application(
                key,
                candidate.id,
                OpeningId("op-1"),
                stage=chance.choice(["Screen", "Reference check", "Panel", ""]),
                stage_at=some() if chance.random() < 0.9 else None,
                status=chance.choice([Status.ACTIVE, Status.ACTIVE, Status.ON_HOLD]),
                next=NextAction("Call her", rae, some() if chance.random() < 0.2 else FRIDAY + timedelta(days=3)),
                source=Source("paper", key, ""),
            )
            contact = {"last_contact": some() if chance.random() < 0.3 else None}
            row = rows.application_values(application) | {"id": key, "version": 0} | contact
            await connection.execute(applications.insert(), row)
            if application.stage_at is None or chance.random() < 0.3:
                entered = {"what": "", "stage": "", "status": "active", "by_who": "", "by_id": ""}
                await connection.execute(stage_history.insert(), {"application": key, "at": some(), **entered})
            if chance.random() < 0.4:
                await _meet(connection, key, some=some, chance=chance, rae=rae)
            if chance.random() < 0.3:
                what = chance.choice(["application.moved", "note.added"])
                await connection.execute(
                    audit.insert(), _done(what, key, at=some(), by=chance.choice(["person", "usher"]))
                )


async def _meet(
    connection: AsyncConnection, key: ApplicationId, *, some: Callable[..., datetime], chance: Random, rae: PersonId
) -> None:
    for number in range(chance.choice([1, 2])):
        state, start = chance.choice(list(State)), some(future=5)
        interview = Interview(
            InterviewId(f"i{number}-{key}"),
            key,
            "screen",
            "Screen",
            (Seat(rae),),
            rae,
            state,
            deadline=some(future=2),
            booking=Booking(Interval(start, start + HALF_AN_HOUR), 1) if state in WITH_TIME else None,
            debrief=Debrief(start + HALF_AN_HOUR, rae, some(future=5)) if state is State.TOOK_PLACE else None,
        )
        row = rows.interview_values(interview) | {"id": interview.id, "position": number, "version": 0, "live": False}
        await connection.execute(interviews.insert(), row)
        if chance.random() < 0.2:
            await connection.execute(audit.insert(), _done("interview.reopened", interview.id, at=some(), by="person"))


def _done(what: str, subject: str, *, at: datetime, by: str) -> Mapping[str, object]:
    told = {"who": by, "who_id": "1", "why": "test", "what": what, "subject": subject, "access": "changed"}
    return {"id": f"{what}-{subject}", "at": at, **told}
