"""What people's calendars tell of their working hours and zones."""

from bot.desk import Desk
from bot.inbound import HoursRead
from bot.ports import Work
from bot.reply import Nothing, Reply
from bot.steps import hours


async def begin(*, work: Work, desk: Desk) -> None:
    """Have all calendars asked from now on; safe to repeat."""
    await hours.begin(work=work, desk=desk)


async def hours_read(answer: HoursRead, *, work: Work, desk: Desk) -> Reply:
    if answer.told is not None:
        await hours.take_over(answer.person, answer.told, work=work, desk=desk)
    return Nothing()
