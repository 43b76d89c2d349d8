"""The moves that an interview makes: pure functions from one to the next."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from bot.domain.dead_end import NotHeld as DidNotHappen
from bot.domain.ids import PersonId
from bot.domain.interview import (
    ANSWERABLE,
    IN_PLAY,
    PEOPLE_READ,
    Answer,
    Booking,
    Interview,
    News,
    Option,
    Proposal,
    Standing,
    State,
)
from bot.domain.interview_events import (
    TRANSITIONS,
    Attended,
    Cancelled,
    Ended,
    Event,
    FollowedUp,
    Freed,
    HandedOver,
    Kept,
    Missed,
    NotHeld,
    Offered,
    PanelAsked,
    Picked,
    Proposed,
    Reopened,
    Shifted,
)
from bot.domain.refusal import Refusal
from bot.domain.relaxation import Relaxations
from bot.domain.seat_moves import unasked
from bot.domain.time import Interval


def advance(interview: Interview, event: Event) -> Interview:
    """Return the interview after `event`; raises Refusal, in words for the asker, where the table has no such move."""
    state = TRANSITIONS.get((interview.state, type(event)))
    if state is None:
        raise Refusal(f"This interview is {PEOPLE_READ[interview.state]}; that step no longer applies.")
    moved = replace(interview, state=state)
    match event:
        case Proposed(proposals):
            return _propose(moved, proposals)
        case PanelAsked(at):
            return _ask(moved, at)
        case Missed():
            return _miss(moved)
        case Attended():
            return replace(_marked(moved, Standing.MISSED, Standing.CHOSEN), trouble=None)
        case Offered(deadline) | FollowedUp(deadline):
            if not interview.standing:
                raise Refusal("There is no time on offer that stands.")
            return replace(moved, deadline=deadline)
        case Picked(number):
            return _pick(moved, number)
        case Shifted(span):
            return _shift(moved, span)
        case Reopened(reason, wishes, relaxed):
            missed = interview.state is State.NO_SHOW
            return _reopen(_given_up(moved) if missed else moved, reason, wishes, relaxed)
        case Freed(reason, wishes, relaxed):
            if interview.booking is None:
                raise Refusal("Nothing is booked that could be given up.")
            return _reopen(_given_up(moved, rise=1), reason, wishes, relaxed)
        case Kept():
            if interview.booking is None:
                raise Refusal("Nothing is booked that could stand.")
            return replace(_shelve(moved), deadline=None)
        case HandedOver(trouble):
            if interview.booking is not None and interview.state is not State.TOOK_PLACE:
                raise Refusal("The booking stands; there is nothing to hand over.")
            return replace(_shelve(moved), deadline=None, trouble=trouble)
        case NotHeld(reason):
            return replace(_given_up(moved), reason=reason, trouble=DidNotHappen(reason))
        case Ended():
            if interview.booking is None:
                raise Refusal("Nothing is booked that could have taken place.")
            return replace(_shelve(moved), deadline=None)
        case Cancelled(reason):
            off = _given_up(_shelve(moved), rise=int(interview.booking is not None))
            return replace(off, deadline=None, reason=reason, trouble=None)


def _given_up(interview: Interview, *, rise: int = 0) -> Interview:
    """Take the booking away; what it had risen by stays counted, so that iCalendar's SEQUENCE never falls."""
    return replace(interview, booking=None, sequence=interview.edition + rise)


def _miss(interview: Interview) -> Interview:
    if interview.booking is None:
        raise Refusal("Nothing is booked to which they could have come.")
    missed = _marked(_shelve(interview), Standing.CHOSEN, Standing.MISSED)
    return replace(missed, deadline=None, trouble=None, debrief=None)


def _marked(interview: Interview, was: Standing, becomes: Standing) -> Interview:
    """Give the option at the booked time another standing."""
    span = interview.booking.span if interview.booking else None
    options = tuple(
        replace(option, standing=becomes) if option.standing is was and option.span == span else option
        for option in interview.options
    )
    return replace(interview, options=options)


def _propose(interview: Interview, proposals: tuple[Proposal, ...]) -> Interview:
    first = max((option.number for option in interview.options), default=0) + 1
    used = {option.spot for option in interview.in_play}
    free = [spot for spot in range(1, len(used) + len(proposals) + 1) if spot not in used]
    added = tuple(
        Option(first + place, found.span, seats=found.seats, spot=spot)
        for place, (found, spot) in enumerate(zip(proposals, free, strict=False))
    )
    return replace(interview, options=interview.options + added, awaited=())


def _ask(interview: Interview, at: datetime) -> Interview:
    def noted(option: Option) -> Option:
        is_new = option.standing is Standing.ASKED and option.asked is None
        return replace(option, asked=at) if is_new else option

    asked_at = interview.asked_at or at
    return replace(interview, options=tuple(map(noted, interview.options)), asked_at=asked_at)


def _pick(interview: Interview, number: int) -> Interview:
    chosen = interview.option(number)
    if chosen is None or chosen.standing is not Standing.STANDS:
        raise Refusal("That time is no longer on offer.")
    options = tuple(
        replace(option, standing=Standing.CHOSEN if option.number == number else Standing.LAPSED)
        if option.standing is not Standing.MISSED
        else option
        for option in interview.options
    )
    seats = tuple(seat for seat in chosen.seats if seat.is_kept)
    old = interview.booking
    return replace(
        interview,
        seats=seats or unasked(interview.seats),
        options=options,
        booking=_booked(chosen.span, interview.round, old=old),
        sequence=interview.edition + 1,
        reschedules=interview.reschedules + (old is not None),
        deadline=None,
        wishes=(),
        trouble=None,
    )


