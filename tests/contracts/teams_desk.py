"""The way out to the stand-in Teams, with what is known of its conversations kept in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from adapters.teams.connector import Connector
from adapters.teams.gateway import TeamsChat
from adapters.teams.pace import Pace
from adapters.teams.references import Reference
from adapters.teams.token import AppTokens
from bot.domain.people import Account
from bot.ports import Links
from tests.standins.teams import Teams


@dataclass
class MemoryReferences:
    """Implements `References`."""

    known: dict[Account, Reference] = field(default_factory=dict)

    async def get(self, account: Account) -> Reference | None:
        return self.known.get(account)

    async def save(self, reference: Reference) -> None:
        self.known[reference.account] = reference


@asynccontextmanager
async def line(teams: Teams, *, secret: str = "", patience: float = 10.0) -> AsyncIterator[Connector]:
    """The Connector's calls, by the real client."""
    async with aiohttp.ClientSession() as session:
        tokens = AppTokens(
            session, app=teams.app_id, secret=secret or teams.secret, tenant=teams.tenant, login=teams.login
        )
        yield Connector(session, tokens, service=teams.service, patience=patience)


def chat(
    connector: Connector, references: MemoryReferences, *, links: Links | None = None, pace: Pace | None = None
) -> TeamsChat:
    return TeamsChat(connector, references, app=Teams.app_id, tenant=Teams.tenant, links=links, pace=pace)
