"""The demo's whole page, put together from its parts."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.sandbox.view.agendas import agendas
from adapters.sandbox.view.board import applicants
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.fresh import Mark
from adapters.sandbox.view.house import HOUSE
from adapters.sandbox.view.mailboxes import mailboxes
from adapters.sandbox.view.panes import panes
from adapters.sandbox.view.wording import clock, day, wall, when, words
from adapters.sandbox.world import SandboxWorld

TEMPLATES = Path(__file__).parent.parent / "templates"
SHEETS = ("tokens", "base", "board", "chat", "calendars", "mail", "timeline", "tour")
HAPPENINGS = 60


async def page(
    world: SandboxWorld, *, happened: Sequence[tuple[datetime, str]], due: datetime | None, choice: Choice, mark: Mark
) -> str:
    """Return the whole HTML document, as its visitor chose it; what lies beyond `mark` is new."""
    rows = await world.ats.board()
    return _TEMPLATE.render(
        sheets=SHEETS,
        now=world.clock(),
        house=HOUSE,
        due=due,
        live=choice.live,
        query=choice.query(),
        choice=choice,
        panes=await panes(world),
        agendas=await agendas(world),
        mailboxes=await mailboxes(world, rows),
        board=await applicants(world, rows),
        happened=sorted(happened, key=lambda row: row[0], reverse=True)[:HAPPENINGS],
    )


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


_TEMPLATE = _environment().get_template("demo/page.html")
