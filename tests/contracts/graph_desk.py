"""A Microsoft tenant and the program's calendars in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters import http
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.domain.time import Interval
from bot.ports import Event
from tests.standins.graph import Graph

RAE = "rae.morgan@northwind.example"
INES = "ines.duarte@northwind.example"
HOUSE = "interviews@northwind.example"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = Interval(NOW - timedelta(days=1), NOW + timedelta(days=29))
TEN = Interval(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
NOON = Interval(NOW + timedelta(hours=3), NOW + timedelta(hours=4))
HOLD = Event(TEN, "[Hold] Recruiter screen: Ada O.", text="Held by Usher.", tentative=True)
BOOKED = Event(TEN, "Recruiter screen: Ada O.", text="Q & A <30 min>\n\nBrief", where="Video", attendees=(RAE, INES))


@dataclass(frozen=True, slots=True)
class Desk:
    graph: Graph
    calendar: MicrosoftCalendar


@asynccontextmanager
async def opened(
    *, patience: float = 10.0, ignored: tuple[str, ...] = (), secret: str = Graph.secret, tenant: str = Graph.tenant
) -> AsyncIterator[Desk]:
    async with Graph(RAE, INES, HOUSE, now=NOW) as graph, http.session() as session:
        tokens = AppTokens(tenant, graph.client, secret, login=graph.url, graph=graph.url, patience=patience)
        calls = GraphCalls(session, tokens, url=graph.url, patience=patience)
        yield Desk(graph, MicrosoftCalendar(calls, house=HOUSE, clock=lambda: NOW, ignored=ignored))
        tokens.close()
