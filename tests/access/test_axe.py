"""No page has what axe-core calls a violation."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.access.axe import Judge, axe

pytestmark = [pytest.mark.large, pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("axe")]


@pytest_asyncio.fixture(loop_scope="session")
async def judge(browser: Browser) -> AsyncIterator[Judge]:
    source = axe()
    context = await browser.new_context(bypass_csp=True, locale="en-GB")
    yield Judge(await context.new_page(), source)
    await context.close()


async def test_what_is_wrong_is_seen(judge: Judge) -> None:
    await judge.page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=data:,><p style=color:#999>faint")

    await judge.looks("a bad page")

    assert len([fault for fault in judge.faults if "image-alt" in fault]) == 4
    assert any("color-contrast" in fault for fault in judge.faults)
