"""A link that comes late, over the wire, on Google's and Microsoft's calendars."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from adapters import http
from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.ports import Calendar, Store
from tests.office import Office
from tests.standins.google import Google
from tests.standins.graph import Graph
from tests.usecases.linking import (
    BOOKED,
    HOUSE,
    LINK,
    LINKS,
    MINUTE,
    link_of,
    picks,
    told,
)
from tests.when import SettableClock


@pytest.fixture(params=["google", "microsoft"])
async def wired(
    request: pytest.FixtureRequest, store: Store, clock: SettableClock
) -> AsyncIterator[tuple[Office, Google | Graph]]:
    """An office on a vendor's calendars over the wire, and the vendor, who makes no links before it is told to."""
    organisation = replace(LINKS.organisation, calendar=request.param)
    office = await Office(store, clock, policy=replace(LINKS, organisation=organisation)).furnish()
    async with AsyncExitStack() as stack:
        vendor: Google | Graph
        calendar: Calendar
        if request.param == "google":
            vendor = await stack.enter_async_context(Google(office.rae.email, HOUSE))
            calls = GoogleCalls(vendor.key, url=vendor.url)
            stack.callback(calls.close)
            calendar = GoogleCalendar(calls, house=HOUSE)
        else:
            vendor = await stack.enter_async_context(Graph(office.rae.email, HOUSE, now=clock()))
            session = await stack.enter_async_context(http.session())
            login = AppTokens(
                vendor.tenant, vendor.client, vendor.secret, login=vendor.url, graph=vendor.url, patience=10
            )
            stack.callback(login.close)
            calendar = MicrosoftCalendar(GraphCalls(session, login, url=vendor.url), house=HOUSE, clock=clock)
        vendor.late = True
        await office.plug_calendar(request.param, calendar)
        yield office, vendor


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_vendor_is_asked_for_a_link_and_looked_at_until_it_has_made_one(
    wired: tuple[Office, Google | Graph],
) -> None:
    office, vendor = wired
    await picks(office, await office.invited())
    await office.forward(6 * MINUTE)
    promised = await told(office)

    vendor.make_meetings()
    await office.forward(10 * MINUTE)

    link = await link_of(office)
    assert promised == [(BOOKED, 1, "")]
    assert await told(office) == [(BOOKED, 1, ""), (LINK, 2, link)]
    assert link.startswith(("https://meet.google.com/", "https://teams.microsoft.com/"))
