"""The chat panes: what each person of the team sees in Slack or in Teams, and what they could type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.chat import By, Line, Opened, account
from adapters.sandbox.seed import SEED_PEOPLE, Colleague
from adapters.sandbox.world import SandboxWorld
from bot.commands import allowed
from bot.domain.people import Platform, Role
from bot.domain.policy import Policy
from bot.domain.time import local_day, zone

LINES, MOST = 60, 3
FOLDED = frozenset({"priya"})
HOME, MESSAGES = "home", "messages"
CALLED = "/usher "
FIRST: Mapping[Role, Sequence[str]] = {
    Role.RECRUITER: ("schedule", "waiting"),
    Role.HIRING_MANAGER: ("pipeline",),
}
FOR_ALL = ("mine", "help")


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day of the reader's, oldest first."""

    day: date
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Pane:
    """A person's chat, in Slack or in Teams; `home` is empty until they open it, as always in Teams.

    `said` are commands to try, `known` all that they may type. What is beyond `seen` is new.
    """

    user: str
    chat: Platform
    name: str
    title: str
    zone: ZoneInfo
    days: Sequence[Day]
    form: Opened | None
    home: Mapping[str, Any]
    tab: str
    said: Sequence[str]
    known: Sequence[str]
    seen: int

    @property
    def in_teams(self) -> bool:
        return self.chat is Platform.TEAMS

    @property
    def folded(self) -> bool:
        """Whether the pane is put away at first: the story can be told without it."""
        return self.user in FOLDED

    @property
    def fresh(self) -> int:
        """How many lines of Usher's the last press brought or changed."""
        return sum(self.is_new(line) for day in self.days for line in day.lines)

    def is_new(self, line: Line) -> bool:
        return line.by is not By.YOU and line.change > self.seen


async def panes(world: SandboxWorld, *, policy: Policy, tabs: Mapping[str, str], seen: int) -> Sequence[Pane]:
    """Return everybody's pane; `tabs` tells who looks at their Home, `seen` the last change before the last press."""
    lines = await world.chat.every_line()
    return [await _pane(world, each, policy=policy, tabs=tabs, lines=lines, seen=seen) for each in SEED_PEOPLE]


async def _pane(
    world: SandboxWorld,
    colleague: Colleague,
    *,
    policy: Policy,
    tabs: Mapping[str, str],
    lines: Sequence[Line],
    seen: int,
) -> Pane:
    user, person = colleague.account.user, colleague.person
    where = zone(person.zone)
    mine = [line for line in lines if line.user == user][-LINES:]
    days = [Day(day, [*group]) for day, group in groupby(mine, key=lambda line: local_day(line.at, zone=where))]
    home = await world.chat.home_of(user) or {}
    said, known = _commands(colleague, policy)
    return Pane(
        user,
        colleague.chat,
        person.name,
        person.title,
        where,
        days,
        await world.chat.opened(account(user)),
        home,
        tabs.get(user, MESSAGES) if home else MESSAGES,
        said,
        known,
        seen,
    )


def _commands(colleague: Colleague, policy: Policy) -> tuple[Sequence[str], Sequence[str]]:
    """Return what to try first, and everything: as it is typed in this chat, with the examples of the table."""
    called = "" if colleague.chat is Platform.TEAMS else CALLED
    examples = {command.name: f"{called}{command.example}" for command in allowed(colleague.person, policy=policy)}
    examples["help"] = f"{called}help"
    of_role = next((names for role, names in FIRST.items() if role in colleague.person.roles), ())
    return [examples[name] for name in (*of_role, *FOR_ALL) if name in examples][:MOST], [*examples.values()]
