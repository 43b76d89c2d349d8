"""Holds and booked events on calendars, and reading what is busy there."""

from collections import Counter
from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime

from bot.deeds.means import Means
from bot.domain.booked_event import known_event
from bot.domain.calendar_faults import Cause
from bot.domain.case import Case
from bot.domain.interview import IN_PLAY, Standing
from bot.domain.relaxation import relaxed
from bot.domain.rooms import Door, Room
from bot.domain.time import Interval
from bot.effects import CheckEvent, PlaceEvent, PlaceHold, ReadCalendar, RemoveEvent, RemoveHold
from bot.inbound import (
    CalendarRead,
    Changes,
    Done,
    EventPlaced,
    EventSeen,
    EventsRead,
    Feed,
    HoldPlaced,
    HoldRefused,
    Inbound,
)
from bot.ports import Calendar, Claimed, Event, Kept, Permanent, Unheld
from bot.say.events import booked_event, hold_event
from bot.steps.question import LOOK_BACK

HOLDING = IN_PLAY | {Standing.CHOSEN}


async def place_hold(hold: PlaceHold, claimed: Claimed, *, means: Means) -> Inbound:
    case = await means.case(hold.interview)
    option = case.interview.option(hold.option) if case else None
    if case is None or option is None or option.standing not in HOLDING:
        return Done()
    if hold.person not in case.interview.people_at(option):
        return Done()
    person = case.people[hold.person]
    if not person.has_calendar:
        return HoldPlaced(hold.interview, hold.option, hold.person)
    calendar = means.calendar(person.calendar)
    kind = relaxed(means.policy.kinds[case.interview.kind].for_category(case.opening.category), case.interview.relaxed)
    around = Interval(option.span.start - kind.before, option.span.end + kind.after)
    event = hold_event(case, option.span, policy=means.policy)
    held: Kept | Cause | None = None
    if claimed.uncertain:
        # An earlier attempt may stand there. Placed by its key it surely does, so it can be told from what is others'.
        held = await _held(calendar.place(person.email, event, key=claimed.key))
    ours = Counter((option.span,) if isinstance(held, Kept) else ())
    if Counter(await calendar.busy(person.email, around)) - ours:
        return HoldRefused(hold.interview, hold.option, hold.person)
    if held is None:
        held = await _held(calendar.place(person.email, event, key=claimed.key))
    if isinstance(held, Kept):
        return HoldPlaced(hold.interview, hold.option, hold.person, event=held.event)
    return HoldPlaced(hold.interview, hold.option, hold.person, held)


async def _held(placing: Awaitable[Kept]) -> Kept | Cause:
    """Return the hold that stands, or why nothing can be held on a calendar that lets us look."""
    try:
        return await placing
    except Unheld as fault:
        return fault.cause or Cause.NOT_ALLOWED
    except Permanent as fault:
        if fault.cause is None:
            raise
        return fault.cause


async def remove_hold(hold: RemoveHold, *, means: Means) -> Inbound:
    person = await means.person(hold.person)
    if person is not None and person.has_calendar:
        key = f"hold:{hold.interview}:{hold.option}:{hold.person}"
        with suppress(Unheld):
            await means.calendar(person.calendar).remove(person.email, key=key)
    return Done()


async def place_event(placing: PlaceEvent, claimed: Claimed, *, means: Means) -> Inbound:
    case = await means.case(placing.interview)
    if case is None:
        return Done()
    booking = case.interview.booking
    if booking is None or case.interview.sequence != placing.sequence:
        return await _settle_late(placing, claimed, case=case, means=means)
    brief = means.ends.links.page(Door(Room.BRIEF, placing.interview))
    event = booked_event(case, booking.span, policy=means.policy, brief=brief)
    owner = means.policy.organisation.organizer
    calendar = means.calendar(means.policy.organisation.calendar)
    kept = await _moved(calendar, owner, booking.event, event) if booking.event else None
    if kept is None:
        kept = await calendar.place(owner, event, key=claimed.key)
    return EventPlaced(placing.interview, placing.sequence, kept.event, kept.uid, kept.link)


async def _moved(calendar: Calendar, owner: str, known: str, event: Event) -> Kept | None:
    """Change an event in place; None for one that somebody took off before we heard of it, so that another is made."""
    try:
        return await calendar.move(owner, known, event)
    except Permanent:
        if (await calendar.look(owner, known)).span is not None:
            raise
        return None


async def _settle_late(placing: PlaceEvent, claimed: Claimed, *, case: Case, means: Means) -> Inbound:
    """The booking has gone or moved since. An attempt that may have been accepted is found again, to be undone.

    Where the booking's event is known, the attempt was to move it, and the newer booking's own effect moves it on.
    """
    booking = case.interview.booking
    if not claimed.uncertain or (booking is not None and booking.event):
        return Done()
    calendar = means.calendar(means.policy.organisation.calendar)
    owner = means.policy.organisation.organizer
    kept = await calendar.place(owner, _stand_in_for_undoing(means.clock()), key=claimed.key)
    return EventPlaced(placing.interview, placing.sequence, kept.event, kept.uid, kept.link)


def _stand_in_for_undoing(now: datetime) -> Event:
    """Return what is placed if the uncertain attempt had not been accepted after all: no names, and removed next."""
    return Event(Interval(now, now + LOOK_BACK / 672), "[Hold] being cancelled", tentative=True)


async def remove_event(removal: RemoveEvent, *, means: Means) -> Inbound:
    calendar = means.calendar(means.policy.organisation.calendar)
    await calendar.remove(means.policy.organisation.organizer, kept=removal.event)
    return Done()


async def read_events(*, means: Means) -> Inbound:
    organisation = means.policy.organisation
    name, owner = organisation.calendar, organisation.organizer
    async with means.store() as work:
        cursor = await work.organiser.cursor(name, owner=owner)
    now = means.clock()
    changes = await means.calendar(name).events(owner, cursor, window=_window(now, means=means))
    return EventsRead(name, owner, changes, now)


async def check_event(check: CheckEvent, *, means: Means) -> Inbound:
    case = await means.case(check.interview)
    event = known_event(case.interview) if case else ""
    if not event:
        return Done()
    organisation = means.policy.organisation
    now = await means.calendar(organisation.calendar).look(organisation.organizer, event)
    return EventSeen(check.interview, now, check.gone, check.strayed)


async def read_calendar(reading: ReadCalendar, *, means: Means) -> Inbound:
    async with means.store() as work:
        person = await work.people.get(reading.person)
        cursor = await work.mirror.cursor(reading.person)
    if person is None:
        return Done()
    now, feed = means.clock(), Feed(person.calendar, person.email, cursor)
    if not person.active or not person.has_calendar:
        return CalendarRead(reading.person, Changes((), (), "", whole=True), now, feed)
    window = _window(now, means=means)
    changes = await means.calendar(person.calendar).changes(person.email, cursor, window=window)
    return CalendarRead(reading.person, changes, now, feed)


def _window(now: datetime, *, means: Means) -> Interval:
    """Return what is read of a calendar: a little of the past, and as far ahead as anything may be booked."""
    furthest = max(kind.horizon for kind in means.policy.kinds.values())
    return Interval(now - LOOK_BACK, now + 2 * furthest + LOOK_BACK)
