"""Somebody with several accounts: each message comes once, where they answered last."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from adapters.sandbox.chat import Line
from bot.cards import Card
from bot.desk import Desk
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Membership, Platform, Profile
from bot.effects import CardKind
from bot.inbound import Drafted, HomeOpened, Pressed, Said, Typed
from bot.ports import Posted, Store, Transient
from bot.reply import Open, Refuse, Reply, Say
from bot.usecases import digests
from storage.engine import open_store
from tests.office import ADA, RAE, RAES, Office, said
from tests.when import SettableClock

ELSEWHERE = Account(Platform.SANDBOX, "demo", "rae-elsewhere")
NEXT = "rae-yet-elsewhere"


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    """Rae has two accounts, linked by an admin, and has answered from neither."""
    return await furnished(Office(store, clock))


async def furnished(office: Office) -> Office:
    await office.furnish()
    async with office.store() as work:
        await work.people.link(ELSEWHERE, person=office.rae.id)
        await digests.begin(work=work, desk=Desk(office.policy, office.clock(), frozenset()))
    return office


async def posted(office: Office, account: Account = RAES) -> list[Line]:
    """What stands in a pane as a message, without the answers to what was asked there."""
    return [line for line in await office.chat.lines(account.user) if line.key]


async def cards(office: Office, kind: CardKind, account: Account = RAES) -> list[Line]:
    return [line for line in await posted(office, account) if line.key.startswith(f"{kind}:")]


def reads(reply: Reply) -> str:
    assert isinstance(reply, Say), reply
    return str(reply.card)


async def test_each_message_comes_once_where_its_reader_answered_last(office: Office) -> None:
    # She asks from elsewhere, so the card of the interview comes there, and there alone.
    await office.handle(Typed(ELSEWHERE, "mine"))
    await office.invited()
    assert await posted(office) == []
    (card,) = await cards(office, CardKind.INTERVIEW, ELSEWHERE)

    # Looking at a Home answers nothing; `here` does, once, and says so. The card stays where it is and is kept true.
    await office.handle(HomeOpened(RAES))
    moved = reads(await office.types("here"))
    assert "I write to you here" in moved
    assert "From now on" in moved
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    (now,) = await cards(office, CardKind.INTERVIEW, ELSEWHERE)
    assert (now.id, "Booked" in said(now), "Booked" in said(card)) == (card.id, True, False)
    assert await cards(office, CardKind.SEAT, ELSEWHERE) == []
    assert len(await cards(office, CardKind.SEAT)) == 1

    # The digest of the next days is one a day, not one for each account.
    await office.forward(timedelta(days=4))
    here, there = await cards(office, CardKind.DIGEST), await cards(office, CardKind.DIGEST, ELSEWHERE)
    assert here
    assert there == []
    assert len({line.key for line in here}) == len(here)

    # A button moves her as well as words do; what she says in a conversation counts when it is said.
    await office.handle(Said(ELSEWHERE, "thanks", Conversation("c"), "d-1"))
    async with office.store() as work:
        assert await work.people.accounts(office.rae.id) == (ELSEWHERE, RAES)
    await office.handle(Pressed(RAES, None))
    await office.settle()
    async with office.store() as work:
        assert await work.people.accounts(office.rae.id) == (RAES, ELSEWHERE)


async def test_what_was_half_written_in_one_place_is_gone_on_with_in_the_other(office: Office) -> None:
    await office.seen(ADA)
    opened = await office.types("note ada")
    assert isinstance(opened, Open)
    await office.handle(Drafted(RAES, opened.form.action, {"text": "Would rather start in May"}))

    again = await office.handle(Typed(ELSEWHERE, "note ada"))

    assert isinstance(again, Open)
    assert "Would rather start in May" in str(again.form.fields)


async def test_an_account_that_is_linked_by_an_admin_moves_nobody_and_one_they_write_from_does(office: Office) -> None:
    third = Account(Platform.SANDBOX, "demo", NEXT)
    await office.handle(Typed(ELSEWHERE, "mine"))
    async with office.store() as work:
        await work.people.link(Account(Platform.SANDBOX, "demo", "a-first"), person=office.rae.id)
        assert (await work.people.accounts(office.rae.id))[0] == ELSEWHERE

    office.profiles[NEXT] = Profile(Membership.MEMBER, RAE.name, RAE.email)
    await office.handle(Typed(third, "here"))
    await office.settle()

    async with office.store() as work:
        assert (await work.people.accounts(office.rae.id))[0] == third
    assert "I write to you here" in said((await office.chat.lines(NEXT))[-1])


async def test_here_stands_alone_and_moves_nobody_with_further_words(office: Office) -> None:
    await office.types("mine")
    refused = await office.handle(Typed(ELSEWHERE, "here are my times"))

    assert isinstance(refused, Refuse)
    assert "stands alone" in refused.text
    async with office.store() as work:
        assert (await work.people.accounts(office.rae.id))[0] == RAES


# --- an answer that was lost --------------------------------------------------------------------------------------


@dataclass
class Watch:
    """Real seconds, by which the relay tries again."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class LosesAnswers:
    """The sandbox chat behind a line on which the answers to so many posts get lost."""

    office: Office
    lost: int
    tried: list[Account] = field(default_factory=list)

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        self.tried.append(to)
        done = await self.office.chat.post(to, card, key=key, thread=thread)
        if len(self.tried) <= self.lost:
            raise Transient("the answer was lost")
        return done

    def __getattr__(self, name: str) -> object:
        return getattr(self.office.chat, name)


@pytest.fixture
async def lost(database_url: str, clock: SettableClock) -> AsyncIterator[tuple[Office, Watch]]:
    watch = Watch()
    database = open_store(database_url, clock=clock, real=watch)
    yield await furnished(Office(database.store, clock)), watch
    await database.close()


async def test_a_card_that_arrived_before_they_moved_is_not_posted_again(lost: tuple[Office, Watch]) -> None:
    office, watch = lost
    line = LosesAnswers(office, lost=1)
    office.plug_chat({Platform.SANDBOX: line})
    await office.types("mine")
    await office.invited()
    assert line.tried == [RAES]

    await office.handle(Typed(ELSEWHERE, "here"))
    watch.seconds += 3600
    await office.settle()

    assert line.tried == [RAES]
    (card,) = await cards(office, CardKind.INTERVIEW)
    assert await posted(office, ELSEWHERE) == []
    interview = await office.interview()
    async with office.store() as work:
        (post,) = await work.posts.about(interview.id)
    assert (post.account, post.posted.message) == (RAES, card.id)
