"""What may go wrong with a call to a stand-in, whoever's it is; each adds in which words its own vendor refuses."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Limited:
    """429 with Retry-After; nothing was done."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A bare HTTP status, nothing done: 500, 503, …"""

    status: int
    body: str = "upstream error"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The connection closes: `accepted` means that it was done and only the answer is lost."""

    accepted: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """No answer until `release` is set; `reached` tells that the call stands there, before or after it was done."""

    accepted: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        """Stand there until somebody lets the call go."""
        self.reached.set()
        await self.release.wait()


Fault = TypeVar("Fault")


class Faults(Generic[Fault]):
    """The faults that calls are to meet, by the name of the call."""

    def __init__(self) -> None:
        self._next: dict[str, list[Fault]] = defaultdict(list)
        self._met: list[Fault] = []

    def add(self, call: str, *faults: Fault) -> None:
        self._next[call] += faults

    def met_by(self, call: str) -> Fault | None:
        """Return what a call meets, which the next one does not; None lets it through."""
        if not self._next[call]:
            return None
        self._met.append(self._next[call].pop(0))
        return self._met[-1]

    def let_go(self) -> None:
        """Let go whatever is withheld, so that nobody waits for ever."""
        for fault in self._met:
            if isinstance(fault, Withheld):
                fault.release.set()


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
