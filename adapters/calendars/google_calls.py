"""Google's API through its own SDK: as the owner of the calendar, in threads of our own, never without a timeout.

The SDK blocks, and its transport is not safe for several threads, so each thread has its own connection. The key is a
service account's with domain-wide delegation, and each call is made in the name of one user of the organisation.
"""

import asyncio
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httplib2
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from adapters.calendars.google_faults import FAULTS, Said, fault
from bot.ports import Transient

EVENTS = "https://www.googleapis.com/auth/calendar.events"
FREEBUSY = "https://www.googleapis.com/auth/calendar.freebusy"
SETTINGS = "https://www.googleapis.com/auth/calendar.settings.readonly"
THREADS = 8
PATIENCE = 10.0  # seconds for each answer; an attempt of the relay has 30

Answer = Mapping[str, Any]


class GoogleCalls:
    """One service account. `url` is the root of Google's APIs and ends with a slash; `close` when all is over."""

    def __init__(self, key: Mapping[str, Any], *, url: str, patience: float = PATIENCE) -> None:
        """Raises ValueError for what is not the key file of a service account."""
        try:
            self._account = service_account.Credentials.from_service_account_info(dict(key))  # type: ignore[no-untyped-call]
        except GoogleAuthError as error:
            raise ValueError("not the key of a service account") from error
        self._patience = patience
        self._speakers: dict[tuple[str, str], service_account.Credentials] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="google")
        self._own = threading.local()
        self._lines: set[httplib2.Http] = set()
        options = {"api_endpoint": f"{url}calendar/v3/"}
        self.api: Any = build(
            "calendar", "v3", http=self._line(), static_discovery=True, cache_discovery=False, client_options=options
        )

    async def run(
        self, owner: str, request: Any, *, scope: str = EVENTS, expecting: Collection[int] = (), etag: str = ""
    ) -> Answer:
        """Make one request of `api` in the name of `owner`; with `etag` only if nothing changed meanwhile (else 412).

        Raises Said for a status in `expecting`, Transient or Permanent for everything else that is no success.
        """
        if etag:
            request.headers["If-Match"] = etag
        speaker = self._speaker(owner.strip().lower(), scope)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._spoken(request, speaker, frozenset(expecting)))

    def close(self) -> None:
        """Take no more calls; those under way end by themselves, unheard."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for line in tuple(self._lines):  # a thread that still speaks may hang up meanwhile
            line.close()

    def _speaker(self, owner: str, scope: str) -> service_account.Credentials:
        """One per owner, so that a token serves until it expires; a scope that is not allowed fails by itself."""
        known = self._speakers.get((owner, scope))
        if known is None:
            known = self._account.with_subject(owner).with_scopes([scope])
            self._speakers[(owner, scope)] = known
        return known

    def _spoken(
        self, request: Any, speaker: service_account.Credentials, expecting: frozenset[int]
    ) -> Callable[[], Answer]:
        def speak() -> Answer:
            try:
                told = request.execute(http=AuthorizedHttp(speaker, http=self._line())) or {}
            except HttpError as error:
                if error.resp.status in expecting:
                    raise Said(error.resp.status) from error
                raise fault(error) from error
            except FAULTS as error:
                self._hang_up()
                raise fault(error) from error
            if not isinstance(told, Mapping):
                raise Transient("Google: an answer that cannot be read")
            return told

        return speak

    def _line(self) -> httplib2.Http:
        """Return this thread's connection."""
        line = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = httplib2.Http(timeout=self._patience)
            self._lines.add(line)
        return line

    def _hang_up(self) -> None:
        """Have this thread connect anew after a fault, so that no late answer is taken for another's."""
        line = self._line()
        line.close()
        self._lines.discard(line)
        self._own.line = None
