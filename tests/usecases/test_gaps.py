"""A manager's 12-minute gap: too short for the interview, so they hear what it takes and what the panel could have there."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import OthersIt, SuggestIt
from bot.domain.interview import Answer, State
from bot.domain.time import Interval
from bot.ports import Store
from bot.reply import FormErrors, Nothing
from tests.office import RAES
from tests.usecases.asked_panel import HANAS, PANELS, Panel
from tests.usecases.conversing import Talk
from tests.when import SettableClock

THREE = datetime(2027, 3, 11, 15, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
GAP = "I have 12 minutes at 3pm on Thursday 11 March"


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Panel:
    office = await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()
    await office.keep_busy(office.rae, Interval(THREE - HOUR, THREE - 10 * MINUTE))
    await office.keep_busy(office.rae, Interval(THREE + 30 * MINUTE, THREE + 2 * HOUR))
    await office.forward(20 * MINUTE)
    return office


@pytest.mark.parametrize("words", ["Thu 11 March 15:00-15:12", GAP])
async def test_the_form_stays_open_with_the_length_and_the_longest_stretch_there_is(office: Panel, words: str) -> None:
    interview = await office.interview()
    await office.writes(HANAS, OthersIt(interview.id), words)

    reply = await office.writes(HANAS, OthersIt(interview.id), words)

    assert isinstance(reply, FormErrors)
    assert "takes 60 minutes, and 12 minutes are too few" in reply.errors["words"]
    assert "Thu 11 Mar, 14:50–15:30 (Europe/London) (40 minutes)" in reply.errors["words"]
    after = await office.interview()
    assert after.state is State.ASKING
    assert after.options == interview.options
    assert isinstance(await office.writes(HANAS, OthersIt(interview.id), "Friday 12 March 10:00"), Nothing)


async def test_what_is_too_soon_as_well_is_told_with_the_first_time_that_is_not(office: Panel) -> None:
    interview = await office.interview()
    soon = "Tue 2 March 15:00-15:12"
    await office.writes(HANAS, OthersIt(interview.id), soon)

    reply = await office.writes(HANAS, OthersIt(interview.id), soon)

    assert isinstance(reply, FormErrors)
    assert "12 minutes are too few" in reply.errors["words"]
    assert "too soon" in reply.errors["words"]
    assert "nothing can start before Fri 5 Mar" in reply.errors["words"]


async def test_in_a_conversation_a_card_tells_it_and_asks_on(office: Panel) -> None:
    hana = Talk(office, HANAS)
    await hana.says(GAP)

    heard = await hana.says(GAP)

    assert "takes 60 minutes, and 12 minutes are too few" in heard
    assert "2027-03-11T14:50:00+00:00" in heard
    assert {"Both work", "None works", "Suggest a time"} <= (await hana.buttons()).keys()
    assert {seat.answer for option in await office.options() for seat in option.seats} == {Answer.NONE}


async def test_a_booked_time_is_not_moved_for_a_gap_either(office: Panel) -> None:
    await office.agrees(HANAS, RAES)
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    interview = await office.interview()

    reply = await office.writes(HANAS, SuggestIt(interview.id, interview.sequence), GAP)

    assert isinstance(reply, FormErrors)
    assert "12 minutes are too few" in reply.errors["words"]
    assert (await office.interview()).trouble is None
