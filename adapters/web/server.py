"""One HTTP server for all that comes in: headers, numbers, the access log, and a last resort when something breaks."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from secrets import token_hex
from time import perf_counter

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram

from adapters.web import kindly
from adapters.web.answered import page_response
from adapters.web.draw import Reader
from adapters.web.look import Look
from adapters.web.when import regional
from bot.ports import Links

log = logging.getLogger(__name__)

LONGEST_BODY = 1024 * 1024  # bytes; a route that takes less or more says so itself
DRAINING = 20.0  # seconds that running requests get to end
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def application(
    routes: Iterable[web.RouteDef], *, look: Look, links: Links, registry: CollectorRegistry
) -> web.Application:
    """Return the server of these routes; every adapter that listens brings its own.

    Bodies over LONGEST_BODY are answered 413; a handler takes more or less with `request.clone(client_max_size=…)`.
    """
    app = web.Application(middlewares=[_observed(registry), _last_resort(look, links)], client_max_size=LONGEST_BODY)
    app.add_routes(routes)
    app.on_response_prepare.append(_protect)
    return app


@asynccontextmanager
async def serving(app: web.Application, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the block ends, then let running requests finish; yields the port (of use when asked for port 0).

    aiohttp's own access log writes whole paths, tokens included, and is off; its fault log is kept without the bytes.
    """
    faults = logging.getLogger(f"{__name__}.protocol")
    faults.addFilter(_without_bytes)
    runner = web.AppRunner(app, access_log=None, logger=faults, shutdown_timeout=DRAINING)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _observed(registry: CollectorRegistry) -> Middleware:
    """Counts and logs every request by its route's template; a path could carry a token."""
    count = Counter("usher_http_requests", "HTTP requests", ("route", "method", "status"), registry=registry)
    spent = Histogram("usher_http_request_seconds", "Time to answer", ("route", "method"), registry=registry)

    @cache  # no more of them than routes, methods and statuses
    def counted(route: str, method: str, status: str) -> tuple[Counter, Histogram]:
        return count.labels(route, method, status), spent.labels(route, method)

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        started, status = perf_counter(), 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as answer:
            status = answer.status
            raise
        finally:
            route, seconds = _route(request), perf_counter() - started
            method = request.method if request.method in METHODS else "other"
            times, durations = counted(route, method, str(status))
            times.inc()
            durations.observe(seconds)
            fields = {"route": route, "method": method, "status": status, "ms": round(1000 * seconds)}
            log.info("request", extra=fields)

    return observe


def _last_resort(look: Look, links: Links) -> Middleware:
    """Answers what no handler answered: a page for who reads pages, JSON for machines, and for bugs a reference."""

    @web.middleware
    async def resort(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            response = _sorry(request, error.status, look=look, links=links)
            response.headers.update({name: error.headers[name] for name in KEPT if name in error.headers})
            return response
        except Exception:
            reference = token_hex(4)
            log.exception("request failed", extra={"route": _route(request), "reference": reference})
            return _sorry(request, 500, look=look, links=links, reference=reference)

    return resort


def _sorry(request: web.Request, status: int, *, look: Look, links: Links, reference: str = "") -> web.Response:
    if "text/html" not in request.headers.get("Accept", ""):
        told = {"error": HTTPStatus(status).phrase} | ({"reference": reference} if reference else {})
        return web.json_response(told, status=status)
    locale = regional(request.headers.get("Accept-Language", ""), locale=look.language)
    page = kindly.failed(status, reference=reference)
    return page_response(page, look=look, links=links, reader=Reader(locale))


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer carries these; a page that needs another policy brings its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "Usher"


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unmatched"


def _without_bytes(record: logging.LogRecord) -> bool:
    """Keep what kind of fault it was, drop what was sent: a broken request line may hold a token."""
    fault = record.exc_info[1] if record.exc_info else None
    if isinstance(fault, HttpProcessingError):
        record.msg, record.args, record.exc_info = "unreadable request", (), None
        record.levelno, record.levelname = logging.INFO, "INFO"  # strangers send such things all day
        record.fault = type(fault).__name__
    return True
