"""What a person can decide about an interview by its card, as it stands now: one rule for buttons and for words."""

from bot.domain.answer_orders import Order
from bot.domain.dead_end import NoneSuited, OneTime
from bot.domain.interview import ASKED, LIVE, Interview, State

RENEWABLE = frozenset({State.HANDED_OVER, State.CANCELLED, State.NO_SHOW, State.BOOKED})
"""Where somebody can have new times found."""


def decisions(interview: Interview) -> tuple[Order, ...]:
    """Return what can be ordered about the interview, in the order of the buttons."""
    found = {
        Order.OFFER: has_one_time(interview),
        Order.LOOK: interview.state in RENEWABLE or _none_suits(interview),
        Order.CANCEL: interview.state in LIVE,
    }
    return tuple(order for order, is_open in found.items() if is_open)


def _none_suits(interview: Interview) -> bool:
    """Return whether the candidate wished for other times than those on offer, and no search could follow by itself."""
    return interview.state in ASKED and isinstance(interview.trouble, NoneSuited)


def has_one_time(interview: Interview) -> bool:
    """Return whether somebody has to say if the one time that stands is offered alone."""
    is_one = isinstance(interview.trouble, OneTime) and interview.state in {State.WANTED, State.ASKING}
    return is_one and bool(interview.standing)
