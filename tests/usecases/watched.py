"""A calendar that notes when it is read and held, and a vendor that tells of changes in it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.domain.time import Interval
from bot.inbound import Changes
from bot.ports import Event, Kept, Permanent, Watch
from tests.office import RAE
from tests.when import SettableClock

WEEK = timedelta(days=7)


@dataclass
class Bell:
    """A vendor that tells of changes for a week, unless it refuses."""

    clock: SettableClock
    refuses: bool = False
    said: list[tuple[str, str]] = field(default_factory=list)

    async def watch(self, owner: str, *, to: str, token: str) -> Watch:
        self.said.append(("watch", owner))
        if self.refuses:
            raise Permanent("bell 403 address not allowed")
        assert to == "https://usher.example/calendars/sandbox"
        assert token
        return Watch(f"bell-{len(self.said)}", owner, self.clock() + WEEK)

    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch:
        self.said.append(("renew", owner))
        return replace(watch, expires=self.clock() + WEEK)

    async def unwatch(self, owner: str, watch: Watch) -> None:
        self.said.append(("unwatch", owner))


class Noted(SandboxCalendar):
    """A sandbox calendar that notes when it is read, and what was `done` in order; while `closed`, it cannot be read."""

    def __init__(self, clock: SettableClock) -> None:
        super().__init__(MemoryShelf(), clock=clock)
        self.now = clock
        self.closed = False
        self.reads: list[tuple[str, datetime]] = []
        self.done: list[str] = []

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        self.reads.append((owner, self.now()))
        self.done.append("read")
        if self.closed:
            raise Permanent("noted 403 closed")
        return await super().changes(owner, cursor, window=window)

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        self.done.append("placed")
        return await super().place(owner, event, key=key)

    def gaps(self, owner: str = RAE.email) -> list[timedelta]:
        """How long it was between each two readings of a calendar since this was asked last."""
        times = [at for who, at in self.reads if who == owner]
        self.reads = [(who, at) for who, at in self.reads if who == owner and at == times[-1]]
        return [later - earlier for earlier, later in pairwise(times)]
