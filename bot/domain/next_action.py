"""Who does what by when, derived from where the interview stands: one row per state, so that no state is without one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.interview import Interview, State
from bot.domain.pipeline import NextAction

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    due: Callable[[Interview, datetime], datetime]


def _soon(interview: Interview, now: datetime) -> datetime:
    return now + DAY


def _deadline(interview: Interview, now: datetime) -> datetime:
    return interview.deadline or now + DAY


def _start(interview: Interview, now: datetime) -> datetime:
    return interview.booking.span.start if interview.booking else now + DAY


def _day_after(interview: Interview, now: datetime) -> datetime:
    return (interview.booking.span.end if interview.booking else now) + DAY


UNSETTLED = "Decide about the booked time"
DECIDE = "Decide whether to go on with them"
NEXT: Mapping[State, Row] = {
    State.WANTED: Row("Find times for the interview", _soon),
    State.ASKING: Row("Hear from the interviewers", _soon),
    State.OFFERED: Row("Candidate chooses a time", _deadline),
    State.FOLLOWED_UP: Row("Candidate chooses a time, second try", _deadline),
    State.BOOKED: Row("Interview takes place", _start),
    State.TOOK_PLACE: Row("Collect feedback and decide", _day_after),
    State.NO_SHOW: Row("Offer another time or decide", _soon),
    State.CANCELLED: Row("Decide how to go on", _soon),
    State.HANDED_OVER: Row("Decide how to go on; Usher could not", _soon),
}


def next_action(interview: Interview, *, now: datetime) -> NextAction:
    """Return the action that the interview's state asks of its owner; `due` is aware UTC.

    A booked time about which somebody has to decide is decided before it comes, within a day. Once the feedback went out,
    it is its decider's turn, until the date that was set then.
    """
    if interview.state is State.TOOK_PLACE and interview.debrief is not None:
        return NextAction(DECIDE, interview.debrief.decider, interview.debrief.decide_by)
    if interview.state is State.BOOKED and interview.trouble is not None:
        return NextAction(UNSETTLED, interview.owner, min(_soon(interview, now), _start(interview, now)))
    row = NEXT[interview.state]
    return NextAction(row.what, interview.owner, row.due(interview, now))
