"""What chat platforms want to know about the app: the commands that print it, or pack it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from adapters.cli_run import fail
from adapters.manifests import FIRST, NOTE, Json, Publisher, printed, slack, teams
from adapters.settings import read_settings
from adapters.teams_package import package
from adapters.teams_settings import GUID
from bot.commands import COMMANDS

Called = TypeVar("Called", bound=Callable[..., None])


def of_the_app(command: Called) -> Called:
    """What a Teams app says of itself; Teams asks for all of it."""
    for option in (
        click.option("--publisher", default="Usher", show_default=True, help="Who makes it: your organisation, say."),
        click.option("--website", default="", help="Where people read about it; as it stands, USHER_BASE_URL."),
        click.option("--privacy", default="", help="Your statement on privacy; as it stands, the website."),
        click.option("--terms", default="", help="Your terms of use; as it stands, the website."),
        click.option("--app-version", default=FIRST, show_default=True, help="An update needs a higher one."),
    ):
        command = option(command)
    return command


@click.group()
def manifest() -> None:
    """Print what a chat platform wants to know about the app."""


@manifest.command("slack")
@click.option("--socket", is_flag=True, help="For Socket Mode: without a public address.")
def manifest_slack(socket: bool) -> None:
    """Print the Slack app manifest, with the address of USHER_BASE_URL in it."""
    base_url = "" if socket else read_settings().base_url
    if not base_url and not socket:
        fail("Set USHER_BASE_URL to the address that Slack will reach, or use --socket for Socket Mode.")
    click.echo(printed(slack(COMMANDS, base_url=base_url, shortcuts=(NOTE,))), nl=False)


@manifest.command("teams")
@of_the_app
def manifest_teams(**about: str) -> None:
    """Print the manifest of the Teams app, with TEAMS_APP_ID in it."""
    click.echo(printed(_teams_manifest(**about)), nl=False)


@click.command("teams-package")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@of_the_app
def teams_package(file: Path, **about: str) -> None:
    """Write the Teams app into FILE.zip: what an admin uploads to Teams."""
    packed = package(_teams_manifest(**about))
    try:
        file.write_bytes(packed)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror or error}.")
    click.echo(f"{file} is ready to be uploaded to Teams: Apps, Manage your apps, Upload an app.")


def _teams_manifest(*, publisher: str, website: str, privacy: str, terms: str, app_version: str) -> Json:
    settings = read_settings()
    base = settings.base_url if settings.base_url.startswith("https://") else ""
    pages = [each or website or base for each in (website, privacy, terms)]
    if not GUID.fullmatch(settings.teams.app_id):
        fail("Set TEAMS_APP_ID to the id of the app registered in Entra, such as 12345678-90ab-cdef-1234-567890abcdef.")
    if not all(page.startswith("https://") for page in pages):
        fail("Teams shows where people read about the app. Set USHER_BASE_URL to an https address, or name --website.")
    about = Publisher(publisher, *pages)
    return teams(COMMANDS, app_id=settings.teams.app_id, publisher=about, version=app_version)
