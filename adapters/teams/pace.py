"""When Teams may be written to: not before it said so, and within what it takes of a bot.

The limits are Microsoft's (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit): for each conversation, and
for all of a bot's in one tenant. Nothing here waits: a message that comes too early is held back as NotYet, with the time
until its turn; so other conversations go on.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import NotYet

LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""Messages to one conversation, and the seconds in which there may be so many."""
ALL = ((50, 1.0),)
"""Calls of one app in one tenant."""
KEPT = 60.0  # seconds for which the turn of somebody who does not come back is kept
PLACES = 2000

Seconds = Callable[[], float]
Limits = tuple[tuple[int, float], ...]


@dataclass(slots=True)
class _Line:
    """The seconds of the last messages, turns that are kept among them; and until when nothing is wanted."""

    sent: deque[float]
    turns: dict[str, float] = field(default_factory=dict)
    silent: float = 0.0


class Pace:
    """For all that this process sends with one app in one tenant. `seconds` runs steadily."""

    def __init__(self, *, limits: Limits = LIMITS, every: Limits = ALL, seconds: Seconds = time.monotonic) -> None:
        self._limits = limits
        self._every = every
        self._seconds = seconds
        self._lines: dict[str, _Line] = {}
        self._all = _Line(deque(maxlen=_most(every)))

    def __len__(self) -> int:
        """How many conversations are kept in mind."""
        return len(self._lines)

    def silence(self, place: str, wait: timedelta) -> None:
        """Teams wants nothing more in a conversation until `wait` has passed."""
        line = self._line(place)
        line.silent = max(line.silent, self._seconds() + wait.total_seconds())

    def keep_turn(self, place: str, *, key: str) -> None:
        """Return once the message `key` may go, and keep its turn for it; raises NotYet with the time until then."""
        line = self._come(place, key=key)
        line.turns[key] = self._seconds()

    def take_turn(self, place: str, *, key: str) -> None:
        """Return if the message `key` may go to a conversation now; raises NotYet with the time until its turn."""
        self._come(place, key=key)

    def _come(self, place: str, *, key: str) -> _Line:
        now, line = self._seconds(), self._line(place)
        if line.silent > now:
            raise NotYet("Teams wants nothing here for a while", wait=timedelta(seconds=line.silent - now))
        kept = line.turns.pop(key, None)
        if kept is None or kept < now - KEPT:
            free = max(_free(line.sent, self._limits), _free(self._all.sent, self._every))
            if free > now:
                raise NotYet("as many messages as Teams takes", wait=timedelta(seconds=free - now))
            line.sent.append(now)
            self._all.sent.append(now)
        line.turns = {other: turn for other, turn in line.turns.items() if turn > now - KEPT}
        return line

    def _line(self, place: str) -> _Line:
        if place not in self._lines:
            self._make_room()
            self._lines[place] = _Line(deque(maxlen=_most(self._limits)))
        return self._lines[place]

    def _make_room(self) -> None:
        if len(self._lines) < PLACES:
            return
        now = self._seconds()
        quiet = [place for place, line in self._lines.items() if max(_last(line.sent), line.silent) < now - KEPT]
        for place in quiet or [next(iter(self._lines))]:
            del self._lines[place]


def _free(sent: deque[float], limits: Limits) -> float:
    """Return the second from which on one more message keeps to every limit."""
    return max((sent[-most] + span for most, span in limits if len(sent) >= most), default=0.0)


def _most(limits: Iterable[tuple[int, float]]) -> int:
    return max(most for most, _ in limits)


def _last(sent: deque[float]) -> float:
    return sent[-1] if sent else 0.0
