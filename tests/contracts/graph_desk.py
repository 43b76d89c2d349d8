"""A Microsoft tenant and the program's calendars in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters import http
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.ports import Event
from tests.contracts.calendar_desk import HOUSE, INES, NOW, RAE, TEN
from tests.standins.graph import Graph

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
