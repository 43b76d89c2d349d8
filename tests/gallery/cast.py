"""Whom the samples are about: the same people and records written plainly, as wildly as records can be, and with nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.case import Applied, Case
from bot.domain.dead_end import DeadEnd
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.interview import Answer, Booking, Interview, Option, Seat, Standing, State
from bot.domain.people import Person, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Source
from bot.domain.policy import Format, Kind, Organisation, Policy, Wording
from bot.domain.time import Interval

MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)
RECRUITER, INTERVIEWER = PersonId(1), PersonId(2)
MARKUP = "*_~<@U123>&amp;<!channel>|`x` :tada: <https://evil.example|here> 👩‍👩‍👧‍👦"
LOUD = f"{MARKUP} " * 8
NOTE = (
    "Asked how they would split the billing service, they drew the seams from the invoices outwards, named the two"
    " places where money could be counted twice, and said what they would measure first. "
)


def hours(start: float, *, length: float = 0.5) -> Interval:
    """Return a stretch of time that begins `start` hours after Monday noon."""
    return Interval(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=start + length))


def notes(length: int) -> str:
    """Return a note of exactly so many characters."""
    return (NOTE * (length // len(NOTE) + 1))[:length]


@dataclass(frozen=True, slots=True)
class Cast:
    """How everything is called. `words` is what people typed, `link` where a record stands in its ATS."""

    name: str
    candidate: str = "Ada Obi"
    role: str = "Backend Engineer"
    client: str = ""
    stage: str = "Recruiter screen"
    kind: str = "Recruiter screen"
    recruiter: str = "Rae Morgan"
    interviewer: str = "Ivan Petrov"
    job: str = "Engineer"
    where: str = "https://meet.northwind.example/screen"
    words: str = "I am travelling until Thursday."
    note: str = NOTE.strip()
    step: str = "Call about the salary"
    zone: str = "Africa/Lagos"
    link: str = "https://app.greenhouse.io/people/80001"

    @property
    def policy(self) -> Policy:
        kind = Kind(
            "screen",
            self.kind,
            timedelta(minutes=30),
            Format.VIDEO,
            self.where,
            wording=Wording(expect=self.words, prepare=self.words),
        )
        lunch = replace(kind, key="lunch", title="On-site day", format=Format.ON_SITE, interviewer=Role.HIRING_MANAGER)
        organisation = Organisation(
            "Northwind", "Europe/London", "interviews@northwind.example", "rae@northwind.example"
        )
        return Policy(organisation, {"screen": kind, "lunch": lunch}, {"recruiter screen": "screen"})

    @property
    def rae(self) -> Person:
        roles = frozenset({Role.RECRUITER, Role.INTERVIEWER})
        return Person(RECRUITER, self.recruiter, "rae@northwind.example", "Europe/London", "Recruiter", roles=roles)

    @property
    def ivan(self) -> Person:
        roles = frozenset({Role.INTERVIEWER})
        return Person(INTERVIEWER, self.interviewer, "ivan@northwind.example", "Europe/Sofia", self.job, roles=roles)

    @property
    def people(self) -> Mapping[PersonId, Person]:
        return {RECRUITER: self.rae, INTERVIEWER: self.ivan}

    @property
    def opening(self) -> Opening:
        return Opening(OpeningId("op-1"), self.role, client=self.client, recruiter=RECRUITER, category="Engineering")

    def applied(self, *, candidate: str | None = None, number: int = 1, **changes: Any) -> Applied:
        """Return a candidate in play; `changes` are the application's."""
        known = Candidate(CandidateId(number), self.candidate if candidate is None else candidate, zone=self.zone)
        application = Application(
            ApplicationId(f"{number:016x}"),
            known.id,
            self.opening.id,
            stage=self.stage,
            next=NextAction(self.step, RECRUITER, MONDAY + timedelta(days=2)),
            source=Source("greenhouse", "5001", self.link),
            last_contact=MONDAY - timedelta(days=3),
        )
        return Applied(known, replace(application, **changes), self.opening)

    def crowd(self, count: int) -> list[Applied]:
        """Return so many candidates, no two of one name."""
        return [self.applied(candidate=f"{self.candidate} {number}", number=number) for number in range(1, count + 1)]

    def case(
        self,
        state: State = State.BOOKED,
        *,
        trouble: DeadEnd | None = None,
        answer: Answer = Answer.NONE,
        booked: bool | None = None,
        **changes: Any,
    ) -> Case:
        """Return an interview as it is in that state; `booked` where a time holds although the state says otherwise."""
        held = state in {State.BOOKED, State.TOOK_PLACE, State.NO_SHOW} if booked is None else booked
        applied = self.applied(**changes)
        interview = Interview(
            InterviewId("00000000000000a1"),
            applied.application.id,
            "screen",
            self.stage,
            (Seat(INTERVIEWER, answer=answer),),
            RECRUITER,
            state,
            options=_options(state),
            booking=Booking(hours(72), 1, "event-1") if held else None,
            deadline=MONDAY + timedelta(hours=48) if state in {State.OFFERED, State.FOLLOWED_UP} else None,
            trouble=trouble,
            sequence=int(held),
        )
        return Case(interview, applied.application, applied.candidate, applied.opening, self.people)


