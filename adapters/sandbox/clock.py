"""Product time that waits to be moved: it stands still, and on its way forward stops at everything that is due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

log = logging.getLogger(__name__)

NextDue = Callable[[], Awaitable[datetime | None]]
Tick = Callable[[datetime], Awaitable[object]]
Drain = Callable[[], Awaitable[object]]
PATIENCE = 3  # rounds at one instant that leave its first timer where it was


class MovableClock:
    """A `bot.ports.Clock`; instants are aware UTC. It never goes back: that raises ValueError."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start
        self._stepping = asyncio.Lock()

    def __call__(self) -> datetime:
        return self._now

    def to(self, instant: datetime) -> None:
        if instant < self._now:
            raise ValueError(f"the clock stands at {self._now} and does not go back to {instant}")
        self._now = instant

    def forward(self, by: timedelta) -> None:
        self.to(self._now + by)

    async def step(self, to: datetime, *, next_due: NextDue, tick: Tick, drain: Drain) -> None:
        """Move to an instant by way of everything that comes due until then, in order, draining at each stop.

        A timer that stays due however often it is fired cannot hold time up: the clock then goes straight to `to`.
        Raises ValueError for an instant in the past; two steps at once are taken one after the other.
        """
        async with self._stepping:
            if to < self._now:
                raise ValueError(f"the clock stands at {self._now} and does not go back to {to}")
            await drain()
            last, rounds = None, 0
            while (due := await next_due()) is not None and due <= to:
                rounds = rounds + 1 if due == last else 1
                if rounds > PATIENCE:
                    log.error("timer_stays_due", extra={"due": due.isoformat()})
                    break
                last = due
                await self._stop(max(due, self._now), tick=tick, drain=drain)
            await self._stop(to, tick=tick, drain=drain)

    async def _stop(self, at: datetime, *, tick: Tick, drain: Drain) -> None:
        self.to(at)
        await tick(at)
        await drain()
