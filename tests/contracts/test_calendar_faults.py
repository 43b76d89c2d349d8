"""What faults of Google's and Microsoft's calendars come to: which pass, which last and what cures them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.ports import Calendar, Permanent, Transient
from tests.contracts import google_desk, graph_desk
from tests.contracts.calendar_desk import HOLD, HOUSE, NOON, RAE, TEN
from tests.standins import google, graph
from tests.standins.faults import Broken, Limited, Withheld
from tests.standins.google import Google
from tests.standins.graph import Graph


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor, what it calls the placing and the changing of an event, and how it says that one keeps changing."""

    far: Google | Graph
    calendar: Calendar
    place: str
    change: str
    changing: google.Refuses | graph.Refuses


@asynccontextmanager
async def opened(name: str, *, patience: float = 10.0) -> AsyncIterator[Vendor]:
    if name == "google":
        async with google_desk.opened(patience=patience) as desk:
            changing = google.Refuses(412, "conditionNotMet")
            yield Vendor(desk.google, desk.calendar, "events.insert", "events.patch", changing)
    else:
        async with graph_desk.opened(patience=patience) as desk:
            changing = graph.Refuses(412, "ErrorIrresolvableConflict")
            yield Vendor(desk.graph, desk.calendar, "events.create", "events.update", changing)


BOTH = ("google", "microsoft")


@pytest.mark.parametrize(
    ("name", "fault", "refused", "wait"),
    [
        *((name, Limited(7), True, timedelta(seconds=7)) for name in BOTH),
        *((name, Limited(99_999), True, timedelta(hours=1)) for name in BOTH),
        *((name, Broken(500), False, None) for name in BOTH),
        *((name, Broken(502, "<html>Bad gateway</html>"), False, None) for name in BOTH),
        *((name, Broken(200, "<html>Sign in to the hotel</html>"), False, None) for name in BOTH),
        ("google", google.Refuses(403, "rateLimitExceeded"), True, None),
        ("google", google.Refuses(403, "userRateLimitExceeded", retry_after="3"), True, timedelta(seconds=3)),
        ("google", google.Refuses(403, "quotaExceeded"), True, None),
        ("google", google.Refuses(503, "backendError", retry_after="soon"), False, None),
        ("microsoft", graph.Refuses(403, "ErrorServerBusy"), True, None),
        ("microsoft", graph.Refuses(409, "ErrorMailboxMoveInProgress"), True, None),
        ("microsoft", graph.Refuses(503, "ErrorServerBusy", retry_after="3"), False, timedelta(seconds=3)),
        ("microsoft", graph.Refuses(504, "ErrorTimeoutExpired", retry_after="soon"), False, None),
    ],
)
async def test_a_passing_fault_is_tried_again(
    name: str, fault: google.Fault | graph.Fault, refused: bool, wait: timedelta | None
) -> None:
    async with opened(name) as vendor:
        vendor.far.next(vendor.place, fault)

        with pytest.raises(Transient) as raised:
            await vendor.calendar.place(RAE, HOLD, key="hold:1")

    assert (raised.value.refused, raised.value.wait) == (refused, wait)
    assert "@" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "fault", "cure"),
    [
        ("google", google.Refuses(403, "notACalendarUser"), "switch it on for them"),
        ("google", google.Refuses(403, "accessNotConfigured"), "switch the Google Calendar API on"),
        ("google", google.Refuses(403, "insufficientPermissions"), "domain-wide delegation"),
        ("google", google.Refuses(403, "somethingNew"), "Google 403 somethingNew"),
        ("google", google.Refuses(400, "invalid"), "Google 400 invalid"),
        ("google", google.Refuses(404, "notFound"), "no such calendar"),
        ("google", Broken(403, "<html>Blocked by rae@proxy.example</html>"), "Google 403"),
        ("microsoft", graph.Refuses(403, "ErrorAccessDenied"), "RBAC for Applications"),
        ("microsoft", graph.Refuses(404, "ErrorInvalidUser"), "no such mailbox"),
        ("microsoft", graph.Refuses(404, "MailboxNotEnabledForRESTAPI"), "must be in Exchange Online"),
        ("microsoft", graph.Refuses(403, "SomethingNew"), "Microsoft 403 SomethingNew"),
        ("microsoft", graph.Refuses(400, "ErrorInvalidRequest"), "Microsoft 400 ErrorInvalidRequest"),
        ("microsoft", graph.Refuses(403, "rae@proxy.example"), "Microsoft 403"),
        ("microsoft", Broken(403, "<html>Blocked by rae@proxy.example</html>"), "Microsoft 403"),
    ],
)
async def test_a_lasting_fault_names_the_cure_and_no_address(
    name: str, fault: google.Fault | graph.Fault, cure: str
) -> None:
    async with opened(name) as vendor:
        vendor.far.next(vendor.place, fault)

        with pytest.raises(Permanent) as raised:
            await vendor.calendar.place(RAE, HOLD, key="hold:1")

    assert cure in str(raised.value)
    assert "@" not in str(raised.value)


@pytest.mark.parametrize("name", BOTH)
async def test_an_event_that_keeps_changing_is_tried_again_later(name: str) -> None:
    async with opened(name) as vendor:
        kept = await vendor.calendar.place(HOUSE, HOLD, key="event:1")
        vendor.far.next(vendor.change, *[vendor.changing] * 3)

        with pytest.raises(Transient) as raised:
            await vendor.calendar.move(HOUSE, kept.event, replace(HOLD, span=NOON))

    assert raised.value.refused


@pytest.mark.parametrize("name", BOTH)
async def test_no_answer_in_time_may_have_been_done_all_the_same(name: str) -> None:
    async with opened(name, patience=0.3) as vendor:
        await vendor.calendar.busy(RAE, TEN)
        vendor.far.next(vendor.place, Withheld(accepted=True))

        with pytest.raises(Transient) as raised:
            await vendor.calendar.place(RAE, HOLD, key="hold:1")
        await vendor.calendar.place(RAE, HOLD, key="hold:1")

        assert not raised.value.refused
        assert list(await vendor.calendar.busy(RAE, TEN)) == [TEN]
