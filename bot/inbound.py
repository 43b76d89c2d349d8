"""Everything that can reach the core: what people type, press, submit and open, what vendors send, what timers and the
world's answers bring. A closed union; adapters make these and nothing else.

`delivery` is the sender's own id of one delivery, unique per source; where it is empty, the use case itself is safe to
run twice. Instants are aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.actions import Action, FormAction
from bot.domain.calendar_faults import Cause
from bot.domain.conversation import Conversation
from bot.domain.findings import Finding
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.people import Account, Barrier, Platform, Profile
from bot.domain.pipeline import Status
from bot.domain.rooms import Door, Pass
from bot.domain.time import Interval, WorkingHours
from bot.domain.token import Claim


@dataclass(frozen=True, slots=True)
class Typed:
    """A command in words, without the bot's name: "schedule Ada Obi"."""

    account: Account
    text: str
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. `action` is None when the button is older than this program and could not be read.

    `place` and `message` say where it stands: in a message of a conversation, that only the outbox or nobody redraws. They
    are empty where the platform draws the reply in the place of what was pressed.
    """

    account: Account
    action: Action | None
    place: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form came back: text values under the field names."""

    account: Account
    action: FormAction | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message was turned into a note by its menu: `text` is what it says, whoever wrote it."""

    account: Account
    text: str
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said to the bot in a conversation, in any words; kept, and answered from the outbox."""

    account: Account
    text: str
    at: Conversation
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What was said and kept, now to be answered; run once per `delivery`."""

    account: Account
    text: str
    at: Conversation
    delivery: str


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at their Home; `delivery` is the platform's id of that."""

    account: Account
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A form stands half filled: what its fields hold so far, kept for when it is opened again."""

    account: Account
    action: FormAction | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageOpened:
    """Somebody (or a mail scanner) opened a signed link; changes nothing. `zone` is what the reader chose to see."""

    claim: Claim
    zone: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class PagePosted:
    """The candidate pressed something on their page: `step` is its name, `values` its fields."""

    claim: Claim
    step: str
    values: Mapping[str, str]
    zone: str = ""


@dataclass(frozen=True, slots=True)
class PassOpened:
    """Somebody (or a mail scanner) opened a sign-in link; changes nothing. `session` is their browser's, if it has one."""

    given: Pass
    session: str = ""


@dataclass(frozen=True, slots=True)
class PassPosted:
    """Somebody pressed something on the page of a sign-in link. `fresh` is the key that a new session would have."""

    given: Pass
    step: str
    session: str = ""
    fresh: str = ""


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """Somebody opened a page that needs a session. `session` is its key (the hash of a secret), empty for none."""

    door: Door
    session: str = ""
    zone: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class RoomPosted:
    """Somebody pressed something there: `step` is its name, `values` its fields."""

    door: Door
    session: str
    step: str
    values: Mapping[str, str]
    zone: str = ""


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


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer came due. `due` tells this firing from one set anew meanwhile."""

    key: str
    kind: str
    subject: str
    due: datetime


@dataclass(frozen=True, slots=True)
class BusyTime:
    """One busy stretch on a calendar: the vendor's id, our own hold key and iCalendar UID where the vendor shows them."""

    id: str
    span: Interval
    own: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a calendar feed brought since a cursor. `whole` replaces all that was mirrored; `more` means: read on.

    `gone` is all that does not take time any more; those of it that are not there any more, or that the owner declined, are
    `deleted` as well. `blind`: only busy times are open to us, not what stands there.
    """

    busy: tuple[BusyTime, ...]
    gone: tuple[str, ...]
    cursor: str
    whole: bool = False
    more: bool = False
    deleted: tuple[str, ...] = ()
    blind: bool = False


class GuestAnswer(StrEnum):
    """What a guest answered to an invitation, in their calendar."""

    NONE = "none"
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Guest:
    """An invited address, its answer, and the time it proposes instead (UTC; Google tells none)."""

    email: str
    answer: GuestAnswer
    proposed: Interval | None = None


@dataclass(frozen=True, slots=True)
class EventNow:
    """How an event on the organiser's calendar stands: its time, None once it is deleted or cancelled, guests, and link."""

    event: str
    span: Interval | None
    guests: tuple[Guest, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What a feed of the organiser's calendar brought since a cursor: events of ours, and ids of whatever was deleted.

    `whole` says that nothing is known about what went before, so each event has to be looked at; `more` means: read on.
    """

    events: tuple[EventNow, ...]
    cursor: str
    whole: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """What a calendar's own settings tell of its owner's week.

    `zone` is an IANA name, empty where the calendar has a zone that is none of those; `hours` are None where it tells none.
    """

    zone: str
    hours: WorkingHours | None = None


@dataclass(frozen=True, slots=True)
class CalendarTouched:
    """A calendar says that something changed there, not what: a hint to read it. `ORGANISER` is the organisation's own.

    `lapsed`: it also says that it will not tell us any more, or not for long.
    """

    person: PersonId
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Which calendar was read, whose it is there, and where the reading went on from."""

    calendar: str
    owner: str
    cursor: str


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A feed answered: `read_at` is when, by our clock."""

    person: PersonId
    changes: Changes
    read_at: datetime
    feed: Feed


@dataclass(frozen=True, slots=True)
class HoursRead:
    """A calendar told of its owner's week, or nothing."""

    person: PersonId
    told: Working | None


@dataclass(frozen=True, slots=True)
class EventsRead:
    """The feed of the organiser's calendar answered: which one was read, whose, and when by our clock."""

    calendar: str
    owner: str
    changes: EventChanges
    read_at: datetime


@dataclass(frozen=True, slots=True)
class EventSeen:
    """The event of a booked interview was looked at: how it stands on the organiser's calendar.

    Before that, these people's copies of it were found `gone`, or `strayed` to another time.
    """

    interview: InterviewId
    now: EventNow
    gone: tuple[PersonId, ...] = ()
    strayed: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarWatched:
    """A vendor will tell of changes in this owner's calendar until `expires` (UTC).

    `watch` is the vendor's id for that, `resource` its name for the calendar. Without an id it will not, and is not asked
    again before `expires`.
    """

    person: PersonId
    vendor: str
    owner: str
    watch: str
    resource: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class CalendarUnwatched:
    """Nobody tells of changes in this calendar any more."""

    person: PersonId


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
class TypedBefore:
    """What was typed from an account before we knew whose it is; run once per `delivery`."""

    account: Account
    text: str
    delivery: str


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


Inbound = (
    Typed
    | Pressed
    | Submitted
    | Shortcut
    | Said
    | SaidBefore
    | HomeOpened
    | Drafted
    | PageOpened
    | PagePosted
    | PassOpened
    | PassPosted
    | RoomOpened
    | RoomPosted
    | ApplicationSeen
    | CandidateSeen
    | CandidateGone
    | JobSeen
    | Noted
    | RecordRead
    | Fired
    | CalendarTouched
    | CalendarRead
    | HoursRead
    | CalendarWatched
    | CalendarUnwatched
    | EventsRead
    | EventSeen
    | HoldPlaced
    | HoldRefused
    | EventPlaced
    | MailAccepted
    | UpdateAccepted
    | CardPosted
    | CardMailed
    | WhoAnswered
    | TypedBefore
    | Examined
    | Done
    | GaveUp
)
