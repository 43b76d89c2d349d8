"""Holds and booked events in Outlook: what is written there, and who is written to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters import http
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import AT_ONCE, GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.ports import NotYet, Permanent, Transient
from tests.contracts.calendar_desk import HOLD, HOUSE, INES, NOON, NOW, RAE, TEN, WINDOW
from tests.contracts.graph_desk import BOOKED, Desk, opened
from tests.standins.graph import Broken, Dropped, Fault, Graph, Refuses, Withheld

ROOM = "room-4@northwind.example"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as made:
        yield made


async def test_a_hold_is_tentative_private_and_tells_nobody(desk: Desk) -> None:
    kept = await desk.calendar.place(RAE, HOLD, key="hold:1")

    body = desk.graph.standing(RAE, kept.event).body
    assert (body["showAs"], body["sensitivity"], body["isReminderOn"]) == ("tentative", "private", False)
    assert (body["attendees"], body["isOnlineMeeting"]) == ([], False)
    await desk.calendar.remove(RAE, key="hold:1")
    assert desk.graph.mails == []


async def test_a_booked_event_invites_each_guest_once_however_often_it_is_placed(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    assert await desk.calendar.place(HOUSE, BOOKED, key="event:1") == kept
    assert await desk.calendar.place(HOUSE, replace(BOOKED, title="Screen"), key="event:1") == kept
    assert desk.graph.mails == [(RAE, "invited"), (INES, "invited")]
    body = desk.graph.standing(HOUSE, kept.event).body
    assert (body["showAs"], body["location"], body["sensitivity"]) == ("busy", {"displayName": "Video"}, "private")
    assert "Q &amp; A &lt;30 min&gt;<br>" in body["body"]["content"]


async def test_whoever_organises_is_not_invited_to_their_own_calendar(desk: Desk) -> None:
    kept = await desk.calendar.place(RAE, BOOKED, key="event:1")

    assert desk.graph.mails == [(INES, "invited")]
    assert await desk.calendar.move(RAE, kept.event, BOOKED) == kept
    assert desk.graph.called("events.update") == []


@pytest.mark.parametrize("key", ["hold:1", "hold:O'Neil"])
async def test_a_key_finds_its_event_again(desk: Desk, key: str) -> None:
    await desk.calendar.place(RAE, HOLD, key=key)
    await desk.calendar.place(RAE, replace(HOLD, span=NOON), key="hold:2")

    await desk.calendar.remove(RAE, key=key)

    assert list(await desk.calendar.busy(RAE, WINDOW)) == [NOON]


async def test_a_used_key_that_microsoft_has_forgotten_places_anew(desk: Desk) -> None:
    await desk.calendar.place(RAE, HOLD, key="hold:1")
    await desk.calendar.remove(RAE, key="hold:1")
    desk.graph.remembers = False

    await desk.calendar.place(RAE, HOLD, key="hold:1")

    assert list(await desk.calendar.busy(RAE, WINDOW)) == [TEN]


async def test_a_meeting_keeps_its_link_and_how_to_join_when_its_text_changes(desk: Desk) -> None:
    placed = await desk.calendar.place(HOUSE, replace(BOOKED, meeting=True), key="event:1")

    another = replace(BOOKED, meeting=True, text="Another brief")
    moved = await desk.calendar.move(HOUSE, placed.event, another)
    await desk.calendar.move(HOUSE, placed.event, another)

    content = desk.graph.standing(HOUSE, placed.event).body["body"]["content"]
    assert placed.link.startswith("https://teams.microsoft.com/")
    assert moved == placed
    assert f"Join: {placed.link}" in content
    assert content.count("____") == content.count("____________________") * 5
    assert "Another brief" in content
    assert "30 min" not in content
    assert len(desk.graph.called("events.update")) == 1


async def test_a_meeting_that_is_wanted_only_later_is_made_then(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    linked = await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, meeting=True))

    assert linked.link
    assert set(desk.graph.called("events.update")[0]) == {"owner", "event", "isOnlineMeeting", "onlineMeetingProvider"}


async def test_what_says_the_same_already_is_not_written_nor_mailed_again(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    desk.graph.answers(RAE, kept.uid, "accepted")
    desk.graph.mails.clear()

    assert await desk.calendar.move(HOUSE, kept.event, BOOKED) == kept
    assert desk.graph.called("events.update") == []
    assert desk.graph.mails == []


async def test_only_what_differs_is_written(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, span=NOON))
    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, span=NOON, attendees=(RAE,)))

    first, second = desk.graph.called("events.update")
    assert set(first) == {"owner", "event", "start", "end"}
    assert set(second) == {"owner", "event", "attendees"}
    assert desk.graph.mails[-1] == (INES, "cancelled")


async def test_rooms_that_the_organiser_added_stay(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    there = desk.graph.standing(HOUSE, kept.event).body["attendees"]
    desk.graph.change(
        HOUSE, kept.event, {"attendees": [*there, {"emailAddress": {"address": ROOM}, "type": "resource"}]}
    )

    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, attendees=(INES,)))

    invited = desk.graph.standing(HOUSE, kept.event).body["attendees"]
    assert {each["emailAddress"]["address"] for each in invited} == {INES, ROOM}


async def test_an_answer_that_comes_while_we_write_is_not_lost(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    held = Withheld(accepted=False)
    desk.graph.next("events.update", held)

    moving = asyncio.create_task(desk.calendar.move(HOUSE, kept.event, replace(BOOKED, attendees=(RAE,))))
    await held.reached.wait()
    desk.graph.answers(RAE, kept.uid, "accepted")
    held.release.set()
    await moving

    (rae,) = desk.graph.standing(HOUSE, kept.event).body["attendees"]
    assert rae["status"] == {"response": "accepted"}


async def test_somebody_elses_event_is_not_moved(desk: Desk) -> None:
    await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    (copied,) = desk.graph.of(RAE)

    with pytest.raises(Permanent, match="no such event"):
        await desk.calendar.move(RAE, copied, replace(BOOKED, span=NOON))


async def test_cancelling_tells_the_guests_and_a_guest_takes_off_only_their_copy(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    desk.graph.mails.clear()
    (copied,) = desk.graph.of(RAE)

    await desk.calendar.remove(RAE, kept=copied)
    still = list(await desk.calendar.busy(HOUSE, WINDOW))
    await desk.calendar.remove(HOUSE, kept=kept.event)

    assert still == [TEN]
    assert desk.graph.mails == [(RAE, "cancelled"), (INES, "cancelled")]


async def test_an_answer_that_is_lost_leaves_one_event_and_one_invitation(desk: Desk) -> None:
    desk.graph.next("events.create", Dropped(accepted=True))

    with pytest.raises(Transient) as raised:
        await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    assert not raised.value.refused
    assert list(await desk.calendar.busy(HOUSE, WINDOW)) == [TEN]
    assert desk.graph.mails == [(RAE, "invited"), (INES, "invited")]


async def test_one_token_serves_many_calls_and_one_taken_back_is_replaced(desk: Desk) -> None:
    await desk.calendar.place(RAE, HOLD, key="hold:1")
    await desk.calendar.busy(INES, TEN)
    asked = len(desk.graph.called("token"))
    desk.graph.sign_out()

    await desk.calendar.remove(RAE, key="hold:1")

    assert asked == 1
    assert len(desk.graph.called("token")) == 2
    assert list(await desk.calendar.busy(RAE, TEN)) == []


async def test_an_app_that_is_let_in_nowhere_hears_of_it(desk: Desk) -> None:
    desk.graph.next("events.create", *[Refuses(401, "InvalidAuthenticationToken")] * 2)

    with pytest.raises(Permanent, match="Microsoft 401 InvalidAuthenticationToken"):
        await desk.calendar.place(RAE, HOLD, key="hold:1")


async def test_a_wrong_secret_and_a_wrong_tenant_are_told_with_their_cure() -> None:
    async with opened(secret="old-secret") as desk:
        with pytest.raises(Permanent, match="invalid_client AADSTS7000215: make a new client secret") as raised:
            await desk.calendar.busy(RAE, TEN)
        assert "old-secret" not in str(raised.value)
    async with opened(tenant="elsewhere.onmicrosoft.com") as desk:
        with pytest.raises(Permanent, match="mend MICROSOFT_TENANT_ID"):
            await desk.calendar.busy(RAE, TEN)


async def test_a_token_server_that_never_answers_is_not_waited_for() -> None:
    async with opened(patience=0.3) as desk:
        desk.graph.next("token", Withheld(accepted=False))

        with pytest.raises(Transient, match="token server") as raised:
            await desk.calendar.busy(RAE, TEN)

        assert raised.value.refused


@pytest.mark.parametrize("fault", [Broken(503), Dropped(accepted=False)])
async def test_a_token_server_that_does_not_answer_is_asked_again(desk: Desk, fault: Fault) -> None:
    desk.graph.next("token", *[fault] * 2)

    with pytest.raises(Transient) as raised:
        await desk.calendar.busy(RAE, TEN)

    assert raised.value.refused


async def test_nobody_there_was_certainly_not_done(desk: Desk, unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}/"
    tokens = AppTokens(Graph.tenant, Graph.client, Graph.secret, login=desk.graph.url, graph=desk.graph.url, patience=5)
    async with http.session() as session:
        calendar = MicrosoftCalendar(GraphCalls(session, tokens, url=url), house=HOUSE, clock=lambda: NOW)

        with pytest.raises(Transient) as raised:
            await calendar.place(RAE, HOLD, key="hold:1")

    tokens.close()
    assert raised.value.refused


async def test_only_four_requests_are_under_way_at_once(desk: Desk) -> None:
    stuck = [Withheld(accepted=True) for _ in range(AT_ONCE)]
    desk.graph.next("view", *stuck)

    reading = [asyncio.create_task(desk.calendar.busy(RAE, TEN)) for _ in range(AT_ONCE + 3)]
    await asyncio.gather(*(each.reached.wait() for each in stuck))
    under_way = len(desk.graph.called("view"))
    for each in stuck:
        each.release.set()
    await asyncio.gather(*reading)

    assert under_way == AT_ONCE
    assert desk.graph.most_at_once == AT_ONCE
    assert len(desk.graph.called("view")) == AT_ONCE + 3


async def test_whose_turn_does_not_come_in_time_was_not_tried() -> None:
    async with opened(patience=1.0) as desk:
        stuck = [Withheld(accepted=True) for _ in range(AT_ONCE)]
        desk.graph.next("view", *stuck)
        reading = [asyncio.create_task(desk.calendar.busy(RAE, TEN)) for _ in range(AT_ONCE)]
        await asyncio.gather(*(each.reached.wait() for each in stuck))

        with pytest.raises(NotYet):
            await desk.calendar.place(RAE, HOLD, key="hold:1")
        for each in stuck:
            each.release.set()
        await asyncio.gather(*reading)

        assert desk.graph.called("events.create") == []


async def test_what_stands_in_a_mailbox_with_another_address_now_is_not_taken_for_gone(desk: Desk) -> None:
    kept = await desk.calendar.place(RAE, HOLD, key="hold:1")
    desk.graph.members.remove(RAE)

    with pytest.raises(Permanent, match="no such mailbox"):
        await desk.calendar.remove(RAE, kept=kept.event)
    with pytest.raises(Permanent, match="no such mailbox"):
        await desk.calendar.remove(RAE, key="hold:1")
    with pytest.raises(Permanent, match="no such mailbox"):
        await desk.calendar.move(RAE, kept.event, replace(HOLD, span=NOON))
