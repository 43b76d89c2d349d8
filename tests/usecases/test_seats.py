"""An interviewer answers on their booked card: OK, Can't make it, Suggest a time; the coordinator hears what needs them."""

from dataclasses import replace

import pytest

from bot.actions import AskForTime, LookAgain, SeatCannot, SeatFits, SuggestIt
from bot.domain.dead_end import SeatDeclined
from bot.domain.interview import Answer, State
from bot.ports import Store
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse
from tests.office import ADA, Office
from tests.when import NOON, SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    office = await Office(store, clock).furnish()
    await office.booked()
    return office


async def needs_you(office: Office) -> list[str]:
    return [card for card in await office.cards() if "Needs you" in card]


async def test_ok_is_noted_once_and_bothers_nobody(office: Office) -> None:
    interview = (await office.interview()).id

    first = await office.presses(SeatFits(interview))
    await office.settle()
    version = (await office.interview()).version
    again = await office.presses(SeatFits(interview))
    await office.settle()

    after = await office.interview()
    assert isinstance(first, Redraw)
    assert isinstance(again, Redraw)
    assert after.seats[0].answer is Answer.FITS
    assert after.version == version
    assert await needs_you(office) == []
    assert [card for card in await office.cards() if "You said it suits you" in card]


async def test_a_decline_goes_to_the_coordinator_and_the_booking_stands(office: Office) -> None:
    interview = await office.interview()

    await office.presses(SeatCannot(interview.id))
    await office.settle()

    after = await office.interview()
    assert after.state is State.BOOKED
    assert after.booking == interview.booking
    assert after.trouble == SeatDeclined(office.rae.id)
    told = await needs_you(office)
    assert len(told) == 1
    assert "Rae Morgan cannot make " in told[0]
    assert "Find new times" in told[0]


async def test_a_change_of_mind_takes_the_trouble_back(office: Office) -> None:
    interview = (await office.interview()).id
    await office.presses(SeatCannot(interview))
    await office.presses(SeatFits(interview))
    await office.settle()

    assert (await office.interview()).trouble is None


async def test_a_suggestion_in_words_reaches_the_coordinator(office: Office) -> None:
    interview = (await office.interview()).id

    form = await office.presses(AskForTime(interview))
    empty = await office.submits(SuggestIt(interview), words="  ")
    sent = await office.submits(SuggestIt(interview), words="Thursday after 2")
    await office.settle()

    assert isinstance(form, Open)
    assert isinstance(empty, FormErrors)
    assert sent == Nothing()
    assert "Thursday after 2" in (await needs_you(office))[0]
    trouble = (await office.interview()).trouble
    assert isinstance(trouble, SeatDeclined)
    assert [(window.start.weekday(), window.start.hour) for window in trouble.windows] == [(3, 14)]


@pytest.mark.parametrize(
    ("words", "hours"),
    [("Friday between 2 and 5", 2), ("Friday between 2 and half past 2", 1), ("Saturday after 2", 0)],
)
async def test_new_times_are_looked_for_where_the_interviewer_suggested_first(
    office: Office, words: str, hours: int
) -> None:
    interview = (await office.interview()).id
    await office.submits(SuggestIt(interview), words=words)
    await office.settle()

    await office.presses(LookAgain(interview))
    await office.settle()

    starts = [option.span.start for option in (await office.interview()).standing]
    assert len(starts) == 2
    assert len([start for start in starts if start.weekday() == 4 and 14 <= start.hour < 17]) >= hours
    assert all(start.weekday() < 5 for start in starts)


async def test_an_answer_after_the_cancellation_is_refused_kindly(office: Office) -> None:
    interview = (await office.interview()).id
    await office.post(await office.link(), "cancel_it", reason="other")

    for action in (SeatFits(interview), SeatCannot(interview), AskForTime(interview)):
        assert isinstance(await office.presses(action), Refuse)


async def test_a_new_time_asks_anew(office: Office) -> None:
    interview = (await office.interview()).id
    await office.presses(SeatFits(interview))
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    choice = (await office.interview()).standing[0]
    await office.post(await office.link(), "pick", option=str(choice.number))
    await office.settle()

    assert (await office.interview()).seats[0].answer is Answer.NONE


async def test_somebody_without_a_seat_has_nothing_to_answer(office: Office) -> None:
    other = replace(ADA, application="a-2", candidate="c-2", email="ben@mail.example", name="Ben Okri")
    await office.seen(other, at=NOON)
    await office.settle()
    interview = await office.interview("a-2")
    async with office.store() as work:
        jo = await work.people.add(replace(office.rae, name="Jo", email="jo@northwind.example", ats_user=""))
        seats = tuple(replace(seat, person=jo.id) for seat in interview.seats)
        await work.interviews.save(replace(interview, seats=seats))

    assert isinstance(await office.presses(SeatFits(interview.id)), Refuse)
