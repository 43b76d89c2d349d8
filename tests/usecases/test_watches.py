"""How often calendars are read, and who tells us of changes: asked, renewed in time, called off, or never had."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.desk import Desk
from bot.domain.ids import ORGANISER, PersonId
from bot.domain.rows import PersonRow
from bot.domain.time import Interval
from bot.inbound import CalendarRead, CalendarTouched, CalendarWatched, Feed
from bot.ports import Store, Watch, Watched
from bot.steps.polling import CALENDAR
from bot.usecases import staff
from tests.office import RAE, Office
from tests.usecases.watched import Bell, Noted
from tests.when import SettableClock

HOUSE = "interviews@northwind.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
INES = PersonRow(0, "Ines Duarte", "ines@northwind.example")


@pytest.fixture
async def calendar(clock: SettableClock) -> Noted:
    return Noted(clock)


@pytest.fixture
async def office(store: Store, clock: SettableClock, calendar: Noted) -> Office:
    office = await Office(store, clock).furnish()
    await office.plug_calendar("sandbox", calendar)
    return office


async def begin_with_rae(office: Office) -> None:
    """The service starts, and reads Rae's calendar alone: that of the organiser comes round just as often."""
    await office.begin_polling()
    async with office.store() as work:
        await work.timers.drop(str(ORGANISER), (CALENDAR,))


async def test_a_calendar_is_read_every_ten_minutes_and_seldom_while_somebody_tells_of_changes(
    office: Office, calendar: Noted, clock: SettableClock
) -> None:
    await begin_with_rae(office)
    await office.forward(MINUTE + HOUR)
    unwatched = calendar.gaps()

    bell = Bell(clock)
    office.plug_watching("sandbox", bell)
    await begin_with_rae(office)
    await office.forward(DAY)
    _, _, *watched = calendar.gaps()
    clock.forward(4 * DAY + HOUR)
    await office.forward(HOUR)
    asked = list(bell.said)
    await office.handle(CalendarTouched(office.rae.id, lapsed=True))
    await office.handle(CalendarTouched(office.rae.id, lapsed=True))
    before = len(calendar.reads)
    await office.settle()

    assert set(unwatched) == {10 * MINUTE}
    assert set(watched) == {30 * MINUTE}
    assert len(watched) > 40
    assert asked == [("watch", RAE.email), ("renew", RAE.email)]
    assert bell.said[2:] == [("renew", RAE.email)]
    assert len(calendar.reads) == before + 1


async def test_a_vendor_that_refuses_to_tell_is_asked_again_after_hours_and_nobody_hears_of_it(
    office: Office, calendar: Noted, clock: SettableClock
) -> None:
    bell = Bell(clock, refuses=True)
    office.plug_watching("sandbox", bell)

    await office.begin_polling()
    await office.forward(HOUR)
    refused = [*bell.said]
    clock.forward(6 * HOUR)
    bell.refuses = False
    await office.forward(20 * MINUTE)
    async with office.store() as work:
        watched = await work.watches.all()

    assert sorted(refused) == sorted([("watch", HOUSE), ("watch", RAE.email)])
    assert set(calendar.gaps()[:4]) == {10 * MINUTE}
    assert [(each.whose, bool(each.watch.id)) for each in watched] == [(ORGANISER, True), (office.rae.id, True)]
    assert await office.cards() == []


async def test_a_calendar_that_cannot_be_read_is_read_ever_more_seldom_until_it_can(
    office: Office, calendar: Noted
) -> None:
    await begin_with_rae(office)
    await office.forward(5 * MINUTE)
    calendar.closed = True
    await office.forward(DAY)
    gaps = calendar.gaps()
    calendar.closed = False
    await office.forward(6 * HOUR + 25 * MINUTE)

    assert gaps[:2] == [10 * MINUTE, HOUR]
    assert all(later >= earlier for earlier, later in pairwise(gaps))
    assert gaps[-1] == 6 * HOUR
    assert calendar.gaps()[-2:] == [10 * MINUTE] * 2


