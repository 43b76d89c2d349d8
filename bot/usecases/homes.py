"""Somebody looks at their Home: it is drawn, and from now on drawn anew when something on it changes."""

from bot.desk import Desk
from bot.effects import ShowHome
from bot.inbound import HomeOpened
from bot.ports import Work
from bot.reply import Nothing, Reply


async def opened(home: HomeOpened, *, work: Work, desk: Desk) -> Reply:
    """Have the Home drawn, and remember that it is looked at, even while nobody is linked to the account.

    What only time changes, such as which interviews are today's, is drawn anew when the Home is opened the next time.
    """
    await work.homes.add(home.account)
    await work.outbox.add(ShowHome(home.account))
    return Nothing()
