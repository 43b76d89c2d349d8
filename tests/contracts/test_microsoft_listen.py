"""Subscriptions to Outlook calendars, who is believed when one is said to have changed, and what comes of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from adapters.calendars.seal import seal
from bot.domain.ids import ORGANISER, PersonId
from bot.inbound import CalendarTouched
from bot.ports import Permanent, Transient
from tests.contracts.calendar_desk import HOLD, INES, NOW, RAE
from tests.contracts.graph_desk import Desk, opened
from tests.contracts.test_calendars_listen import NEW, OLD, Door, listening

TO = "https://usher.example/calendars/microsoft"
PERSON, OTHER = PersonId(7), PersonId(8)
STATE = seal(PERSON, vendor="microsoft", keys=[NEW, OLD])


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as made:
        yield made


async def delivered(door: Door, body: str | bytes, *, query: str = "") -> tuple[int, str, str]:
    """Return status, type and text of the answer to a delivery."""
    sent = body if isinstance(body, bytes) else body.encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{door.url}/calendars/microsoft{query}", data=BytesIO(sent)) as answer,
    ):
        return answer.status, answer.content_type, await answer.text()


def notified(states: Sequence[Any], **more: Any) -> str:
    return json.dumps({"value": [{"subscriptionId": "1", "clientState": state, **more} for state in states]})


async def test_a_calendar_that_is_subscribed_to_is_read_when_something_changes_there(desk: Desk) -> None:
    async with listening() as door:
        desk.graph.reach = door.url
        watch = await desk.calendar.watch(RAE, to=TO, token=STATE)
        await desk.calendar.place(RAE, HOLD, key="hold:1")
        await desk.calendar.place(INES, HOLD, key="hold:2")
        told = await desk.graph.tells()
        missed = await desk.graph.tells(lifecycle="missed")
        removed = await desk.graph.tells(lifecycle="subscriptionRemoved")

        await desk.calendar.unwatch(RAE, watch)
        await desk.calendar.unwatch(RAE, watch)
        await desk.calendar.remove(RAE, key="hold:1")
        silence = await desk.graph.tells()

    assert (told, missed, removed, silence) == ([202], [202], [202], [])
    assert door.core.heard == [CalendarTouched(PERSON)] * 2 + [CalendarTouched(PERSON, lapsed=True)]
    assert timedelta(days=6) < watch.expires - NOW < timedelta(days=7)


async def test_renewing_extends_a_subscription_and_makes_one_that_was_dropped_anew(desk: Desk) -> None:
    async with listening() as door:
        desk.graph.reach = door.url
        first = await desk.calendar.watch(RAE, to=TO, token=STATE)

        second = await desk.calendar.renew(RAE, first, to=TO, token=STATE)
        desk.graph.subscriptions.clear()
        third = await desk.calendar.renew(RAE, second, to=TO, token=STATE)

    assert second.id == first.id
    assert third.id != first.id
    assert set(desk.graph.subscriptions) == {third.id}


async def test_an_address_that_does_not_repeat_the_question_gets_no_subscription(desk: Desk) -> None:
    async with listening() as door:
        desk.graph.reach = f"{door.url}/elsewhere"

        with pytest.raises(Permanent, match="ValidationError"):
            await desk.calendar.watch(RAE, to=TO, token=STATE)

    assert desk.graph.subscriptions == {}


async def test_a_question_is_repeated_as_text_and_nothing_else_of_it_is_heard() -> None:
    async with listening() as door:
        asked = await delivered(door, notified([STATE]), query="?validationToken=%3Cb%3Eyes%2Bno%3C%2Fb%3E")
        endless = await delivered(door, "", query=f"?validationToken={'a' * 1001}")

    assert asked == (200, "text/plain", "<b>yes+no</b>")
    assert endless[0] == 400
    assert door.core.heard == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"value": 7}',
        '{"value": ["x", 7, null]}',
        "[" * 100_000,
        notified([]),
        notified(["", ".7", None, 7, STATE + "0", STATE.upper(), seal(PERSON, vendor="google", keys=[NEW])]),
        notified([seal(PERSON, vendor="microsoft", keys=[b"a guess of quite some length"])]),
        notified(["\ud800", "\ud800.7", STATE + "\ud800"]),
        b"\xff\xfe\x00 no text at all",
    ],
    ids=range(11),
)
async def test_a_forged_notification_is_turned_away(body: str | bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with listening() as door:
        status, _, _ = await delivered(door, body)

    assert status == 401
    assert door.core.heard == []
    assert "calendar_forged" in caplog.messages


async def test_many_notifications_in_one_delivery_have_each_calendar_read_once() -> None:
    other = seal(OTHER, vendor="microsoft", keys=[OLD])
    async with listening() as door:
        status, _, _ = await delivered(door, notified([STATE, "forged", other, STATE]))

    assert status == 202
    assert door.core.heard == [CalendarTouched(PERSON), CalendarTouched(OTHER)]


async def test_who_will_not_hear_of_changes_any_more_is_told_so_once() -> None:
    organiser = seal(ORGANISER, vendor="microsoft", keys=[NEW])
    ends = json.loads(notified([organiser], lifecycleEvent="reauthorizationRequired"))["value"]
    removed = json.loads(notified([STATE], lifecycleEvent="subscriptionRemoved"))["value"]
    missed = json.loads(notified([organiser, STATE], lifecycleEvent="missed"))["value"]
    async with listening() as door:
        for told in (
            [*ends, *missed, *removed],
            missed,
            json.loads(notified([organiser], lifecycleEvent=["x"]))["value"],
        ):
            status, _, _ = await delivered(door, json.dumps({"value": told}))
            assert status == 202

    assert door.core.heard == [
        CalendarTouched(ORGANISER, lapsed=True),
        CalendarTouched(PERSON, lapsed=True),
        CalendarTouched(ORGANISER),
        CalendarTouched(PERSON),
        CalendarTouched(ORGANISER),
    ]


async def test_a_delivery_is_taken_before_it_is_answered_and_an_endless_one_not_at_all() -> None:
    async with listening() as door:
        door.core.held = asyncio.Event()
        answering = asyncio.create_task(delivered(door, notified([STATE])))
        await door.core.reached.wait()
        before = answering.done()
        door.core.held.set()
        status, _, _ = await answering
        endless, _, _ = await delivered(door, notified([STATE]) + " " * 1024 * 1024)

    assert (before, status, endless) == (False, 202, 413)
    assert door.core.heard == [CalendarTouched(PERSON)]


async def test_what_we_cannot_keep_is_sent_again() -> None:
    async with listening() as door:
        door.core.fails = Transient("the database is away")
        status, _, _ = await delivered(door, notified([STATE]))

    assert status == 503
