"""An interviewer answers what is no longer asked: nothing is noted, and they hear how it stands now."""

from dataclasses import replace

import pytest

from bot.domain.interview import Answer
from bot.effects import CardKind
from bot.ports import Store
from tests.office import Office
from tests.usecases.conversing import Talk, answer_of, card_of
from tests.when import SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


@pytest.fixture
async def talk(office: Office) -> Talk:
    return Talk(office)


@pytest.mark.parametrize("in_thread", [True, False], ids=["in_the_thread", "outside_it"])
async def test_an_answer_after_the_cancellation_hears_how_it_stands(
    office: Office, talk: Talk, in_thread: bool
) -> None:
    await office.booked()
    thread = await card_of(office, CardKind.SEAT, nth=0)
    await office.post(await office.link(), "cancel_it", reason="other")
    await office.settle()

    heard = await talk.says("yes", thread=thread if in_thread else "")

    assert "This interview is off" in heard
    assert answer_of(await office.interview()) is Answer.NONE


async def test_an_answer_after_the_start_is_not_noted(office: Office, talk: Talk) -> None:
    await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None
    office.clock.set(booking.span.start)

    heard = await talk.says("can't", thread=await card_of(office, CardKind.SEAT))

    assert "has begun or is over" in heard
    assert answer_of(await office.interview()) is Answer.NONE
    assert (await office.interview()).trouble is None


async def test_somebody_whose_seat_went_to_another_hears_so(office: Office, talk: Talk) -> None:
    await office.booked()
    interview = await office.interview()
    async with office.store() as work:
        jo = await work.people.add(replace(office.rae, name="Jo", email="jo@northwind.example", ats_user=""))
        seats = tuple(replace(seat, person=jo.id) for seat in interview.seats)
        await work.interviews.save(replace(interview, seats=seats))

    heard = await talk.says("yes", thread=await card_of(office, CardKind.SEAT))

    assert "You are not on this interview any more" in heard
    assert answer_of(await office.interview()) is Answer.NONE


async def test_what_is_done_by_words_is_audited_as_such(office: Office, talk: Talk) -> None:
    await office.booked()
    await talk.says("yes")

    async with office.store() as work:
        rows = await work.audit.recent(limit=200)
    assert [row.who.value for row in rows if row.what == "interview.seat_fits"] == ["person"]
