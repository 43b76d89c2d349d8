"""What a transaction writes at its end reads as if it had been written where it was said."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.access import USHER, Viewer, Who
from bot.domain.ids import InterviewId, PersonId
from bot.effects import CardKind, Effect, Mail, PlaceEvent, ReadCalendar, Refresh, SendMail, lane
from bot.ports import Claimed, Store
from tests.records import set_up
from tests.when import NOON

LATER = NOON + timedelta(hours=1)
FIRST = InterviewId("first")


async def test_a_timer_set_and_dropped_in_one_transaction_never_comes_due(store: Store) -> None:
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i1", due=NOON)
        await work.timers.drop("i1")

    async with store() as work:
        assert await work.timers.due(LATER, limit=9) == ()


async def test_a_timer_dropped_and_set_again_in_one_transaction_stays(store: Store) -> None:
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i1", due=NOON)
    async with store() as work:
        await work.timers.drop("i1", kinds=("deadline",))
        await work.timers.set("a", kind="deadline", subject="i1", due=LATER)

    async with store() as work:
        assert [fired.due for fired in await work.timers.due(LATER, limit=9)] == [LATER]


async def test_dropping_some_kinds_leaves_the_others_that_were_just_set(store: Store) -> None:
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i1", due=NOON)
        await work.timers.set("b", kind="ended", subject="i1", due=NOON)
        await work.timers.set("c", kind="deadline", subject="i2", due=NOON)
        await work.timers.drop("i1", kinds=("deadline",))

        assert [fired.key for fired in await work.timers.due(LATER, limit=9)] == ["b", "c"]


async def test_several_droppings_in_one_transaction_are_all_done(store: Store) -> None:
    async with store() as work:
        for kind in ("deadline", "ended", "started"):
            await work.timers.set(kind, kind=kind, subject="i1", due=NOON)
            await work.timers.set(f"{kind}:2", kind=kind, subject="i2", due=NOON)
    async with store() as work:
        await work.timers.drop("i1", kinds=("deadline",))
        await work.timers.drop("i1", kinds=("ended",))
        await work.timers.drop("i2", kinds=("deadline",))
        await work.timers.drop("i2")
        await work.timers.drop("i2", kinds=("ended",))

    async with store() as work:
        assert [fired.key for fired in await work.timers.due(LATER, limit=9)] == ["started"]


async def test_a_timer_just_set_can_be_seen_and_taken(store: Store) -> None:
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i1", due=NOON)

        assert await work.timers.next_due() == NOON
        assert await work.timers.take((await work.timers.due(NOON, limit=1))[0])

    async with store() as work:
        assert await work.timers.next_due() is None


async def test_the_last_of_two_settings_counts(store: Store) -> None:
    async with store() as work:
        await work.timers.set("a", kind="deadline", subject="i1", due=NOON)
        await work.timers.set("a", kind="deadline", subject="i1", due=LATER)

    async with store() as work:
        assert await work.timers.next_due() == LATER


async def test_audit_rows_stand_in_the_order_in_which_things_happened_and_can_be_read_at_once(store: Store) -> None:
    by = Viewer(Who.PERSON, "7", "command")
    async with store() as work:
        await work.audit.changed("one", subject="i1", by=USHER, detail={"stage": "Screen"})
        await work.audit.seen("two", subjects=("i1",), by=by)
        assert [row.what for row in await work.audit.recent(limit=9)] == ["two", "one"]
        await work.audit.changed("three", subject="i1", by=by)

    async with store() as work:
        rows = await work.audit.recent(limit=9)
    assert [row.what for row in rows] == ["three", "two", "one"]
    assert rows[-1].detail == {"stage": "Screen"}


async def test_what_was_to_be_written_at_the_end_is_undone_with_the_rest(store: Store) -> None:
    try:
        async with store() as work:
            await work.timers.set("a", kind="deadline", subject="i1", due=NOON)
            await work.audit.changed("one", subject="i1", by=USHER)
            raise LookupError
    except LookupError:
        pass

    async with store() as work:
        assert await work.timers.next_due() is None
        assert await work.audit.recent(limit=9) == []


async def test_effects_keep_their_order_and_only_the_first_of_a_key_counts(store: Store) -> None:
    async with store() as work:
        await work.outbox.add(PlaceEvent(FIRST, 1), key="a")
        await work.outbox.add(PlaceEvent(FIRST, 2), key="b")
        await work.outbox.add(PlaceEvent(FIRST, 3), key="a")

    assert await drained(store) == [PlaceEvent(FIRST, 1), PlaceEvent(FIRST, 2)]


async def test_what_a_lane_got_just_now_is_superseded_and_its_key_is_used_up(store: Store) -> None:
    async with store() as work:
        await work.outbox.add(PlaceEvent(FIRST, 1), key="a")
        await work.outbox.add(SendMail(Mail.OFFER, FIRST, 1, 1), key="m")
        await work.outbox.supersede(lane(PlaceEvent(FIRST, 1)))
        await work.outbox.add(PlaceEvent(FIRST, 2), key="b")
    async with store() as work:
        await work.outbox.add(PlaceEvent(FIRST, 1), key="a")

    assert set(await drained(store)) == {SendMail(Mail.OFFER, FIRST, 1, 1), PlaceEvent(FIRST, 2)}


async def test_of_two_redraws_and_two_readings_in_one_transaction_one_is_left(store: Store) -> None:
    redraw = Refresh(CardKind.INTERVIEW, FIRST, PersonId(7))
    async with store() as work:
        for effect in (redraw, ReadCalendar(PersonId(7)), redraw, ReadCalendar(PersonId(7))):
            await work.outbox.add(effect)

    assert sorted(map(repr, await drained(store))) == sorted(map(repr, (redraw, ReadCalendar(PersonId(7)))))


async def test_an_effect_added_can_be_claimed_in_the_same_transaction(store: Store) -> None:
    async with store() as work:
        await work.outbox.add(PlaceEvent(FIRST, 1), key="a")

        assert [row.effect for row in await work.outbox.claim(limit=9) if isinstance(row, Claimed)] == [
            PlaceEvent(FIRST, 1)
        ]


async def drained(store: Store) -> list[Effect]:
    """Claim and settle until nothing is left; returns the effects in the order in which they could be claimed."""
    effects: list[Effect] = []
    while True:
        async with store() as work:
            batch = [row for row in await work.outbox.claim(limit=9) if isinstance(row, Claimed)]
            for row in batch:
                await work.outbox.done(row)
        if not batch:
            return effects
        effects += [row.effect for row in batch]


async def test_a_person_and_an_opening_saved_in_a_transaction_are_read_anew_in_it(store: Store) -> None:
    desk = await set_up(store)
    async with store() as work:
        await work.people.get(desk.rita.id)
        await work.openings.get(desk.opening.id)
        await work.people.save(replace(desk.rita, title="Lead"))
        await work.openings.save(replace(desk.opening, client="Contoso"))

        rita, opening = await work.people.get(desk.rita.id), await work.openings.get(desk.opening.id)

    assert rita is not None
    assert rita.title == "Lead"
    assert opening is not None
    assert opening.client == "Contoso"
