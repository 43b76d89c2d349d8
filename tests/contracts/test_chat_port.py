"""What the core may rely on of any chat: the same on the sandbox's, and on Slack's and Teams' over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.chat import By, SandboxChat
from adapters.sandbox.shelf import MemoryShelf
from adapters.slack.gateway import SlackChat, connect
from bot.cards import Card, para
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Platform
from bot.domain.token import Claim
from bot.ports import Chat, Permanent
from tests.contracts import teams_desk
from tests.standins.slack import Slack
from tests.standins.teams import Teams

NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)
OFFERED, BOOKED = Card("Interview with Ada O.", (para("Offered"),)), Card("Interview with Ada O.", (para("Booked"),))


class NoLinks:
    def url(self, claim: Claim) -> str:
        return ""


@dataclass
class Place:
    """A chat with two people in it, who share a channel, and what each of them sees."""

    chat: Chat
    mia: Account
    bo: Account
    nobody: Account
    shared: Conversation
    """In it, Mia wrote the message of `thread`."""
    direct: Conversation
    """Mia's own; its `thread` is a message of hers."""
    aside: Callable[[Account], Awaitable[list[str]]]
    home: Callable[[Account], Awaitable[str]]
    finds: bool = True
    """Whether a message can be looked for."""
    has_home: bool = True


@pytest.fixture(params=["sandbox", "slack", "teams"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    match request.param:
        case "sandbox":
            yield sandbox()
        case "slack":
            async with slack_place() as made:
                yield made
        case "teams":
            async with teams_place() as made:
                yield made


@asynccontextmanager
async def slack_place() -> AsyncIterator[Place]:
    async with Slack() as slack, aiohttp.ClientSession() as session:
        chat = SlackChat(connect(slack.token, session=session, url=slack.api))
        mia, bo = slack.person("U0MIA"), slack.person("U0BO")
        slack.channel("C0HIRING", mia, bo)
        asked = slack.written(mia, text="status Ada", channel="C0HIRING", thread="")
        told = slack.written(mia, text="status Ada", channel="", thread="")

        async def aside(who: Account) -> list[str]:
            return [each.reads for each in slack.people[who.user].ephemerals]

        async def home(who: Account) -> str:
            drawn = slack.people[who.user].home
            return drawn.reads if drawn else ""

        yield Place(
            chat,
            *(Account(Platform.SLACK, "T0HOME", user) for user in ("U0MIA", "U0BO", "U0NOBODY")),
            Conversation("C0HIRING", asked.ts, shared=True),
            Conversation("D0MIA", told.ts),
            aside,
            home,
        )


@asynccontextmanager
async def teams_place() -> AsyncIterator[Place]:
    async with Teams() as teams, teams_desk.line(teams) as connector:
        chat = teams_desk.chat(connector, teams_desk.MemoryReferences())
        for user in ("mia", "bo"):
            teams.person(user)
        teams.channel("19:hiring@thread.tacv2")

        async def aside(who: Account) -> list[str]:
            told = [each.summary for each in teams.places["19:hiring@thread.tacv2"]]
            assert all(each.startswith("I've answered you") for each in told)
            person = teams.people[who.user]
            return [person.reads(each) for each in person.messages]

        async def home(who: Account) -> str:
            return ""

        yield Place(
            chat,
            *(Account(Platform.TEAMS, teams.tenant, user) for user in ("mia", "bo", "nobody")),
            Conversation("19:hiring@thread.tacv2", "1700000000000", shared=True),
            Conversation(teams.people["mia"].chat, "1700000000001"),
            aside,
            home,
            finds=False,
            has_home=False,
        )


def sandbox() -> Place:
    chat = SandboxChat(MemoryShelf(), clock=lambda: NOW, links=NoLinks())
    mia, bo = (Account(Platform.SANDBOX, "demo", user) for user in ("mia", "bo"))

    async def aside(who: Account) -> list[str]:
        return [read(each.card) for each in await chat.lines(who.user) if each.by is By.USHER_TO_YOU]

    async def home(who: Account) -> str:
        return read(await chat.home_of(who.user))

    nobody = Account(Platform.SLACK, "T0HOME", "U0NOBODY")
    return Place(chat, mia, bo, nobody, Conversation("hiring", "1", shared=True), Conversation("mia", "1"), aside, home)


def read(drawn: Any) -> str:
    """A card's title and words as the sandbox draws them."""
    if not drawn:
        return ""
    words = [part["text"] for block in drawn["blocks"] for part in block.get("spans", ())]
    return "\n".join([drawn["title"], *words])


async def test_a_card_is_found_by_its_key_also_after_it_was_redrawn(place: Place) -> None:
    first = await place.chat.post(place.mia, OFFERED, key="card:1")
    second = await place.chat.post(place.mia, OFFERED, key="card:2")
    await place.chat.redraw(place.mia, first, BOOKED)

    assert first != second
    assert await place.chat.find(place.mia, key="card:1") == (first if place.finds else None)
    assert await place.chat.find(place.mia, key="card:2") == (second if place.finds else None)
    assert await place.chat.find(place.bo, key="card:1") is None


async def test_an_answer_in_a_thread_is_found_there_and_can_be_redrawn(place: Place) -> None:
    posted = await place.chat.post(place.mia, OFFERED, key="said:1", thread=place.direct.thread)
    await place.chat.redraw(place.mia, posted, BOOKED)

    found = await place.chat.find(place.mia, key="said:1", thread=place.direct.thread)
    assert found == (posted if place.finds else None)
    assert await place.chat.find(place.mia, key="said:2", thread=place.direct.thread) is None


@pytest.mark.parametrize("in_thread", [True, False])
async def test_an_answer_aside_is_seen_by_the_asker_alone(place: Place, in_thread: bool) -> None:
    at = place.shared if in_thread else Conversation(place.shared.place, shared=True)

    await place.chat.aside(place.mia, BOOKED, at=at)

    assert await place.aside(place.mia) == ["Interview with Ada O.\nBooked"]
    assert await place.aside(place.bo) == []


async def test_a_home_shows_what_was_drawn_last_and_is_each_persons_own(place: Place) -> None:
    before = await place.home(place.mia)
    await place.chat.home(place.mia, OFFERED)
    await place.chat.home(place.mia, BOOKED)

    assert before == ""
    assert await place.home(place.mia) == ("Interview with Ada O.\nBooked" if place.has_home else "")
    assert await place.home(place.bo) == ""


async def test_somebody_who_is_not_there_gets_nothing_for_good(place: Place) -> None:
    with pytest.raises(Permanent):
        await place.chat.post(place.nobody, OFFERED, key="card:1")
    with pytest.raises(Permanent):
        await place.chat.aside(place.nobody, OFFERED, at=place.shared)
    if place.has_home:
        with pytest.raises(Permanent):
            await place.chat.home(place.nobody, OFFERED)


async def test_a_card_stands_in_a_channel_and_is_redrawn_there(place: Place) -> None:
    channel = replace(place.mia, user=place.shared.place)

    posted = await place.chat.announce(channel, OFFERED, key="channel:1")
    await place.chat.redraw(channel, posted, BOOKED)

    assert posted.place == place.shared.place
