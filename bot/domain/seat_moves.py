"""What interviewers say about the booked time, noted on their seats: pure functions from one interview to the next."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ, Answer, Came, Interview, Seat
from bot.domain.refusal import Refusal
from bot.domain.time import Interval


def answered(interview: Interview, person: PersonId, *, answer: Answer) -> Interview:
    """Note what an interviewer says about the booked time; raises Refusal when they have no seat or nothing is booked."""
    if interview.booking is None:
        raise Refusal(f"Nothing is booked any more: this interview is {PEOPLE_READ[interview.state]}.")
    if person not in {seat.person for seat in interview.seats}:
        raise Refusal("You are not on this interview, so there is nothing for you to answer.")
    return _with_seat(interview, person, lambda seat: replace(seat, answer=answer, tentative=False))


def wavered(interview: Interview, person: PersonId, *, tentative: bool) -> Interview:
    """Note that somebody's calendar says “maybe”, or does not any more; what they said otherwise stands."""
    return _with_seat(interview, person, lambda seat: replace(seat, tentative=tentative))


def strayed(interview: Interview, person: PersonId, *, to: Interval | None) -> Interview:
    """Note where somebody moved their own copy of the booked event; None once it stands where it belongs."""
    return _with_seat(interview, person, lambda seat: replace(seat, strayed=to))


def _with_seat(interview: Interview, person: PersonId, change: Callable[[Seat], Seat]) -> Interview:
    seats = tuple(change(seat) if seat.person == person else seat for seat in interview.seats)
    return replace(interview, seats=seats)


def unasked(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Return the seats at another time, about which nobody has said anything."""
    return tuple(replace(seat, answer=Answer.NONE, came=Came.UNSAID, tentative=False, strayed=None) for seat in seats)
