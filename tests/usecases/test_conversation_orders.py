"""Recruiters answer their cards in their own words, and commands work without a slash; nothing is cancelled on a word."""

from dataclasses import dataclass

import pytest

from bot.actions import AskToCancel, LookAgain, OfferOne, RelaxRule, SkipIt, TryAgain
from bot.domain.access import Who
from bot.domain.dead_end import NoTimes, OneTime
from bot.domain.interview import Answer, State
from bot.effects import CardKind
from bot.letters import Letter
from bot.ports import Permanent, Store
from bot.reply import Open
from tests.office import Office
from tests.usecases.conversing import BEN, Talk, answer_of, both_booked, card_of, handed_over, one_time_alone
from tests.when import SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


@pytest.fixture
async def talk(office: Office) -> Talk:
    return Talk(office)


async def by_a_person(office: Office, what: str) -> list[str]:
    """Return what the audit says of this that a person changed."""
    async with office.store() as work:
        rows = await work.audit.recent(limit=300)
    return [row.what for row in rows if row.what == what and row.who is Who.PERSON and not row.read]


# --- one time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["offer it", "yes", "Bitte biete ihn an", "ok, offer this one"])
async def test_the_one_time_is_offered_when_its_owner_says_so(office: Office, talk: Talk, text: str) -> None:
    await one_time_alone(office)

    heard = await talk.says(text)

    assert (await office.interview()).state is State.OFFERED
    assert "Waiting for the candidate to choose" in heard
    assert await office.subjects() == ["Backend Engineer at Northwind: a time to talk"]
    assert await by_a_person(office, "interview.offered") == ["interview.offered"]


@pytest.mark.parametrize("text", ["keep looking", "no", "maybe", "offer it?", "don't offer it", "not yet", "retry"])
async def test_anything_else_leaves_the_one_time_where_it_is(office: Office, talk: Talk, text: str) -> None:
    await one_time_alone(office)

    heard = await talk.says(text)

    assert isinstance((await office.interview()).trouble, OneTime)
    assert heard
    assert OfferOne in [type(action) for action in (await talk.buttons()).values()]
    assert await office.mails() == []


async def test_keep_looking_is_what_happens_anyway(office: Office, talk: Talk) -> None:
    await one_time_alone(office)

    assert "I keep looking for a second time" in await talk.says("keep looking")


async def test_a_yes_with_a_seat_and_a_one_time_open_asks_which(office: Office, talk: Talk) -> None:
    await office.seen(BEN)
    await office.settle()
    await office.post(await office.link(BEN.email), "pick", option="1")
    await office.settle()
    await one_time_alone(office)

    await talk.says("yes")

    assert isinstance((await office.interview()).trouble, OneTime)
    assert answer_of(await office.interview("a-2")) is Answer.NONE
    assert list(await talk.buttons()) == [
        "Ada O. · Backend Engineer: Offer this one",
        "Ben O. · Backend Engineer: OK, it suits me",
    ]


# --- new times, cancelling --------------------------------------------------------------------------------------


async def test_new_times_are_found_when_a_card_that_needs_somebody_is_answered_so(office: Office, talk: Talk) -> None:
    await handed_over(office)
    assert isinstance((await office.interview()).trouble, NoTimes)

    heard = await talk.says("find new times")

    assert (await office.interview()).round == 2
    assert "This is how it stands now" in heard
    assert await by_a_person(office, "interview.reopened") == ["interview.reopened"]


async def test_a_yes_is_no_answer_where_nothing_was_asked_that_it_fits(office: Office, talk: Talk) -> None:
    await handed_over(office)
    before = await office.interview()

    heard = await talk.says("yes")

    assert await office.interview() == before
    assert "I can't read “yes” as an answer" in heard
    assert [type(action) for action in (await talk.buttons()).values()] == [RelaxRule, LookAgain, AskToCancel]


