"""The demo on a phone: nothing is cut, and a panel is asked and booked with thumbs alone."""

from playwright.async_api import Page

from adapters.demo import staged
from tests.journeys.browser import PHONE


async def test_a_panel_is_asked_on_a_phone_and_no_button_is_cut(page: Page) -> None:
    async with staged(prologue=False) as demo:
        await page.goto(f"{demo.links.base_url}/demo")
        await page.get_by_label("More for Ada Obi").click()
        await page.get_by_role("button", name="Move to Team panel").first.click()
        await page.get_by_role("button", name="Home").first.click()
        await page.get_by_role("button", name="Both work").first.click()
        noted = await page.locator("#chat-jonas").inner_text()
        asked = await page.locator("#chat-olu").inner_text()
        ends = await page.get_by_role("button").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().right)"
        )

    assert "Jonas Keller Slack" in noted
    assert "Your answer is noted" in noted
    assert "Olu Bello Teams" in asked
    assert "Both work" in asked
    assert "Home" not in asked
    assert len(ends) > 20
    assert max(ends) <= PHONE["width"]
