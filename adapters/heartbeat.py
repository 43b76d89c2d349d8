"""The clockwork of a served process: APScheduler ticks once a second, the relay runs when woken or ticked.

One interval job; memory store, UTC, coalesced, one at a time, never dropped for being late. The truth is in the tables:
a tick claims what is due, so any number of replicas may tick.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

HANDS = 3
"""How many calls of the relay may be under way together: a far end that keeps silent must not hold up all the others."""

Beat = Callable[[], Awaitable[object]]
Drain = Callable[[], Awaitable[int]]


class Heartbeat:
    """Runs `tick` every second, and `drain` whenever `wake` is called or a tick has passed, until it finds nothing to do.

    Where one call of `drain` waits for something, the next wake is another hand's. `stop` lets what is under way finish
    and begins nothing more: what is left in the outbox is the next process's.
    """

    def __init__(self, tick: Beat, *, drain: Drain) -> None:
        self._tick = tick
        self._drain = drain
        self._calls = asyncio.Queue[None]()
        self._stopping = False
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._hands: tuple[asyncio.Task[None], ...] = ()
        self._ticking = asyncio.Lock()

    def start(self) -> None:
        """Start inside a running loop."""
        self._scheduler.add_job(
            self._beat, "interval", seconds=1, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        self._hands = tuple(asyncio.create_task(self._hand()) for _ in range(HANDS))

    def wake(self) -> None:
        """Have the relay look at once: something was just put into the outbox."""
        if self._calls.empty():
            self._calls.put_nowait(None)

    async def stop(self) -> None:
        """Stop taking up new work and wait until what is under way is finished."""
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        async with self._ticking:
            pass
        for _ in self._hands:
            self._calls.put_nowait(None)
        await asyncio.gather(*self._hands)

    async def _beat(self) -> None:
        if self._stopping:
            return
        async with self._ticking:
            await _survived(self._tick)
        self.wake()

    async def _hand(self) -> None:
        while not self._stopping:
            await self._calls.get()
            await self._all_there_is()

    async def _all_there_is(self) -> None:
        while not self._stopping:
            if not await _survived(self._drain):
                return


async def _survived(beat: Beat) -> object:
    """Return what a beat returned, or nothing: one that fails, the database being away, must not end the next ones."""
    try:
        return await beat()
    except Exception:
        log.exception("beat_failed")
        return None
