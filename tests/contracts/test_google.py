"""Holds and booked events on Google's calendars: what is written there, and who is written to."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import THREADS, GoogleCalls
from bot.domain.time import Interval
from bot.ports import Permanent, Transient
from tests.contracts.calendar_desk import HOLD, HOUSE, INES, NOON, NOW, RAE, TEN, WINDOW
from tests.contracts.google_desk import BOOKED, Desk, opened
from tests.standins.google import EVENTS, Dropped, Withheld


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with opened() as made:
        yield made


async def test_a_hold_is_tentative_private_and_tells_nobody(desk: Desk) -> None:
    kept = await desk.calendar.place(RAE, HOLD, key="hold:1")

    (asked,) = desk.google.called("events.insert")
    body = desk.google.standing(RAE, kept.event).body
    assert asked["sendUpdates"] == "none"
    assert (body["status"], body["transparency"], body["visibility"]) == ("tentative", "opaque", "private")
    assert "attendees" not in body
    assert body["reminders"] == {"useDefault": False, "overrides": []}
    await desk.calendar.remove(RAE, key="hold:1")
    assert desk.google.mails == []


async def test_a_booked_event_invites_each_guest_once_however_often_it_is_placed(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    assert await desk.calendar.place(HOUSE, BOOKED, key="event:1") == kept
    assert desk.google.mails == [(RAE, "invited"), (INES, "invited")]
    body = desk.google.standing(HOUSE, kept.event).body
    assert (body["status"], body["location"], body["visibility"]) == ("confirmed", "Video", "private")
    assert body["description"] == "Q &amp; A &lt;30 min&gt;"
    assert (body["guestsCanModify"], body["guestsCanInviteOthers"]) == (False, False)


async def test_a_meeting_has_its_link_once_google_made_it_and_keeps_it(desk: Desk) -> None:
    with_meeting = replace(BOOKED, meeting=True)

    first = await desk.calendar.place(HOUSE, with_meeting, key="event:1")
    for _ in range(2):
        placed = await desk.calendar.place(HOUSE, with_meeting, key="event:1")
    moved = await desk.calendar.move(HOUSE, first.event, replace(with_meeting, span=NOON))

    assert first.link == ""
    assert placed.link.startswith("https://meet.google.com/")
    assert moved == placed


async def test_a_meeting_that_is_wanted_only_later_is_made_then(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, meeting=True))
    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, meeting=True))

    linked = await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, meeting=True))

    assert linked.link
    assert len(desk.google.called("events.patch")) == 1


async def test_what_says_the_same_already_is_not_written_nor_mailed_again(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    desk.google.answers(RAE, kept.event, "accepted")
    desk.google.mails.clear()

    assert await desk.calendar.move(HOUSE, kept.event, BOOKED) == kept
    assert desk.google.called("events.patch") == []
    assert desk.google.mails == []


async def test_a_new_title_keeps_the_answers_and_a_new_time_asks_again(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    desk.google.answers(RAE, kept.event, "accepted")

    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, title="Screen: Ada O."))
    renamed = answers(desk, kept.event)
    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, span=NOON))

    assert renamed == {RAE: "accepted", INES: "needsAction"}
    assert answers(desk, kept.event) == {RAE: "needsAction", INES: "needsAction"}


def answers(desk: Desk, event: str) -> dict[str, str]:
    body = desk.google.standing(HOUSE, event).body
    return {guest["email"]: guest["responseStatus"] for guest in body["attendees"]}


async def test_rooms_that_the_organiser_added_stay(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    room = {"email": "room-4@resource.calendar.google.com", "resource": True}
    desk.google.change(HOUSE, kept.event, {"attendees": [{"email": RAE}, {"email": INES}, room]})

    await desk.calendar.move(HOUSE, kept.event, replace(BOOKED, attendees=(INES,)))

    assert set(answers(desk, kept.event)) == {INES, room["email"]}


async def test_an_answer_that_comes_while_we_write_is_not_lost(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    held = Withheld(accepted=False)
    desk.google.next("events.patch", held)

    moving = asyncio.create_task(desk.calendar.move(HOUSE, kept.event, replace(BOOKED, attendees=(RAE,))))
    await held.reached.wait()
    desk.google.answers(RAE, kept.event, "accepted")
    held.release.set()
    await moving

    assert answers(desk, kept.event) == {RAE: "accepted"}


async def test_somebody_elses_event_is_not_moved(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    with pytest.raises(Permanent, match="no such event"):
        await desk.calendar.move(RAE, kept.event, replace(BOOKED, span=NOON))


async def test_cancelling_tells_the_guests_and_a_guest_takes_off_only_their_copy(desk: Desk) -> None:
    kept = await desk.calendar.place(HOUSE, BOOKED, key="event:1")
    desk.google.mails.clear()

    await desk.calendar.remove(RAE, kept=kept.event)
    declined = answers(desk, kept.event)
    await desk.calendar.remove(HOUSE, kept=kept.event)

    assert declined == {RAE: "declined", INES: "needsAction"}
    assert desk.google.mails == [(RAE, "cancelled"), (INES, "cancelled")]


@pytest.mark.parametrize("times", [1, 2])
async def test_an_answer_that_is_lost_leaves_one_event_and_one_invitation(desk: Desk, times: int) -> None:
    desk.google.next("events.insert", *[Dropped(accepted=True)] * times)

    if times == 2:
        with pytest.raises(Transient) as raised:
            await desk.calendar.place(HOUSE, BOOKED, key="event:1")
        assert not raised.value.refused
    await desk.calendar.place(HOUSE, BOOKED, key="event:1")

    assert list(await desk.calendar.busy(HOUSE, WINDOW)) == [TEN]
    assert desk.google.mails == [(RAE, "invited"), (INES, "invited")]


async def test_a_removal_whose_answer_is_lost_is_as_good(desk: Desk) -> None:
    await desk.calendar.place(RAE, HOLD, key="hold:1")
    desk.google.next("events.delete", Dropped(accepted=True))

    await desk.calendar.remove(RAE, key="hold:1")

    assert not await desk.calendar.busy(RAE, TEN)


async def test_one_token_serves_many_calls_and_an_expired_one_is_renewed(desk: Desk) -> None:
    await desk.calendar.place(RAE, HOLD, key="hold:1")
    await desk.calendar.busy(RAE, TEN)
    asked = len(desk.google.called("token"))
    desk.google.sign_out()

    await desk.calendar.remove(RAE, key="hold:1")

    assert asked == 1
    assert desk.google.called("token") == [{"scopes": [EVENTS]}] * 2


async def test_a_delegation_that_was_taken_back_is_told_with_its_cure(desk: Desk) -> None:
    desk.google.allowed.clear()

    with pytest.raises(Permanent, match="under domain-wide delegation") as raised:
        await desk.calendar.place(RAE, HOLD, key="hold:1")

    assert "@" not in str(raised.value)


async def test_nobody_there_was_certainly_not_done(desk: Desk, unused_tcp_port: int) -> None:
    calls = GoogleCalls(desk.google.key, url=f"http://127.0.0.1:{unused_tcp_port}/")

    with pytest.raises(Transient) as raised:
        await GoogleCalendar(calls, house=HOUSE).place(RAE, HOLD, key="hold:1")

    calls.close()
    assert raised.value.refused


async def test_only_so_many_calls_are_under_way_at_once_and_the_loop_goes_on(desk: Desk) -> None:
    stuck = [Withheld(accepted=True) for _ in range(THREADS)]
    desk.google.next("events.list", *stuck)

    reading = [asyncio.create_task(desk.calendar.busy(RAE, TEN)) for _ in range(THREADS + 3)]
    await asyncio.gather(*(each.reached.wait() for each in stuck))
    others = GoogleCalls(desk.google.key, url=desk.google.url)
    await GoogleCalendar(others, house=HOUSE).remove(INES, key="hold:1")  # one more would have come by now
    under_way = len(desk.google.called("events.list"))
    others.close()
    for each in stuck:
        each.release.set()
    await asyncio.gather(*reading)

    assert under_way == THREADS
    assert len(desk.google.called("events.list")) == THREADS + 3


async def test_an_hour_long_ago_is_not_busy_now(desk: Desk) -> None:
    await desk.calendar.place(RAE, HOLD, key="hold:1")

    assert not await desk.calendar.busy(RAE, Interval(NOW, TEN.start))


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not the key"):
        GoogleCalls({"type": "authorized_user"}, url="http://127.0.0.1:9/")
