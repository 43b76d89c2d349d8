"""The candidate's page as candidates meet it, in Chromium: phone and desktop, keyboard alone, light and dark, no script."""

import re
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from aiohttp import web as http
from playwright.async_api import Browser, Page, expect

from adapters.web.colour import Colour
from adapters.web.look import Look
from adapters.web.server import serving
from bot.cards import para
from bot.inbound import PagePosted
from bot.pages import Page as Drawn
from bot.pages import Step
from bot.reply import FormErrors, Show
from tests.contracts.web_pages import CLAIM, DEADLINE, TOKEN, Site, booked, cancelling, expired, offer, site, wishes
from tests.journeys.browser import DESKTOP, PHONE

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "offer": offer(),
    "long names": offer(name="Wolfeschlegelsteinhausenbergerdorff" * 3),
    "right to left": offer(name="محمد بن سلمان 🙂"),
    "booked": booked(),
    "wishes": wishes(),
    "cancelling": cancelling(),
    "expired": expired(),
    "a notice": Drawn("Noted", (para("A link: https://example.org/" + "a" * 200),), (Step("", "Back", verb="look"),)),
}


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as running:
        yield running


@pytest.mark.parametrize("name", PAGES)
async def test_every_page_fits_any_screen_and_any_thumb_and_has_one_heading(web: Site, page: Page, name: str) -> None:
    web.desk.answer = lambda inbound: Show(PAGES[name])

    await page.goto(web.at("/book/" + TOKEN + "?zone=Mars"))

    widths = {}
    for width in (320, 768, DESKTOP["width"], PHONE["width"]):
        await page.set_viewport_size({"width": width, "height": PHONE["height"]})
        widths[width] = await page.evaluate("document.documentElement.scrollWidth")
    seen = await page.evaluate(SEEN)
    assert {width: shown for width, shown in widths.items() if shown > width} == {}
    assert (await page.title()).endswith("· Northwind")
    assert seen["headings"] == 1
    assert len(seen["ids"]) == len(set(seen["ids"]))
    assert [target for target in seen["targets"] if 0 < target["height"] < 44] == []
    assert name in ("expired", "a notice") or seen["targets"]


async def test_a_candidate_books_on_a_phone_without_scripts(web: Site, page: Page) -> None:
    await page.goto(web.at())
    await page.get_by_role("radio", name="Thursday, 4 March 2027").check()
    await page.get_by_role("button", name="Confirm this time").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
    await expect(page.locator("dd time")).to_contain_text("10:15–10:45")
    assert web.desk.posted == [PagePosted(CLAIM, "choose", {"option": "2"})]


async def test_reloading_the_answer_sends_the_same_again(web: Site, page: Page) -> None:
    await page.goto(web.at())
    await page.get_by_role("radio").first.check()
    await page.get_by_role("button", name="Confirm this time").click()
    await page.reload()

    await expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
    assert web.desk.posted == [PagePosted(CLAIM, "choose", {"option": "1"})] * 2


async def test_the_keyboard_alone_is_enough(web: Site, page: Page) -> None:
    await page.goto(web.at())
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Change time zone")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("radio", name="Tuesday")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("radio", name="Tuesday")).to_be_checked()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="Thursday")).to_be_checked()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Confirm this time")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
    assert web.desk.posted[0].values == {"option": "2"}


async def test_where_the_keyboard_is_can_be_seen(web: Site, page: Page) -> None:
    await page.goto(web.at())
    outlines = []
    for _ in range(5):
        await page.keyboard.press("Tab")
        outlines.append(await page.evaluate(FOCUS))

    assert all(float(width) >= 2 for width in outlines)


async def test_without_a_choice_nothing_is_sent(web: Site, page: Page) -> None:
    await page.goto(web.at())
    await page.get_by_role("button", name="Confirm this time").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("When shall we talk?")
    assert web.desk.posted == []


async def test_another_zone_is_two_presses_away(web: Site, page: Page) -> None:
    await page.goto(web.at())
    await page.get_by_text("Change time zone").click()
    await page.get_by_label("Show times in").select_option(label="Tokyo")
    await page.get_by_role("button", name="Show", exact=True).click()

    await expect(page.get_by_role("radio", name=re.compile("22:00–22:30.*Japan Time, UTC\\+9"))).to_be_visible()
    await page.get_by_role("radio").first.check()
    await page.get_by_role("button", name="Confirm this time").click()
    await expect(page.locator("dd time")).to_contain_text("22:00–22:30")
    assert web.desk.posted[0].zone == "Asia/Tokyo"


async def test_cancelling_is_a_second_explicit_step_and_easy_to_leave(web: Site, page: Page) -> None:
    await page.goto(web.at() + "?step=cancel")
    await page.get_by_role("link", name="Keep my interview").click()
    assert web.desk.posted == []

    await page.go_back()
    await page.get_by_label("A word on why").fill("Another offer")
    await page.get_by_role("button", name="Yes, cancel it").click()
    assert web.desk.posted == [PagePosted(CLAIM, "cancel", {"reason": "Another offer"})]


