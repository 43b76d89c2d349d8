"""Who works here: people, the parts they play, and the accounts they speak from."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.ids import PersonId
from bot.domain.time import WorkingHours


class Role(StrEnum):
    """What a person may be asked for; one person can have several. A client contact is an outsider."""

    RECRUITER = "recruiter"
    COORDINATOR = "coordinator"
    HIRING_MANAGER = "hiring_manager"
    INTERVIEWER = "interviewer"
    CLIENT = "client"
    ADMIN = "admin"


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    SANDBOX = "sandbox"


class Origin(StrEnum):
    """Who said what somebody's hours or zone are. What was set by hand stays; else what their calendar says goes first."""

    UNSAID = ""
    HAND = "hand"
    CALENDAR = "calendar"
    CHAT = "chat"


NO_CALENDAR = "none"
"""Whose `calendar` this is has none: their working hours, days off and our own reservations are all that is known."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the organisation (or a client's contact) whom Usher may ask, tell or book.

    `tags` are what they can interview about, in lower-case words; pools and seats ask for them. `delegate` gets what
    cannot wait while they are away.
    """

    id: PersonId
    name: str
    email: str
    zone: str = "UTC"
    title: str = ""
    hours: WorkingHours = field(default_factory=WorkingHours.weekdays)
    calendar: str = "sandbox"
    roles: frozenset[Role] = frozenset()
    ats_user: str = ""
    days_off: frozenset[date] = frozenset()
    active: bool = True
    tags: frozenset[str] = frozenset()
    delegate: PersonId | None = None
    hours_from: Origin = Origin.UNSAID
    zone_from: Origin = Origin.UNSAID

    @property
    def has_calendar(self) -> bool:
        return self.calendar != NO_CALENDAR

    @property
    def hours_origin(self) -> Origin:
        """Return who said the hours. Others than everybody begins with were set by hand, before that was noted."""
        if self.hours_from is Origin.UNSAID and self.hours != WorkingHours.weekdays():
            return Origin.HAND
        return self.hours_from

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name


@dataclass(frozen=True, slots=True)
class Account:
    """Where a person speaks from: a user of one workspace (Slack team) or tenant (Entra). Keys are the platform's own."""

    platform: Platform
    tenant: str
    user: str


class Membership(StrEnum):
    """What an account is to the configured workspace or tenant. A STRANGER belongs to another, GONE is deactivated."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a chat platform says of an account. `email` is empty unless confirmed, `zone` (IANA) unless it is a real one."""

    membership: Membership
    name: str = ""
    email: str = ""
    zone: str = ""


class Barrier(StrEnum):
    """Why an account takes no messages for good. APP_GONE, SILENCED and UNPERMITTED stop everybody's."""

    DEACTIVATED = "deactivated"
    ARCHIVED = "archived"
    NOT_IN = "not_in"
    NOT_ADDED = "not_added"
    NO_SUCH = "no_such"
    APP_GONE = "app_gone"
    SILENCED = "silenced"
    UNPERMITTED = "unpermitted"
    OTHER = "other"


class Verdict(StrEnum):
    """What became of an account that nobody had linked. KNOWN: it speaks for a person now. All others are refused.

    NO_MAIL: no confirmed mail. NOBODY: no person has it. LEFT: the person who has it is not active. NOT_TOLD: the platform
    did not say who it is.
    """

    KNOWN = "known"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"
    GONE = "gone"
    NO_MAIL = "no_mail"
    NOBODY = "nobody"
    LEFT = "left"
    NOT_TOLD = "not_told"
