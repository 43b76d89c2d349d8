"""The README's pictures show the demo as it is."""

import json

import pytest
from playwright.async_api import Browser

from tests.screenshots import HERE, SHOWN, pictured, seen

LIMIT = 1_500_000  # bytes of all pictures together


def test_the_pictures_are_there_and_light() -> None:
    names = json.loads(SHOWN.read_text(encoding="utf-8"))

    assert {"demo", "demo-dark", "booking", "debrief", "tour"} <= set(names)
    assert sum((HERE / f"{name}.png").stat().st_size for name in names) < LIMIT


@pytest.mark.large
async def test_the_pictures_show_what_the_pages_show(browser: Browser) -> None:
    async with pictured(browser) as album:
        shown = {name: await seen(page) async for name, page in album.pages()}

    assert shown == json.loads(SHOWN.read_text(encoding="utf-8")), "the pages have changed: run make screenshots"
