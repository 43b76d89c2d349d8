"""What is to be done and what has arrived: timers, the outbox, the inbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.effects import Effect
from bot.inbound import Fired


class Timers(Protocol):
    async def set(self, key: str, *, kind: str, subject: str, due: datetime) -> None: ...
    async def set_by(self, key: str, *, kind: str, subject: str, due: datetime) -> None:
        """Let the timer of this key come due then at the latest: an earlier one stays."""
        ...

    async def drop(self, subject: str, kinds: Sequence[str] = ()) -> None: ...
    async def due(self, now: datetime, *, limit: int) -> Sequence[Fired]: ...
    async def take(self, fired: Fired) -> bool: ...
    async def next_due(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """An outbox row leased to us. `uncertain`: an earlier attempt may have been accepted without our learning of it."""

    id: int
    effect: Effect
    key: str
    attempts: int
    uncertain: bool
    lease: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An outbox row that this program cannot decode; it is made dead, so that a person learns of it."""

    id: int
    lane: str
    lease: str


class Outbox(Protocol):
    """`add` with a key that was ever used is a no-op; `add_first` says whether it was new (of a WhoIs: not in use).

    A newer Refresh or ShowHome takes the place of an unsent one; a second one of those that only look at something, such as
    a ReadCalendar, adds nothing.
    """

    async def add(self, effect: Effect, *, key: str = "", not_before: datetime | None = None) -> None: ...
    async def add_first(self, effect: Effect, *, key: str) -> bool: ...
    async def add_looks(self, effects: Collection[Effect]) -> None:
        """Add many of those that only look at something; where a second look adds nothing, one for each lane."""
        ...

    async def supersede(self, lane: str) -> None: ...
    async def claim(self, *, limit: int) -> Sequence[Claimed | Unreadable]: ...
    async def done(self, claimed: Claimed | Unreadable) -> None: ...
    async def all_done(self, those: Collection[Claimed | Unreadable]) -> Collection[tuple[int, str]]:
        """Settle rows for good, and return the id and lease of those that were still the caller's."""
        ...

    async def again(self, claimed: Claimed, *, wait: timedelta, why: str, refused: bool) -> None: ...
    async def dead(self, claimed: Claimed | Unreadable, *, why: str) -> None: ...
    async def dead_row(self, row: int) -> tuple[Effect, str] | None: ...
    async def was_skipped(self, row: int) -> bool: ...
    async def revive(self, row: int) -> bool: ...
    async def put_off(self, row: int, *, wait: timedelta, refused: bool) -> bool: ...
    async def hasten(self, kind: type[Effect]) -> bool: ...
    async def skip(self, row: int) -> bool: ...


class Inbox(Protocol):
    async def first(self, source: str, delivery: str, *, kind: str, at: datetime, note: str = "") -> bool: ...
