"""Who is signed in on the pages, and sending somebody a link that signs them in."""

from datetime import datetime

from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.rooms import Door
from bot.domain.time import zone as known_zone
from bot.effects import CardKind, Tell
from bot.ports import Work

AT_MOST = 3
"""How many links to one page one person is sent within an hour of the clock."""


async def signed_in(session: str, *, work: Work, desk: Desk) -> Person | None:
    """Return who is signed in by a session's key; nobody, where it is over or its person has left."""
    found = await work.sessions.get(session) if session else None
    if found is None or found.until <= desk.now:
        return None
    person = await work.people.get(found.person)
    return person if person is not None and person.active else None


def reading_zone(asked: str, *, person: Person, desk: Desk) -> str:
    """Return the zone to show somebody times in: the one they ask for if it exists, else their own."""
    try:
        return known_zone(asked).key if asked else desk.zone_of(person.zone).key
    except Refusal:
        return desk.zone_of(person.zone).key


async def send_pass(door: Door, *, person: Person, work: Work, desk: Desk) -> None:
    """Send somebody a fresh link, in their own chat or by mail; no more than AT_MOST within the hour."""
    for number in range(AT_MOST):
        key = f"{CardKind.PASS}:{door.word}:{person.id}:{_hour(desk.now)}:{number}"
        if await work.outbox.add_first(Tell(CardKind.PASS, door.word, person.id), key=key):
            return


def _hour(now: datetime) -> str:
    return f"{now:%Y%m%d%H}"
