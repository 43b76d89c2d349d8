"""An interviewer answers in their own words: noted where one thing is asked and one reading exists, else asked back."""

import pytest

from bot.actions import AskForTime, SeatCannot, SeatFits
from bot.domain.dead_end import SeatDeclined
from bot.domain.interview import Answer
from bot.effects import CardKind
from bot.ports import Store
from bot.reply import Open
from tests.office import Office
from tests.usecases.conversing import Talk, answer_of, both_booked, card_of
from tests.when import SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


@pytest.fixture
async def talk(office: Office) -> Talk:
    return Talk(office)


async def answers(office: Office) -> list[Answer]:
    return [answer_of(await office.interview(name)) for name in ("a-1", "a-2")]


async def needs_you(office: Office) -> list[str]:
    return [card for card in await office.cards() if "Needs you" in card]


# --- one prompt is open -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["yes", "👍", "passt", "OK, see you then"])
async def test_a_yes_to_the_one_open_question_is_noted(office: Office, talk: Talk, text: str) -> None:
    await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None

    heard = await talk.says(text)

    assert answer_of(await office.interview()) is Answer.FITS
    assert "Noted: Ada O. · Recruiter screen · Backend Engineer" in heard
    assert booking.span.start.isoformat() in heard
    assert [type(action) for action in (await talk.buttons()).values()] == [SeatCannot, AskForTime]
    assert [card for card in await office.cards() if "Booked:" in card and "You said it suits you" in card]


@pytest.mark.parametrize("text", ["can't", "Sorry, I can't make it anymore", "kann leider nicht"])
async def test_a_decline_is_noted_and_the_coordinator_hears_of_it(office: Office, talk: Talk, text: str) -> None:
    await office.booked()

    heard = await talk.says(text)

    interview = await office.interview()
    assert answer_of(interview) is Answer.CANNOT
    assert interview.trouble == SeatDeclined(office.rae.id)
    assert "You can't make it" in heard
    assert SeatFits in [type(action) for action in (await talk.buttons()).values()]
    assert len(await needs_you(office)) == 1


@pytest.mark.parametrize("text", ["can't, Thursday after 2", "next Thursday after 2", "Donnerstag ab 14 Uhr ginge"])
async def test_other_times_are_passed_on_in_the_words_and_as_they_were_read(
    office: Office, talk: Talk, text: str
) -> None:
    await office.booked()

    heard = await talk.says(text)

    trouble = (await office.interview()).trouble
    assert isinstance(trouble, SeatDeclined)
    assert trouble.words == text
    assert [(window.start.weekday(), window.start.hour) for window in trouble.windows] == [(3, 14)]
    assert trouble.windows[0].start.isoformat() in heard
    assert text in (await needs_you(office))[0]


@pytest.mark.parametrize("text", ["maybe", "yes?", "ok let me check", "works for Ben", "yes can't", "the first", "hm"])
async def test_what_is_not_certain_changes_nothing_and_is_answered_with_what_can_be_pressed(
    office: Office, talk: Talk, text: str
) -> None:
    await office.booked()

    heard = await talk.says(text)

    assert answer_of(await office.interview()) is Answer.NONE
    assert (await office.interview()).trouble is None
    assert "Ada O." in heard
    assert {type(action) for action in (await talk.buttons()).values()} & {SeatFits, SeatCannot}


async def test_a_guess_shows_what_was_understood(office: Office, talk: Talk) -> None:
    await office.booked()

    await talk.says("yes?")
    pressed = await talk.buttons()
    await office.presses(pressed["OK, it suits me"])

    assert list(pressed) == ["OK, it suits me"]
    assert answer_of(await office.interview()) is Answer.FITS


async def test_a_guess_at_other_times_opens_the_form_with_the_words_in_it(office: Office, talk: Talk) -> None:
    await office.booked()

    heard = await talk.says("can't, Thursday after 2, unless Ben is out")
    button = next(a for a in (await talk.buttons()).values() if isinstance(a, AskForTime))
    form = await office.presses(button)

    assert answer_of(await office.interview()) is Answer.NONE
    assert "I understood" in heard
    assert isinstance(form, Open)
    assert form.form.fields[0].initial == "can't, Thursday after 2, unless Ben is out"


async def test_words_that_no_button_can_carry_open_the_form_without_them(office: Office, talk: Talk) -> None:
    await office.booked()
    long = "can't, Thursday after 2, unless " + "Ben, who may know something about it, is out, " * 3

    await talk.says(long)

    assert [a.words for a in (await talk.buttons()).values() if isinstance(a, AskForTime)] == [""]


