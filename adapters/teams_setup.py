"""Teams as the settings switch it on: one app, the tenants it serves, the way in and the way out."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from aiohttp import ClientSession, web

from adapters.settings import Settings
from adapters.teams.connector import Connector
from adapters.teams.desk import Desk, Fresh
from adapters.teams.gateway import TeamsChat
from adapters.teams.listen import Keys, Tokens, routes
from adapters.teams.pace import Pace
from adapters.teams.references import Reference
from adapters.teams.token import AppTokens
from bot.domain.people import Account
from bot.ports import Chat, Handle, Links
from storage.engine import Database
from storage.teams import SqlTeamsConversations

REMEMBERED = 2000  # accounts whose conversation need not be kept again


class KeptReferences:
    """What is known of conversations, kept in the database: written only when a turn tells something new."""

    def __init__(self, conversations: SqlTeamsConversations) -> None:
        self._conversations = conversations
        self._told: OrderedDict[Account, Reference] = OrderedDict()

    async def get(self, account: Account) -> Reference | None:
        kept = await self._conversations.get(account.tenant, account.user)
        return None if kept is None else Reference(account, **kept)

    async def save(self, reference: Reference) -> None:
        """Keep it; what it leaves empty stays as it was."""
        account = reference.account
        if self._told.get(account) == reference:
            self._told.move_to_end(account)
            return
        before = await self.get(account)
        known = {name: value for name, value in _told(reference).items() if value}
        now = reference if before is None else Reference(account, **{**_told(before), **known})
        if now != before:
            await self._conversations.keep(account.tenant, account.user, **_told(now))
        self._told[account] = reference
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)


@dataclass(frozen=True, slots=True)
class TeamsSetup:
    """What was made from the settings."""

    settings: Settings
    keys: Keys
    references: KeptReferences
    chat: Chat

    @classmethod
    def of(cls, settings: Settings, *, database: Database, session: ClientSession, links: Links) -> "TeamsSetup":
        """Make it; nothing is asked of Microsoft yet."""
        teams = settings.teams
        tokens = AppTokens(
            session, app=teams.app_id, secret=teams.app_password, tenant=teams.tenant, login=teams.login_url
        )
        connector = Connector(session, tokens, service=teams.service_url)
        references = KeptReferences(SqlTeamsConversations(database.transaction))
        chat = TeamsChat(connector, references, app=teams.app_id, tenant=teams.tenant, links=links, pace=Pace())
        return cls(settings, Keys(session, teams.openid_url), references, chat)

    async def warm(self) -> None:
        """Fetch the keys that requests are signed with, so that the first need not wait for them."""
        if not self.settings.teams.anonymous:
            await self.keys.warm()

    def routes(self, handle: Handle, *, fresh: Fresh, links: Links) -> Iterator[web.RouteDef]:
        """Yield what the Bot Connector reaches, or with anonymous access an emulator on this machine."""
        teams = self.settings.teams
        desk = Desk(handle, chat=self.chat, references=self.references, links=links, fresh=fresh)
        tokens = None if teams.anonymous else Tokens(teams.app_id, keys=self.keys)
        yield from routes(desk, tokens=tokens, tenants=frozenset(teams.tenants))


def _told(reference: Reference) -> dict[str, str]:
    return {name: value for name, value in asdict(reference).items() if name != "account"}
