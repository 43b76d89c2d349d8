"""Tokens of the app itself for the Bot Connector (learn.microsoft.com/azure/bot-service, “Authentication”).

One request and one secret: msal would ask the same in a thread of its own, and block it for as long as Microsoft takes.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.domain.people import Barrier
from bot.ports import Transient, Unreachable

SCOPE = "https://api.botframework.com/.default"
PATIENCE = 8.0  # seconds; an attempt of the relay has 30
EARLY = 300.0  # seconds before its end at which a token is not used any more
PASSING = frozenset({"temporarily_unavailable", "server_error", "service_unavailable"})
NEW_SECRET = "make a new client secret for the app in Entra, and set TEAMS_APP_PASSWORD"
CURES: Mapping[int, str] = {
    7000215: NEW_SECRET,
    7000222: f"the client secret has expired; {NEW_SECRET}",
    700016: "no such app in this tenant: mend TEAMS_APP_ID or TEAMS_TENANT_ID",
    90002: "no such tenant: mend TEAMS_TENANT_ID",
    7000112: "the app is disabled in this tenant: enable it in Entra",
    53003: "a conditional access policy keeps the app out: except it there",
}
WAY_IN = "mend TEAMS_APP_ID, TEAMS_APP_PASSWORD or TEAMS_TENANT_ID"

Seconds = Callable[[], float]


class AppTokens:
    """One app in one tenant. `login` is the root of the login service and ends with a slash.

    Without an `app` there are no tokens: for an emulator, which asks for none.
    """

    def __init__(
        self,
        session: ClientSession,
        *,
        app: str,
        secret: str,
        tenant: str,
        login: str,
        seconds: Seconds = time.monotonic,
    ) -> None:
        self._session = session
        self._url = f"{login}{tenant}/oauth2/v2.0/token"
        self._asking = {
            "grant_type": "client_credentials",
            "client_id": app,
            "client_secret": secret,
            "scope": SCOPE,
        }
        self._app = app
        self._seconds = seconds
        self._token, self._until = "", 0.0
        self._failures = 0
        self._one_at_a_time = asyncio.Lock()

    async def get(self) -> str:
        """Return a token that holds, empty where there is no app; raises Transient, or Unreachable with the cure."""
        if not self._app:
            return ""
        failures = self._failures
        async with self._one_at_a_time:
            if self._seconds() >= self._until:
                if (
                    failures != self._failures
                ):  # while we waited somebody's try came to nothing, and may have taken long
                    raise Transient("Teams: no token, just asked for", refused=True)
                told = await self._asked()
                lasts = told.get("expires_in")
                self._token = str(told["access_token"])
                self._until = self._seconds() + (float(lasts) if isinstance(lasts, int | float) else 600.0) - EARLY
            return self._token

    def forget(self, token: str) -> None:
        """Have the next token be a new one: this one was not accepted."""
        if token == self._token:
            self._until = 0.0

    async def _asked(self) -> Mapping[str, Any]:
        timeout = ClientTimeout(total=PATIENCE)
        try:
            async with self._session.post(
                self._url, data=self._asking, timeout=timeout, allow_redirects=False
            ) as answer:
                told = await answer.json(content_type=None)
                status = answer.status
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            self._failures += 1
            raise Transient(f"Teams: no token, {type(error).__name__}", refused=True) from None
        told = told if isinstance(told, dict) else {}
        if status == 200 and isinstance(told.get("access_token"), str):
            return told
        self._failures += 1
        raise _no_token(status, told)


def _no_token(status: int, told: Mapping[str, Any]) -> Transient | Unreachable:
    """Return what the login service answered: passing where it says so. Its own sentences are not repeated."""
    if status >= 500 or status == 429 or str(told.get("error")) in PASSING:
        return Transient(f"Teams: no token, {status}", wait=timedelta(seconds=30), refused=True)
    numbers = told.get("error_codes")
    codes = [code for code in numbers if isinstance(code, int)] if isinstance(numbers, list) else []
    cure = next((CURES[code] for code in codes if code in CURES), WAY_IN)
    named = "".join(f" AADSTS{code}" for code in codes[:1])
    return Unreachable(f"Teams: no token{named}: {cure}", barrier=Barrier.APP_GONE)
