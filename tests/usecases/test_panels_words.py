"""Interviewers answer in words which of the times suit them: noted where one reading exists, else asked back."""

from dataclasses import replace

import pytest

from bot.actions import AnswerTimes, OtherTimes, ShowAsked
from bot.domain.dead_end import OneTime, SeatRefused
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Standing, State
from bot.effects import CardKind
from bot.inbound import HomeOpened
from bot.ports import Store
from bot.reply import Say
from tests.office import RAES
from tests.usecases.asked_panel import ADA_AT_PANEL, CORAS, DAY, HANAS, HOUR, PANELS, Panel
from tests.usecases.conversing import Talk
from tests.when import SettableClock

NONE, FITS, CANNOT = Answer.NONE, Answer.FITS, Answer.CANNOT


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Panel:
    return await (await Panel(store, clock, policy=PANELS).furnish_more()).reaches_the_panel()


@pytest.fixture
async def hana(office: Panel) -> Talk:
    return Talk(office, HANAS)


async def said(office: Panel, person: PersonId) -> list[Answer]:
    """Return what somebody said about the first two times."""
    seats = [option.seat_of(person) for option in (await office.interview()).options[:2]]
    return [seat.answer for seat in seats if seat is not None]


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("both work", [FITS, FITS]),
        ("yes to the first", [FITS, NONE]),
        ("the second works", [NONE, FITS]),
        ("the first doesn't work", [CANNOT, NONE]),
        ("1 works, 2 doesn't", [FITS, CANNOT]),
        ("none of them works", [CANNOT, CANNOT]),
        ("beide passen", [FITS, FITS]),
    ],
)
async def test_words_about_the_times_are_noted(office: Panel, hana: Talk, text: str, noted: list[Answer]) -> None:
    heard = await hana.says(text)

    assert await said(office, office.hana.id) == noted
    assert "Noted." in heard
    assert await hana.buttons() == {}, "the card that asked has them"


@pytest.mark.parametrize("text", ["can't, Thursday after 2", "neither, but Thursday after 2 works"])
async def test_other_times_in_words_reach_the_coordinator(office: Panel, hana: Talk, text: str) -> None:
    heard = await hana.says(text)

    trouble = (await office.interview()).trouble
    assert isinstance(trouble, SeatRefused)
    assert trouble.words == text
    assert [(window.start.weekday(), window.start.hour) for window in trouble.windows] == [(3, 14)]
    assert "Passed on:" in heard
    assert "None of the times works for you" in heard
    assert "press on the message" not in heard, "there is nothing left to press"
    assert text in (await office.needs(CORAS))[0]


@pytest.mark.parametrize("text", ["yes", "ok", "either the first or the second", "maybe the first?"])
async def test_what_may_mean_either_is_asked_back_and_noted_nowhere(office: Panel, hana: Talk, text: str) -> None:
    before = await office.interview()
    await hana.says(text)

    assert await office.interview() == before
    buttons = await hana.buttons()
    assert {type(action) for action in buttons.values()} <= {AnswerTimes, OtherTimes}
    assert any("work" in label for label in buttons)


async def test_a_reply_in_the_thread_of_a_card_that_is_over_changes_nothing(office: Panel, hana: Talk) -> None:
    interview = await office.interview()
    async with office.store() as work:
        posts = await work.posts.about(interview.id)
    thread = next(p.posted.message for p in posts if p.card is CardKind.ASK and p.person == office.hana.id)
    await office.answers(RAES, cannot=await office.numbers())
    before = await office.interview()

    heard = await hana.says("both work", thread=thread)

    assert await office.interview() == before
    assert "not asked about any more" in heard


async def test_once_booked_words_are_about_the_booked_time(office: Panel, hana: Talk) -> None:
    await office.agrees(HANAS, RAES)
    await office.post(await office.link(), "pick", option=str((await office.interview()).standing[0].number))
    await office.settle()
    interview = await office.interview()
    async with office.store() as work:
        posts = await work.posts.about(interview.id)
    thread = next(p.posted.message for p in posts if p.card is CardKind.ASK and p.person == office.hana.id)

    await hana.says("can't make it", thread=thread)

    seat = next(seat for seat in (await office.interview()).seats if seat.person == office.hana.id)
    assert seat.answer is CANNOT
    assert len(await office.needs(CORAS)) == 1


async def test_keep_looking_in_words_goes_on_asking(office: Panel) -> None:
    first, _ = await office.numbers()
    await office.agrees(HANAS)
    await office.answers(RAES, works=(first,))
    await office.forward(DAY + HOUR)
    troubled = (await office.interview()).trouble

    await Talk(office, CORAS).says("keep looking")

    interview = await office.interview()
    assert isinstance(troubled, OneTime)
    assert interview.state is State.ASKING
    assert [option.standing for option in interview.in_play] == [Standing.STANDS, Standing.ASKED]


async def test_mine_and_the_home_list_what_somebody_is_asked_until_they_answer(office: Panel, hana: Talk) -> None:
    key = (await office.interview()).id
    await office.handle(HomeOpened(HANAS))
    await office.settle()

    listed = await hana.says("mine")
    shown = await office.does(HANAS, ShowAsked(key))
    home = str(await office.chat.home_of(HANAS.user))
    await hana.says("both work")
    after, empty = await hana.says("mine"), str(await office.chat.home_of(HANAS.user))

    assert "Asked of you" in listed
    assert "Which times suit you?".casefold() in listed.casefold()
    assert isinstance(shown, Say)
    assert shown.card.title.startswith("Which times suit you?")
    assert "Asked of you: 1" in home
    assert "Answer: Ada O." in home
    assert "Asked of you" not in after + empty


@pytest.mark.parametrize("text", ["yes to the first for Ada", "Ben: both work", "both work for Ben Okri"])
async def test_who_is_named_is_answered_about_where_several_wait(office: Panel, hana: Talk, text: str) -> None:
    await office.seen(
        replace(ADA_AT_PANEL, application="a-2", candidate="c-2", email="ben@mail.example", name="Ben Okri")
    )
    await office.settle()

    unnamed = await hana.says("both work")
    before = [await office.interview("a-1"), await office.interview("a-2")]
    heard = await hana.says(text)

    after = [await office.interview("a-1"), await office.interview("a-2")]
    changed = [was.options != now.options for was, now in zip(before, after, strict=True)]
    assert "Which one do you mean?" in unnamed
    assert "Noted." in heard
    assert changed == ([True, False] if "Ada" in text else [False, True])


async def test_a_name_that_two_have_is_asked_back(office: Panel, hana: Talk) -> None:
    await office.seen(
        replace(ADA_AT_PANEL, application="a-2", candidate="c-2", email="al@mail.example", name="Ada Lind")
    )
    await office.settle()

    heard = await hana.says("both work for Ada")
    told = await hana.says("both work for Ada Lind")

    assert "Which one do you mean?" in heard
    assert "Noted." in told
    assert {seat.answer for option in (await office.interview("a-1")).in_play for seat in option.seats} == {NONE}
