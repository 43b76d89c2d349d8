"""Settling what is over, many rows at a time: a commit costs more than a row."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

from bot.ports import Claimed, LeaseLost, Stale, Store, Unreadable

TRIES = 4
"""How often it is tried when others are in the way: what is done and not settled is done a second time."""


class Settling:
    """Settles together all that was done while the last transaction ran; nobody waits longer for it than for one."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._over: list[Claimed | Unreadable] = []
        self._next: asyncio.Task[Collection[tuple[int, str]]] | None = None

    async def done(self, row: Claimed | Unreadable, *, store: Store) -> None:
        """Settle a row for good; raises LeaseLost when another relay has taken over, and what the database raises."""
        self._over.append(row)
        if self._next is None:
            self._next = asyncio.create_task(self._settle(store))
        if (row.id, row.lease) not in await asyncio.shield(self._next):
            raise LeaseLost(f"row {row.id} is no longer ours")

    async def _settle(self, store: Store) -> Collection[tuple[int, str]]:
        async with self._turn:
            those, self._over, self._next = self._over, [], None
            for _ in range(TRIES - 1):
                with suppress(Stale):
                    return await _settled(those, store=store)
            return await _settled(those, store=store)


async def _settled(those: Collection[Claimed | Unreadable], *, store: Store) -> Collection[tuple[int, str]]:
    async with store() as work:
        return await work.outbox.all_done(those)
