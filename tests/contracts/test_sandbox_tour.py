"""The tour's strip on the demo's page: it says what to do and where, ticks what is done, and goes and comes as wanted."""

from dataclasses import replace

from adapters.sandbox.tour import Press, Step, Tour
from adapters.sandbox.view.page import page
from adapters.sandbox.view.visit import Visit
from adapters.sandbox.world import SandboxWorld
from tests.contracts.test_sandbox_page import POLICY, Browser, Reader, browser, core, world

__all__ = ["browser", "core", "world"]

WIND = Press("To after <it>", "/demo/clock", (("to", "morning"),))
TOUR = Tour(
    (
        Step("move", "Move Ada", "Drag.", "ats", done=True),
        Step("wind", "Let days pass", "Wind.", "clock", presses=(WIND,)),
    )
)


async def test_the_strip_leads_to_the_first_step_that_is_not_done(world: SandboxWorld) -> None:
    text = await page(world, policy=POLICY, tour=TOUR)
    read = Reader(text)

    assert "Tour, step 2 of 2" in read.words
    assert "Move Ada, done" in read.words
    assert 'href="#clock"' in text
    assert 'id="clock"' in text
    press = next(form for form in read.forms if WIND.label in form.buttons)
    assert (press.action, press.fields) == (WIND.path, dict(WIND.fields))


async def test_at_its_end_the_strip_says_where_to_go_on_and_serves_no_dead_link(world: SandboxWorld) -> None:
    done = Tour(tuple(replace(step, done=True) for step in TOUR.steps))

    text = await page(world, policy=POLICY, tour=done)

    assert "That is Usher" in text
    assert "docs/slack.md" in text
    assert 'href="docs' not in text


async def test_a_tour_that_was_skipped_can_be_shown_again(world: SandboxWorld) -> None:
    skipped = Reader(await page(world, policy=POLICY, tour=TOUR, visit=Visit(touring=False)))

    assert "Let days pass" not in skipped.words
    assert [form.buttons for form in skipped.forms if form.action == "/demo/tour"] == [
        {"Show the tour": ("show", "yes")}
    ]


async def test_whether_it_is_shown_is_kept_in_a_cookie(browser: Browser) -> None:
    skipped = await browser.post("/demo/tour?week=1", {"show": "no"})
    shown = await browser.post("/demo/tour", {"show": "yes"})

    assert skipped.headers["Location"] == "/demo?week=1"
    assert skipped.cookies["usher-demo-tour"].value == "skipped"
    assert shown.cookies["usher-demo-tour"].value == ""
    assert (await browser.post("/demo/tour", {"show": "no"}, headers={})).status == 403
