"""A panel of people with Google, with Microsoft and without a calendar: over the wire, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from adapters import http
from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.domain.interview import State
from bot.domain.people import NO_CALENDAR
from bot.domain.time import Interval
from bot.inbound import CalendarTouched
from bot.ports import Store
from tests.standins.google import Google
from tests.standins.graph import Graph
from tests.standins.graph_shelf import edge
from tests.usecases.asked_panel import PANELS, WITH_CORA, Panel
from tests.when import SettableClock

RAE, HANA, CORA = (f"{name}@northwind.example" for name in ("rae", "hana", "cora"))
HOUSE = PANELS.organisation.organizer
TITLE = "Panel: Ada O. · Backend Engineer"
BOOKED_AT_ONCE = replace(
    PANELS,
    organisation=replace(PANELS.organisation, calendar="google"),
    kinds={"panel": replace(WITH_CORA, asks=False)},
)


@dataclass(frozen=True, slots=True)
class House:
    """An office of three: Rae's calendar is Google's, Hana's Microsoft's, Cora has none. The organiser's is Google's."""

    office: Panel
    google: Google
    graph: Graph

    def on_google(self, owner: str) -> list[tuple[str, str]]:
        events = (kept.body for kept in self.google.of(owner).values() if not kept.cancelled)
        return sorted((event["summary"], event["status"]) for event in events)

    def on_microsoft(self, owner: str) -> list[tuple[str, str]]:
        items = (item.body for item in self.graph.of(owner).values() if not item.gone)
        return sorted((item["subject"], item["showAs"]) for item in items)

    def invitation_arrives(self, uid: str, span: Interval) -> None:
        """Google's mail reaches Outlook, which brings Hana's copy to what it says."""
        self.graph.mailboxes[HANA] = {
            name: item for name, item in self.graph.mailboxes[HANA].items() if item.body["iCalUId"] != uid
        }
        body = {"subject": TITLE, "start": edge(span.start), "end": edge(span.end), "showAs": "busy"}
        guest = {"isOrganizer": False, "responseStatus": {"response": "notResponded"}}
        self.graph.put(HANA, body | guest, uid=uid, organiser=HOUSE)

    async def read(self) -> None:
        for person in (self.office.rae, self.office.hana, self.office.cora):
            await self.office.handle(CalendarTouched(person.id))
        await self.office.settle()


@pytest.fixture
async def house(store: Store, clock: SettableClock) -> AsyncIterator[House]:
    async with Google(RAE, HOUSE) as google, Graph(HANA, now=clock()) as graph, http.session() as session:
        calls = GoogleCalls(google.key, url=google.url)
        tokens = AppTokens(graph.tenant, graph.client, graph.secret, login=graph.url, graph=graph.url, patience=10)
        outlook = MicrosoftCalendar(GraphCalls(session, tokens, url=graph.url), house=HANA, clock=clock)
        office = await Panel(store, clock, policy=BOOKED_AT_ONCE).furnish_more()
        await office.plug_calendar("microsoft", outlook)
        await office.plug_calendar("google", GoogleCalendar(calls, house=HOUSE))
        async with store() as work:
            await work.people.save(replace(office.hana, calendar="microsoft"))
            await work.people.save(replace(office.cora, calendar=NO_CALENDAR))
        yield House(office, google, graph)
        tokens.close()
        calls.close()


async def test_it_is_held_on_each_calendar_booked_once_moved_and_cancelled(house: House) -> None:
    office = house.office
    await office.reaches_the_panel()
    first, hold = await office.interview(), f"[Hold] {TITLE}"
    held = house.on_google(RAE), house.on_microsoft(HANA), house.on_google(HOUSE)
    await office.post(await office.link(), "pick", option="1")
    await office.settle()
    booked = (await office.interview()).booking
    assert booked is not None
    house.invitation_arrives(booked.uid, booked.span)
    there = house.on_google(HOUSE), house.on_google(RAE), house.on_microsoft(HANA)
    await house.read()
    async with office.store() as work:
        known = await work.mirror.of([office.rae.id, office.hana.id], booked.span)

    await office.post(await office.link(), "move", reason="conflict")
    await office.settle()
    another = (await office.interview()).standing[0]
    await office.post(await office.link(), "pick", option=str(another.number))
    await office.settle()
    moved = (await office.interview()).booking
    assert moved is not None
    house.invitation_arrives(moved.uid, moved.span)
    await house.read()
    settled = await office.interview()
    await office.post(await office.link(), "cancel_it", reason="other")
    await office.settle()

    assert first.state is State.OFFERED
    assert held == ([(hold, "tentative")] * 2, [(hold, "tentative")] * 2, [])
    assert all(len(option.seats) == 3 for option in first.standing)
    assert there == ([(TITLE, "confirmed")], [(TITLE, "confirmed")], [(TITLE, "busy")])
    assert [each.busy for each in known.values()] == [(), ()]
    guests = {guest["email"] for kept in house.google.of(HOUSE).values() for guest in kept.body["attendees"]}
    assert guests == {RAE, HANA, CORA}
    assert (moved.event, moved.uid) == (booked.event, booked.uid)
    assert moved.span == another.span
    assert (settled.state, settled.trouble) == (State.BOOKED, None)
    assert (house.on_google(HOUSE), house.on_google(RAE), house.on_microsoft(HANA)) == ([], [], [(TITLE, "busy")])
    assert (await office.interview()).state is State.CANCELLED
    assert not [card for card in await office.cards() if "could not" in card and "Needs you" in card]
