"""An interview: the time it is at or looked for, who sits on it, and what they said.

`state` tells where the present *round* of finding a time stands; `booking` is the time that holds. While somebody looks
for another time the old booking stands: the state walks through a new round and `booking` stays until it is swapped.
`interview_events` holds the moves it can make, `interview_moves` makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.dead_end import DeadEnd, NoTimes
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.relaxation import Relaxations
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
    """How an option fares: being placed on the calendars, standing there, taken from us, or no longer on offer.

    One of a kind that asks is ASKED between the two: placed, while its interviewers have not all said that it works.
    CHOSEN is the one that was booked, FREED once it was given up, MISSED where the candidate did not come to it.
    """

    PLACING = "placing"
    ASKED = "asked"
    STANDS = "stands"
    LOST = "lost"
    LAPSED = "lapsed"
    CHOSEN = "chosen"
    FREED = "freed"
    MISSED = "missed"


LIVE = frozenset({State.WANTED, State.ASKING, State.OFFERED, State.FOLLOWED_UP, State.BOOKED, State.HANDED_OVER})
OVER = frozenset({State.TOOK_PLACE, State.NO_SHOW})
ASKED = frozenset({State.OFFERED, State.FOLLOWED_UP})
PEOPLE_READ: Mapping[State, str] = {
    State.WANTED: "looking for times",
    State.ASKING: "asking the interviewers",
    State.OFFERED: "waiting for the candidate to choose",
    State.FOLLOWED_UP: "waiting for the candidate, followed up once",
    State.BOOKED: "booked",
    State.TOOK_PLACE: "took place",
    State.NO_SHOW: "marked as a no-show",
    State.CANCELLED: "cancelled",
    State.HANDED_OVER: "waiting for a person to decide",
}


IN_PLAY = frozenset({Standing.PLACING, Standing.ASKED, Standing.STANDS})
ANSWERABLE = frozenset({Standing.ASKED, Standing.STANDS})


class Answer(StrEnum):
    """What an interviewer said about a time."""

    NONE = "none"
    FITS = "fits"
    CANNOT = "cannot"


class Came(StrEnum):
    """What an interviewer said on the day: nothing, that it started, or that the candidate is not there."""

    UNSAID = "unsaid"
    STARTED = "started"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on the panel and who takes it; `answer` is what they said about the time it is at, if anything.

    `came` is what they said of the candidate once that time had come: evidence, on which nothing depends by itself.
    `tentative`: their calendar says “maybe” to it, and they have said nothing else since. `strayed` is where they moved
    their own copy of the booked event, which moves nothing else.
    """

    person: PersonId
    part: str = "interviewer"
    required: bool = True
    answer: Answer = Answer.NONE
    came: Came = Came.UNSAID
    tentative: bool = False
    strayed: Interval | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the person is held for it: one who can't and is not required is let go."""
        return self.required or self.answer is not Answer.CANNOT


