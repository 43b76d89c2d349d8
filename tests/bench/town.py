"""A record to measure on: `size` applications, half of them with two times on offer, spread over recruiters.

Everything is written in bulk and stands at one fixed moment of product time, so that a copy of the database answers a
request the same way every time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.interview import Interview, Option, Seat, Standing, State
from bot.domain.people import Person, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Source, Status
from bot.domain.policy import Format, Kind, Organisation, Policy
from bot.domain.time import Interval, WorkingHours, epoch
from storage import rows, tables
from storage.engine import Database, open_store

NOW = datetime(2027, 3, 2, 10, tzinfo=UTC)  # a Tuesday
TEAM = "T0BENCH"
TENANT = "tenant-of-bench"
ATS = "generic"
KEYS = (b"a key of thirty-two bytes, or so",)
FIRST_DAY = datetime(2027, 3, 8, tzinfo=UTC)
HALF_HOUR, BUFFER = timedelta(minutes=30), timedelta(minutes=10)
OFFERS_EACH = 5  # interviews on offer per recruiter; as many applications wait to be brought to that stage
EVENTS_EACH = 40
AT_ONCE = 5_000

POLICY = Policy(
    Organisation("Northwind", "Europe/London", "interviews@northwind.example", "rae1@northwind.example"),
    {
        "recruiter_screen": Kind(
            "recruiter_screen",
            "Recruiter screen",
            HALF_HOUR,
            Format.VIDEO,
            "https://meet.northwind.example/screen",
            before=BUFFER,
            after=BUFFER,
            horizon=timedelta(days=21),
        )
    },
    {"recruiter screen": "recruiter_screen"},
)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Town:
    """Who is who in a record of this size."""

    size: int

    @property
    def recruiters(self) -> int:
        return self.size // (2 * OFFERS_EACH)

    def recruiter(self, application: int) -> PersonId:
        """Neighbours belong to different recruiters, as requests that come at the same moment do."""
        return PersonId(1 + application % self.recruiters)

    def candidate(self, application: int) -> CandidateId:
        return CandidateId(self.recruiters + 1 + application)

    @property
    def offered(self) -> range:
        """The applications with two times on offer; `waiting` ones have no interview yet."""
        return range(self.size // 2)

    @property
    def waiting(self) -> range:
        return range(self.size // 2, self.size)

    def user(self, application: int) -> str:
        return f"U{self.recruiter(application):08d}"

    def deadline(self, application: int) -> datetime:
        """The deadlines fall due one a second."""
        return NOW + timedelta(hours=48, seconds=application)


def entra_id(key: int) -> str:
    return f"entra-{key:08d}"


def name(application: int) -> str:
    return f"Kwame Number{application:06d}"


def interview_id(application: int) -> InterviewId:
    return InterviewId(f"interview{application:07d}")


async def settle(town: Town, *, url: str) -> None:
    """Fill a migrated, empty database with the town."""
    database = open_store(url, clock=lambda: NOW)
    try:
        await _fill(town, database)
    finally:
        await database.close()


async def _fill(town: Town, database: Database) -> None:
    async with database.engine.connect() as connection:
        for table, given in _everything(town):
            await _insert(connection, table, given)
        if connection.dialect.name == "postgresql":
            highest = town.recruiters + town.size
            await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('parties', 'id'), {highest})"))
        await connection.commit()
    async with database.engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()


async def _insert(connection: AsyncConnection, table: Table, given: Rows) -> None:
    for first in range(0, len(given), AT_ONCE):
        await connection.execute(table.insert(), given[first : first + AT_ONCE])


def _everything(town: Town) -> Iterator[tuple[Table, Rows]]:
    people = range(1, town.recruiters + 1)
    yield tables.parties, [{"id": key} for key in range(1, town.recruiters + town.size + 1)]
    yield tables.people, [rows.person_values(_person(key)) | {"id": key} for key in people]
    yield tables.accounts, [account for key in people for account in _accounts(key)]
    yield tables.openings, [rows.opening_values(_opening(key)) | {"id": _opening(key).id, "ats": ATS} for key in people]
    yield tables.calendar_feeds, [{"person": key, "cursor": "c", "read_at": NOW} for key in people]
    yield tables.busy_times, [busy for key in people for busy in _diary(key)]
    yield tables.candidates, [_candidate(town, number) for number in range(town.size)]
    yield tables.applications, [_application(town, number) for number in range(town.size)]
    interviews = [_interview(town, number) for number in town.offered]
    own = ((each, {"id": each.id, "position": 0, "version": 0}) for each in interviews)
    yield tables.interviews, [rows.interview_values(each) | added for each, added in own]
    yield (
        tables.interview_seats,
        [{"interview": each.id, "person": person} for each in interviews for person in each.people],
    )
    yield tables.reservations, [held for number in town.offered for held in _reservations(town, number)]
    yield tables.posts, [_post(town, number) for number in town.offered]
    yield tables.timers, [_deadline(town, number) for number in town.offered]


def _person(key: int) -> Person:
    return Person(
        PersonId(key),
        f"Rae Recruiter{key}",
        f"rae{key}@northwind.example",
        zone="Europe/London",
        title="Recruiter",
        hours=WorkingHours.weekdays(time(9), time(17, 30)),
        roles=frozenset({Role.RECRUITER, Role.INTERVIEWER}),
    )


def _accounts(key: int) -> Iterator[Mapping[str, Any]]:
    """Everybody is in both, and answered in Slack last; the first thing they do in Teams moves them there."""
    yield {"platform": "slack", "tenant": TEAM, "user": f"U{key:08d}", "person": key, "answered": 2}
    yield {"platform": "teams", "tenant": TENANT, "user": entra_id(key), "person": key, "answered": 1}


def _opening(key: int) -> Opening:
    return Opening(
        OpeningId(f"opening{key:06d}"),
        f"Engineer {key}",
        ats_job=f"job-{key}",
        recruiter=PersonId(key),
        intake_agreed=True,
    )


def _diary(key: int) -> Iterator[Mapping[str, Any]]:
    chance = Random(key)
    for number in range(EVENTS_EACH):
        day = FIRST_DAY + timedelta(days=chance.randrange(60))
        start = epoch(day.replace(hour=chance.choice((9, 11, 15, 16)), minute=chance.choice((0, 15, 30))))
        yield {"person": key, "event": f"e{number}", "starts": start, "ends": start + 2700, "own": "", "uid": ""}


def _candidate(town: Town, number: int) -> Mapping[str, Any]:
    candidate = Candidate(
        town.candidate(number),
        name(number),
        f"kwame{number}@mail.example",
        zone="Africa/Accra",
        source="referral",
        ats_candidate=f"c-{number}",
    )
    return rows.candidate_values(candidate) | {"id": candidate.id, "ats": ATS}


def _application(town: Town, number: int) -> Mapping[str, Any]:
    recruiter, asked = town.recruiter(number), number in town.offered
    application = Application(
        ApplicationId(f"application{number:07d}"),
        town.candidate(number),
        _opening(recruiter).id,
        stage="Recruiter screen" if asked else "Application review",
        stage_at=NOW - timedelta(days=1),
        status=Status.ACTIVE,
        next=NextAction("Review the application", recruiter, NOW + timedelta(days=1)),
        source=Source(ATS, f"a-{number}", f"https://ats.example/a-{number}"),
        seen_at=NOW - timedelta(days=1),
    )
    return rows.application_values(application) | {"id": application.id, "version": 0, "last_contact": None}


def _interview(town: Town, number: int) -> Interview:
    recruiter = town.recruiter(number)
    return Interview(
        interview_id(number),
        ApplicationId(f"application{number:07d}"),
        kind="recruiter_screen",
        stage="Recruiter screen",
        seats=(Seat(recruiter),),
        owner=recruiter,
        state=State.OFFERED,
        options=tuple(
            Option(option, span, Standing.STANDS, frozenset({recruiter})) for option, span in _spans(town, number)
        ),
        deadline=town.deadline(number),
        wanted_at=NOW - timedelta(hours=1),
    )


def _spans(town: Town, number: int) -> Iterator[tuple[int, Interval]]:
    turn = number // town.recruiters
    for option, (week, hour) in enumerate(((0, 10), (1, 14)), 1):
        start = FIRST_DAY + timedelta(days=7 * week + turn, hours=hour)
        yield option, Interval(start, start + HALF_HOUR)


def _reservations(town: Town, number: int) -> Iterator[Mapping[str, Any]]:
    for option, span in _spans(town, number):
        held = {"interview": interview_id(number), "option": option, "status": "held", "ends": epoch(span.end)}
        yield held | {"party": town.recruiter(number), "starts": epoch(span.start - BUFFER)}
        yield held | {"party": town.candidate(number), "starts": epoch(span.start)}


def _post(town: Town, number: int) -> Mapping[str, Any]:
    return {
        "subject": interview_id(number),
        "card": "interview",
        "person": town.recruiter(number),
        "platform": "slack",
        "tenant": TEAM,
        "user": town.user(number),
        "place": "D0BENCH",
        "message": f"{number}.000100",
    }


def _deadline(town: Town, number: int) -> Mapping[str, Any]:
    interview = interview_id(number)
    return {"key": f"deadline:{interview}", "kind": "deadline", "subject": interview, "due": town.deadline(number)}
