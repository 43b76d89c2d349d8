"""Digests for everybody: looked after from the moment on when the program starts."""

from bot.desk import Desk
from bot.ports import Work
from bot.steps.digest import expect
from bot.steps.staleness import watch


async def begin(*, work: Work, desk: Desk) -> None:
    """Set when everybody gets their next digest, whoever put them into the record, and that all who wait are looked at.

    Safe to repeat.
    """
    await expect(await work.people.all(), work=work, desk=desk)
    await watch(work=work, desk=desk)
