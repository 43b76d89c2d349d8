"""Which Slack workspaces are served, and with whose token: one whose token is a setting, or those that installed the app."""

import asyncio
from datetime import datetime
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.gateway import asked


class Workspaces(Protocol):
    """`whoami` is asked once at the start of every request; for a workspace that is not served it names no token."""

    async def whoami(self, team: str, *, within: float) -> AuthorizeResult: ...
    async def serves(self, team: str) -> bool: ...
    async def client(self, team: str) -> AsyncWebClient: ...
    async def removed(self, team: str, *, at: datetime) -> None: ...


class OneWorkspace:
    """The workspace that the client's token belongs to; `team` (`T…`) names it, or is found out by asking Slack."""

    def __init__(self, client: AsyncWebClient, *, team: str = "") -> None:
        self._client = client
        self._team = team
        self._known: asyncio.Future[AuthorizeResult] | None = None

    async def whoami(self, team: str, *, within: float) -> AuthorizeResult:
        """Return who we are: asked once for all who wait, and again only if that failed. Raises Transient or Permanent."""
        if self._known is None or (self._known.done() and self._known.exception() is not None):
            self._known = asyncio.ensure_future(self._introduced(within))
        return await asyncio.shield(self._known)

    async def serves(self, team: str) -> bool:
        return team == self._team

    async def client(self, team: str) -> AsyncWebClient:
        return self._client

    async def removed(self, team: str, *, at: datetime) -> None:
        """Ask again who we are from now on: the token is a setting, so only Slack can say whether it still holds."""
        self._known = None

    async def _introduced(self, within: float) -> AuthorizeResult:
        us = await asked(self._client.auth_test(), within=within)
        self._team = self._team or str(us.get("team_id") or "")
        return AuthorizeResult(
            enterprise_id=us.get("enterprise_id"),
            team_id=us.get("team_id"),
            bot_id=us.get("bot_id"),
            bot_user_id=us.get("user_id"),
            bot_token=self._client.token,
        )