def _booked(span: Interval, number: int, *, old: Booking | None) -> Booking:
    """Return the booking of a round's choice, on the event of the old one if there is one, with the link that it has."""
    if old is None:
        return Booking(span, number)
    heard_of = old.moved or old.news is not News.WAITS
    kept = replace(old, span=span, round=number, moved=heard_of, amended=0, carried=old.span, wrong=None)
    return kept if old.news is News.WHOLE else replace(kept, news=News.WAITS)


def _shift(interview: Interview, span: Interval) -> Interview:
    """Return the interview booked for the time that its event has already; everybody is asked about it anew."""
    old, shelved = interview.booking, _shelve(interview)
    if old is None:
        raise Refusal("Nothing is booked that could be moved.")
    seats = unasked(interview.seats)
    number = max((option.number for option in interview.options), default=0) + 1
    given_up = frozenset(option.number for option in interview.options if option.standing is Standing.CHOSEN)
    left = dropped(shelved, given_up, standing=Standing.LAPSED)
    return replace(
        left,
        seats=seats,
        options=(*left.options, Option(number, span, Standing.CHOSEN, seats=seats)),
        booking=replace(_booked(span, interview.round, old=old), carried=span),
        sequence=interview.edition + 1,
        deadline=None,
        wishes=(),
        trouble=None,
    )


def _reopen(interview: Interview, reason: str, wishes: tuple[Interval, ...], relaxed: Relaxations) -> Interview:
    chosen = frozenset(option.number for option in interview.options if option.standing is Standing.CHOSEN)
    fresh = interview if interview.booking else dropped(interview, chosen, standing=Standing.FREED)
    return replace(
        _shelve(fresh),
        round=interview.round + 1,
        deadline=None,
        reason=reason,
        wishes=wishes,
        relaxed=relaxed,
        refusals=0,
        asked_at=None,
        trouble=None,
        debrief=None,
    )


def _shelve(interview: Interview) -> Interview:
    """Take every option that is still in play off the table; what was chosen or lost keeps its mark."""
    options = tuple(
        replace(option, standing=Standing.LAPSED) if option.standing in IN_PLAY else option
        for option in interview.options
    )
    return replace(interview, options=options, awaited=())


def placed(interview: Interview, number: int, *, person: PersonId, asks: bool = False) -> Interview:
    """Note that a hold stands on one person's calendar.

    Once all required seats' holds do, the option stands, or its interviewers are to be asked where the kind asks.
    """
    then = Standing.ASKED if asks else Standing.STANDS

    def noted(option: Option) -> Option:
        if option.number != number or option.standing not in IN_PLAY:
            return option
        there = option.placed | {person}
        if option.standing is not Standing.PLACING:
            return replace(option, placed=there)
        needed = {seat.person for seat in option.seats or interview.seats if seat.required}
        return replace(option, placed=there, standing=then if needed <= there else Standing.PLACING)

    return replace(interview, options=tuple(map(noted, interview.options)))


def unheld(interview: Interview, number: int, *, person: PersonId) -> Interview:
    """Note that a time can be held for one person in our record alone."""

    def noted(option: Option) -> Option:
        return replace(option, unheld=option.unheld | {person}) if option.number == number else option

    return replace(interview, options=tuple(map(noted, interview.options)))


def answer_option(
    interview: Interview,
    person: PersonId,
    *,
    works: AbstractSet[int] = frozenset(),
    cannot: AbstractSet[int] = frozenset(),
) -> Interview:
    """Note what a person says about times they were asked about, by number; of others nothing is noted.

    An option stands when every required seat said that it works, and is lost when one can't. Raises Refusal when none of the
    times is asked of the person (any more).
    """
    told = dict.fromkeys(works, Answer.FITS) | dict.fromkeys(cannot, Answer.CANNOT)
    mine = {option.number for option in asked_of(interview, person)} & told.keys()
    if not mine:
        raise Refusal("These times are not asked about any more.")
    options = tuple(
        _told(option, person, told[option.number]) if option.number in mine else option for option in interview.options
    )
    lost = sum(option.standing is Standing.LOST for option in options if option.number in mine)
    return replace(interview, options=options, refusals=interview.refusals + lost)


def asked_of(interview: Interview, person: PersonId) -> tuple[Option, ...]:
    """Return the times in play that the person was asked about, whatever they said, in the order of their card."""
    asked = [option for option in interview.options if option.standing in ANSWERABLE and option.asked is not None]
    found = [option for option in asked if (seat := option.seat_of(person)) is not None and seat.is_kept]
    return tuple(sorted(found, key=lambda option: option.spot))


def _told(option: Option, person: PersonId, answer: Answer) -> Option:
    seats = tuple(replace(seat, answer=answer) if seat.person == person else seat for seat in option.seats)
    needed = {seat.answer for seat in seats if seat.required}
    lost, stands = Answer.CANNOT in needed, needed <= {Answer.FITS}
    standing = Standing.LOST if lost else Standing.STANDS if stands else Standing.ASKED
    return replace(option, seats=seats, standing=standing)


def without(interview: Interview, number: int, *, person: PersonId) -> Interview:
    """Take somebody who is not required off an option, which stays."""

    def left(option: Option) -> Option:
        seats = tuple(seat for seat in option.seats if seat.person != person)
        return replace(option, seats=seats) if option.number == number else option

    return replace(interview, options=tuple(map(left, interview.options)))


def dropped(interview: Interview, numbers: frozenset[int], *, standing: Standing) -> Interview:
    """Take options off the table: LOST (the calendar said no), LAPSED (too late to be chosen) or FREED (given up)."""
    return replace(
        interview,
        options=tuple(replace(o, standing=standing) if o.number in numbers else o for o in interview.options),
    )
