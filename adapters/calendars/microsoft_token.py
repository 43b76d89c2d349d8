"""Tokens of the app itself (client credentials), through msal, in a thread of its own: msal blocks.

msal keeps a token until shortly before it expires. It takes https addresses alone, so where the login service is a
stand-in on http, the address is mended on the way out.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msal
import requests

from adapters.calendars.microsoft_faults import no_token
from bot.domain.calendar_faults import Cause
from bot.ports import Permanent, Transient


class AppTokens:
    """One app in one tenant. `login` and `graph` are roots and end with a slash; `close` when all is over."""

    def __init__(self, tenant: str, client: str, secret: str, *, login: str, graph: str, patience: float) -> None:
        self._authority = f"https://{login.split('://', 1)[-1]}{tenant}"
        self._client, self._secret = client, secret
        self._scopes = [f"{graph}.default"]
        self._line = _Line(login, patience=patience)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="microsoft")
        self._app: msal.ConfidentialClientApplication | None = None

    async def get(self) -> str:
        """Return a token that holds; raises Transient, or Permanent with the cause and the cure."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._get)

    async def forget(self) -> None:
        """Have the next token be a new one: the last was not accepted."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._forget)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._line.close()

    def _get(self) -> str:
        told = self._asked()
        if "access_token" not in told:
            raise no_token(told)
        return str(told["access_token"])

    def _asked(self) -> Mapping[str, Any]:
        try:
            return dict(self._opened().acquire_token_for_client(self._scopes))
        except requests.RequestException as error:
            raise Transient("Microsoft: no connection to the token server", refused=True) from error
        except msal.exceptions.MsalError as error:
            raise Transient("Microsoft: the token server does not answer", refused=True) from error
        except ValueError as error:
            raise Permanent("Microsoft: no such tenant; mend MICROSOFT_TENANT_ID", cause=Cause.KEY) from error

    def _opened(self) -> msal.ConfidentialClientApplication:
        """Return msal's app; it looks up where tokens are given, so it is made with the first token."""
        if self._app is None:
            self._app = msal.ConfidentialClientApplication(
                self._client,
                client_credential=self._secret,
                authority=self._authority,
                instance_discovery=False,
                http_client=self._line,
            )
        return self._app

    def _forget(self) -> None:
        if self._app is not None:
            self._app.remove_tokens_for_client()


class _Line(requests.Session):
    """The way to the login service: everything goes to its root, and nothing waits for ever."""

    def __init__(self, root: str, *, patience: float) -> None:
        super().__init__()
        self.trust_env = False
        self._root = root
        self._patience = patience

    def request(self, method: str, url: str | bytes, *args: Any, **more: Any) -> requests.Response:
        path = str(url).split("/", 3)[3]
        return super().request(method, f"{self._root}{path}", *args, **more | {"timeout": self._patience})
