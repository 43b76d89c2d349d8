"""Our own events in Outlook as they come back: who answered, what was deleted, when people work, and what faults come to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from adapters.calendars.microsoft_faults import no_token
from adapters.calendars.microsoft_week import working
from bot.domain.calendar_faults import Cause
from bot.domain.time import Interval, WorkingHours
from bot.inbound import EventNow, Guest, GuestAnswer, Working
from bot.ports import Permanent, Transient
from tests.contracts.calendar_desk import HOLD, HOUSE, INES, NOON, RAE, TEN, WINDOW
from tests.contracts.graph_desk import BOOKED, Desk, opened
from tests.standins.graph import Broken, Dropped, Fault, Limited, Refuses, Withheld
from tests.standins.graph_api import USUAL_WEEK
from tests.standins.graph_shelf import edge

CALLS: dict[str, Callable[[Desk], Awaitable[object]]] = {
    "delta": lambda desk: desk.calendar.events(HOUSE, "", window=WINDOW),
    "events.get": lambda desk: desk.calendar.look(HOUSE, "AAMk-1"),
    "schedule": lambda desk: desk.calendar.hours(RAE),
}
PACIFIC = {
    "@odata.type": "#microsoft.graph.customTimeZone",
    "bias": 480,
    "name": "Customized Time Zone",
    "standardOffset": {"time": "02:00:00.0000000", "dayOccurrence": 1, "dayOfWeek": "sunday", "month": 11, "year": 0},
    "daylightOffset": {
        "daylightBias": -60,
        "time": "02:00:00.0000000",
        "dayOccurrence": 2,
        "dayOfWeek": "sunday",
        "month": 3,
        "year": 0,
    },
}
SYDNEY = {
    "bias": -600,
    "standardOffset": {"time": "03:00:00", "dayOccurrence": 1, "dayOfWeek": "sunday", "month": 4, "year": 0},
    "daylightOffset": {
        "daylightBias": -60,
        "time": "02:00:00",
        "dayOccurrence": 1,
        "dayOfWeek": "sunday",
        "month": 10,
        "year": 0,
    },
}
ALWAYS = {"bias": -330, "standardOffset": {"month": 0}, "daylightOffset": {"month": 0}}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as made:
        yield made


@pytest.mark.parametrize("hidden", [(), ("attendees", "onlineMeeting"), ("transactionId", "isOrganizer")])
async def test_a_time_that_a_guest_proposes_is_told_even_where_the_feed_says_less(
    desk: Desk, hidden: tuple[str, ...]
) -> None:
    desk.graph.hidden.update(hidden)
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    first = await desk.calendar.events(HOUSE, "", window=WINDOW)

    desk.graph.proposes(RAE, kept.uid, NOON)
    later = await desk.calendar.events(HOUSE, first.cursor, window=WINDOW)

    said = (Guest(RAE, GuestAnswer.MAYBE, NOON), Guest(INES, GuestAnswer.NONE))
    assert later.events == (EventNow(kept.event, TEN, said),)


async def test_inviting_somebody_else_repeats_no_proposal(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, replace(BOOKED, attendees=(RAE,)), key="event:1")
    desk.graph.proposes(RAE, kept.uid, NOON)

    await desk.calendar.move(HOUSE, kept.event, BOOKED)

    assert [each.answer for each in (await desk.calendar.look(HOUSE, kept.event)).guests] == [
        GuestAnswer.MAYBE,
        GuestAnswer.NONE,
    ]


async def test_what_lies_in_the_bin_is_gone_though_its_id_still_leads_to_it(desk: Desk) -> None:
    desk.graph.bins = True
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    hold = await desk.calendar.place(HOUSE, replace(HOLD, span=NOON), key="hold:1")
    read = await desk.calendar.changes(HOUSE, "", window=WINDOW)
    first = await desk.calendar.events(HOUSE, "", window=WINDOW)

    for each in (kept, hold):
        desk.graph.take_off(HOUSE, each.event)
    changes = await desk.calendar.changes(HOUSE, read.cursor, window=WINDOW)
    gone = await desk.calendar.events(HOUSE, first.cursor, window=WINDOW)

    assert set(changes.deleted) == {kept.event, hold.event}
    assert set(gone.events) == {EventNow(kept.event, None), EventNow(hold.event, None)}
    assert await desk.calendar.look(HOUSE, kept.event) == EventNow(kept.event, None)
    with pytest.raises(Permanent, match="no such event"):
        await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, span=NOON))
    await desk.calendar.remove(HOUSE, kept=kept.event)


async def test_what_was_moved_far_away_is_looked_at_three_at_a_time_and_not_deleted(desk: Desk) -> None:
    names = [desk.graph.blocks(RAE, TEN, title="Meeting") for _ in range(5)]
    read = await desk.calendar.changes(RAE, "", window=WINDOW)

    far = Interval(WINDOW.end + timedelta(days=60), WINDOW.end + timedelta(days=61))
    for name in names:
        desk.graph.change(RAE, name, {"start": edge(far.start), "end": edge(far.end)})
    stuck = [Withheld(accepted=True) for _ in range(3)]
    desk.graph.next("events.get", *stuck)
    reading = asyncio.create_task(desk.calendar.changes(RAE, read.cursor, window=WINDOW))
    await asyncio.gather(*(each.reached.wait() for each in stuck))
    await desk.calendar.busy(INES, TEN)  # others have their turn, and one more would have come by now
    under_way = len(desk.graph.called("events.get"))
    for each in stuck:
        each.release.set()
    changes = await reading

    assert (set(changes.gone), changes.deleted) == (set(names), ())
    assert under_way == 3


@pytest.mark.parametrize("fault", [None, Refuses(400, "ErrorInvalidRequest")])
async def test_a_link_that_leads_nowhere_has_every_event_looked_at(desk: Desk, fault: Fault | None) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    first = await desk.calendar.events(HOUSE, "", window=WINDOW)

    if fault is None:
        desk.graph.forget_links()
    else:
        desk.graph.next("delta", fault)
    anew = await desk.calendar.events(HOUSE, first.cursor, window=WINDOW)

    assert anew.whole
    assert [each.event for each in anew.events] == [kept.event]


async def test_a_passing_fault_of_a_look_is_tried_again(desk: Desk) -> None:
    for call, ask in CALLS.items():
        for fault, wait in (
            (Limited(7), timedelta(seconds=7)),
            (Broken(500), None),
            (Refuses(409, "ErrorMailboxMoveInProgress"), None),
        ):
            desk.graph.next(call, fault)
            with pytest.raises(Transient) as raised:
                await ask(desk)
            assert raised.value.wait == wait
        desk.graph.next(call, *[Dropped(accepted=False)] * 2)
        with pytest.raises(Transient):
            await ask(desk)


async def test_a_lasting_fault_tells_its_cause(desk: Desk) -> None:
    causes = {
        (401, "InvalidAuthenticationToken"): Cause.CONSENT,
        (403, "ErrorAccessDenied"): Cause.NOT_ALLOWED,
        (403, "Authorization_RequestDenied"): Cause.CONSENT,
        (404, "ErrorInvalidUser"): Cause.NOT_FOUND,
        (404, "ErrorItemNotFound"): Cause.ELSEWHERE,
        (404, "MailboxNotEnabledForRESTAPI"): Cause.ELSEWHERE,
        (403, "ErrorQuotaExceeded"): Cause.QUOTA,
        (403, "SomethingNew"): None,
    }
    for (status, code), cause in causes.items():
        desk.graph.next("delta", *[Refuses(status, code)] * (2 if status == 401 else 1))
        with pytest.raises(Permanent) as raised:
            await CALLS["delta"](desk)
        assert raised.value.cause is cause, code
        assert "@" not in str(raised.value)


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (7000215, Cause.KEY),
        (7000222, Cause.KEY),
        (700016, Cause.KEY),
        (7000112, Cause.CONSENT),
        (65001, Cause.CONSENT),
    ],
)
def test_who_gets_no_token_hears_why(number: int, cause: Cause) -> None:
    fault = no_token({"error": "invalid_client", "error_codes": [number]})

    assert isinstance(fault, Permanent)
    assert fault.cause is cause


EIGHT_TO_FIVE = WorkingHours.weekdays(time(8), time(17))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, Working("America/Los_Angeles", EIGHT_TO_FIVE)),
        ({"timeZone": {"name": "Europe/Lisbon"}}, Working("Europe/Lisbon", EIGHT_TO_FIVE)),
        ({"timeZone": PACIFIC}, Working("America/Los_Angeles", EIGHT_TO_FIVE)),
        ({"timeZone": SYDNEY}, Working("Australia/Sydney", EIGHT_TO_FIVE)),
        ({"timeZone": ALWAYS}, Working("Asia/Calcutta", EIGHT_TO_FIVE)),
        ({"timeZone": PACIFIC | {"bias": 487}}, Working("", None)),
        ({"timeZone": PACIFIC | {"standardOffset": {"month": 11}}}, Working("", None)),
        ({"timeZone": {"name": "Customized Time Zone"}}, Working("", None)),
        ({"timeZone": {"name": "../../etc/passwd"}}, Working("", None)),
        ({"startTime": "17:00:00.0000000", "endTime": "08:00:00.0000000"}, Working("America/Los_Angeles", None)),
        ({"startTime": "soon"}, Working("America/Los_Angeles", None)),
        ({"endTime": None}, Working("America/Los_Angeles", None)),
        ({"daysOfWeek": []}, Working("America/Los_Angeles", None)),
        ({"daysOfWeek": ["someday"]}, Working("America/Los_Angeles", None)),
        ({"timeZone": None}, None),
    ],
)
def test_a_week_is_told_in_a_zone_that_is_known_or_not_at_all(told: dict[str, Any], expected: Working | None) -> None:
    assert working(USUAL_WEEK | told, year=2026) == expected


async def test_hours_that_nobody_may_see_are_not_told(desk: Desk) -> None:
    with pytest.raises(Permanent) as raised:
        await desk.calendar.hours("kai@contractor.example")

    assert raised.value.cause is Cause.NOT_FOUND


async def test_a_mailbox_that_takes_no_hold_is_still_read(desk: Desk) -> None:
    desk.graph.next("delta", Refuses(403, "ErrorAccessDenied"))
    desk.graph.next("events.create", Refuses(403, "ErrorAccessDenied"))

    with pytest.raises(Permanent, match="when it is busy is open to us"):
        await desk.calendar.place(RAE, HOLD, key="hold:1")

    assert (await desk.calendar.changes(RAE, "", window=WINDOW)).blind
