"""A client asks how a card that it shows stands now: whoever it is for gets it as the record has it, nobody else does."""

from dataclasses import replace

from bot.actions import SeatCannot
from bot.deeds.fresh import fresh
from bot.domain.people import Account, Platform
from bot.ports import Posted, Store
from tests.office import RAE, RAES, Office
from tests.when import SettableClock

BOS = Account(Platform.SANDBOX, RAES.tenant, "bo")


async def test_a_posted_card_is_told_as_it_stands_to_its_reader_alone(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish()
    await office.booked()
    interview = await office.interview()
    async with store() as work:
        bo = await work.people.add(replace(RAE, name="Bo Lind", email="bo@northwind.example", ats_user="u-bo"))
        await work.people.link(BOS, person=bo.id)
        post = (await work.posts.about(interview.id))[-1]
    stands = post.posted

    before = await fresh(RAES, stands, means=office.means)
    await office.presses(SeatCannot(interview.id))
    after = await fresh(RAES, stands, means=office.means)
    others = [
        await fresh(BOS, stands, means=office.means),
        await fresh(RAES, Posted(stands.place, "no such message"), means=office.means),
        await fresh(replace(RAES, tenant="elsewhere"), stands, means=office.means),
    ]
    await office.leaves()

    assert before is not None
    assert after is not None
    assert before != after
    assert others == [None, None, None]
    assert await fresh(RAES, stands, means=office.means) is None
