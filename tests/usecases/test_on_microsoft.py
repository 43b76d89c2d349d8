"""One candidate books, moves and cancels on Outlook's calendars, over the wire, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from adapters import http
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.actions import FollowEvent, PutEventBack
from bot.domain.dead_end import EventMoved, SeatDeclined
from bot.domain.interview import Standing, State
from bot.domain.time import Interval, epoch
from bot.effects import ReadCalendar, ReadEvents
from bot.ports import Store
from tests.office import POLICY, Office
from tests.standins.graph import Graph
from tests.standins.graph_shelf import edge, edges_of
from tests.when import SettableClock

RAE, HOUSE = "rae@northwind.example", "interviews@northwind.example"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class House:
    """An office whose calendars are Microsoft's."""

    office: Office
    graph: Graph

    def on(self, owner: str) -> list[tuple[str, str]]:
        """What takes time on a calendar: title and how it shows."""
        bodies = (item.body for item in self.graph.of(owner).values() if not item.gone)
        return sorted((body["subject"], body["showAs"]) for body in bodies if not body["isCancelled"])

    def named(self, owner: str, span: Interval) -> str:
        """The event that stands on a calendar at a time."""
        items = (item.body for item in self.graph.of(owner).values() if not item.gone and not item.body["isCancelled"])
        return next(body["id"] for body in items if edges_of(body)[0] == span.start)

    async def hears(self) -> None:
        """The feeds are read, as they are now and then."""
        async with self.office.store() as work:
            await work.outbox.add(ReadCalendar(self.office.rae.id))
            await work.outbox.add(ReadEvents())
        await self.office.settle()


@pytest.fixture
async def house(store: Store, clock: SettableClock) -> AsyncIterator[House]:
    policy = replace(POLICY, organisation=replace(POLICY.organisation, calendar="microsoft"))
    async with Graph(RAE, HOUSE, now=clock()) as graph, http.session() as session:
        tokens = AppTokens(graph.tenant, graph.client, graph.secret, login=graph.url, graph=graph.url, patience=10)
        calls = GraphCalls(session, tokens, url=graph.url)
        office = await Office(store, clock, policy=policy).furnish()
        await office.plug_calendar("microsoft", MicrosoftCalendar(calls, house=HOUSE, clock=clock))
        yield House(office, graph)
        tokens.close()


async def test_one_candidate_is_held_booked_moved_and_cancelled(house: House) -> None:
    office = house.office
    start, end = office.clock(), office.clock().replace(day=office.clock().day + 4)
    house.graph.blocks(RAE, Interval(start, end), title="Away", showAs="oof")
    claim = await office.invited()
    held = house.on(RAE)
    offered = (await office.interview()).standing

    await office.post(claim, "pick", option="1")
    await office.settle()
    booked, copied = house.on(HOUSE), house.on(RAE)
    first = await office.interview()
    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    another = (await office.interview()).standing[0]
    await office.post(await office.link(), "pick", option=str(another.number))
    await office.settle()
    moved = await office.interview()
    await office.post(await office.link(), "cancel_it", reason="other")
    await office.settle()

    title, away = "Recruiter screen: Ada O. · Backend Engineer", ("Away", "oof")
    assert all(option.span.start >= end for option in offered)
    assert held == [away, *[(f"[Hold] {title}", "tentative")] * 2]
    assert booked == [(title, "busy")]
    assert copied == [away, (title, "tentative")]
    assert first.booking is not None
    assert moved.booking is not None
    assert (moved.booking.event, moved.booking.uid) == (first.booking.event, first.booking.uid)
    assert moved.booking.span != first.booking.span
    assert (house.on(RAE), house.on(HOUSE)) == ([away], [])
    assert house.graph.mails == [(RAE, "invited"), (RAE, "updated"), (RAE, "cancelled")]
    assert (await office.interview()).state is State.CANCELLED


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_people_do_in_outlook_counts_as_if_they_had_pressed_it(house: House) -> None:
    office, graph = house.office, house.graph
    claim = await office.invited()
    await house.hears()
    first, second = (await office.interview()).standing

    graph.take_off(RAE, house.named(RAE, first.span))
    await house.hears()
    offered = await office.interview()
    await office.post(claim, "pick", option=str(second.number))
    await office.settle()
    await house.hears()
    event = house.named(HOUSE, second.span)
    uid = graph.standing(HOUSE, event).body["iCalUId"]
    other, moved = (Interval(second.span.start + by * HOUR, second.span.end + by * HOUR) for by in (1, 2))
    graph.proposes(RAE, uid, other)
    await house.hears()
    proposed = await office.interview()
    graph.change(HOUSE, event, {"start": edge(moved.start), "end": edge(moved.end)})
    await house.hears()
    astray = await office.interview()
    at = epoch(moved.start), epoch(moved.end)
    await office.presses(FollowEvent(astray.id, astray.sequence, *at))
    await office.settle()
    followed = await office.interview()
    graph.take_off(HOUSE, event)
    await house.hears()
    await office.presses(PutEventBack(followed.id, followed.sequence))
    await office.settle()
    again = (await office.interview()).booking

    assert [option.standing for option in offered.options if option.number == first.number] == [Standing.LOST]
    assert proposed.trouble == SeatDeclined(office.rae.id, windows=(other,))
    assert astray.trouble == EventMoved(moved)
    assert (followed.booking and followed.booking.span, followed.trouble) == (moved, None)
    assert again is not None
    assert again.event not in {event, ""}
    assert house.named(HOUSE, moved) == again.event
