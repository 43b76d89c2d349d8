"""Which of many starts to offer, so that the options are a real choice: other days, other halves of the day."""

from collections.abc import Callable, Iterable, Sequence
from datetime import time, timedelta
from functools import reduce
from operator import or_

from bot.domain.mask import UNIT, Grid, opening
from bot.domain.panel import Question
from bot.domain.time import Hours, Interval, WorkingHours, at, clock, local_day, whole_day

APART = timedelta(hours=1)
NOON = time(12)

Pick = Callable[[int, Sequence[Interval], Question, Grid], int]


def picked(question: Question, starts: int, *, grid: Grid) -> tuple[Interval, ...]:
    """Return up to the asked number of options out of a mask of starts, in order.

    Times that somebody wished for come first; what these leave open is filled in the daytime, and then from all starts.
    Each option is on the earliest local day that has none yet: in its afternoon if most others are in the morning and that
    can be, else as early as it goes. Failing another day, it is the earliest. All keep the buffers from each other and from
    what stands, and an hour from those of the same day. Should that give too few, the earliest are taken one after the
    other, whatever their day, if they are more: nothing gives more than that.
    """
    there = question.standing
    for preferred in (_wished(question, grid), _daytime(question, grid), grid.full):
        there = (*there, *_best(question, starts & preferred, there, grid))
    return tuple(sorted(there[len(question.standing) :]))


def _wished(question: Question, grid: Grid) -> int:
    return _any(grid.holding([wish], length=question.rules.length) for wish in question.wished)


def _daytime(question: Question, grid: Grid) -> int:
    if question.daytime is None:
        return grid.full
    every_day = WorkingHours(dict.fromkeys(range(7), Hours(*question.daytime)))
    return opening(every_day, zone=question.zone, grid=grid)


def _best(question: Question, starts: int, there: Sequence[Interval], grid: Grid) -> Sequence[Interval]:
    """Return what these starts can add to the options there, until there are enough."""
    wanted = len(question.standing) + question.count - len(there)
    varied = _one_by_one(question, starts, there, grid, wanted=wanted, pick=_varied)
    if len(varied) == wanted:
        return varied
    return max(varied, _one_by_one(question, starts, there, grid, wanted=wanted, pick=_plain), key=len)


def _one_by_one(
    question: Question, starts: int, there: Sequence[Interval], grid: Grid, *, wanted: int, pick: Pick
) -> Sequence[Interval]:
    added = list[Interval]()
    left = starts & ~_crowding(there, question, grid)
    while len(added) < wanted and (fitting := pick(left, (*there, *added), question, grid)):
        start = grid.at(_lowest(fitting))
        added.append(Interval(start, start + question.rules.duration))
        left &= ~_crowding(added[-1:], question, grid)
    return added


def _varied(left: int, chosen: Sequence[Interval], question: Question, grid: Grid) -> int:
    """Return the starts of which the earliest is the next option: on a day of its own if there is one."""
    zone = question.zone
    fresh = left & ~_any(_date(slot, question, grid) for slot in chosen)
    if not fresh:
        return _plain(left, chosen, question, grid)
    day = local_day(grid.at(_lowest(fresh)), zone=zone)
    its_end = whole_day(day, zone=zone).end
    there = fresh & grid.between(grid.start, its_end)
    mornings = sum(clock(slot.start, zone=zone) < NOON for slot in chosen)
    later = there & grid.between(at(day, NOON, zone=zone), its_end)
    return later if later and mornings > len(chosen) - mornings else there


def _plain(left: int, chosen: Sequence[Interval], question: Question, grid: Grid) -> int:
    return left & ~_any(_around(slot, question, grid, gap=APART) & _date(slot, question, grid) for slot in chosen)


def _date(slot: Interval, question: Question, grid: Grid) -> int:
    day = whole_day(local_day(slot.start, zone=question.zone), zone=question.zone)
    return grid.between(day.start, day.end)


def _crowding(slots: Iterable[Interval], question: Question, grid: Grid) -> int:
    gap = question.rules.before + question.rules.after
    return _any(_around(slot, question, grid, gap=gap) for slot in slots)


def _around(slot: Interval, question: Question, grid: Grid, *, gap: timedelta) -> int:
    """Return the starts from which a meeting would come closer to the slot than the gap."""
    first = slot.start - gap - question.rules.duration + UNIT
    return grid.touched([Interval(first, slot.end + gap)])


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
