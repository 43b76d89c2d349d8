"""What a served process holds when nothing happens, beside a process that has only loaded the same libraries."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.asked import ATS_SECRET, stage_change
from tests.bench.client import WrongAnswer, lap
from tests.bench.databases import Databases
from tests.bench.requests import contestant, memory
from tests.bench.table import Row, show
from tests.bench.town import Town

ROOT = Path(__file__).parents[2]
MIRRORED = Town(2_000)  # 200 people, 40 events each within 60 days
ASKED = 60
SETTINGS: Mapping[str, str] = {
    "USHER_BASE_URL": "http://127.0.0.1:9",
    "USHER_SECRET_KEY": "a key of thirty-two bytes or so",
    "USHER_POLICY": str(ROOT / "hiring.toml"),
    "SMTP_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": "Northwind Hiring <hiring@northwind.example>",
    "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
    "SLACK_BOT_TOKEN": "xoxb-bench",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "GENERIC_ATS_SECRET": ATS_SECRET,
}


async def idle(databases: Databases) -> list[Row]:
    """Measure resident memory: as served with an empty record, and with a mirrored town after searches in it."""
    floor_at = "tests.bench.libraries"
    async with databases.copy("sqlite", Town(20)) as url, contestant("libraries", url, module=floor_at) as bare:
        floor = memory(bare.process.pid, "VmRSS")
    async with databases.copy("sqlite", Town(20)) as url, served(url, databases.folder) as (process, _):
        empty = memory(process.pid, "VmRSS")
    async with databases.copy("sqlite", MIRRORED) as url, served(url, databases.folder) as (process, port):
        town = [stage_change(MIRRORED, number, MIRRORED.waiting[number]) for number in range(ASKED)]
        await lap(port, town, clients=4)
        mirrored = memory(process.pid, "VmRSS")
    rows = [
        Row("memory: usher serve, idle / libraries", "sqlite", empty, floor, "MiB", empty / floor, most=1.6),
        Row("memory: 200 people mirrored / libraries", "sqlite", mirrored, floor, "MiB", mirrored / floor, most=2.0),
    ]
    for row in rows:
        show(row)
    return rows


@asynccontextmanager
async def served(url: str, folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """Run `usher serve` as people run it, until the block ends."""
    log = folder / "serve.log"
    with log.open("wb") as complaints:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.usher", "serve", "--port", "0"),
            env={**os.environ, **SETTINGS, "USHER_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
            cwd=folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=complaints,
        )
    assert process.stdout is not None
    try:
        told = await process.stdout.readline()
        if not told:
            raise WrongAnswer(f"usher serve did not start: {log.read_text()[-600:]}")
        yield process, int(told.rsplit(b":", 1)[1])
    finally:
        process.terminate()
        await process.wait()
