"""Vendors that tell of changes in calendars: what they promised is kept, and calendars are read from the start on."""

from bot.desk import Desk
from bot.effects import UnwatchCalendar
from bot.inbound import CalendarUnwatched, CalendarWatched
from bot.ports import Watch, Watched, Work
from bot.reply import Nothing, Reply
from bot.steps import polling


async def begin(*, work: Work, desk: Desk) -> None:
    """Have all calendars read from now on; safe to repeat."""
    await polling.begin(work=work, desk=desk)


async def calendar_watched(answer: CalendarWatched, *, work: Work, desk: Desk) -> Reply:
    """Keep what a vendor promised, and call it off where somebody gave that calendar up meanwhile."""
    watch = Watch(answer.watch, answer.resource, answer.expires)
    await work.watches.save(Watched(answer.person, answer.vendor, answer.owner, watch))
    if await polling.owner_of(answer.person, work=work, desk=desk) != (answer.vendor, answer.owner):
        await work.outbox.add(UnwatchCalendar(answer.person))
    return Nothing()


async def calendar_unwatched(answer: CalendarUnwatched, *, work: Work, desk: Desk) -> Reply:
    """Forget what was promised; the next turn asks for what holds now."""
    await work.watches.forget(answer.person)
    return Nothing()
