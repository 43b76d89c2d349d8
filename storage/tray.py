"""Effects that wait until the end of a transaction, where all of them go into the outbox together and in their order.

A trip to the database costs more than a row; and the rows of the lanes are so taken up late, and held for a short time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.codec import plain
from bot.effects import EFFECTS, Effect, lane

KINDS = {kind: word for word, kind in EFFECTS.items()}
Row = Mapping[str, Any]
Place = tuple[str, str]
"""A lane, and the kind of an effect."""


@dataclass(slots=True)
class Tray:
    """What is to be written, in this order: lanes `superseded`, places `crowded` out, rows `added`."""

    superseded: dict[str, None] = field(default_factory=dict)
    crowded: dict[Place, None] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)
    _lanes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        self.added.append(row)
        self._lanes.setdefault(row["lane"], set()).add(row["kind"])

    def kinds_in(self, lane: str) -> set[str]:
        """Return of which kinds rows wait here for a lane."""
        return self._lanes.get(lane, set())

    def crowd_out(self, lane: str, kind: str) -> None:
        """Let what follows take the place of what waits in its lane, here and in the outbox; nothing else is here."""
        if self._lanes.pop(lane, None):
            self.added = [row for row in self.added if row["lane"] != lane]
        self.crowded[lane, kind] = None


def fresh_row(effect: Effect, *, now: float, key: str = "", not_before: datetime | None = None) -> dict[str, Any]:
    """Return the row of an effect that nobody has attempted; `now` and what is stored are real seconds since 1970."""
    return {
        "lane": lane(effect),
        "kind": KINDS[type(effect)],
        "effect": plain(effect, Effect),
        "key": key or None,
        "state": "waiting",
        "not_before": now if not_before is None else not_before.timestamp(),
        "attempts": 0,
        "attempting": False,
        "uncertain": False,
        "why": "",
        "created_at": now,
    }
