"""Conversations, Homes and drafts with the whole core behind the wire: what somebody does in Slack, and then sees."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web

from adapters.slack.gateway import SlackChat, connect
from adapters.slack.listen import routes
from adapters.slack.pace import Pace
from bot.domain.people import Account, Platform
from storage.engine import open_store
from tests.office import Office
from tests.standins.loopback import served
from tests.standins.slack import Broken, Dropped, Slack
from tests.standins.slack_blocks import inputs
from tests.standins.slack_person import SlackUser
from tests.when import SettableClock

HIRING = "C0HIRING"
RAES = Account(Platform.SLACK, "T0HOME", "U0RAE")


@dataclass
class Watch:
    """Real seconds, for the outbox."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Room:
    """A Slack workspace with Rae, the recruiter, in it; Ada has been invited to choose a time."""

    slack: Slack
    office: Office
    rae: SlackUser
    watch: Watch

    async def settle(self, *, seconds: int = 0) -> None:
        """Let the relay do what it can, now and after so many real seconds."""
        await self.office.settle()
        self.watch.seconds += seconds
        await self.office.settle()

    @property
    def read(self) -> list[str]:
        """Rae's direct messages as she reads them."""
        return [self.rae.reads(message) for message in self.rae.messages]


@pytest.fixture
async def room(database_url: str, clock: SettableClock) -> AsyncIterator[Room]:
    watch = Watch()
    database = open_store(database_url, clock=clock, real=watch)
    office = await Office(database.store, clock).furnish()
    async with Slack() as slack, aiohttp.ClientSession() as session:
        async with database.store() as work:
            await work.people.link(RAES, person=office.rae.id)
        client = connect(slack.token, session=session, url=slack.api)
        office.plug_chat({Platform.SLACK: SlackChat(client, links=office.links)})
        app = web.Application()
        app.add_routes(routes(office.handle, signing_secret=slack.signing_secret, client=client))
        rae = slack.person("U0RAE", zone="Europe/London")
        slack.channel(HIRING, rae)
        await office.invited()
        async with served(app) as origin:
            slack.app = f"{origin}/slack/events"
            yield Room(slack, office, rae, watch)
    await database.close()


async def test_what_is_written_to_the_bot_is_answered_once_however_often_slack_tells_it(room: Room) -> None:
    before = len(room.read)
    await room.rae.writes("status Ada Obi")
    await room.slack.retries()
    await room.settle()
    await room.slack.retries()
    await room.settle()

    answers = room.read[before:]
    assert len(answers) == 1
    assert "Ada O." in answers[0]


async def test_an_answer_in_a_thread_stands_there_and_once_although_slacks_own_answer_got_lost(room: Room) -> None:
    await room.rae.writes("who is waiting?")
    await room.settle()
    above = room.slack.messages[-2].ts
    before = len(room.rae.messages)
    room.slack.next("chat.postMessage", Dropped(accepted=True))

    await room.rae.writes("status Ada Obi", thread=above)
    await room.settle(seconds=60)

    assert [message.thread_ts for message in room.rae.messages[before:]] == [above]
    assert len(room.slack.called("conversations.replies")) == 1


async def test_a_call_in_a_channel_is_answered_there_for_the_asker_alone(room: Room) -> None:
    before = len(room.read)
    await room.rae.writes("@Usher status Ada Obi", channel=HIRING)
    above = room.slack.messages[-1].ts
    await room.rae.writes("@Usher status Ada Obi", channel=HIRING, thread=above)
    await room.settle()

    assert [(each.channel, each.thread_ts) for each in room.rae.ephemerals] == [(HIRING, ""), (HIRING, above)]
    assert all("Ada O." in each.reads for each in room.rae.ephemerals)
    assert len(room.read) == before


async def test_where_slack_takes_no_answer_aside_it_comes_as_a_direct_message(room: Room) -> None:
    before = len(room.read)
    await room.rae.writes("@Usher status Ada Obi", channel=HIRING)
    room.slack.channels[HIRING].members.clear()
    await room.settle()

    assert room.rae.ephemerals == []
    assert ["Ada O." in text for text in room.read[before:]] == [True]


async def test_what_could_not_be_kept_at_first_is_answered_when_slack_tells_it_again(room: Room) -> None:
    before = len(room.read)
    room.slack.next("auth.test", Broken(503))

    first = await room.rae.writes("status Ada Obi")
    again = await room.slack.retries(reason="http_error")
    await room.settle()

    assert (first, again) == (503, 200)
    assert len(room.read) == before + 1


async def test_a_home_is_drawn_when_it_is_opened_and_answers_presses_in_a_pane(room: Room) -> None:
    await room.rae.opens()
    await room.settle()
    home = room.rae.home
    assert home is not None

    seen = await room.rae.presses("Help", on=home)

    assert "What is waiting for you" in home.reads
    assert seen.status == 200
    assert "What you can ask me" in seen.reads


async def test_a_note_that_was_begun_and_closed_is_there_when_its_form_is_opened_again(room: Room) -> None:
    form = (await room.rae.types("/usher note Ada Obi")).modal
    assert form is not None
    long = next(name for name, block in inputs(form.view).items() if block.get("dispatch_action"))
    await room.rae.enters(form, long, "Wants Fridays off")
    await room.rae.closes(form)

    opened = (await room.rae.types("/usher note Ada Obi")).modal
    assert opened is not None
    held = inputs(opened.view)[long]["element"].get("initial_value")
    await room.rae.submits(opened)
    await room.rae.enters(opened, long, "Wants Fridays off")
    afterwards = (await room.rae.types("/usher note Ada Obi")).modal

    assert held == "Wants Fridays off"
    assert "You had begun this" in opened.reads
    assert afterwards is not None
    assert "initial_value" not in inputs(afterwards.view)[long]["element"]


async def test_a_button_of_an_answer_shows_what_it_did_and_one_of_a_card_leaves_that_to_the_card(room: Room) -> None:
    await room.office.post(await room.office.link(), "pick", option="1")
    await room.settle()
    await room.rae.writes("can't")
    await room.settle()
    noted = next(each for each in room.rae.messages if "Noted: " in room.rae.reads(each))
    booked = next(each for each in room.rae.messages if "Booked: " in room.rae.reads(each))

    of_answer = await room.rae.presses("It suits me after all", on=noted)
    await room.settle()
    of_card = await room.rae.presses("Can't make it", on=booked)
    await room.settle()

    assert "You said it suits you" in of_answer.reads
    assert of_card.shown == ()
    assert "You said you can't make it" in room.rae.reads(booked)


async def test_an_answer_that_must_wait_for_its_turn_in_a_conversation_is_given_then(room: Room) -> None:
    async with aiohttp.ClientSession() as session:
        client = connect(room.slack.token, session=session, url=room.slack.api, pace=Pace(seconds=room.watch))
        room.office.plug_chat({Platform.SLACK: SlackChat(client, links=room.office.links)})
        before = len(room.read)
        for _ in range(3):
            await room.rae.writes("status Ada Obi")
            await room.rae.writes("@Usher status Ada Obi", channel=HIRING)
        for _ in range(12):
            await room.settle(seconds=1)

    direct, aside = room.read[before:], [each.reads for each in room.rae.ephemerals]
    assert (len(direct), len(aside)) == (3, 3)
    assert all("Ada O." in answer for answer in (*direct, *aside))
