"""Northwind, a small made-up team: what the demo starts with, as plain values for the sandbox and for the core's record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Status
from bot.inbound import AtsPerson, AtsRecord

ORGANIZER = "interviews@northwind.example"
STAGES = ("Application review", "Recruiter screen", "Team panel", "Offer")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team: their record (the key is given when it is added), the account they speak from, and the chat
    that their pane stands for.
    """

    person: Person
    account: Account
    chat: Platform = Platform.SLACK


@dataclass(frozen=True, slots=True)
class Job:
    """The role being hired for; its people are named by address. `ats_job` is the ATS's own id."""

    title: str
    ats_job: str
    category: str
    recruiter: str
    coordinator: str
    hiring_manager: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """A candidate and their application; `candidate` and `application` are the ATS's own ids."""

    name: str
    email: str
    zone: str
    source: str
    candidate: str
    application: str
    stage: str = STAGES[0]


@dataclass(frozen=True, slots=True)
class Routine:
    """A meeting in a person's week, in their own wall-clock time: `weekday` 0 is Monday, `minutes` its length."""

    email: str
    weekday: int
    starts: time
    minutes: int
    title: str


RAE = Colleague(
    Person(
        PersonId(0),
        "Rae Morgan",
        "rae.morgan@northwind.example",
        zone="Europe/London",
        title="Recruiter",
        roles=frozenset({Role.RECRUITER, Role.COORDINATOR, Role.INTERVIEWER}),
        ats_user="user-rae",
    ),
    Account(Platform.SANDBOX, "demo", "rae"),
)
INES = Colleague(
    Person(
        PersonId(0),
        "Ines Duarte",
        "ines.duarte@northwind.example",
        zone="Europe/Lisbon",
        title="Engineering manager",
        roles=frozenset({Role.HIRING_MANAGER, Role.INTERVIEWER}),
        ats_user="user-ines",
    ),
    Account(Platform.SANDBOX, "demo", "ines"),
)


def _interviewer(
    user: str,
    name: str,
    title: str,
    *,
    zone: str,
    tags: frozenset[str] = frozenset(),
    chat: Platform = Platform.SLACK,
) -> Colleague:
    person = Person(
        PersonId(0),
        name,
        f"{name.replace(' ', '.').lower()}@northwind.example",
        zone=zone,
        title=title,
        roles=frozenset({Role.INTERVIEWER}),
        ats_user=f"user-{user}",
        tags=tags,
    )
    return Colleague(person, Account(Platform.SANDBOX, "demo", user), chat)


TECHNICAL = frozenset({"technical"})
JONAS = _interviewer("jonas", "Jonas Keller", "Senior engineer", zone="Europe/Berlin", tags=TECHNICAL)
OLU = _interviewer("olu", "Olu Bello", "Customer success lead", zone="Europe/London", chat=Platform.TEAMS)
PRIYA = _interviewer("priya", "Priya Nair", "Staff engineer", zone="Europe/Amsterdam", tags=TECHNICAL)
SEED_PEOPLE = (RAE, JONAS, OLU, PRIYA, INES)
"""Everybody in the order of the page: who is asked first for a panel stands beside the recruiter."""

BACKEND = Job(
    "Backend Engineer",
    "job-1",
    "engineering",
    recruiter=RAE.person.email,
    coordinator=RAE.person.email,
    hiring_manager=INES.person.email,
)
SEED_OPENINGS = (BACKEND,)
SEED_INTAKE: Mapping[str, str] = MappingProxyType(
    {
        "must": "Design and run services that other teams build on. Find out by themselves why something is slow. "
        "Say in plain words what they would do differently.",
        "nice": "PostgreSQL beyond the basics; has been on call.",
        "plan": "Recruiter screen (Rae): motivation and dates. Team panel: one engineer, one from outside the team.",
        "terms": "Remote within three hours of London; on site one week a quarter.",
    }
)
"""What the role needs, as its hiring manager agreed it before the demo begins: the parts of an intake."""

SEED_CANDIDATES = (
    Applicant("Ada Obi", "ada.obi@mail.example", "Africa/Lagos", "Referral", "candidate-1", "application-1"),
    Applicant(
        "Siobhán O'Neill", "siobhan.o'neill@mail.example", "Europe/Dublin", "Job board", "candidate-2", "application-2"
    ),
    Applicant(
        "Kenji Watanabe", "kenji+jobs@mail.example", "Asia/Tokyo", "Careers page", "candidate-3", "application-3"
    ),
)

SEED_WEEK = (
    Routine(RAE.person.email, 0, time(9, 30), 60, "Hiring team weekly"),
    Routine(RAE.person.email, 0, time(14), 45, "Pipeline review"),
    Routine(RAE.person.email, 1, time(11), 60, "1:1 with Jo"),
    Routine(RAE.person.email, 1, time(15), 90, "Sourcing block"),
    Routine(RAE.person.email, 2, time(10), 120, "Campus planning"),
    Routine(RAE.person.email, 3, time(9), 60, "Offer round-up"),
    Routine(RAE.person.email, 3, time(13, 30), 90, "Interviewer training"),
    Routine(RAE.person.email, 4, time(12), 60, "Team lunch"),
    Routine(JONAS.person.email, 0, time(11), 30, "Stand-up"),
    Routine(JONAS.person.email, 0, time(15), 120, "Sprint planning"),
    Routine(JONAS.person.email, 1, time(11), 30, "Stand-up"),
    Routine(JONAS.person.email, 2, time(9), 180, "Focus time"),
    Routine(JONAS.person.email, 3, time(11), 30, "Stand-up"),
    Routine(JONAS.person.email, 4, time(14), 60, "Code review hour"),
    Routine(OLU.person.email, 0, time(9), 60, "Customer hand-over"),
    Routine(OLU.person.email, 1, time(14), 90, "Renewal calls"),
    Routine(OLU.person.email, 2, time(10), 60, "Support rota"),
    Routine(OLU.person.email, 3, time(15), 120, "Quarterly reviews"),
    Routine(OLU.person.email, 4, time(10), 90, "Onboarding workshop"),
    Routine(PRIYA.person.email, 0, time(11), 30, "Stand-up"),
    Routine(PRIYA.person.email, 1, time(10), 150, "Design review"),
    Routine(PRIYA.person.email, 3, time(13), 180, "Focus time"),
    Routine(PRIYA.person.email, 4, time(11), 30, "Stand-up"),
    Routine(INES.person.email, 0, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 0, time(14), 120, "Sprint planning"),
    Routine(INES.person.email, 1, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 1, time(16), 60, "Architecture review"),
    Routine(INES.person.email, 2, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 2, time(11), 180, "Focus time"),
    Routine(INES.person.email, 3, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 4, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 4, time(15), 90, "Demo and retro"),
)


def record(applicant: Applicant, *, job: Job = BACKEND) -> AtsRecord:
    """Return the application as the sandbox ATS tells it at the beginning."""
    colleagues = {colleague.person.email: colleague.person for colleague in SEED_PEOPLE}
    return AtsRecord(
        application=applicant.application,
        candidate=applicant.candidate,
        name=applicant.name,
        email=applicant.email,
        zone=applicant.zone,
        origin=applicant.source,
        job=job.ats_job,
        job_title=job.title,
        stage=applicant.stage,
        stage_id=applicant.stage.casefold(),
        status=Status.ACTIVE,
        recruiter=_user(colleagues[job.recruiter]),
        coordinator=_user(colleagues[job.coordinator]),
        manager=_user(colleagues[job.hiring_manager]),
    )


def _user(person: Person) -> AtsPerson:
    return AtsPerson(person.ats_user, person.email, person.name)
