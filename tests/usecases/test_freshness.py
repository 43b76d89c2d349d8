"""What is older than a quarter of an hour is read anew before times are held; where somebody decides, its age is said."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import LookAgain, ScheduleIt
from bot.cards import Fine, Plain
from bot.domain.interview import State
from bot.forms import Form
from bot.inbound import CalendarTouched
from bot.ports import Store
from bot.reply import NextForm
from tests.office import ADA, Office
from tests.usecases.watched import Noted
from tests.when import SettableClock

MINUTE = timedelta(minutes=1)
Act = Callable[[Office], Awaitable[None]]


@pytest.fixture
async def calendar(clock: SettableClock) -> Noted:
    return Noted(clock)


@pytest.fixture
async def office(store: Store, clock: SettableClock, calendar: Noted) -> Office:
    office = await Office(store, clock).furnish()
    await office.plug_calendar("sandbox", calendar)
    return office


async def nothing(office: Office) -> None:
    return


async def reaches_the_stage(office: Office) -> None:
    await office.seen()


async def was_invited(office: Office) -> None:
    await office.invited()


async def finds_none_suiting(office: Office) -> None:
    await office.post(await office.link(), "none", reason="later, please")


async def was_booked(office: Office) -> None:
    await office.booked()


async def moves_it(office: Office) -> None:
    await office.post(await office.link(), "move", reason="conflict")


async def silence_ended_it(office: Office) -> None:
    await office.invited()
    await office.forward(timedelta(days=9))
    assert (await office.interview()).state is State.HANDED_OVER


async def rae_looks_again(office: Office) -> None:
    await office.presses(LookAgain((await office.interview()).id))


FLOWS = [(nothing, reaches_the_stage), (was_booked, moves_it), (silence_ended_it, rae_looks_again)]


@pytest.mark.parametrize(("before", "act"), FLOWS, ids=["triggered", "moved", "looked for again"])
@pytest.mark.parametrize(("age", "first"), [(14 * MINUTE, "placed"), (16 * MINUTE, "read")], ids=["fresh", "old"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_calendars_older_than_a_quarter_of_an_hour_are_read_before_times_are_held(
    office: Office, calendar: Noted, before: Act, act: Act, age: timedelta, first: str
) -> None:
    await before(office)
    await office.handle(CalendarTouched(office.rae.id))
    await office.settle()
    office.clock.forward(age)
    calendar.done.clear()

    await act(office)
    await office.settle()

    assert calendar.done[0] == first
    assert "placed" in calendar.done


async def test_the_age_of_calendars_is_told_where_somebody_decides_by_them(office: Office, calendar: Noted) -> None:
    await office.seen(replace(ADA, stage="Review"))
    ada = (await office.application()).id

    async def view() -> Form:
        shown = await office.submits(ScheduleIt(ada), application=ada, kind="screen", interviewer="role")
        assert isinstance(shown, NextForm)
        return shown.form

    unread = await view()
    await office.settle()
    at_once = await view()
    await office.settle()
    office.clock.forward(3 * MINUTE)
    later = await view()

    assert "I'm reading Rae Morgan's calendar" in str(unread.intro)
    assert at_once.intro[-1] == Fine((Plain("Calendars read just now."),))
    assert later.intro[-1] == Fine((Plain("Calendars read 3 minutes ago."),))


async def test_the_card_of_an_interview_that_waits_tells_for_which_calendar_and_how_old_it_is(
    office: Office, calendar: Noted
) -> None:
    await office.seen()
    never = str(await office.types("status Ada"))
    await office.handle(CalendarTouched(office.rae.id))
    await office.settle()
    found = str(await office.types("status Ada"))

    assert "Before I look for times I read Rae Morgan's calendar, which I have not read yet." in never
    assert "Before I look" not in found
