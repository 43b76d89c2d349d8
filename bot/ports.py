"""Every door out of the core, as small Protocols; adapters and storage implement them, nothing here imports those.

Failures of the far end leave a port as Transient (try again, no sooner than `wait`) or Permanent (never again). A
permanent one is told to a named person. Vendor exceptions never cross a port.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from bot.cards import Card
from bot.domain.access import Viewer, Who
from bot.domain.calendar_faults import Cause, Doing, Fault
from bot.domain.case import Applied, Case
from bot.domain.conversation import Conversation
from bot.domain.debrief import Theme
from bot.domain.dropoffs import Journey
from bot.domain.findings import Finding, Found, Lately, SoFar
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId, ScorecardId
from bot.domain.intake import Ask, Intake
from bot.domain.interview import Interview, State
from bot.domain.notes import Note
from bot.domain.people import Account, Barrier, Person, Platform, Profile
from bot.domain.pipeline import Application, Candidate, Opening, Status
from bot.domain.rooms import Door, Pass
from bot.domain.scorecard import Amendment, Scorecard, Written
from bot.domain.staleness import Snooze, Trace
from bot.domain.time import Interval
from bot.domain.token import Claim
from bot.domain.updates import Call, Update
from bot.effects import CardKind, Effect, Outcome
from bot.inbound import AtsRecord, BusyTime, Changes, EventChanges, EventNow, Fired, GuestAnswer, Inbound, Working
from bot.letters import Letter
from bot.reply import Reply

Clock = Callable[[], datetime]


class Stale(Exception):
    """Somebody else saved the same record first; the router runs the use case again."""


class Taken(Exception):
    """The database refused a reservation that overlaps another; the router runs the use case again without it."""

    def __init__(self, party: int, span: Interval) -> None:
        super().__init__(f"party {party} is taken")
        self.party = party
        self.span = span


class LeaseLost(Exception):
    """Another relay has taken over this outbox row; what we learned is dropped, it will learn it again."""


class Transient(Exception):
    """A passing fault: try again, no sooner than `wait` if given.

    `refused` says that the far end answered and certainly did not do it; otherwise it may have been done all the same.
    """

    def __init__(self, why: str, *, wait: timedelta | None = None, refused: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.refused = refused


class NotYet(Transient):
    """We held it back ourselves, because its turn at the far end comes only after `wait`: it was not even tried."""

    def __init__(self, why: str, *, wait: timedelta) -> None:
        super().__init__(why, wait=wait, refused=True)


class Permanent(Exception):
    """This will not succeed however often we try. The text is short, technical and free of names.

    `cause` is what is wrong with a calendar, where that is known: it leads to the cure.
    """

    def __init__(self, why: str, *, cause: Cause | None = None) -> None:
        super().__init__(why)
        self.cause = cause


class Unheld(Permanent):
    """This calendar can be read but not written by us, so nothing can be held on it."""


class Unreachable(Permanent):
    """A chat account takes no messages for good; `barrier` says why, for the person who can mend it."""

    def __init__(self, why: str, *, barrier: Barrier) -> None:
        super().__init__(why)
        self.barrier = barrier


# --- the far ends -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands: the channel or conversation, and the message in it."""

    place: str
    message: str


class Chat(Protocol):
    """A chat platform: post a card to somebody, redraw it in place, find it again after a crash, and say who somebody is.

    `ready` raises Transient while the message `key` (or an answer aside, `at` a shared conversation) could not go out: it is
    asked before that is done whose answer the message is, and which is done only once.
    `post` and `find` are about a person's direct conversation, under the message `thread` where one is named. `aside`
    answers in a shared conversation for the asker alone, at least once. `home` draws somebody's Home anew; a platform
    without one does nothing. `announce` posts in a channel, at least once: `at` has the channel's key in place of a user's.
    """

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None: ...
    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted: ...
    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None: ...
    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None: ...
    async def announce(self, at: Account, card: Card, *, key: str) -> Posted: ...
    async def redraw(self, to: Account, posted: Posted, card: Card) -> None: ...
    async def home(self, to: Account, card: Card) -> None: ...
    async def who(self, account: Account) -> Profile: ...


