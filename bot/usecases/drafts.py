"""Half-filled forms: kept while somebody writes, given back when the same form is opened again, dropped once it is sent."""

from bot.desk import Desk
from bot.domain.people import Person
from bot.inbound import Drafted
from bot.ports import Work
from bot.reply import Nothing, Reply


async def drafted(draft: Drafted, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Keep what the fields hold so far."""
    return Nothing()
