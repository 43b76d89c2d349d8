"""The mirror while a feed is read anew, what of ours vanishes from it, calendars that show only busy times, and watches."""

from datetime import timedelta

import pytest

from bot.domain.ids import ORGANISER
from bot.domain.time import Interval
from bot.inbound import BusyTime, Changes
from bot.ports import Mirrored, Ours, Reservation, Vanished, Watch, Watched
from tests.records import hour, set_up
from tests.when import NOON

WEEK = Interval(NOON, NOON + timedelta(days=7))
LATER = NOON + timedelta(minutes=5)
LEAD = timedelta(minutes=10)


async def test_what_was_known_stays_until_the_last_page_of_a_feed_that_is_read_anew(store):
    desk = await set_up(store)
    known = tuple(BusyTime(f"event-{number}", hour(number % 160)) for number in range(300))
    pages = [known[:100], (*known[100:199], BusyTime("event-199", hour(165))), (BusyTime("event-200", hour(166)),)]
    first, second, last = (
        Changes(page, (), f"p{number}", whole=number == 0, more=number < 2) for number, page in enumerate(pages)
    )

    async def read(changes: Changes) -> Mirrored:
        async with store() as work:
            await work.mirror.apply(desk.ivan.id, changes, read_at=LATER)
            return (await work.mirror.of([desk.ivan.id], WEEK))[desk.ivan.id]

    async def read_and_crash(changes: Changes) -> None:
        async with store() as work:
            await work.mirror.apply(desk.ivan.id, changes, read_at=LATER)
            raise ZeroDivisionError

    async with store() as work:
        await work.mirror.apply(desk.ivan.id, Changes(known, (), "c1", whole=True), read_at=NOON)
    half_way = await read(first)
    with pytest.raises(ZeroDivisionError):
        await read_and_crash(second)
    async with store() as work:
        cursor = await work.mirror.cursor(desk.ivan.id)
    moved = await read(second)
    end = await read(last)

    assert (len(half_way.busy), half_way.read_at, cursor) == (300, NOON, "p0")
    assert (len(moved.busy), moved.read_at) == (300, NOON)
    assert hour(165) in moved.busy
    assert (len(end.busy), end.read_at) == (201, LATER)


async def test_what_of_ours_vanished_is_told_and_what_is_over_is_not(store):
    desk = await set_up(store)
    busy = (
        BusyTime("hold", hour(1), own="hold:first:1:2"),
        BusyTime("dropped", hour(2), own="hold:first:2:2"),
        BusyTime("copy", hour(48), uid="uid-1@calendar"),
        BusyTime("other", hour(49), uid="else@calendar"),
        BusyTime("over", hour(-3), own="hold:first:3:2"),
        BusyTime("declined", hour(5), own="hold:first:4:2"),
    )

    async with store() as work:
        await work.interviews.add(desk.booked)
        nothing = await work.mirror.apply(desk.ivan.id, Changes(busy, (), "c1", whole=True), read_at=NOON)
        all_of_ours = await work.mirror.ours(desk.ivan.id, after=NOON)
        gone = ("hold", "dropped", "other", "over", "unknown")
        deleted = ("hold", "other", "over", "unknown")
        sure = await work.mirror.apply(desk.ivan.id, Changes((), gone, "c2", deleted=deleted), read_at=LATER)
        anew = Changes((BusyTime("declined", hour(5), own="hold:first:4:2"),), (), "c3", whole=True)
        unsure = await work.mirror.apply(desk.ivan.id, anew, read_at=LATER)
        again = await work.mirror.apply(desk.ivan.id, anew, read_at=LATER)
        left = await work.mirror.ours(desk.ivan.id, after=NOON)

    assert nothing == again == Vanished()
    assert set(all_of_ours) == {
        Ours("hold:first:1:2", "", hour(1)),
        Ours("hold:first:2:2", "", hour(2)),
        Ours("", "uid-1@calendar", hour(48)),
        Ours("hold:first:4:2", "", hour(5)),
    }
    assert sure == Vanished(("hold:first:1:2",))
    assert unsure == Vanished(copies=("uid-1@calendar",), unsure=True)
    assert left == (Ours("hold:first:4:2", "", hour(5)),)


