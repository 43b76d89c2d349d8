"""The served program, a mail server and the playground, for as long as the tests last.

The far ends that are not Teams are stand-ins; `usher serve` runs as its operators run it, between them.
"""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from adapters.clock import real_clock
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId
from bot.domain.people import Account, Platform
from bot.domain.pipeline import Application, Candidate, NextAction, Opening
from bot.effects import Effect
from storage.engine import open_store
from tests.journeys.served import (
    PATIENCE,
    POLICY,
    Usher,
    World,
    free_port,
    link,
    outside,
    recruiter,
    served,
    stage_change,
)
from tests.peers.playground import CHANNEL, IVY, RAE, TENANT, Playground, installed, playground
from tests.peers.screen import Screen

STALE = f'\n[stale]\nchannels = {{ teams = "{CHANNEL}" }}\n'


@dataclass(frozen=True, slots=True)
class Premises:
    """The served program between a mail server and the playground; Rae at its page. Nothing of Slack's."""

    world: World
    usher: Usher
    client: Playground
    screen: Screen
    database: str
    rae: PersonId
    ivy: PersonId

    async def applied(self, number: int, name: str, address: str) -> None:
        """Somebody new comes into a stage that begins with an interview with Rae, and has times to choose from."""
        body = stage_change(application=number, name=name, email=address)
        status, said = await self.world.greenhouse(self.usher, body, delivery=f"d-{number}")
        assert status == 200, said
        await expect(self.screen.card(short(name))).to_contain_text("Waiting for the candidate to choose")

    async def told(self, effect: Effect) -> None:
        """Have the program send something that falls due in days alone."""
        opened = open_store(self.database, clock=real_clock)
        async with opened.store() as work:
            await work.outbox.add(effect, key=f"played:{type(effect).__name__}")
        await opened.close()

    async def booked(self, address: str) -> None:
        """They choose the first of their times."""
        url = link(await self.world.mail(address, subject="times"))
        async with self.world.session.post(url, data={"step": "pick", "option": "1"}) as answer:
            assert answer.status == 200


@pytest.fixture(scope="session")
async def premises(
    browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Premises]:
    """One program and one playground for all tests here."""
    installed()
    expect.set_options(timeout=PATIENCE * 1000)
    folder = tmp_path_factory.mktemp("playground")
    shutil.copyfile(sqlite_template, folder / "usher.db")
    database, port = f"sqlite+aiosqlite:///{folder / 'usher.db'}", free_port()
    rae, ivy = await furnished(database)
    async with (
        outside() as world,
        playground(f"http://127.0.0.1:{port}/api/messages", port=free_port(), folder=folder) as client,
    ):
        settings = world.settings(database=database, folder=folder, policy=POLICY + STALE, port=port)
        teams = {"ALLOW_ANONYMOUS": "1", "TENANT_ID": TENANT, "SERVICE_URL": client.service}
        alone = {name: value for name, value in settings.items() if not name.startswith("SLACK_")}
        async with served({**alone, **{f"TEAMS_{n}": v for n, v in teams.items()}}, cwd=folder, port=port) as usher:
            screen = await Screen.opened(browser, client)
            yield Premises(world, usher, client, screen, database, rae, ivy)
        assert [call for call in client.calls if call.status >= 400] == []


async def furnished(database: str) -> tuple[PersonId, PersonId]:
    """Rae and Ivy recruit, and are known in Teams. Ada has waited for a month; all others are yet to come."""
    opened, now = open_store(database, clock=real_clock), real_clock()
    async with opened.store() as work:
        rae = await work.people.add(recruiter(now))
        ivy = await work.people.add(replace(recruiter(now), name="Ivy Lane", email="ivy.lane@northwind.example"))
        for user, person in ((RAE, rae), (IVY, ivy)):
            await work.people.link(Account(Platform.TEAMS, TENANT, user), person=person.id)
        for key, title, job in (("designer", "Designer", "3485"), ("engineer", "Backend Engineer", "j-1")):
            opening = Opening(OpeningId(key), title, ats_job=job, recruiter=rae.id, intake_agreed=True)
            await work.openings.add(opening, ats="greenhouse")
        ada = await work.candidates.add(Candidate(CandidateId(0), "Ada Obi", "ada@mail.example"))
        step = NextAction("Call her", rae.id, now - timedelta(days=30))
        await work.applications.add(Application(ApplicationId("left"), ada.id, OpeningId("engineer"), next=step))
    await opened.close()
    return rae.id, ivy.id


def short(name: str) -> str:
    given, _, family = name.partition(" ")
    return f"{given} {family[0]}."
