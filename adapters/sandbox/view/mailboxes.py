"""A small mail reader: whose mailbox, what is in it, and the mail that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.sandbox.ats import Row
from adapters.sandbox.mailbox import Delivered
from adapters.sandbox.post import Opened, opened
from adapters.sandbox.seed import SEED_PEOPLE
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.house import HOUSE
from adapters.sandbox.world import SandboxWorld
from bot.domain.time import zone

MAILS = 30


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a mailbox is; `about` is their place in the story."""

    address: str
    name: str
    about: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox to choose: `fresh` is how many of its mails are new, `query` leads to it."""

    owner: Owner
    query: str
    chosen: bool
    fresh: int


@dataclass(frozen=True, slots=True)
class Listed:
    mail: Opened
    query: str
    chosen: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The chosen mailbox, newest mail first; `open` is the mail that is read, None where there is none."""

    owner: Owner
    boxes: Sequence[Box]
    mails: Sequence[Listed]
    open: Opened | None

    @property
    def fresh(self) -> int:
        return sum(box.fresh for box in self.boxes)


async def mailbox(world: SandboxWorld, board: Sequence[Row], *, choice: Choice, seen: int) -> Mailbox:
    """Return the mailbox that was chosen, else the one with the newest mail; mails beyond the number `seen` are new.

    Candidates come first, whose mail is the newest before all others; then whoever else got mail.
    """
    mails = list(reversed(await world.mailer.all()))
    owners = _owners(mails, board)
    chosen = owners.get(choice.box.casefold()) or next(iter(owners.values()), Owner("", "Nobody", "", HOUSE))
    fresh = {address: sum(m.to == address and int(m.number) > seen for m in mails) for address in owners}
    boxes = [
        Box(owner, choice.query(box=owner.address, mail=""), owner is chosen, fresh[owner.address])
        for owner in owners.values()
    ]
    mine = [opened(mail) for mail in [mail for mail in mails if mail.to == chosen.address][:MAILS]]
    reading = _reading(mine, choice.mail)
    listed = [
        Listed(
            mail,
            choice.query(box=chosen.address, mail=f"{mail.number}.{mine[0].number}"),
            mail is reading,
            int(mail.number) > seen,
        )
        for mail in mine
    ]
    return Mailbox(chosen, boxes, listed, reading)


def _owners(mails: Sequence[Delivered], board: Sequence[Row]) -> Mapping[str, Owner]:
    """Return everybody with a mailbox by address, as the reader lists them."""
    candidates = {
        row.record.email.casefold(): Owner(
            row.record.email.casefold(), row.record.name, "Candidate", zone(row.record.zone)
        )
        for row in board
    }
    staff = {
        person.email.casefold(): Owner(person.email.casefold(), person.name, person.title, zone(person.zone))
        for person in (colleague.person for colleague in SEED_PEOPLE)
    }
    got = dict.fromkeys(mail.to for mail in mails)
    first = {address: candidates[address] for address in [*got, *candidates] if address in candidates}
    return first | {each: staff.get(each) or Owner(each, each, "", HOUSE) for each in got if each not in candidates}


def _reading(mails: Sequence[Opened], chosen: str) -> Opened | None:
    """Return the mail to show: the chosen one, "<number>.<the newest there was then>", until a newer one comes."""
    number, _, newest = chosen.partition(".")
    if mails and mails[0].number == newest:
        return next((mail for mail in mails if mail.number == number), mails[0])
    return mails[0] if mails else None
