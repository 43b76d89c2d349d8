"""What an ATS tells, by a delivery or when it is asked."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ids import ApplicationId
from bot.domain.pipeline import Status


@dataclass(frozen=True, slots=True)
class AtsPerson:
    """A user of the ATS as a payload names them."""

    id: str = ""
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class AtsRecord:
    """One application as an ATS tells it; empty text means "not said". Ids are the ATS's own, as text.

    `mail_ok` is False where the candidate must not be written to (Greenhouse: `can_email`), None where nothing is said.
    """

    application: str
    candidate: str = ""
    name: str = ""
    email: str = ""
    zone: str = ""
    origin: str = ""
    job: str = ""
    job_title: str = ""
    stage: str = ""
    stage_id: str = ""
    status: Status | None = None
    url: str = ""
    mail_ok: bool | None = None
    recruiter: AtsPerson = field(default_factory=AtsPerson)
    coordinator: AtsPerson = field(default_factory=AtsPerson)
    manager: AtsPerson = field(default_factory=AtsPerson)


@dataclass(frozen=True, slots=True)
class ApplicationSeen:
    """An ATS delivery that tells how an application stands now: stage, status, people. `at` is the ATS's own time.

    `kind` is the vendor's word for what happened (`candidate_stage_change`), kept for the history.
    """

    ats: str
    delivery: str
    kind: str
    record: AtsRecord
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CandidateSeen:
    """An ATS delivery about a candidate alone (renamed, new address): mends every application of theirs."""

    ats: str
    delivery: str
    candidate: str
    name: str = ""
    email: str = ""
    zone: str = ""
    mail_ok: bool | None = None


@dataclass(frozen=True, slots=True)
class CandidateGone:
    """The ATS deleted, anonymised or merged away a candidate or some of their applications: stop what runs for them.

    `applications` names the ones that go; empty means all of the candidate's. `merged_into` is the surviving candidate.
    """

    ats: str
    delivery: str
    kind: str
    candidate: str
    applications: tuple[str, ...] = ()
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class JobSeen:
    """The ATS created, changed or deleted a job: the opening's title and owners follow. `open` is None when not said."""

    ats: str
    delivery: str
    kind: str
    job: str
    title: str = ""
    open: bool | None = None
    recruiter: AtsPerson = field(default_factory=AtsPerson)
    coordinator: AtsPerson = field(default_factory=AtsPerson)
    manager: AtsPerson = field(default_factory=AtsPerson)


@dataclass(frozen=True, slots=True)
class Noted:
    """A delivery that is understood and needs nothing from us: kept in the inbox, so that it can be shown."""

    ats: str
    delivery: str
    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class RecordRead:
    """The full record that an ATS with an API returned for an application whose trigger was incomplete."""

    application: ApplicationId
    record: AtsRecord
