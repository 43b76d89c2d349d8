"""Everything remote in one made-up world: chat, calendars, mailboxes, the ATS and the clock, on one shelf."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from adapters.sandbox.ats import SandboxAts
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.chat import SandboxChat
from adapters.sandbox.clock import Drain, MovableClock, NextDue, Tick
from adapters.sandbox.mailbox import Draw, SandboxMailer
from adapters.sandbox.routines import SEED_WEEK, Routine
from adapters.sandbox.seed import SEED_CANDIDATES, SEED_PEOPLE, STAGES, record
from adapters.sandbox.shelf import Shelf
from bot.domain.time import Interval, at, local_day, zone
from bot.ports import Links

CLOCK = "clock"
WEEKS = timedelta(weeks=3)


@dataclass(frozen=True, slots=True)
class SandboxWorld:
    """Made once, at start-up. `of` is the way to make one; the clock must be the one that the core goes by."""

    shelf: Shelf
    clock: MovableClock
    calendar: SandboxCalendar
    mailer: SandboxMailer
    ats: SandboxAts
    chat: SandboxChat

    @classmethod
    def of(cls, shelf: Shelf, *, clock: MovableClock, draw: Draw, links: Links) -> Self:
        return cls(
            shelf,
            clock,
            SandboxCalendar(shelf, clock=clock),
            SandboxMailer(shelf, draw=draw, clock=clock),
            SandboxAts(shelf, clock=clock),
            SandboxChat(shelf, clock=clock, links=links),
        )

    async def forward(self, to: datetime, *, next_due: NextDue, tick: Tick, drain: Drain) -> None:
        await self.clock.step(to, next_due=next_due, tick=tick, drain=drain)


async def seed(world: SandboxWorld) -> None:
    """Put Northwind's applications on the board and its meetings on the calendars.

    Safe to run again: what is there stays as it is.
    """
    for applicant in SEED_CANDIDATES:
        await world.ats.add(record(applicant), stages=STAGES)
    await fill_weeks(world)


async def fill_weeks(world: SandboxWorld) -> None:
    """Put everybody's meetings of three weeks, this one first, on their calendars, but for those that clash with what is
    there.

    Safe to run again: what is there stays as it is.
    """
    if await world.shelf.get(CLOCK, "seeded") is not None:
        return
    now = world.clock()
    for colleague in SEED_PEOPLE:
        person = colleague.person
        taken = await world.calendar.busy(person.email, Interval(now - WEEKS, now + WEEKS))
        for routine in (each for each in SEED_WEEK if each.email == person.email):
            for span in _meetings(routine, zone_name=person.zone, now=now):
                if not any(span.overlaps(other) for other in taken):
                    await world.calendar.put_busy(person.email, span, title=routine.title)
    await world.shelf.put(CLOCK, "seeded", {"at": now.isoformat()})


def _meetings(routine: Routine, *, zone_name: str, now: datetime) -> Iterator[Interval]:
    where = zone(zone_name)
    today = local_day(now, zone=where)
    first = today + timedelta(days=routine.weekday - today.weekday())
    for week in range(WEEKS // timedelta(weeks=1)):
        start = at(first + timedelta(weeks=week), routine.starts, zone=where)
        yield Interval(start, start + timedelta(minutes=routine.minutes))
