"""The way in from Teams: one path, tokens checked before anything is read, answers inside the same request.

The tokens are the Bot Connector's (learn.microsoft.com/azure/bot-service, “Authentication with the Bot Connector API”), and
the SDK checks them. Its keys we fetch ourselves: the SDK would block the loop for as long as Microsoft takes, and would not
find a key that is newer than its own (botframework-connector 4.17.1, `jwt_token_extractor.py`).
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import jwt
from aiohttp import ClientSession, web
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    SimpleCredentialProvider,
    VerifyOptions,
)
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor

from adapters.teams import activity
from adapters.teams.activity import Body, Malformed
from adapters.teams.desk import Desk, serves
from adapters.teams.signing import signing_keys
from bot.ports import Transient

PATH = "/api/messages"
LARGEST = 256 * 1024
"""Bytes of a request: Teams' own messages have up to about 100 KB, and a form comes with its own card."""
DAY, HOUR, MOMENT = 86_400.0, 3_600.0, 5.0  # seconds
PATIENCE, SOON = 10.0, 2.0  # seconds for both calls: at the start, and while a request waits
ON_BEHALF = ("Forwarded", "X-Forwarded-For", "Via", "Origin")
"""Headers of requests that somebody else is behind: a proxy's, or a web page's in a browser on this machine."""
TOLERANCE = 300  # seconds by which Microsoft's clock and ours may differ

log = logging.getLogger(__name__)

Seconds = Callable[[], float]


class Keys:
    """What Microsoft signs with: fetched once a day, and for a key that nobody knows, at most once an hour."""

    def __init__(self, session: ClientSession, url: str, *, seconds: Seconds = time.monotonic) -> None:
        options = VerifyOptions([AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER], None, TOLERANCE, False)
        self.extractor = JwtTokenExtractor(options, url, AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS)
        self._session = session
        self._url = url
        self._seconds = seconds
        self._known: frozenset[str] = frozenset()
        self._fetched = self._tried = -DAY
        self._one_at_a_time = asyncio.Lock()

    async def warm(self) -> None:
        """Fetch them before the first request comes; where that fails, the first request tries again."""
        async with self._one_at_a_time:
            await self._fetch(within=PATIENCE)

    async def have(self, key: str) -> bool:
        """Return whether a key is one of Microsoft's. Raises Transient while none are known.

        New ones are waited for by one request alone, and those with keys that nobody knows; a known key holds meanwhile.
        """
        if key in self._known and (self._age < DAY or self._one_at_a_time.locked()):
            return True
        async with self._one_at_a_time:
            wanted = self._age >= (DAY if key in self._known else HOUR)
            if wanted and self._seconds() - self._tried >= MOMENT:
                await self._fetch(within=SOON)
        if not self._known:
            raise Transient("Microsoft's keys are not known yet")
        return key in self._known

    @property
    def _age(self) -> float:
        return self._seconds() - self._fetched

    async def _fetch(self, *, within: float) -> None:
        """Take the keys in; where that fails, those that are known stay."""
        try:
            async with asyncio.timeout(within):
                usable = await signing_keys(self._session, self._url)
        except (Transient, TimeoutError) as error:
            log.warning("teams_keys_not_fetched", extra={"why": str(error) or "no answer in time"})
            return
        finally:
            self._tried = self._seconds()  # whoever waited for this does not wait for another
        metadata = self.extractor.open_id_metadata
        metadata.keys = list(usable.values())
        metadata.last_updated = datetime.max  # noqa: DTZ901 (so the SDK never fetches them itself)
        self._known, self._fetched = frozenset(usable), self._seconds()


class Tokens:
    """Checks that requests are the Bot Connector's, and meant for our app."""

    def __init__(self, app: str, *, keys: Keys) -> None:
        if not app:
            raise ValueError("without the id of the app everybody would be let in")
        self._ours = SimpleCredentialProvider(app, "")
        self._keys = keys

    async def claims(self, header: str) -> Mapping[str, Any] | None:
        """Return what a token claims, None for one that does not hold. Raises Transient while that cannot be told."""
        found = (await asyncio.gather(self._verified(header), return_exceptions=True))[0]
        if isinstance(found, Transient):
            raise found
        return None if isinstance(found, BaseException) else found

    async def _verified(self, header: str) -> Mapping[str, Any]:
        """Raise for a token that does not hold: the SDK does so with exceptions of every kind, `Exception` itself too."""
        scheme, _, token = header.partition(" ")
        key = jwt.get_unverified_header(token).get("kid")
        if scheme != "Bearer" or not isinstance(key, str) or not await self._keys.have(key):
            raise PermissionError("no token, or of a key that is not Microsoft's")
        identity = await self._keys.extractor.get_identity_from_auth_header(header, activity.CHANNEL)
        known = await ChannelValidation.validate_identity(identity, self._ours)
        claims: Mapping[str, Any] = known.claims
        if "exp" not in claims:
            raise PermissionError("a token that never ends")
        return claims


def routes(desk: Desk, *, tokens: Tokens | None, tenants: Collection[str]) -> list[web.RouteDef]:
    """Return the one route that takes everything from Teams.

    Without `tokens` only this machine is listened to, whoever it says it is: for an emulator.
    """

    async def take(request: web.Request) -> web.Response:
        if (request.content_length or 0) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=request.content_length or 0)
        try:
            claims = await _let_in(request, tokens=tokens)
        except Transient:
            return web.Response(status=503, text="The token cannot be checked just now.")
        body = _read(await request.clone(client_max_size=LARGEST).read()) if claims is not None else {}
        if claims is None or not _is_whose_it_says(body, claims) or not serves(body, tenants=tenants):
            log.warning("teams_request_not_genuine")
            return web.Response(status=401, text="The token does not hold for this.")
        try:
            answered = await desk.take(body)
        except Malformed:
            return web.Response(status=400, text="This does not say who it is from.")
        return web.Response(status=answered.status) if answered.body is None else _json(answered.body, answered.status)

    return [web.post(PATH, take)]


async def _let_in(request: web.Request, *, tokens: Tokens | None) -> Mapping[str, Any] | None:
    if tokens is not None:
        return await tokens.claims(request.headers.get("Authorization", ""))
    handed_on = any(name in request.headers for name in ON_BEHALF)
    return {} if _is_here(request.remote or "") and not handed_on else None


def _is_here(address: str) -> bool:
    """Whether a request comes from this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _read(raw: bytes) -> Body:
    """Return an activity; answers 400 for what is none."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="This is not JSON.") from None
    if not isinstance(body, Mapping) or not activity.text(body, "type"):
        raise web.HTTPBadRequest(text="This is no activity.")
    if activity.text(body, "channelId") != activity.CHANNEL:
        raise web.HTTPBadRequest(text="This is not from Teams.")
    return body


def _is_whose_it_says(body: Body, claims: Mapping[str, Any]) -> bool:
    """Whether the token is for the very connector that answers are to go through; an emulator gives none."""
    return not claims or activity.text(body, "serviceUrl") == claims.get("serviceurl")


def _json(body: Mapping[str, Any], status: int) -> web.Response:
    return web.json_response(dict(body), status=status)
