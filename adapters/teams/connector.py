"""The Bot Connector's REST API (learn.microsoft.com/azure/bot-service, “Bot Connector API”), as far as Usher uses it.

The SDK's own client sends a message up to four times by itself, in threads that wait for ever, so these few calls are made
here. A conversation tells where its connector is; only Microsoft's own, and the one that is configured, are ever called.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)
from yarl import URL

from adapters.teams.faults import fault, waiting
from adapters.teams.token import AppTokens
from bot.ports import Permanent, Transient

HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
"""Where Teams' connectors are (…/msteams-docs, “Send proactive messages”): the public cloud's and the governments'."""
PATIENCE = 10.0  # seconds for one call; an attempt of the relay has 30
LARGEST = 1024 * 1024  # bytes of an answer


class Connector:
    """One app. `service` is the root that is configured, for whoever has not written yet; a stand-in is one of them."""

    def __init__(self, session: ClientSession, tokens: AppTokens, *, service: str, patience: float = PATIENCE) -> None:
        self._session = session
        self._tokens = tokens
        self._service = service
        self._patience = patience

    async def create(self, conversation: Mapping[str, Any], *, service: str = "") -> Mapping[str, Any]:
        """Begin a conversation, or find the one there is; returns `id`, and `activityId` of a message sent along."""
        return await self._call("POST", ("conversations",), service=service, body=conversation)

    async def send(self, place: str, activity: Mapping[str, Any], *, service: str = "") -> str:
        """Post to a conversation; returns the message's id."""
        told = await self._call("POST", ("conversations", place, "activities"), service=service, body=activity)
        if not isinstance(told.get("id"), str) or not told["id"]:
            raise Transient("Teams: an answer without id")
        return str(told["id"])

    async def update(self, place: str, message: str, activity: Mapping[str, Any], *, service: str = "") -> None:
        """Change a message for everybody who sees it."""
        path = ("conversations", place, "activities", message)
        await self._call("PUT", path, service=service, body={**activity, "id": message})

    async def member(self, place: str, user: str, *, service: str = "") -> Mapping[str, Any]:
        """Return what is known of somebody in a conversation, by their id there or their Entra object id."""
        return await self._call("GET", ("conversations", place, "members", user), service=service)

    async def _call(
        self, verb: str, path: tuple[str, ...], *, service: str, body: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        """Make one call, and once more with a new token where the first did not hold. Raises Transient or Permanent."""
        url = self._root(service) + "/".join(("v3", *(quote(part, safe="") for part in path)))
        token = await self._tokens.get()
        status, text, wait = await self._spoken(verb, url, token, body)
        if status == 401 and token:
            self._tokens.forget(token)
            status, text, wait = await self._spoken(verb, url, await self._tokens.get(), body)
        if not 200 <= status < 300:
            raise fault(status, text, wait=waiting(wait))
        try:
            told = json.loads(text) if text.strip() else {}
        except ValueError:
            raise Transient("Teams: an answer that cannot be read") from None
        return told if isinstance(told, dict) else {}

    def _root(self, service: str) -> str:
        """Return the root of a connector; raises Permanent for one that is not Microsoft's, nor the one configured."""
        wanted = service or self._service
        try:
            ours = _is_at(urlsplit(wanted), urlsplit(self._service))
        except ValueError:  # no URL at all
            ours = False
        if not ours:
            raise Permanent("Teams: a connector that is not Microsoft's")
        return wanted.rstrip("/") + "/"

    async def _spoken(self, verb: str, url: str, token: str, body: Mapping[str, Any] | None) -> tuple[int, str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        timeout = ClientTimeout(total=self._patience)
        try:
            async with self._session.request(
                verb, URL(url, encoded=True), headers=headers, json=body, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await _text(answer), answer.headers.get("Retry-After", "")
        except (ClientConnectorError, ConnectionTimeoutError):
            raise Transient("Teams: no connection", refused=True) from None
        except TimeoutError:
            raise Transient("Teams: no answer in time") from None
        except (ClientError, OSError, UnicodeDecodeError):
            raise Transient("Teams: connection lost") from None


def _is_at(url: SplitResult, service: SplitResult) -> bool:
    """Whether a URL leads to Microsoft's connectors, or to where `service` is. Raises ValueError for an odd port."""
    known = url.scheme == "https" and url.hostname in HOSTS and url.port in {None, 443}
    return (known or (url.scheme, url.netloc) == (service.scheme, service.netloc)) and not url.username


async def _text(answer: ClientResponse) -> str:
    raw = bytearray()
    async for part in answer.content.iter_any():
        raw += part
        if len(raw) > LARGEST:
            raise Transient("Teams: an answer that is too long")
    return raw.decode(errors="replace")
