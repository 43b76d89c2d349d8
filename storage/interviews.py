"""Interviews: one document each, beside the columns that are searched by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, or_, select, update

from bot.domain.access import Viewer
from bot.domain.case import Case
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.interview import Interview, State
from bot.domain.people import Person
from bot.domain.time import Interval
from bot.ports import Stale
from storage import rows
from storage.audit import SqlAudit
from storage.columns import EMPTY
from storage.people import SqlPeople
from storage.tables import applications, candidates, interview_seats, interviews, openings
from storage.transaction import Transaction

LOOKING = (State.WANTED.value, State.ASKING.value, State.OFFERED.value)

WHOLE = (
    select(
        interviews.c.document,
        interviews.c.version,
        *rows.prefixed(applications, "a_"),
        *rows.prefixed(candidates, "c_"),
        *rows.prefixed(openings, "o_"),
    )
    .join_from(interviews, applications, applications.c.id == interviews.c.application)
    .join(candidates, candidates.c.id == applications.c.candidate)
    .join(openings, openings.c.id == applications.c.opening)
)
CASE = WHOLE.where(interviews.c.id == bindparam("interview"))
LATEST_CASE = WHOLE.where(interviews.c.application == bindparam("whose")).order_by(interviews.c.serial.desc()).limit(1)
CASES = WHOLE.where(interviews.c.id.in_(bindparam("wanted", expanding=True)))
SHORT = select(interviews.c.document, interviews.c.version)
THESE = SHORT.where(interviews.c.id.in_(bindparam("wanted", expanding=True)))
BY_KEY = SHORT.where(interviews.c.id == bindparam("key"))
OF = SHORT.where(interviews.c.application == bindparam("whose"))
THOSE_LIVE = OF.where(interviews.c.live).order_by(interviews.c.serial)
ALL = OF.order_by(interviews.c.serial)
LATEST = OF.order_by(interviews.c.serial.desc()).limit(1)
WANTED = (
    select(interviews.c.id)
    .join(interview_seats, interview_seats.c.interview == interviews.c.id)
    .where(interview_seats.c.person == bindparam("seated"), interviews.c.state.in_(LOOKING))
    .order_by(interviews.c.serial)
)
OF_PERSON = (
    select(interviews.c.id)
    .join(interview_seats, interview_seats.c.interview == interviews.c.id)
    .where(interview_seats.c.person == bindparam("seated"), interviews.c.live)
    .order_by(interviews.c.serial)
)
SEATED = (
    select(interviews.c.id)
    .join(interview_seats, interview_seats.c.interview == interviews.c.id)
    .where(interview_seats.c.person == bindparam("seated"), interviews.c.live)
    .where(interviews.c.booked_start >= bindparam("start"), interviews.c.booked_start < bindparam("end"))
    .order_by(interviews.c.booked_start, interviews.c.serial)
)
EVENT = interviews.c.document["booking"]["event"].as_string()
LOST_EVENT = interviews.c.document["booking"]["wrong"]["event"].as_string()
WITH_EVENT = (
    select(interviews.c.id)
    .where(interviews.c.live, interviews.c.booked_start.is_not(None))
    .where(or_(EVENT.in_(bindparam("known", expanding=True)), LOST_EVENT.in_(bindparam("known", expanding=True))))
    .order_by(interviews.c.serial)
)
WITH_UID = (
    select(interviews.c.id)
    .where(interviews.c.uid.in_(bindparam("known", expanding=True)), interviews.c.uid != EMPTY)
    .order_by(interviews.c.serial)
)
BOOKED = (
    select(interviews.c.id, interviews.c.serial)
    .where(interviews.c.live, interviews.c.booked_start >= bindparam("since"), interviews.c.serial > bindparam("mark"))
    .order_by(interviews.c.serial)
    .limit(bindparam("most"))
)
ADD, SEAT = interviews.insert(), interview_seats.insert()
SAVE = update(interviews).where(interviews.c.id == bindparam("key"), interviews.c.version == bindparam("read"))
UNSEAT = delete(interview_seats).where(interview_seats.c.interview == bindparam("key"))


class SqlInterviews:
    """Remembers the seats it has read, so that saving an interview writes them only when they changed."""

    __slots__ = ("_audit", "_people", "_seats", "_transaction")

    def __init__(self, transaction: Transaction, *, audit: SqlAudit, people: SqlPeople) -> None:
        self._transaction = transaction
        self._audit = audit
        self._people = people
        self._seats: dict[InterviewId, tuple[PersonId, ...]] = {}

    async def get(self, interview: InterviewId) -> Interview | None:
        return next(iter(await self._read(BY_KEY, {"key": interview})), None)

    async def some(self, wanted: Collection[InterviewId]) -> Mapping[InterviewId, Interview]:
        """Return those of the interviews that are there, by their key, in one statement."""
        found = (await self._transaction.run(THESE, {"wanted": sorted(wanted)})).mappings() if wanted else ()
        return {each.id: self._noted(each) for each in map(rows.interview, found)}

    async def case(self, interview: InterviewId, *, viewer: Viewer) -> Case | None:
        """Return the interview with all that belongs to it, in two statements; a person's read leaves an audit row."""
        return next(iter(await self._cases(CASE, {"interview": interview}, viewer=viewer)), None)

    async def latest_case(self, application: ApplicationId, *, viewer: Viewer) -> Case | None:
        """Return the application's newest interview as a case, whatever became of it; read like any other."""
        return next(iter(await self._cases(LATEST_CASE, {"whose": application}, viewer=viewer)), None)

    async def cases(self, wanted: Sequence[InterviewId], *, viewer: Viewer) -> Sequence[Case]:
        """Return those of the interviews that are there, in the order asked for, in two statements for all of them."""
        if not wanted:
            return ()
        place = {interview: number for number, interview in enumerate(wanted)}
        found = await self._cases(CASES, {"wanted": list(wanted)}, viewer=viewer)
        return sorted(found, key=lambda case: place[case.interview.id])

    async def _cases(self, question: Select[Any], given: Mapping[str, Any], *, viewer: Viewer) -> Sequence[Case]:
        people: dict[PersonId, Person] = {}
        found = tuple(
            Case(
                self._noted(rows.interview(row)),
                rows.application(row, "a_"),
                rows.candidate(row, "c_"),
                rows.opening(row, "o_"),
                people,
            )
            for row in (await self._transaction.run(question, given)).mappings()
        )
        if found:
            people |= await self._people.some(key for case in found for key in case.named)
            await self._audit.seen("interview.read", subjects=tuple(case.interview.id for case in found), by=viewer)
        return found

    async def live(self, application: ApplicationId) -> Sequence[Interview]:
        """Return the application's interviews that are still going somewhere, oldest first."""
        return await self._read(THOSE_LIVE, {"whose": application})

    async def latest(self, application: ApplicationId) -> Interview | None:
        """Return the application's newest interview, whatever became of it."""
        return next(iter(await self._read(LATEST, {"whose": application})), None)

    async def of(self, application: ApplicationId) -> Sequence[Interview]:
        """Return all of the application's interviews, whatever became of them, oldest first."""
        return await self._read(ALL, {"whose": application})

    async def wanted(self, person: PersonId) -> Sequence[InterviewId]:
        """Return the interviews that look for times and have this person on a seat, oldest first."""
        return tuple(map(InterviewId, (await self._transaction.run(WANTED, {"seated": person})).scalars()))

    async def of_person(self, person: PersonId) -> Sequence[InterviewId]:
        """Return the interviews under way that concern the person: they sit on it, or would at a time in play."""
        return tuple(map(InterviewId, (await self._transaction.run(OF_PERSON, {"seated": person})).scalars()))

    async def seated(self, person: PersonId, *, span: Interval) -> Sequence[InterviewId]:
        """Return the interviews under way whose booked start lies in the span and that have this person on a seat."""
        given = {"seated": person, "start": span.start, "end": span.end}
        return tuple(map(InterviewId, (await self._transaction.run(SEATED, given)).scalars()))

    async def with_event(self, events: Collection[str]) -> Sequence[InterviewId]:
        """Return the interviews under way whose booked event has one of these ids on the organiser's calendar, or had."""
        return await self._keys(WITH_EVENT, events)

    async def with_uid(self, uids: Collection[str]) -> Sequence[InterviewId]:
        """Return the interviews whose booked event has one of these iCalendar UIDs."""
        return await self._keys(WITH_UID, uids)

    async def _keys(self, question: Select[Any], known: Collection[str]) -> Sequence[InterviewId]:
        told = sorted({each for each in known if each})
        found = (await self._transaction.run(question, {"known": told})).scalars() if told else ()
        return tuple(map(InterviewId, found))

    async def booked(self, *, after: int, since: datetime, limit: int) -> tuple[Sequence[InterviewId], int]:
        """Return those booked to start `since` then, past a mark, and the mark to go on from, 0 at the end."""
        rows = (await self._transaction.run(BOOKED, {"mark": after, "since": since, "most": limit})).all()
        return tuple(InterviewId(row.id) for row in rows), rows[-1].serial if len(rows) == limit else 0

    async def live_kinds(self) -> frozenset[str]:
        """Return the kinds that interviews under way are of, so that none can be taken out of the policy unseen."""
        return frozenset(
            (await self._transaction.run(select(interviews.c.kind).where(interviews.c.live).distinct())).scalars()
        )

    async def add(self, interview: Interview) -> None:
        """Store a new interview; a second live one for the same stage leaves the unit of work as Stale."""
        own = {"id": interview.id, "position": 0, "version": interview.version}
        await self._transaction.run(ADD, rows.interview_values(interview) | own)
        await self._seat(interview)

    async def save(self, interview: Interview) -> None:
        """Overwrite it if it is still of the version that was read, else raise Stale."""
        values = rows.interview_values(interview) | {"version": interview.version + 1}
        read = {"key": interview.id, "read": interview.version}
        if not (await self._transaction.run(SAVE, values | read)).rowcount:
            raise Stale(f"interview {interview.id} was saved by somebody else")
        if self._seats.get(interview.id) != interview.people:
            await self._transaction.run(UNSEAT, {"key": interview.id})
            await self._seat(interview)

    async def _seat(self, interview: Interview) -> None:
        seats = [{"interview": interview.id, "person": person} for person in interview.people]
        if seats:
            await self._transaction.run(SEAT, seats)
        self._noted(interview)

    async def _read(self, question: Select[Any], given: Mapping[str, Any]) -> Sequence[Interview]:
        found = await self._transaction.run(question, given)
        return tuple(self._noted(rows.interview(row)) for row in found.mappings())

    def _noted(self, interview: Interview) -> Interview:
        self._seats[interview.id] = interview.people
        return interview
