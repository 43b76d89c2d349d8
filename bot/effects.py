"""Everything the core can want from the outside world: stored in the outbox, carried out by the relay.

Effects hold ids and kinds, never rendered text: what is sent is drawn from the record at the moment of sending. Each
names the lane it waits in; a lane is one remote thing (a calendar event, a mail thread, a post, an ATS application) and
keeps its order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.conversation import Conversation
from bot.domain.ids import ORGANISER, ApplicationId, InterviewId, PersonId, ScorecardId
from bot.domain.people import Account, Platform, Verdict
from bot.domain.pipeline import Status


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


class Outcome(StrEnum):
    """What an ATS is told about an interview."""

    INVITED = "invited"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"
    NO_SHOW = "no_show"
    TOOK_PLACE = "took_place"


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """A tentative event for one option on one person's own calendar; exactly once."""

    interview: InterviewId
    option: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class RemoveHold:
    """Take that event off again; gone already is as good."""

    interview: InterviewId
    option: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class PlaceEvent:
    """Bring the organiser's calendar to what the booking of this sequence says: create, or move what is there."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class RemoveEvent:
    """Cancel the organiser's event, with notice to its attendees. `event` is the vendor's id."""

    interview: InterviewId
    event: str


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """Bring one person's mirrored busy times up to date."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class ReadHours:
    """Learn somebody's working hours and zone from their calendar's own settings."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """Learn what guests answered, and what somebody changed, on the organiser's calendar since it was read last."""


@dataclass(frozen=True, slots=True)
class CheckEvent:
    """Look at the event of a booked interview as it stands on the organiser's calendar now.

    It is asked for because the copies of it on these people's own calendars are `gone` or `strayed` to another time.
    """

    interview: InterviewId
    gone: tuple[PersonId, ...] = ()
    strayed: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchCalendar:
    """Have a vendor tell us when a calendar changes, or go on telling; `ORGANISER` is the organisation's own."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class UnwatchCalendar:
    """Have it stop; gone already is as good."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class SendMail:
    """Write to the candidate of an interview; at least once. `round`, `sequence`, `amended` say which state it speaks of."""

    mail: Mail
    interview: InterviewId
    round: int
    sequence: int = 0
    amended: int = 0


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
class ReadRecord:
    """Ask the ATS for the full record of an application whose trigger was incomplete."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Tell the ATS what became of an interview; exactly once per (interview, outcome, sequence)."""

    application: ApplicationId
    interview: InterviewId
    outcome: Outcome
    sequence: int


@dataclass(frozen=True, slots=True)
class WriteScorecard:
    """Tell the ATS what an interviewer wrote, or with an `amendment` (1 is the first) what they added; exactly once each."""

    application: ApplicationId
    interview: InterviewId
    scorecard: ScorecardId
    amendment: int = 0


@dataclass(frozen=True, slots=True)
class MoveInAts:
    """Have the ATS set an application's status, as a named person decided; exactly once. Its web hook settles it."""

    application: ApplicationId
    status: Status


@dataclass(frozen=True, slots=True)
class SendUpdate:
    """Write to a candidate what somebody had sent, as kept under the key `update`; at least once."""

    application: ApplicationId
    update: str


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
class Examine:
    """Look at everything Usher is connected to, and change nothing there."""


@dataclass(frozen=True, slots=True)
class ShowHome:
    """Draw somebody's Home as the record says now."""

    account: Account


Effect = (
    PlaceHold
    | RemoveHold
    | PlaceEvent
    | RemoveEvent
    | ReadCalendar
    | ReadHours
    | WatchCalendar
    | UnwatchCalendar
    | ReadEvents
    | CheckEvent
    | SendMail
    | Tell
    | Refresh
    | ReadRecord
    | WriteBack
    | WriteScorecard
    | MoveInAts
    | SendUpdate
    | TellChannel
    | WhoIs
    | TellAccount
    | AnswerTo
    | ShowHome
    | Examine
)

EFFECTS: Mapping[str, type[Effect]] = {
    "hold.place": PlaceHold,
    "hold.remove": RemoveHold,
    "event.place": PlaceEvent,
    "event.remove": RemoveEvent,
    "calendar.read": ReadCalendar,
    "calendar.hours": ReadHours,
    "calendar.watch": WatchCalendar,
    "calendar.unwatch": UnwatchCalendar,
    "events.read": ReadEvents,
    "event.check": CheckEvent,
    "mail.send": SendMail,
    "card.tell": Tell,
    "card.refresh": Refresh,
    "ats.read": ReadRecord,
    "ats.write": WriteBack,
    "ats.scorecard": WriteScorecard,
    "ats.move": MoveInAts,
    "update.send": SendUpdate,
    "channel.tell": TellChannel,
    "who.is": WhoIs,
    "who.told": TellAccount,
    "said.answer": AnswerTo,
    "home.show": ShowHome,
    "health.examine": Examine,
}


def lane(effect: Effect) -> str:
    """Return the name of the one remote thing that this effect is about."""
    match effect:
        case PlaceHold(interview, option, person) | RemoveHold(interview, option, person):
            return f"hold:{interview}:{option}:{person}"
        case PlaceEvent(interview) | RemoveEvent(interview) | CheckEvent(interview):
            return f"event:{interview}"
        case ReadCalendar(person):
            return f"calendar:{person}"
        case WatchCalendar(person) | UnwatchCalendar(person):
            return f"watch:{person}"
        case ReadHours(person):
            return f"hours:{person}"
        case ReadEvents():
            return f"calendar:{ORGANISER}"
        case SendMail(_, interview):
            return f"mail:{interview}"
        case Tell(card, subject, person) | Refresh(card, subject, person):
            return f"card:{card}:{subject}:{person}"
        case ReadRecord(application) | WriteBack(application) | WriteScorecard(application) | MoveInAts(application):
            return f"ats:{application}"
        case SendUpdate(application):
            return f"update:{application}"
        case TellChannel(platform, application):
            return f"channel:{platform}:{application}"
        case WhoIs(account):
            return f"who:{account.platform}:{account.tenant}:{account.user}"
        case TellAccount(account):
            return f"told:{account.platform}:{account.tenant}:{account.user}"
        case AnswerTo(account):
            return f"said:{account.platform}:{account.tenant}:{account.user}"
        case ShowHome(account):
            return f"home:{account.platform}:{account.tenant}:{account.user}"
        case Examine():
            return "health:all"