def _options(state: State) -> tuple[Option, ...]:
    match state:
        case State.WANTED | State.ASKING:
            return Option(1, hours(72), Standing.STANDS), Option(2, hours(75.5))
        case State.OFFERED | State.FOLLOWED_UP:
            return Option(1, hours(72), Standing.STANDS), Option(2, hours(97.5), Standing.STANDS)
        case State.BOOKED | State.TOOK_PLACE | State.NO_SHOW:
            return Option(1, hours(72), Standing.CHOSEN), Option(2, hours(97.5), Standing.LAPSED)
        case State.CANCELLED | State.HANDED_OVER:
            return Option(1, hours(72), Standing.LAPSED), Option(2, hours(97.5), Standing.LOST)


PLAIN = Cast("plain")
CASTS = (
    PLAIN,
    Cast(
        "markup",
        candidate=f"{MARKUP} {MARKUP}",
        role=(MARKUP * 6)[:300],
        client=MARKUP,
        stage=MARKUP,
        kind=MARKUP,
        recruiter=MARKUP,
        interviewer=MARKUP,
        job=MARKUP,
        where=MARKUP,
        words=LOUD[:300],
        note=(LOUD * 10)[:3000],
        step=LOUD[:140],
        zone="America/Argentina/Buenos_Aires",
    ),
    Cast(
        "long",
        candidate="Wolfeschlegelsteinhausenbergerdorff" * 5 + " von der Hohenlohe-Langenburg" * 5,
        role="Principal Engineer for Distributed Ledgers, Payments and Reconciliation " * 4,
        client="Contoso International Holdings and Subsidiaries " * 3,
        stage="Conversation with the hiring manager and two of the team " * 2,
        kind="Conversation with the hiring manager and two of the team",
        recruiter="Maria-Magdalena " * 6,
        interviewer="Bartholomäus " * 8,
        where="https://meet.northwind.example/" + "room" * 70,
        words=notes(300),
        note=notes(3000),
        step=notes(140),
    ),
    Cast(
        "right to left",
        candidate="عُلا بنت عبد الرحمن",
        role="מפתחת צד שרת (בכירה)",
        client="شركة الأفق",
        stage="מיון ראשון",
        kind="שיחת היכרות",
        recruiter="נועה לוי",
        interviewer="ليلى حدّاد",
        job="מהנדסת",
        where="قاعة ٣، الطابق الثاني",
        words="لا أستطيع يوم الخميس، ربما صباح الجمعة؟",
        note="היא הסבירה היטב איך היא מחלקת שירות גדול, وذكرت مثالين.",
        step="להתקשר לגבי השכר",
        zone="Asia/Jerusalem",
    ),
    Cast(
        "nothing known",
        candidate="",
        role="",
        stage="",
        kind="Screen",
        interviewer="Ivan",
        job="",
        where="",
        words="",
        note="",
        step="Decide",
        zone="",
        link="",
    ),
)
