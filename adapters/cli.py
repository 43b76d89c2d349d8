"""The `usher` command: exit 0 done, 1 failed, 2 wrong use."""

import asyncio
import logging
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import click
from aiohttp import ClientSession

from adapters import logs
from adapters.app import serve
from adapters.demo import Tamper, staged, untouched
from adapters.settings import SettingsError, read_settings, ready_to_serve
from adapters.story import Broken, Stage, tell
from storage.engine import migrate

PORT = click.IntRange(0, 65535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Usher, the hiring coordinator: it places interviews, keeps candidates informed and never goes silent."""


@main.command()
@click.option("--port", type=PORT, default=8080, show_default=True, help="Where the page is served on this machine.")
@click.option("--story", is_flag=True, help="Play one booking in the terminal, check every step, and stop.")
def demo(port: int, story: bool) -> None:
    """Try everything without any account: a made-up team with calendars, mailboxes, chat, an ATS and a clock."""
    logs.to_stderr(logging.ERROR if story else logging.WARNING)
    _run(play_story() if story else _demo(port))


async def _demo(port: int) -> None:
    async with staged(port=port) as stage:
        click.echo(f"Usher's demo is at {stage.links.base_url}/demo  (Ctrl-C ends it; nothing is kept)")
        await asyncio.Event().wait()


async def play_story(tamper: Tamper = untouched) -> None:
    """Tell the story in the terminal; exits with 1 at the first step that did not happen. `tamper` is for tests."""
    async with staged(tamper=tamper) as stage, ClientSession() as fetch:
        step = 0
        try:
            async for seen in tell(Stage(stage.usher, stage.world, fetch, stage.forward)):
                step += 1
                click.echo(f"{click.style('✓', fg='green')} {seen}")
        except Broken as broken:
            _fail(f"✗ Step {step + 1} did not happen: {broken}")
    click.echo("All six steps happened, checked in the database and at the far end.")


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8080, show_default=True)
def serve_command(host: str, port: int) -> None:
    """Run the service; settings come from the environment or .env."""
    logs.to_stderr()
    _run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    settings = ready_to_serve(read_settings())
    await serve(
        settings, host=host, port=port, ready=lambda bound: click.echo(f"Usher listens on http://{host}:{bound}")
    )


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date; safe to run twice."""
    _run(migrate(read_settings().database_url))
    click.echo("The database is up to date.")


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what a person can mend is told in a sentence, without a stack."""
    try:
        asyncio.run(work)
    except SettingsError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"That did not work: {error.strerror or error}.")
    except KeyboardInterrupt:
        click.echo()


def _fail(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(1)