async def test_what_we_placed_is_known_at_once_on_a_calendar_that_was_read_and_shows_us_what_stands_there(store):
    desk = await set_up(store)
    placed, known = BusyTime("placed", hour(1), own="hold:first:1:2"), BusyTime("known", hour(2), own="hold:first:2:2")

    async with store() as work:
        await work.mirror.note(desk.rita.id, placed)
        await work.mirror.apply(desk.rita.id, Changes((), (), "", whole=True, blind=True), read_at=NOON)
        await work.mirror.note(desk.rita.id, placed)
        await work.mirror.apply(desk.ivan.id, Changes((known,), (), "c1", whole=True), read_at=NOON)
        for own in (placed, BusyTime("known", hour(9), own=known.own)):
            await work.mirror.note(desk.ivan.id, own)
        busy = (await work.mirror.of([desk.ivan.id], WEEK))[desk.ivan.id].busy
        gone = await work.mirror.apply(desk.ivan.id, Changes((), ("placed",), "c2", deleted=("placed",)), read_at=LATER)

        assert (await work.mirror.ours(desk.rita.id, after=NOON), busy) == ((), ())
        assert await work.mirror.ours(desk.ivan.id, after=NOON) == (Ours(known.own, "", hour(2)),)
        assert gone == Vanished((placed.own,))


async def test_where_only_busy_times_are_open_each_event_of_ours_accounts_for_one_that_equals_it(store):
    desk = await set_up(store)
    times = [hour(1), hour(2), hour(2), Interval(hour(4).start, hour(5).end), hour(8), hour(48)]
    busy = tuple(BusyTime(f"{span.start}", span) for span in times)

    async with store() as work:
        await work.interviews.add(desk.booked)
        held = [hour(2), hour(4), hour(48)]
        await work.reservations.hold(
            [
                Reservation(party, Interval(span.start - lead, span.end), desk.booked.id, number)
                for number, span in enumerate(held, start=1)
                for party, lead in ((desk.ivan.id, LEAD), (desk.ada.id, timedelta(0)))
            ]
        )
        await work.reservations.hold([Reservation(desk.rita.id, hour(1), desk.booked.id, 1)])
        await work.reservations.hold([Reservation(desk.ivan.id, hour(8), desk.booked.id, 4)])
        await work.reservations.hold([Reservation(desk.ada.id, hour(8), desk.booked.id, 4)])
        await work.reservations.release(desk.booked.id, [4])
        for more in (True, False):
            blind = Changes(busy, (), "", whole=True, more=more, blind=True)
            await work.mirror.apply(desk.ivan.id, blind, read_at=NOON)
            seen = (await work.mirror.of([desk.ivan.id, desk.rita.id], WEEK))[desk.ivan.id].busy
            assert seen == (tuple(times) if more else (hour(1), hour(2), times[3], hour(8)))
        await work.mirror.apply(desk.ivan.id, Changes(busy, (), "c1", whole=True, more=True), read_at=NOON)
        sighted = (await work.mirror.of([desk.ivan.id], WEEK))[desk.ivan.id].busy

    assert hour(48) in sighted


async def test_a_calendar_that_is_another_one_now_is_unknown_again(store):
    desk = await set_up(store)

    async with store() as work:
        for person in (desk.ivan.id, desk.rita.id):
            await work.mirror.apply(person, Changes((BusyTime("a", hour(1)),), (), "c1"), read_at=NOON)
        await work.mirror.forget(desk.ivan.id)

        assert await work.mirror.of([desk.ivan.id, desk.rita.id], WEEK) == {desk.rita.id: Mirrored((hour(1),), NOON)}
        assert await work.mirror.cursor(desk.ivan.id) == ""


async def test_the_newest_promise_about_a_calendar_is_kept_until_it_is_forgotten(store):
    desk = await set_up(store)
    first = Watched(desk.ivan.id, "google", "ivan@example.org", Watch("w1", "r1", NOON))
    newer = Watched(desk.ivan.id, "microsoft", "ivan@example.org", Watch("w2", "r2", LATER))
    refused = Watched(ORGANISER, "google", "desk@example.org", Watch("", "", LATER))

    async with store() as work:
        for watched in (first, newer, refused):
            await work.watches.save(watched)
    async with store() as work:
        assert await work.watches.all() == (refused, newer)
        await work.watches.forget_refusals()
        assert (await work.watches.get(ORGANISER), await work.watches.get(desk.ivan.id)) == (None, newer)
        await work.watches.forget(desk.ivan.id)
        assert await work.watches.all() == ()
