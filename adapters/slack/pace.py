"""When Slack may be called: not before it said so, and at most one message a second to one conversation.

The limits are Slack's (docs.slack.dev/apis/web-api/rate-limits). Nothing here waits: a call that comes too early is held
back as NotYet, with the time until its turn; so other conversations and methods go on.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import NotYet

GAP = 1.0  # seconds between two messages to one conversation
KEPT = 60.0  # seconds for which the turn of somebody who does not come back is kept
PLACES, TURNS = 2000, 500

Seconds = Callable[[], float]


@dataclass(slots=True)
class _Line:
    """Who waits to write to one conversation: the second of the last message, and each key's turn."""

    last: float
    turns: dict[str, float] = field(default_factory=dict)


class Pace:
    """For all calls with one token in this process. `seconds` runs steadily; with a `gap` of 0 nobody waits in line."""

    def __init__(self, *, gap: float = GAP, seconds: Seconds = time.monotonic) -> None:
        self._gap = gap
        self._seconds = seconds
        self._silent: dict[str, float] = {}
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        """How many conversations are kept in mind."""
        return len(self._lines)

    def silence(self, method: str, wait: timedelta) -> None:
        """Slack wants no call of a method until `wait` has passed."""
        until = self._seconds() + wait.total_seconds()
        self._silent[method] = max(until, self._silent.get(method, until))

    def admit(self, method: str) -> None:
        """Return if a method may be called now; raises NotYet while Slack wants none."""
        left = self._silent.get(method, 0.0) - self._seconds()
        if left > 0:
            raise NotYet(f"{method} is limited", wait=timedelta(seconds=left))
        self._silent.pop(method, None)

    def take_turn(self, place: str, *, key: str) -> None:
        """Return if the message `key` may go to a conversation now; raises NotYet with the time until its turn."""
        if self._gap:
            self._come(place, key=key).last = self._seconds()

    def keep_turn(self, place: str, *, key: str) -> None:
        """Like `take_turn`, for a message that is yet to be written: its turn, once come, is kept until it is taken."""
        if self._gap:
            self._come(place, key=key).turns[key] = self._seconds()

    def _come(self, place: str, *, key: str) -> _Line:
        """Return the line in which it is this message's turn; raises NotYet with the time until then."""
        now = self._seconds()
        line = self._line(place, now=now)
        mine = line.turns.pop(key, None)
        free = line.last + self._gap
        behind = max(line.turns.values(), default=free - self._gap) + self._gap
        if now >= (max(free, behind) if mine is None else max(free, mine)):
            return line
        turn = max(free, behind)
        if len(line.turns) < TURNS:
            line.turns[key] = turn
        raise NotYet("one message a second", wait=timedelta(seconds=turn - now))

    def _line(self, place: str, *, now: float) -> _Line:
        if place not in self._lines:
            self._make_room(now)
            self._lines[place] = _Line(now - self._gap)
        line = self._lines[place]
        line.turns = {key: turn for key, turn in line.turns.items() if turn > now - KEPT}
        return line

    def _make_room(self, now: float) -> None:
        if len(self._lines) < PLACES:
            return
        quiet = [place for place, line in self._lines.items() if max(line.last, *line.turns.values(), 0.0) < now - KEPT]
        for place in quiet or [next(iter(self._lines))]:
            del self._lines[place]
