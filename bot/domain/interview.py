"""An interview and the only moves it can make.

`state` tells where the present *round* of finding a time stands; `booking` is the time that holds. While somebody looks
for another time the old booking stands: the state walks through a new round and `booking` stays until it is swapped.
A round asks the candidate at most twice (offer, one follow-up): no row of the table leads from FOLLOWED_UP to another ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.dead_end import DeadEnd
from bot.domain.dead_end import NotHeld as DidNotHappen
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.refusal import Refusal
from bot.domain.time import Interval


class State(StrEnum):
    WANTED = "wanted"
    ASKING = "asking"
    OFFERED = "offered"
    FOLLOWED_UP = "followed_up"
    BOOKED = "booked"
    TOOK_PLACE = "took_place"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"


class Standing(StrEnum):
    """How an option fares: being placed on the calendars, standing there, taken from us, or no longer on offer."""

    PLACING = "placing"
    STANDS = "stands"
    LOST = "lost"
    LAPSED = "lapsed"
    CHOSEN = "chosen"


LIVE = frozenset({State.WANTED, State.ASKING, State.OFFERED, State.FOLLOWED_UP, State.BOOKED, State.HANDED_OVER})
ASKED = frozenset({State.OFFERED, State.FOLLOWED_UP})


@dataclass(frozen=True, slots=True)
class Option:
    """One time on offer; `number` never repeats within an interview, so old links and buttons stay unambiguous.

    `placed` names the people on whose calendars its hold is known to stand.
    """

    number: int
    span: Interval
    standing: Standing = Standing.PLACING
    placed: frozenset[PersonId] = frozenset()


class Answer(StrEnum):
    """What an interviewer said about the booked time."""

    NONE = "none"
    FITS = "fits"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on the panel and who takes it; `answer` is what they said about the booked time, if anything."""

    person: PersonId
    part: str = "interviewer"
    required: bool = True
    answer: Answer = Answer.NONE


@dataclass(frozen=True, slots=True)
class Booking:
    """The time that holds, the round it was chosen in, and the organiser's calendar event once it exists.

    `event` is the vendor's id, `uid` the iCalendar UID by which copies on other calendars are recognised.
    """

    span: Interval
    round: int
    event: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview of one application; `version` is compared on every save.

    `owner` is the named person its dead ends go to. `sequence` is iCalendar's: it rises with every change that the
    candidate's calendar must take over. `trouble` is set while a person has to decide. `touched` tells whether a
    recruiter had to step in (what "booked with no recruiter touch" counts).
    """

    id: InterviewId
    application: ApplicationId
    kind: str
    stage: str
    seats: tuple[Seat, ...]
    owner: PersonId
    state: State = State.WANTED
    round: int = 1
    options: tuple[Option, ...] = ()
    booking: Booking | None = None
    deadline: datetime | None = None
    reschedules: int = 0
    sequence: int = 0
    wanted_at: datetime | None = None
    reason: str = ""
    trouble: DeadEnd | None = None
    touched: bool = False
    wishes: tuple[Interval, ...] = ()
    version: int = 0

    @property
    def standing(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.standing is Standing.STANDS)

    @property
    def placing(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.standing is Standing.PLACING)

    @property
    def people(self) -> tuple[PersonId, ...]:
        return tuple(sorted({seat.person for seat in self.seats}))

    def option(self, number: int) -> Option | None:
        return next((option for option in self.options if option.number == number), None)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Times were found and are being held; allowed while looking, and when a follow-up refills what lapsed."""

    spans: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """The interviewers were asked whether the options suit them."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The one invitation of this round went out, to be answered by `deadline`."""

    deadline: datetime


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """The one follow-up of this round went out, with a new deadline."""

    deadline: datetime


@dataclass(frozen=True, slots=True)
class Picked:
    """The candidate (or a recruiter for them) chose a standing option."""

    number: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """A new round begins, started by the candidate or a named person. A standing booking stays."""

    reason: str = ""
    wishes: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The search for another time ended without a choice; the old booking stands."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """No automatic step is left in this round; a named person decides."""

    trouble: DeadEnd


@dataclass(frozen=True, slots=True)
class Ended:
    """The booked end has passed and nobody said otherwise."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A named person says the candidate did not come."""


