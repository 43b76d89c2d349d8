"""The booked event on the organiser's calendar: whether it is there, at its time, and what its guests say of it.

What a feed tells may be older than a move of our own, so by it alone nobody is alarmed: the event is looked at, behind
whatever of ours is still on its way there, and only what is seen then counts.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.booked_event import known_event
from bot.domain.case import Case
from bot.domain.dead_end import DeadEnd, EventGone, EventMoved
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import LIVE, Booking
from bot.effects import CheckEvent, PlaceEvent
from bot.inbound import EventNow
from bot.ports import Work
from bot.steps.guests import guests_news, hear_guests
from bot.steps.link import is_news
from bot.steps.record import Move, keep
from bot.steps.round import alert
from bot.steps.seats import decided

SWEEP = "events.sweep"
AT_ONCE = 100
"""How many events are asked to be looked at in one transaction."""
HEARD_AT_ONCE = 8
"""After how many answers no more events' are heard in the transaction of a page: others wait while it lasts."""


async def check(
    interview: InterviewId, *, gone: tuple[PersonId, ...] = (), strayed: tuple[PersonId, ...] = (), work: Work
) -> None:
    """Have the event looked at; what of it on these people's calendars gave the reason comes back with the answer."""
    await work.outbox.add(CheckEvent(interview, gone, strayed))


async def check_all(after: int, *, work: Work, desk: Desk) -> None:
    """Have every event looked at that is still to come, from a mark on, some at a time."""
    found, mark = await work.interviews.booked(after=after, since=desk.now, limit=AT_ONCE)
    await work.outbox.add_looks([CheckEvent(interview) for interview in found])
    if mark:
        await work.timers.set(SWEEP, kind=SWEEP, subject=str(mark), due=desk.now)


async def told(events: Iterable[tuple[Case, EventNow]], *, work: Work, desk: Desk) -> None:
    """Take in what the feed tells of events: answers at once, all else after a look.

    Where many answered, the answers to all but a few events are heard by a look as well, in a transaction for each event.
    """
    judged = [(case, now) for case, now in events if _judged(case, now, desk=desk) is not None]
    said = await work.organiser.answers([case.interview.id for case, _ in judged])
    looks: list[CheckEvent] = []
    heard = 0
    for case, now in judged:
        interview = case.interview.id
        known = said.get(interview, {})
        if _needs_look(case, now, desk=desk):
            looks.append(CheckEvent(interview))
        elif _stands(case, now) and (news := guests_news(case, now.guests, known=known, desk=desk)):
            if heard >= HEARD_AT_ONCE:
                looks.append(CheckEvent(interview))
                continue
            heard += len(news)
            await hear_guests(case, now.guests, known=known, work=work, desk=desk)
    await work.outbox.add_looks(looks)


def _needs_look(case: Case, now: EventNow, *, desk: Desk) -> bool:
    """Whether the feed tells of anything but answers that the record does not know."""
    booking = case.interview.booking
    if booking is None:
        return False
    wrong = _wrong(booking, now)
    return wrong != booking.wrong or (wrong is None and is_news(case, now.link, desk=desk))


def _stands(case: Case, now: EventNow) -> bool:
    return case.interview.booking is not None and _wrong(case.interview.booking, now) is None


async def seen(case: Case, now: EventNow, *, work: Work, desk: Desk) -> tuple[Case, bool]:
    """Take in how the event stands, and whether it stands as the record has it: for anything else a person decides."""
    booking = _judged(case, now, desk=desk)
    if booking is None:
        return case, False
    wrong = _wrong(booking, now)
    if wrong is None:
        case = await _right_again(case, booking, now, work=work, desk=desk)
        known = (await work.organiser.answers([case.interview.id])).get(case.interview.id, {})
        return await hear_guests(case, now.guests, known=known, work=work, desk=desk), True
    if wrong != booking.wrong:
        case = await _leave_it(case, booking, wrong, work=work, desk=desk)
    return case, False


def _judged(case: Case, now: EventNow, *, desk: Desk) -> Booking | None:
    """Return the booking that the event is of, while it is still to come and nothing of ours is on its way there."""
    interview, booking = case.interview, case.interview.booking
    if booking is None or interview.state not in LIVE or booking.span.start <= desk.now:
        return None
    ours_is_there = booking.carried in {None, booking.span}
    return booking if now.event and known_event(interview) == now.event and ours_is_there else None


def _wrong(booking: Booking, now: EventNow) -> DeadEnd | None:
    if now.span is None:
        return EventGone(now.event)
    return EventMoved(now.span) if now.span != booking.span else None


async def _leave_it(case: Case, booking: Booking, wrong: DeadEnd, *, work: Work, desk: Desk) -> Case:
    """Leave it to a person. An event that is gone is not the booking's any more: vendors never give an id out again."""
    is_gone = isinstance(wrong, EventGone)
    kept = replace(booking, event="" if is_gone else booking.event, wrong=wrong)
    stuck = replace(case.interview, booking=kept, trouble=wrong)
    move = Move("interview.event_gone" if is_gone else "interview.event_moved", USHER)
    case = await keep(case, stuck, move=move, work=work, desk=desk)
    await alert(case, work=work, desk=desk)
    return case


async def _right_again(case: Case, booking: Booking, now: EventNow, *, work: Work, desk: Desk) -> Case:
    """Somebody put the event back on the calendar themselves: there is nothing to decide about it any more."""
    interview = case.interview
    if booking.wrong is None:
        return case
    right = replace(decided(interview), booking=replace(booking, event=now.event, wrong=None))
    return await keep(case, right, move=Move("interview.event_back", USHER), work=work, desk=desk)


async def put_back(case: Case, *, by: Viewer, work: Work, desk: Desk) -> Case:
    """Have the event as the record has it: moved back, or made anew where it is gone, with everybody invited anew."""
    interview, booking = case.interview, case.interview.booking
    if booking is None or booking.wrong is None:
        return case
    carried = booking.wrong.span if isinstance(booking.wrong, EventMoved) else None
    right = replace(decided(interview), booking=replace(booking, carried=carried, wrong=None), touched=True)
    case = await keep(case, right, move=Move("interview.event_put_back", by), work=work, desk=desk)
    event = PlaceEvent(interview.id, interview.sequence)
    await work.outbox.add(event, key=f"event:{interview.id}:{interview.sequence}:again:{case.interview.version}")
    return case
