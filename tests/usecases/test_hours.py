"""Working hours and zones follow people's calendars, unless a person set them by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.csv_columns import person as described
from bot.desk import Desk
from bot.domain.people import Account, Membership, Origin, Person, Platform, Profile
from bot.domain.time import Hours, WorkingHours
from bot.inbound import WhoAnswered, Working
from bot.ports import Permanent, Store
from bot.usecases import hours, staff
from storage import tables
from tests.office import RAE, Office
from tests.when import NOON, SettableClock

DAY = timedelta(days=1)
EARLY = WorkingHours(dict.fromkeys(range(4), Hours(time(7), time(9))))
SHORT = WorkingHours(dict.fromkeys(range(5), Hours(time(10), time(12))))
LAGOS = Working("Africa/Lagos", EARLY)


class Telling(SandboxCalendar):
    """A calendar that tells of its owner's week, counts who asks, or cannot be asked."""

    def __init__(self) -> None:
        super().__init__(MemoryShelf(), clock=lambda: NOON)
        self.tells: Working | None = LAGOS
        self.closed = False
        self.asked = 0

    async def hours(self, owner: str) -> Working | None:
        self.asked += 1
        if self.closed:
            raise Permanent("Microsoft 403 ErrorAccessDenied")
        return self.tells


class House(Office):
    """An office whose Rae uses a calendar that tells of her week."""

    telling: Telling

    async def told(self, **cells: str) -> Person:
        columns: Mapping[str, str] = {"name": self.rae.name, "mail": self.rae.email}
        async with self.store() as work:
            row = described({**columns, **{name.replace("_", " "): cell for name, cell in cells.items()}})
            await staff.add(row, work=work, desk=Desk(self.policy, self.clock()))
        await self.settle()
        return await self.person()

    async def person(self) -> Person:
        async with self.store() as work:
            found = await work.people.get(self.rae.id)
        assert found is not None
        return found

    async def begin(self) -> None:
        async with self.store() as work:
            await hours.begin(work=work, desk=Desk(self.policy, self.clock()))


@pytest.fixture
async def house(store: Store, clock: SettableClock) -> House:
    house = House(store, clock)
    await house.furnish()
    house.telling = Telling()
    await house.plug_calendar("microsoft", house.telling)
    return house


def said(person: Person) -> tuple[str, Origin, WorkingHours, Origin]:
    return person.zone, person.zone_from, person.hours, person.hours_origin


async def test_they_follow_the_calendar_day_by_day_and_the_next_search_goes_by_them(
    house: House, engine: AsyncEngine
) -> None:
    await house.begin()
    await house.forward(timedelta(minutes=10))
    first = await house.person()
    await house.invited()
    offered = (await house.interview()).standing
    house.telling.tells = Working("Europe/London", SHORT)
    await house.forward(DAY)
    second = await house.person()
    house.telling.tells = None
    await house.forward(DAY)

    assert said(first) == ("Africa/Lagos", Origin.CALENDAR, EARLY, Origin.CALENDAR)
    assert {option.span.start.astimezone(UTC).hour for option in offered} <= {6, 7}
    assert said(second) == ("Europe/London", Origin.CALENDAR, SHORT, Origin.CALENDAR)
    assert await house.person() == second
    assert house.telling.asked == 3
    assert (await house.interview()).standing == offered
    async with engine.connect() as connection:
        rows = await connection.execute(select(tables.audit.c.who).where(tables.audit.c.what == "person.changed"))
    assert list(rows.scalars()) == ["usher", "usher"]


async def test_what_was_set_by_hand_stays_until_it_is_given_back(house: House) -> None:
    by_hand = await house.told(working_hours="Mon-Fri 10:00-12:00", zone="Europe/Dublin")
    house.telling.tells = LAGOS
    await house.begin()
    await house.forward(DAY)
    kept, asked = await house.person(), house.telling.asked
    hours_back = await house.told(working_hours="calendar")
    all_back = await house.told(zone="calendar")

    assert said(by_hand) == ("Europe/Dublin", Origin.HAND, SHORT, Origin.HAND)
    assert (said(kept), asked) == (said(by_hand), 0)
    assert said(hours_back) == ("Europe/Dublin", Origin.HAND, EARLY, Origin.CALENDAR)
    assert said(all_back) == ("Africa/Lagos", Origin.CALENDAR, EARLY, Origin.CALENDAR)


async def test_the_calendar_goes_before_the_chat_profile_and_hours_it_does_not_tell_stay_the_usual_ones(
    house: House,
) -> None:
    async with house.store() as work:
        await work.people.save(replace(house.rae, zone="UTC"))
    account = Account(Platform.SANDBOX, "demo", "rae-too")
    profile = Profile(Membership.MEMBER, house.rae.name, house.rae.email, "America/New_York")
    await house.handle(WhoAnswered(account, profile))
    chat = await house.person()
    house.telling.tells = Working("Europe/Berlin")
    await house.begin()
    await house.forward(timedelta(minutes=10))

    usual = WorkingHours.weekdays()
    assert said(chat) == ("America/New_York", Origin.CHAT, usual, Origin.UNSAID)
    assert said(await house.person()) == ("Europe/Berlin", Origin.CALENDAR, usual, Origin.UNSAID)


async def test_a_calendar_that_cannot_be_asked_changes_nothing_and_bothers_nobody(house: House) -> None:
    house.telling.closed = True
    before = await house.person()

    await house.begin()
    await house.forward(2 * DAY)

    assert await house.person() == before
    assert house.telling.asked == 2
    assert not [card for card in await house.cards() if "Needs you" in card]


async def test_whoever_has_no_calendar_is_never_asked_about(house: House) -> None:
    without = await house.told(calendar="none")
    await house.begin()
    await house.forward(DAY)

    assert not without.has_calendar
    assert house.telling.asked == 0


def test_hours_that_differ_from_the_usual_were_set_by_hand_before_that_was_noted() -> None:
    assert replace(RAE, hours=SHORT).hours_origin is Origin.HAND
    assert RAE.hours_origin is Origin.UNSAID
