"""Every page of ours is one that anybody can use, as far as axe-core can tell."""

import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator
from typing import get_type_hints

import pytest
from playwright.async_api import Browser

import bot.say
from adapters.slack import welcome
from adapters.web import kindly
from bot.inbound import PagePosted
from bot.pages import Page
from bot.reply import FormErrors, Show
from tests.access.axe import Judge, axe
from tests.access.pages import SAMPLES
from tests.contracts.web_pages import site


@pytest.fixture
async def judge(browser: Browser) -> AsyncIterator[Judge]:
    source = axe()
    context = await browser.new_context(bypass_csp=True, locale="en-GB")
    yield Judge(await context.new_page(), source)
    await context.close()


@pytest.mark.large
@pytest.mark.xdist_group("axe")
async def test_what_is_wrong_is_seen(judge: Judge) -> None:
    await judge.page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><img src=data:,><p style=color:#999>faint"
    )

    await judge.looks("a bad page")

    assert len([fault for fault in judge.faults if "image-alt" in fault]) == 4
    assert any("color-contrast" in fault for fault in judge.faults)


@pytest.mark.large
@pytest.mark.xdist_group("axe")
async def test_no_page_shuts_anybody_out(judge: Judge) -> None:
    async with site() as web:
        for sample in SAMPLES:
            web.desk.answer = lambda inbound, sample=sample: Show(sample.page)
            await judge.page.goto(web.at())
            await judge.looks(str(sample))

    judge.finds_nothing()


@pytest.mark.large
@pytest.mark.xdist_group("axe")
async def test_a_page_with_something_wrong_in_it_shuts_nobody_out(judge: Judge) -> None:
    asked = [each for each in SAMPLES if any(step.fields for step in each.page.steps)]
    async with site() as web:
        for sample in asked:
            press = next(step for step in sample.page.steps if step.fields)
            errors = FormErrors({press.fields[-1].name: "Please choose one of these."})
            web.desk.answer = lambda inbound, errors=errors, page=sample.page: (
                errors if isinstance(inbound, PagePosted) else Show(page)
            )
            await judge.page.goto(web.at() + "?zone=Mars")
            await judge.page.evaluate("for (const form of document.forms) form.noValidate = true")
            await judge.page.get_by_role("button", name=press.label).click()
            await judge.looks(str(sample))

    assert len(asked) >= 8
    judge.finds_nothing()


async def test_no_page_is_left_out() -> None:
    shown = {sample.of for sample in SAMPLES}

    assert [made for made in makers() if made not in shown] == []
    assert len(shown) > 30


def makers() -> Iterator[Callable[..., object]]:
    """Everything public that makes a page."""
    said = (importlib.import_module(f"bot.say.{found.name}") for found in pkgutil.iter_modules(bot.say.__path__))
    for module in (*said, kindly, welcome):
        for name, made in inspect.getmembers(module, inspect.isfunction):
            ours = made.__module__ == module.__name__ and not name.startswith("_")
            if ours and get_type_hints(made).get("return") is Page:
                yield made
