"""The demo, on a page or as a story in the terminal."""

import logging

import click
from aiohttp import ClientSession

from adapters import logs
from adapters.app import until_stopped
from adapters.cli_run import PORT, fail, run
from adapters.demo import Tamper, staged, untouched
from adapters.story import tell
from adapters.story_after import tell as tell_after
from adapters.story_panel import tell as tell_panel
from adapters.story_stage import Broken, Stage


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Who reaches it; 0.0.0.0 inside a container.")
@click.option("--port", type=PORT, default=8080, show_default=True, help="Where the page is served on this machine.")
@click.option("--story", is_flag=True, help="Play two bookings and what follows, check every step, and stop.")
def demo(host: str, port: int, story: bool) -> None:
    """Try everything without any account: a made-up team with calendars, mailboxes, chat, an ATS and a clock."""
    logs.to_stderr(logging.ERROR if story else logging.WARNING)
    run(play_story() if story else _demo(host, port))


async def _demo(host: str, port: int) -> None:
    stop = until_stopped()
    click.echo("Making up a team that has hired for a week …")
    async with staged(host=host, port=port) as stage:
        click.echo(f"Usher's demo is at {stage.links.base_url}/demo  (Ctrl-C ends it; nothing is kept)")
        await stop.wait()


async def play_story(tamper: Tamper = untouched) -> None:
    """Tell the story in the terminal; exits with 1 at the first step that did not happen. `tamper` is for tests."""
    async with staged(prologue=False, tamper=tamper) as stage, ClientSession() as fetch:
        step = 0
        try:
            for part in (tell, tell_panel, tell_after):
                async for seen in part(Stage(stage.usher, stage.world, fetch, stage.forward, stage.hands)):
                    step += 1
                    click.echo(f"{click.style('✓', fg='green')} {seen}")
        except Broken as broken:
            fail(f"✗ Step {step + 1} did not happen: {broken}")
    click.echo(f"All {step} steps happened, checked in the database and at the far end.")
