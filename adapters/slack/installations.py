"""The workspaces of one organisation that installed the app: a token for each, sealed in storage, cached for a minute."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.gateway import SlackChat
from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Barrier, Profile
from bot.ports import Clock, Links, Permanent, Posted, Unreachable

FRESH = timedelta(minutes=1)  # how long another replica may go on with what we changed
REMOVED = "the app was removed from this workspace"
ABSENT = "the app is not installed in this workspace"

Connect = Callable[[str], AsyncWebClient]

log = logging.getLogger(__name__)


class Box(Protocol):
    """Seals secrets; `unseal` raises ValueError for what it cannot open."""

    def seal(self, secret: str, *, name: str) -> str: ...
    def unseal(self, sealed: str, *, name: str) -> str: ...
    def is_fresh(self, sealed: str, *, name: str) -> bool: ...


class Shelf(Protocol):
    """Where sealed installations lie; see `storage.installations`."""

    async def get(self, team: str) -> str | None: ...
    async def all(self) -> Sequence[tuple[str, str]]: ...
    async def keep(self, team: str, *, enterprise: str, sealed: str, at: datetime) -> None: ...
    async def claim(self, team: str, *, enterprise: str, sealed: str, at: datetime) -> bool: ...
    async def seal_anew(self, team: str, *, before: str, after: str) -> None: ...
    async def remove(self, team: str, *, at: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class Installed:
    """What one workspace gave us. `enterprise` is the Enterprise organisation it belongs to, empty for none."""

    team: str
    token: str = field(repr=False)
    bot_id: str
    bot_user: str
    name: str = ""
    enterprise: str = ""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found for a workspace, and when."""

    at: datetime
    sealed: str | None
    installed: Installed | None = None
    client: AsyncWebClient | None = None


class Installations:
    """Implements `Workspaces`. `allowed` names the workspaces (`T…`) and Enterprise organisations (`E…`) that may install.

    With none named the first workspace to install stands for the organisation, and after it only that one and those of
    its Enterprise organisation may. `connect` makes a client of a token.
    """

    def __init__(
        self, shelf: Shelf, *, box: Box, clock: Clock, connect: Connect, allowed: frozenset[str] = frozenset()
    ) -> None:
        self._shelf = shelf
        self._box = box
        self._clock = clock
        self._connect = connect
        self._allowed = allowed
        self._looked: dict[str, _Looked] = {}
        self._changes = 0

    async def whoami(self, team: str, *, within: float) -> AuthorizeResult:
        """Return who we are in a workspace; one that has not installed the app has no token."""
        here = (await self._look(team)).installed
        if here is None:
            return AuthorizeResult(enterprise_id=None, team_id=team)
        return AuthorizeResult(
            enterprise_id=here.enterprise or None,
            team_id=here.team,
            bot_id=here.bot_id,
            bot_user_id=here.bot_user,
            bot_token=here.token,
        )

    async def teams(self) -> Sequence[str]:
        """Return every workspace that has the app now."""
        return [team for team, _ in await self._shelf.all()]

    async def serves(self, team: str) -> bool:
        return (await self._look(team)).installed is not None

    async def client(self, team: str) -> AsyncWebClient:
        """Return a client that speaks in a workspace; raises Permanent where the app is not, or not any more."""
        looked = await self._look(team)
        if looked.client is None:
            raise Unreachable(ABSENT if looked.sealed is None else REMOVED, barrier=Barrier.APP_GONE)
        return looked.client

    async def keep(self, installed: Installed) -> bool:
        """Keep what a workspace gave; returns False, and keeps nothing, if it is not the organisation's."""
        sealed = self._box.seal(json.dumps(asdict(installed)), name=_name(installed.team))
        at = self._clock().replace(microsecond=0)  # Slack tells of a removal in whole seconds
        if self._allowed:
            ours = bool(self._allowed & {installed.team, installed.enterprise})
            if ours:
                await self._shelf.keep(installed.team, enterprise=installed.enterprise, sealed=sealed, at=at)
        else:
            ours = await self._shelf.claim(installed.team, enterprise=installed.enterprise, sealed=sealed, at=at)
        self._forget(installed.team)
        return ours

    async def removed(self, team: str, *, at: datetime) -> None:
        """Delete a workspace's token, unless the app was installed there anew after `at`."""
        if await self._shelf.remove(team, at=at):
            log.warning("slack_app_removed", extra={"team": team})
        self._forget(team)

    async def renew(self) -> None:
        """Seal with the first key whatever an older one sealed; then the older one may go from the settings."""
        for team, sealed in await self._shelf.all():
            if self._box.is_fresh(sealed, name=_name(team)):
                continue
            try:
                secret = self._box.unseal(sealed, name=_name(team))
            except ValueError:
                log.warning("slack_token_unreadable", extra={"team": team})
                continue
            await self._shelf.seal_anew(team, before=sealed, after=self._box.seal(secret, name=_name(team)))
            self._forget(team)

    async def _look(self, team: str) -> _Looked:
        known = self._looked.get(team)
        if known is not None and timedelta() <= self._clock() - known.at < FRESH:
            return known
        changes = self._changes
        found = self._opened(team, await self._shelf.get(team), known=known)
        if changes == self._changes:  # else it may be what was there before the change
            self._looked[team] = found
        return found

    def _opened(self, team: str, sealed: str | None, *, known: _Looked | None) -> _Looked:
        now = self._clock()
        if not sealed:
            return _Looked(now, sealed)
        if known is not None and known.sealed == sealed:
            return _Looked(now, sealed, known.installed, known.client)
        try:
            installed = _installed(json.loads(self._box.unseal(sealed, name=_name(team))))
        except ValueError as error:
            raise Permanent(str(error)) from None
        return _Looked(now, sealed, installed, self._connect(installed.token))

    def _forget(self, team: str) -> None:
        self._changes += 1
        self._looked.pop(team, None)


