"""Digests for everybody: looked after from the moment on when the program starts."""

from bot.desk import Desk
from bot.ports import Work
from bot.steps.digest import expect


async def begin(*, work: Work, desk: Desk) -> None:
    """Set when everybody gets their next digest, whoever put them into the record; safe to repeat."""
    await expect(await work.people.all(), work=work, desk=desk)
