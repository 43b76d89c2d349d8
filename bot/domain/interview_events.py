"""What can happen to an interview, and the table of where it then stands.

A round asks the candidate at most twice (offer, one follow-up): no row leads from FOLLOWED_UP to another ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.dead_end import DeadEnd
from bot.domain.interview import Proposal, State
from bot.domain.relaxation import Relaxations
from bot.domain.time import Interval


@dataclass(frozen=True, slots=True)
class Proposed:
    """Times were found and are being held; allowed while looking, and when a follow-up refills what lapsed."""

    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """The interviewers were asked whether the options suit them, or a replacement does."""

    at: datetime


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
class Shifted:
    """A named person has the booking follow its event to the time to which somebody moved that."""

    span: Interval


@dataclass(frozen=True, slots=True)
class Reopened:
    """A new round begins, started by the candidate or a named person. A standing booking stays.

    Rules that gave way before hold again, but for those that are `relaxed` anew.
    """

    reason: str = ""
    wishes: tuple[Interval, ...] = ()
    relaxed: Relaxations = ()


@dataclass(frozen=True, slots=True)
class Freed:
    """A new round begins, and the booking is given up first: somebody whom it needs can't make it."""

    reason: str = ""
    wishes: tuple[Interval, ...] = ()
    relaxed: Relaxations = ()


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
class Attended:
    """A named person says that the candidate came after all: a no-show was marked by mistake, or too early."""


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
    | Shifted
    | Reopened
    | Freed
    | Kept
    | HandedOver
    | Ended
    | Missed
    | Attended
    | NotHeld
    | Cancelled
)

S = State
TRANSITIONS: Mapping[tuple[State, type[Event]], State] = {
    (S.WANTED, Proposed): S.WANTED,
    (S.WANTED, PanelAsked): S.ASKING,
    (S.WANTED, Offered): S.OFFERED,
    (S.WANTED, Kept): S.BOOKED,
    (S.WANTED, Shifted): S.BOOKED,
    (S.WANTED, HandedOver): S.HANDED_OVER,
    (S.WANTED, Ended): S.TOOK_PLACE,
    (S.WANTED, Missed): S.NO_SHOW,
    (S.WANTED, Cancelled): S.CANCELLED,
    (S.ASKING, Proposed): S.ASKING,
    (S.ASKING, PanelAsked): S.ASKING,
    (S.ASKING, Offered): S.OFFERED,
    (S.ASKING, Kept): S.BOOKED,
    (S.ASKING, Shifted): S.BOOKED,
    (S.ASKING, HandedOver): S.HANDED_OVER,
    (S.ASKING, Ended): S.TOOK_PLACE,
    (S.ASKING, Missed): S.NO_SHOW,
    (S.ASKING, Cancelled): S.CANCELLED,
    (S.OFFERED, Proposed): S.OFFERED,
    (S.OFFERED, FollowedUp): S.FOLLOWED_UP,
    (S.OFFERED, Picked): S.BOOKED,
    (S.OFFERED, Reopened): S.WANTED,
    (S.OFFERED, Freed): S.WANTED,
    (S.OFFERED, Kept): S.BOOKED,
    (S.OFFERED, Shifted): S.BOOKED,
    (S.OFFERED, HandedOver): S.HANDED_OVER,
    (S.OFFERED, Ended): S.TOOK_PLACE,
    (S.OFFERED, Missed): S.NO_SHOW,
    (S.OFFERED, Cancelled): S.CANCELLED,
    (S.FOLLOWED_UP, Picked): S.BOOKED,
    (S.FOLLOWED_UP, Reopened): S.WANTED,
    (S.FOLLOWED_UP, Freed): S.WANTED,
    (S.FOLLOWED_UP, Kept): S.BOOKED,
    (S.FOLLOWED_UP, Shifted): S.BOOKED,
    (S.FOLLOWED_UP, HandedOver): S.HANDED_OVER,
    (S.FOLLOWED_UP, Ended): S.TOOK_PLACE,
    (S.FOLLOWED_UP, Missed): S.NO_SHOW,
    (S.FOLLOWED_UP, Cancelled): S.CANCELLED,
    (S.BOOKED, Shifted): S.BOOKED,
    (S.BOOKED, Reopened): S.WANTED,
    (S.BOOKED, Freed): S.WANTED,
    (S.BOOKED, Ended): S.TOOK_PLACE,
    (S.BOOKED, Missed): S.NO_SHOW,
    (S.BOOKED, Cancelled): S.CANCELLED,
    (S.TOOK_PLACE, Missed): S.NO_SHOW,
    (S.TOOK_PLACE, NotHeld): S.HANDED_OVER,
    (S.NO_SHOW, Attended): S.BOOKED,
    (S.NO_SHOW, Reopened): S.WANTED,
    (S.CANCELLED, Reopened): S.WANTED,
    (S.HANDED_OVER, Reopened): S.WANTED,
    (S.HANDED_OVER, Cancelled): S.CANCELLED,
}
