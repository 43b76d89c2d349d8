"""Working hours and zones from people's own calendars: asked for once a day, never in place of what was set by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.ids import PersonId
from bot.domain.people import NO_CALENDAR, Origin, Person
from bot.domain.time import zone
from bot.effects import ReadHours
from bot.inbound import Working
from bot.ports import Work
from bot.steps.digest import expect
from bot.steps.homes import person_changed

HOURS = "hours"
DAILY = timedelta(days=1)
SILENT = frozenset({NO_CALENDAR, "sandbox"})
STRIDE = 7
"""Seconds between two neighbours' turns."""


async def begin(*, work: Work, desk: Desk) -> None:
    """Have everybody's calendar asked soon, and once a day from then on, whoever put people into the record.

    Safe to repeat.
    """
    for person in await work.people.all():
        if is_asked(person):
            await _set(person.id, desk.now + timedelta(seconds=person.id * STRIDE % 600), work=work)


async def ask(person: Person, *, before: Person | None, work: Work, desk: Desk) -> None:
    """Ask a calendar that is new to us, or whose owner's hours or zone are to follow it from now on."""
    if not is_asked(person):
        return
    named = (person.calendar, person.email, person.hours_from, person.zone_from)
    if before is None or named != (before.calendar, before.email, before.hours_from, before.zone_from):
        await work.outbox.add(ReadHours(person.id))
        await _set(person.id, desk.now + DAILY, work=work)


async def turn(key: PersonId, *, work: Work, desk: Desk) -> None:
    """Ask a calendar, and set when it is asked next; for who left, nothing."""
    person = await work.people.get(key)
    if person is not None and is_asked(person):
        await work.outbox.add(ReadHours(key))
        await _set(key, desk.now + DAILY, work=work)


async def take_over(key: PersonId, told: Working, *, work: Work, desk: Desk) -> None:
    """Let somebody's hours and zone follow what their calendar tells, as far as nobody set them by hand.

    The next search goes by them; interviews that are booked stay.
    """
    person = await work.people.get(key)
    if person is None:
        return
    fresh = _following(person, told)
    if fresh == person:
        return
    await work.people.save(fresh)
    await person_changed(key, work=work)
    await expect([fresh], work=work, desk=desk)
    changed = " ".join(name for name in ("hours", "zone") if getattr(fresh, name) != getattr(person, name))
    if changed:
        detail = {"fields": changed, "from": Origin.CALENDAR.value}
        await work.audit.changed("person.changed", subject=str(key), by=USHER, detail=detail)


def is_asked(person: Person) -> bool:
    """Whether a calendar could tell anything that would be taken over."""
    by_hand = person.hours_origin is Origin.HAND and person.zone_from is Origin.HAND
    return person.active and person.calendar not in SILENT and not by_hand


def _following(person: Person, told: Working) -> Person:
    if told.hours is not None and told.hours.days and person.hours_origin is not Origin.HAND:
        person = replace(person, hours=told.hours, hours_from=Origin.CALENDAR)
    if told.zone and person.zone_from is not Origin.HAND:
        person = replace(person, zone=str(zone(told.zone)), zone_from=Origin.CALENDAR)
    return person


async def _set(key: PersonId, due: datetime, *, work: Work) -> None:
    await work.timers.set(f"{HOURS}:{key}", kind=HOURS, subject=str(key), due=due)
