"""The commands of whoever runs the service: serve it, look at everything it needs, bring its database up to date."""

import logging
import sys

import click

from adapters import doctor, logs
from adapters.app import bring_up_to_date, serve
from adapters.cli_run import PORT, run
from adapters.clock import real_clock
from adapters.settings import read_settings, ready_to_serve
from bot.domain.findings import Condition, worst

COLOURS = {Condition.FINE: "green", Condition.WATCH: "yellow", Condition.WRONG: "red", Condition.OFF: "bright_black"}


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8080, show_default=True)
def serve_command(host: str, port: int) -> None:
    """Run the service; settings come from the environment or .env."""
    logs.to_stderr()
    run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    settings = ready_to_serve(read_settings(), host=host)
    await serve(
        settings, host=host, port=port, ready=lambda bound: click.echo(f"Usher listens on http://{host}:{bound}")
    )


@click.command("doctor")
@click.option("--json", "as_data", is_flag=True, help="For other programs; docs/doctor.md tells the shape.")
@click.option("--write", "writes", is_flag=True, help="Also place an event on the organiser's calendar, and remove it.")
def doctor_command(as_data: bool, writes: bool) -> None:
    """Look at every connection, permission and setting, and say what mends what is wrong. Exit 1 if anything is.

    Nothing is changed or sent; with --write one event without guests stands for a moment, 300 days ahead.
    """
    logs.to_stderr(logging.ERROR)
    run(_doctor(as_data, writes))


async def _doctor(as_data: bool, writes: bool) -> None:
    findings = await doctor.examined(writes=writes)
    if as_data:
        click.echo(doctor.as_json(findings, at=real_clock()))
    else:
        for state, line in doctor.as_table(findings):
            click.secho(line, fg=COLOURS[state] if state else None, bold=state is None)
    if worst(findings) is Condition.WRONG:
        sys.exit(1)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date; safe to run twice."""
    run(bring_up_to_date(read_settings().database_url))
    click.echo("The database is up to date.")
