"""The whole program between people in Teams: see `wired_office`. Requests come with tokens, checked by the SDK.

async with teams_office(database, clock) as office:
    seen = await office.rae.types("/usher schedule ada")
    seen = await office.rae.submits(seen.modal, {"interviewer": "Ivy Lane, Staff Engineer"})
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields

from aiohttp import ClientSession, web

from adapters import http
from adapters.app import Usher
from adapters.teams import listen
from adapters.teams.connector import Connector
from adapters.teams.desk import Desk
from adapters.teams.gateway import TeamsChat
from adapters.teams.token import AppTokens
from adapters.teams_setup import KeptReferences
from bot.domain.people import Account, Platform
from bot.domain.policy import Policy
from bot.ports import Chat
from storage.engine import Database
from storage.teams import SqlTeamsConversations
from tests.journeys.wired_office import IVY, LINKS, Listens, WiredOffice, wired_office
from tests.office import POLICY, RAE
from tests.standins.teams import Teams
from tests.standins.teams_person import TeamsUser
from tests.when import SettableClock


@dataclass(slots=True)
class TeamsOffice(WiredOffice):
    teams: Teams
    rae: TeamsUser
    ivy: TeamsUser


@asynccontextmanager
async def teams_office(
    database: Database, clock: SettableClock, *, policy: Policy = POLICY
) -> AsyncIterator[TeamsOffice]:
    """Open the office; whatever the stand-ins had to complain of fails the test at the end of the block."""
    async with Teams() as teams, http.session() as session:
        chat, listens = wired_to(teams, session, database)
        accounts = {
            Account(Platform.TEAMS, teams.tenant, user): person for user, person in (("rae", RAE), ("ivy", IVY))
        }
        async with wired_office(
            database, clock, policy=policy, chats={Platform.TEAMS: chat}, accounts=accounts, listens=listens
        ) as office:
            teams.app = f"{office.address}{listen.PATH}"
            rae = teams.person("rae", name="Rae Morgan", zone="Europe/London")
            ivy = teams.person("ivy", name="Ivy Lane", zone="America/New_York")
            rae.settle = ivy.settle = office.settle
            wired = {field.name: getattr(office, field.name) for field in fields(WiredOffice)}
            yield TeamsOffice(**wired, teams=teams, rae=rae, ivy=ivy)


def wired_to(teams: Teams, session: ClientSession, database: Database) -> tuple[Chat, Listens]:
    """Return the way out to the stand-in, and the way in from it."""
    tokens = AppTokens(session, app=teams.app_id, secret=teams.secret, tenant=teams.tenant, login=teams.login)
    references = KeptReferences(SqlTeamsConversations(database.transaction))
    connector = Connector(session, tokens, service=teams.service)
    chat = TeamsChat(connector, references, app=teams.app_id, links=LINKS)

    def listens(usher: Usher) -> Iterable[web.RouteDef]:
        desk = Desk(usher.router.handle, chat=chat, references=references, links=LINKS, fresh=usher.fresh)
        checked = listen.Tokens(teams.app_id, keys=listen.Keys(session, teams.signer.openid))
        return listen.routes(desk, tokens=checked, tenants={teams.tenant})

    return chat, listens
