"""Where calendars say that something changed. The seal is compared before anything is read; then the calendar is.

A notification says nothing about what changed, may come late, twice or never, and is only a hint. It counts as taken once
the core has it; what is wrong with us gets a 5xx, because a vendor sends again after those alone.
"""

import logging
from collections.abc import Sequence

from aiohttp import web

from adapters.calendars.seal import unsealed
from bot.inbound import CalendarTouched
from bot.ports import Handle, Transient

LOG = logging.getLogger(__name__)
RETRY_SECONDS = "60"


def routes(handle: Handle, *, keys: Sequence[bytes]) -> list[web.RouteDef]:
    """Return the routes of the vendors' notifications. `keys` are those that `seal` made their tokens with."""

    async def from_google(request: web.Request) -> web.Response:
        """https://developers.google.com/workspace/calendar/api/guides/push: headers alone, the first one a greeting."""
        person = unsealed(request.headers.get("X-Goog-Channel-Token", ""), vendor="google", keys=keys)
        if person is None:
            return _forged("google")
        return await _take(CalendarTouched(person), handle=handle)

    return [web.post("/calendars/google", from_google)]


async def _take(touched: CalendarTouched, *, handle: Handle) -> web.Response:
    try:
        await handle(touched)
    except (Transient, OSError) as fault:
        LOG.error("calendar_postponed", extra={"fault": type(fault).__name__})
        return web.Response(status=503, headers={"Retry-After": RETRY_SECONDS})
    return web.Response(status=204)


def _forged(vendor: str) -> web.Response:
    LOG.warning("calendar_forged", extra={"calendar": vendor})
    return web.Response(status=401)
