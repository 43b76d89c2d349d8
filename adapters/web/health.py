"""What the operators' machines ask: is it alive, is it ready, and the numbers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

log = logging.getLogger(__name__)

FINE = "ok"
PATIENCE = 5.0  # seconds; orchestrators give up after about as many

Probe = Callable[[], Awaitable[Mapping[str, str]]]
"""Looks at everything that must work before requests may come; each check by name: `ok`, or what is wrong."""


@dataclass(frozen=True, slots=True)
class Health:
    """`/healthz`, `/readyz` and `/metrics`."""

    probe: Probe
    registry: CollectorRegistry

    def routes(self) -> tuple[web.RouteDef, ...]:
        return (
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        )

    async def alive(self, request: web.Request) -> web.Response:
        return web.Response(text=FINE)

    async def ready(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE):
                checks = dict(await self.probe())
        except TimeoutError:
            checks = {"probe": "no answer in time"}
        wrong = sorted(name for name, state in checks.items() if state != FINE)
        if wrong:
            log.warning("not ready", extra={"checks": wrong})
        return web.json_response(checks, status=503 if wrong else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
