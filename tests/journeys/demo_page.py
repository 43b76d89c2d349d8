"""The demo's page as somebody at it uses it: by what they can read and name, with a mouse or by keyboard alone.

    async with visiting(browser, demo, hands=Keys) as visit:
        await visit.presses("Move to Team panel", on=visit.card("Ada Obi"))

What a page of ours must never do is kept, and judged by `visit.complaints`: ask another server, write to the console, scroll
sideways.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from adapters.demo import Demo

NARROWEST = 360
STOPS = 600  # presses of Tab after which something counts as out of reach
OURS = "Blocked script execution in"
"""What the browser says of our own looking into a mail's frame, in which nothing may run."""
HERE = "element => document.hasFocus() && element === document.activeElement"
GROUP = "element => document.hasFocus() && element.name === document.activeElement.name"

OUT = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const isOut = each => each.getBoundingClientRect().right > page.clientWidth;
    const out = [...document.body.querySelectorAll('*')].filter(isOut);
    return [`${page.scrollWidth} wide`, ...out.slice(0, 8).map(each => each.outerHTML.slice(0, 120))];
}"""


class Hands(Protocol):
    """How somebody presses, ticks and writes."""

    async def press(self, target: Locator) -> None: ...
    async def choose(self, radio: Locator) -> None: ...
    async def write(self, text: str, *, into: Locator) -> None: ...


class Mouse:
    """Points and clicks."""

    async def press(self, target: Locator) -> None:
        await target.click()

    async def choose(self, radio: Locator) -> None:
        await radio.check()

    async def write(self, text: str, *, into: Locator) -> None:
        await into.fill(text)


class Keys:
    """Has a keyboard only: Tab, arrows, Space, Enter."""

    async def press(self, target: Locator) -> None:
        await _reached(target, HERE)
        await target.page.keyboard.press("Enter")

    async def choose(self, radio: Locator) -> None:
        await _reached(radio, GROUP)
        keyboard = radio.page.keyboard
        await keyboard.press("Space")
        for _ in range(await radio.page.get_by_role("radio").count()):
            if await radio.is_checked():
                return
            await keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never came to {radio}")

    async def write(self, text: str, *, into: Locator) -> None:
        await _reached(into, HERE)
        await into.page.keyboard.type(text)


async def _reached(target: Locator, there: str) -> None:
    """Press Tab until the focus is there."""
    await expect(target).to_be_visible()
    for _ in range(STOPS):
        if await target.evaluate(there):
            return
        await target.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


@dataclass(slots=True)
class Visit:
    """Somebody at the page; `kept` are the requests and the words on the console since they came."""

    page: Page
    origin: str
    hands: Hands
    scripts: bool
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        """Return what no page of ours may do: whom it asked elsewhere, and what the browser said about it."""
        elsewhere = [url for url in self.asked if urlsplit(url).netloc not in {self.origin, ""}]
        return [*elsewhere, *self.said]

    def pane(self, name: str) -> Locator:
        """Return the chat, or the mailbox, of a person."""
        return self.page.get_by_role("region", name=name)

    def card(self, name: str) -> Locator:
        """Return a candidate's card on the board."""
        heading = self.page.get_by_role("heading", name=name, exact=True)
        return self.page.get_by_role("region", name="The ATS").first.get_by_role("listitem").filter(has=heading)

    def stage(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name)

    async def presses(self, label: str, *, on: Locator) -> None:
        """Press the newest button of that name there."""
        await self.hands.press(on.get_by_role("button", name=label, exact=True).last)

    async def moves(self, name: str, *, to: str) -> None:
        """Move a candidate by the buttons on their card, those in its menu included."""
        card = self.card(name)
        button = card.get_by_role("button", name=f"Move to {to}", exact=True)
        if not await button.count():
            await self.hands.press(card.locator("summary"))
        await self.hands.press(button)

    async def writes(self, text: str, *, as_: str) -> None:
        """Write to Usher in somebody's chat."""
        box = self.pane(as_).get_by_label(f"Message as {as_}")
        await self.hands.write(text, into=box)
        await box.page.keyboard.press("Enter")

    async def mail_to(self, name: str) -> FrameLocator:
        """Open the newest mail in somebody's mailbox, and return what it shows."""
        box = self.page.get_by_role("region", name="Mail of")
        heading = box.get_by_role("heading", name=f"Mail of {name}")
        if not await heading.count():
            await self.hands.press(box.get_by_role("navigation").get_by_role("link", name=name))
            await expect(heading).to_be_visible()
        await box.locator("iframe").scroll_into_view_if_needed()
        return box.frame_locator("iframe")

    async def winds(self, label: str) -> None:
        """Press a button of the clock, and wait for what it brings."""
        clock = self.page.get_by_role("form", name="Clock").get_by_role("time")
        before = await clock.inner_text()
        await self.presses(label, on=self.page.get_by_role("form", name="Clock"))
        await expect(clock).not_to_have_text(before)

    async def looks_again(self) -> None:
        """Come back to the page from another; with scripts it follows what happens by itself."""
        if not self.scripts:
            await self.page.reload()

    async def sticks_out(self, width: int) -> list[str]:
        """Return what would make the page scroll sideways on a screen of that width."""
        size = self.page.viewport_size
        assert size is not None
        await self.page.set_viewport_size({"width": width, "height": size["height"]})
        found: list[str] = await self.page.evaluate(OUT)
        await self.page.set_viewport_size(size)
        return found


@asynccontextmanager
async def visiting(
    browser: Browser,
    demo: Demo,
    *,
    size: ViewportSize,
    hands: type[Mouse] | type[Keys] = Mouse,
    scripts: bool = True,
    bypass_csp: bool = False,
) -> AsyncIterator[Visit]:
    """Open the demo's page in a browser that has not been there before."""
    context = await browser.new_context(
        viewport=size, java_script_enabled=scripts, bypass_csp=bypass_csp, locale="en-GB"
    )
    visit = Visit(await context.new_page(), urlsplit(demo.links.base_url).netloc, hands(), scripts)
    _listen(context, visit)
    answer = await visit.page.goto(f"{demo.links.base_url}/demo")
    assert answer is not None
    assert answer.ok
    yield visit
    await context.close()


def _listen(context: BrowserContext, visit: Visit) -> None:
    def asked(request: Request) -> None:
        visit.asked.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if not message.text.startswith(OURS):
            visit.said.append(f"{message.type}: {message.text}")

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: visit.said.append(str(error.error)))