class InstalledChat:
    """Direct messages in whichever workspace an account belongs to, behind the port `Chat`."""

    def __init__(self, installations: Installations, *, links: Links | None = None) -> None:
        self._installations = installations
        self._links = links

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        """Return once it is the turn of a message. Raises Transient or Permanent."""
        await (await self._of(to)).ready(to, key=key, at=at)

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        """Send a direct message that carries `key`. Raises Transient or Permanent."""
        return await (await self._of(to)).post(to, card, key=key, thread=thread)

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        """Return where the message with `key` stands. Raises Transient or Permanent."""
        return await (await self._of(to)).find(to, key=key, thread=thread)

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        """Answer in a shared conversation for the asker alone. Raises Transient or Permanent."""
        await (await self._of(to)).aside(to, card, at=at)

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        """Post in a channel of a workspace. Raises Transient or Permanent."""
        return await (await self._of(at)).announce(at, card, key=key)

    async def home(self, to: Account, card: Card) -> None:
        """Draw somebody's Home anew. Raises Transient or Permanent."""
        await (await self._of(to)).home(to, card)

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        """Change a message in place. Raises Transient or Permanent."""
        await (await self._of(to)).redraw(to, posted, card)

    async def who(self, account: Account) -> Profile:
        """Return who a user is. Raises Transient or Permanent."""
        return await (await self._of(account)).who(account)

    async def _of(self, to: Account) -> SlackChat:
        return SlackChat(await self._installations.client(to.tenant), links=self._links)


def _name(team: str) -> str:
    """What the seal of a workspace is for."""
    return f"slack installation {team}"


def _installed(told: Mapping[str, Any]) -> Installed:
    return Installed(
        team=told["team"],
        token=told["token"],
        bot_id=told["bot_id"],
        bot_user=told["bot_user"],
        name=told.get("name", ""),
        enterprise=told.get("enterprise", ""),
    )
