"""An import of five thousand rows while people go on asking: nobody may wait for it."""

import asyncio
import csv
import os
import sys
from collections.abc import Iterator
from time import perf_counter

from tests.bench.asked import status_command
from tests.bench.client import Lap, WrongAnswer, lap
from tests.bench.databases import Databases
from tests.bench.memory import ROOT, SETTINGS
from tests.bench.requests import contestant
from tests.bench.table import Row, show
from tests.bench.town import Town

ROWS = 5_000
COMMANDS, BURST, PAUSE = 50, 5, 0.1  # at least so many, so many after one another, then so many seconds of rest
LONGEST = 2000.0  # milliseconds
"""Slack gives up after three seconds."""
TOWN = Town(2_000)


async def beside_commands(databases: Databases) -> list[Row]:
    """Measure the slowest answer to commands that arrive in bursts during an import.

    On SQLite, where there is one writer at a time; with PostgreSQL nobody waits for anybody.
    """
    rows = [await _beside("sqlite", databases)]
    for row in rows:
        show(row)
    return rows


async def _beside(kind: str, databases: Databases) -> Row:
    file = databases.folder / "candidates.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(_table())
    async with databases.copy(kind, TOWN) as url, contestant("usher", url) as usher:
        await _commands(usher.port, range(5))
        began = perf_counter()
        importing = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.usher", "import", str(file)),
            env={**os.environ, **SETTINGS, "USHER_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
            cwd=databases.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        finished = asyncio.ensure_future(importing.communicate())
        asked: list[float] = []
        while not finished.done() or len(asked) < COMMANDS:
            first = 10 + len(asked)
            asked += (await _commands(usher.port, range(first, first + BURST))).each
            await asyncio.wait({finished}, timeout=PAUSE)
        said, complaints = await finished
        seconds = perf_counter() - began
        if importing.returncode != 0 or b"5000 added" not in said:
            raise WrongAnswer(f"usher import: {said[:200]!r} {complaints[-300:]!r}")
    slowest = 1000 * max(asked)
    note = f"{len(asked)} commands, import {seconds:.1f} s, {ROWS / seconds:.0f} rows/s"
    size = f"{kind} {ROWS:,} rows"
    return Row("import: slowest command / limit", size, slowest, LONGEST, "ms", slowest / LONGEST, most=1.0, note=note)


async def _commands(port: int, numbers: range) -> Lap:
    return await lap(port, [status_command(TOWN, number, number % TOWN.size) for number in numbers], clients=1)


def _table() -> Iterator[list[str]]:
    yield ["name", "mail", "opening", "zone", "source", "stage", "status"]
    for number in range(ROWS):
        who = [f"Nadia Import{number}", f"nadia{number}@mail.example"]
        yield [
            *who,
            f"Engineer {1 + number % TOWN.recruiters}",
            "Europe/London",
            "Referral",
            "Application review",
            "active",
        ]
