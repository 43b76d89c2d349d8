"""What people write in Teams is answered once: however often it is delivered, and not again when it is edited."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
async def office(database: Database, clock: SettableClock) -> AsyncIterator[TeamsOffice]:
    async with teams_office(database, clock) as opened:
        await opened.applied()
        yield opened


async def test_a_message_is_answered_once_though_others_have_the_same_id(office: TeamsOffice) -> None:
    rae, ivy = office.rae, office.ivy

    answered = [await each.writes("status ada", id="7") for each in (rae, rae, ivy)]
    await office.settle()
    answered += [await rae.writes("status ada", id="7"), await rae.writes("status ada!", id="7", type="messageUpdate")]
    await office.settle()

    assert answered == [200] * 5
    assert [len(each.messages) for each in (rae, ivy)] == [1, 1]
