"""The debrief pack as a hiring manager meets it, in Chromium on a phone, without scripts: from the card to paper."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from prometheus_client import CollectorRegistry

from adapters.web.look import Look
from adapters.web.rooms import SignedInPages
from adapters.web.server import application, serving
from storage.engine import open_store
from tests.journeys.browser import PHONE
from tests.office import KEYS, POLICY
from tests.usecases.debriefing import ADAS, HOUR, Kitchen, kitchen, says
from tests.usecases.signing_in import WAY_IN
from tests.when import SettableClock

COLOURS = "element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
PAPER = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


@dataclass
class Site:
    office: Kitchen
    base: str

    async def link(self) -> str:
        """Return the way in from the card that Hana has in chat."""
        [card] = await self.office.told("hana")
        found = WAY_IN.search(card)
        assert found is not None
        return f"{self.base}/in/{found.group(1)}"


@pytest.fixture
async def web(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Site]:
    shutil.copyfile(sqlite_template, tmp_path / "usher.db")
    clock = SettableClock()
    database = open_store(f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}", clock=clock)
    office = await Kitchen(database.store, clock, policy=kitchen()).furnished()
    await office.is_over()
    await office.sends(office.ivo, *says("2", "The second batch stayed raw, and she served it.", "no"))
    await office.sends(office.lin, *says("4", "She laminated a dough in forty minutes.", "strong_yes"))
    await office.forward(9 * HOUR)
    look = Look.of(POLICY.organisation)
    pages = SignedInPages(office.handle, KEYS, look, office.links, secure=False)
    app = application(pages.routes(), look=look, links=office.links, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port:
        yield Site(office, f"http://127.0.0.1:{port}")
    await database.close()


async def test_a_hiring_manager_comes_from_the_card_reads_the_pack_and_prints_it(web: Site, page: Page) -> None:
    await page.goto(f"{web.base}/debrief/{ADAS}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in")
    await page.goto(await web.link())
    await page.get_by_role("button", name="Continue").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Debrief: Ada Obi, Pastry Chef")
    competency = page.get_by_role("region", name="Baking under time")
    await expect(competency.get_by_role("term")).to_have_text(["Lin Chen", "Ivo Petrov"])
    await expect(competency.get_by_role("definition").first).to_contain_text("Strong evidence")
    await expect(competency.get_by_role("definition").first).to_contain_text("laminated a dough")
    await expect(page.get_by_role("region", name="Would you go on")).to_contain_text("Strong yes")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.url == f"{web.base}/debrief/{ADAS}"

    await page.emulate_media(media="print", color_scheme="dark")
    assert await page.locator("body").evaluate(COLOURS) == PAPER
    assert await competency.locator("dl").evaluate(COLOURS) == PAPER
    assert await competency.evaluate("element => getComputedStyle(element).breakInside") == "avoid"
    await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
