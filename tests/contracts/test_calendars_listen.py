"""Who is believed when a calendar is said to have changed, and what comes of it."""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendars.listen import routes
from adapters.calendars.seal import seal, unsealed
from adapters.calendars.words import counts_as_free
from adapters.google_setup import google_calls
from adapters.settings import Google as GoogleSettings
from adapters.settings import SettingsError
from bot.domain.ids import ORGANISER, PersonId
from bot.inbound import CalendarTouched
from bot.ports import Transient
from tests.contracts.calendar_desk import HOLD, INES, RAE
from tests.contracts.google_desk import Desk, opened
from tests.contracts.slack_desk import Core
from tests.standins.loopback import served

OLD, NEW = b"the first key of many characters", b"the second key of many characters"
PERSON = PersonId(7)
TOKEN = seal(PERSON, vendor="google", keys=[NEW, OLD])


@dataclass
class Door:
    """The program's address for notifications, and the core behind it."""

    url: str
    core: Core

    async def knock(self, headers: Mapping[str, str]) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/calendars/google", headers=headers) as answer,
        ):
            return answer.status


@asynccontextmanager
async def listening() -> AsyncIterator[Door]:
    core = Core()
    app = web.Application()
    app.add_routes(routes(core.handle, keys=[NEW, OLD]))
    async with served(app) as origin:
        yield Door(origin, core)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as made:
        yield made


async def test_a_calendar_that_is_watched_is_read_when_something_changes_there(desk: Desk) -> None:
    async with listening() as door:
        desk.google.reach = door.url
        watch = await desk.calendar.watch(RAE, to="https://usher.example/calendars/google", token=TOKEN)
        greeting = await desk.google.tells(state="sync")
        await desk.calendar.place(RAE, HOLD, key="hold:1")
        await desk.calendar.place(INES, HOLD, key="hold:2")
        told = await desk.google.tells()

        await desk.calendar.unwatch(RAE, watch)
        await desk.calendar.unwatch(RAE, watch)
        await desk.calendar.remove(RAE, key="hold:1")
        silence = await desk.google.tells()

    assert (greeting, told, silence) == ([204], [204], [])
    assert door.core.heard == [CalendarTouched(PERSON)] * 2


async def test_renewing_a_watch_leaves_one_that_holds(desk: Desk) -> None:
    to = "https://usher.example/calendars/google"
    first = await desk.calendar.watch(RAE, to=to, token=TOKEN)

    second = await desk.calendar.renew(RAE, first, to=to, token=TOKEN)

    assert second.id != first.id
    assert set(desk.google.channels) == {second.id}
    assert second.expires.tzinfo is not None


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".7",
        "7",
        TOKEN[:-1] + "8",
        TOKEN + "0",
        TOKEN[1:],
        TOKEN.upper(),
        "ünïcödé.7",
        seal(PERSON, vendor="microsoft", keys=[NEW]),
        seal(PERSON, vendor="google", keys=[b"a guess of quite some length"]),
    ],
)
async def test_a_forged_notification_is_turned_away_unread(token: str, caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as door:
        with caplog.at_level(logging.WARNING):
            status = await door.knock({"X-Goog-Channel-Token": token, "X-Goog-Resource-State": "exists"})

    assert (status, door.core.heard) == (401, [])
    assert [record.message for record in caplog.records] == ["calendar_forged"]


async def test_a_token_of_an_older_key_still_counts() -> None:
    async with listening() as door:
        for person in (PERSON, ORGANISER):
            status = await door.knock({"X-Goog-Channel-Token": seal(person, vendor="google", keys=[OLD])})
            assert status == 204

    assert door.core.heard == [CalendarTouched(PERSON), CalendarTouched(ORGANISER)]


async def test_a_notification_that_cannot_be_taken_is_asked_for_again() -> None:
    async with listening() as door:
        door.core.fails = Transient("the database is away")

        status = await door.knock({"X-Goog-Channel-Token": TOKEN})

    assert status == 503


@given(person=st.integers(0, 2**62).map(PersonId))
def test_what_is_sealed_is_read_back_and_short_enough_for_every_vendor(person: PersonId) -> None:
    token = seal(person, vendor="microsoft", keys=[NEW])

    assert unsealed(token, vendor="microsoft", keys=[OLD, NEW]) == person
    assert len(token) <= 100


@given(text=st.text(max_size=120))
def test_nothing_else_is_believed_and_nothing_breaks(text: str) -> None:
    assert unsealed(text, vendor="google", keys=[NEW, OLD]) is None


@pytest.mark.parametrize(
    ("title", "free"),
    [
        ("Focus time", True),
        ("Deep focus", True),
        ("DNS - report", True),
        ("[dns]", True),
        ("Autofocus", False),
        ("DNSSEC review", False),
        ("No meetings, please", True),
        ("", False),
    ],
)
def test_a_word_counts_only_by_itself(title: str, free: bool) -> None:
    assert counts_as_free(title, ignored=("focus", "DNS", "no meetings", " ")) is free


def test_a_key_file_that_cannot_be_used_is_told_without_what_it_holds(tmp_path: Path) -> None:
    absent, text, wrong = tmp_path / "absent.json", tmp_path / "text.json", tmp_path / "wrong.json"
    text.write_text("secret")
    wrong.write_text(json.dumps({"type": "service_account", "private_key": "secret", "client_email": "a@b.example"}))

    for path, sentence in ((absent, "cannot be read"), (text, "is no key"), (wrong, "is no key")):
        with pytest.raises(SettingsError, match=sentence) as raised:
            google_calls(GoogleSettings(str(path)))
        assert "secret" not in str(raised.value)
