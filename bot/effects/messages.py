"""What people and candidates are told, by cards in chat and by mail; and asking a platform who somebody is."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.conversation import Conversation
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.people import Account, Platform, Verdict


class Mail(StrEnum):
    """The mails a candidate can get."""

    OFFER = "offer"
    FOLLOW_UP = "follow_up"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    FREED = "freed"
    CHECK_IN = "check_in"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class SendMail:
    """Write to the candidate of an interview; at least once. `round`, `sequence`, `amended` say which state it speaks of."""

    mail: Mail
    interview: InterviewId
    round: int
    sequence: int = 0
    amended: int = 0


@dataclass(frozen=True, slots=True)
class SendUpdate:
    """Write to a candidate what somebody had sent, as kept under the key `update`; at least once."""

    application: ApplicationId
    update: str


class CardKind(StrEnum):
    """The cards people can get.

    INTERVIEW goes to its owner, ASK (before a time is booked), SEAT (after) and REMINDER to interviewers; STUCK tells the
    owner or coordinator that a person must decide,
    INCOMPLETE is about an application whose trigger lacks something, DEAD about an effect that was given up, UNREACHED
    about a chat account that takes no cards: its subject is `<person, 0 for everybody>.<platform>.<barrier>`. UNSETTLED is
    about a status that somebody asked an ATS for and that it does not tell: its subject is `<application>.<status>`.
    PASS lets somebody in who asked for it: its subject is `<room>.<key>` (see `bot.domain.rooms`).
    INTAKE is about what a role needs: its subject is the opening.
    SCORECARD asks an interviewer what they saw, and then shows the way to what was written.
    STALE is about an application that nobody moves, for others than its owner, HANDED for whom a next step was handed to:
    their subject is the application.
    DIGEST is the one message of a day: its subject is the local date.
    DEBRIEF is the feedback on an interview, once it went to whoever decides.
    DAY goes to an interviewer on the day itself: whether all is set, and then whether it has started. NO_SHOW tells the
    owner that a candidate did not come, or that the panel does not agree whether they did.
    CALENDAR is about what closes calendars to us: its subject is `<vendor>.<cause>`.
    HEALTH is about a connection that went wrong, and REVIEW tells how all of them have done: their subjects are the name of
    the finding, and the local date.
    """

    INTERVIEW = "interview"
    ASK = "ask"
    SEAT = "seat"
    REMINDER = "reminder"
    STUCK = "stuck"
    INCOMPLETE = "incomplete"
    DEAD = "dead"
    UNREACHED = "unreached"
    UNSETTLED = "unsettled"
    PASS = "pass"
    INTAKE = "intake"
    SCORECARD = "scorecard"
    STALE = "stale"
    HANDED = "handed"
    DIGEST = "digest"
    DEBRIEF = "debrief"
    DAY = "day"
    NO_SHOW = "no_show"
    CALENDAR = "calendar"
    HEALTH = "health"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Tell:
    """Post a card to a person; redrawn in place if it stands already. `subject` is an interview, application or row.

    `behalf` is whose card it is, where they are away and the person stands in for them.
    """

    card: CardKind
    subject: str
    person: PersonId
    behalf: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """Redraw one posted card as the record says now; never posts a new one."""

    card: CardKind
    subject: str
    person: PersonId
    behalf: PersonId | None = None


@dataclass(frozen=True, slots=True)
class TellChannel:
    """Post in the hiring channel that nobody moves an application; at least once. `owner` is whose turn it was then."""

    platform: Platform
    application: ApplicationId
    owner: PersonId


@dataclass(frozen=True, slots=True)
class WhoIs:
    """Ask the platform who an account is that nobody linked. `asked` is what they typed, to run then; None for a press."""

    account: Account
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class TellAccount:
    """Tell an account by direct message what became of the look-up; once it is known, the answer to what was `asked`."""

    account: Account
    verdict: Verdict
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """Answer what somebody said to the bot in a conversation, there."""

    account: Account
    text: str
    at: Conversation


@dataclass(frozen=True, slots=True)
class ShowHome:
    """Draw somebody's Home as the record says now."""

    account: Account
