"""The demo's page for its visitors: what is new is marked, what fails is said on the page, it looks as they want it to."""

from datetime import timedelta

import pytest

from adapters.sandbox.chat import account
from adapters.sandbox.seed import RAE, SEED_CANDIDATES
from adapters.sandbox.view.faces import face
from adapters.sandbox.world import SandboxWorld
from bot.cards import Card
from bot.effects import Outcome
from bot.reply import Say
from tests.contracts.test_sandbox_page import TEN, Browser, Core, browser, card, core, world

__all__ = ["browser", "core", "world"]

ADA = SEED_CANDIDATES[0]


async def test_what_a_press_brought_is_marked_until_the_next_one(
    browser: Browser, world: SandboxWorld, core: Core
) -> None:
    await world.chat.post(account("rae"), card("Before"), key="a")
    first = await browser.text()
    core.reply = Say(Card("Answer"))
    await browser.press("Send", where="chat/rae", text="/usher status Ada")
    await world.ats.write(ADA.application, Outcome.BOOKED, span=TEN, key="k")

    brought = await browser.read()
    core.reply = Say(Card("Another"))
    await browser.press("Send", where="chat/ines", text="/usher help")
    after = await browser.read()

    assert "data-new" not in first
    assert "Just now" in brought.words
    assert "Rae 1 new message" in brought.words
    assert "ATS 1 new note" in brought.words
    assert brought.attributes.count("data-new") == 3  # the line, its pane, the note
    assert "Ines 1 new message" in after.words
    assert "Rae 1 new message" not in after.words


async def test_a_card_that_is_drawn_anew_is_new_again(browser: Browser, world: SandboxWorld) -> None:
    posted = await world.chat.post(account("rae"), card("First"), key="a")
    await browser.press("+2 h")
    seen = await browser.read()

    await world.chat.redraw(account("rae"), posted, card("Second"))

    assert "Rae 1 new message" not in seen.words
    assert "Rae 1 new message" in (await browser.read()).words


@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        ("ats/nobody/move", {"stage": "Offer"}, "That cannot be done: no such application."),
        (f"ats/{ADA.application}/decide", {"status": "promoted"}, "There is no such status."),
        ("clock", {"to": "yesterday"}, "The clock can go two hours on, to the next morning or the next event."),
    ],
)
async def test_what_cannot_be_done_is_said_on_the_page(
    browser: Browser, path: str, fields: dict[str, str], why: str
) -> None:
    sent = {"Sec-Fetch-Site": "same-origin"}
    async with browser.http.post(f"{browser.base}/demo/{path}", data=fields, headers=sent) as answer:
        text = await answer.text()

    assert answer.content_type == "text/html"
    assert f'<p class="notice">{why}</p>' in text
    assert RAE.person.name in text


async def test_the_look_is_kept_in_a_cookie_and_nothing_else_is_taken_for_one(browser: Browser) -> None:
    kept = await browser.press("Dark")
    cookie = kept.headers["Set-Cookie"]

    drawn = {}
    for look in ("", cookie.partition(";")[0], 'usher-demo-look="><script>'):
        async with browser.http.get(f"{browser.base}/demo", headers={"Cookie": look}) as answer:
            drawn[look] = (await answer.text()).partition("<head>")[0]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert [html.split()[-1] for html in drawn.values()] == [
        'data-theme="auto">',
        'data-theme="dark">',
        'data-theme="auto">',
    ]


async def test_a_home_stays_open_until_its_messages_are_wanted_or_an_answer_comes(
    browser: Browser, world: SandboxWorld, core: Core
) -> None:
    await world.chat.post(account("rae"), Card("A message"), key="a")
    await world.chat.home(account("rae"), card("At a glance"))

    await browser.press("Home", where="chat/rae")
    at_home = (await browser.read()).words
    await browser.press("Show", where="chat/rae")
    still = (await browser.read()).words
    core.reply = Say(Card("An answer"))
    await browser.press("Show", where="chat/rae")
    answered = (await browser.read()).words

    assert "At a glance" in at_home
    assert "A message" not in at_home
    assert "At a glance" in still
    assert "An answer" in answered
    assert "At a glance" not in answered


async def test_everybody_is_shown_commands_that_they_may_use_as_their_chat_takes_them(browser: Browser) -> None:
    forms = (await browser.read()).forms
    tried = {
        form.action: list(form.buttons) for form in forms if form.action.endswith("/type") and len(form.buttons) > 1
    }

    assert tried["/demo/chat/rae/type"][0] == "/usher schedule Ada Obi"
    assert tried["/demo/chat/ines/type"][0] == "/usher pipeline Backend Engineer"
    assert tried["/demo/chat/olu/type"] == ["mine", "help"]


async def test_the_sheets_and_scripts_are_ours_and_nothing_else_can_be_asked_for(browser: Browser) -> None:
    sheets = {
        "css/tokens.css": "text/css",
        "js/demo.js": "text/javascript",
        "vendor/idiomorph.min.js": "text/javascript",
    }
    for path, kind in sheets.items():
        async with browser.http.get(f"{browser.base}/demo/{path}") as answer:
            assert (answer.status, answer.content_type) == (200, kind)
    for path in ("css/../page.py", "css/%2e%2e/%2e%2e/page.py", "vendor/idiomorph.LICENSE.txt", "css/"):
        async with browser.http.get(f"{browser.base}/demo/{path}") as answer:
            assert answer.status == 404


async def test_the_clock_says_what_it_would_go_to(browser: Browser, world: SandboxWorld, core: Core) -> None:
    core.due = world.clock() + timedelta(hours=5)

    words = (await browser.read()).words

    assert "Next event: Mon 2 Mar, 14:00. Ada O.: a reminder goes out." in " ".join(words.split())


@pytest.mark.parametrize(
    ("name", "initials"), [("Ada Obi", "AO"), ("Елена Димитрова", "ЕД"), ("Prince", "P"), ("  ", "?"), ("a b c", "AC")]
)
def test_a_face_has_the_first_letters_and_always_the_same_colour(name: str, initials: str) -> None:
    assert face(name).initials == initials
    assert face(name) == face(name.upper())
