"""The one-time word that ties Slack's answer to the browser that asked: signed, ten minutes old at most, used once."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.domain.time import epoch
from bot.ports import Clock, Store

LIVES = timedelta(minutes=10)
SOURCE = "slack_install"
SHAPE = re.compile(r"([0-9]{1,12})\.([0-9A-Za-z_-]{32})\.([0-9A-Za-z_-]{43})")


class States(AsyncOAuthStateStore):
    """Issues words that need no table of their own: only those that were used are remembered, in the inbox."""

    def __init__(self, store: Store, *, clock: Clock, keys: Sequence[bytes]) -> None:
        self._store = store
        self._clock = clock
        self._keys = tuple(keys)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Return a fresh word; the arguments are the interface's, and unused."""
        body = f"{epoch(self._clock() + LIVES)}.{secrets.token_urlsafe(24)}"
        return f"{body}.{_mac(body, self._keys[0])}"

    async def async_consume(self, state: str) -> bool:
        """Return whether this word is ours, in time, and not used before; from now on it is used."""
        found = SHAPE.fullmatch(state)
        if found is None or epoch(self._clock()) >= int(found[1]):
            return False
        body = f"{found[1]}.{found[2]}"
        if not any(hmac.compare_digest(found[3], _mac(body, key)) for key in self._keys):
            return False
        async with self._store() as work:
            return await work.inbox.first(SOURCE, found[2], kind="oauth", at=self._clock())


def _mac(body: str, key: bytes) -> str:
    digest = hmac.new(key, b"usher slack install " + body.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
