"""What on a Google calendar makes somebody busy, and how a feed goes on when Google cannot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.time import Interval
from bot.inbound import Changes
from bot.ports import Permanent, Transient, Unheld
from tests.contracts.calendar_desk import HOLD, HOUSE, NOON, NOW, RAE, TEN, WINDOW
from tests.contracts.google_desk import BOOKED, Desk, opened
from tests.standins.google import Broken, Refuses

CONTRACTOR = "kai@contractor.example"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened(ignored=("focus", "DNS")) as made:
        yield made


async def read(desk: Desk, owner: str = RAE, cursor: str = "") -> tuple[list[Interval], Changes]:
    """Read one page; returns its busy times in order, and all of it."""
    changes = await desk.calendar.changes(owner, cursor, window=WINDOW)
    return sorted(each.span for each in changes.busy), changes


def guest(response: str) -> dict[str, Any]:
    return {"attendees": [{"email": RAE, "responseStatus": response}, {"email": "sam@elsewhere.example"}]}


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Meeting", {}),
        ("Maybe", {"status": "tentative"}),
        ("", {"visibility": "private"}),
        ("Away", {"eventType": "outOfOffice"}),
        ("Deep work", {"eventType": "focusTime"}),
        ("Invitation", guest("needsAction")),
        ("Invitation", guest("tentative")),
        ("Autofocus review", {}),
        ("A flight", {"eventType": "fromGmail"}),
    ],
)
async def test_what_takes_somebodys_time_is_busy(desk: Desk, title: str, more: dict[str, Any]) -> None:
    desk.google.blocks(RAE, TEN, title=title, **more)

    spans, _ = await read(desk)

    assert spans == [TEN]
    assert list(await desk.calendar.busy(RAE, TEN)) == [TEN]


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Reminder", {"transparency": "transparent"}),
        ("Home office", {"eventType": "workingLocation"}),
        ("Sam's birthday", {"eventType": "birthday"}),
        ("Invitation", guest("declined")),
        ("Focus: the report", {}),
        ("dns", {}),
    ],
)
async def test_what_leaves_somebody_free_is_not_busy(desk: Desk, title: str, more: dict[str, Any]) -> None:
    desk.google.blocks(RAE, TEN, title=title, **more)

    spans, _ = await read(desk)

    assert spans == []
    assert list(await desk.calendar.busy(RAE, TEN)) == []


async def test_an_event_without_length_takes_no_time(desk: Desk) -> None:
    at = {"dateTime": TEN.start.isoformat()}
    desk.google.put(RAE, {"summary": "Ping", "start": at, "end": at})

    assert (await read(desk))[0] == []


async def test_whole_days_are_those_of_the_calendars_zone(desk: Desk) -> None:
    desk.google.zones[RAE] = "America/New_York"
    desk.google.put(RAE, {"summary": "Fair", "start": {"date": "2026-03-07"}, "end": {"date": "2026-03-09"}})

    (fair,), _ = await read(desk)

    assert fair == Interval(datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC))


async def test_each_instance_of_a_series_stands_and_goes_by_itself(desk: Desk) -> None:
    weeks = [Interval(TEN.start + timedelta(days=7 * n), TEN.end + timedelta(days=7 * n)) for n in range(3)]
    for week in weeks:
        more = {"id": f"stand0up_{week.start:%Y%m%dT%H%M%SZ}", "recurringEventId": "stand0up"}
        desk.google.blocks(RAE, week, title="Stand-up", **more)
    spans, first = await read(desk)

    desk.google.cancel(RAE, f"stand0up_{weeks[1].start:%Y%m%dT%H%M%SZ}")
    _, second = await read(desk, cursor=first.cursor)

    assert spans == weeks
    assert second.gone == (f"stand0up_{weeks[1].start:%Y%m%dT%H%M%SZ}",)


async def test_an_event_that_becomes_free_or_declined_later_is_gone(desk: Desk) -> None:
    lunch = desk.google.blocks(RAE, NOON, title="Lunch")
    booked = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    spans, first = await read(desk)

    desk.google.change(RAE, lunch, {"transparency": "transparent"})
    desk.google.answers(RAE, booked.event, "declined")
    _, second = await read(desk, cursor=first.cursor)

    assert spans == [TEN, NOON]
    assert set(second.gone) == {lunch, booked.event}
    assert not second.busy


async def test_a_copy_of_a_hold_that_somebody_made_by_hand_is_theirs(desk: Desk) -> None:
    await desk.calendar.place(RAE, HOLD, key="hold:1")
    copied = desk.google.blocks(RAE, NOON, title="Copy", extendedProperties={"private": {"usher": "hold:1"}})

    _, changes = await read(desk)

    assert {busy.own for busy in changes.busy if busy.id == copied} == {""}
    assert {busy.own for busy in changes.busy if busy.id != copied} == {"hold:1"}


@pytest.mark.parametrize("meanwhile", ["on the same page", "on later pages"])
async def test_a_token_that_is_too_old_leads_to_a_whole_read(desk: Desk, meanwhile: str) -> None:
    hours = 3 if meanwhile == "on the same page" else 150
    for n in range(hours):
        start = NOW + timedelta(hours=n)
        desk.google.blocks(RAE, Interval(start, start + timedelta(minutes=30)), title="Meeting")
    _, first = await read(desk)

    desk.google.forget_tokens()
    _, again = await read(desk, cursor=first.cursor)

    assert again.whole
    assert again.busy == first.busy


async def test_a_token_that_google_calls_invalid_leads_to_a_whole_read_once(desk: Desk) -> None:
    _, first = await read(desk)

    desk.google.next("events.list", Refuses(400, "invalid"))
    _, again = await read(desk, cursor=first.cursor)
    desk.google.next("events.list", Refuses(400, "invalid"))

    assert again.whole
    with pytest.raises(Permanent):
        await read(desk)


async def test_somebody_elses_token_is_not_used(desk: Desk) -> None:
    _, theirs = await read(desk, HOUSE)

    _, first = await read(desk, RAE, theirs.cursor)

    assert first.whole
    assert ["syncToken" in asked for asked in desk.google.called("events.list")] == [False, False]


@pytest.mark.parametrize(
    "cursor", ["[]", "null", "{}", '{"owner":"","page":"","sync":"","since":1e999,"until":1,"seen":0}']
)
async def test_a_cursor_that_nobody_gave_starts_anew(desk: Desk, cursor: str) -> None:
    _, changes = await read(desk, RAE, cursor)

    assert changes.whole


async def test_all_is_read_anew_once_the_window_moves_past_what_the_token_covers(desk: Desk) -> None:
    far = Interval(WINDOW.end + timedelta(days=12), WINDOW.end + timedelta(days=12, hours=1))
    desk.google.blocks(RAE, far, title="Offsite")
    spans, first = await read(desk)

    later = Interval(WINDOW.start + timedelta(days=3), WINDOW.end + timedelta(days=3))
    soon = await desk.calendar.changes(RAE, first.cursor, window=later)
    much_later = Interval(WINDOW.start + timedelta(days=10), WINDOW.end + timedelta(days=10))
    whole = await desk.calendar.changes(RAE, soon.cursor, window=much_later)

    assert spans == []
    assert not soon.whole
    assert whole.whole
    assert [busy.span for busy in whole.busy] == [far]


async def test_more_events_than_one_page_holds_are_all_seen_live(desk: Desk) -> None:
    spans = [Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n, minutes=30)) for n in range(260)]
    for span in spans:
        desk.google.blocks(RAE, span, title="Meeting")

    assert list(await desk.calendar.busy(RAE, WINDOW)) == spans
    assert len(desk.google.called("events.list")) == 2


async def test_only_times_are_told_of_somebody_outside_who_shares_no_more(desk: Desk) -> None:
    desk.google.open_to.add(CONTRACTOR)
    blocks = [Interval(NOW + timedelta(hours=2 * n), NOW + timedelta(hours=2 * n + 1)) for n in range(150)]
    for span in blocks:
        desk.google.blocks(CONTRACTOR, span, title="Secret")

    first_spans, first = await read(desk, CONTRACTOR)
    rest_spans, rest = await read(desk, CONTRACTOR, first.cursor)

    assert (first.whole, first.more, rest.whole, rest.more) == (True, True, False, False)
    assert first_spans + rest_spans == blocks
    assert list(await desk.calendar.busy(CONTRACTOR, blocks[0])) == blocks[:1]
    assert list(await desk.calendar.busy(CONTRACTOR, TEN)) == []
    assert not [busy for busy in (*first.busy, *rest.busy) if busy.own or busy.uid]
    assert (first.blind, rest.blind) == (True, True)
    with pytest.raises(Unheld):
        await desk.calendar.place(CONTRACTOR, HOLD, key="hold:1")


async def test_a_calendar_that_nobody_may_see_is_unknown_and_never_free(desk: Desk) -> None:
    with pytest.raises(Permanent, match="no such active user"):
        await read(desk, CONTRACTOR)
    with pytest.raises(Permanent, match="no such active user"):
        await desk.calendar.busy(CONTRACTOR, TEN)

    desk.google.open_to.add(CONTRACTOR)
    desk.google.stuck.add(CONTRACTOR)

    with pytest.raises(Transient):
        await read(desk, CONTRACTOR)
    with pytest.raises(Transient):
        await desk.calendar.busy(CONTRACTOR, TEN)


@pytest.mark.parametrize("fault", [Broken(503), Refuses(403, "quotaExceeded")])
async def test_a_fault_leaves_the_feed_where_it_was(desk: Desk, fault: Broken | Refuses) -> None:
    _, first = await read(desk)
    desk.google.blocks(RAE, TEN, title="Dentist")

    desk.google.next("events.list", fault)
    with pytest.raises(Transient):
        await read(desk, cursor=first.cursor)
    spans, _ = await read(desk, cursor=first.cursor)

    assert spans == [TEN]


async def test_a_moved_hold_is_still_ours(desk: Desk) -> None:
    kept = await desk.calendar.place(RAE, HOLD, key="hold:1")
    await desk.calendar.move(RAE, kept.event, replace(HOLD, span=NOON))

    _, changes = await read(desk)

    assert [(busy.span, busy.own) for busy in changes.busy] == [(NOON, "hold:1")]