async def test_what_did_not_pass_is_told_at_the_field_and_nothing_typed_is_lost(web: Site, page: Page) -> None:
    errors = FormErrors({"wish": "Please name at least one day."})
    web.desk.answer = lambda inbound: errors if isinstance(inbound, PagePosted) else Show(wishes())

    await page.goto(web.at() + "?step=none")
    await page.get_by_label("When would suit you?").fill("whenever\n\nreally")
    await page.get_by_role("button", name="Send").click()

    await expect(page.get_by_role("alert")).to_contain_text("Please name at least one day.")
    field = page.get_by_label("When would suit you?")
    await expect(field).to_have_value("whenever\n\nreally")
    await expect(field).to_have_accessible_description(re.compile("For example.*Please name at least one day"))
    await page.get_by_role("link", name="Please name at least one day.").click()
    await expect(field).to_be_focused()
    assert "Please check" in await page.title()


async def test_a_screen_reader_meets_landmarks_one_heading_and_named_choices(web: Site, page: Page) -> None:
    await page.goto(web.at())

    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("body")).to_match_aria_snapshot("""
        - banner:
          - paragraph: Northwind
        - main:
          - heading "When shall we talk?" [level=1]
          - paragraph
          - paragraph
          - region "Time zone":
            - paragraph
            - group: Change time zone
          - group "Your time":
            - radio "Tuesday, 2 March 2027 14:00–14:30 Central European Time, UTC+1"
            - radio "Thursday, 4 March 2027 10:15–10:45 Central European Time, UTC+1"
          - button "Confirm this time"
          - navigation "Other choices":
            - link "None of these work for me"
        - contentinfo:
          - paragraph
          - paragraph
    """)


@pytest.mark.parametrize("brand", ["#1f4f46", "#ffd400", "#0a0a0a", "#ffffff", "#e4002b", "#7f7f7f"])
async def test_every_text_stands_out_from_what_is_behind_it(page: Page, brand: str) -> None:
    weak = set()
    async with site(look=Look("Northwind", brand=brand, privacy="https://northwind.example/p")) as web:
        for drawn in (offer(), booked(), cancelling(), wishes()):
            web.desk.answer = lambda inbound, drawn=drawn: Show(drawn)
            await page.goto(web.at() + "?zone=Mars")
            if await page.get_by_role("radio").count():
                await page.get_by_role("radio").first.check()
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                weak |= {
                    (scheme, text, colour, ground)
                    for text, colour, ground in await page.evaluate(TEXTS)
                    if Colour.read(colour).against(Colour.read(ground)) < 4.5
                }

    assert weak == set()


async def test_the_browser_has_nothing_to_complain_about(browser: Browser, web: Site) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(web.at())
    await page.get_by_role("radio").first.check()
    await page.get_by_role("button", name="Confirm this time").click()

    assert complaints == []
    assert await page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "650"
    await context.close()


async def test_a_form_on_another_site_is_turned_away_by_what_the_browser_says(web: Site, page: Page) -> None:
    async def lure(request: http.Request) -> http.Response:
        form = f'<form method="post" action="{web.at()}"><input name="step" value="choose"><button>Win</button></form>'
        return http.Response(text=form, content_type="text/html")

    elsewhere = http.Application()
    elsewhere.router.add_get("/", lure)
    async with serving(elsewhere, host="127.0.0.1", port=0) as port:
        await page.goto(f"http://localhost:{port}/")
        await page.get_by_role("button").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Please use the button on this page")
    assert web.desk.seen == []


async def test_a_deadline_in_a_sentence_reads_as_one(web: Site, page: Page) -> None:
    web.desk.answer = lambda inbound: Show(
        Drawn("Soon", (para("Please answer by ", DEADLINE, "."),), zone="Asia/Kolkata")
    )

    await page.goto(web.at())

    await expect(page.get_by_role("main")).to_contain_text(
        "Please answer by Monday, 1 March 2027, 17:30 (India Standard Time, UTC+5:30)."
    )


FOCUS = """(() => {
    const focused = document.activeElement;
    const shown = focused.matches('.option input') ? focused.closest('.option') : focused;
    return parseFloat(getComputedStyle(shown).outlineWidth);
})()"""

# What can be pressed, what has an id, and the headings of the first rank.
SEEN = """(() => {
    const all = found => [...document.querySelectorAll(found)];
    const targets = all('main :is(button, .option, .look, summary, select, textarea)');
    return {
        targets: targets.map(each => ({name: each.innerText, height: each.getBoundingClientRect().height})),
        ids: all('[id]').map(found => found.id),
        headings: all('h1').length,
    };
})()"""

# Every visible text: its first words, its colour, and the first solid colour behind it.
TEXTS = """(() => {
    const hex = colour => {
        const [r, g, b, a] = colour.match(/[\\d.]+/g).map(Number);
        return a === 0 ? null : '#' + [r, g, b].map(part => part.toString(16).padStart(2, '0')).join('');
    };
    const ground = node => hex(getComputedStyle(node).backgroundColor) || ground(node.parentElement);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (node.data.trim() && parent.checkVisibility() && !parent.closest('select'))
            found.push([node.data.trim().slice(0, 30), hex(getComputedStyle(parent).color), ground(parent)]);
    }
    return found;
})()"""
