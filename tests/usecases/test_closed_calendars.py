"""Calendars that do not let us in: told once for each cause, with the cure; what waits goes on when they do again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.actions import ReadAgain, ScheduleIt
from bot.csv_columns import person as told
from bot.desk import Desk
from bot.domain.calendar_faults import Cause, Doing, Fault
from bot.domain.dead_end import CalendarSilent
from bot.domain.ids import ORGANISER, PersonId
from bot.domain.interview import State
from bot.domain.people import Person, Role
from bot.domain.time import Interval
from bot.inbound import CalendarTouched, Changes
from bot.ports import Event, Kept, Permanent, Store, Transient
from bot.reply import NextForm, Say
from bot.usecases import staff
from storage import tables
from tests.office import ADA, Office
from tests.when import SettableClock

HOUR = timedelta(hours=1)
CONSENT = Permanent("Google gave no token unauthorized_client", cause=Cause.CONSENT)


class Guarded(SandboxCalendar):
    """A calendar that can be closed to reading, to writing, or to one owner."""

    def __init__(self, office: Office) -> None:
        super().__init__(MemoryShelf(), clock=office.clock)
        self.unread: Exception | None = None
        self.unwritten: Exception | None = None
        self.only = ""

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        self._ask(self.unread, owner)
        return await super().changes(owner, cursor, window=window)

    async def busy(self, owner: str, span: Interval) -> Sequence[Interval]:
        self._ask(self.unread, owner)
        return await super().busy(owner, span)

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        self._ask(self.unwritten, owner)
        return await super().place(owner, event, key=key)

    def _ask(self, fault: Exception | None, owner: str) -> None:
        if fault is not None and self.only in {"", owner}:
            raise fault


class House(Office):
    """An office on guarded calendars, with some more people."""

    guarded: Guarded
    engine: AsyncEngine

    async def peopled(self, count: int) -> list[Person]:
        async with self.store() as work:
            names = [f"Person {number:02}" for number in range(count)]
            mail = "{}@northwind.example"
            added = [
                await work.people.add(replace(self.rae, name=name, email=mail.format(name[-2:]), ats_user=""))
                for name in names
            ]
        return added

    async def read(self, *people: PersonId) -> None:
        for person in people:
            await self.handle(CalendarTouched(person))
        await self.settle()

    async def faults(self, person: PersonId) -> list[tuple[Doing, Cause]]:
        async with self.store() as work:
            found: Sequence[Fault] = await work.calendar_faults.of([person])
        return [(fault.doing, fault.cause) for fault in found]

    async def closed(self) -> list[str]:
        """The cards about causes, as they stand now."""
        return [card for card in await self.cards() if "closed to me" in card or "Settled: Google" in card]

    async def dead(self) -> list[str]:
        return [card for card in await self.cards() if "Needs you: could not" in card]

    async def a_while_later(self) -> None:
        """Whatever waits for a moment in real time is due."""
        async with self.engine.begin() as connection:
            await connection.execute(update(tables.outbox).values(not_before=0))
        await self.settle()


@pytest.fixture
async def house(store: Store, clock: SettableClock, engine: AsyncEngine) -> House:
    house = House(store, clock)
    house.policy = replace(house.policy, organisation=replace(house.policy.organisation, calendar="google"))
    await house.furnish()
    house.engine, house.guarded = engine, Guarded(house)
    await house.plug_calendar("google", house.guarded)
    return house


async def test_consent_taken_back_is_one_card_however_many_it_closes_and_all_goes_on_once_it_is_given(
    house: House,
) -> None:
    people = [each.id for each in await house.peopled(7)]
    house.guarded.unread = CONSENT

    await house.invited_or_not()
    await house.read(*people)
    await house.read(*people)
    shut = await house.closed()
    waits = await house.interview()
    refused = await house.presses(ReadAgain("google", Cause.CONSENT))
    await house.settle()
    house.guarded.unread = None
    looked = await house.presses(ReadAgain("google", Cause.CONSENT))
    await house.settle()

    assert len(shut) == 1
    assert "Person 00, Person 01, Person 02, Person 03, Person 04 and 3 more people." in shut[0]
    assert "domain-wide delegation" in shut[0]
    assert (waits.state, waits.trouble) == (State.HANDED_OVER, CalendarSilent(house.rae.id))
    assert isinstance(refused, Say)
    assert isinstance(looked, Say)
    assert await house.faults(people[0]) == []
    assert ["Settled: Google Calendar" in card for card in await house.closed()] == [True]
    after = await house.interview()
    assert (after.state, after.trouble, len(after.standing)) == (State.OFFERED, None, 2)
    assert len(await house.mails()) == 1


async def test_a_calendar_that_is_open_again_is_read_as_often_as_any_other(house: House) -> None:
    await house.begin_polling()
    house.guarded.unread = CONSENT
    await house.forward(HOUR / 4)
    house.guarded.unread = None
    await house.presses(ReadAgain("google", Cause.CONSENT))
    await house.settle()

    span = Interval(house.clock() + HOUR, house.clock() + 2 * HOUR)
    await house.guarded.put_busy(house.rae.email, span, title="Dentist")
    await house.forward(HOUR / 4)

    async with house.store() as work:
        assert (await work.mirror.of([house.rae.id], span))[house.rae.id].busy == (span,)


async def test_causes_are_told_apart_and_the_same_one_is_told_once_a_day(house: House) -> None:
    first, second = [each.id for each in await house.peopled(2)]
    house.guarded.unread = CONSENT
    async with house.store() as work:
        client = replace(house.rae, name="Cleo Client", email="cleo@client.example", ats_user="")
        outsider = await work.people.add(replace(client, roles=frozenset({Role.CLIENT})))
    await house.read(outsider.id)
    told_of_none = await house.closed()
    await house.read(first)
    house.guarded.unread = Permanent("Google 404 notFound", cause=Cause.NOT_FOUND)
    await house.read(second)
    told_of_two = await house.closed()
    house.guarded.unread = None
    await house.read(first)
    house.guarded.unread = CONSENT
    await house.read(first)
    again = await house.closed()
    async with house.store() as work:
        await staff.disable("01@northwind.example", work=work, desk=Desk(house.policy, house.clock()))
    await house.settle()

    assert told_of_none == []
    assert len(told_of_two) == len(again) == 2
    assert sum("Needs you" in card for card in again) == 2
    assert [("Needs you" in card, "Person 00" in card) for card in await house.closed()] == [
        (True, True),
        (False, False),
    ]


async def test_what_is_booked_meanwhile_reaches_the_calendar_once_it_can_be_written(house: House) -> None:
    claim = await house.invited()
    house.guarded.only = house.policy.organisation.organizer
    house.guarded.unwritten = Permanent("Google 403 forbidden", cause=Cause.NOT_ALLOWED)

    await house.post(claim, "pick", option="1")
    await house.settle()
    await house.a_while_later()
    shut, dead, without = await house.closed(), await house.dead(), await house.interview()
    house.guarded.unwritten = None
    await house.presses(ReadAgain("google", Cause.NOT_ALLOWED))
    await house.settle()

    assert dead == []
    assert len(shut) == 1
    assert "the organisation's own" in shut[0]
    assert "I try again every 15 minutes" in shut[0]
    assert without.booking is not None
    assert without.booking.event == ""
    there = (await house.interview()).booking
    assert there is not None
    assert there.event
    assert await house.faults(ORGANISER) == []
    assert "Settled: Google Calendar" in (await house.closed())[0]


async def test_what_is_called_off_before_it_could_be_written_leaves_nothing_to_mend(house: House) -> None:
    claim = await house.invited()
    house.guarded.only = house.policy.organisation.organizer
    house.guarded.unwritten = CONSENT

    await house.post(claim, "pick", option="1")
    await house.settle()
    before = await house.faults(ORGANISER)
    await house.post(await house.link(), "cancel_it", reason="other")
    await house.a_while_later()
    await house.read(ORGANISER)

    assert before == [(Doing.WRITE, Cause.CONSENT)]
    assert await house.faults(ORGANISER) == []
    assert "Settled: Google Calendar" in (await house.closed())[0]


async def test_a_calendar_that_can_only_be_read_holds_in_the_record_alone_and_its_owner_is_invited(
    house: House,
) -> None:
    house.guarded.read_only.add(house.rae.email)

    claim = await house.invited()
    offered = await house.interview()
    cards = await house.cards()
    await house.post(claim, "pick", option="1")
    await house.settle()

    assert all(option.unheld == {house.rae.id} for option in offered.standing)
    assert [party for party, _, _ in await house.reserved()].count(house.rae.id) == 1
    assert any("No hold on Rae Morgan’s calendar (I may look at it, not write there)" in card for card in cards)
    assert await house.faults(house.rae.id) == [(Doing.WRITE, Cause.NOT_ALLOWED)]
    booking = (await house.interview()).booking
    assert booking is not None
    invited = await house.guarded.on(house.rae.email, booking.span)
    assert [entry.title for entry in invited] == ["Recruiter screen: Ada O. · Backend Engineer"]
    assert (await house.closed(), await house.dead()) == ([], [])


async def test_a_calendar_that_closes_before_the_hold_is_not_taken_for_free(house: House) -> None:
    await house.read(house.rae.id)
    house.guarded.unread = CONSENT

    await house.invited_or_not()

    interview = await house.interview()
    assert (interview.state, interview.trouble) == (State.HANDED_OVER, CalendarSilent(house.rae.id))
    assert await house.reserved() == []
    assert (await house.dead(), len(await house.closed())) == ([], 1)


async def test_whom_no_calendar_belongs_to_is_found_by_hours_and_bookings_and_it_is_said(house: House) -> None:
    async with house.store() as work:
        row = told({"name": "Rae Morgan", "mail": house.rae.email, "calendar": "none"})
        await staff.add(row, work=work, desk=Desk(house.policy, house.clock()))
    house.guarded.unread = CONSENT
    await house.seen(replace(ADA, stage="Review"))
    ada = (await house.application()).id

    preview = await house.submits(ScheduleIt(ada), application=ada, kind="screen", interviewer="role")
    await house.invited()
    interview, cards = await house.interview(), await house.cards()
    await house.post(await house.link(), "pick", option="1")
    await house.settle()

    gap = "Rae Morgan has no calendar: by working hours, days off and my own bookings only."
    assert isinstance(preview, NextForm)
    assert gap in str(preview.form.intro)
    assert len(interview.standing) == 2
    assert any(gap in card for card in cards)
    booking = (await house.interview()).booking
    assert booking is not None
    assert booking.event
    assert await house.closed() == []


async def test_what_waits_for_a_calendar_goes_on_once_its_owner_is_said_to_have_none(house: House) -> None:
    house.guarded.unread, house.guarded.only = CONSENT, house.rae.email
    await house.invited_or_not()
    waits = await house.interview()
    async with house.store() as work:
        row = told({"name": "Rae Morgan", "mail": house.rae.email, "calendar": "none"})
        await staff.add(row, work=work, desk=Desk(house.policy, house.clock()))
    await house.settle()

    assert waits.trouble == CalendarSilent(house.rae.id)
    assert (await house.interview()).state is State.OFFERED
    assert ["Settled:" in card for card in await house.closed()] == [True]


async def test_a_far_end_that_is_silent_for_most_of_a_day_is_a_cause_of_its_own(house: House) -> None:
    house.guarded.unread = Transient("Google: no answer in time")

    await house.handle(CalendarTouched(house.rae.id))
    for _ in range(13):
        await house.a_while_later()

    assert await house.faults(house.rae.id) == [(Doing.READ, Cause.SILENT)]
    assert "got no answer" in (await house.closed())[0]
