"""One candidate books, moves and cancels on Google's calendars, over the wire, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from bot.domain.ids import PersonId
from bot.domain.interview import State
from bot.domain.time import Interval
from bot.inbound import CalendarTouched
from bot.ports import Store
from tests.office import POLICY, Office
from tests.standins.google import Google
from tests.when import SettableClock

RAE, HOUSE = "rae@northwind.example", "interviews@northwind.example"


@dataclass(frozen=True, slots=True)
class House:
    """An office whose calendars are Google's."""

    office: Office
    google: Google

    def on(self, owner: str) -> list[tuple[str, str]]:
        """What stands on a calendar: title and status."""
        events = (kept.body for kept in self.google.of(owner).values() if not kept.cancelled)
        return sorted((event["summary"], event["status"]) for event in events)

    async def waiting(self) -> int:
        """How many calendars wait to be read."""
        async with self.office.store() as work:
            claimed = await work.outbox.claim(limit=10)
        return len(claimed)


@pytest.fixture
async def house(store: Store, clock: SettableClock) -> AsyncIterator[House]:
    policy = replace(POLICY, organisation=replace(POLICY.organisation, calendar="google"))
    async with Google(RAE, HOUSE) as google:
        calls = GoogleCalls(google.key, url=google.url)
        office = await Office(store, clock, policy=policy).furnish()
        await office.plug_calendar("google", GoogleCalendar(calls, house=HOUSE))
        yield House(office, google)
        calls.close()


async def test_one_candidate_is_held_booked_moved_and_cancelled(house: House) -> None:
    office = house.office
    claim = await office.invited()
    held = house.on(RAE)

    await office.post(claim, "pick", option="1")
    await office.settle()
    booked, copied = house.on(HOUSE), house.on(RAE)
    first = await office.interview()
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    another = (await office.interview()).standing[0]
    await office.post(await office.link(), "pick", option=str(another.number))
    await office.settle()
    moved = await office.interview()
    await office.post(await office.link(), "cancel_it", reason="other")
    await office.settle()

    title = "Recruiter screen: Ada O. · Backend Engineer"
    assert held == [(f"[Hold] {title}", "tentative")] * 2
    assert booked == copied == [(title, "confirmed")]
    assert first.booking is not None
    assert moved.booking is not None
    assert (moved.booking.event, moved.booking.uid) == (first.booking.event, first.booking.uid)
    assert moved.booking.span != first.booking.span
    assert (house.on(RAE), house.on(HOUSE)) == ([], [])
    assert house.google.mails == [(RAE, "invited"), (RAE, "invited"), (RAE, "cancelled")]
    assert (await office.interview()).state is State.CANCELLED


async def test_what_is_blocked_on_the_calendar_is_not_offered_and_a_hint_brings_it_in(house: House) -> None:
    office = house.office
    start, end = office.clock(), office.clock().replace(day=office.clock().day + 4)
    house.google.blocks(RAE, Interval(start, end), title="Away", eventType="outOfOffice")

    await office.invited()

    assert all(option.span.start >= end for option in (await office.interview()).standing)
    for _ in range(2):
        await office.handle(CalendarTouched(office.rae.id))
    await office.handle(CalendarTouched(PersonId(4711)))
    assert await house.waiting() == 1