async def test_a_booking_nobody_has_to_decide_about_is_moved_by_a_button_only(office: Office, talk: Talk) -> None:
    await office.booked()

    await talk.says("reschedule")
    before = (await office.interview()).round
    await talk.says("reschedule", thread=await card_of(office, CardKind.INTERVIEW))

    assert before == 1
    assert (await office.interview()).round == 2


@pytest.mark.parametrize("text", ["cancel", "yes, cancel it", "bitte absagen", "call it off"])
@pytest.mark.parametrize("in_thread", [True, False], ids=["in_the_thread", "outside_it"])
async def test_nothing_is_cancelled_on_a_word(office: Office, talk: Talk, text: str, in_thread: bool) -> None:
    await office.booked()
    thread = await card_of(office, CardKind.INTERVIEW) if in_thread else ""

    heard = await talk.says(text, thread=thread)
    buttons = await talk.buttons()
    form = await office.presses(buttons["Cancel…"])

    assert (await office.interview()).state is State.BOOKED
    assert "I cancel nothing on a word alone" in heard
    assert list(map(type, buttons.values())) == [AskToCancel]
    assert isinstance(form, Open)


async def test_with_several_interviews_under_way_cancel_asks_which(office: Office, talk: Talk) -> None:
    await both_booked(office)

    await talk.says("cancel")

    assert sorted(await talk.buttons()) == ["Ada O. · Backend Engineer: Cancel…", "Ben O. · Backend Engineer: Cancel…"]


async def test_somebody_without_the_right_gets_no_such_button(office: Office, talk: Talk) -> None:
    await office.booked()
    thread = await card_of(office, CardKind.INTERVIEW)
    await office.strip_roles()

    heard = await talk.says("find new times", thread=thread)
    elsewhere = await talk.says("cancel")

    assert "That is for recruiters and coordinators" in heard
    assert AskToCancel not in map(type, (await talk.buttons()).values())
    assert elsewhere
    assert (await office.interview()).round == 1


async def test_orders_are_about_the_thread_they_stand_in(office: Office, talk: Talk) -> None:
    await both_booked(office)

    await talk.says("reschedule", thread=await card_of(office, CardKind.INTERVIEW))

    assert [(await office.interview(name)).round for name in ("a-1", "a-2")] == [2, 1]


async def test_an_interviewers_card_takes_no_orders(office: Office, talk: Talk) -> None:
    await office.booked()

    heard = await talk.says("reschedule", thread=await card_of(office, CardKind.SEAT))

    assert (await office.interview()).round == 1
    assert "I can't read “reschedule” as an answer" in heard


# --- what was given up --------------------------------------------------------------------------------------------


@dataclass
class Refusing:
    """A mail server that refuses every address until told otherwise."""

    office: Office
    refuses: bool = True

    async def send(self, letter: Letter, *, message_id: str) -> None:
        if self.refuses:
            raise Permanent("mailbox refused: 550")
        await self.office.mailbox.send(letter, message_id=message_id)


@pytest.fixture
async def server(office: Office) -> Refusing:
    server = Refusing(office)
    office.plug(server)
    await office.seen()
    await office.settle()
    server.refuses = False
    return server


@pytest.mark.parametrize(
    ("text", "mails", "what"), [("retry", 1, "effect.retried"), ("überspringen", 0, "effect.skipped")]
)
@pytest.mark.usefixtures("server")
async def test_what_was_given_up_is_tried_again_or_skipped_and_its_card_settles(
    office: Office, talk: Talk, text: str, mails: int, what: str
) -> None:
    heard = await talk.says(text)

    assert "Settled" in heard
    assert len(await office.mails()) == mails
    assert await by_a_person(office, what) == [what]
    assert not [card for card in await office.cards() if "could not send" in card]


@pytest.mark.parametrize("text", ["yes", "retry?", "skip lunch", "no"])
@pytest.mark.usefixtures("server")
async def test_what_was_given_up_stays_so_on_other_words(office: Office, talk: Talk, text: str) -> None:
    heard = await talk.says(text)

    assert await office.mails() == []
    assert heard
    assert {TryAgain, SkipIt} <= set(map(type, (await talk.buttons()).values()))
