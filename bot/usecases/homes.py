"""Somebody looks at their Home: it is drawn, and from now on drawn anew when something on it changes."""

from bot.desk import Desk
from bot.effects import ShowHome
from bot.inbound import HomeOpened
from bot.ports import Work
from bot.reply import Nothing, Reply


async def opened(home: HomeOpened, *, work: Work, desk: Desk) -> Reply:
    """Have the Home drawn; whoever has left or is not known gets one that says so."""
    person = await work.people.by_account(home.account)
    if person is not None:
        await work.homes.add(home.account, person=person.id)
    await work.outbox.add(ShowHome(home.account))
    return Nothing()
