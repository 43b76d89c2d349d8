"""Where no automatic step is left: a closed union, so that every way of getting stuck has its card to a named person."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.relaxation import Relaxation
from bot.domain.time import Interval


@dataclass(frozen=True, slots=True)
class Cure:
    """A rule that could give way, and how many of the times asked for that would bring; `part` is the seat concerned."""

    rule: Relaxation
    options: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Hindering:
    """The seat without which most more starts would suit, and how many would: drawn from a `pool`, or one `person`'s."""

    part: str
    starts: int
    pool: str = ""
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class NoTimes:
    """The search found nothing. `removed` counts what each rule took away, in order; `cures` help, the cheapest first.

    In records that are older than `cures` the cheapest is `cure` (its word), and `lent`, `pool` and `part` say who could
    take which seat as well.
    """

    removed: tuple[tuple[str, int], ...] = ()
    cure: str = ""
    lent: PersonId | None = None
    pool: str = ""
    part: str = ""
    cures: tuple[Cure, ...] = ()
    hindering: Hindering | None = None


@dataclass(frozen=True, slots=True)
class LateTimes:
    """There are times, but none in the coming days that the policy names: `first` is the earliest (aware UTC)."""

    first: datetime


@dataclass(frozen=True, slots=True)
class ClosedInAts:
    """The ATS closed or moved the application while an interview is booked; whether it still happens is for a person."""

    status: str


@dataclass(frozen=True, slots=True)
class OneTime:
    """Only one time stands where two are promised; a person decides whether to offer it alone.

    `silent` are interviewers who have not answered about another one.
    """

    silent: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Asked, followed up once, still silent; human judgement from here."""


@dataclass(frozen=True, slots=True)
class NoneSuited:
    """The candidate said that none of the times suit, in their own words if they gave any."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class CandidateCancelled:
    """The candidate took the booking back; whether to go on is for a person."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class BeyondSelfService:
    """The candidate wants to change something past the cut-off or more often than the policy lets them do alone."""

    wish: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class CalendarSilent:
    """A needed calendar cannot be read; unknown is never free."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class MailRefused:
    """The candidate's address does not take our mail."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class SeatDeclined:
    """An interviewer cannot make the booked time; `words` are theirs, `windows` what they offer instead (UTC)."""

    person: PersonId
    words: str = ""
    windows: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatRefused:
    """An interviewer can take none of the times asked about; `words` are theirs, `windows` what they offer instead (UTC)."""

    person: PersonId
    words: str = ""
    windows: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatSilent:
    """Interviewers who were asked and reminded and have not answered, and without whom no time stands."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class SeatGone:
    """Somebody left whom the interview cannot do without, or nobody has the `part` any more that it needs."""

    person: PersonId | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class NoSharedTime:
    """Time after time was turned down by one interviewer or another, and no further one is tried unasked."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """One of the panel says that it started, another that the candidate did not come; what each said is on the seats."""


@dataclass(frozen=True, slots=True)
class NoLink:
    """The calendar was to make the link of a booked interview, and has made none; the candidate waits for it."""


@dataclass(frozen=True, slots=True)
class NotHeld:
    """A named person says that the interview did not take place."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventGone:
    """Somebody took the booked event off the organiser's calendar; whether the interview is off is for a person.

    `event` is the id it had there, by which it is known if it comes back.
    """

    event: str = ""


@dataclass(frozen=True, slots=True)
class EventMoved:
    """Somebody moved the booked event on the organiser's calendar to `span` (UTC); the record still has the old time."""

    span: Interval


DeadEnd = (
    NoTimes
    | LateTimes
    | ClosedInAts
    | OneTime
    | Unanswered
    | NoneSuited
    | CandidateCancelled
    | BeyondSelfService
    | CalendarSilent
    | MailRefused
    | SeatDeclined
    | SeatRefused
    | SeatSilent
    | SeatGone
    | NoSharedTime
    | Disputed
    | NotHeld
    | NoLink
    | EventGone
    | EventMoved
)
