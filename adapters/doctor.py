"""`usher doctor`: looks at everything the settings connect, changes nothing, and says what would mend what is wrong.

It runs beside `usher serve` and without it, and also where settings are half-filled: what cannot be looked at because of
that is left out, and what lacks is named.
"""

import json
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from aiohttp import ClientSession

from adapters import calendar_setup, checks, http, own_checks
from adapters.app import load_policy
from adapters.clock import real_clock
from adapters.settings import CALENDARS, Settings, SettingsError, read_settings, ready_to_serve
from bot.deeds.health import PATIENCE, looked
from bot.domain.findings import Condition, Finding, by_thing, in_order, worst
from bot.domain.policy import Policy
from bot.ports import Calendar
from bot.say.health import GROUPS, summary, thing, titled
from storage.engine import Database, open_store

VERSION = 1
"""Of the shape that `--json` prints; it rises when a field changes its meaning or goes."""
MARKS = {Condition.FINE: "✓", Condition.WATCH: "!", Condition.WRONG: "✗", Condition.OFF: "–"}
LABEL, NARROW, WIDE = 32, 72, 120


async def examined(
    settings: Settings | None = None, *, writes: bool = False, patience: float = PATIENCE
) -> tuple[Finding, ...]:
    """Return everything that was found, from the settings given or those of the environment."""
    if settings is None:
        try:
            settings = read_settings()
        except SettingsError as error:
            return await looked({"settings.complete": own_checks.settings(error.problems)}, patience=patience)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(http.session())
        database, trouble = _database(settings)
        if database is not None:
            stack.push_async_callback(database.close)
        found = await _first(settings, database, trouble, session=session, patience=patience)
        read, faults = _policy(settings)
        if read is None or database is None or _state_of("database.ready", found) is not Condition.FINE:
            return (*found, *faults)
        connected, missing = _connected(settings, read, database=database, session=session, stack=stack)
        place = checks.Premises(settings, read, database, session, connected, writes)
        return (*found, *faults, *missing, *await looked(checks.about_record(place), patience=patience))


async def _first(
    settings: Settings,
    database: Database | None,
    trouble: Sequence[Finding],
    *,
    session: ClientSession,
    patience: float,
) -> tuple[Finding, ...]:
    """Return what is found without the policy and without reading the record."""
    to_look = {
        **checks.about_settings(settings, problems=_problems(settings)),
        **checks.about_slack(settings, database=database, session=session),
        **checks.about_teams(settings, session=session),
        "database.ready": own_checks.found(*trouble),
    }
    if database is not None:
        ready = await looked({"database.ready": checks.about_database(database)["database.ready"]}, patience=patience)
        to_look["database.ready"] = own_checks.found(*ready)
        if worst(ready) is Condition.FINE:
            to_look |= checks.about_database(database)
    return await looked(to_look, patience=patience)


def _problems(settings: Settings) -> Sequence[str]:
    try:
        ready_to_serve(settings)
    except SettingsError as error:
        return error.problems
    return ()


def _database(settings: Settings) -> tuple[Database | None, Sequence[Finding]]:
    """Return the database, or why there is none to be opened; a file that is not there is not made."""
    name, url = "database.ready", settings.database_url
    file = url.partition("///")[2]
    if url.startswith("sqlite") and file and not Path(file).exists():
        return None, [Finding(name, Condition.WRONG, f"There is no {file} yet.", "Run usher migrate, or usher serve.")]
    try:
        return open_store(url, clock=real_clock), ()
    except ValueError as error:
        return None, [Finding(name, Condition.WRONG, f"It cannot be used: {error}.", "Mend USHER_DATABASE_URL.")]


def _policy(settings: Settings) -> tuple[Policy | None, Sequence[Finding]]:
    try:
        read = load_policy(settings.policy)
    except SettingsError as error:
        told = (Finding(f"policy.reads/{n}", Condition.WRONG, each) for n, each in enumerate(error.problems, 1))
        return None, tuple(told)
    return read, (Finding("policy.reads", Condition.FINE, f"{settings.policy} reads."),)


def _connected(
    settings: Settings, read: Policy, *, database: Database, session: ClientSession, stack: AsyncExitStack
) -> tuple[Mapping[str, Calendar], Sequence[Finding]]:
    """Return the calendars that can be connected, each by itself, and why the others cannot."""
    calendars: dict[str, Calendar] = {}
    missing: list[Finding] = []
    for name in dict.fromkeys(each for each in settings.calendars if each in CALENDARS):
        alone, own = replace(settings, calendars=(name,)), ExitStack()
        organisation = replace(read.organisation, calendar=name)
        connected = calendar_setup.connected(alone, organisation=organisation, database=database, session=session)
        try:
            calendars |= own.enter_context(connected)
        except (SettingsError, ValueError) as error:
            missing.append(Finding(f"calendars.{name}", Condition.WRONG, str(error)))
        stack.callback(own.close)
    return calendars, missing


def _state_of(name: str, findings: Sequence[Finding]) -> Condition:
    return worst(each for each in findings if each.name == name)


# --- printed ------------------------------------------------------------------------------------------------------


def as_json(findings: Sequence[Finding], *, at: datetime) -> str:
    """Return the findings for other programs; docs/doctor.md documents the shape."""
    told = [
        {"group": each.group, "name": each.name, "state": each.state.value, "says": each.says, "cure": each.cure}
        for each in findings
    ]
    whole = {"version": VERSION, "at": at.isoformat(), "state": worst(findings).value, "findings": told}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def as_table(findings: Sequence[Finding], *, width: int = 0) -> Iterator[tuple[Condition | None, str]]:
    """Yield the lines of a table for people, each with the state that colours it; parts that are well stand as one."""
    width = min(max(width or shutil.get_terminal_size((100, 40)).columns, NARROW), WIDE)
    for group, those in in_order(_told(findings), groups=tuple(GROUPS)).items():
        yield None, GROUPS.get(group, titled(group))
        for each in those:
            yield from ((each.state, line) for line in _lines(each, width=width))
        yield None, ""
    yield worst(findings), summary(findings)


def _told(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what is well once for each thing, and everything else by itself."""
    bad = {each.thing for each in findings if each.state in {Condition.WRONG, Condition.WATCH}}
    for one in by_thing(findings):
        if one.thing not in bad:
            yield one
        else:
            parts = [each for each in findings if each.thing == one.thing]
            fine = [each for each in parts if each.state in {Condition.FINE, Condition.OFF}]
            yield from (each for each in parts if each not in fine)
            yield from by_thing(fine)


def _lines(finding: Finding, *, width: int) -> Iterator[str]:
    label = titled(thing(finding))
    head = f"  {MARKS[finding.state]} {label:<{LABEL}} "
    yield from textwrap.wrap(
        finding.says, width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    ) or [head]
    if finding.cure and finding.state is not Condition.FINE:
        gap = " " * len(head)
        yield from textwrap.wrap(
            finding.cure, width, initial_indent=f"{gap}→ ", subsequent_indent=f"{gap}  ", break_on_hyphens=False
        )
