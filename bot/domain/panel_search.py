"""Panel search: the options that all seats can offer, who sits on them and why, and what stood in the way.

Pure and deterministic: the answer depends on what the question says, not on the order in which it says it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import PersonId
from bot.domain.mask import UNIT, Grid
from bot.domain.panel import Panel, PanelSearch, Question
from bot.domain.panel_board import Masks, board, fillable, funnel
from bot.domain.panel_seats import seated
from bot.domain.panel_spread import picked
from bot.domain.time import Interval


def propose(question: Question) -> PanelSearch:
    """Return the options and the funnel. Of all that the rules allow, the best are chosen, in this order:

    1. every option has all its required seats filled, each by somebody who has the tags, is free and has room for one more
       interview on that day and in that week of their own, nobody in two seats at once;
    2. what was wished for comes first, then the candidate's daytime, then any time: of each as many options as are still
       missing, or as many as there can be;
    3. the earliest times that give a choice, on other days and in other halves of the day (2 and 3 are
       `bot.domain.panel_spread.picked`);
    4. at each of them the fairest people, most of the other seats, lowest ids (`bot.domain.panel_seats.seated`).

    At most one option will happen, so each is judged as if it were alone: it takes room for one interview, whatever else is
    offered, and the same people may sit on several. No two options overlap, so nobody holds two at a time.
    """
    there = board(question)
    free = there.free
    starts, steps = funnel(question, there, free=free)
    spans = picked(question, starts, grid=there.grid)
    return PanelSearch(_panels(question, spans, free, there.grid), steps)


def panels_at(question: Question, starts: Iterable[datetime]) -> tuple[Panel, ...]:
    """Return who would sit at times that somebody names by their starts (aware), leaving out those that cannot be had.

    They need not be those that `propose` would choose; whether they keep apart from each other is for the caller to see.
    Who was shown to somebody sits there still, as far as the rules allow, when they are the question's `asked`.
    """
    there = board(question)
    free = there.free
    able = fillable(question.needed, free, within=there.open)
    spans = sorted({Interval(start, start + question.rules.duration) for start in starts})
    spans = [span for span in spans if able & there.grid.between(span.start, span.start + UNIT)]
    return _panels(question, spans, free, there.grid)


def _panels(question: Question, spans: Iterable[Interval], free: Masks, grid: Grid) -> tuple[Panel, ...]:
    return tuple(Panel(span, seated(question, _free_at(span, free, grid))) for span in spans)


def _free_at(span: Interval, free: Masks, grid: Grid) -> AbstractSet[PersonId]:
    bit = (span.start - grid.start) // UNIT
    return frozenset(person for person, mask in free.items() if mask >> bit & 1)


@dataclass(frozen=True, slots=True)
class Blocking:
    """A required seat that stands in the way: how many starts would suit the panel without it."""

    place: int
    starts: int


def blocking(question: Question) -> tuple[Blocking, ...]:
    """Return the required seats without which more starts would suit, the most hindering first."""
    there = board(question)
    free, needed = there.free, {number: place for number, place in enumerate(question.places) if place.blocks}
    now = fillable(tuple(needed.values()), free, within=there.open).bit_count()
    found = []
    for number in needed:
        others = tuple(place for other, place in needed.items() if other != number)
        starts = fillable(others, free, within=there.open).bit_count()
        if starts > now:
            found.append(Blocking(number, starts))
    return tuple(sorted(found, key=lambda seat: (-seat.starts, seat.place)))
