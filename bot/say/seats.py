"""What an interviewer can say about a booked time, as the buttons that every card offers for it."""

from bot.actions import AskForTime, SeatCannot, SeatFits
from bot.cards import Button
from bot.domain.ids import InterviewId


def answers(interview: InterviewId) -> tuple[Button, Button, Button]:
    """Return the buttons: that it suits them, that it does not, and when instead."""
    return (
        Button("OK", SeatFits(interview), "primary"),
        Button("Can't make it", SeatCannot(interview)),
        Button("Suggest a time", AskForTime(interview)),
    )
