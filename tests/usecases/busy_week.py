"""Twelve people in five zones, three roles and eight candidates, over two weeks in which everything happens that can.

The clocks of Europe change on Sunday the 28th of March 2027; Friday the 26th is a holiday.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Self

from adapters.sandbox.chat import SandboxChat
from bot.actions import AnswerTimes, CancelIt, SeatCannot
from bot.cards import Card
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case
from bot.domain.ids import InterviewId, OpeningId, PersonId, ScorecardId
from bot.domain.interview import Answer, State
from bot.domain.interview_moves import asked_of
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Opening
from bot.domain.policy import Format, Kind, Pool, SeatRule
from bot.domain.scorecard import Scorecard
from bot.domain.time import zone
from bot.domain.token import Claim, verify
from bot.inbound import AtsRecord, PagePosted, Pressed, Submitted
from bot.ports import Posted
from bot.steps import digest
from bot.usecases import digests
from tests.office import ADA, KEYS, LINK, POLICY, Office, text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2027, 3, 22, 7, tzinfo=UTC)
HOLIDAY = date(2027, 3, 26)
LONDON, NEW_YORK, SOFIA, KOLKATA, DUBAI = (
    "Europe/London", "America/New_York", "Europe/Sofia", "Asia/Kolkata", "Asia/Dubai",
)  # fmt: skip
PANEL = Kind(
    "panel",
    "Team panel",
    HOUR,
    Format.VIDEO,
    "https://meet.northwind.example/panel",
    seats=(SeatRule("hiring_manager", "manager"), SeatRule("technical", "technical")),
    asks=True,
)
BUSY = replace(
    POLICY,
    organisation=replace(POLICY.organisation, holidays=frozenset({HOLIDAY})),
    kinds={**POLICY.kinds, "panel": PANEL},
    stages={"screen": "screen", "panel": "panel"},
    pools={"technical": Pool("technical", tags=frozenset({"technical"}))},
)


def march(*days: int) -> frozenset[date]:
    return frozenset(date(2027, 3, day) for day in days)


def somebody(name: str, role: Role, where: str, *tags: str, off: frozenset[date] = frozenset()) -> Person:
    mail = f"{name.split()[0].lower()}@northwind.example"
    roles = frozenset({role, Role.INTERVIEWER})
    return Person(PersonId(0), name, mail, where, role.value, roles=roles, tags=frozenset(tags), days_off=off)


PEOPLE = (
    somebody("Rae Morgan", Role.RECRUITER, LONDON),
    somebody("Ren Cole", Role.RECRUITER, NEW_YORK, off=march(31)),
    somebody("Cora Dean", Role.COORDINATOR, LONDON),
    somebody("Kim Ellis", Role.COORDINATOR, NEW_YORK),
    somebody("Hana Sato", Role.HIRING_MANAGER, SOFIA, off=march(30, 31)),
    somebody("Hal Reyes", Role.HIRING_MANAGER, NEW_YORK),
    somebody("Hina Rao", Role.HIRING_MANAGER, KOLKATA),
    somebody("Ivan Petrov", Role.INTERVIEWER, SOFIA, "technical"),
    somebody("Ines Duarte", Role.INTERVIEWER, LONDON, "technical"),
    somebody("Ivo Lang", Role.INTERVIEWER, NEW_YORK, "technical", off=march(25)),
    somebody("Isha Nair", Role.INTERVIEWER, KOLKATA, "technical"),
    somebody("Jo Haddad", Role.INTERVIEWER, DUBAI, "technical"),
)
ROLES = {"j-1": ("Hana", "Rae", "Cora"), "j-2": ("Hal", "Ren", "Kim"), "j-3": ("Hina", "Rae", None)}


def applicant(number: int, name: str, job: str, stage: str, where: str) -> AtsRecord:
    told = {"application": f"a-{number}", "candidate": f"c-{number}", "email": f"c{number}@mail.example"}
    return replace(ADA, name=name, job=job, job_title=f"Role {job}", stage=stage, zone=where, **told)


CANDIDATES = (
    applicant(1, "Ada Obi", "j-1", "Panel", "Africa/Lagos"),
    applicant(2, "Ben Okri", "j-1", "Panel", SOFIA),
    applicant(3, "Cho Lim", "j-2", "Screen", NEW_YORK),
    applicant(4, "Dee Fox", "j-2", "Panel", NEW_YORK),
    applicant(5, "Eli Roth", "j-3", "Panel", KOLKATA),
    applicant(6, "Fei Wu", "j-3", "Screen", DUBAI),
    applicant(7, "Gus Hall", "j-1", "Screen", LONDON),
    applicant(8, "Hui Tan", "j-2", "Panel", NEW_YORK),
)
SILENT = "a-7"
MOVES, CANCELS, DECLINED = "a-2", "a-6", "a-4"
WRITES_AFTER = {"Ivan": None, "Hana": 40 * HOUR, "Hal": 100 * HOUR, "Ivo": 75 * HOUR}
"""How long after an interview somebody sends their scorecard: four hours unless it stands here; None is never."""


@dataclass(frozen=True, slots=True)
class Message:
    """What came, as it read then: `kind` is the card's, `key` unique among all occasions."""

    at: datetime
    to: str
    key: str
    text: str

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


