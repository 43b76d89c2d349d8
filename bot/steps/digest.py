"""What somebody's digest says, and making it: once per person and local date, when their day begins.

Every part of the product that has something to nudge about adds its lines to SECTIONS.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.desk import Desk
from bot.domain.digest import DigestLine, Nudge, digest_due, in_order
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.time import local_day
from bot.effects import CardKind, Refresh, Tell
from bot.ports import Work
from bot.steps import chase
from bot.steps.absence import is_away, stand_in
from bot.steps.staleness import left_lines

DIGEST = "digest"
TWO_DAYS = timedelta(days=2)  # more than any change of zone can move a local date


class Section(Protocol):
    """Finds the lines of one kind for a person, as the record is at `desk.now`; reads nothing in their name."""

    async def __call__(self, person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]: ...


SECTIONS: tuple[Section, ...] = (chase.owed, chase.missing, left_lines)
THEIRS_ALONE = frozenset({Nudge.OWED})
"""Lines about what nobody can do in somebody's place: they wait until they are back."""


async def lines(person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]:
    """Return the lines of a person's digest, those included that are theirs while others are away, in their order.

    What somebody away would read is found as if they were there: days on which somebody stands in for them count.
    """
    found = list(await _own(person, work=work, desk=desk))
    for absent in await _absent(person, work=work, desk=desk):
        for line in await _own(replace(absent, days_off=frozenset()), work=work, desk=desk):
            reader = await stand_in(absent, opening=line.opening, candidate=line.candidate, work=work, desk=desk)
            if reader is not None and reader.id == person.id and line.nudge not in THEIRS_ALONE:
                found.append(replace(line, instead_of=absent))
    return in_order(found)


async def _own(person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]:
    return [line for section in SECTIONS for line in await section(person, work=work, desk=desk)]


async def _absent(person: Person, *, work: Work, desk: Desk) -> Sequence[Person]:
    """Return who is away today and may be stood in for by this person: whose delegate they are, whom they coordinate for."""
    openings = await work.openings.of(person.id)
    owners = {
        key for each in openings if each.coordinator == person.id for key in (each.recruiter, each.hiring_manager)
    }
    known = {each.id: each for each in await work.people.represented_by(person.id)}
    for key in sorted(owners - known.keys() - {person.id, None}, key=str):
        owner = await work.people.get(key) if key is not None else None
        known |= {owner.id: owner} if owner is not None and owner.active else {}
    return [each for _, each in sorted(known.items()) if is_away(each, desk=desk)]


async def make(key: PersonId, *, work: Work, desk: Desk) -> None:
    """Send somebody their digest if this is the moment and there is anything to say, and set when to look again.

    The date is taken in the same transaction: who loses it to another replica sends nothing.
    """
    person = await work.people.get(key)
    if person is None or not person.active:
        return
    day = local_day(desk.now, zone=desk.zone_of(person.zone))
    is_time = (await _due([person], work=work, desk=desk))[key] <= desk.now
    if is_time and await work.digests.claim(key, day=day, at=desk.now) and await lines(person, work=work, desk=desk):
        await work.outbox.add(Tell(CardKind.DIGEST, day.isoformat(), key), key=f"{DIGEST}:{key}:{day}")
    await expect([person], work=work, desk=desk)


async def expect(people: Collection[Person], *, work: Work, desk: Desk) -> None:
    """Set when each of these gets their next digest; safe to repeat, and to be done after any change to them."""
    for key, due in (await _due([each for each in people if each.active], work=work, desk=desk)).items():
        await work.timers.set(f"{DIGEST}:{key}", kind=DIGEST, subject=str(key), due=due)
    for person in people:
        if not person.active:
            await work.timers.drop(str(person.id), (DIGEST,))


async def redraw(people: Collection[PersonId], *, work: Work, desk: Desk) -> None:
    """Have the digests of these people drawn anew, as far as they got one lately: what is done is not in them any more."""
    since = desk.now.date() - TWO_DAYS
    for person, days in sorted((await work.digests.recent(people, since=since)).items()):
        await work.outbox.add(Refresh(CardKind.DIGEST, max(days).isoformat(), person))


async def _due(people: Collection[Person], *, work: Work, desk: Desk) -> Mapping[PersonId, datetime]:
    """Return when each of these gets their next digest, by what has been looked after already."""
    recent = await work.digests.recent([each.id for each in people], since=desk.now.date() - TWO_DAYS)
    policy = desk.policy
    return {
        person.id: digest_due(
            desk.now,
            person=person,
            zone=desk.zone_of(person.zone),
            digest=policy.digest,
            holidays=policy.organisation.holidays,
            done=frozenset(recent.get(person.id, ())),
        )
        for person in people
    }
