"""The chat panes: what each person of the team sees in Slack or in Teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.chat import Line, Opened, account
from adapters.sandbox.seed import SEED_PEOPLE
from adapters.sandbox.view.house import USERS
from adapters.sandbox.world import SandboxWorld
from bot.domain.people import Platform
from bot.domain.time import zone

LINES = 60


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


async def panes(world: SandboxWorld) -> Sequence[Pane]:
    return [await _pane(world, user) for user in USERS]


async def _pane(world: SandboxWorld, user: str) -> Pane:
    colleague = next(each for each in SEED_PEOPLE if each.account.user == user)
    person = colleague.person
    lines = list(reversed(await world.chat.lines(user)))[:LINES]
    form = await world.chat.opened(account(user))
    home = await world.chat.home_of(user) or {}
    return Pane(user, colleague.chat, person.name, person.title, zone(person.zone), lines, form, home)
