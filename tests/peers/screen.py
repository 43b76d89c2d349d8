"""The playground's page, as Rae uses it in a browser: she writes, calls Usher, and presses what stands on cards."""

from playwright.async_api import Browser, Locator, Page, expect

from tests.peers.playground import PERSONAL, Playground

BOX = "[contenteditable=true], textarea"


class Screen:
    """One page for all tests: it shows what came since it was opened, and nothing from before."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def opened(cls, browser: Browser, client: Playground) -> "Screen":
        """Open it at Rae's own chat with Usher."""
        page = await browser.new_page(
            viewport={"width": 1300, "height": 1000}, locale="en-GB", timezone_id="Europe/London"
        )
        page.set_default_timeout(30_000)
        await page.goto(client.address)
        screen = cls(page)
        await screen.goes_to(PERSONAL)
        return screen

    async def goes_to(self, place: str) -> None:
        """Open a conversation, by its name on the left."""
        await self.page.get_by_text(place, exact=True).first.click()
        await expect(self.page.locator(BOX).first).to_be_visible()

    async def writes(self, words: str) -> None:
        await self._types(words)
        await self._sends()

    async def calls(self, words: str) -> None:
        """Write to Usher where others read along, by its name."""
        await self._types("@")
        await self.page.get_by_text("Usher", exact=True).last.click()
        await self.page.keyboard.type(f" {words}")
        await self._sends()

    def cards(self, saying: str) -> Locator:
        """Return the cards with these words, the oldest first."""
        return self.page.locator(".ac-adaptiveCard").filter(has_text=saying)

    def card(self, saying: str) -> Locator:
        """Return the newest card with these words."""
        return self.cards(saying).last

    async def presses(self, label: str, *, on: str) -> None:
        """Press a button on the newest card with the words `on`."""
        await self.card(on).get_by_role("button", name=label, exact=True).click()

    async def _types(self, words: str) -> None:
        await self.page.locator(BOX).first.click()
        await self.page.keyboard.type(words)

    async def _sends(self) -> None:
        post = self.page.get_by_role("button", name="Post", exact=True)
        if await post.count():
            await post.first.click()
        else:
            await self.page.keyboard.press("Enter")
