"""Whose Home it is: of an account nobody knows, of somebody who left, and one that the platform does not draw."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.actions import MoveIt
from bot.domain.people import Account, Membership, Platform, Profile, Role
from bot.domain.pipeline import Status
from bot.domain.rows import PersonRow
from bot.inbound import HomeOpened, Typed
from bot.ports import Store
from bot.reply import Refuse
from bot.usecases import staff
from storage.tables import outbox
from tests.hiring import HANA, HANAS, IVO, IVOS
from tests.homes import NOORS, Homes, pressed, reads
from tests.office import RAE, RAES
from tests.when import SettableClock

NOOR = replace(RAE, name="Noor Haddad", email="noor@northwind.example", ats_user="")


@pytest.fixture
async def homes(store: Store, clock: SettableClock) -> Homes:
    """Ada applied for a role that Rae recruits for and Hana hires for. Noor works here too, and nobody knows her account."""
    homes = await Homes(store, clock).furnish_more()
    await homes.applies("Ada Obi")
    async with store() as work:
        await work.people.add(NOOR)
    homes.profiles["noor"] = Profile(Membership.MEMBER, NOOR.name, NOOR.email, "Europe/London")
    return homes


async def test_an_unknown_account_is_shown_how_to_become_known_and_then_its_home(homes: Homes) -> None:
    stranger = await homes.opens(NOORS)
    moment = await homes.press(pressed(stranger, "Look me up"), by=NOORS)
    await homes.settle()

    assert stranger.title == "Welcome"
    assert isinstance(moment, Refuse)
    assert "One moment" in moment.text
    assert homes.home(NOORS).title == "Your hiring at a glance"


async def test_whoever_is_introduced_without_having_looked_at_a_home_has_none_drawn(homes: Homes) -> None:
    await homes.handle(Typed(NOORS, "help"))
    await homes.settle()

    assert homes.times_drawn(NOORS) == 0


async def test_a_stranger_sees_nobody(homes: Homes) -> None:
    homes.profiles["noor"] = Profile(Membership.GUEST, "Noor", "noor@elsewhere.example")

    stranger = await homes.opens(NOORS)
    await homes.press(pressed(stranger, "Look me up"), by=NOORS)
    await homes.settle()

    assert homes.home(NOORS) == stranger
    assert "Ada" not in reads(stranger)


async def test_whoever_is_disabled_sees_no_candidate_from_then_on_and_all_again_when_brought_back(
    homes: Homes,
) -> None:
    before = reads(await homes.opens(HANAS))
    async with homes.store() as work:
        await staff.disable(HANA.email, work=work, desk=homes.desk)
    await homes.settle()
    left = homes.home(HANAS)
    async with homes.store() as work:
        await staff.add(PersonRow(0, HANA.name, HANA.email), work=work, desk=homes.desk)
    await homes.settle()

    assert "Ada O." in before
    assert reads(left) == "Not active\nYour account is not active in Usher any more. An admin can bring it back."
    assert reads(homes.home(HANAS)) == before


async def test_an_account_that_is_somebody_elses_now_shows_their_home(homes: Homes) -> None:
    await homes.opens(IVOS)
    async with homes.store() as work:
        await staff.disable(IVO.email, work=work, desk=homes.desk)
        row = PersonRow(0, "Mia Sand", "mia@northwind.example", roles=frozenset({Role.RECRUITER}), slack=IVOS)
        await staff.add(row, work=work, desk=homes.desk)
    await homes.settle()

    assert "You own no role here." in reads(homes.home(IVOS))


# --- where there is no drawing


async def test_a_home_that_cannot_be_drawn_bothers_nobody_and_stops_nothing(
    homes: Homes, caplog: pytest.LogCaptureFixture, engine: AsyncEngine
) -> None:
    caplog.set_level(logging.WARNING)
    cards = len(await homes.walls.lines("rae"))
    homes.walls.refuses = True
    await homes.handle(HomeOpened(RAES))
    await homes.settle()
    homes.walls.refuses = False
    key = (await homes.applies("Ben Okri")).id
    await homes.submits(MoveIt(key, Status.ON_HOLD), reason="The budget is being decided")
    await homes.settle()
    forgotten = homes.times_drawn()
    await homes.opens()

    assert [record.__dict__["why"] for record in caplog.records if record.msg == "effect_dead"] == ["not_enabled"]
    assert len(await homes.walls.lines("rae")) == cards
    assert forgotten == 0, "a Home that was refused is drawn again when it is opened"
    assert homes.times_drawn() == 1
    async with engine.connect() as connection:
        states = set((await connection.execute(select(outbox.c.state))).scalars())
    assert states == {"done"}


async def test_a_platform_that_is_not_connected_has_no_home_to_draw(homes: Homes, engine: AsyncEngine) -> None:
    await homes.handle(HomeOpened(Account(Platform.TEAMS, "t", "rae")))
    await homes.settle()

    async with engine.connect() as connection:
        states = set((await connection.execute(select(outbox.c.state))).scalars())
    assert states == {"done"}
