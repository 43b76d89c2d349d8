"""The clockwork of a served process: APScheduler ticks once a second, the relay runs when woken or ticked.

One interval job; memory store, UTC, coalesced, one at a time, never dropped for being late. The truth is in the tables:
a tick claims what is due, so any number of replicas may tick.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

Beat = Callable[[], Awaitable[object]]


class Heartbeat:
    """Runs `tick` every second and `drain` whenever `wake` is called or a tick has passed; `stop` lets both finish."""

    def __init__(self, tick: Beat, *, drain: Beat) -> None:
        self._tick = tick
        self._drain = drain
        self._awake = asyncio.Event()
        self._stopping = False
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._relay: asyncio.Task[None] | None = None
        self._ticking = asyncio.Lock()

    def start(self) -> None:
        """Start inside a running loop."""
        self._scheduler.add_job(
            self._beat, "interval", seconds=1, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        self._relay = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Have the relay look at once: something was just put into the outbox."""
        self._awake.set()

    async def stop(self) -> None:
        """Stop taking up new work and wait until what is under way is finished."""
        self._stopping = True
        self._awake.set()
        self._scheduler.shutdown(wait=False)
        async with self._ticking:
            pass
        if self._relay is not None:
            with suppress(asyncio.CancelledError):
                await self._relay

    async def _beat(self) -> None:
        if self._stopping:
            return
        async with self._ticking:
            await _survive(self._tick)
        self._awake.set()

    async def _run(self) -> None:
        while not self._stopping:
            await self._awake.wait()
            self._awake.clear()
            await _survive(self._drain)


async def _survive(beat: Beat) -> None:
    """One beat that fails, say because the database is away for a moment, must not end the next ones."""
    try:
        await beat()
    except Exception:
        log.exception("beat_failed")
