"""What the organiser's calendar says of booked events: guests' answers, and events that somebody moved or took off."""

from bot.desk import Desk
from bot.domain.access import USHER
from bot.effects import ReadEvents
from bot.inbound import EventSeen, EventsRead
from bot.ports import Work
from bot.reply import Nothing, Reply
from bot.steps.link import link_seen


async def events_read(answer: EventsRead, *, work: Work, desk: Desk) -> Reply:
    """Take in what the feed brought."""
    changes = answer.changes
    read_at = None if changes.more else answer.read_at
    await work.organiser.reached(answer.calendar, owner=answer.owner, cursor=changes.cursor, read_at=read_at)
    if changes.more:
        await work.outbox.add(ReadEvents())
    return Nothing()


async def event_seen(answer: EventSeen, *, work: Work, desk: Desk) -> Reply:
    """Take in how the event of a booked interview stands."""
    case = await work.interviews.case(answer.interview, viewer=USHER)
    if case is not None:
        await link_seen(case, answer.now.link, work=work, desk=desk)
    return Nothing()
