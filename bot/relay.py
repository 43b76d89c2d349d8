"""From the outbox to the far ends: claim what is due, attempt each once, then done, later, or dead with a card to a person.

Rows of different lanes are attempted together; a lane keeps its order because only its head can be claimed. What is done
without anything to be taken in is settled together with all that was done while the last settling ran.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.calendar_faults import Cause
from bot.effects import EFFECTS
from bot.inbound import Done, GaveUp, Inbound
from bot.ports import Claimed, LeaseLost, NotYet, Permanent, Store, Transient, Unreadable
from bot.settling import Settling

log = logging.getLogger(__name__)

LADDER = tuple(timedelta(seconds=s) for s in (2, 10, 30, 60, 300, 900, 3600, 3600, 7200, 14400, 14400, 28800))
LONGEST_ATTEMPT = 30.0
BATCH = 32

Perform = Callable[[Claimed], Awaitable[Inbound]]
Settle = Callable[[Claimed | Unreadable, Inbound], Awaitable[None]]
Count = Callable[[str, str], None]


def uncounted(event: str, effect: str) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Relay:
    """`count(event, effect word)` is told of every done, retry, dead and resend, for the metrics."""

    store: Store
    perform: Perform
    settle: Settle
    count: Count = uncounted
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    settling: Settling = field(default_factory=Settling)

    async def drain(self) -> int:
        """Attempt everything that can be attempted now; returns how many attempts were made.

        Two drains of one process take turns, so that whoever comes back from one finds nothing still under way here.
        """
        attempts = 0
        async with self.turn:
            while made := await self.once():
                attempts += made
        return attempts

    async def once(self) -> int:
        """Claim one batch and attempt it; returns its size."""
        async with self.store() as work:
            batch = await work.outbox.claim(limit=BATCH)
        await asyncio.gather(*(self._attempt(row) for row in batch))
        return len(batch)

    async def _attempt(self, row: Claimed | Unreadable) -> None:
        try:
            answer = await self._answer(row)
            if isinstance(answer, Done):
                await self.settling.done(row, store=self.store)
            else:
                await self.settle(row, answer)
        except Transient as fault:
            await self._later(row, fault)
        except LeaseLost:
            log.warning("lease_lost", extra={"row": row.id})
        except Exception as error:
            log.exception("effect_failed", extra={"row": row.id, "effect": word(row)})
            await self._later(row, Transient(f"unexpected {type(error).__name__}"))

    async def _answer(self, row: Claimed | Unreadable) -> Inbound:
        if isinstance(row, Unreadable):
            return self._dead(row, "this version cannot read it", lane=row.lane)
        if row.uncertain:
            self.count("resend", word(row))
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT):
                answer = await self.perform(row)
        except Permanent as fault:
            return self._dead(row, str(fault), lane=row.key, cause=fault.cause)
        except TimeoutError as fault:
            raise Transient("no answer in time") from fault
        self.count("done", word(row))
        return answer

    def _dead(self, row: Claimed | Unreadable, why: str, *, lane: str, cause: Cause | None = None) -> GaveUp:
        self.count("dead", word(row))
        log.warning("effect_dead", extra={"row": row.id, "effect": word(row), "why": why})
        return GaveUp(row.id, lane, why, cause)

    async def _later(self, row: Claimed | Unreadable, fault: Transient) -> None:
        held = isinstance(fault, NotYet)
        if isinstance(row, Unreadable) or (row.attempts > len(LADDER) and not held):
            why = f"gave up after {len(LADDER)} tries: {fault}"
            await self.settle(row, self._dead(row, why, lane="", cause=Cause.SILENT))
            return
        wait = fault.wait or timedelta(0)
        if not held:
            wait = max(wait, LADDER[row.attempts - 1])
        self.count("retry", word(row))
        log.info(
            "effect_later", extra={"row": row.id, "effect": word(row), "why": str(fault), "wait": wait.total_seconds()}
        )
        try:
            async with self.store() as work:
                await work.outbox.again(row, wait=wait, why=str(fault), refused=fault.refused)
        except LeaseLost:
            log.warning("lease_lost", extra={"row": row.id})


def word(row: Claimed | Unreadable) -> str:
    """Return the effect's stable word, for logs and metrics."""
    if isinstance(row, Unreadable):
        return "unreadable"
    return next(word for word, kind in EFFECTS.items() if isinstance(row.effect, kind))
