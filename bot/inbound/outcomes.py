"""What came of the effects that the relay carried out."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar_faults import Cause
from bot.domain.findings import Finding
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Account, Barrier, Platform, Profile


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """A hold stands on one person's calendar, by that `event` there; or `unheld` says why none can, although they are free.

    Somebody without a calendar of theirs has neither.
    """

    interview: InterviewId
    option: int
    person: PersonId
    unheld: Cause | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class HoldRefused:
    """The live calendar had something there after all: a lost race."""

    interview: InterviewId
    option: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class EventPlaced:
    """The organiser's calendar carries the booking of this sequence; `link` is empty until the vendor made one."""

    interview: InterviewId
    sequence: int
    event: str
    uid: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class MailAccepted:
    """The mail server took a message for the candidate: from now on it counts as contact."""

    interview: InterviewId
    mail: str
    message_id: str
    recipient: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UpdateAccepted:
    """The mail server took an update for a candidate: from now on it counts as contact."""

    update: str
    message_id: str
    recipient: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CardPosted:
    """A card stands in chat: where it is, so that it can be redrawn in place. `behalf` is who was away."""

    subject: str
    card: str
    person: PersonId
    account: Account
    place: str
    message: str
    behalf: PersonId | None = None


@dataclass(frozen=True, slots=True)
class CardMailed:
    """A card went by mail because the person's chat account takes none for good: whoever owns it must be told."""

    subject: str
    card: str
    person: PersonId
    platform: Platform
    barrier: Barrier


@dataclass(frozen=True, slots=True)
class WhoAnswered:
    """The platform says who an account is. `asked` is what was typed from it meanwhile, None for a press or a form."""

    account: Account
    profile: Profile
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A look at everything Usher is connected to is over."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An effect succeeded and has nothing more to tell."""


@dataclass(frozen=True, slots=True)
class GaveUp:
    """An effect cannot succeed: the relay made its row dead, and a named person must be told. `why` carries no names.

    `cause` is what is wrong with a calendar, where that is known.
    """

    row: int
    lane: str
    why: str
    cause: Cause | None = None
