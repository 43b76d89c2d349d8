"""Slot search: where a meeting may begin, and why there is no such place.

Pure and deterministic: the same rules and calendars give the same answer. Every rule becomes a mask of starts (see
`bot.domain.mask`), so a panel costs a few `&` once each person's mask is kept.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import reduce
from math import inf
from operator import and_, or_
from zoneinfo import ZoneInfo

from bot.domain.ids import PersonId
from bot.domain.mask import HOUR, UNIT, Grid, on_step, opening, reaching, runs, units
from bot.domain.time import Interval, WorkingHours, days_of, local_day, whole_day

NONE = timedelta(0)


class Rule(StrEnum):
    """What may remove a start, in the order in which the funnel counts.

    Of panels alone: POOL, too few people fit a seat; TWICE, one person would have to sit in two.
    """

    HORIZON = "horizon"
    POOL = "pool"
    HOURS = "hours"
    DAYS_OFF = "days_off"
    WINDOW = "window"
    WISHES = "wishes"
    BUSY = "busy"
    LOAD = "load"
    CLOSED = "closed"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Availability:
    """One person's time as the search needs it; wall-clock hours and dates are those of the person's own zone.

    `busy` is the mirror and their live reservations, without the holds of the interview that is being moved.
    `interviews` are those held or confirmed: they count for the local day and ISO week in which they start.
    A day off takes its local date from midnight to midnight, and the shift that opens on it. In the `evenings` they would
    work too, where the rules' `odd` times ask for it.
    """

    person: PersonId
    zone: ZoneInfo
    hours: WorkingHours
    busy: tuple[Interval, ...] = ()
    interviews: tuple[Interval, ...] = ()
    days_off: frozenset[date] = frozenset()
    evenings: WorkingHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the interview kind and the moment ask of a slot.

    A slot starts at or after `earliest` (deadline plus notice) and ends by `latest` (the horizon). The buffers stay free
    of busy time but may lie outside working hours. Starts fall on the step by the wall clock of `site`, the kind's zone,
    where `window` (the stage rule) is read too. With `wishes` the slot lies inside one of them; it overlaps nothing
    `closed`. A slot inside the `odd` times, which somebody asked for, may lie in the `evenings` of the kind and of its
    people as well as in their window and hours. A local day or ISO week of a person that has reached its load is full.
    Raises ValueError for naive instants, for lengths that are not multiples of 5 minutes, and for a step that does not
    divide the hour.
    """

    duration: timedelta
    earliest: datetime
    latest: datetime
    site: ZoneInfo
    before: timedelta = NONE
    after: timedelta = NONE
    step: timedelta = timedelta(minutes=15)
    window: WorkingHours | None = None
    wishes: tuple[Interval, ...] = ()
    closed: tuple[Interval, ...] = ()
    daily_load: int | None = None
    weekly_load: int | None = None
    evenings: WorkingHours | None = None
    odd: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        if self.earliest.tzinfo is None or self.latest.tzinfo is None:
            raise ValueError("earliest and latest must be aware instants, not naive times")
        object.__setattr__(self, "earliest", self.earliest.astimezone(UTC))
        object.__setattr__(self, "latest", self.latest.astimezone(UTC))
        units(self.duration, of="duration", least=1)
        units(self.before, of="buffer before")
        units(self.after, of="buffer after")
        if HOUR % units(self.step, of="step", least=1):
            raise ValueError(f"the step must divide the hour: 5, 10, 15, 20, 30 or 60 minutes, not {self.step}")

    @property
    def length(self) -> int:
        """The duration in bits of five minutes."""
        return self.duration // UNIT


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the funnel: how many starts a rule removed (for one person, where it is theirs) and how many it left."""

    rule: Rule
    removed: int
    left: int
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The slots sorted by start, in UTC, and the funnel that led to them.

    The first step removes nothing: its `left` is every start on the step between notice and horizon, as the last step's
    is the number of slots.
    """

    slots: tuple[Interval, ...]
    funnel: tuple[Step, ...]


def search(rules: Rules, people: Sequence[Availability]) -> Search:
    """Return the slots that suit all the people at once, and how many starts each rule removed on the way."""
    grid = Grid.over(rules.earliest - rules.before, rules.latest + rules.after)
    left = horizon(rules, grid)
    funnel = [Step(Rule.HORIZON, 0, left.bit_count())]
    for rule, person, mask in _sift(rules, people, grid):
        left &= mask
        funnel.append(Step(rule, funnel[-1].left - left.bit_count(), left.bit_count(), person))
    return Search(_slots(left, rules, grid), tuple(funnel))


