"""Somebody with many cards answers in words: whatever waits counts, however old its card is."""

import pytest

from bot.domain.interview import Answer
from bot.effects import CardKind
from bot.ports import Post, Posted, Store
from tests.office import RAES, Office
from tests.usecases.conversing import Talk, answer_of, both_booked
from tests.when import SettableClock


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


async def posted(office: Office, card: CardKind, subject: str, message: str) -> None:
    async with office.store() as work:
        await work.posts.add(Post(card, subject, office.rae.id, RAES, Posted("rae", message)))


async def test_a_question_far_up_in_the_chat_still_waits_so_a_yes_alone_is_asked_back(office: Office) -> None:
    await both_booked(office)
    for number in range(60):
        await posted(office, CardKind.INTERVIEW, f"over-{number}", f"card-{number}")
    await posted(office, CardKind.SEAT, (await office.interview("a-2")).id, "once-more")

    heard = await Talk(office).says("yes")

    assert "Which one do you mean?" in heard
    assert [answer_of(await office.interview(name)) for name in ("a-1", "a-2")] == [Answer.NONE, Answer.NONE]
