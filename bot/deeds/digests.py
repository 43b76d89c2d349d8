"""A digest as it is when it is sent or drawn anew; what has come up since it was made waits for the next one."""

from datetime import date

from bot.cards import Card
from bot.deeds.means import Means
from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.digest import DigestLine
from bot.domain.people import Person
from bot.domain.time import at
from bot.effects import CardKind, Tell
from bot.ports import Work
from bot.say.digest import SHOWN, digest_card
from bot.steps.digest import lines


async def drawn_digest(subject: str, *, reader: Person, work: Work, means: Means) -> Card:
    """Return the digest of a local date; every line is a read by its reader."""
    found = await _lines(date.fromisoformat(subject), reader=reader, work=work, means=means)
    for line in found[:SHOWN]:
        await work.audit.read("digest.read", subject=line.about, by=Viewer.person(reader.id, why="digest"))
    return digest_card(found, reader=reader, policy=means.policy)


async def is_over(telling: Tell, *, means: Means) -> bool:
    """Whether a digest could not go out while it was of use, or its lines are all done: nobody gets it any more."""
    if telling.card is not CardKind.DIGEST:
        return False
    async with means.store() as work:
        reader = await work.people.get(telling.person)
        if reader is None:
            return True
        day, zone = date.fromisoformat(telling.subject), _desk(means).zone_of(reader.zone)
        late = means.clock() > at(day, means.policy.digest.until, zone=zone)
        return late or not await _lines(day, reader=reader, work=work, means=means)


async def _lines(day: date, *, reader: Person, work: Work, means: Means) -> tuple[DigestLine, ...]:
    made = (await work.digests.recent([reader.id], since=day)).get(reader.id, {}).get(day)
    desk = _desk(means)
    return tuple(await lines(reader, work=work, desk=desk if made is None else Desk(desk.policy, made, desk.apis)))


def _desk(means: Means) -> Desk:
    return Desk(means.policy, means.clock(), frozenset(means.ends.ats))
