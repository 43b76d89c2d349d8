"""What a replica in a process of its own is told to do, and what it says: one JSON object a line."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from tests.kill.premises import Premises
from tests.kill.stall import Point


@dataclass(frozen=True, slots=True)
class Orders:
    """Drain the outbox; stall at `point` of the first effect of `kind`, if one is named.

    The replica's real clock goes `ahead` by so many seconds. With `together` it claims its first effects, says so, and
    begins on them when it is told to go.
    """

    premises: Premises
    kind: str = ""
    point: Point = Point.BEFORE
    ahead: float = 0
    together: bool = False

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Orders":
        told = json.loads(text)
        point, premises = Point(told.pop("point")), Premises(**told.pop("premises"))
        return cls(premises, point=point, **told)


@dataclass(frozen=True, slots=True)
class Drained:
    """How it ended: rows of the outbox that are left, and what the relay counted, by event and effect word."""

    left: Mapping[str, int]
    counted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def times(self, event: str) -> Mapping[str, int]:
        """Return how often an event (`done`, `retry`, `dead`, `resend`) was counted, by effect; what never was is absent."""
        return self.counted.get(event, {})
