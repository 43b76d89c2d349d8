"""Microsoft Graph over HTTP as the app itself: four requests at once, never without a timeout.

https://learn.microsoft.com/graph/throttling-limits: Outlook takes four requests of an app at a time.
"""

import asyncio
import json
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)
from yarl import URL

from adapters.calendars.microsoft_faults import NOT_FOUND, Said, code_of, fault, moved, waiting
from adapters.calendars.microsoft_token import AppTokens
from bot.ports import NotYet, Transient

AT_ONCE = 4
PATIENCE = 10.0  # seconds for each answer; an attempt of the relay has 30
STEADY = ('IdType="ImmutableId"', 'outlook.timezone="UTC"')

Answer = Mapping[str, Any]


class GraphCalls:
    """One app in one tenant. `url` is Graph's root and ends with a slash."""

    def __init__(self, session: ClientSession, tokens: AppTokens, *, url: str, patience: float = PATIENCE) -> None:
        self._session = session
        self._tokens = tokens
        self.root = f"{url}v1.0/"
        self._patience = patience
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def run(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Answer | None = None,
        prefer: Collection[str] = (),
        etag: str = "",
        expecting: Collection[int] = (),
    ) -> Answer:
        """Make one request; `path` is below the root, or a whole link that Graph gave. With `etag` only if nothing changed.

        Raises Said for a status in `expecting`, Transient or Permanent for everything else that is no success.
        """
        url = path if path.startswith(self.root) else f"{self.root}{path}"
        if query:
            url = f"{url}?{urlencode(query, quote_via=quote, safe='$')}"
        headers = {"Prefer": ", ".join((*STEADY, *prefer))} | ({"If-Match": etag} if etag else {})
        try:
            return await self._told(verb, url, headers, body)
        except Said as said:
            if said.status == 401:  # the token was taken back: a new one, once
                await self._tokens.forget()
                return await self._again(verb, url, headers, body, expecting=expecting)
            raise _judged(said, expecting, url) from said

    async def _again(
        self, verb: str, url: str, headers: Mapping[str, str], body: Answer | None, *, expecting: Collection[int]
    ) -> Answer:
        try:
            return await self._told(verb, url, headers, body)
        except Said as said:
            raise _judged(said, expecting, url) from said

    async def _told(self, verb: str, url: str, headers: Mapping[str, str], body: Answer | None) -> Answer:
        token = await self._tokens.get()
        try:
            async with asyncio.timeout(self._patience / 2):
                await self._turn.acquire()
        except TimeoutError as error:
            raise NotYet("Microsoft: four requests are under way", wait=timedelta(seconds=2)) from error
        try:
            return await self._spoken(verb, url, {**headers, "Authorization": f"Bearer {token}"}, body)
        finally:
            self._turn.release()

    async def _spoken(self, verb: str, url: str, headers: Mapping[str, str], body: Answer | None) -> Answer:
        timeout = ClientTimeout(total=self._patience)
        try:
            async with self._session.request(
                verb, URL(url, encoded=True), headers=headers, json=body, timeout=timeout, allow_redirects=False
            ) as answer:
                return await _read(answer)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Transient("Microsoft: no connection", refused=True) from error
        except TimeoutError as error:
            raise Transient("Microsoft: no answer in time") from error
        except (ClientError, OSError) as error:
            raise Transient("Microsoft: connection lost") from error


class _Refused(Said):
    """An answer that is no success, with how long it asks us to wait."""

    def __init__(self, status: int, code: str, wait: timedelta | None) -> None:
        super().__init__(status, code)
        self.wait = wait


async def _read(answer: ClientResponse) -> Answer:
    text = await answer.text()
    if answer.status >= 300:
        raise _Refused(answer.status, code_of(text), waiting(answer.headers.get("Retry-After", "")))
    try:
        told = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise Transient("Microsoft: an answer that cannot be read") from error
    return told if isinstance(told, dict) else {}


def _judged(said: Said, expecting: Collection[int], url: str) -> Exception:
    about_event = re.search(r"/events/[^/?]+", url) is not None
    if said.status == 404 and said.code == NOT_FOUND and not about_event:
        return moved(said.status, said.code)
    if said.status in expecting:
        return said
    return fault(said.status, said.code, wait=said.wait if isinstance(said, _Refused) else None)


def user_path(owner: str) -> str:
    return f"users/{quote(owner.strip().lower(), safe='@')}"


def events_path(owner: str) -> str:
    return f"{user_path(owner)}/events"


def event_path(owner: str, event: str) -> str:
    return f"{events_path(owner)}/{quote(event, safe='')}"
