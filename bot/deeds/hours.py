"""Asking somebody's calendar when its owner works."""

from bot.deeds.means import Means
from bot.effects import ReadHours
from bot.inbound import Done, HoursRead, Inbound


async def read_hours(reading: ReadHours, *, means: Means) -> Inbound:
    person = await means.person(reading.person)
    if person is None or not person.active or not person.has_calendar:
        return Done()
    return HoursRead(reading.person, await means.calendar(person.calendar).hours(person.email))
