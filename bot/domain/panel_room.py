"""The longest meeting that a panel could have around a wished time: what to say of a time that is too short."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.mask import UNIT
from bot.domain.panel import Question
from bot.domain.panel_board import board, fillable
from bot.domain.time import Interval


@dataclass(frozen=True, slots=True)
class Room:
    """What a wished time leaves room for: `needed` is the length of the kind, `wished` that of the wish itself.

    `longest` is the longest stretch that touches the wish and that the whole panel could use, in steps of five minutes and
    at most as long as needed; None when there is none. `soonest` is set where the wish is too soon: what can be offered
    starts no earlier (aware UTC).
    """

    wished: timedelta
    needed: timedelta
    longest: Interval | None
    soonest: datetime | None = None

    @property
    def fits(self) -> bool:
        """Return whether the interview could be held then, the times around the wish included."""
        return self.longest is not None and self.longest.length >= self.needed


def room(question: Question, wish: Interval) -> Room:
    """Return the longest stretch around a wish in which the same people could fill all required seats.

    All rules hold but the step and the candidate's wishes; buffers are kept as around a whole interview. Of several equally
    long stretches, the one that starts nearest to the wish is told, and the earlier of two.
    """
    rules = question.rules
    for length in range(rules.length, 0, -1):
        found = _stretch(question, wish, length * UNIT)
        if found is not None:
            return Room(wish.length, rules.duration, found)
    return Room(wish.length, rules.duration, None, rules.earliest if wish.start < rules.earliest else None)


def _stretch(question: Question, wish: Interval, length: timedelta) -> Interval | None:
    near = replace(
        question.rules,
        duration=length,
        earliest=max(question.rules.earliest, wish.start - length),
        latest=min(question.rules.latest, wish.end + length),
        step=UNIT,
        wishes=(),
    )
    there = board(replace(question, rules=near))
    starts = there.grid.instants(fillable(question.needed, there.free, within=there.open))
    touching = [Interval(start, start + length) for start in starts if Interval(start, start + length).overlaps(wish)]
    return min(touching, key=lambda span: (abs(span.start - wish.start), span.start), default=None)
