"""Makes the README's pictures from the running demo: `make screenshots`."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page, async_playwright

from adapters.demo import staged
from tests.journeys.browser import QUIET, chromium

HERE = Path(__file__).parent.parent / "docs" / "images"
MONDAY = datetime(2027, 3, 1, 10, tzinfo=UTC)


async def main() -> None:
    async with staged(start=MONDAY, prologue=False) as demo, async_playwright() as player:
        browser = await player.chromium.launch(executable_path=chromium(), args=list(QUIET))
        desk = await browser.new_page(viewport={"width": 1280, "height": 960}, locale="en-GB")
        await desk.goto(f"{demo.links.base_url}/demo")
        await desk.get_by_role("button", name="Move to Recruiter screen").first.click()
        await desk.get_by_role("button", name="Move to Team panel").nth(1).click()
        await desk.goto(f"{demo.links.base_url}/demo", wait_until="networkidle")
        await desk.screenshot(path=HERE / "demo.png")
        phone = await browser.new_page(viewport={"width": 390, "height": 800}, device_scale_factor=2, locale="en-GB")
        await phone.goto(await _link(desk))
        await phone.screenshot(path=HERE / "booking.png")
        await browser.close()
    sys.stdout.write(f"Pictures are in {HERE.relative_to(HERE.parent.parent)}\n")


async def _link(desk: Page) -> str:
    for frame in desk.frames:
        for anchor in await frame.query_selector_all("a"):
            target = await anchor.get_attribute("href") or ""
            if "/book/" in target:
                return target
    raise SystemExit("The demo shows no booking link; has its page changed?")


if __name__ == "__main__":
    asyncio.run(main())