async def test_somebody_who_joins_is_read_and_who_leaves_is_not_any_more(
    office: Office, calendar: Noted, clock: SettableClock
) -> None:
    bell = Bell(clock)
    office.plug_watching("sandbox", bell)
    desk = Desk(office.policy, clock())
    async with office.store() as work:
        ines = (await staff.add(INES, work=work, desk=desk)).person.id
    await office.forward(15 * MINUTE)
    read = len(calendar.gaps(INES.mail))
    async with office.store() as work:
        await staff.add(INES, work=work, desk=desk)
        await staff.disable(INES.mail, work=work, desk=desk)
        known = await work.mirror.of([ines], Interval(clock(), clock() + HOUR))
    await office.settle()
    await office.handle(CalendarTouched(ines))
    await office.handle(CalendarTouched(PersonId(4711)))
    await office.forward(HOUR)
    async with office.store() as work:
        watches = await work.watches.all()

    assert read == 1
    assert (known, watches, calendar.gaps(INES.mail)) == ({}, (), [])
    assert bell.said == [("watch", INES.mail), ("unwatch", INES.mail)]


async def test_a_former_organiser_is_told_of_no_more(office: Office, clock: SettableClock) -> None:
    bell = Bell(clock)
    office.plug_watching("sandbox", bell)
    async with office.store() as work:
        watch = Watch("bell-0", "former", clock() + DAY * 6)
        await work.watches.save(Watched(ORGANISER, "sandbox", "former@northwind.example", watch))

    await office.begin_polling()
    await office.forward(31 * MINUTE)

    assert bell.said[0] == ("unwatch", "former@northwind.example")
    assert ("watch", HOUSE) in bell.said


async def test_two_hundred_people_are_not_read_in_the_same_second(store: Store, office: Office) -> None:
    desk = Desk(office.policy, office.clock())
    async with store() as work:
        for number in range(200):
            await work.people.add(replace(RAE, email=f"p{number}@northwind.example", ats_user=""))
    await office.begin_polling()

    async with store() as work:
        due = [each.due for each in await work.timers.due(desk.now + 11 * MINUTE, limit=999) if each.kind == "calendar"]

    assert len(due) == 202
    assert len(set(due)) == 202


async def test_what_was_read_before_the_mirror_was_emptied_or_of_a_former_calendar_is_read_anew(
    office: Office, calendar: Noted, clock: SettableClock
) -> None:
    morning, evening = (Interval(clock() + at, clock() + at + HOUR) for at in (DAY, DAY + 9 * HOUR))
    await calendar.put_busy(RAE.email, morning, title="Busy")
    await office.handle(CalendarTouched(office.rae.id))
    await office.settle()
    late = await read_just_now(office, calendar)
    async with office.store() as work:
        await work.mirror.forget(office.rae.id)

    await calendar.put_busy(RAE.email, evening, title="Busy")
    await office.handle(late)
    await office.settle()
    async with office.store() as work:
        anew = (await work.mirror.of([office.rae.id], Interval(clock(), clock() + 2 * DAY)))[office.rae.id]
        await work.mirror.forget(office.rae.id)
    late = await read_just_now(office, calendar)
    await office.leaves()
    await office.handle(late)
    await office.settle()
    async with office.store() as work:
        left = await work.mirror.of([office.rae.id], Interval(clock(), clock() + 2 * DAY))

    assert anew.busy == (morning, evening)
    assert left == {}


async def read_just_now(office: Office, calendar: Noted) -> CalendarRead:
    """Return what a read of Rae's calendar tells, on its way to us."""
    rae, now = office.rae, office.clock()
    async with office.store() as work:
        cursor = await work.mirror.cursor(rae.id)
    changes = await calendar.changes(rae.email, cursor, window=Interval(now - 7 * DAY, now + 60 * DAY))
    return CalendarRead(rae.id, changes, now, Feed(rae.calendar, rae.email, cursor))


async def test_what_a_vendor_promised_of_a_calendar_that_was_given_up_meanwhile_is_called_off(
    office: Office, clock: SettableClock
) -> None:
    bell = Bell(clock)
    office.plug_watching("sandbox", bell)

    for owner in (RAE.email, "former@northwind.example"):
        expires = clock() + 7 * DAY
        await office.handle(CalendarWatched(office.rae.id, "sandbox", owner, "bell-0", "", expires))
        await office.settle()

    async with office.store() as work:
        watches = await work.watches.all()
    assert bell.said == [("unwatch", "former@northwind.example")]
    assert watches == ()


async def test_a_start_of_the_program_puts_nobodys_turn_off(office: Office, clock: SettableClock) -> None:
    await begin_with_rae(office)
    async with office.store() as work:
        due = await work.timers.next_due()

    clock.forward(15 * timedelta(seconds=1))
    await begin_with_rae(office)

    async with office.store() as work:
        assert await work.timers.next_due() == due
