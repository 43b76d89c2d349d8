"""The day itself: what the panel says of whether the candidate came, and what is on file about one who did not."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.dead_end import Disputed
from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ, Came, Interview
from bot.domain.refusal import Refusal
from bot.domain.time import Interval


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is on file about a candidate who did not come.

    `delivered` are the mails that were really handed over, by kind and when (aware UTC), `missed` all booked times of the
    application to which they did not come, `by` the name of whoever said so last, and `at` when.
    """

    delivered: tuple[tuple[str, datetime], ...] = ()
    missed: tuple[Interval, ...] = ()
    by: str = ""
    at: datetime | None = None

    @property
    def is_second(self) -> bool:
        """Whether it has happened before: then a person decides, and no other time is offered from the card."""
        return len(self.missed) > 1


def noted(interview: Interview, person: PersonId, *, came: Came) -> Interview:
    """Note what one of the panel says; raises Refusal when nothing is booked or they have no seat."""
    if interview.booking is None:
        raise Refusal(f"Nothing is booked any more: this interview is {PEOPLE_READ[interview.state]}.")
    if person not in {seat.person for seat in interview.seats}:
        raise Refusal("You are not on this interview, so there is nothing for you to say about it.")
    seats = tuple(replace(seat, came=came) if seat.person == person else seat for seat in interview.seats)
    return replace(interview, seats=seats)


def is_disputed(interview: Interview) -> bool:
    """Whether one of the panel says that it started and another that the candidate is not there."""
    return bool(interview.who_said(Came.STARTED)) and bool(interview.who_said(Came.ABSENT))


def settled(interview: Interview, *, came: Came) -> Interview:
    """Return the interview once a person has decided: what contradicts them is taken off the seats, the audit keeps it."""
    seats = tuple(seat if seat.came is came else replace(seat, came=Came.UNSAID) for seat in interview.seats)
    trouble = None if isinstance(interview.trouble, Disputed) else interview.trouble
    return replace(interview, seats=seats, trouble=trouble)
