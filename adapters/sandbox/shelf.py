"""Where the sandbox keeps its documents: small JSON bodies by kind and key, so that a killed process loses nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Body = Mapping[str, Any]


class Shelf(Protocol):
    """Each call is a transaction of its own. `all` keeps the order in which keys were first put; putting again keeps the
    place. `next` counts 1, 2, 3 … per kind and never gives a number twice.
    """

    async def get(self, kind: str, key: str) -> Body | None: ...
    async def put(self, kind: str, key: str, body: Body) -> None: ...
    async def delete(self, kind: str, key: str) -> None: ...
    async def all(self, kind: str) -> Sequence[tuple[str, Body]]: ...
    async def next(self, kind: str) -> int: ...


class MemoryShelf:
    """A shelf for as long as the process lives. Bodies are kept as JSON text, so that what could not be stored fails here
    too, and nobody changes a kept body from outside.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, str]] = {}
        self._counts: dict[str, int] = {}

    async def get(self, kind: str, key: str) -> Body | None:
        text = self._kinds.get(kind, {}).get(key)
        return None if text is None else json.loads(text)

    async def put(self, kind: str, key: str, body: Body) -> None:
        self._kinds.setdefault(kind, {})[key] = json.dumps(body)

    async def delete(self, kind: str, key: str) -> None:
        self._kinds.get(kind, {}).pop(key, None)

    async def all(self, kind: str) -> Sequence[tuple[str, Body]]:
        return [(key, json.loads(text)) for key, text in self._kinds.get(kind, {}).items()]

    async def next(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]
