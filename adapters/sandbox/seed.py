"""Northwind, a small made-up team: what the demo starts with, as plain values for the sandbox and for the core's record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """A role being hired for; its people are named by address. `ats_job` is the ATS's own id.

    `intake` are the parts of what its hiring manager agreed before the demo begins, none where that is still to come.
    """

    title: str
    ats_job: str
    category: str
    recruiter: str
    coordinator: str
    hiring_manager: str
    intake: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applicant:
    """A candidate and their application; `candidate` and `application` are the ATS's own ids."""

    name: str
    email: str
    zone: str
    source: str
    candidate: str
    application: str
    job: Job
    stage: str = STAGES[0]

    @property
    def first_name(self) -> str:
        """Return the first word of the name, which every card about them shows."""
        return self.name.partition(" ")[0]


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
    intake=MappingProxyType(
        {
            "must": "Design and run services that other teams build on. Find out by themselves why something is slow. "
            "Say in plain words what they would do differently.",
            "nice": "PostgreSQL beyond the basics; has been on call.",
            "plan": "Recruiter screen (Rae): motivation and dates. Team panel: one engineer, one from outside the team.",
            "terms": "Remote within three hours of London; on site one week a quarter.",
        }
    ),
)
ANALYST = Job(
    "Data Analyst",
    "job-2",
    "data",
    recruiter=RAE.person.email,
    coordinator=RAE.person.email,
    hiring_manager=INES.person.email,
)
SEED_OPENINGS = (BACKEND, ANALYST)


def _applicant(number: int, name: str, mailbox: str, zone: str, source: str, job: Job = BACKEND) -> Applicant:
    return Applicant(name, f"{mailbox}@mail.example", zone, source, f"candidate-{number}", f"application-{number}", job)


ADA = _applicant(1, "Ada Obi", "ada.obi", "Africa/Lagos", "Referral")
SIOBHAN = _applicant(2, "Siobhán O'Neill", "siobhan.o'neill", "Europe/Dublin", "Job board")
KENJI = _applicant(3, "Kenji Watanabe", "kenji+jobs", "Asia/Tokyo", "Careers page")
LEA = _applicant(4, "Léa Fontaine", "lea.fontaine", "Europe/Paris", "Job board")
OGUZ = _applicant(5, "Oğuz Şahin", "oguz.sahin", "Europe/Istanbul", "Careers page")
ELENA = _applicant(6, "Елена Димитрова", "elena.dimitrova", "Europe/Sofia", "Referral")
TOMASZ = _applicant(7, "Tomasz Wójcik", "tomasz.wojcik", "Europe/Warsaw", "Sourced")
MAI = _applicant(8, "Mai Nguyễn", "mai.nguyen", "Asia/Ho_Chi_Minh", "Careers page", ANALYST)
SEED_CANDIDATES = (ADA, SIOBHAN, KENJI, LEA, OGUZ, ELENA, TOMASZ, MAI)


def record(applicant: Applicant) -> AtsRecord:
    """Return the application as the sandbox ATS tells it at the beginning."""
    job = applicant.job
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
