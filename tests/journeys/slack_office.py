"""The whole program between people in Slack: see `wired_office`.

async with slack_office(database, clock) as office:
    seen = await office.rae.types("/usher schedule ada")
    page = await office.candidate(link)                  # what the candidate's browser gets, over HTTP
    await office.forward(timedelta(days=1))              # stops at everything that falls due on the way
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields

from aiohttp import ClientSession, web

from adapters import http
from adapters.app import Usher
from adapters.slack import gateway, listen
from bot.domain.people import Account, Platform
from bot.domain.policy import Policy
from bot.ports import Chat
from storage.engine import Database
from tests.journeys.wired_office import IVY, LINKS, Listens, WiredOffice, wired_office
from tests.office import POLICY, RAE
from tests.standins.slack import Slack
from tests.standins.slack_person import SlackUser
from tests.when import SettableClock


@dataclass(slots=True)
class SlackOffice(WiredOffice):
    slack: Slack
    rae: SlackUser
    ivy: SlackUser


@asynccontextmanager
async def slack_office(
    database: Database, clock: SettableClock, *, policy: Policy = POLICY
) -> AsyncIterator[SlackOffice]:
    """Open the office; whatever the stand-ins had to complain of fails the test at the end of the block."""
    async with Slack() as slack, http.session() as session:
        chat, listens = wired_to(slack, session)
        accounts = {
            Account(Platform.SLACK, "T0HOME", user): person for user, person in (("U0RAE", RAE), ("U0IVY", IVY))
        }
        async with wired_office(
            database, clock, policy=policy, chats={Platform.SLACK: chat}, accounts=accounts, listens=listens
        ) as office:
            slack.app = f"{office.address}{listen.PATH}"
            rae = slack.person("U0RAE", name="Rae Morgan", zone="Europe/London")
            ivy = slack.person("U0IVY", name="Ivy Lane", zone="America/New_York")
            wired = {field.name: getattr(office, field.name) for field in fields(WiredOffice)}
            yield SlackOffice(**wired, slack=slack, rae=rae, ivy=ivy)


def wired_to(slack: Slack, session: ClientSession) -> tuple[Chat, Listens]:
    """Return the way out to the stand-in, and the way in from it."""
    client = gateway.connect(slack.token, session=session, url=slack.api)

    def listens(usher: Usher) -> Iterable[web.RouteDef]:
        return listen.routes(usher.router.handle, signing_secret=slack.signing_secret, client=client, links=LINKS)

    return gateway.SlackChat(client, links=LINKS), listens
