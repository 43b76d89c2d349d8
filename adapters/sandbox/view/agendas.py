"""The calendars: the coming fortnight of everybody, and of the interviews themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from adapters.sandbox.feed import Entry
from adapters.sandbox.view.house import OWNERS, Owner
from adapters.sandbox.world import SandboxWorld
from bot.domain.time import Interval, local_day, zone

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The coming fortnight of one calendar, by local day."""

    owner: Owner
    zone: ZoneInfo
    days: Sequence[tuple[datetime, Sequence[Entry]]]


async def agendas(world: SandboxWorld) -> Sequence[Agenda]:
    return [await _agenda(world, owner) for owner in OWNERS.values()]


async def _agenda(world: SandboxWorld, owner: Owner) -> Agenda:
    where, now = zone(owner.zone), world.clock()
    entries = await world.calendar.on(owner.email, Interval(now, now + AHEAD))
    days = groupby(entries, key=lambda entry: local_day(max(entry.span.start, now), zone=where))
    listed = [(max(day[0].span.start, now), day) for day in (list(group) for _, group in days)]
    return Agenda(owner, where, listed)