@dataclass(frozen=True, slots=True)
class Event:
    """What a calendar shows. No scores, no notes, no address of the candidate: first name, initial, role and a link.

    A hold has no attendees and is tentative; a booked event invites them. Times are aware UTC. With `meeting` the calendar
    makes a video meeting of its own (Meet, Teams) for it.
    """

    span: Interval
    title: str
    text: str = ""
    where: str = ""
    attendees: tuple[str, ...] = ()
    tentative: bool = False
    meeting: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that stands: the vendor's id, the iCalendar UID, and the link of its meeting once the vendor made that."""

    event: str
    uid: str
    link: str = ""


class Calendar(Protocol):
    """One vendor's calendars, each named by its owner's address. `key` makes placing idempotent: once, however often.

    `changes` covers at least the window, and may tell of what lies up to two weeks around it. What cannot be seen is
    raised, never told as free. `events` is the feed of our own events on the organiser's calendar, with who answered what;
    of what was deleted it tells every id that may be ours. `look` tells how one of them stands now, `hours` when its owner
    works as far as the calendar knows, None where it tells nothing. `place` raises Unheld for one that we can only read.
    """

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes: ...
    async def events(self, owner: str, cursor: str, *, window: Interval) -> EventChanges: ...
    async def look(self, owner: str, kept: str) -> EventNow: ...
    async def hours(self, owner: str) -> Working | None: ...
    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]: ...
    async def place(self, owner: str, event: Event, *, key: str) -> Kept: ...
    async def move(self, owner: str, kept: str, event: Event) -> Kept: ...
    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """A vendor's promise to say when a calendar changes: its id, the vendor's name for what is watched, and its end."""

    id: str
    resource: str
    expires: datetime


class Watching(Protocol):
    """A calendar that says when something changes: a hint, never the truth, and never for longer than `expires` (UTC).

    `to` is the https address that hears it, `token` what it says to be believed. `renew` returns what holds from now on.
    """

    async def watch(self, owner: str, *, to: str, token: str) -> Watch: ...
    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch: ...
    async def unwatch(self, owner: str, watch: Watch) -> None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a vendor's notifications about one calendar are heard: the https address, and the token they must repeat."""

    to: str
    token: str


class Mailer(Protocol):
    """The way out for mail; returns when the server has taken the message. Raises Permanent for a refused address."""

    async def send(self, letter: Letter, *, message_id: str) -> None: ...


class Ats(Protocol):
    """An ATS with an API. All that change something are idempotent by `key`: the marker looked for before they act again.

    `move` sets an application's status as a person decided; the ATS's own web hook then tells that it is so.
    """

    async def read(self, application: str) -> AtsRecord: ...
    async def write(self, application: str, outcome: Outcome, *, span: Interval | None, key: str) -> None: ...
    async def feedback(self, application: str, written: Written, *, key: str) -> None: ...
    async def move(self, application: str, *, status: Status, key: str) -> None: ...


class Links(Protocol):
    """Turns what a link may do into an absolute URL, signed now; `page` is the address of a page, with no secret in it.

    `heard` is where a calendar's vendor tells of changes in somebody's; None where nothing outside can reach us by https.
    """

    def url(self, claim: Claim | Pass) -> str: ...
    def page(self, door: Door) -> str: ...
    def heard(self, vendor: str, person: PersonId) -> Heard | None: ...


class Summarise(Protocol):
    """Finds what passages of feedback have in common. Off unless one is plugged in, and none is shipped.

    It gets the texts alone and gives back quotes of them, which are shown once, marked as a machine's, and kept nowhere.
    Raises Transient or Permanent; the page then goes without.
    """

    async def __call__(self, texts: Sequence[str]) -> Sequence[Theme]: ...


Check = Callable[[], Awaitable[Sequence[Finding]]]
"""A look at one connection: what works, what does not, what mends it. It changes nothing at the far end, and may raise."""


@dataclass(frozen=True, slots=True)
class FarEnds:
    """Everything remote, by name. An ATS that is not in `ats` has no API adapter: no effect is made for it.

    A calendar that is not in `watching` never says when something changes: it is read now and then.

    `checks` look at all of it, each by the name of what it finds where it cannot even look.
    """

    chats: Mapping[Platform, Chat]
    calendars: Mapping[str, Calendar]
    mailer: Mailer
    ats: Mapping[str, Ats]
    links: Links
    watching: Mapping[str, Watching] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)


