"""Our own events on Google's calendars as they come back: who answered, what was deleted, and what faults come to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from adapters.calendars import google_event
from bot.domain.calendar_faults import Cause
from bot.domain.time import Interval
from bot.inbound import EventNow, Working
from bot.ports import Permanent, Transient
from tests.contracts.calendar_desk import HOLD, HOUSE, INES, NOON, RAE, TEN, WINDOW
from tests.contracts.google_desk import BOOKED, Desk, opened
from tests.standins.google import EVENTS, FREEBUSY, Broken, Dropped, Fault, Limited, Refuses

CALLS: dict[str, Callable[[Desk], Awaitable[object]]] = {
    "events.list": lambda desk: desk.calendar.events(HOUSE, "", window=WINDOW),
    "events.get": lambda desk: desk.calendar.look(HOUSE, "0123456789"),
    "settings.get": lambda desk: desk.calendar.hours(RAE),
}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as made:
        yield made


async def test_of_what_is_gone_only_what_may_be_ours_is_told(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    dentist = desk.google.blocks(HOUSE, NOON, title="Dentist")
    first = await desk.calendar.events(HOUSE, "", window=WINDOW)

    for name in (kept.event, dentist):
        desk.google.cancel(HOUSE, name)
    desk.google.terse = True
    gone = await desk.calendar.events(HOUSE, first.cursor, window=WINDOW)

    assert gone.events == (EventNow(kept.event, None),)


async def test_a_copy_of_our_event_that_somebody_made_by_hand_is_theirs(desk: Desk) -> None:
    standing = google_event.new(BOOKED, owner=HOUSE, key="event:1")
    desk.google.put(HOUSE, {name: value for name, value in standing.items() if name != "id"})

    assert (await desk.calendar.events(HOUSE, "", window=WINDOW)).events == ()


async def test_an_event_without_length_or_with_rooms_still_stands_for_its_guests(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    guests = [{"email": RAE.upper()}, {"email": "room-4@northwind.example", "resource": True}]
    at = {"dateTime": TEN.start.isoformat()}
    desk.google.change(HOUSE, kept.event, {"start": at, "end": at, "attendees": guests})

    now = await desk.calendar.look(HOUSE, kept.event)

    assert now.span == Interval(TEN.start, TEN.start + timedelta(minutes=1))
    assert [each.email for each in now.guests] == [RAE]


@pytest.mark.parametrize("fault", [None, Refuses(400, "invalid")])
async def test_a_token_that_leads_nowhere_has_every_event_looked_at(desk: Desk, fault: Fault | None) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    first = await desk.calendar.events(HOUSE, "", window=WINDOW)

    if fault is None:
        desk.google.forget_tokens()
    else:
        desk.google.next("events.list", fault)
    anew = await desk.calendar.events(HOUSE, first.cursor, window=WINDOW)

    assert anew.whole
    assert [each.event for each in anew.events] == [kept.event]


async def test_a_passing_fault_of_a_look_is_tried_again(desk: Desk) -> None:
    for call, ask in CALLS.items():
        for fault, wait in (
            (Limited(7), timedelta(seconds=7)),
            (Broken(500), None),
            (Refuses(403, "quotaExceeded"), None),
        ):
            desk.google.next(call, fault)
            with pytest.raises(Transient) as raised:
                await ask(desk)
            assert raised.value.wait == wait
        desk.google.next(call, *[Dropped(accepted=True)] * 2)
        with pytest.raises(Transient):
            await ask(desk)


async def test_a_lasting_fault_tells_its_cause(desk: Desk) -> None:
    causes = {
        "accessNotConfigured": Cause.CONSENT,
        "insufficientPermissions": Cause.CONSENT,
        "notACalendarUser": Cause.NOT_FOUND,
        "forbidden": Cause.NOT_ALLOWED,
        "forbiddenForNonOrganizer": Cause.NOT_ALLOWED,
        "somethingNew": None,
    }
    for reason, cause in causes.items():
        desk.google.next("events.list", Refuses(403, reason))
        with pytest.raises(Permanent) as raised:
            await CALLS["events.list"](desk)
        assert raised.value.cause is cause, reason


async def test_who_is_not_let_in_is_told_apart_from_a_key_that_is_gone_and_from_who_has_left(desk: Desk) -> None:
    causes = []
    for breaks in (
        lambda: desk.google.members.remove(INES),
        lambda: desk.google.allowed.clear(),
        lambda: setattr(desk.google, "lost", True),
    ):
        breaks()
        with pytest.raises(Permanent) as raised:
            await desk.calendar.look(INES, "0123456789")
        causes.append(raised.value.cause)
        assert "@" not in str(raised.value)

    assert causes == [Cause.NOT_FOUND, Cause.CONSENT, Cause.KEY]


async def test_the_zone_is_the_owners_or_else_the_calendars_own(desk: Desk) -> None:
    desk.google.zones[RAE] = "America/New_York"
    by_settings = await desk.calendar.hours(RAE)
    desk.google.allowed = {EVENTS, FREEBUSY}
    by_calendar = await desk.calendar.hours(INES)
    desk.google.zones[INES] = "Mars/Olympus"

    assert (by_settings, by_calendar) == (Working("America/New_York"), Working("UTC"))
    assert await desk.calendar.hours(INES) is None
    with pytest.raises(Permanent):
        await desk.calendar.hours("kai@contractor.example")


async def test_a_closed_calendar_takes_no_hold_and_is_read_blindly(desk: Desk) -> None:
    desk.google.next("events.insert", Refuses(403, "requiredAccessLevel"))
    desk.google.next("events.list", Refuses(403, "forbidden"))

    with pytest.raises(Permanent, match="when it is busy is open to us"):
        await desk.calendar.place(RAE, HOLD, key="hold:1")

    assert (await desk.calendar.changes(RAE, "", window=WINDOW)).blind
