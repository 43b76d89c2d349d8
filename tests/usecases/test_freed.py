"""An interviewer can't make a booked time: once new times are wanted it is given up first, everywhere, and told kindly."""

from email.message import EmailMessage

import pytest

from bot.actions import CancelIt, LookAgain, SeatCannot, SeatFits, SuggestIt
from bot.domain.interview import State
from bot.effects import Outcome
from bot.ports import Store
from tests.office import RAES, text_of
from tests.usecases.asked_panel import CORAS, HANAS, PANELS, WITH_CORA, Panel, with_kind
from tests.when import SettableClock


def sent(mail: EmailMessage) -> str:
    """Return the calendar entry that came with a mail."""
    found = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    raw = found.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Panel:
    office = await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()
    await office.agrees(HANAS, RAES)
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    return office


async def test_a_time_that_an_interviewer_cannot_make_is_freed_before_others_are_sought(office: Panel) -> None:
    booked = (await office.interview()).booking
    assert booked is not None
    manage = await office.link()
    await office.does(HANAS, SeatCannot((await office.interview()).id))
    needed = await office.needs(CORAS)
    stood = (await office.interview()).booking

    await office.does(CORAS, LookAgain((await office.interview()).id))

    after = await office.interview()
    assert "this one up first" in needed[-1]
    assert stood == booked
    assert (after.state, after.round, after.booking, after.former) == (State.ASKING, 2, None, booked.span)
    assert booked.span not in await office.taken(office.rae)
    assert not [title for title in await office.titles("interviews@northwind.example") if "Panel" in title]
    assert booked.span not in [option.span for option in after.in_play]
    assert office.ats.written[-1][0] is Outcome.CANCELLED
    told = (await office.mails())[-1]
    assert str(told["Subject"]) == "A new time is needed: Panel for Backend Engineer"
    assert "no longer works on our side" in " ".join(text_of(told).split())
    assert "METHOD:CANCEL" in sent(told)
    assert (await office.open(manage)).title == "We're finding other times"
    assert [card for card in await office.shown(RAES) if "Time given up" in card and "I am looking for another" in card]


async def test_the_new_round_ends_in_a_booking_of_its_own(office: Panel) -> None:
    first = (await office.interview()).booking
    await office.does(HANAS, SeatCannot((await office.interview()).id))
    await office.does(CORAS, LookAgain((await office.interview()).id))
    await office.agrees(HANAS, RAES)

    await office.post(await office.link(), "pick", option=str((await office.interview()).standing[0].number))
    await office.settle()

    after = await office.interview()
    assert after.state is State.BOOKED
    assert first is not None
    assert after.booking is not None
    assert after.booking.event not in {"", first.event}
    assert (after.reschedules, after.former) == (0, None)
    subjects = await office.subjects()
    assert [subject.partition(":")[0] for subject in subjects[-3:]] == [
        "A new time is needed",
        "Backend Engineer at Northwind",
        "Booked",
    ]
    assert await office.holds() == {"Rae": 0, "Hana": 0, "Cora": 0}


async def test_a_change_of_mind_keeps_the_time_while_others_are_sought(office: Panel) -> None:
    interview = await office.interview()
    await office.does(HANAS, SeatCannot(interview.id))
    await office.does(HANAS, SeatFits(interview.id))

    await office.does(CORAS, LookAgain(interview.id))

    assert (await office.interview()).booking == interview.booking
    assert "A new time is needed" not in str(await office.subjects())


async def test_somebody_who_need_not_be_there_frees_nothing(store: Store, clock: SettableClock) -> None:
    office = await (await Panel(store, clock, policy=with_kind(WITH_CORA)).furnish_more()).reaches_the_panel()
    await office.agrees(HANAS, RAES, CORAS)
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    interview = await office.interview()
    await office.does(CORAS, SeatCannot(interview.id))

    await office.does(CORAS, LookAgain(interview.id))

    assert (await office.interview()).booking == interview.booking


async def test_who_cancels_a_round_after_the_time_was_freed_tells_the_candidate(office: Panel) -> None:
    interview = await office.interview()
    await office.does(HANAS, SeatCannot(interview.id))
    await office.does(CORAS, LookAgain(interview.id))

    await office.submits(CancelIt(interview.id), reason="role")
    await office.settle()

    assert (await office.subjects())[-1].startswith("Cancelled: ")
    off = next(card for card in await office.shown(RAES) if "Cancelled: " in card)
    assert interview.booking is not None
    assert interview.booking.span.start.isoformat() in off


async def test_a_second_suggestion_for_a_booked_time_redraws_the_coordinators_card(office: Panel) -> None:
    interview = await office.interview()
    sequence = interview.sequence
    await office.writes(HANAS, SuggestIt(interview.id, sequence), "Tuesday after 2")
    await office.writes(HANAS, SuggestIt(interview.id, sequence), "Friday morning")

    cards = await office.needs(CORAS)

    assert len(cards) == 1
    assert "Friday morning" in cards[0]
    assert "Tuesday after 2" not in cards[0]