class Remembering(SandboxChat):
    """A chat that keeps every post as it was when it came; what is redrawn later is no message."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.chat._shelf, clock=office.clock, links=office.links, profiles=office.profiles)
        self.came: list[Message] = []

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        self.came.append(Message(self._clock(), to.user, key, str(card)))
        return await super().post(to, card, key=key, thread=thread)


class BusyOffice(Office):
    """Everybody has a pane of their first name. People answer in their working hours, candidates by day."""

    async def begun(self) -> Self:
        self.clock.set(MONDAY)
        self.chat = Remembering(self)
        self.plug_chat({Platform.SANDBOX: self.chat})
        self.sent_at: dict[tuple[str, str], datetime] = {}
        self.done: set[str] = set()
        self.interviews: list[InterviewId] = []
        self.people: dict[str, Person] = {}
        async with self.store() as work:
            for person in PEOPLE:
                known = self.people[person.first_name] = await work.people.add(person)
                await work.people.link(self.account(known), person=known.id)
            hana = self.people["Hana"] = replace(self.people["Hana"], delegate=self.people["Rae"].id)
            await work.people.save(hana)
            for job, named in ROLES.items():
                manager, recruiter, coordinator = (self.people[name].id if name else None for name in named)
                opening = Opening(OpeningId(f"op-{job}"), f"Role {job}", ats_job=job, intake_agreed=True)
                owned = replace(opening, hiring_manager=manager, recruiter=recruiter, coordinator=coordinator)
                await work.openings.add(owned, ats="paper")
            await digests.begin(work=work, desk=self.desk())
        return self

    def account(self, person: Person) -> Account:
        return Account(Platform.SANDBOX, "demo", person.first_name)

    def desk(self) -> Desk:
        return Desk(self.policy, self.clock(), frozenset({"paper"}))

    async def arrives(self, candidate: AtsRecord) -> None:
        await self.seen(candidate)
        await self.settle()
        self.interviews.append((await self.interview(candidate.application)).id)

    async def sleeps(self, length: timedelta) -> None:
        """Nothing of Usher runs for so long."""
        self.clock.forward(length)

    # --- what people do in an hour

    async def hour(self) -> None:
        """Let an hour pass, then have everybody do what they do when they are at work; a weekend passes at once."""
        await self.forward(HOUR)
        while not any(self.at_work(name) for name in self.people):
            await self.forward(HOUR)
        for case in await self.cases():
            await self._answer(case)
            await self._choose(case)
            await self._surprise(case)
            await self._write(case)
        await self.settle()

    async def cases(self) -> list[Case]:
        """Return the interview of every candidate who has one."""
        async with self.store() as work:
            return list(await work.interviews.cases(self.interviews, viewer=USHER))

    def at_work(self, name: str) -> bool:
        """Whether somebody sits at their desk now."""
        person = self.people[name]
        shift = person.hours.on(self.clock().astimezone(zone(person.zone)).date(), zone=zone(person.zone))
        local = self.clock().astimezone(zone(person.zone)).date()
        return (
            shift is not None and shift.start <= self.clock() < shift.end and local not in person.days_off | {HOLIDAY}
        )

    async def _answer(self, case: Case) -> None:
        """Whoever is asked says that all times work."""
        if case.interview.state is not State.ASKING:
            return
        for person in case.proposed:
            asked = asked_of(case.interview, person.id)
            silent = [option for option in asked if (seat := option.seat_of(person.id)) and seat.answer is Answer.NONE]
            if silent and self.at_work(person.first_name):
                works = tuple(option.number for option in asked)
                await self.handle(Pressed(self.account(person), AnswerTimes(case.interview.id, works)))

    async def _choose(self, case: Case) -> None:
        """A candidate takes the first time, between breakfast and supper; one of them never answers."""
        source = case.application.source.id
        hour = self.clock().astimezone(zone(case.candidate.zone)).hour
        if case.interview.state not in {State.OFFERED, State.FOLLOWED_UP} or source == SILENT or not 8 <= hour < 20:
            return
        claim = await self._newest_link(case.candidate.email)
        if claim is not None and case.interview.standing:
            number = str(case.interview.standing[0].number)
            await self.handle(PagePosted(claim, "pick", {"option": number}))

    async def _surprise(self, case: Case) -> None:
        """One candidate moves the interview, one cancels, and one interviewer cannot come after all: each once."""
        source, interview = case.application.source.id, case.interview
        if interview.state is not State.BOOKED or source in self.done:
            return
        if source == MOVES and (claim := await self._newest_link(case.candidate.email)) is not None:
            self.done.add(source)
            await self.handle(PagePosted(claim, "move", {"reason": "conflict"}))
        if source == CANCELS:
            self.done.add(source)
            recruiter = self.account(case.people[interview.owner])
            await self.handle(Submitted(recruiter, CancelIt(interview.id), {"reason": "role"}))
        if source == DECLINED:
            self.done.add(source)
            seat = self.account(case.panel[-1])
            await self.handle(Pressed(seat, SeatCannot(interview.id, interview.sequence)))

    async def _write(self, case: Case) -> None:
        """Whoever met the candidate sends a scorecard, sooner or later, at work."""
        booking = case.interview.booking
        if case.interview.state is not State.TOOK_PLACE or booking is None:
            return
        for person in case.panel:
            after = WRITES_AFTER.get(person.first_name, 4 * HOUR)
            known = (case.application.source.id, person.first_name)
            if after is None or known in self.sent_at or self.clock() < booking.span.end + after:
                continue
            if self.at_work(person.first_name):
                self.sent_at[known] = self.clock()
                await self._sends(case, person)

    async def _sends(self, case: Case, person: Person) -> None:
        interview = case.interview
        key = ScorecardId(f"{interview.id}.{person.id}")
        card = Scorecard(key, interview.id, interview.application, interview.stage, person.id, self.clock())
        async with self.store() as work:
            await work.scorecards.add(card)
            await digest.redraw(interview.people, work=work, desk=self.desk())

    async def _newest_link(self, address: str) -> Claim | None:
        found = [LINK.search(text_of(mail)) for mail in await self.mails(address)]
        return next((verify(link.group(1), keys=KEYS) for link in reversed(found) if link), None)
