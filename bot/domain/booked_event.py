"""The event of a booked interview on the organiser's calendar, as the record knows it."""

from dataclasses import replace

from bot.domain.dead_end import EventGone
from bot.domain.interview import LIVE, Interview


def known_event(interview: Interview) -> str:
    """Return the id of the booked event on the organiser's calendar, also after somebody took it off; empty for none."""
    booking = interview.booking
    if booking is None or booking.event:
        return booking.event if booking else ""
    return booking.wrong.event if isinstance(booking.wrong, EventGone) else ""


def reminded(interview: Interview) -> Interview:
    """Return the interview with what is wrong with its event as what to decide, where there is nothing else any more."""
    booking = interview.booking
    if booking is None or booking.wrong is None or interview.trouble is not None or interview.state not in LIVE:
        return interview
    return replace(interview, trouble=booking.wrong)
