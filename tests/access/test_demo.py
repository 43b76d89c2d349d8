"""The demo's page shuts nobody out either: empty and busy, with its forms, its tour, a mail and what the links lead to."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, expect

from adapters.demo import staged
from tests.access.axe import Judge, axe
from tests.journeys.browser import DESKTOP
from tests.journeys.demo_page import Visit, visiting

pytestmark = [pytest.mark.large, pytest.mark.xdist_group("axe")]

WEDNESDAY = datetime(2027, 3, 3, 10, tzinfo=UTC)
RAE, JONAS = "Rae Morgan", "Jonas Keller"


@asynccontextmanager
async def judged(browser: Browser, *, prologue: bool) -> AsyncIterator[tuple[Visit, Judge]]:
    source = axe()
    async with (
        staged(start=WEDNESDAY, prologue=prologue) as demo,
        visiting(browser, demo, size=DESKTOP, bypass_csp=True) as visit,
    ):
        yield visit, Judge(visit.page, source)


async def test_the_page_at_its_beginning_and_as_people_press_shuts_nobody_out(browser: Browser) -> None:
    async with judged(browser, prologue=False) as (visit, judge):
        await judge.looks("nothing has happened")

        await visit.moves("Ada Obi", to="Team panel")
        await expect(visit.pane(JONAS).get_by_role("button", name="Both work")).to_be_visible()
        await visit.writes("/usher schedule Kenji Watanabe", as_=RAE)
        await expect(visit.pane(RAE).get_by_role("dialog")).to_be_visible()
        await judge.looks("a form stands open")

        await visit.presses("Suggest a time", on=visit.pane(JONAS))
        await visit.page.evaluate("for (const form of document.forms) form.noValidate = true")
        await visit.presses("Send", on=visit.pane(JONAS).get_by_role("dialog"))
        await expect(visit.pane(JONAS).get_by_role("dialog")).to_be_visible()
        await judge.looks("a form came back")

        judge.finds_nothing()


async def test_the_busy_page_and_all_that_opens_on_it_shuts_nobody_out(browser: Browser) -> None:
    async with judged(browser, prologue=True) as (visit, judge):
        await judge.looks("as a visitor meets it")

        await visit.presses("Home", on=visit.pane(RAE))
        await expect(visit.page.get_by_role("region", name="Home of Rae Morgan")).to_be_visible()
        for folded in await visit.page.locator("details:not(.menu)").all():
            await folded.evaluate("each => { each.open = true }")
        await judge.looks("all is unfolded, and a Home")
        await visit.hands.press(visit.card("Ada Obi").locator("summary"))
        await judge.glances("a menu", besides=["target-size"])  # it lies over the cards below it

        for link in list(links(await visit.page.get_by_role("link").evaluate_all(TARGETS))):
            await visit.page.goto(link)
            await judge.glances(link)
        await visit.hands.press(visit.page.get_by_role("button", name="Skip the tour"))
        await expect(visit.page.get_by_role("button", name="Show the tour")).to_be_visible()
        await judge.glances("without the tour")

        judge.finds_nothing()


TARGETS = "all => all.map(each => each.href).filter(each => each.startsWith(location.origin + '/demo'))"


def links(found: list[str]) -> Iterator[str]:
    """Yield one link of each sort: the same parameters, or the same kind of part of the page."""
    seen: set[str] = set()
    for link in found:
        query = link.partition("?")[2].partition("#")[0]
        sort = "&".join(sorted(part.partition("=")[0] for part in query.split("&")))
        if query and sort not in seen:
            seen.add(sort)
            yield link
