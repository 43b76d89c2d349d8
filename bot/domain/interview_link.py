"""The link of a booked interview whose calendar makes it: still awaited, or known."""

from dataclasses import replace

from bot.domain.dead_end import NoLink
from bot.domain.interview import Booking, Interview, News
from bot.domain.policy import Kind


def awaited(booking: Booking, *, kind: Kind) -> Booking:
    """Return a new booking as its candidate knows it: one whose link is still to be made is not told of yet."""
    return replace(booking, news=News.WAITS) if kind.makes_link and not booking.link else booking


def linked(interview: Interview, link: str, *, by_hand: bool = False) -> Interview:
    """Note the link of the booked meeting; what somebody gave by hand is not replaced by what a calendar says."""
    booking = interview.booking
    if booking is None or not link or link == booking.link or (booking.by_hand and not by_hand):
        return interview
    told = booking.news is not News.WAITS
    now = replace(booking, link=link, by_hand=by_hand, news=News.WHOLE, amended=booking.amended + told)
    trouble = None if isinstance(interview.trouble, NoLink) else interview.trouble
    return replace(interview, booking=now, trouble=trouble)
