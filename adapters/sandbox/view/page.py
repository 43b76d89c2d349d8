"""The demo's whole page, put together from its parts."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.sandbox.coming import Coming
from adapters.sandbox.timeline import Moment
from adapters.sandbox.tour import Tour
from adapters.sandbox.view.board import columns
from adapters.sandbox.view.calendars import calendars
from adapters.sandbox.view.faces import face
from adapters.sandbox.view.fresh import Mark
from adapters.sandbox.view.house import HOUSE, OWNERS
from adapters.sandbox.view.mailboxes import mailbox
from adapters.sandbox.view.moments import timeline
from adapters.sandbox.view.news import news
from adapters.sandbox.view.panes import panes
from adapters.sandbox.view.visit import Theme, Visit
from adapters.sandbox.view.wording import city, clock, date, day, moment, short_day, since, wall, when, words
from adapters.sandbox.world import SandboxWorld
from bot.domain.policy import Policy

TEMPLATES = Path(__file__).parent.parent / "templates"
SHEETS = ("tokens", "base", "shell", "board", "chat", "form", "calendars", "mail", "timeline", "tour")
UNSEEN = Visit()


async def page(
    world: SandboxWorld,
    *,
    policy: Policy,
    visit: Visit = UNSEEN,
    happened: Sequence[Moment] = (),
    coming: Coming | None = None,
    tour: Tour | None = None,
) -> str:
    """Return the whole HTML document, as its visitor chose it, with what is new to them marked."""
    rows, choice, mark = await world.ats.board(), visit.choice, visit.mark
    shown = await panes(world, policy=policy, tabs=visit.tabs, seen=mark.chat)
    board = await columns(world, rows, seen=mark.note)
    return _TEMPLATE.render(
        sheets=SHEETS,
        now=world.clock(),
        house=HOUSE,
        coming=coming,
        tour=tour,
        touring=visit.touring,
        live=choice.live,
        query=choice.query(),
        choice=choice,
        theme=visit.theme,
        themes=tuple(Theme),
        notice=visit.notice,
        panes=shown,
        calendars=await calendars(world, choice=choice, mark=mark),
        owners=OWNERS.values(),
        mailbox=await mailbox(world, rows, choice=choice, seen=mark.mail),
        board=board,
        news=news(shown, board, mails=await _mails(world, mark)),
        timeline=timeline(happened, choice=choice),
    )


async def _mails(world: SandboxWorld, mark: Mark) -> int:
    return sum(int(mail.number) > mark.mail for mail in await world.mailer.all())


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(city=city, clock=clock, date=date, day=day, face=face, moment=moment)
    environment.filters.update(short_day=short_day, since=since, wall=wall, when=when, words=words)
    return environment


_TEMPLATE = _environment().get_template("demo/page.html")
