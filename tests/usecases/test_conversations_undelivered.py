"""An answer that cannot be given where something was said: given elsewhere, or given up without holding anything up."""

from dataclasses import dataclass

import pytest

from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.interview import Answer
from bot.domain.people import Account, Platform, Profile
from bot.inbound import Said
from bot.ports import Permanent, Posted, Store
from tests.office import RAES, Office
from tests.usecases.conversing import Talk, answer_of
from tests.when import SettableClock


@dataclass
class Closed:
    """The sandbox chat, in which nobody can be answered aside, and while `deaf` not at all."""

    office: Office
    deaf: bool = False

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        await self.office.chat.ready(to, key=key, at=at)

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        if self.deaf:
            raise Permanent("channel_not_found")
        return await self.office.chat.post(to, card, key=key, thread=thread)

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        return await self.office.chat.find(to, key=key, thread=thread)

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        raise Permanent("user_not_in_channel")

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        return await self.office.chat.announce(at, card, key=key)

    async def home(self, to: Account, card: Card) -> None:
        await self.office.chat.home(to, card)

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        await self.office.chat.redraw(to, posted, card)

    async def who(self, account: Account) -> Profile:
        return await self.office.chat.who(account)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    office = await Office(store, clock).furnish()
    await office.booked()
    return office


async def test_where_nobody_can_be_answered_aside_a_direct_message_does(office: Office) -> None:
    office.plug_chat({Platform.SANDBOX: Closed(office)})

    heard = await Talk(office).says("yes", shared=True)

    assert "Noted: Ada O." in heard
    assert answer_of(await office.interview()) is Answer.FITS


async def test_an_answer_that_nobody_takes_holds_nothing_up_and_bothers_no_recruiter(office: Office) -> None:
    chat = Closed(office, deaf=True)
    office.plug_chat({Platform.SANDBOX: chat})
    await office.handle(Said(RAES, "yes", Conversation("rae"), "deaf"))
    await office.settle()
    chat.deaf = False

    heard = await Talk(office).says("status Ada")

    assert answer_of(await office.interview()) is Answer.FITS
    assert "Booked" in heard
    assert not [card for card in await office.cards() if "Needs you" in card]
    async with office.store() as work:
        rows = await work.audit.recent(limit=100)
    assert [row.subject for row in rows if row.what == "said.not_answered"] == ["sandbox:demo:rae"]
