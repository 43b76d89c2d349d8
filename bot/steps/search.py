"""Finding times for an interview: what the mirror and the reservations know, put before the pure search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.domain.slots import Availability, Rules, Search, cheapest, search, two
from bot.domain.time import Interval, clock, epoch, from_epoch, local_day
from bot.ports import Mirrored, Reservation, Work

FRESH = timedelta(minutes=15)
MARGIN = timedelta(minutes=30)
LOOK_BACK = timedelta(days=7)
DAYTIME = (time(8), time(20))
"""The candidate's own hours that are preferred where there is a choice."""


@dataclass(frozen=True, slots=True)
class Found:
    """Times to propose, in order; fewer than asked for, or none, with what the search says about it."""

    spans: tuple[Interval, ...]
    why: Search
    cure: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """These people's calendars have not been read lately enough to offer anything; unknown is never free."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Times that somebody was shown, judged again: `spans` when all of them can still be had, else nothing.

    `taken` are those that somebody else has by now, `gone` those that the rules no longer allow.
    """

    spans: tuple[Interval, ...]
    taken: tuple[Interval, ...] = ()
    gone: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Rules
    free: tuple[Availability, ...]


def answer_by(case: Case, *, desk: Desk) -> timedelta:
    """Return how long the candidate gets for the ask that comes next in this round."""
    offer = desk.policy.offer
    return offer.follow_up if case.interview.deadline is not None else offer.deadline


async def find(case: Case, *, count: int, margin: timedelta = MARGIN, work: Work, desk: Desk) -> Found | Unknown:
    """Return up to `count` times at which every required seat is free, or whose calendars must be read first.

    They start no sooner than `margin` after the first moment at which they could be chosen in time. What somebody asked
    for (the interview's wishes) comes first; where that is too little, other times fill up.
    """
    known = await _known(case, margin=margin, work=work, desk=desk)
    if isinstance(known, Unknown):
        return known
    rules, free = known.rules, known.free
    found = search(rules, free)
    zone = desk.zone_of(case.candidate.zone)
    wished = tuple(slot for slot in found.slots if any(_within(slot, wish) for wish in case.interview.wishes))
    by_day = tuple(slot for slot in found.slots if DAYTIME[0] <= clock(slot.start, zone=zone) < DAYTIME[1])
    chosen: tuple[Interval, ...] = ()
    for slots in (wished, by_day, found.slots):
        avoid = (*(option.span for option in case.interview.standing), *chosen)
        chosen += two(slots, zone=zone, avoid=avoid, gap=rules.before + rules.after)[: count - len(chosen)]
    chosen = tuple(sorted(chosen))
    return Found(chosen, found, _cure(rules, free) if len(chosen) < count else "")


def _within(slot: Interval, wish: Interval) -> bool:
    return wish.start <= slot.start and slot.end <= wish.end


async def judge(case: Case, starts: Sequence[int], *, work: Work, desk: Desk) -> Judged | Unknown:
    """Return whether times, named by the seconds at which they start, are among those that a search allows now.

    Nobody needs to have offered them: whatever the seconds say, only what the rules and calendars allow comes back.
    """
    known = await _known(case, margin=MARGIN, work=work, desk=desk)
    if isinstance(known, Unknown):
        return known
    slots = {epoch(slot.start): slot for slot in search(known.rules, known.free).slots}
    spans = tuple(slots[start] for start in sorted(starts) if start in slots)
    if len(spans) == len(starts) and _apart(spans, gap=known.rules.before + known.rules.after):
        return Judged(spans)
    horizon = range(epoch(desk.now), epoch(known.rules.latest))
    lost = [start for start in sorted(set(starts)) if start not in slots and start in horizon]
    missed = tuple(Interval(from_epoch(start), from_epoch(start) + known.rules.duration) for start in lost)
    taken = tuple(span for span in missed if _is_taken(span, known))
    return Judged((), taken, tuple(span for span in missed if span not in taken))


def _apart(spans: Sequence[Interval], *, gap: timedelta) -> bool:
    return all(one.end + gap <= other.start for one, other in pairwise(spans))


def _is_taken(span: Interval, known: _Known) -> bool:
    around = Interval(span.start - known.rules.before, span.end + known.rules.after)
    busy = any(around.overlaps(other) for person in known.free for other in person.busy)
    return busy or any(span.overlaps(other) for other in known.rules.closed)


async def stale(people: Sequence[Person], *, work: Work, desk: Desk) -> tuple[PersonId, ...]:
    """Return those whose calendars have not been read lately enough to offer anything."""
    mirrored = await work.mirror.of([person.id for person in people], Interval(desk.now, desk.now + FRESH))
    return tuple(person.id for person in people if _stale(mirrored.get(person.id), now=desk.now))


async def _known(case: Case, *, margin: timedelta, work: Work, desk: Desk) -> _Known | Unknown:
    kind = desk.kind(case.interview.kind)
    span = Interval(desk.now - LOOK_BACK, desk.now + 2 * kind.horizon + LOOK_BACK)
    people = tuple(case.people[seat.person] for seat in case.interview.seats if seat.required)
    mirrored = await work.mirror.of([person.id for person in people], span)
    unread = tuple(person.id for person in people if _stale(mirrored.get(person.id), now=desk.now))
    if unread:
        return Unknown(unread)
    parties = [*(person.id for person in people), case.candidate.id]
    taken = await work.reservations.of(parties, span)
    rules = _rules(case, kind=kind, margin=margin, taken=taken, desk=desk)
    free = tuple(_availability(person, mirrored=mirrored, taken=taken, kind=kind, desk=desk) for person in people)
    return _Known(rules, free)


def _stale(mirrored: Mirrored | None, *, now: datetime) -> bool:
    return mirrored is None or mirrored.read_at is None or now - mirrored.read_at > FRESH


def _rules(case: Case, *, kind: Kind, margin: timedelta, taken: Sequence[Reservation], desk: Desk) -> Rules:
    own = tuple(held.span for held in taken if held.party == case.candidate.id)
    seen = tuple(option.span for option in case.interview.options)
    return Rules(
        duration=kind.duration,
        earliest=desk.now + answer_by(case, desk=desk) + kind.notice + margin,
        latest=desk.now + kind.horizon,
        before=kind.before,
        after=kind.after,
        step=kind.step,
        site=desk.site,
        window=kind.window,
        closed=own + seen,
        daily_load=kind.daily_load,
        weekly_load=kind.weekly_load,
    )


def _availability(
    person: Person, *, mirrored: Mapping[PersonId, Mirrored], taken: Sequence[Reservation], kind: Kind, desk: Desk
) -> Availability:
    mine = [held for held in taken if held.party == person.id]
    trailing = tuple(Interval(held.span.start, held.span.end + kind.after) for held in mine)
    return Availability(
        person=person.id,
        zone=desk.zone_of(person.zone),
        hours=person.hours,
        busy=mirrored[person.id].busy + trailing,
        interviews=_one_a_day(mine, zone=desk.zone_of(person.zone)),
        days_off=person.days_off | desk.policy.organisation.holidays,
    )


def _one_a_day(mine: Sequence[Reservation], *, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return what counts as load: of the options held for one interview, at most one will happen on a day."""
    return tuple({(held.interview, local_day(held.span.start, zone=zone)): held.span for held in mine}.values())


def _cure(rules: Rules, people: Sequence[Availability]) -> str:
    relaxation = cheapest(rules, people)
    return "" if relaxation is None else relaxation.ease.value
