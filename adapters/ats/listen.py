"""Where ATS web hooks arrive: the signature first, then the words, and 200 only once the core has taken them.

What is wrong with the delivery gets a 4xx that says so. What is wrong with us (no secret set, the database away, a bug) gets
a 5xx, because a vendor that reads 401 to 410 may stop trying; Greenhouse sends again six times within 15 hours.
Logs carry the kind and the delivery id, never a name, an address or a body.
"""

import hashlib
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from adapters.ats import generic, greenhouse
from adapters.ats.reading import PING, Malformed
from adapters.ats.signature import generic_holds, greenhouse_holds, secrets_of
from bot.domain.findings import UNREADABLE
from bot.inbound import Inbound, Noted
from bot.ports import Clock, Handle, Transient

LOG = logging.getLogger(__name__)
LARGEST = 1_000_000
RETRY_SECONDS = "60"
LONGEST_DELIVERY = 200
PLACE = re.compile(r"[a-z_]+(\[\d+\])?(\.[a-z_]+(\[\d+\])?){0,9}", re.ASCII)

Receive = Callable[[web.Request, bytes], Awaitable[web.Response]]


def routes(handle: Handle, *, clock: Clock, greenhouse_secret: str, generic_secret: str) -> list[web.RouteDef]:
    """Return the two POST routes. A secret may be several, separated by commas; with none the route answers 503.

    `clock` is real time, not the product's: it bounds the age of generic signatures.
    """
    ours, theirs = secrets_of(generic_secret), secrets_of(greenhouse_secret)

    async def from_greenhouse(request: web.Request, body: bytes) -> web.Response:
        if greenhouse_holds(request.headers.get("Signature", ""), body, secrets=theirs):
            return await _take(
                lambda: greenhouse.parse(body, _delivery(request, body)), ats=greenhouse.ATS, body=body, handle=handle
            )
        if greenhouse.is_ping(body):
            LOG.warning("ats_ping_unsigned", extra={"ats": greenhouse.ATS, "secrets": len(theirs)})
            return _pong()
        if not theirs:
            return _unavailable("GREENHOUSE_WEBHOOK_SECRET is not set here")
        return _forged(greenhouse.ATS, "the Signature header does not fit this body and our secret")

    async def from_anyone(request: web.Request, body: bytes) -> web.Response:
        if not ours:
            return _unavailable("GENERIC_ATS_SECRET is not set here")
        header = request.headers.get("X-Usher-Signature", "")
        if not generic_holds(header, body, secrets=ours, now=clock()):
            return _forged(generic.ATS, "the X-Usher-Signature header does not fit this body, our secret and the time")
        return await _take(lambda: generic.parse(body), ats=generic.ATS, body=body, handle=handle)

    return [
        web.post("/ats/greenhouse", _bounded(from_greenhouse)),
        web.post("/ats/generic", _bounded(from_anyone)),
    ]


def _bounded(receive: Receive) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def bounded(request: web.Request) -> web.Response:
        if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            return _refused(415, "", "send the body uncompressed: the signature counts for the bytes as sent")
        body = bytearray()
        if (request.content_length or 0) <= LARGEST:
            async for chunk in request.content.iter_chunked(65_536):
                body += chunk
                if len(body) > LARGEST:
                    break
            else:
                return await receive(request, bytes(body))
        return _refused(413, "", f"a delivery may have at most {LARGEST} bytes")

    return bounded


async def _take(read: Callable[[], Inbound], *, ats: str, body: bytes, handle: Handle) -> web.Response:
    try:
        inbound = read()
    except Malformed as malformed:
        LOG.warning("ats_malformed", extra={"path": malformed.path})
        with suppress(Transient, OSError):  # what is wrong with it is answered all the same
            await handle(Noted(ats, hashlib.sha256(body).hexdigest(), UNREADABLE, _place(malformed.path)))
        return _refused(400, malformed.path, malformed.error)
    if isinstance(inbound, Noted) and inbound.kind == PING:
        return _pong()
    try:
        await handle(inbound)
    except (Transient, OSError) as fault:
        LOG.error("ats_postponed", extra={"kind": type(inbound).__name__, "fault": type(fault).__name__})
        return _unavailable("we cannot take this just now; please send it again")
    return web.json_response({"ok": "taken"})


def _delivery(request: web.Request, body: bytes) -> str:
    """Return Greenhouse's id of the delivery; where it is missing, the same bytes are the same delivery."""
    given = request.headers.get("Greenhouse-Event-ID", "").strip()
    if given and len(given) <= LONGEST_DELIVERY and given.isascii() and given.isprintable():
        return given
    return hashlib.sha256(body).hexdigest()


def _place(path: str) -> str:
    """Return where in a delivery something was wrong; not where that may repeat what the sender wrote."""
    return path if PLACE.fullmatch(path) else ""


def _pong() -> web.Response:
    return web.json_response({"ok": "pong"})


def _forged(ats: str, error: str) -> web.Response:
    LOG.warning("ats_forged", extra={"ats": ats})
    return _refused(401, "", error)


def _unavailable(error: str) -> web.Response:
    return web.json_response({"error": error, "path": ""}, status=503, headers={"Retry-After": RETRY_SECONDS})


def _refused(status: int, path: str, error: str) -> web.Response:
    return web.json_response({"error": error, "path": path}, status=status)
