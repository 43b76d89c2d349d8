"""Timers, inbox, mirror and the sandbox's shelf: taken once, first once, read whole."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import StatementError

from bot.domain.time import Interval
from bot.inbound import BusyTime, Changes, Fired
from bot.ports import Mirrored
from tests.records import hour, set_up
from tests.when import NOON

WEEK = Interval(NOON, NOON + timedelta(days=7))


async def test_timers_come_due_in_order(store):
    async with store() as work:
        await work.timers.set("b", kind="reminder", subject="i", due=NOON + timedelta(hours=1))
        await work.timers.set("a", kind="deadline", subject="i", due=NOON)
        await work.timers.set("c", kind="ended", subject="i", due=NOON + timedelta(hours=2))

    async with store() as work:
        assert await work.timers.next_due() == NOON
        assert await work.timers.due(NOON - timedelta(seconds=1), limit=9) == ()
        assert await work.timers.due(NOON + timedelta(hours=1), limit=9) == (
            Fired("a", "deadline", "i", NOON),
            Fired("b", "reminder", "i", NOON + timedelta(hours=1)),
        )
        assert len(await work.timers.due(NOON + timedelta(days=1), limit=1)) == 1


async def test_a_timer_set_anew_fires_at_its_new_time_only(store):
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i", due=NOON)
    async with store() as work:
        [fired] = await work.timers.due(NOON, limit=9)
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i", due=NOON + timedelta(hours=1))

    async with store() as work:
        assert not await work.timers.take(fired)
        assert await work.timers.next_due() == NOON + timedelta(hours=1)


async def test_dropped_timers_never_fire(store):
    async with store() as work:
        for key, kind, subject in (("a", "deadline", "i"), ("b", "ended", "i"), ("c", "ended", "j")):
            await work.timers.set(key, kind=kind, subject=subject, due=NOON)
        await work.timers.drop("i", kinds=("deadline",))
        assert [fired.key for fired in await work.timers.due(NOON, limit=9)] == ["b", "c"]
        await work.timers.drop("i")
        assert [fired.key for fired in await work.timers.due(NOON, limit=9)] == ["c"]


async def test_a_timer_is_taken_once_however_many_reach_for_it(store):
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i", due=NOON)
    async with store() as work:
        [fired] = await work.timers.due(NOON, limit=9)

    async def take(_: int) -> bool:
        async with store() as work:
            return await work.timers.take(fired)

    assert sorted(await asyncio.gather(*map(take, range(12)))) == [False] * 11 + [True]


async def test_a_timer_taken_by_a_failing_transaction_is_still_there(store):
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i", due=NOON)
    fired = Fired("a", "deadline", "i", NOON)

    async def take_and_fail() -> None:
        async with store() as work:
            assert await work.timers.take(fired)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await take_and_fail()

    async with store() as work:
        assert await work.timers.take(fired)


async def test_a_naive_due_time_is_refused(store):
    with pytest.raises(StatementError, match="naive"):
        async with store() as work:
            await work.timers.set("a", kind="deadline", subject="i", due=NOON.replace(tzinfo=None))


async def test_a_delivery_is_first_once_however_many_bring_it(store):
    async def bring(_: int) -> bool:
        async with store() as work:
            return await work.inbox.first("greenhouse", "d1", kind="stage", at=NOON)

    assert sorted(await asyncio.gather(*map(bring, range(12)))) == [False] * 11 + [True]


async def test_deliveries_of_other_sources_and_those_without_an_id_are_their_own(store):
    async with store() as work:
        assert await work.inbox.first("greenhouse", "d1", kind="stage", at=NOON, note="noted")
        assert await work.inbox.first("generic", "d1", kind="stage", at=NOON)
        assert await work.inbox.first("slack", "", kind="typed", at=NOON)
        assert await work.inbox.first("slack", "", kind="typed", at=NOON)


async def test_a_delivery_whose_transaction_failed_is_first_again(store):
    async def bring_and_fail() -> None:
        async with store() as work:
            assert await work.inbox.first("greenhouse", "d1", kind="stage", at=NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await bring_and_fail()

    async with store() as work:
        assert await work.inbox.first("greenhouse", "d1", kind="stage", at=NOON)


async def test_a_calendar_that_was_never_read_is_unknown(store):
    desk = await set_up(store)

    async with store() as work:
        assert await work.mirror.of([desk.ivan.id], WEEK) == {}
        assert await work.mirror.cursor(desk.ivan.id) == ""


async def test_busy_times_are_mirrored_and_our_own_left_out(store):
    desk = await set_up(store)
    changes = Changes(
        busy=(
            BusyTime("late", hour(5)),
            BusyTime("early", hour(1)),
            BusyTime("hold", hour(2), own="hold:first:1:2"),
            BusyTime("copy", hour(48), uid="uid-1@calendar"),
            BusyTime("theirs", hour(3), uid="else@calendar"),
            BusyTime("past", Interval(NOON - timedelta(hours=1), NOON)),
        ),
        gone=(),
        cursor="c1",
    )
    async with store() as work:
        await work.interviews.add(desk.booked)
        await work.mirror.apply(desk.ivan.id, changes, read_at=NOON)

    async with store() as work:
        mirrored = await work.mirror.of([desk.ivan.id, desk.rita.id], WEEK)
        assert mirrored == {desk.ivan.id: Mirrored((hour(1), hour(3), hour(5)), NOON)}
        assert await work.mirror.cursor(desk.ivan.id) == "c1"


async def test_a_feed_moves_adds_and_removes(store):
    desk = await set_up(store)
    later = NOON + timedelta(minutes=5)
    first = Changes((BusyTime("a", hour(1)), BusyTime("b", hour(2)), BusyTime("c", hour(3))), (), "c1")
    second = Changes((BusyTime("a", hour(4)), BusyTime("d", hour(5)), BusyTime("d", hour(6))), ("b", "unknown"), "c2")
    async with store() as work:
        await work.mirror.apply(desk.ivan.id, first, read_at=NOON)
        await work.mirror.apply(desk.ivan.id, second, read_at=later)

    async with store() as work:
        mirrored = await work.mirror.of([desk.ivan.id], WEEK)
        assert mirrored == {desk.ivan.id: Mirrored((hour(3), hour(4), hour(6)), later)}


async def test_a_whole_reading_replaces_all_of_one_person(store):
    desk = await set_up(store)
    async with store() as work:
        for person in (desk.ivan.id, desk.rita.id):
            await work.mirror.apply(person, Changes((BusyTime("a", hour(1)),), (), "c1"), read_at=NOON)
        whole = Changes((BusyTime("b", hour(2)),), (), "c2", whole=True)
        await work.mirror.apply(desk.ivan.id, whole, read_at=NOON)

    async with store() as work:
        mirrored = await work.mirror.of([desk.ivan.id, desk.rita.id], WEEK)
        assert mirrored[desk.ivan.id].busy == (hour(2),)
        assert mirrored[desk.rita.id].busy == (hour(1),)


async def test_a_feed_with_more_to_tell_does_not_count_as_read(store):
    desk = await set_up(store)
    later = NOON + timedelta(hours=1)
    async with store() as work:
        first_page = Changes((BusyTime("a", hour(1)),), (), "p1", whole=True, more=True)
        await work.mirror.apply(desk.ivan.id, first_page, read_at=NOON)
        assert await work.mirror.of([desk.ivan.id], WEEK) == {desk.ivan.id: Mirrored((hour(1),), None)}
        last_page = Changes((BusyTime("b", hour(2)),), (), "c1")
        await work.mirror.apply(desk.ivan.id, last_page, read_at=NOON)
        assert await work.mirror.of([desk.ivan.id], WEEK) == {desk.ivan.id: Mirrored((hour(1), hour(2)), NOON)}
        more = Changes((), ("a",), "c2", more=True)
        await work.mirror.apply(desk.ivan.id, more, read_at=later)
        assert await work.mirror.of([desk.ivan.id], WEEK) == {desk.ivan.id: Mirrored((hour(2),), NOON)}
        assert await work.mirror.cursor(desk.ivan.id) == "c2"


async def test_a_large_feed_is_taken_in_and_out(store):
    desk = await set_up(store)
    ids = [f"event-{number}" for number in range(1200)]
    async with store() as work:
        busy = tuple(BusyTime(each, hour(number % 160)) for number, each in enumerate(ids))
        await work.mirror.apply(desk.ivan.id, Changes(busy, (), "c1"), read_at=NOON)
        assert len((await work.mirror.of([desk.ivan.id], WEEK))[desk.ivan.id].busy) == 1200
        await work.mirror.apply(desk.ivan.id, Changes((), tuple(ids), "c2"), read_at=NOON)
        assert (await work.mirror.of([desk.ivan.id], WEEK))[desk.ivan.id].busy == ()


async def test_part_of_a_second_is_rounded_outwards(store):
    desk = await set_up(store)
    odd = Interval(NOON + timedelta(seconds=1.5), NOON + timedelta(seconds=2.5))
    async with store() as work:
        await work.mirror.apply(desk.ivan.id, Changes((BusyTime("a", odd),), (), "c1"), read_at=NOON)

    async with store() as work:
        [busy] = (await work.mirror.of([desk.ivan.id], WEEK))[desk.ivan.id].busy
        assert busy == Interval(NOON + timedelta(seconds=1), NOON + timedelta(seconds=3))


async def test_a_document_lies_on_the_shelf_until_it_is_taken_off(database):
    shelf = database.shelf
    await shelf.put("event", "b", {"title": "[Hold] Ada O."})
    await shelf.put("event", "a", {"title": "Lunch 🍜", "attendees": [1, 2]})
    await shelf.put("event", "b", {"title": "Ada O."})
    await shelf.put("mail", "b", {"to": "ada@example.com"})

    assert await shelf.get("event", "b") == {"title": "Ada O."}
    assert await shelf.get("event", "z") is None
    assert await shelf.all("event") == [
        ("b", {"title": "Ada O."}),
        ("a", {"title": "Lunch 🍜", "attendees": [1, 2]}),
    ]
    await shelf.delete("event", "b")
    assert [key for key, _ in await shelf.all("event")] == ["a"]
    assert await shelf.get("mail", "b") == {"to": "ada@example.com"}


async def test_the_shelf_never_gives_a_number_twice(database):
    numbers = await asyncio.gather(*(database.shelf.next("message") for _ in range(10)))

    assert sorted(numbers) == list(range(1, 11))
    assert await database.shelf.next("event") == 1
