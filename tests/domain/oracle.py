"""A slow slot search without masks, to hold the fast one against: it walks the clock and compares datetimes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.ids import PersonId
from bot.domain.panel_spread import APART, NOON
from bot.domain.slots import Availability, Rule, Rules
from bot.domain.time import Interval, WorkingHours, clock, local_day, whole_day

Line = tuple[Rule, int, int, PersonId | None]
Check = tuple[Rule, PersonId | None, Callable[[datetime, datetime], bool]]


def slow_search(rules: Rules, people: Sequence[Availability]) -> tuple[list[Interval], list[Line]]:
    """Return the slots and the funnel's lines; each start is charged to the first rule that it breaks."""
    starts = list(candidates(rules))
    lines: list[Line] = [(Rule.HORIZON, 0, len(starts), None)]
    for rule, person, suits in checks(rules, people):
        kept = [start for start in starts if suits(start, start + rules.duration)]
        lines.append((rule, len(starts) - len(kept), len(kept), person))
        starts = kept
    return [Interval(start, start + rules.duration) for start in starts], lines


def candidates(rules: Rules) -> Iterator[datetime]:
    step = rules.step // timedelta(minutes=1)
    minute = rules.earliest.replace(second=0, microsecond=0)
    while minute + rules.duration <= rules.latest:
        if minute >= rules.earliest and minute.astimezone(rules.site).minute % step == 0:
            yield minute
        minute += timedelta(minutes=5 if minute.minute % 5 == 0 else 1)


def checks(rules: Rules, people: Sequence[Availability]) -> Iterator[Check]:
    for person in people:
        open_spans = stretches(person.hours, zone=person.zone, rules=rules)
        yield Rule.HOURS, person.person, lambda start, end, spans=open_spans: covered(start, end, spans)
    for person in people:
        off = absent(person)
        yield Rule.DAYS_OFF, person.person, lambda start, end, spans=off: untouched(start, end, spans)
    window = None if rules.window is None else stretches(rules.window, zone=rules.site, rules=rules)
    yield Rule.WINDOW, None, lambda start, end: window is None or covered(start, end, window)
    wishes = [(wish.start, wish.end) for wish in rules.wishes]
    yield Rule.WISHES, None, lambda start, end: not wishes or any(a <= start and end <= b for a, b in wishes)
    for person in people:
        busy = [(span.start, span.end) for span in person.busy]
        yield (
            Rule.BUSY,
            person.person,
            lambda start, end, spans=busy: untouched(start - rules.before, end + rules.after, spans),
        )
    for person in people:
        yield Rule.LOAD, person.person, lambda start, end, who=person: has_room(start, who, rules)
    closed = [(span.start, span.end) for span in rules.closed]
    yield Rule.CLOSED, None, lambda start, end: untouched(start, end, closed)


Spans = list[tuple[datetime, datetime]]


def covered(start: datetime, end: datetime, spans: Spans) -> bool:
    """Return whether the spans cover [start, end) without a hole, going from one into the next."""
    reached = start
    while reached < end:
        further = [b for a, b in spans if a <= reached < b]
        if not further:
            return False
        reached = max(further)
    return True


def untouched(start: datetime, end: datetime, spans: Spans) -> bool:
    return all(end <= a or b <= start for a, b in spans)


def stretches(week: WorkingHours, *, zone: ZoneInfo, rules: Rules) -> Spans:
    day = rules.earliest.astimezone(zone).date() - timedelta(days=3)
    spans = []
    while day <= rules.latest.astimezone(zone).date() + timedelta(days=1):
        spans += shift(week, day, zone=zone)
        day += timedelta(days=1)
    return spans


def shift(week: WorkingHours, day: date, *, zone: ZoneInfo) -> Spans:
    if day.weekday() not in week.days:
        return []
    hours = week.days[day.weekday()]
    last = day + timedelta(days=hours.closes <= hours.opens)
    start = datetime.combine(day, hours.opens, zone).astimezone(UTC)
    end = datetime.combine(last, hours.closes, zone).astimezone(UTC)
    return [(start, end)] if start < end else []


def absent(person: Availability) -> Spans:
    spans = []
    for day in person.days_off:
        midnight, next_midnight = (datetime.combine(d, time(0), person.zone) for d in (day, day + timedelta(days=1)))
        spans.append((midnight.astimezone(UTC), next_midnight.astimezone(UTC)))
        spans += shift(person.hours, day, zone=person.zone)
    return spans


def has_room(start: datetime, person: Availability, rules: Rules) -> bool:
    day = start.astimezone(person.zone).date()
    held = [interview.start.astimezone(person.zone).date() for interview in person.interviews]
    today = sum(other == day for other in held)
    this_week = sum(monday(other) == monday(day) for other in held)
    return not (
        (rules.daily_load is not None and today >= rules.daily_load)
        or (rules.weekly_load is not None and this_week >= rules.weekly_load)
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def two(slots: Iterable[Interval], *, zone: ZoneInfo, gap: timedelta) -> tuple[Interval, ...]:
    """Return up to two solid options: the earliest slot, and one that gives a real choice beside it.

    The second is on the next other local day of `zone` with slots, in the other half of that day if it can be; failing
    another day, it is the earliest with an hour between. They keep `gap` (the buffers) from each other.
    """
    solid = sorted(slots)
    if not solid:
        return ()
    first = solid[0]
    free_again = first.end + gap
    rest = [slot for slot in solid if slot.start >= free_again]
    return first, *_beside(first, rest, zone)


def _beside(first: Interval, rest: Sequence[Interval], zone: ZoneInfo) -> Sequence[Interval]:
    tonight = whole_day(local_day(first.start, zone=zone), zone=zone).end
    away = next((slot for slot in rest if slot.start >= tonight), None)
    if away is None:
        return [slot for slot in rest if slot.start >= first.end + APART][:1]
    its_end = whole_day(local_day(away.start, zone=zone), zone=zone).end
    there = [slot for slot in rest if tonight <= slot.start < its_end]
    morning = clock(first.start, zone=zone) < NOON
    return [slot for slot in there if (clock(slot.start, zone=zone) < NOON) != morning][:1] or there[:1]
