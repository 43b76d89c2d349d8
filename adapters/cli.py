"""The `usher` command: exit 0 done, 1 failed, 2 wrong use."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click
from aiohttp import ClientSession

from adapters import doctor, logs
from adapters.app import bring_up_to_date, load_policy, serve, until_stopped
from adapters.cli_manifests import fail, manifest, teams_package
from adapters.clock import real_clock
from adapters.demo import Tamper, staged, untouched
from adapters.imports import import_file
from adapters.settings import SettingsError, read_settings, ready_to_serve
from adapters.story import tell
from adapters.story_panel import tell as tell_panel
from adapters.story_stage import Broken, Stage
from bot.csv_columns import person as described
from bot.desk import Desk
from bot.domain.findings import Condition, worst
from bot.domain.policy import Policy
from bot.domain.refusal import Refusal
from bot.say.hours import ORIGINS, week
from bot.usecases import staff
from storage.engine import Database, open_store

NO_API: frozenset[str] = frozenset()
PORT = click.IntRange(0, 65535)
COLOURS = {Condition.FINE: "green", Condition.WATCH: "yellow", Condition.WRONG: "red", Condition.OFF: "bright_black"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="usher", message="%(prog)s %(version)s")
def main() -> None:
    """Usher, the hiring coordinator: it places interviews, keeps candidates informed and never goes silent."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Who reaches it; 0.0.0.0 inside a container.")
@click.option("--port", type=PORT, default=8080, show_default=True, help="Where the page is served on this machine.")
@click.option("--story", is_flag=True, help="Play two bookings in the terminal, check every step, and stop.")
def demo(host: str, port: int, story: bool) -> None:
    """Try everything without any account: a made-up team with calendars, mailboxes, chat, an ATS and a clock."""
    logs.to_stderr(logging.ERROR if story else logging.WARNING)
    _run(play_story() if story else _demo(host, port))


async def _demo(host: str, port: int) -> None:
    stop = until_stopped()
    async with staged(host=host, port=port) as stage:
        click.echo(f"Usher's demo is at {stage.links.base_url}/demo  (Ctrl-C ends it; nothing is kept)")
        await stop.wait()


async def play_story(tamper: Tamper = untouched) -> None:
    """Tell the story in the terminal; exits with 1 at the first step that did not happen. `tamper` is for tests."""
    async with staged(tamper=tamper) as stage, ClientSession() as fetch:
        step = 0
        try:
            for part in (tell, tell_panel):
                async for seen in part(Stage(stage.usher, stage.world, fetch, stage.forward)):
                    step += 1
                    click.echo(f"{click.style('✓', fg='green')} {seen}")
        except Broken as broken:
            fail(f"✗ Step {step + 1} did not happen: {broken}")
    click.echo(f"All {step} steps happened, checked in the database and at the far end.")


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8080, show_default=True)
def serve_command(host: str, port: int) -> None:
    """Run the service; settings come from the environment or .env."""
    logs.to_stderr()
    _run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    settings = ready_to_serve(read_settings(), host=host)
    await serve(
        settings, host=host, port=port, ready=lambda bound: click.echo(f"Usher listens on http://{host}:{bound}")
    )


@main.command("doctor")
@click.option("--json", "as_data", is_flag=True, help="For other programs; the README tells the shape.")
@click.option("--write", "writes", is_flag=True, help="Also place an event on the organiser's calendar, and remove it.")
def doctor_command(as_data: bool, writes: bool) -> None:
    """Look at every connection, permission and setting, and say what mends what is wrong. Exit 1 if anything is.

    Nothing is changed or sent; with --write one event without guests stands for a moment, 300 days ahead.
    """
    logs.to_stderr(logging.ERROR)
    _run(_doctor(as_data, writes))


