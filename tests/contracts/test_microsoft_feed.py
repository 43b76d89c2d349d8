"""What in an Outlook calendar makes somebody busy, and how a feed goes on when Graph cannot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.calendars.microsoft_event import transaction
from bot.domain.time import Interval
from bot.inbound import Changes
from bot.ports import Permanent, Transient
from tests.contracts.calendar_desk import HOLD, HOUSE, NOON, NOW, RAE, TEN, WINDOW
from tests.contracts.graph_desk import BOOKED, Desk, opened
from tests.standins.graph import Broken, Refuses

CONTRACTOR = "kai@contractor.example"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened(ignored=("focus", "DNS")) as made:
        yield made


async def read(desk: Desk, owner: str = RAE, cursor: str = "") -> tuple[list[Interval], Changes]:
    """Read one page; returns its busy times in order, and all of it."""
    changes = await desk.calendar.changes(owner, cursor, window=WINDOW)
    return sorted(each.span for each in changes.busy), changes


def answered(response: str) -> dict[str, Any]:
    return {"isOrganizer": False, "responseStatus": {"response": response}}


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Meeting", {}),
        ("Maybe", {"showAs": "tentative"}),
        ("Away", {"showAs": "oof"}),
        ("Who knows", {"showAs": "unknown"}),
        ("", {"sensitivity": "private"}),
        ("Invitation", answered("notResponded")),
        ("Invitation", answered("tentativelyAccepted")),
        ("Autofocus review", {}),
        ("Another's", {"transactionId": "usher:00000000:hold:1"}),
        ("Invited to ours", answered("accepted") | {"transactionId": transaction(RAE, "event:1")}),
    ],
)
async def test_what_takes_somebodys_time_is_busy(desk: Desk, title: str, more: dict[str, Any]) -> None:
    desk.graph.blocks(RAE, TEN, title=title, **more)

    spans, changes = await read(desk)

    assert spans == [TEN]
    assert changes.busy[0].own == ""
    assert list(await desk.calendar.busy(RAE, TEN)) == [TEN]


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("Reminder", {"showAs": "free"}),
        ("At home", {"showAs": "workingElsewhere"}),
        ("Canceled: Sync", {"isCancelled": True}),
        ("Invitation", answered("declined")),
        ("Focus: the report", {}),
        ("dns", {}),
    ],
)
async def test_what_leaves_somebody_free_is_not_busy(desk: Desk, title: str, more: dict[str, Any]) -> None:
    desk.graph.blocks(RAE, TEN, title=title, **more)

    spans, _ = await read(desk)

    assert spans == []
    assert list(await desk.calendar.busy(RAE, TEN)) == []


async def test_an_event_without_length_takes_no_time(desk: Desk) -> None:
    at = {"dateTime": "2026-03-02T10:00:00.0000000", "timeZone": "UTC"}
    desk.graph.put(RAE, {"subject": "Ping", "start": at, "end": at})

    assert (await read(desk))[0] == []


@pytest.mark.parametrize(
    ("zone", "hour"), [("W. Europe Standard Time", 23), ("UTC", 24), ("tzone://Microsoft/Custom", 24)]
)
async def test_whole_days_are_those_of_where_they_were_made(desk: Desk, zone: str, hour: int) -> None:
    days = {
        "start": {"dateTime": "2026-03-07T00:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-03-09T00:00:00.0000000", "timeZone": "UTC"},
    }
    desk.graph.put(RAE, {"subject": "Fair", "isAllDay": True, "originalStartTimeZone": zone, **days})

    (fair,), _ = await read(desk)

    start = datetime(2026, 3, 6, tzinfo=UTC) + timedelta(hours=hour)
    assert fair == Interval(start, start + timedelta(days=2))
    assert list(await desk.calendar.busy(RAE, WINDOW)) == [fair]


@pytest.mark.parametrize(("how", "busy"), [({}, True), ({"showAs": "free"}, False), ({"subject": "Focus"}, False)])
async def test_an_occurrence_is_what_its_series_is(desk: Desk, how: dict[str, Any], busy: bool) -> None:
    weeks = [Interval(TEN.start + timedelta(weeks=n), TEN.end + timedelta(weeks=n)) for n in range(3)]
    desk.graph.repeats(RAE, TEN, times=3, **{"subject": "Stand-up"} | how)

    spans, _ = await read(desk)

    assert spans == (weeks if busy else [])
    assert list(await desk.calendar.busy(RAE, WINDOW)) == spans
    assert desk.graph.called("events.get") == []


async def test_an_occurrence_on_another_page_than_its_series_asks_for_it_once(desk: Desk) -> None:
    desk.graph.repeats(RAE, TEN, times=1, subject="Lunch", showAs="free")
    for n in range(97):
        half = Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n, minutes=30))
        desk.graph.blocks(RAE, half, title="Meeting")
    series, *_ = desk.graph.repeats(RAE, NOON, times=4, subject="Lunch", showAs="free")
    _, first = await read(desk)

    rest, second = await read(desk, cursor=first.cursor)

    assert len(first.busy) == 97
    assert rest == []
    assert len(second.gone) == 4
    assert [each["event"] for each in desk.graph.called("events.get")] == [series]


async def test_a_series_that_changes_has_all_read_anew(desk: Desk) -> None:
    series, *_ = desk.graph.repeats(RAE, TEN, times=3, subject="Stand-up")
    _, first = await read(desk)

    desk.graph.change(RAE, series, {"showAs": "free"})
    spans, second = await read(desk, cursor=first.cursor)
    _, third = await read(desk, cursor=second.cursor)

    assert second.whole
    assert spans == []
    assert not third.whole


async def test_a_series_that_graph_tells_again_and_again_is_not_read_anew_without_end(desk: Desk) -> None:
    series, *_ = desk.graph.repeats(RAE, TEN, times=3, subject="Stand-up")
    for n in range(100):
        desk.graph.blocks(
            RAE, Interval(NOON.start + timedelta(hours=n), NOON.end + timedelta(hours=n)), title="Meeting"
        )
    desk.graph.echoes.add(series)

    reads = [(await read(desk))[1]]
    while reads[-1].more and len(reads) < 9:
        reads.append((await read(desk, cursor=reads[-1].cursor))[1])
    desk.graph.change(RAE, series, {"showAs": "free"})
    _, later = await read(desk, cursor=reads[-1].cursor)

    assert [each.whole for each in reads] == [True, False, False]
    assert later.whole, "the next read is as careful as ever"


async def test_an_occurrence_that_goes_is_gone_and_the_others_stay(desk: Desk) -> None:
    _, *occurrences = desk.graph.repeats(RAE, TEN, times=3, subject="Stand-up")
    _, first = await read(desk)

    desk.graph.take_off(RAE, occurrences[1])
    _, second = await read(desk, cursor=first.cursor)

    assert (second.gone, second.busy, second.whole) == ((occurrences[1],), (), False)


async def test_an_event_that_becomes_free_or_declined_later_is_gone(desk: Desk) -> None:
    lunch = desk.graph.blocks(RAE, NOON, title="Lunch")
    booked = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    spans, first = await read(desk)

    desk.graph.change(RAE, lunch, {"showAs": "free"})
    desk.graph.answers(RAE, booked.uid, "declined")
    _, second = await read(desk, cursor=first.cursor)

    assert spans == [TEN, NOON]
    assert set(second.gone) == {each.id for each in first.busy}
    assert not second.busy


async def test_our_hold_is_known_as_ours_and_a_moved_one_still_is(desk: Desk) -> None:
    kept = await desk.calendar.place(RAE, HOLD, key="hold:1")
    _, first = await read(desk)

    await desk.calendar.move(RAE, kept.event, replace(HOLD, span=NOON))
    spans, second = await read(desk, cursor=first.cursor)

    assert [each.own for each in (*first.busy, *second.busy)] == ["hold:1", "hold:1"]
    assert spans == [NOON]


@pytest.mark.parametrize("fault", [None, Refuses(410, "SyncStateNotFound"), Refuses(400, "ErrorInvalidSyncStateData")])
async def test_a_link_that_graph_has_forgotten_has_all_read_anew(desk: Desk, fault: Refuses | None) -> None:
    desk.graph.blocks(RAE, TEN, title="Meeting")
    _, first = await read(desk)
    if fault is None:
        desk.graph.forget_links()
    else:
        desk.graph.next("delta", fault)

    spans, second = await read(desk, cursor=first.cursor)

    assert second.whole
    assert spans == [TEN]


async def test_a_window_that_has_moved_on_too_far_has_all_read_anew(desk: Desk) -> None:
    far = Interval(WINDOW.end + timedelta(days=8), WINDOW.end + timedelta(days=9))
    desk.graph.blocks(RAE, far, title="Conference")
    _, first = await read(desk)

    soon, later = (Interval(WINDOW.start, WINDOW.end + timedelta(days=days)) for days in (7, 9))
    same = await desk.calendar.changes(RAE, first.cursor, window=soon)
    anew = await desk.calendar.changes(RAE, first.cursor, window=later)

    assert (first.busy, same.busy, same.whole) == ((), (), False)
    assert [each.span for each in anew.busy] == [far]
    assert anew.whole


async def test_a_cursor_that_leads_elsewhere_or_is_another_persons_is_not_followed(desk: Desk) -> None:
    desk.graph.blocks(RAE, TEN, title="Meeting")
    _, first = await read(desk)

    away = first.cursor.replace(desk.graph.url, "http://elsewhere.example/")
    _, elsewhere = await read(desk, cursor=away)
    spans, anothers = await read(desk, owner=HOUSE, cursor=first.cursor)

    assert away != first.cursor
    assert elsewhere.whole
    assert anothers.whole
    assert spans == []


async def test_a_mailbox_that_the_app_cannot_read_is_seen_by_the_house(desk: Desk) -> None:
    desk.graph.open_to.add(CONTRACTOR)
    desk.graph.blocks(CONTRACTOR, TEN, title="")
    desk.graph.blocks(CONTRACTOR, NOON, title="", showAs="workingElsewhere")
    late = Interval(WINDOW.end + timedelta(days=3), WINDOW.end + timedelta(days=4))
    desk.graph.blocks(CONTRACTOR, late, title="", showAs="oof")

    spans, changes = await read(desk, owner=CONTRACTOR)
    long = await desk.calendar.busy(CONTRACTOR, Interval(NOW, NOW + timedelta(days=100)))

    assert spans == [TEN, late]
    assert list(long) == [TEN, late]
    assert (changes.whole, changes.more, changes.blind) == (True, False, True)
    assert {each["owner"] for each in desk.graph.called("schedule")} == {HOUSE}


async def test_long_free_and_busy_times_come_in_pages(desk: Desk) -> None:
    desk.graph.open_to.add(CONTRACTOR)
    blocks = [Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n, minutes=30)) for n in range(130)]
    for span in blocks:
        desk.graph.blocks(CONTRACTOR, span, title="")

    first, head = await read(desk, owner=CONTRACTOR)
    second, tail = await read(desk, owner=CONTRACTOR, cursor=head.cursor)

    assert first + second == blocks
    assert (head.whole, head.more, tail.whole, tail.more) == (True, True, False, False)


async def test_who_shares_only_how_each_quarter_is_counts_by_quarters(desk: Desk) -> None:
    desk.graph.only_digits[CONTRACTOR] = "0024"
    desk.graph.open_to.add(CONTRACTOR)

    busy = await desk.calendar.busy(CONTRACTOR, TEN)

    assert list(busy) == [Interval(TEN.start + timedelta(minutes=30), TEN.start + timedelta(minutes=45))]


async def test_a_mailbox_that_nobody_can_see_is_unknown_and_never_free(desk: Desk) -> None:
    with pytest.raises(Permanent, match="no such mailbox") as raised:
        await desk.calendar.busy("nobody@northwind.example", TEN)
    with pytest.raises(Permanent, match="no such mailbox"):
        await desk.calendar.changes("nobody@northwind.example", "", window=WINDOW)

    assert "@" not in str(raised.value)


@pytest.mark.parametrize("fault", [Broken(500), Refuses(429, "ApplicationThrottled")])
async def test_a_read_that_fails_on_its_way_tells_nothing(desk: Desk, fault: Broken | Refuses) -> None:
    for n in range(120):
        desk.graph.blocks(RAE, Interval(NOW + timedelta(hours=n), NOW + timedelta(hours=n + 1)), title="Meeting")
    desk.graph.next("view", fault)
    desk.graph.next("delta", fault)

    with pytest.raises(Transient):
        await desk.calendar.busy(RAE, WINDOW)
    with pytest.raises(Transient):
        await desk.calendar.changes(RAE, "", window=WINDOW)

    assert len(await desk.calendar.busy(RAE, WINDOW)) == 120
