"""The people who work here, and tables of people, openings and candidates."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click

from adapters.app import bring_up_to_date, load_policy
from adapters.cli_run import run
from adapters.clock import real_clock
from adapters.imports import import_file
from adapters.settings import read_settings
from bot.csv_columns import person as described
from bot.desk import Desk
from bot.domain.policy import Policy
from bot.say.hours import ORIGINS, week
from bot.usecases import staff
from storage.engine import Database, open_store

NO_API: frozenset[str] = frozenset()


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(file: Path) -> None:
    """Take people, openings or candidates in from a CSV FILE; its header row says which. Safe to run twice.

    Every row that cannot be taken is named with its line and reason; the others go in.
    """
    run(_import(file.read_bytes()))


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


@click.group()
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
    run(_add({**columns, **told}))


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
    run(_readdress(former, new))


async def _readdress(former: str, new: str) -> None:
    async with _record() as (database, policy), database.store() as work:
        known = await staff.readdress(former, new, work=work, desk=Desk(policy, real_clock()))
    click.echo(f"{known.name} has the address {known.email} now.")
    if former.casefold() == policy.organisation.recruiter.casefold():
        click.echo("The policy still names the former one: put the new one under organisation.recruiter.")


@person.command("list")
def person_list() -> None:
    """Show everybody, with their tags and the accounts they speak from."""
    run(_list())


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
    run(_disable(mail))


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
