"""A message is turned into a note, over HTTP: Slack's shortcut, the form it opens, and the note in the record."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from adapters.slack.gateway import SlackChat, connect
from adapters.slack.listen import NOTE, routes
from adapters.slack.parse import shortcut
from bot.actions import TurnPage
from bot.cards import Button, Buttons, Card
from bot.domain.access import USHER
from bot.domain.notes import Note, Origin
from bot.domain.people import Account, Platform
from bot.domain.pipeline import Application
from bot.ports import Store
from tests.office import Office
from tests.standins.loopback import served
from tests.standins.slack import Slack
from tests.standins.slack_person import Modal, SlackUser
from tests.when import NOON, SettableClock

SAID = "Spoke to Ada: wants &lt;40 h &amp; Fridays off, see <https://ada.example/cv|her CV>, <@U0BOB>"
READS = "Spoke to Ada: wants <40 h & Fridays off, see her CV, @somebody"


@dataclass
class Room:
    """A Slack workspace with Mia, whom the office knows as Rae, and the office itself."""

    slack: Slack
    mia: SlackUser
    office: Office
    chat: SlackChat

    async def chooses_shortcut(self, text: Any, *, user: SlackUser, callback: str = NOTE) -> tuple[int, Modal | None]:
        """Choose an entry of a message's menu, as docs.slack.dev/interactivity/implementing-shortcuts has it."""
        moment = self.slack.moment(user)
        payload = {
            "type": "message_action",
            "callback_id": callback,
            "trigger_id": moment.trigger,
            "response_url": moment.response_url,
            "message_ts": "1710000000.000100",
            "user": {"id": user.id, "name": user.name, "team_id": user.team},
            "team": {"id": user.team, "domain": "home"},
            "channel": {"id": "C0GENERAL", "name": "general"},
            "message": {"type": "message", "user": "U0BOB", "ts": "1710000000.000100", "text": text},
            "token": "deprecated",
        }
        status, _ = await self.slack.sends(urlencode({"payload": json.dumps(payload)}).encode())
        return status, moment.modal

    async def application(self) -> Application:
        return await self.office.application()


@pytest.fixture
async def room(store: Store, clock: SettableClock) -> AsyncIterator[Room]:
    office = await Office(store, clock).furnish()
    await office.invited()
    async with Slack() as slack, aiohttp.ClientSession() as session:
        async with store() as work:
            await work.people.link(Account(Platform.SLACK, "T0HOME", "U0MIA"), person=office.rae.id)
        client = connect(slack.token, session=session, url=slack.api)
        app = web.Application()
        app.add_routes(routes(office.handle, signing_secret=slack.signing_secret, client=client))
        async with served(app) as origin:
            slack.app = f"{origin}/slack/events"
            yield Room(slack, slack.person("U0MIA", zone="Europe/London"), office, SlackChat(client))
        assert slack.complaints == []


async def test_a_message_becomes_a_note_on_whom_it_names(room: Room) -> None:
    status, modal = await room.chooses_shortcut(SAID, user=room.mia)

    assert status == 200
    assert modal is not None
    assert modal.title == "Add a note"
    assert "Ada Obi" in modal.reads

    seen = await room.mia.submits(modal)

    application = await room.application()
    async with room.office.store() as work:
        kept = await work.notes.of(application.id, viewer=USHER)
    assert (seen.status, seen.errors, modal.open) == (200, {}, False)
    assert kept == (Note(application.id, NOON, room.office.rae.id, READS, Origin.MESSAGE),)


async def test_a_message_that_says_nothing_is_asked_about_in_the_same_modal_and_then_kept(room: Room) -> None:
    _, modal = await room.chooses_shortcut("good vibe :thumbsup:", user=room.mia)

    application = await room.application()
    asked = await room.mia.submits(modal, {"application": application.id})
    assert asked.modal is modal
    assert "What did you see or hear?" in asked.reads
    await room.mia.submits(asked.modal)

    async with room.office.store() as work:
        [kept] = await work.notes.of(application.id, viewer=USHER)
    assert kept.text == "good vibe :thumbsup:"
    assert room.mia.modals == []


async def test_a_message_without_words_opens_an_empty_form(room: Room) -> None:
    for text in ("", None, 7):
        _, modal = await room.chooses_shortcut(text, user=room.mia)
        assert modal is not None
        assert modal.title == "Add a note"


async def test_a_stranger_is_told_that_they_are_looked_up_and_sees_no_candidate(room: Room) -> None:
    bob = room.slack.person("U0BOB", zone="UTC")

    status, modal = await room.chooses_shortcut(SAID, user=bob)

    assert (status, modal) == (200, None)
    assert "One moment" in bob.ephemerals[-1].text
    assert "Ada Obi" not in bob.ephemerals[-1].reads


async def test_another_entry_of_the_menu_opens_nothing(room: Room) -> None:
    assert await room.chooses_shortcut(SAID, user=room.mia, callback="somebody_elses") == (200, None)


async def test_a_page_of_a_direct_message_is_turned_too(room: Room) -> None:
    """After a look-up the answer stands as a direct message, which no card of the outbox ever redraws."""
    first = Card("What is waiting for you", (Buttons((Button("More", TurnPage("mine", "", 1)),)),))
    await room.chat.post(Account(Platform.SLACK, "T0HOME", "U0MIA"), first, key="told")

    seen = await room.mia.presses("More", on=room.mia.messages[-1])

    assert "Ada O." in seen.reads


@pytest.mark.parametrize(
    ("marked", "reads"),
    [
        ("<@U0BOB|bob> and <@U0BOB>", "@bob and @somebody"),
        ("in <#C0X|general> or <#C0X>", "in #general or #a channel"),
        ("<!here> <!subteam^S1|@team>", "@here @team"),
        ("<https://x.example/a> <mailto:a@x.example|a@x.example>", "https://x.example/a a@x.example"),
        ("a < b, x &lt;tag&gt;", "a < b, x <tag>"),
        ("<" * 5000, "<" * 5000),
    ],
)
def test_what_slack_marks_up_reads_as_people_saw_it(marked: str, reads: str) -> None:
    heard = shortcut({"user": {"id": "U1"}, "team": {"id": "T1"}, "message": {"text": marked}})

    assert heard.text == reads
