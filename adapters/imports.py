"""Importing a file while others work: small transactions, taken in turn with everybody else's."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.csv_columns import Table
from bot.csv_rows import read
from bot.desk import Desk
from bot.domain.policy import Policy
from bot.domain.rows import Row, RowProblem
from bot.ports import Clock, Stale, Store, Taken, Work
from bot.steps.begin import recheck
from bot.usecases.imports import Tally, take

log = logging.getLogger(__name__)

MOST = 100  # rows in a transaction
FEWEST = 1
FIRST = 5
AIM = 0.03  # seconds a transaction is meant to take; SQLite lets nobody else write meanwhile, and 0.05 is the limit
TRIES = 4
CROWDED = "somebody else kept changing this row's record at the same moment. Import the file again."
UNFINISHED = (
    "the rows are in, but interviews that waited for them were busy elsewhere. Import the file again to resume them."
)


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. `resumed` counts interviews that had waited for the record to be mended.

    `encoding` is what the file was read as; anything but utf-8 is worth a look at the names.
    """

    table: Table
    added: int
    changed: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    resumed: int
    encoding: str


Progress = Callable[[int, int], None]
"""Told after each transaction: how many rows are done, and how many there are."""

T = TypeVar("T")


async def import_file(
    data: bytes, *, store: Store, clock: Clock, policy: Policy, apis: frozenset[str], progress: Progress | None = None
) -> Report:
    """Take in a file: good rows go in, every other is named with line and reason, and held triggers go on.

    Safe to run twice, and safe to break off: what was done stays, and the next run goes on. Raises Refusal when the file
    is none of the three tables; nothing is taken in then.
    """
    sheet = read(data)
    turns = _Turns(store, clock, policy, apis)
    tally, done, size = Tally(problems=sheet.problems), 0, FIRST
    while done < len(sheet.rows):
        batch = sheet.rows[done : done + size]
        tally += await turns.take(batch)
        done += len(batch)
        size = min(MOST, max(FEWEST, int(len(batch) * AIM / turns.held)))
        if progress is not None:
            progress(done, len(sheet.rows))
        await asyncio.sleep(turns.held / 2)  # another process waits for SQLite by looking in now and then
    resumed, left = await turns.resume()
    problems = tuple(sorted((*tally.problems, *left), key=lambda problem: problem.line))
    log.info("imported", extra={"table": sheet.table.value, "rows": done, "problems": len(problems)})
    return Report(sheet.table, tally.added, tally.changed, tally.unchanged, problems, resumed, sheet.encoding)


@dataclass(slots=True)
class _Turns:
    """Runs transactions one after the other, again where somebody else was faster; `held` is how long the last one took."""

    store: Store
    clock: Clock
    policy: Policy
    apis: frozenset[str]
    held: float = AIM

    async def take(self, rows: Sequence[Row]) -> Tally:
        """Take in rows in one transaction; of rows that cannot go in together, each goes alone."""
        try:
            return await self._retried(lambda work, desk: take(rows, work=work, desk=desk))
        except (Stale, Taken):
            if len(rows) == 1:
                return Tally(problems=(RowProblem(rows[0].line, "", CROWDED),))
            middle = len(rows) // 2
            return await self.take(rows[:middle]) + await self.take(rows[middle:])

    async def resume(self) -> tuple[int, tuple[RowProblem, ...]]:
        """Let held triggers go on; where they could not, a problem that stands for the whole file says so."""
        try:
            return await self._retried(lambda work, desk: recheck(work=work, desk=desk)), ()
        except (Stale, Taken):
            return 0, (RowProblem(0, "", UNFINISHED),)

    async def _retried(self, run: Callable[[Work, Desk], Awaitable[T]]) -> T:
        for _ in range(TRIES - 1):
            try:
                return await self._once(run)
            except (Stale, Taken):
                continue
        return await self._once(run)

    async def _once(self, run: Callable[[Work, Desk], Awaitable[T]]) -> T:
        began = time.perf_counter()
        try:
            async with self.store() as work:
                began = time.perf_counter()
                return await run(work, Desk(self.policy, self.clock(), self.apis))
        finally:
            self.held = max(time.perf_counter() - began, 1e-6)
