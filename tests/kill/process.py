"""The test's hold on a replica: started, heard, killed by its own process id."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.kill.orders import Drained, Orders

ROOT = Path(__file__).parent.parent.parent
LONGEST = 60.0  # seconds until silence is taken for a failure; nothing is measured by it


class Replica:
    """A running child process. What it says comes on its output; what went wrong, on its error output."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def stands(self) -> None:
        """Wait until it stands at the ordered point and does nothing else."""
        await self._hears("stands")

    async def claimed(self) -> None:
        """Wait until it holds its first batch of effects."""
        await self._hears("claimed")

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")

    async def drained(self) -> Drained:
        """Wait until it has nothing left to do and has gone in good order."""
        drained = Drained(**await self._hears("drained"))
        assert await self._process.wait() == 0, await self._complaint()
        return drained

    async def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed, nothing is closed in an orderly way."""
        self._process.kill()
        assert await self._process.wait() == -signal.SIGKILL

    async def _hears(self, word: str) -> Any:
        assert self._process.stdout is not None
        async with asyncio.timeout(LONGEST):
            line = await self._process.stdout.readline()
        said = json.loads(line) if line else {}
        assert word in said, f"instead of “{word}” the replica said {said or await self._complaint()}"
        return said[word]

    async def _complaint(self) -> str:
        assert self._process.stderr is not None
        return (await self._process.stderr.read()).decode()

    async def end(self) -> None:
        """Leave nothing behind."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()


@asynccontextmanager
async def replica(orders: Orders) -> AsyncIterator[Replica]:
    """Run a child inside the block; it is gone afterwards."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.kill.child", orders.text(), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe
    )
    running = Replica(process)
    try:
        yield running
    finally:
        await running.end()
