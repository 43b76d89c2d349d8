"""Everything the demo's page shows, gathered from the sandbox: chat panes, mailboxes, calendars, the board, the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.sandbox.ats import Note, Row
from adapters.sandbox.chat import Line, Opened, account
from adapters.sandbox.feed import Entry
from adapters.sandbox.post import Opened as Mail
from adapters.sandbox.post import opened
from adapters.sandbox.seed import ORGANIZER, RAE, SEED_PEOPLE
from adapters.sandbox.world import SandboxWorld
from bot.domain.people import Platform
from bot.domain.time import Interval, local_day, zone

TEMPLATES = Path(__file__).parent / "templates"
LINES, MAILS, HAPPENINGS, AHEAD = 60, 30, 60, timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Owner:
    """A calendar on the page: `key` stands in addresses."""

    key: str
    name: str
    email: str
    zone: str


@dataclass(frozen=True, slots=True)
class Pane:
    """A person's chat, in Slack or in Teams, newest line first; `home` is empty until they open it, as always in Teams."""

    user: str
    chat: Platform
    name: str
    title: str
    zone: ZoneInfo
    lines: Sequence[Line]
    form: Opened | None
    home: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The coming fortnight of one calendar, by local day."""

    owner: Owner
    zone: ZoneInfo
    days: Sequence[tuple[datetime, Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class Applicant:
    row: Row
    notes: Sequence[Note]


OWNERS: Mapping[str, Owner] = {
    **{c.account.user: Owner(c.account.user, c.person.name, c.person.email, c.person.zone) for c in SEED_PEOPLE},
    "interviews": Owner("interviews", "Interviews", ORGANIZER, RAE.person.zone),
}
USERS = tuple(colleague.account.user for colleague in SEED_PEOPLE)
HOUSE = zone(RAE.person.zone)


async def page(
    world: SandboxWorld, *, happened: Sequence[tuple[datetime, str]], due: datetime | None, live: bool
) -> str:
    """Return the whole HTML document; `live` makes it load itself again every few seconds."""
    board = await world.ats.board()
    return _TEMPLATE.render(
        now=world.clock(),
        house=HOUSE,
        due=due,
        live=live,
        query="?live=1" if live else "",
        panes=[await _pane(world, user) for user in USERS],
        agendas=[await _agenda(world, owner) for owner in OWNERS.values()],
        mailboxes=await _mailboxes(world, board),
        board=[Applicant(row, await world.ats.notes(row.record.application)) for row in board],
        happened=sorted(happened, key=lambda row: row[0], reverse=True)[:HAPPENINGS],
    )


async def _pane(world: SandboxWorld, user: str) -> Pane:
    colleague = next(each for each in SEED_PEOPLE if each.account.user == user)
    person = colleague.person
    lines = list(reversed(await world.chat.lines(user)))[:LINES]
    form = await world.chat.opened(account(user))
    home = await world.chat.home_of(user) or {}
    return Pane(user, colleague.chat, person.name, person.title, zone(person.zone), lines, form, home)


async def _agenda(world: SandboxWorld, owner: Owner) -> Agenda:
    where, now = zone(owner.zone), world.clock()
    entries = await world.calendar.on(owner.email, Interval(now, now + AHEAD))
    days = groupby(entries, key=lambda entry: local_day(max(entry.span.start, now), zone=where))
    listed = [(max(day[0].span.start, now), day) for day in (list(group) for _, group in days)]
    return Agenda(owner, where, listed)


async def _mailboxes(world: SandboxWorld, board: Sequence[Row]) -> Sequence[tuple[str, Sequence[Mail]]]:
    """Every candidate's mailbox, empty ones too, then everybody else's who got mail; newest mail first."""
    mails = [opened(mail) for mail in reversed(await world.mailer.all())]
    boxes = dict.fromkeys([*(row.record.email.casefold() for row in board), *sorted({mail.box for mail in mails})])
    return [(box, [mail for mail in mails if mail.box == box][:MAILS]) for box in boxes]


def clock(at: datetime | str, where: ZoneInfo) -> str:
    return f"{_local(at, where):%H:%M}"


def day(at: datetime | str, where: ZoneInfo) -> str:
    local = _local(at, where)
    return f"{local:%a} {local.day} {local:%b %Y}"


def wall(at: datetime, where: ZoneInfo) -> str:
    """Return a local time as HTML's datetime-local has it."""
    return f"{_local(at, where):%Y-%m-%dT%H:%M}"


def when(span: Mapping[str, Any], where: ZoneInfo) -> str:
    """Return a time span in words; the second day is named where it ends on another one."""
    start = f"{day(span['at'], where)}, {clock(span['at'], where)}"
    if not span["until"]:
        return start
    same = _local(span["at"], where).date() == _local(span["until"], where).date()
    return f"{start}–{'' if same else day(span['until'], where) + ', '}{clock(span['until'], where)}"


def words(spans: Sequence[Mapping[str, Any]], where: ZoneInfo) -> str:
    """Return spans as plain text, for places that take no markup; a time there names its zone."""
    return "".join(
        f"{when(span, where)} ({where.key})" if span["kind"] == "time" else str(span["text"]) for span in spans
    )


def _local(at: datetime | str, where: ZoneInfo) -> datetime:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(where)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clock=clock, day=day, wall=wall, when=when, words=words)
    return environment


_TEMPLATE = _environment().get_template("demo.html")
