"""Teams as Microsoft's playground draws it: written to, pressed and redrawn in a browser, in somebody's own chat."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright, expect

from adapters import http
from adapters.app import Usher
from adapters.teams import listen
from adapters.teams.connector import Connector
from adapters.teams.desk import Desk
from adapters.teams.gateway import TeamsChat
from adapters.teams.token import AppTokens
from adapters.teams_setup import KeptReferences
from bot.domain.people import Account, Platform
from bot.inbound import ApplicationSeen, Inbound
from bot.reply import Reply
from storage.engine import Database
from storage.teams import SqlTeamsConversations
from tests.journeys.browser import QUIET, chromium
from tests.journeys.wired_office import LINKS, WiredOffice, wired_office
from tests.office import ADA, RAE
from tests.peers.playground import ALEX, TENANT, free_port, installed, playground
from tests.when import SettableClock

pytestmark = [pytest.mark.large, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]
SCREEN = "Ada O. · Recruiter screen · Backend Engineer"


async def test_somebody_writes_presses_and_sees_cards_change(
    database: Database, clock: SettableClock, tmp_path: Path
) -> None:
    installed()
    port = free_port()
    async with http.session() as session:
        references = KeptReferences(SqlTeamsConversations(database.transaction))
        tokens = AppTokens(session, app="", secret="", tenant="", login="")
        connector = Connector(session, tokens, service=f"http://localhost:{port}/_connector/")
        chat = TeamsChat(connector, references, app="", links=LINKS)

        heard = asyncio.Event()

        def listens(usher: Usher) -> Iterable[web.RouteDef]:
            async def hears(inbound: Inbound) -> Reply:
                reply = await usher.router.handle(inbound)
                heard.set()
                return reply

            desk = Desk(hears, chat=chat, references=references, links=LINKS, fresh=usher.fresh)
            return listen.routes(desk, tokens=None, tenants=())

        accounts = {Account(Platform.TEAMS, TENANT, ALEX): RAE}
        async with (
            wired_office(database, clock, chats={Platform.TEAMS: chat}, accounts=accounts, listens=listens) as office,
            playground(f"{office.address}{listen.PATH}", port=port, folder=tmp_path) as url,
            async_playwright() as player,
        ):
            browser = await player.chromium.launch(executable_path=chromium(), args=list(QUIET))
            page = await browser.new_page(viewport={"width": 1300, "height": 1000}, timezone_id="Europe/London")
            await page.goto(url)
            await office.applied()
            await page.locator("[contenteditable=true], textarea").first.click()
            await page.keyboard.type("statsu ada")
            await page.keyboard.press("Enter")
            await asyncio.wait_for(heard.wait(), timeout=30)
            await lives_through(page, office)
            await browser.close()


async def lives_through(page: Page, office: WiredOffice) -> None:
    # A message is answered with a card; its button with a line below it, and another card.
    await answered(page, office, "Did you mean “status”?")
    await page.get_by_role("button", name="status ada").click()
    await expect(page.get_by_text("It stands below.")).to_be_visible()
    await expect(page.get_by_text("Review the application (Rae Morgan), by Tue, Mar 2, 2027 12:00 PM")).to_be_visible()

    # A card comes by itself, and is redrawn where it stands.
    seen = ApplicationSeen("greenhouse", "d-2", "candidate_stage_change", ADA, None)
    await office.usher.router.handle(seen)
    await answered(page, office, "Waiting for the candidate to choose")
    await office.candidate(step="pick", option="1")
    await office.settle()
    await expect(page.get_by_text("Waiting for the candidate to choose")).to_have_count(0)
    await expect(page.get_by_text("State: Booked")).to_be_visible()
    await expect(page.get_by_text(SCREEN, exact=True)).to_have_count(1)


async def answered(page: Page, office: WiredOffice, text: str) -> None:
    """Let the relay do what has come until something stands there."""
    await office.settle()
    await expect(page.get_by_text(text)).to_be_visible()
