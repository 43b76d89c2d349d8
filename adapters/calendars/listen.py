"""Where calendars say that something changed. The seal is compared before anything is read; then the calendar is.

A notification says nothing about what changed, may come late, twice or never, and is only a hint. It counts as taken once
the core has it; what is wrong with us gets a 5xx, because a vendor sends again after those alone.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence

from aiohttp import web

from adapters.calendars.seal import unsealed
from bot.domain.ids import PersonId
from bot.inbound import CalendarTouched
from bot.ports import Handle, Transient

LOG = logging.getLogger(__name__)
RETRY_SECONDS = "60"
LONGEST_VALIDATION = 1000
LAPSES = ("reauthorizationRequired", "subscriptionRemoved")


def routes(handle: Handle, *, keys: Sequence[bytes]) -> list[web.RouteDef]:
    """Return the routes of the vendors' notifications. `keys` are those that `seal` made their tokens with."""

    async def from_google(request: web.Request) -> web.Response:
        """https://developers.google.com/workspace/calendar/api/guides/push: headers alone, the first one a greeting."""
        person = unsealed(request.headers.get("X-Goog-Channel-Token", ""), vendor="google", keys=keys)
        if person is None:
            return _forged("google")
        return await _take(CalendarTouched(person), handle=handle)

    async def from_microsoft(request: web.Request) -> web.Response:
        """https://learn.microsoft.com/graph/change-notifications-delivery-webhooks: first a question, to be repeated."""
        if asked := request.query.get("validationToken", ""):
            return _repeated(asked)
        touched: dict[PersonId, bool] = {}
        for seal, lapsed in _told(await request.read()):
            person = unsealed(seal, vendor="microsoft", keys=keys)
            if person is not None:
                touched[person] = touched.get(person, False) or lapsed
        if not touched:
            return _forged("microsoft")
        for person, lapsed in sorted(touched.items()):
            answer = await _take(CalendarTouched(person, lapsed=lapsed), handle=handle)
            if answer.status != 204:
                return answer
        return web.Response(status=202)

    return [web.post("/calendars/google", from_google), web.post("/calendars/microsoft", from_microsoft)]


def _repeated(asked: str) -> web.Response:
    """Repeat what Microsoft asks, as text that no browser takes for a page."""
    if len(asked) > LONGEST_VALIDATION:
        return web.Response(status=400)
    return web.Response(text=asked, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})


def _told(body: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the seals in a delivery, each with whether it says that no more will come; nothing else of it is looked at.

    https://learn.microsoft.com/graph/change-notifications-lifecycle-events
    """
    try:
        value = json.loads(body)["value"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for each in value if isinstance(value, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("clientState"), str):
            yield each["clientState"], each.get("lifecycleEvent") in LAPSES


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