def free_mask(availability: Availability, *, grid: Grid, rules: Rules) -> int:
    """Return the starts that suit one person, to be kept by the caller and given to `shared`.

    It depends on the person, the grid, the kind's duration, buffers and load, and the odd times; not on notice, horizon,
    window, wishes or closed times, which differ from one candidate to the next. The first and last bits of the grid are
    never free when a buffer there would leave it.
    """
    return reduce(and_, (keeps(availability, grid, rules) for keeps in PERSONAL.values()))


def shared(masks: Iterable[int], *, grid: Grid, rules: Rules) -> tuple[Interval, ...]:
    """Return the slots common to kept masks of one grid: the same as `search`, without the funnel.

    Any grid will do that covers earliest to latest with the buffers around it.
    """
    common = reduce(and_, (keeps(rules, grid) for keeps in COMMON.values()), horizon(rules, grid))
    return _slots(reduce(and_, masks, common), rules, grid)


def _sift(rules: Rules, people: Sequence[Availability], grid: Grid) -> Iterator[tuple[Rule, PersonId | None, int]]:
    for rule in Rule:
        if rule in COMMON:
            yield rule, None, COMMON[rule](rules, grid)
        if rule in PERSONAL:
            yield from ((rule, person.person, PERSONAL[rule](person, grid, rules)) for person in people)


def _slots(mask: int, rules: Rules, grid: Grid) -> tuple[Interval, ...]:
    duration = rules.duration
    return tuple([Interval(start, start + duration) for start in grid.instants(mask)])


def horizon(rules: Rules, grid: Grid) -> int:
    """Return the starts on the step between notice and horizon."""
    starts = grid.between(rules.earliest, rules.latest - rules.duration + UNIT)
    return starts & on_step(grid, step=rules.step // UNIT, zone=rules.site)


def _window(rules: Rules, grid: Grid) -> int:
    if rules.window is None:
        return grid.full
    return _open(rules.window, rules.evenings, zone=rules.site, grid=grid, rules=rules)


def _open(hours: WorkingHours, evenings: WorkingHours | None, *, zone: ZoneInfo, grid: Grid, rules: Rules) -> int:
    """Return the starts inside the hours; inside the odd times, in the evenings that go with them too."""
    there = opening(hours, zone=zone, grid=grid)
    ordinary = runs(there, rules.length)
    if evenings is None or not rules.odd:
        return ordinary
    longer = runs(there | opening(evenings, zone=zone, grid=grid), rules.length)
    return ordinary | longer & grid.holding(rules.odd, length=rules.length)


def _wishes(rules: Rules, grid: Grid) -> int:
    if not rules.wishes:
        return grid.full
    return reduce(or_, (grid.holding([wish], length=rules.length) for wish in rules.wishes))


def _closed(rules: Rules, grid: Grid) -> int:
    return grid.clear(rules.closed, length=rules.length) if rules.closed else grid.full


def _hours(person: Availability, grid: Grid, rules: Rules) -> int:
    return _open(person.hours, person.evenings, zone=person.zone, grid=grid, rules=rules)


def _days_off(person: Availability, grid: Grid, rules: Rules) -> int:
    if not person.days_off:
        return grid.full
    dates = [day for day in days_of(reaching(grid), zone=person.zone) if day in person.days_off]
    shifts = [shift for day in dates if (shift := person.hours.on(day, zone=person.zone))]
    return grid.clear([*shifts, *(whole_day(day, zone=person.zone) for day in dates)], length=rules.length)


def _busy(person: Availability, grid: Grid, rules: Rules) -> int:
    return grid.clear(person.busy, length=rules.length, before=rules.before // UNIT, after=rules.after // UNIT)


def _load(person: Availability, grid: Grid, rules: Rules) -> int:
    if rules.daily_load is None and rules.weekly_load is None:
        return grid.full
    return grid.clear((whole_day(day, zone=person.zone) for day in _full_days(person, grid, rules)), length=1)


def _full_days(person: Availability, grid: Grid, rules: Rules) -> Iterator[date]:
    daily, weekly = (inf if limit is None else limit for limit in (rules.daily_load, rules.weekly_load))
    days = Counter(local_day(interview.start, zone=person.zone) for interview in person.interviews)
    weeks = Counter(day.isocalendar()[:2] for day in days.elements())
    for day in days_of(grid.span, zone=person.zone):
        if days[day] >= daily or weeks[day.isocalendar()[:2]] >= weekly:
            yield day


COMMON: Mapping[Rule, Callable[[Rules, Grid], int]] = {
    Rule.WINDOW: _window,
    Rule.WISHES: _wishes,
    Rule.CLOSED: _closed,
}
PERSONAL: Mapping[Rule, Callable[[Availability, Grid, Rules], int]] = {
    Rule.HOURS: _hours,
    Rule.DAYS_OFF: _days_off,
    Rule.BUSY: _busy,
    Rule.LOAD: _load,
}
