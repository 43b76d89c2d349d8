"""Reservations: the database itself refuses an overlap, whoever asks and however many ask at once."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.ids import InterviewId
from bot.domain.interview import State
from bot.domain.time import Interval, epoch
from bot.ports import Reservation, Stale, Taken, Tally
from storage.engine import open_store
from storage.tables import reservations
from tests.records import hour, set_up

FIRST, SECOND = InterviewId("first"), InterviewId("second")
WEEK = Interval(hour(0).start, hour(167).end)


async def two_interviews(store):
    """Two interviews of one desk, so that they can want the same times."""
    desk = await set_up(store)
    async with store() as work:
        await work.interviews.add(desk.interview)
        await work.interviews.add(replace(desk.interview, id=SECOND, state=State.NO_SHOW))
    return desk


async def at_once(engine, statement):
    async with engine.begin() as connection:
        await connection.execute(statement)


async def test_what_is_held_is_found_by_party_and_time(store):
    desk = await two_interviews(store)
    mine = Reservation(desk.ivan.id, hour(1), FIRST, 1)
    confirmed = Reservation(desk.ada.id, hour(2), FIRST, 2, confirmed=True)
    async with store() as work:
        await work.reservations.hold([confirmed, mine])

    async with store() as work:
        assert await work.reservations.of([desk.ivan.id, desk.ada.id], WEEK) == (mine, confirmed)
        assert await work.reservations.of([desk.ivan.id], hour(2)) == ()
        assert await work.reservations.of([desk.ivan.id], hour(0)) == ()
        assert await work.reservations.of([], WEEK) == ()


async def test_booked_interviews_are_counted_by_person_each_once_and_the_last_is_told(store):
    desk = await two_interviews(store)
    booked = [
        Reservation(desk.ivan.id, hour(2), FIRST, 1, confirmed=True),
        Reservation(desk.ivan.id, hour(4), FIRST, 2, confirmed=True),
        Reservation(desk.ivan.id, hour(6), SECOND, 1, confirmed=True),
        Reservation(desk.rita.id, hour(2), FIRST, 1),
    ]
    async with store() as work:
        await work.reservations.hold(booked)
        await work.reservations.hold([Reservation(desk.rita.id, hour(9), FIRST, 3, confirmed=True)])
        await work.reservations.release(FIRST, [3])

    people, nobody = [desk.ivan.id, desk.rita.id], InterviewId("")
    async with store() as work:
        assert await work.reservations.tally(people, WEEK, but=nobody) == {desk.ivan.id: Tally(2, hour(6).start)}
        assert await work.reservations.tally(people, WEEK, but=SECOND) == {desk.ivan.id: Tally(1, hour(4).start)}
        until = Interval(hour(3).start, hour(6).start)
        assert await work.reservations.tally(people, until, but=nobody) == {desk.ivan.id: Tally(1, hour(4).start)}
        assert await work.reservations.tally([], WEEK, but=nobody) == {}


async def test_back_to_back_is_allowed(store):
    desk = await two_interviews(store)
    row = [Reservation(desk.ivan.id, hour(start), FIRST, start) for start in (1, 2, 3)]
    async with store() as work:
        await work.reservations.hold(row)

    async with store() as work:
        assert await work.reservations.of([desk.ivan.id], WEEK) == tuple(row)


async def test_an_overlap_is_told_with_who_is_taken_and_when_and_nothing_is_held(store):
    desk = await two_interviews(store)
    span = Interval(hour(2).start, hour(4).end)
    async with store() as work:
        await work.reservations.hold([Reservation(desk.ada.id, hour(3), FIRST, 1)])

    async def want() -> None:
        async with store() as work:
            await work.timers.set("t", kind="deadline", subject=SECOND, due=hour(1).start)
            await work.reservations.hold(
                [Reservation(desk.ivan.id, span, SECOND, 1), Reservation(desk.ada.id, span, SECOND, 1)]
            )

    with pytest.raises(Taken) as told:
        await want()

    assert (told.value.party, told.value.span) == (desk.ada.id, span)
    async with store() as work:
        assert await work.reservations.of([desk.ivan.id], WEEK) == ()
        assert await work.timers.next_due() is None


async def test_two_options_of_one_offer_cannot_overlap_either(store):
    desk = await two_interviews(store)

    with pytest.raises(Taken) as told:
        async with store() as work:
            await work.reservations.hold(
                [Reservation(desk.ivan.id, hour(1), FIRST, 1), Reservation(desk.ivan.id, hour(1), FIRST, 2)]
            )

    assert told.value.span == hour(1)


async def test_a_transaction_that_was_refused_takes_no_further_step(store):
    desk = await two_interviews(store)
    wanted = [Reservation(desk.ivan.id, hour(1), FIRST, 1)]
    async with store() as work:
        await work.reservations.hold(wanted)

    async def carry_on() -> None:
        async with store() as work:
            with pytest.raises(Taken):
                await work.reservations.hold(wanted)
            with pytest.raises(RuntimeError, match="over"):
                await work.people.all()

    with pytest.raises(RuntimeError, match="undone"):
        await carry_on()


async def test_released_times_are_free_again_and_the_others_stay(store):
    desk = await two_interviews(store)
    async with store() as work:
        await work.reservations.hold([Reservation(desk.ivan.id, hour(start), FIRST, start) for start in (1, 2, 3)])
        await work.reservations.release(FIRST, [])
        await work.reservations.release(FIRST, [1, 2])
        await work.reservations.hold([Reservation(desk.ivan.id, hour(1), SECOND, 1)])

    async with store() as work:
        held = await work.reservations.of([desk.ivan.id], WEEK)
        assert [(each.interview, each.option) for each in held] == [(SECOND, 1), (FIRST, 3)]
        await work.reservations.release(FIRST)
    async with store() as work:
        assert [each.interview for each in await work.reservations.of([desk.ivan.id], WEEK)] == [SECOND]


async def test_a_booking_is_swapped_for_an_overlapping_one_in_one_transaction(store):
    desk = await two_interviews(store)
    moved = Interval(hour(1).start.replace(minute=30), hour(2).start.replace(minute=30))
    async with store() as work:
        await work.reservations.hold([Reservation(desk.ivan.id, hour(1), FIRST, 1, confirmed=True)])
    async with store() as work:
        await work.reservations.release(FIRST, [1])
        await work.reservations.hold([Reservation(desk.ivan.id, moved, FIRST, 2)])
        await work.reservations.confirm(FIRST, 2)

    async with store() as work:
        held = await work.reservations.of([desk.ivan.id], WEEK)
        assert held == (Reservation(desk.ivan.id, moved, FIRST, 2, confirmed=True),)


async def test_confirming_what_is_no_longer_held_is_told(store):
    desk = await two_interviews(store)
    async with store() as work:
        await work.reservations.hold([Reservation(desk.ivan.id, hour(1), FIRST, 1)])
        await work.reservations.release(FIRST)

    async with store() as work:
        with pytest.raises(Stale):
            await work.reservations.confirm(FIRST, 1)


async def test_a_released_time_cannot_come_back_over_another(store, engine):
    desk = await two_interviews(store)
    async with store() as work:
        await work.reservations.hold([Reservation(desk.ivan.id, hour(1), FIRST, 1)])
        await work.reservations.release(FIRST)
        await work.reservations.hold([Reservation(desk.ivan.id, hour(1), SECOND, 1)])

    with pytest.raises(IntegrityError, match="reservations_no_overlap"):
        await at_once(engine, update(reservations).values(status="held"))


async def test_the_database_refuses_an_overlap_by_insert_and_by_update(store, engine):
    desk = await two_interviews(store)
    row = {
        "party": desk.ivan.id,
        "starts": epoch(hour(1).start),
        "ends": epoch(hour(1).end),
        "interview": FIRST,
        "option": 1,
        "status": "held",
    }
    later = row | {"starts": epoch(hour(5).start), "ends": epoch(hour(5).end), "option": 2, "status": "confirmed"}
    moved = update(reservations).where(reservations.c.option == 2).values(starts=row["ends"] - 1)
    async with engine.begin() as connection:
        await connection.execute(insert(reservations), [row, later])

    with pytest.raises(IntegrityError, match="reservations_no_overlap"):
        await at_once(engine, insert(reservations).values(row | {"ends": row["starts"] + 1}))
    with pytest.raises(IntegrityError, match="reservations_no_overlap"):
        await at_once(engine, moved)
    with pytest.raises(IntegrityError, match="forward"):
        await at_once(engine, insert(reservations).values(later | {"ends": later["starts"]}))


async def test_of_two_hundred_who_want_one_slot_one_wins_and_the_others_are_told(store, database_url, clock):
    """Half of them through another engine, as another replica would."""
    desk = await two_interviews(store)
    replica = open_store(database_url, clock=clock)

    async def want(number: int) -> str:
        begin = store if number % 2 else replica.store
        try:
            async with begin() as work:
                await work.reservations.hold(
                    [
                        Reservation(desk.ivan.id, hour(1), FIRST, number),
                        Reservation(desk.ada.id, hour(1), FIRST, number),
                    ]
                )
        except Taken:
            return "told"
        return "won"

    outcomes = await asyncio.gather(*map(want, range(200)))
    await replica.close()

    assert sorted(outcomes) == ["told"] * 199 + ["won"]
    async with store() as work:
        held = await work.reservations.of([desk.ivan.id, desk.ada.id], WEEK)
        assert [each.party for each in held] == [desk.ivan.id, desk.ada.id]
        assert len({each.option for each in held}) == 1


async def test_reservations_go_in_by_party_and_start_so_that_nobody_waits_in_a_circle(store, engine):
    desk = await two_interviews(store)
    parties = sorted([desk.rita.id, desk.ivan.id, desk.ada.id])
    async with store() as work:
        await work.reservations.hold(
            [Reservation(party, hour(start), FIRST, start) for start in (5, 1) for party in reversed(parties)]
        )

    async with engine.connect() as connection:
        rows = (await connection.execute(select(reservations).order_by(reservations.c.serial))).all()
    assert [(row.party, row.option) for row in rows] == [(party, start) for party in parties for start in (1, 5)]


async def test_one_party_can_be_let_go_while_the_option_stays(store):
    desk = await two_interviews(store)
    theirs, others = Reservation(desk.ivan.id, hour(1), FIRST, 1), Reservation(desk.ada.id, hour(1), FIRST, 1)
    later = Reservation(desk.ivan.id, hour(2), FIRST, 2)
    async with store() as work:
        await work.reservations.hold([theirs, others, later])
        await work.reservations.release(FIRST, [1], party=desk.ivan.id)

    async with store() as work:
        assert set(await work.reservations.of([desk.ivan.id, desk.ada.id], WEEK)) == {others, later}
