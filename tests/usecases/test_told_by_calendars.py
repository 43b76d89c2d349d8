"""A calendar says that something changed, over the wire: it is read, and what stands there now is not offered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from aiohttp import web

from adapters import http
from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.calendars.listen import routes
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.domain.time import Interval
from bot.ports import Handle, Store
from tests.office import KEYS, POLICY, Office
from tests.standins.google import Google
from tests.standins.graph import Graph
from tests.standins.loopback import served
from tests.when import NOON, SettableClock

RAE, HOUSE = "rae@northwind.example", "interviews@northwind.example"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class House:
    """An office whose calendars are one vendor's."""

    office: Office
    vendor: Google | Graph

    async def busy(self) -> tuple[Interval, ...]:
        """What the mirror knows of Rae."""
        now = self.office.clock()
        async with self.office.store() as work:
            return (await work.mirror.of([self.office.rae.id], Interval(now, now + WEEK)))[self.office.rae.id].busy


@asynccontextmanager
async def listening(handle: Handle) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(routes(handle, keys=KEYS))
    async with served(app) as origin:
        yield origin


@asynccontextmanager
async def googles(office: Office) -> AsyncIterator[House]:
    async with Google(RAE, HOUSE) as google, listening(office.handle) as google.reach:
        google.tells_until = NOON + WEEK
        calls = GoogleCalls(google.key, url=google.url)
        calendar = GoogleCalendar(calls, house=HOUSE)
        await office.plug_calendar("google", calendar)
        office.plug_watching("google", calendar)
        yield House(office, google)
        calls.close()


@asynccontextmanager
async def microsofts(office: Office) -> AsyncIterator[House]:
    async with (
        Graph(RAE, HOUSE, now=office.clock()) as graph,
        http.session() as session,
        listening(office.handle) as graph.reach,
    ):
        tokens = AppTokens(graph.tenant, graph.client, graph.secret, login=graph.url, graph=graph.url, patience=10)
        calendar = MicrosoftCalendar(GraphCalls(session, tokens, url=graph.url), house=HOUSE, clock=office.clock)
        await office.plug_calendar("microsoft", calendar)
        office.plug_watching("microsoft", calendar)
        yield House(office, graph)
        tokens.close()


@pytest.fixture(params=["google", "microsoft"])
async def house(request: pytest.FixtureRequest, store: Store, clock: SettableClock) -> AsyncIterator[House]:
    policy = replace(POLICY, organisation=replace(POLICY.organisation, calendar=request.param))
    office = await Office(store, clock, policy=policy).furnish()
    async with {"google": googles, "microsoft": microsofts}[request.param](office) as made:
        yield made


async def test_what_comes_up_on_a_calendar_is_heard_of_and_not_offered(house: House) -> None:
    office, vendor = house.office, house.vendor
    away = Interval(office.clock(), office.clock() + timedelta(days=4))
    await office.begin_polling()
    await office.forward(timedelta(minutes=2))
    before = await house.busy()

    vendor.blocks(RAE, away, title="Away")
    answers = await vendor.tells()
    await office.settle()
    known = await house.busy()
    await office.invited()

    assert (before, known) == ((), (away,))
    assert answers in ([204], [202])
    assert all(option.span.start >= away.end for option in (await office.interview()).standing)


@pytest.mark.parametrize("house", ["microsoft"], indirect=True)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_vendor_that_will_tell_no_more_is_asked_anew_at_once(house: House) -> None:
    office, graph = house.office, house.vendor
    assert isinstance(graph, Graph)
    await office.begin_polling()
    await office.forward(timedelta(minutes=2))
    first = set(graph.subscriptions)

    answers = await graph.tells(lifecycle="subscriptionRemoved")
    graph.subscriptions.clear()
    await office.settle()

    assert answers == [202, 202]
    assert len(first) == len(graph.subscriptions) == 2
    assert not first & set(graph.subscriptions)