@dataclass(frozen=True, slots=True)
class Proposal:
    """A time that a search found, and who would sit there; empty seats are the interview's own."""

    span: Interval
    seats: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One time on offer; `number` never repeats within an interview, so old links and buttons stay unambiguous.

    `placed` names the people on whose calendars its hold is known to stand, or, of the `unheld`, in our record alone.
    `seats` are who would sit there, with what they said about it; empty in old records, where they are the interview's.
    `asked` is when they were asked (aware UTC), `spot` its number on their cards, which a replacement takes over.
    """

    number: int
    span: Interval
    standing: Standing = Standing.PLACING
    placed: frozenset[PersonId] = frozenset()
    seats: tuple[Seat, ...] = ()
    asked: datetime | None = None
    spot: int = 0
    unheld: frozenset[PersonId] = frozenset()

    def seat_of(self, person: PersonId) -> Seat | None:
        return next((seat for seat in self.seats if seat.person == person), None)


class News(StrEnum):
    """What the candidate was told of a booked time: all of it, all but the link that follows (PROMISED), or nothing yet."""

    WHOLE = "whole"
    PROMISED = "promised"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Booking:
    """The time that holds, the round it was chosen in, and the organiser's calendar event once it exists.

    `event` is the vendor's id, `uid` the iCalendar UID by which copies on other calendars are recognised. `link` is that of
    the meeting where the calendar makes one, or what somebody gave in its stead (`by_hand`); `news` is what the candidate
    knows of it. `moved` tells that they had been told of another time before. `amended` counts the links that they were
    told of after the time itself. `carried` is the time that the event has by our own doing: not yet this one, while it is
    being moved there. None: nobody has looked, or in old records this one. `wrong` is what somebody did to the event, until
    a person has decided about that, whatever else there is to decide.
    """

    span: Interval
    round: int
    event: str = ""
    uid: str = ""
    link: str = ""
    by_hand: bool = False
    news: News = News.WHOLE
    moved: bool = False
    amended: int = 0
    carried: Interval | None = None
    wrong: DeadEnd | None = None


@dataclass(frozen=True, slots=True)
class Debrief:
    """The feedback went to whoever decides: `missing` had not sent theirs by then. Instants are aware UTC."""

    at: datetime
    decider: PersonId
    decide_by: datetime
    missing: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview of one application; `version` is compared on every save.

    `owner` is the named person its dead ends go to. `sequence` names the booked time: it rises whenever that
    changes. `trouble` is set while a person has to decide. `touched` tells whether a
    recruiter had to step in (what "booked with no recruiter touch" counts). `refusals` counts the times of this round that
    interviewers turned down; `asked_at` is when they were asked first, or somebody had the search go on. `awaited` are
    people without a seat yet, whose calendars the search waits for. `relaxed` are rules that somebody let give way, for all
    searches of this round. `debrief` is set once the feedback went out.
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
    refusals: int = 0
    asked_at: datetime | None = None
    awaited: tuple[PersonId, ...] = ()
    relaxed: Relaxations = ()
    debrief: Debrief | None = None
    version: int = 0

    @property
    def edition(self) -> int:
        """iCalendar's SEQUENCE: it rises with every change that the candidate's calendar must take over, never falls."""
        return self.sequence + (self.booking.amended if self.booking else 0)

    @property
    def standing(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.standing is Standing.STANDS)

    @property
    def placing(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.standing is Standing.PLACING)

    @property
    def asked(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.standing is Standing.ASKED)

    @property
    def in_play(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.standing in IN_PLAY)

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Everybody concerned now: who sits on the interview, or would at a time that is in play."""
        seats = [*self.seats, *(seat for option in self.in_play for seat in option.seats if seat.is_kept)]
        return tuple(sorted({*(seat.person for seat in seats), *self.awaited}))

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        """Everybody who was ever asked, or sits on it."""
        seats = [*self.seats, *(seat for option in self.options for seat in option.seats)]
        return tuple(sorted({*(seat.person for seat in seats), *self.awaited}))

    @property
    def spoken_of(self) -> tuple[PersonId, ...]:
        """Who is named where rules give way, or could: they need not sit on it."""
        short = self.trouble if isinstance(self.trouble, NoTimes) else NoTimes()
        rules = [*self.relaxed, *(cure.rule for cure in short.cures)]
        hindering = short.hindering.person if short.hindering else None
        return tuple({person for person in (*(rule.person for rule in rules), hindering) if person is not None})

    def people_at(self, option: Option) -> tuple[PersonId, ...]:
        """Return whose calendars an option is held on."""
        return tuple(sorted({seat.person for seat in option.seats or self.seats if seat.is_kept}))

    @property
    def declined(self) -> tuple[PersonId, ...]:
        """Those who said that they can't make the booked time, and without whom it cannot be held."""
        seats = self.seats if self.booking is not None else ()
        return tuple(seat.person for seat in seats if seat.required and seat.answer is Answer.CANNOT)

    @property
    def former(self) -> Interval | None:
        """The time that was booked last, once nothing is booked any more."""
        booked = {Standing.CHOSEN, Standing.FREED} if self.booking is None else set()
        return next((option.span for option in reversed(self.options) if option.standing in booked), None)

    @property
    def missed(self) -> tuple[Interval, ...]:
        """The booked times to which the candidate did not come, in the order in which they were offered."""
        return tuple(option.span for option in self.options if option.standing is Standing.MISSED)

    @property
    def is_after_no_show(self) -> bool:
        """Whether the time that was booked last is one to which the candidate did not come."""
        booked = {Standing.CHOSEN, Standing.FREED, Standing.MISSED}
        last = next((option for option in reversed(self.options) if option.standing in booked), None)
        return last is not None and last.standing is Standing.MISSED

    def who_said(self, came: Came) -> tuple[PersonId, ...]:
        """Return who of the panel said this on the day."""
        return tuple(seat.person for seat in self.seats if seat.came is came)

    def option(self, number: int) -> Option | None:
        return next((option for option in self.options if option.number == number), None)
