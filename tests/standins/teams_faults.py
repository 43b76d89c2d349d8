"""What may go wrong with a call to the stand-in Teams."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limited:
    """429 with Retry-After; nothing was done."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Says:
    """A status with Microsoft's word for it, nothing done; `inside` is where older connectors put it."""

    status: int
    code: str = ""
    inside: bool = False


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


Fault = Limited | Says | Dropped | Withheld
