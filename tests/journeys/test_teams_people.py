"""Who somebody is in Teams, where their answers stand, and what becomes of cards that they do not get."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Person, Role
from storage.engine import Database
from tests.journeys.teams_office import TeamsOffice, teams_office
from tests.office import RAE
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
HIRING = "19:hiring@thread.tacv2"
NEW = replace(RAE, name="Nia New", email="nia@northwind.example", roles=frozenset({Role.RECRUITER}), ats_user="u-nia")


@pytest.fixture
async def office(database: Database, clock: SettableClock) -> AsyncIterator[TeamsOffice]:
    async with teams_office(database, clock) as opened:
        opened.teams.channel(HIRING)
        await opened.applied()
        yield opened


async def add(office: TeamsOffice, person: Person) -> None:
    async with office.usher.database.store() as work:
        await work.people.add(person)


async def test_who_writes_for_the_first_time_is_known_by_their_address_and_answered(office: TeamsOffice) -> None:
    await add(office, NEW)
    nia = office.teams.person("nia", zone="Europe/Berlin", email="Nia@northwind.example")
    guest = office.teams.person("guest", userRole="guest", email="nia@northwind.example")

    await nia.writes("status ada")
    await guest.writes("status ada")
    await office.settle()

    assert "Ada O. · Backend Engineer" in nia.reads(nia.messages[-1])
    assert "guest" in guest.reads(guest.messages[-1]).casefold()
    assert not [each for each in guest.messages if "Ada" in guest.reads(each)]


async def test_what_is_asked_in_a_channel_is_answered_in_private(office: TeamsOffice) -> None:
    rae, ivy = office.rae, office.ivy
    ivy.installed = False

    await rae.writes("@Usher status ada", channel=HIRING)
    await ivy.writes("@Usher status ada", channel=HIRING)
    await rae.writes("status ada", channel=HIRING)
    await office.settle()

    assert len(rae.messages) == 1
    assert "Ada O. · Backend Engineer" in rae.reads(rae.messages[0])
    assert {each.summary[:26] for each in office.teams.places[HIRING]} == {
        "I've answered you in your ",
        "I answer this in private, ",
    }
    assert ivy.messages == []


async def test_who_has_not_added_the_app_gets_cards_by_mail_and_a_recruiter_hears_why(office: TeamsOffice) -> None:
    rae, ivy = office.rae, office.ivy
    ivy.blocked = True
    opened = await rae.types("/usher schedule ada")
    waiting = await rae.submits(opened.modal, {"interviewer": "Ivy Lane, Staff Engineer"})
    await office.settle()
    await rae.submits((await rae.submits(waiting.modal)).modal)
    await office.settle()
    await office.candidate(step="pick", option="1")
    await office.forward(timedelta(days=1))

    letters = [taken.message["Subject"] for taken in office.post.taken if "ivy@northwind.example" in taken.recipients]
    assert ivy.messages == []
    assert any("Booked: Ada O." in letter for letter in letters)
    told = "\n".join(rae.reads(message) for message in rae.messages)
    assert "Needs you: cards to Ivy Lane do not arrive in Teams" in told
    assert "They have not added me to their apps, or have blocked me." in told
