"""Chromium for tests that look at pages as people do: the fixtures `browser` and `page`.

`page` is a phone, 390 pixels wide, with scripts off: nothing of ours may need one. Every test has it blank and without
cookies. The browser reaches this machine only, and is started once.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=900)


def chromium() -> str:
    """Return the path of a Chromium; without one the test is skipped, but on the build server it fails."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("Chromium is missing; install the package `chromium`: pages are checked in it.", pytrace=False)
    pytest.skip("Chromium is not installed here")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield running
        await running.close()


@pytest.fixture(scope="session")
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """The one page that `page` hands out: a new one costs more than most tests do."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def page(phone: Page) -> AsyncIterator[Page]:
    yield phone
    for other in [each for each in phone.context.pages if each is not phone]:
        await other.close()
    await phone.goto("about:blank")
    await phone.context.clear_cookies()
    await phone.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    await phone.set_viewport_size(PHONE)
