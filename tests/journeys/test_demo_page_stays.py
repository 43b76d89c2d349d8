"""The demo's page with its script: a press changes what changed, and leaves what its visitor is in the middle of."""

import asyncio
import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, Route, ViewportSize, expect

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


@pytest.mark.large  # several seconds
async def test_what_is_written_while_a_message_is_on_its_way_stays_and_so_does_a_refusal(browser: Browser) -> None:
    async with staged(start=WEDNESDAY, prologue=False) as demo:
        page = await browser.new_page(viewport=TALL, reduced_motion="reduce")
        await page.goto(f"{demo.links.base_url}/demo")
        rae, held = page.get_by_label("Message as Rae Morgan"), asyncio.Event()

        async def hold(route: Route) -> None:
            await held.wait()
            await route.continue_()

        await page.route("**/chat/rae/type", hold)
        await rae.fill("/usher mine")
        await rae.press("Enter")
        await rae.fill("and what I wri")
        held.set()

        await expect(page.locator("#log-rae")).to_contain_text("/usher mine")
        await expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
        await expect(rae).to_have_value("and what I wri")

        # Why a press could not be done stays in sight while the page looks again, until the next press.
        await page.locator("#clock").evaluate("form => { form.querySelector('button').value = 'yesterday' }")
        await page.get_by_role("button", name="+2 h").click()
        await expect(page.get_by_role("status")).to_contain_text("The clock can go two hours on")
        async with page.expect_response("**/demo"):
            await page.evaluate("dispatchEvent(new Event('focus'))")
        await expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
        await expect(page.get_by_role("status")).to_contain_text("The clock can go two hours on")
        await page.get_by_role("button", name="Next morning").click()
        await expect(page.get_by_role("status")).not_to_contain_text("The clock can go two hours on")
        await page.close()


@pytest.mark.large  # several seconds
async def test_back_leads_from_one_mail_to_the_one_before(browser: Browser) -> None:
    async with staged(start=WEDNESDAY, prologue=False) as demo:
        page = await browser.new_page(viewport=TALL, reduced_motion="reduce")
        await page.goto(f"{demo.links.base_url}/demo")
        for name in ("Ada Obi", "Siobhán O'Neill"):
            card = page.locator("[data-application]").filter(has_text=name)
            await card.get_by_role("button", name="Move to Recruiter screen").click()
            await expect(card).to_contain_text("Invited")
        mail = page.locator("#mail")

        for name in ("Ada", "Siobhán"):
            await mail.get_by_role("link", name=name).first.click()
            await expect(mail.locator("iframe")).to_be_visible()
            await expect(mail).to_have_accessible_name(re.compile(name))
            await expect(mail.frame_locator("iframe").get_by_text(name).first).to_be_visible()
        await page.go_back()

        await expect(mail).to_have_accessible_name(re.compile("Ada"))
        await expect(mail.frame_locator("iframe").get_by_text("Ada").first).to_be_visible()
        await page.close()