@dataclass(frozen=True, slots=True)
class NotHeld:
    """A named person says it did not happen after all; somebody must decide what follows."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    reason: str


Event = (
    Proposed
    | PanelAsked
    | Offered
    | FollowedUp
    | Picked
    | Reopened
    | Kept
    | HandedOver
    | Ended
    | Missed
    | NotHeld
    | Cancelled
)

S = State
TRANSITIONS: Mapping[tuple[State, type[Event]], State] = {
    (S.WANTED, Proposed): S.WANTED,
    (S.WANTED, PanelAsked): S.ASKING,
    (S.WANTED, Offered): S.OFFERED,
    (S.WANTED, Kept): S.BOOKED,
    (S.WANTED, HandedOver): S.HANDED_OVER,
    (S.WANTED, Ended): S.TOOK_PLACE,
    (S.WANTED, Cancelled): S.CANCELLED,
    (S.ASKING, Proposed): S.ASKING,
    (S.ASKING, Offered): S.OFFERED,
    (S.ASKING, Kept): S.BOOKED,
    (S.ASKING, HandedOver): S.HANDED_OVER,
    (S.ASKING, Ended): S.TOOK_PLACE,
    (S.ASKING, Cancelled): S.CANCELLED,
    (S.OFFERED, Proposed): S.OFFERED,
    (S.OFFERED, FollowedUp): S.FOLLOWED_UP,
    (S.OFFERED, Picked): S.BOOKED,
    (S.OFFERED, Reopened): S.WANTED,
    (S.OFFERED, Kept): S.BOOKED,
    (S.OFFERED, HandedOver): S.HANDED_OVER,
    (S.OFFERED, Ended): S.TOOK_PLACE,
    (S.OFFERED, Cancelled): S.CANCELLED,
    (S.FOLLOWED_UP, Picked): S.BOOKED,
    (S.FOLLOWED_UP, Reopened): S.WANTED,
    (S.FOLLOWED_UP, Kept): S.BOOKED,
    (S.FOLLOWED_UP, HandedOver): S.HANDED_OVER,
    (S.FOLLOWED_UP, Ended): S.TOOK_PLACE,
    (S.FOLLOWED_UP, Cancelled): S.CANCELLED,
    (S.BOOKED, Reopened): S.WANTED,
    (S.BOOKED, Ended): S.TOOK_PLACE,
    (S.BOOKED, Missed): S.NO_SHOW,
    (S.BOOKED, Cancelled): S.CANCELLED,
    (S.TOOK_PLACE, Missed): S.NO_SHOW,
    (S.TOOK_PLACE, NotHeld): S.HANDED_OVER,
    (S.NO_SHOW, Reopened): S.WANTED,
    (S.CANCELLED, Reopened): S.WANTED,
    (S.HANDED_OVER, Reopened): S.WANTED,
    (S.HANDED_OVER, Cancelled): S.CANCELLED,
}

PEOPLE_READ: Mapping[State, str] = {
    S.WANTED: "looking for times",
    S.ASKING: "asking the interviewers",
    S.OFFERED: "waiting for the candidate to choose",
    S.FOLLOWED_UP: "waiting for the candidate, followed up once",
    S.BOOKED: "booked",
    S.TOOK_PLACE: "took place",
    S.NO_SHOW: "marked as a no-show",
    S.CANCELLED: "cancelled",
    S.HANDED_OVER: "waiting for a person to decide",
}


def advance(interview: Interview, event: Event) -> Interview:
    """Return the interview after `event`; raises Refusal, in words for the asker, where the table has no such move."""
    state = TRANSITIONS.get((interview.state, type(event)))
    if state is None:
        raise Refusal(f"This interview is {PEOPLE_READ[interview.state]}; that step no longer applies.")
    moved = replace(interview, state=state)
    match event:
        case Proposed(spans):
            return _propose(moved, spans)
        case PanelAsked() | Missed():
            return moved
        case Offered(deadline) | FollowedUp(deadline):
            if not interview.standing:
                raise Refusal("There is no time on offer that stands.")
            return replace(moved, deadline=deadline)
        case Picked(number):
            return _pick(moved, number)
        case Reopened(reason, wishes):
            missed = interview.state is State.NO_SHOW
            return _reopen(replace(moved, booking=None) if missed else moved, reason, wishes)
        case Kept():
            if interview.booking is None:
                raise Refusal("Nothing is booked that could stand.")
            return replace(_shelve(moved), deadline=None)
        case HandedOver(trouble):
            if interview.booking is not None and interview.state is not State.TOOK_PLACE:
                raise Refusal("The booking stands; there is nothing to hand over.")
            return replace(_shelve(moved), deadline=None, trouble=trouble)
        case NotHeld(reason):
            return replace(moved, booking=None, reason=reason, trouble=DidNotHappen(reason))
        case Ended():
            if interview.booking is None:
                raise Refusal("Nothing is booked that could have taken place.")
            return replace(_shelve(moved), deadline=None)
        case Cancelled(reason):
            sequence = interview.sequence + (interview.booking is not None)
            return replace(_shelve(moved), booking=None, sequence=sequence, deadline=None, reason=reason, trouble=None)


def _propose(interview: Interview, spans: tuple[Interval, ...]) -> Interview:
    first = max((option.number for option in interview.options), default=0) + 1
    added = tuple(Option(number, span) for number, span in enumerate(spans, first))
    return replace(interview, options=interview.options + added)


def _pick(interview: Interview, number: int) -> Interview:
    chosen = interview.option(number)
    if chosen is None or chosen.standing is not Standing.STANDS:
        raise Refusal("That time is no longer on offer.")
    options = tuple(
        replace(option, standing=Standing.CHOSEN if option.number == number else Standing.LAPSED)
        for option in interview.options
    )
    seats = tuple(replace(seat, answer=Answer.NONE) for seat in interview.seats)
    old = interview.booking
    booking = Booking(chosen.span, interview.round, old.event if old else "", old.uid if old else "")
    return replace(
        interview,
        seats=seats,
        options=options,
        booking=booking,
        sequence=interview.sequence + 1,
        reschedules=interview.reschedules + (old is not None),
        deadline=None,
        wishes=(),
        trouble=None,
    )


def _reopen(interview: Interview, reason: str, wishes: tuple[Interval, ...]) -> Interview:
    chosen = frozenset(option.number for option in interview.options if option.standing is Standing.CHOSEN)
    fresh = interview if interview.booking else dropped(interview, chosen, standing=Standing.LAPSED)
    return replace(
        _shelve(fresh),
        round=interview.round + 1,
        deadline=None,
        reason=reason,
        wishes=wishes,
        trouble=None,
    )


def _shelve(interview: Interview) -> Interview:
    """Take every option that is still in play off the table; what was chosen or lost keeps its mark."""
    gone = {Standing.PLACING, Standing.STANDS}
    options = tuple(
        replace(option, standing=Standing.LAPSED) if option.standing in gone else option for option in interview.options
    )
    return replace(interview, options=options)


def answered(interview: Interview, person: PersonId, *, answer: Answer) -> Interview:
    """Note what an interviewer says about the booked time; raises Refusal when they have no seat or nothing is booked."""
    if interview.booking is None:
        raise Refusal(f"Nothing is booked any more: this interview is {PEOPLE_READ[interview.state]}.")
    if person not in interview.people:
        raise Refusal("You are not on this interview, so there is nothing for you to answer.")
    seats = tuple(replace(seat, answer=answer) if seat.person == person else seat for seat in interview.seats)
    return replace(interview, seats=seats)


def placed(interview: Interview, number: int, *, person: PersonId) -> Interview:
    """Note that a hold stands on one person's calendar; the option stands once all required seats' holds do."""
    needed = {seat.person for seat in interview.seats if seat.required}

    def noted(option: Option) -> Option:
        if option.number != number or option.standing is not Standing.PLACING:
            return option
        there = option.placed | {person}
        return replace(option, placed=there, standing=Standing.STANDS if needed <= there else Standing.PLACING)

    return replace(interview, options=tuple(map(noted, interview.options)))


def dropped(interview: Interview, numbers: frozenset[int], *, standing: Standing) -> Interview:
    """Take options off the table, marked LOST (the calendar said no) or LAPSED (too late to be chosen)."""
    return replace(
        interview,
        options=tuple(replace(o, standing=standing) if o.number in numbers else o for o in interview.options),
    )
