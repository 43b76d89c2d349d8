"""The demo's page with its script: a press changes what changed, and leaves what its visitor is in the middle of."""

import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from adapters.demo import staged
from tests.journeys.browser import browser

__all__ = ["browser"]

TALL: ViewportSize = {"width": 1280, "height": 1800}  # a drag begins and ends on what is in sight
WEDNESDAY = datetime(2027, 3, 3, 10, tzinfo=UTC)


@pytest.mark.large  # several seconds
async def test_a_press_leaves_what_is_half_typed_focused_and_chosen(browser: Browser) -> None:
    async with staged(start=WEDNESDAY, prologue=False) as demo:
        page = await browser.new_page(viewport=TALL, reduced_motion="reduce")
        await page.goto(f"{demo.links.base_url}/demo")
        rae, jonas = page.get_by_label("Message as Rae Morgan"), page.get_by_label("Message as Jonas Keller")

        await jonas.fill("half a sen")
        await rae.fill("/usher schedule Ada Obi")
        await rae.press("Enter")
        form = page.get_by_role("dialog", name="Schedule an interview")
        await expect(form).to_be_focused()
        await expect(rae).to_have_value("")
        await page.keyboard.press("Escape")
        await expect(form).to_have_count(0)
        await expect(rae).to_be_focused()

        card = page.locator("[data-application]").filter(has_text="Ada Obi")
        await card.drag_to(page.get_by_role("region", name="Team panel"))
        await expect(page.get_by_role("status")).to_contain_text("Jonas 1 new message")
        await expect(
            page.get_by_role("region", name="Team panel").get_by_role("heading", name="Ada Obi")
        ).to_be_visible()
        mail = page.locator("#mail")
        await mail.get_by_role("link", name="Siobhán").first.click()
        await expect(mail).to_have_accessible_name(re.compile("Siobhán"))
        await page.go_back()
        await expect(mail).not_to_have_accessible_name(re.compile("Siobhán"))

        await expect(jonas).to_have_value("half a sen")
        await page.close()
