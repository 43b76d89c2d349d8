"""Makes the README's pictures from the running demo: `make screenshots`.

Beside them, docs/images/shown.json keeps what each shows, as `seen` tells it: its words and structure, and how it is drawn.
A large test compares that with the demo as it is now, so that pictures do not grow old unnoticed.
"""

import asyncio
import hashlib
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from adapters.demo import Demo, staged
from tests.journeys.browser import PHONE, QUIET, chromium
from tests.journeys.demo_page import Visit, visiting

ROOT = Path(__file__).parent.parent
HERE = ROOT / "docs" / "images"
SHOWN = HERE / "shown.json"
SHEETS = (ROOT / "adapters" / "sandbox" / "static" / "css", ROOT / "adapters" / "web" / "templates")
WEDNESDAY = datetime(2027, 3, 3, 10, tzinfo=UTC)
WIDE = ViewportSize(width=1440, height=1000)
TALL = ViewportSize(width=1440, height=1720)
ADA, JONAS, OLU, INES = "Ada Obi", "Jonas Keller", "Olu Bello", "Ines Duarte"
PASSING = re.compile(r"/url: \S+|\[ref=\w+\]|\b\d+ ?(?:ms|s)\b")
"""What differs from run to run: addresses with tokens and ports."""


@asynccontextmanager
async def pictured(browser: Browser) -> AsyncIterator["Album"]:
    """Stage the demo at its one fixed moment, for pictures to be taken of it."""
    async with staged(start=WEDNESDAY) as demo, visiting(browser, demo, size=WIDE) as visit:
        yield Album(demo, visit)


class Album:
    """The pictures, taken one after the other as the story goes on; `keep` says what is done with each."""

    def __init__(self, demo: Demo, visit: Visit) -> None:
        self.visit = visit
        self._demo = demo

    async def pages(self) -> AsyncIterator[tuple[str, Page]]:
        """Yield each page to be pictured, by its name, as it should look then."""
        visit, page = self.visit, self.visit.page
        await page.emulate_media(reduced_motion="reduce")
        yield "tour", page
        await visit.moves(ADA, to="Team panel")
        await visit.hands.press(page.get_by_role("button", name="Skip the tour"))
        await visit.presses("Both work", on=visit.pane(JONAS))
        await visit.writes("both work", as_=OLU)
        await expect(visit.card(ADA)).to_contain_text("Invited")
        await visit.hands.press(page.get_by_role("navigation", name="Weeks").get_by_role("link").nth(1))
        link = (await visit.mail_to(ADA)).get_by_role("link", name="Choose a time")
        await page.set_viewport_size(TALL)
        await expect(link).to_be_visible()
        await page.evaluate("scrollTo(0, 0)")
        yield "demo", page
        await page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        yield "demo-dark", page
        await page.emulate_media(color_scheme="light", reduced_motion="reduce")
        async with self._apart(await link.get_attribute("href")) as other:
            yield "booking", other
        pack = visit.pane(INES).get_by_role("link", name="Read the pack").last
        async with self._apart(await pack.get_attribute("href")) as other:
            await other.get_by_role("button", name="Continue").click()
            yield "debrief", other

    @asynccontextmanager
    async def _apart(self, address: str | None) -> AsyncIterator[Page]:
        """Open an address on a phone."""
        assert address is not None
        browser = self.visit.page.context.browser
        assert browser is not None
        context = await browser.new_context(viewport=PHONE, device_scale_factor=2, locale="en-GB")
        page = await context.new_page()
        await page.goto(address)
        yield page
        await context.close()


async def seen(page: Page) -> str:
    """Return a digest of what a page shows: its words and structure, and the sheets that it is drawn by."""
    found = hashlib.sha256(PASSING.sub("", await page.locator("body").aria_snapshot()).encode())
    for sheet in sorted(each for folder in SHEETS for each in folder.glob("*.css")):
        found.update(sheet.read_bytes())
    return found.hexdigest()[:16]


async def main() -> None:
    told = {}
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=chromium(), args=list(QUIET))
        async with pictured(browser) as album:
            async for name, page in album.pages():
                await page.screenshot(path=HERE / f"{name}.png")
                told[name] = await seen(page)
        await browser.close()
    SHOWN.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(told)} pictures are in {HERE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    asyncio.run(main())