async def _doctor(as_data: bool, writes: bool) -> None:
    findings = await doctor.examined(writes=writes)
    if as_data:
        click.echo(doctor.as_json(findings, at=real_clock()))
    else:
        for state, line in doctor.as_table(findings):
            click.secho(line, fg=COLOURS[state] if state else None, bold=state is None)
    if worst(findings) is Condition.WRONG:
        sys.exit(1)


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date; safe to run twice."""
    _run(bring_up_to_date(read_settings().database_url))
    click.echo("The database is up to date.")


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(file: Path) -> None:
    """Take people, openings or candidates in from a CSV FILE; its header row says which. Safe to run twice.

    Every row that cannot be taken is named with its line and reason; the others go in.
    """
    _run(_import(file.read_bytes()))


async def _import(data: bytes) -> None:
    async with _record() as (database, policy):
        with click.progressbar(length=1, label="Importing", file=sys.stderr) as bar:

            def progress(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            report = await import_file(
                data, store=database.store, clock=real_clock, policy=policy, apis=NO_API, progress=progress
            )
    for problem in report.problems:
        where = f"line {problem.line}" + (f", {problem.column}" if problem.column else "")
        click.echo(f"{where}: {problem.reason}", err=True)
    if report.encoding.casefold() != "utf-8":
        click.echo(f"The file was read as {report.encoding}; look at the names once.", err=True)
    counts = f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged"
    click.echo(f"{report.table.value}: {counts}, {len(report.problems)} not taken; {report.resumed} interviews resumed")
    if report.problems:
        sys.exit(1)


@main.group()
def person() -> None:
    """Add, mend, list or disable the people who work here."""


@person.command("add")
@click.argument("mail")
@click.option("--name", required=True)
@click.option("--title", default="")
@click.option("--zone", default="", help="IANA name, such as Europe/London; “calendar” follows their calendar.")
@click.option(
    "--hours", default="", help='Working hours, such as "Mon-Fri 09:00-17:00"; “calendar” follows their calendar.'
)
@click.option("--calendar", default="", help="Which of USHER_CALENDARS is theirs; “none” for somebody without one.")
@click.option(
    "--role", "roles", multiple=True, help="Several times: recruiter, coordinator, hiring_manager, interviewer, admin."
)
@click.option("--tag", "tags", multiple=True, help="Several times: what they can interview about, such as technical.")
@click.option(
    "--off", "days_off", multiple=True, help="Several times: a day off, or a stretch: 2026-12-21..2027-01-02."
)
@click.option(
    "--delegate", default="", help="Who stands in while they are away, by mail address; “none” takes it back."
)
@click.option("--ats-user", default="", help="Their user id in the ATS.")
@click.option("--slack", default="", help="WORKSPACE/USER, such as T0123ABCD/U0456EFGH.")
@click.option("--teams", default="", help="TENANT/USER, the tenant's id and the user's object id in Entra.")
def person_add(
    mail: str, roles: tuple[str, ...], tags: tuple[str, ...], days_off: tuple[str, ...], **told: str
) -> None:
    """Add somebody by MAIL, or mend and bring back whoever has that address.

    Days off that are told take the place of those that were known; --off none leaves them without any.
    """
    columns = {
        "mail": mail,
        "roles": ";".join(roles),
        "tags": ";".join(tags),
        "days off": ";".join(days_off),
        "working hours": told.pop("hours"),
        "ats user": told.pop("ats_user"),
    }
    _run(_add({**columns, **told}))


async def _add(told: dict[str, str]) -> None:
    row = described(told)
    async with _record() as (database, policy), database.store() as work:
        added = await staff.add(row, work=work, desk=Desk(policy, real_clock()))
    click.echo(f"{added.person.name} <{added.person.email}>: {added.outcome}")


@person.command("mail")
@click.argument("former")
@click.argument("new")
def person_mail(former: str, new: str) -> None:
    """Change somebody's address from FORMER to NEW; everything else of theirs stays."""
    _run(_readdress(former, new))


async def _readdress(former: str, new: str) -> None:
    async with _record() as (database, policy), database.store() as work:
        known = await staff.readdress(former, new, work=work, desk=Desk(policy, real_clock()))
    click.echo(f"{known.name} has the address {known.email} now.")
    if former.casefold() == policy.organisation.recruiter.casefold():
        click.echo("The policy still names the former one: put the new one under organisation.recruiter.")


@person.command("list")
def person_list() -> None:
    """Show everybody, with their tags and the accounts they speak from."""
    _run(_list())


async def _list() -> None:
    async with _record() as (database, _), database.store() as work:
        everybody = await staff.everybody(work)
        if not everybody:
            click.echo("Nobody yet. Add people with: usher person add, or usher import.")
        for listed in everybody:
            known = listed.person
            accounts = ", ".join(f"{a.platform} {a.tenant}/{a.user}" for a in listed.accounts) or "no chat account"
            roles = ", ".join(sorted(known.roles)) or "no role"
            tags = f"tagged {', '.join(sorted(known.tags))}" if known.tags else "no tags"
            state = "" if known.active else "  (disabled)"
            stands_in = f"  delegate {listed.delegate.name}" if listed.delegate else ""
            off = f"  off {', '.join(map(str, sorted(known.days_off)))}" if known.days_off else ""
            works = f"{known.zone} ({ORIGINS[known.zone_from]})  {week(known.hours)} ({ORIGINS[known.hours_origin]})"
            calendar = f"{known.calendar} calendar" if known.has_calendar else "no calendar"
            click.echo(
                f"{known.name} <{known.email}>  {roles}  {tags}  {works}  {calendar}  {accounts}{off}{stands_in}{state}"
            )


@person.command("disable")
@click.argument("mail")
def person_disable(mail: str) -> None:
    """Let somebody in no more, and say what they still have in hand."""
    _run(_disable(mail))


async def _disable(mail: str) -> None:
    async with _record() as (database, policy), database.store() as work:
        left = await staff.disable(mail, work=work, desk=Desk(policy, real_clock()))
    click.echo(f"{left.person.name} is disabled. Booked with them: {left.booked}; being arranged: {left.looking}.")
    for title in left.waiting:
        click.echo(f"Waits for somebody else: {title}")


@asynccontextmanager
async def _record() -> AsyncIterator[tuple[Database, Policy]]:
    """Open the database, brought up to date, beside the policy."""
    settings = read_settings()
    policy = load_policy(settings.policy)
    await bring_up_to_date(settings.database_url)
    database = open_store(settings.database_url, clock=real_clock)
    try:
        yield database, policy
    finally:
        await database.close()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what a person can mend is told in a sentence, without a stack."""
    try:
        asyncio.run(work)
    except (SettingsError, Refusal) as error:
        fail(str(error))
    except OSError as error:
        fail(f"That did not work: {error.strerror or error}.")
    except KeyboardInterrupt:
        click.echo()


main.add_command(manifest)
main.add_command(teams_package)