# --- storage ------------------------------------------------------------------------------------------------------


class People(Protocol):
    async def get(self, person: PersonId) -> Person | None: ...
    async def by_account(self, account: Account) -> Person | None: ...
    async def by_email(self, email: str) -> Person | None: ...
    async def by_ats_user(self, user: str) -> Person | None: ...
    async def answering(self, account: Account) -> Person | None:
        """Return who speaks from the account, and keep that they answered there last."""
        ...

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """Return a person's accounts, first where they answered last: there they are written to."""
        ...

    async def link(self, account: Account, *, person: PersonId) -> None: ...
    async def all(self) -> Sequence[Person]: ...
    async def represented_by(self, person: PersonId) -> Sequence[Person]:
        """Return whose delegate the person is."""
        ...

    async def add(self, person: Person) -> Person: ...
    async def save(self, person: Person) -> None: ...


class Openings(Protocol):
    async def get(self, opening: OpeningId) -> Opening | None: ...
    async def by_ats_job(self, ats: str, job: str) -> Opening | None: ...
    async def by_title(self, title: str) -> Sequence[Opening]: ...
    async def all(self) -> Sequence[Opening]: ...
    async def of(self, person: PersonId) -> Sequence[Opening]:
        """Return the openings that a person recruits for, coordinates or hires for, by title."""
        ...

    async def add(self, opening: Opening, *, ats: str = "") -> None: ...
    async def save(self, opening: Opening, *, ats: str = "") -> None: ...


class Intakes(Protocol):
    """What roles need: every wording that was agreed or drafted, and who is being asked to agree.

    They hold nothing about candidates, so reads leave no row in the audit.
    """

    async def agreed(self, opening: OpeningId) -> Intake | None:
        """Return what was agreed last; None also for a role whose intake an import or an ATS calls agreed."""
        ...

    async def newest(self, opening: OpeningId) -> Intake | None:
        """Return the newest wording, agreed or drafted."""
        ...

    async def of(self, opening: OpeningId, *, limit: int = 20) -> Sequence[Intake]:
        """Return the wordings, the newest first."""
        ...

    async def add(self, intake: Intake) -> None: ...
    async def ask(self, ask: Ask) -> None:
        """Remember who is asked since when, in place of who was before."""
        ...

    async def asked(self, opening: OpeningId) -> Ask | None: ...
    async def answered(self, opening: OpeningId) -> None:
        """Nobody is asked any more."""
        ...