async def test_the_same_words_delivered_twice_are_answered_once(office: Office, talk: Talk) -> None:
    await office.booked()

    first = await talk.says("can't", delivery="one")
    again = await talk.says("can't", delivery="one")

    assert "Noted" in first
    assert again == ""
    assert len(await needs_you(office)) == 1


async def test_what_was_said_already_is_said_once(office: Office, talk: Talk) -> None:
    await office.booked()
    await talk.says("yes")
    version = (await office.interview()).version

    heard = await talk.says("yes")

    assert "Noted" in heard
    assert (await office.interview()).version == version


async def test_a_change_of_mind_outside_the_thread_is_asked_back(office: Office, talk: Talk) -> None:
    await office.booked()
    await talk.says("yes")

    heard = await talk.says("can't make it")

    assert answer_of(await office.interview()) is Answer.FITS
    assert "Is this what you mean?" in heard
    assert [type(action) for action in (await talk.buttons()).values()] == [SeatCannot]


async def test_where_others_read_along_the_answer_is_for_the_asker_alone(office: Office, talk: Talk) -> None:
    await office.booked()

    heard = await talk.says("yes", shared=True)

    assert "Noted" in heard
    assert answer_of(await office.interview()) is Answer.FITS


# --- several prompts are open -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["yes", "can't make it", "Thursday after 2"])
async def test_with_two_questions_open_it_is_asked_which(office: Office, talk: Talk, text: str) -> None:
    await both_booked(office)

    heard = await talk.says(text)
    buttons = await talk.buttons()

    assert await answers(office) == [Answer.NONE, Answer.NONE]
    assert "Which one do you mean?" in heard
    assert len(buttons) == 2
    assert [label.partition(" · Backend Engineer: ")[0] for label in buttons] == ["Ben O.", "Ada O."]


async def test_the_button_of_the_one_that_was_meant_does_it(office: Office, talk: Talk) -> None:
    await both_booked(office)
    await talk.says("yes")

    await office.presses((await talk.buttons())["Ada O. · Backend Engineer: OK, it suits me"])

    assert await answers(office) == [Answer.FITS, Answer.NONE]


async def test_once_one_is_answered_the_words_are_about_the_other(office: Office, talk: Talk) -> None:
    await both_booked(office)
    await talk.says("yes", thread=await card_of(office, CardKind.SEAT))

    heard = await talk.says("can't make it")

    assert await answers(office) == [Answer.FITS, Answer.CANNOT]
    assert "Noted: Ben O." in heard


# --- in the thread of a card --------------------------------------------------------------------------------------


async def test_a_reply_in_the_thread_is_about_that_card(office: Office, talk: Talk) -> None:
    await both_booked(office)

    heard = await talk.says("yes", thread=await card_of(office, CardKind.SEAT))

    assert await answers(office) == [Answer.FITS, Answer.NONE]
    assert "Noted: Ada O." in heard


async def test_a_change_of_mind_in_the_thread_is_taken(office: Office, talk: Talk) -> None:
    await office.booked()
    thread = await card_of(office, CardKind.SEAT)
    await talk.says("yes", thread=thread)
    await talk.says("Sorry, I can't make it anymore", thread=thread)
    declined = answer_of(await office.interview())
    await talk.says("yes", thread=thread)

    assert declined is Answer.CANNOT
    assert answer_of(await office.interview()) is Answer.FITS
    assert (await office.interview()).trouble is None


async def test_words_in_a_thread_are_never_about_another_card(office: Office, talk: Talk) -> None:
    await both_booked(office)
    thread = await card_of(office, CardKind.INTERVIEW)

    heard = await talk.says("yes", thread=thread)

    assert await answers(office) == [Answer.NONE, Answer.NONE]
    assert "I can't read “yes” as an answer" in heard
    assert "Ben" not in heard


async def test_in_a_thread_of_something_else_nothing_is_done_from_words_alone(office: Office, talk: Talk) -> None:
    await office.booked()

    heard = await talk.says("yes", thread="another message")

    assert answer_of(await office.interview()) is Answer.NONE
    assert "Is this what you mean?" in heard


async def test_under_a_card_of_an_earlier_time_nothing_is_confirmed(office: Office, talk: Talk) -> None:
    await office.booked()
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    await office.post(await office.link(), "pick", option=str((await office.interview()).standing[0].number))
    await office.settle()
    old, new = [await card_of(office, CardKind.SEAT, nth=nth) for nth in (0, 1)]

    under_the_old = await talk.says("yes", thread=old)
    before = answer_of(await office.interview())
    await talk.says("yes", thread=new)

    assert "The time has changed since this card" in under_the_old
    assert before is Answer.NONE
    assert answer_of(await office.interview()) is Answer.FITS
