"""Commands work without a slash, forms open with one press, and nobody is left without an answer."""

from dataclasses import replace

import pytest

from bot.actions import Action, GoOn, ScheduleIt
from bot.cards import Buttons
from bot.codec import encode
from bot.domain.interview import Answer
from bot.domain.people import Account, Membership, Platform, Profile
from bot.forms import Form
from bot.ports import Store
from bot.reply import Open
from bot.say.answers import LARGEST, opening_card
from bot.usecases.accounts import ONE_MOMENT
from tests.office import Office
from tests.usecases.conversing import Talk, answer_of
from tests.when import SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


@pytest.fixture
async def talk(office: Office) -> Talk:
    return Talk(office)


@pytest.mark.parametrize(
    "text",
    [
        "status Ada",
        "usher status Ada",
        "/usher status Ada",
        "Usher, status Ada",
        "STATUS ada",
        "how is Ada?",
        "/usher wie steht es um Ada Obi?",
    ],
)
async def test_a_command_needs_no_slash(office: Office, talk: Talk, text: str) -> None:
    await office.booked()

    heard = await talk.says(text)

    assert "Booked" in heard
    assert answer_of(await office.interview()) is Answer.NONE


async def test_next_with_a_name_is_the_command_while_a_question_is_open(office: Office, talk: Talk) -> None:
    await office.booked()

    assert "An interview is under way for Ada O." in await talk.says("next Ada Obi")


async def test_with_the_slash_it_is_a_command_whatever_it_could_mean(office: Office, talk: Talk) -> None:
    await office.booked()

    heard = await talk.says("/usher next Thursday after 2")

    assert "I find nobody called" in heard
    assert answer_of(await office.interview()) is Answer.NONE


async def test_a_form_opens_with_one_press(office: Office, talk: Talk) -> None:
    await office.seen()
    await office.settle()

    heard = await talk.says("schedule Ada")
    form = await office.presses((await talk.buttons())["Open the form"])

    assert "You said: schedule Ada" in heard
    assert await talk.buttons() == {"Open the form": GoOn("schedule", "Ada")}
    assert isinstance(form, Open)


def test_words_too_long_for_a_button_are_to_be_pasted_into_the_form() -> None:
    card = opening_card(Form("Note", "Keep it", ScheduleIt(), ()), asked="note", command="note", words="x" * LARGEST)

    (row,) = [block for block in card.blocks if isinstance(block, Buttons)]
    assert [button.action for button in row.items] == [GoOn("note", "")]
    assert "please paste it there" in str(card)


def test_no_button_of_a_form_is_too_large() -> None:
    sizes = set()
    for length in range(LARGEST):
        card = opening_card(Form("Note", "Keep it", ScheduleIt(), ()), asked="note", command="note", words="ß" * length)
        sizes |= {
            len(encode(button.action, Action).encode())
            for block in card.blocks
            if isinstance(block, Buttons)
            for button in block.items
        }

    assert max(sizes) <= LARGEST


@pytest.mark.parametrize(
    ("text", "words"), [("yes", "Nothing is waiting for your answer"), ("hm", "What you can ask me")]
)
async def test_words_with_nothing_open_are_answered_with_what_can_be_asked(
    office: Office, talk: Talk, text: str, words: str
) -> None:
    assert words in await talk.says(text)


async def test_thanks_are_no_answer_and_change_nothing(office: Office, talk: Talk) -> None:
    await office.booked()

    assert "You're welcome" in await talk.says("Thanks!")
    assert answer_of(await office.interview()) is Answer.NONE


async def test_a_typo_gets_a_suggestion(office: Office, talk: Talk) -> None:
    without = await talk.says("stauts Ada")
    await office.booked()
    with_a_question_open = await talk.says("stauts Ada")

    assert "Did you mean “status”?" in without
    assert "Did you mean the command “status”?" in with_a_question_open


# --- somebody nobody has linked ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["help", "Usher, help", "/usher help"])
async def test_somebody_nobody_has_linked_gets_an_answer_once_they_are_known(office: Office, text: str) -> None:
    noor = Account(Platform.SANDBOX, "demo", "noor")
    async with office.store() as work:
        await work.people.add(replace(office.rae, name="Noor Haddad", email="noor@northwind.example", ats_user=""))
    office.profiles["noor"] = Profile(Membership.MEMBER, "Noor", "noor@northwind.example", "Europe/London")
    talk = Talk(office, noor)

    moment = await talk.says(text)

    assert ONE_MOMENT in moment
    lines = await office.chat.lines("noor")
    assert len(lines) == 2
    assert "What you can ask me" in str(lines[-1].card)
    assert "I don't know" not in str(lines[-1].card)


async def test_a_stranger_hears_why_not(office: Office) -> None:
    office.profiles["sam"] = Profile(Membership.STRANGER)
    talk = Talk(office, Account(Platform.SANDBOX, "demo", "sam"))

    await talk.says("yes")

    assert "another organisation" in str([line.card for line in await office.chat.lines("sam")])
