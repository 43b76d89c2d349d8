"""What cards say where calendars differ from the record, and what can be pressed then."""

from bot.actions import FollowEvent, PutEventBack
from bot.cards import Block, Button, When, para
from bot.domain.dead_end import DeadEnd, EventGone, EventMoved
from bot.domain.interview import Interview, Seat
from bot.domain.time import epoch


def ways_out(interview: Interview, trouble: DeadEnd | None) -> tuple[Button, ...]:
    """Return the ways to have calendar and record agree again, where somebody deleted or moved the booked event."""
    key, sequence = interview.id, interview.sequence
    back = PutEventBack(key, sequence)
    match trouble:
        case EventGone():
            return (Button("Put it back", back, "primary"),)
        case EventMoved(span):
            there = FollowEvent(key, sequence, epoch(span.start), epoch(span.end))
            return (Button("Move the interview there", there, "primary"), Button("Put the event back", back))
        case _:
            return ()


def strayed(seat: Seat) -> tuple[Block, ...]:
    """Return to somebody who moved their own copy of the event that this moves nothing else, and what would."""
    if seat.strayed is None:
        return ()
    alone = (
        ". That moved only your own copy: the interview is still at the time above. If you need another, suggest one."
    )
    return (para("In your calendar you moved it to ", When(seat.strayed.start, seat.strayed.end), alone),)
