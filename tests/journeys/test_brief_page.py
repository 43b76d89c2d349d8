"""The brief as interviewers meet it, in Chromium on a phone, without scripts: from the calendar to signing out."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from prometheus_client import CollectorRegistry

from adapters.web.look import Look
from adapters.web.rooms import SignedInPages
from adapters.web.server import application, serving
from bot.actions import NoteIt
from bot.domain.intake import Intake
from storage.engine import open_store
from tests.journeys.browser import PHONE
from tests.office import KEYS, POLICY, Office
from tests.usecases.signing_in import brief_door, links_of
from tests.when import SettableClock

MUST = "Moves a live database without an outage, and explains how to those who pay for it"


@dataclass
class Site:
    office: Office
    base: str

    async def brief(self) -> str:
        return self.base + (await brief_door(self.office)).path

    async def link(self) -> str:
        await self.office.settle()
        return f"{self.base}/in/{(await links_of(self.office))[-1]}"


@pytest.fixture
async def web(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Site]:
    shutil.copyfile(sqlite_template, tmp_path / "usher.db")
    clock = SettableClock()
    database = open_store(f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}", clock=clock)
    office = await Office(database.store, clock).furnish()
    await office.booked()
    case = await office.case()
    await office.submits(NoteIt(case.application.id), text="Led the review after the outage in May.", brief="brief")
    async with office.store() as work:
        await work.intakes.add(Intake(case.opening.id, clock(), office.rae.id, must=MUST, agreed=True))
    look = Look.of(POLICY.organisation)
    pages = SignedInPages(office.handle, KEYS, look, office.links, secure=False)
    app = application(pages.routes(), look=look, links=office.links, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port:
        yield Site(office, f"http://127.0.0.1:{port}")
    await database.close()


async def test_an_interviewer_comes_from_the_calendar_signs_in_reads_and_leaves(web: Site, page: Page) -> None:
    title, main = page.get_by_role("heading", level=1), page.get_by_role("main")
    await page.goto(await web.brief())
    await expect(title).to_have_text("Please sign in")
    await expect(main).not_to_contain_text("Ada")
    await page.get_by_label("Your work e-mail address").fill("rae@northwind.example")
    await page.get_by_role("button", name="Send me a link").click()
    await expect(title).to_have_text("Look in your chat or mail")

    await page.goto(await web.link())
    await expect(title).to_have_text("Hello Rae")
    await page.get_by_role("button", name="Continue").click()

    await expect(title).to_have_text("Ada Obi: Backend Engineer")
    assert page.url == await web.brief()
    await expect(page.get_by_role("region", name="Notes for you")).to_contain_text("Led the review")
    await expect(page.get_by_role("region", name="What the role needs")).to_contain_text(MUST)
    await expect(page.get_by_role("region", name="Who sits there")).to_contain_text("Rae Morgan, Recruiter")
    await expect(main).to_contain_text("Greenwich Mean Time")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    await page.get_by_role("button", name="Sign out").click()
    await expect(title).to_have_text("You are signed out")
    await page.goto(await web.brief())
    await expect(title).to_have_text("Please sign in")
    await page.goto(await web.link())
    await expect(title).to_have_text("This link is used up")
    await page.get_by_role("button", name="Send me a new link").click()
    await expect(title).to_have_text("Look in your chat or mail")
