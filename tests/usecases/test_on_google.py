"""One candidate books, moves and cancels on Google's calendars, over the wire, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from bot.actions import PutEventBack
from bot.domain.dead_end import EventGone, EventMoved, SeatDeclined
from bot.domain.ids import PersonId
from bot.domain.interview import Standing, State
from bot.domain.time import Interval
from bot.effects import ReadCalendar, ReadEvents
from bot.inbound import CalendarTouched
from bot.ports import Store
from tests.office import POLICY, Office
from tests.standins.google import Google
from tests.when import SettableClock

RAE, HOUSE = "rae@northwind.example", "interviews@northwind.example"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class House:
    """An office whose calendars are Google's."""

    office: Office
    google: Google

    def on(self, owner: str) -> list[tuple[str, str]]:
        """What stands on a calendar: title and status."""
        events = (kept.body for kept in self.google.of(owner).values() if not kept.cancelled)
        return sorted((event["summary"], event["status"]) for event in events)

    def named(self, owner: str, span: Interval) -> str:
        """The event that stands on a calendar at a time."""
        found = [name for name, kept in self.google.of(owner).items() if not kept.cancelled]
        return next(
            name for name in found if self.google.span(owner, self.google.of(owner)[name].body)[0] == span.start
        )

    async def hears(self) -> None:
        """The feeds are read, as they are now and then."""
        async with self.office.store() as work:
            await work.outbox.add(ReadCalendar(self.office.rae.id))
            await work.outbox.add(ReadEvents())
        await self.office.settle()

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


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_people_do_in_google_calendar_counts_as_if_they_had_pressed_it(house: House) -> None:
    office, google = house.office, house.google
    claim = await office.invited()
    await house.hears()
    first, second = (await office.interview()).standing

    google.cancel(RAE, house.named(RAE, first.span))
    await house.hears()
    offered = await office.interview()
    await office.post(claim, "pick", option=str(second.number))
    await office.settle()
    await house.hears()
    event = house.named(HOUSE, second.span)
    google.answers(RAE, event, "declined")
    await house.hears()
    declined = await office.interview()
    moved = Interval(second.span.start + HOUR, second.span.end + HOUR)
    google.change(
        HOUSE, event, {"start": {"dateTime": moved.start.isoformat()}, "end": {"dateTime": moved.end.isoformat()}}
    )
    await house.hears()
    astray = await office.interview()
    await office.presses(PutEventBack(astray.id, astray.sequence))
    await office.settle()
    back = house.named(HOUSE, second.span)
    google.cancel(HOUSE, event)
    await house.hears()

    assert [option.standing for option in offered.options if option.number == first.number] == [Standing.LOST]
    assert len(offered.standing) == 2
    assert declined.trouble == SeatDeclined(office.rae.id)
    assert astray.trouble == EventMoved(moved)
    assert back == event
    assert (await office.interview()).trouble == EventGone(event)
    assert house.google.mails.count((RAE, "cancelled")) <= 1
