"""What somebody's digest says: every part of the product that has something to nudge about adds its lines here."""

from collections.abc import Sequence
from typing import Protocol

from bot.desk import Desk
from bot.domain.digest import DigestLine, in_order
from bot.domain.people import Person
from bot.ports import Work


class Section(Protocol):
    """Finds the lines of one kind for a person, as the record is at `desk.now`; reads nothing in their name."""

    async def __call__(self, person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]: ...


SECTIONS: tuple[Section, ...] = ()


async def lines(person: Person, *, work: Work, desk: Desk) -> Sequence[DigestLine]:
    """Return the lines of a person's digest, in the order in which it tells them."""
    return in_order([line for section in SECTIONS for line in await section(person, work=work, desk=desk)])
