"""What is being hired for and who is in play: openings, candidates, and applications with their next action."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId


class Status(StrEnum):
    """Where an application stands. ``PASSED`` means we decided against; people read "Not going forward"."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    PASSED = "passed"
    OFFER = "offer"
    HIRED = "hired"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({Status.ACTIVE, Status.ON_HOLD, Status.OFFER})
STATUS_READS: Mapping[Status, str] = {
    Status.ACTIVE: "active",
    Status.ON_HOLD: "on hold",
    Status.PASSED: "not going forward",
    Status.OFFER: "at an offer",
    Status.HIRED: "hired",
    Status.WITHDRAWN: "withdrawn",
}
"""What people read for a status."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A role being hired for, with the people who own it. Empty text and None mean "not known yet"."""

    id: OpeningId
    title: str
    ats_job: str = ""
    client: str = ""
    category: str = ""
    hiring_manager: PersonId | None = None
    recruiter: PersonId | None = None
    coordinator: PersonId | None = None
    intake_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who applied. ``zone`` is theirs when known, else empty: pages then show the organisation's and say so."""

    id: CandidateId
    name: str
    email: str = ""
    zone: str = ""
    source: str = ""
    ats_candidate: str = ""
    mail_ok: bool = True

    @property
    def short(self) -> str:
        """First name and initial: all that chat and calendars carry."""
        parts = self.name.split()
        return parts[0] if len(parts) == 1 else f"{parts[0]} {parts[-1][0]}." if parts else "The candidate"

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else "there"


@dataclass(frozen=True, slots=True)
class NextAction:
    """Who does what by when; while an application is open it is never blank (the database checks it too)."""

    what: str
    owner: PersonId
    due: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """Which ATS owns a record: its name ('greenhouse', 'generic', 'sandbox', '' for none), its id there, and a link."""

    ats: str = ""
    id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A status that a named person asked the ATS for, and that it has not told back yet; `at` is aware UTC."""

    status: Status
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """A candidate for an opening: where it stands, and what the ATS last said about it.

    ``seen_at`` is the ATS's own time of the newest delivery taken (Greenhouse: `last_activity_at`); an older one changes
    nothing. ``stage_at`` is when the present stage was entered.
    """

    id: ApplicationId
    candidate: CandidateId
    opening: OpeningId
    stage: str = ""
    stage_at: datetime | None = None
    status: Status = Status.ACTIVE
    next: NextAction | None = None
    source: Source = field(default_factory=Source)
    seen_at: datetime | None = None
    last_contact: datetime | None = None
    notes: str = ""
    version: int = 0
    pending: Pending | None = None
