"""Keeping the mirror up: every calendar is read now and then, more seldom where its vendor tells us of changes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.ids import ORGANISER, PersonId
from bot.domain.people import Person
from bot.domain.time import Interval
from bot.effects import ReadCalendar, ReadEvents, UnwatchCalendar, WatchCalendar
from bot.ports import Watched, Work

CALENDAR = "calendar"
EVERY = timedelta(minutes=10)
EVERY_WATCHED = timedelta(minutes=30)
"""Notifications may get lost: a calendar that tells of changes is read all the same."""
FAILED = timedelta(hours=1)
SLOWEST = timedelta(hours=6)
RENEW_AHEAD = timedelta(days=2)
"""How long before its end a watch is renewed; vendors give about a week."""
LEAD = timedelta(seconds=20)
"""How long after a start nobody's turn comes: a vendor that is asked to tell us looks at once whether we answer."""
STRIDE = 37
"""Seconds between two neighbours' first turns; it shares no factor with those of EVERY, so that 600 people get one each."""


async def begin(*, work: Work, desk: Desk) -> None:
    """Have everybody's calendar read from now on, and the organisation's own, whoever put people into the record.

    Vendors that would not tell of changes are asked again, and one that tells of a former organiser's is called off. Safe
    to repeat: nobody's turn is put off, however often the program starts.
    """
    await work.watches.forget_refusals()
    organisation, watched = desk.policy.organisation, await work.watches.get(ORGANISER)
    if watched is not None and (watched.vendor, watched.owner) != (organisation.calendar, organisation.organizer):
        await work.outbox.add(UnwatchCalendar(ORGANISER))
    for key in (ORGANISER, *(person.id for person in await work.people.all() if person.active and person.has_calendar)):
        due = _turn(key, now=desk.now)
        await work.timers.set_by(f"{CALENDAR}:{key}", kind=CALENDAR, subject=str(key), due=due)


async def expect(person: Person, *, before: Person | None, work: Work, desk: Desk) -> None:
    """Begin or end the reading of somebody's calendar, or change to another, as who they were `before` asks for."""
    was_read = before is not None and before.active
    same = before is not None and (before.calendar, before.email) == (person.calendar, person.email)
    if was_read and person.active and same:
        return
    if was_read:
        await work.mirror.forget(person.id)
        await work.timers.drop(str(person.id), (CALENDAR,))
        if await work.watches.get(person.id) is not None:
            await work.outbox.add(UnwatchCalendar(person.id))
    if person.active and person.has_calendar:
        await _set(person.id, _turn(person.id, now=desk.now), work=work)


async def poll(key: PersonId, *, work: Work, desk: Desk) -> None:
    """Have a calendar read, its watch renewed if it ends soon, and set when it is read next; for who left, nothing."""
    if not await is_read(key, work=work):
        return
    await read(key, work=work)
    watched = await work.watches.get(key)
    if watched is None or watched.watch.expires - desk.now < (RENEW_AHEAD if watched.watch.id else timedelta(0)):
        await work.outbox.add(WatchCalendar(key))
    await _set(key, desk.now + _patience(watched, now=desk.now), work=work)


async def read(key: PersonId, *, work: Work) -> None:
    """Have one calendar read, or the organiser's events; one that waits to be read is read once."""
    await work.outbox.add(_reading(key))


async def read_all(keys: Collection[PersonId], *, work: Work) -> None:
    """Have many calendars read."""
    await work.outbox.add_looks([_reading(key) for key in keys])


def _reading(key: PersonId) -> ReadCalendar | ReadEvents:
    return ReadEvents() if key == ORGANISER else ReadCalendar(key)


async def owner_of(key: PersonId, *, work: Work, desk: Desk) -> tuple[str, str] | None:
    """Return whose calendar is to be watched: the vendor, and the address there; None for who left or has none."""
    organisation = desk.policy.organisation
    if key == ORGANISER:
        return organisation.calendar, organisation.organizer
    person = await work.people.get(key)
    return (person.calendar, person.email) if person is not None and person.active and person.has_calendar else None


async def is_read(key: PersonId, *, work: Work) -> bool:
    """Return whether there is a calendar to read: not that of somebody who left, or has none."""
    if key == ORGANISER:
        return True
    person = await work.people.get(key)
    return person is not None and person.active and person.has_calendar


async def slow_down(key: PersonId, *, work: Work, desk: Desk) -> None:
    """A calendar could not be read at all: look again later, and ever later for as long as it cannot be read."""
    if not await is_read(key, work=work):
        return
    read_at = await _read_at(key, work=work, desk=desk)
    silent = timedelta(0) if read_at is None else desk.now - read_at
    await _set(key, desk.now + min(max(silent, FAILED), SLOWEST), work=work)


async def go_on(key: PersonId, *, work: Work, desk: Desk) -> None:
    """A calendar can be read again: from now on as often as any other, however seldom it was tried."""
    if await is_read(key, work=work):
        watched = await work.watches.get(key)
        await _set(key, desk.now + _patience(watched, now=desk.now), work=work)


async def _read_at(key: PersonId, *, work: Work, desk: Desk) -> datetime | None:
    if key == ORGANISER:
        organisation = desk.policy.organisation
        return await work.organiser.read_at(organisation.calendar, owner=organisation.organizer)
    known = (await work.mirror.of([key], Interval(desk.now, desk.now + EVERY))).get(key)
    return None if known is None else known.read_at


def _patience(watched: Watched | None, *, now: datetime) -> timedelta:
    is_live = watched is not None and watched.watch.id and watched.watch.expires > now
    return EVERY_WATCHED if is_live else EVERY


def _turn(key: PersonId, *, now: datetime) -> datetime:
    return now + LEAD + timedelta(seconds=key * STRIDE % EVERY.total_seconds())


async def _set(key: PersonId, due: datetime, *, work: Work) -> None:
    await work.timers.set(f"{CALENDAR}:{key}", kind=CALENDAR, subject=str(key), due=due)
