"""Work that runs beside a test."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def begun(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Return work as a task that has come as far as it gets before it waits for something."""
    started = asyncio.Event()

    async def run() -> T:
        started.set()
        return await work

    task = asyncio.create_task(run())
    await started.wait()
    return task
