"""Half-filled forms are kept one per person and form, the newest, and forgotten with age."""

from datetime import timedelta

from bot.ports import Draft
from tests.records import set_up
from tests.when import NOON

NOTE, NEXT = '{"t":"note"}', '{"t":"next"}'
DAY = timedelta(days=1)
NEVER = NOON - 365 * DAY


async def test_a_draft_comes_out_as_it_went_in(store):
    desk = await set_up(store)
    odd = {"text": '🧭 “O’Brien” said:\n\x00 100 % {"a": 1} \ud800', "day": "", "x" * 300: "y" * 3000}
    draft = Draft(desk.rita.id, NOTE, odd, NOON)
    async with store() as work:
        await work.drafts.keep(draft, forget=NEVER)

    async with store() as work:
        assert await work.drafts.get(desk.rita.id, NOTE) == draft
        assert await work.drafts.get(desk.rita.id, NEXT) is None
        assert await work.drafts.get(desk.ivan.id, NOTE) is None


async def test_the_newest_takes_the_place_of_the_one_before(store):
    desk = await set_up(store)
    async with store() as work:
        await work.drafts.keep(Draft(desk.rita.id, NOTE, {"text": "one", "day": "x"}, NOON), forget=NEVER)
        await work.drafts.keep(Draft(desk.rita.id, NOTE, {"text": "two"}, NOON + DAY), forget=NEVER)

    async with store() as work:
        assert await work.drafts.get(desk.rita.id, NOTE) == Draft(desk.rita.id, NOTE, {"text": "two"}, NOON + DAY)


async def test_what_is_dropped_is_gone_and_the_others_stay(store):
    desk = await set_up(store)
    kept = [Draft(desk.rita.id, NEXT, {"text": "hers"}, NOON), Draft(desk.ivan.id, NOTE, {"text": "his"}, NOON)]
    async with store() as work:
        for draft in (Draft(desk.rita.id, NOTE, {"text": "gone"}, NOON), *kept):
            await work.drafts.keep(draft, forget=NEVER)

    async with store() as work:
        await work.drafts.drop(desk.rita.id, NOTE)
        await work.drafts.drop(desk.rita.id, "never there")

    async with store() as work:
        assert await work.drafts.get(desk.rita.id, NOTE) is None
        assert [await work.drafts.get(draft.person, draft.form) for draft in kept] == kept


async def test_keeping_one_forgets_everybodys_from_before(store):
    desk = await set_up(store)
    old = Draft(desk.ivan.id, NOTE, {"text": "old"}, NOON - timedelta(microseconds=1))
    young = Draft(desk.ivan.id, NEXT, {"text": "young"}, NOON)
    async with store() as work:
        for draft in (old, young):
            await work.drafts.keep(draft, forget=NEVER)

    async with store() as work:
        await work.drafts.keep(Draft(desk.rita.id, NOTE, {"text": "new"}, NOON + DAY), forget=NOON)

    async with store() as work:
        assert await work.drafts.get(desk.ivan.id, NOTE) is None
        assert await work.drafts.get(desk.ivan.id, NEXT) == young
        assert await work.drafts.get(desk.rita.id, NOTE) is not None


async def test_an_older_draft_of_ones_own_is_replaced_even_if_it_would_be_forgotten(store):
    desk = await set_up(store)
    async with store() as work:
        await work.drafts.keep(Draft(desk.rita.id, NOTE, {"text": "old"}, NOON - DAY), forget=NEVER)
    async with store() as work:
        await work.drafts.keep(Draft(desk.rita.id, NOTE, {"text": "new"}, NOON), forget=NOON)

    async with store() as work:
        found = await work.drafts.get(desk.rita.id, NOTE)
        assert found is not None
        assert found.values == {"text": "new"}