class Candidates(Protocol):
    """Reads take a Viewer; a person's or candidate's read leaves an audit row in the same transaction."""

    async def get(self, candidate: CandidateId, *, viewer: Viewer) -> Candidate | None: ...
    async def by_ats(self, ats: str, candidate: str, *, viewer: Viewer) -> Candidate | None: ...
    async def by_email(self, email: str, *, viewer: Viewer) -> Candidate | None: ...
    async def search(
        self, words: str, *, viewer: Viewer, limit: int = 20
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def spelt_like(
        self, words: str, *, viewer: Viewer, limit: int = 50
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def add(self, candidate: Candidate, *, ats: str = "") -> Candidate: ...
    async def save(self, candidate: Candidate, *, ats: str = "") -> None: ...
    async def live_in(self, candidate: CandidateId, *, zone: str) -> None: ...


class Applications(Protocol):
    async def get(self, application: ApplicationId, *, viewer: Viewer) -> Application | None: ...
    async def by_ats(self, ats: str, application: str, *, viewer: Viewer) -> Application | None: ...
    async def of(self, candidate: CandidateId, *, viewer: Viewer) -> Sequence[Application]: ...
    async def tally(self, opening: OpeningId) -> Mapping[tuple[str, Status], int]: ...
    async def tallies(
        self, openings: Collection[OpeningId]
    ) -> Mapping[OpeningId, Mapping[tuple[str, Status], int]]: ...
    async def lined_up(
        self, opening: OpeningId, *, stages: Sequence[str], viewer: Viewer, part: range
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def how_many_wait(self, owner: PersonId) -> int: ...
    async def waiting(
        self, owner: PersonId, *, viewer: Viewer, part: range
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def add(self, application: Application) -> None: ...
    async def save(self, application: Application) -> None: ...
    async def entered(self, application: Application, *, what: str, at: datetime, by: Viewer) -> None:
        """Append to the history: the stage and status that the application has now, and who or what moved it."""
        ...


class Notes(Protocol):
    """Reads take a Viewer; a person's read leaves an audit row in the same transaction."""

    async def add(self, note: Note) -> None: ...
    async def of(self, application: ApplicationId, *, viewer: Viewer, limit: int = 20) -> Sequence[Note]:
        """Return an application's notes, the newest first."""
        ...

    async def for_brief(self, application: ApplicationId, *, viewer: Viewer) -> Sequence[Note]:
        """Return the notes chosen for the interviewers, and the last one whether chosen or not; the newest first."""
        ...


class Interviews(Protocol):
    """`case` reads an interview with all that belongs to it, in one statement where the database can."""

    async def get(self, interview: InterviewId) -> Interview | None: ...
    async def some(self, wanted: Collection[InterviewId]) -> Mapping[InterviewId, Interview]: ...
    async def case(self, interview: InterviewId, *, viewer: Viewer) -> Case | None: ...
    async def cases(self, wanted: Sequence[InterviewId], *, viewer: Viewer) -> Sequence[Case]: ...
    async def live(self, application: ApplicationId) -> Sequence[Interview]: ...
    async def latest(self, application: ApplicationId) -> Interview | None: ...
    async def of(self, application: ApplicationId) -> Sequence[Interview]: ...
    async def wanted(self, person: PersonId) -> Sequence[InterviewId]: ...
    async def of_person(self, person: PersonId) -> Sequence[InterviewId]: ...
    async def seated(self, person: PersonId, *, span: Interval) -> Sequence[InterviewId]: ...
    async def with_event(self, events: Collection[str]) -> Sequence[InterviewId]:
        """Return the interviews under way whose booked event has one of these ids on the organiser's calendar, or had."""
        ...

    async def with_uid(self, uids: Collection[str]) -> Sequence[InterviewId]:
        """Return the interviews whose booked event has one of these iCalendar UIDs."""
        ...

    async def booked(self, *, after: int, since: datetime, limit: int) -> tuple[Sequence[InterviewId], int]:
        """Return those booked to start `since` then, past a mark, and the mark to go on from, 0 at the end."""
        ...

    async def live_kinds(self) -> frozenset[str]: ...
    async def add(self, interview: Interview) -> None: ...
    async def save(self, interview: Interview) -> None: ...


@dataclass(frozen=True, slots=True)
class Reservation:
    """A person or candidate × [start, end); `span` includes the buffer before the meeting. `option` is its number."""

    party: int
    span: Interval
    interview: InterviewId
    option: int
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many interviews somebody is booked for within a span, and when the last of them starts."""

    interviews: int
    last: datetime


class Reservations(Protocol):
    """Overlap is refused by the database: `hold` raises Taken, and the transaction is over then."""

    async def hold(self, reservations: Sequence[Reservation]) -> None: ...
    async def confirm(self, interview: InterviewId, option: int) -> None: ...
    async def release(
        self, interview: InterviewId, options: Sequence[int] | None = None, *, party: int | None = None
    ) -> None: ...
    async def of(self, parties: Sequence[int], span: Interval) -> Sequence[Reservation]: ...
    async def tally(self, parties: Sequence[int], span: Interval, *, but: InterviewId) -> Mapping[int, Tally]:
        """Return, for those who are booked at all, how many interviews `but` one start for them within the span."""
        ...


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What the mirror knows of one person: busy times of others' making, and when the feed was last read.

    `blind`: only busy times are open to us, so that one of them may be an event of ours at a time that we did not give it.
    """

    busy: tuple[Interval, ...]
    read_at: datetime | None
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Vanished:
    """What of ours is not on somebody's calendar any more: keys of holds, and iCalendar UIDs of copies of booked events.

    `unsure`: it is only known that a feed that was read anew did not tell of them.
    """

    holds: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Ours:
    """A hold (by its key) or a copy of a booked event (by its UID) as it stands on somebody's calendar."""

    own: str
    uid: str
    span: Interval


class Mirror(Protocol):
    """Own holds and booked events are left out of `busy`: reservations stand for them.

    Where only busy times are open to us, one that equals an event of ours is taken for it, once for each event; others of
    ours cannot be told from what others made.
    """

    async def of(self, people: Sequence[PersonId], span: Interval) -> Mapping[PersonId, Mirrored]: ...
    async def cursor(self, person: PersonId) -> str: ...
    async def stands_at(self, person: PersonId, cursor: str) -> bool:
        """Return whether the feed is known up to there and no further; that stays so until this work is over."""
        ...

    async def apply(self, person: PersonId, changes: Changes, *, read_at: datetime) -> Vanished: ...
    async def note(self, person: PersonId, own: BusyTime) -> None:
        """Know of what we placed before a feed tells of it; where nothing was read yet, or we may not see it, do nothing."""
        ...

    async def ours(self, person: PersonId, *, after: datetime) -> Sequence[Ours]:
        """Return what of ours stands on somebody's calendar and ends after a moment."""
        ...

    async def forget(self, person: PersonId) -> None:
        """Nothing is known of somebody's calendar any more: it is another one now, or none."""
        ...


@dataclass(frozen=True, slots=True)
class Watched:
    """What a vendor promised to tell about one calendar: whose it is, and by which name the vendor knows its owner.

    A `watch` without an id is a refusal: there is nothing to ask again before it `expires`.
    """

    whose: PersonId
    vendor: str
    owner: str
    watch: Watch


class Watches(Protocol):
    """One for each calendar, the newest; `ORGANISER` is the organisation's own."""

    async def get(self, whose: PersonId) -> Watched | None: ...
    async def all(self) -> Sequence[Watched]: ...
    async def save(self, watched: Watched) -> None: ...
    async def forget(self, whose: PersonId) -> None: ...
    async def forget_refusals(self) -> None: ...


@dataclass(frozen=True, slots=True)
class GuestSaid:
    """What the organiser's calendar showed last of somebody's answer to a `sequence`'s event, and a time they propose."""

    answer: GuestAnswer
    sequence: int
    proposed: Interval | None = None


class Organiser(Protocol):
    """The calendar that booked events stand on: how far its feed was read, and what guests were last seen to answer.

    Another owner's feed, or another calendar's, is read from the beginning.
    """

    async def cursor(self, calendar: str, *, owner: str) -> str: ...
    async def reached(self, calendar: str, *, owner: str, cursor: str, read_at: datetime | None) -> None:
        """Go on from here; `read_at` is None while there is more to read."""
        ...

    async def read_at(self, calendar: str, *, owner: str) -> datetime | None: ...
    async def answers(self, interviews: Collection[InterviewId]) -> Mapping[InterviewId, Mapping[PersonId, GuestSaid]]:
        """Return what is known of those interviews of which anything is."""
        ...

    async def note(self, interview: InterviewId, person: PersonId, said: GuestSaid) -> None: ...


class CalendarFaults(Protocol):
    """What we cannot do with whose calendar, until it works again; one for each thing that was tried."""

    async def of(self, people: Collection[PersonId]) -> Sequence[Fault]: ...
    async def of_cause(self, vendor: str, cause: Cause) -> Sequence[Fault]:
        """Return them with the oldest first."""
        ...

    async def add(self, fault: Fault) -> None:
        """Note it, in place of what was known to be wrong with the same thing."""
        ...

    async def forget(self, whose: PersonId, doing: Doing | None = None) -> None:
        """Nothing is wrong there any more; without `doing`, with nothing."""
        ...


class Timers(Protocol):
    async def set(self, key: str, *, kind: str, subject: str, due: datetime) -> None: ...
    async def set_by(self, key: str, *, kind: str, subject: str, due: datetime) -> None:
        """Let the timer of this key come due then at the latest: an earlier one stays."""
        ...

    async def drop(self, subject: str, kinds: Sequence[str] = ()) -> None: ...
    async def due(self, now: datetime, *, limit: int) -> Sequence[Fired]: ...
    async def take(self, fired: Fired) -> bool: ...
    async def next_due(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbox row leased to us. `uncertain`: an earlier attempt may have been accepted without our learning of it."""

    id: int
    effect: Effect
    key: str
    attempts: int
    uncertain: bool
    lease: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An outbox row that this program cannot decode; it is made dead, so that a person learns of it."""

    id: int
    lane: str
    lease: str


class Outbox(Protocol):
    """`add` with a key that was ever used is a no-op (the key of a WhoIs: that is in use) and returns False.

    A newer Refresh or ShowHome takes the place of an unsent one; a second one of those that only look at something, such as
    a ReadCalendar, adds nothing.
    """

    async def add(self, effect: Effect, *, key: str = "", not_before: datetime | None = None) -> bool: ...
    async def add_looks(self, effects: Collection[Effect]) -> None:
        """Add many of those that only look at something; where a second look adds nothing, one for each lane."""
        ...

    async def supersede(self, lane: str) -> None: ...
    async def claim(self, *, limit: int) -> Sequence[Claimed | Unreadable]: ...
    async def done(self, claimed: Claimed | Unreadable) -> None: ...
    async def again(self, claimed: Claimed, *, wait: timedelta, why: str, refused: bool) -> None: ...
    async def dead(self, claimed: Claimed | Unreadable, *, why: str) -> None: ...
    async def dead_row(self, row: int) -> tuple[Effect, str] | None: ...
    async def was_skipped(self, row: int) -> bool: ...
    async def revive(self, row: int) -> bool: ...
    async def put_off(self, row: int, *, wait: timedelta, refused: bool) -> bool: ...
    async def hasten(self, kind: type[Effect]) -> bool: ...
    async def skip(self, row: int) -> bool: ...


class Inbox(Protocol):
    async def first(self, source: str, delivery: str, *, kind: str, at: datetime, note: str = "") -> bool: ...


@dataclass(frozen=True, slots=True)
class Post:
    """A card that stands in chat, or went by mail where the account is None; `behalf` is whom its reader stood in for."""

    card: CardKind
    subject: str
    person: PersonId
    account: Account
    posted: Posted
    behalf: PersonId | None = None


class Posts(Protocol):
    async def add(self, post: Post) -> None: ...
    async def about(self, subject: str) -> Sequence[Post]: ...
    async def at(self, account: Account, posted: Posted) -> Post | None:
        """Return the card that stands in this message of the account's."""
        ...

    async def open(self, person: PersonId, *, now: datetime) -> Sequence[Post]:
        """Return the person's cards that may still wait for them, all of them, the newest first."""
        ...

    async def latest(self, person: PersonId, cards: Collection[CardKind], *, limit: int) -> Sequence[Post]:
        """Return the person's cards of these kinds, the newest first."""
        ...


class Homes(Protocol):
    """Accounts whose Home is looked at, whoever they speak for, so that it is drawn anew when something on it changes.

    `changed` and `changed_about` add one ShowHome for each Home that is looked at, when the transaction ends.
    """

    async def add(self, account: Account) -> None: ...
    async def drop(self, account: Account) -> None: ...
    async def changed(self, people: Iterable[PersonId | None]) -> None: ...
    async def changed_about(
        self, *, candidate: CandidateId | None = None, opening: OpeningId | None = None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person had filled in of a form when they left it; `form` is its encoded action."""

    person: PersonId
    form: str
    values: Mapping[str, str]
    at: datetime


class Drafts(Protocol):
    """One draft per person and form, the newest; `keep` also forgets everybody's from before `forget`."""

    async def keep(self, draft: Draft, *, forget: datetime) -> None: ...
    async def get(self, person: PersonId, form: str) -> Draft | None: ...
    async def drop(self, person: PersonId, form: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in until an instant (aware UTC); `key` is a hash of the secret that their browser has."""

    key: str
    person: PersonId
    until: datetime


class Sessions(Protocol):
    """`begin` and `use_up` also forget what is over; a link whose `use_up` returns False was used before."""

    async def begin(self, session: Session, *, now: datetime) -> None: ...
    async def get(self, key: str) -> Session | None: ...
    async def end(self, key: str) -> None: ...
    async def end_all(self, person: PersonId) -> None: ...
    async def use_up(self, nonce: str, *, until: datetime, now: datetime) -> bool: ...
    async def was_used(self, nonce: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Held:
    """A trigger that waits for its record to be mended; `kind` is the key of the interview kind it will start."""

    application: ApplicationId
    kind: str
    missing: tuple[str, ...]
    since: datetime


class Triggers(Protocol):
    async def hold(self, held: Held) -> None: ...
    async def release(self, application: ApplicationId) -> None: ...
    async def all(self) -> Sequence[Held]: ...


class Scorecards(Protocol):
    """Sent scorecards, never changed and never removed. Reads take a Viewer; a person's read leaves a row in the audit.

    Everything that shows them to somebody asks `bot.domain.blind` which they may see, and notes it with `shown`.
    """

    async def of(self, application: ApplicationId, *, viewer: Viewer) -> Sequence[Scorecard]:
        """Return all scorecards of an application with their amendments, the oldest first."""
        ...

    async def authors(self, interviews: Collection[InterviewId]) -> Mapping[InterviewId, frozenset[PersonId]]:
        """Return who has sent theirs for these interviews, without reading what they wrote."""
        ...

    async def add(self, scorecard: Scorecard) -> bool:
        """Keep it; False, and nothing kept, where its author has sent one for that interview already.

        It takes the place of its author's word that the interview did not happen.
        """
        ...

    async def forget_denials(self, interview: InterviewId, *, before: datetime) -> None:
        """Drop what people said before a moment: that the interview did not happen. Of scorecards nothing is dropped."""
        ...

    async def amend(self, scorecard: ScorecardId, amendment: Amendment) -> None: ...
    async def owed_by(self, person: PersonId) -> Sequence[InterviewId]:
        """Return the interviews that took place with somebody who has not sent theirs, of open applications."""
        ...

    async def owed_to(self, person: PersonId | None) -> Sequence[InterviewId]:
        """Return those for which anybody's may be missing, in the openings that a person owns; None for all openings."""
        ...

    async def shown(self, scorecards: Collection[ScorecardId], *, to: PersonId, at: datetime) -> None: ...
    async def has_read(self, reader: PersonId, *, interview: InterviewId) -> bool:
        """Return whether somebody has been shown another's scorecard of this interview's stage."""
        ...


class Contacts(Protocol):
    """Messages really delivered to candidates: the evidence, and the only thing that resets "last contact"."""

    async def add(
        self, interview: InterviewId, *, mail: str, message_id: str, recipient: str, at: datetime
    ) -> None: ...
    async def of(self, interview: InterviewId) -> Sequence[tuple[str, datetime]]: ...


class Stalled(Protocol):
    """How long open applications have been left. Reads are Usher's own and leave no row in the audit."""

    async def owned(self, owner: PersonId) -> Sequence[tuple[Applied, Trace]]:
        """Return all applications whose next step is this person's, what is due first at the top."""
        ...

    async def open(self, *, after: int, limit: int) -> tuple[Sequence[tuple[Applied, Trace]], int]:
        """Return the open applications that come after a mark, and the mark to go on from, 0 where those were the last."""
        ...

    async def trace(self, application: ApplicationId) -> Trace: ...
    async def traces(self, which: Sequence[ApplicationId]) -> Mapping[ApplicationId, Trace]: ...
    async def snooze(self, application: ApplicationId, snooze: Snooze) -> None:
        """Keep it in place of an earlier one."""
        ...


class Updates(Protocol):
    """What candidates were told besides their interviews; what was really sent, or said in a call, counts as contact."""

    async def add(self, told: Update) -> None: ...
    async def get(self, key: str) -> Update | None: ...
    async def count(self, application: ApplicationId) -> int: ...
    async def sent(self, told: Update, *, message_id: str, recipient: str, at: datetime) -> None:
        """Note that the mail server took it; told again, it is noted once."""
        ...

    async def called(self, call: Call) -> bool:
        """Log a call; False, and nothing logged, where it is the very one that was logged last."""
        ...

    async def last_call(self, application: ApplicationId) -> Call | None: ...


@dataclass(frozen=True, slots=True)
class Newest:
    """What became of an application's newest interview; `starts` is its booked start (aware UTC)."""

    stage: str
    state: State
    deadline: datetime | None = None
    starts: datetime | None = None


class Overview(Protocol):
    """What stands across applications, read for many at once: of these openings, or of all where there is None.

    Reads are Usher's own; of what is shown to somebody, the caller notes the reading.
    """

    async def in_play(self, openings: Collection[OpeningId] | None) -> Sequence[tuple[Applied, Newest | None]]:
        """Return the open applications in the order in which they came in, each with its newest interview."""
        ...

    async def interviews(self, which: Sequence[ApplicationId]) -> Mapping[ApplicationId, Sequence[Interview]]:
        """Return all interviews of these applications, the oldest first; nothing for who has none."""
        ...

    async def journeys(self, openings: Collection[OpeningId] | None, *, since: datetime) -> Sequence[Journey]:
        """Return the way of every application that is open, or was closed since then, through the stages."""
        ...


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the audit: a change or a read, by whom, about what, with the details kept beside it.

    `who_id` is the person's or candidate's key, or the ATS's name; empty for Usher. `why` is a word for the occasion.
    """

    at: datetime
    who: Who
    what: str
    subject: str
    read: bool = False
    detail: Mapping[str, str] = field(default_factory=dict)
    who_id: str = ""
    why: str = ""


class Audit(Protocol):
    async def changed(
        self, what: str, *, subject: str, by: Viewer, detail: Mapping[str, str] | None = None
    ) -> None: ...
    async def read(self, what: str, *, subject: str, by: Viewer) -> None: ...
    async def recent(self, *, limit: int) -> Sequence[Happening]: ...
    async def latest(self, what: str, *, subject: str) -> Happening | None:
        """Return the newest row of this word about a subject."""
        ...


class Findings(Protocol):
    """What the last look at everything found, one row for each thing."""

    async def all(self) -> Sequence[Found]: ...
    async def keep(self, found: Sequence[Found]) -> None:
        """Keep these in place of everything that was kept."""
        ...


class Service(Protocol):
    """What the record tells of the service as a whole; numbers and ids, nothing about candidates."""

    async def began(self) -> datetime | None:
        """Return when the first interview was booked (aware UTC)."""
        ...

    async def so_far(self, since: datetime) -> SoFar: ...
    async def lately(self, ats: str, *, latest: int) -> Lately:
        """Return what came from an ATS, of the latest so many deliveries and triggers."""
        ...


class Digests(Protocol):
    """The local dates that somebody's digest has been looked after on, whether or not there was anything to say."""

    async def claim(self, person: PersonId, *, day: date, at: datetime) -> bool:
        """Take a date for somebody; False where it was taken before."""
        ...

    async def recent(self, people: Collection[PersonId], *, since: date) -> Mapping[PersonId, Mapping[date, datetime]]:
        """Return the dates from `since` on that were taken, each with when (aware UTC); nothing for who has none."""
        ...


class Work(Protocol):
    """One transaction: leave the block cleanly and it commits, raise and nothing happened."""

    @property
    def people(self) -> People: ...
    @property
    def openings(self) -> Openings: ...
    @property
    def intakes(self) -> Intakes: ...
    @property
    def candidates(self) -> Candidates: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def interviews(self) -> Interviews: ...
    @property
    def reservations(self) -> Reservations: ...
    @property
    def mirror(self) -> Mirror: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def organiser(self) -> Organiser: ...
    @property
    def calendar_faults(self) -> CalendarFaults: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def homes(self) -> Homes: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def triggers(self) -> Triggers: ...
    @property
    def scorecards(self) -> Scorecards: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def stale(self) -> Stalled: ...
    @property
    def updates(self) -> Updates: ...
    @property
    def overview(self) -> Overview: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def findings(self) -> Findings: ...
    @property
    def service(self) -> Service: ...
    @property
    def audit(self) -> Audit: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


Store = Callable[[], Work]

Handle = Callable[[Inbound], Awaitable[Reply]]
"""The router as adapters see it: anything that can reach the core in, what to show the asker out.

A Refusal comes back as `Refuse`. For people and pages a bug comes back as `Refuse` with a reference; for deliveries of
vendors and answers of the world it is raised, so that the sender tries again.
"""
