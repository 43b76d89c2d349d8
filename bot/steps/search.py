"""Finding times for an interview: what the mirror and the reservations know, put before the pure search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Proposal, Seat
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.domain.slots import Availability, Rules, Search, cheapest, search, two
from bot.domain.time import Interval, clock, epoch, from_epoch, local_day
from bot.ports import Mirrored, Reservation, Work
from bot.steps.patience import decided_by
from bot.steps.seating import is_seated, seating_of

FRESH = timedelta(minutes=15)
MARGIN = timedelta(minutes=30)
LOOK_BACK = timedelta(days=7)
DAYTIME = (time(8), time(20))
"""The candidate's own hours that are preferred where there is a choice."""


@dataclass(frozen=True, slots=True)
class Found:
    """Times to propose, in order, and who would sit there; fewer than asked for, or none, with what the search says."""

    proposals: tuple[Proposal, ...]
    why: Search
    cure: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """These people's calendars have not been read lately enough to offer anything; unknown is never free."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Vacant:
    """A seat that the interview cannot be without has nobody any more: who left, or what is missing in words."""

    person: PersonId | None
    part: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Times that somebody was shown, judged again: `proposals` when all of them can still be had, else nothing.

    `taken` are those that somebody else has by now, `gone` those that the rules no longer allow.
    """

    proposals: tuple[Proposal, ...]
    taken: tuple[Interval, ...] = ()
    gone: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What a search knows; `free` is the time of those who must be there, `others` of those who may."""

    rules: Rules
    seats: tuple[Seat, ...]
    free: tuple[Availability, ...]
    others: tuple[Availability, ...] = ()


def answer_by(case: Case, *, desk: Desk) -> timedelta:
    """Return how long the candidate gets for the ask that comes next in this round."""
    offer = desk.policy.offer
    return offer.follow_up if case.interview.deadline is not None else offer.deadline


async def find(
    case: Case, *, count: int, margin: timedelta = MARGIN, work: Work, desk: Desk
) -> Found | Unknown | Vacant:
    """Return up to `count` times at which every required seat is free, or whose calendars must be read first.

    They start no sooner than `margin` after the first moment at which they could be chosen in time. What somebody asked
    for (the interview's wishes) comes first; where that is too little, other times fill up. A seat that is not required is
    filled where its person is not known to be busy: placing the hold asks their calendar, and a no leaves the seat empty.
    """
    known = await _known(case, margin=margin, work=work, desk=desk)
    if isinstance(known, Unknown | Vacant):
        return known
    rules, free = known.rules, known.free
    found = search(rules, free)
    zone = desk.zone_of(case.candidate.zone)
    wished = tuple(slot for slot in found.slots if any(_within(slot, wish) for wish in case.interview.wishes))
    by_day = tuple(slot for slot in found.slots if DAYTIME[0] <= clock(slot.start, zone=zone) < DAYTIME[1])
    chosen: tuple[Interval, ...] = ()
    for slots in (wished, by_day, found.slots):
        avoid = (*(option.span for option in case.interview.in_play), *chosen)
        chosen += two(slots, zone=zone, avoid=avoid, gap=rules.before + rules.after)[: count - len(chosen)]
    proposals = _proposals(sorted(chosen), known)
    return Found(proposals, found, _cure(rules, free) if len(chosen) < count else "")


def _proposals(spans: Sequence[Interval], known: _Known) -> tuple[Proposal, ...]:
    """Return the times with who would sit there: all who must, and of the others those who are free."""
    may = {free.person: frozenset(search(known.rules, [free]).slots) for free in known.others}
    return tuple(
        Proposal(
            span,
            tuple(
                replace(seat, answer=Answer.NONE)
                for seat in known.seats
                if seat.required or span in may.get(seat.person, ())
            ),
        )
        for span in spans
    )


def _within(slot: Interval, wish: Interval) -> bool:
    return wish.start <= slot.start and slot.end <= wish.end


async def judge(case: Case, starts: Sequence[int], *, work: Work, desk: Desk) -> Judged | Unknown | Vacant:
    """Return whether times, named by the seconds at which they start, are among those that a search allows now.

    Nobody needs to have offered them: whatever the seconds say, only what the rules and calendars allow comes back.
    """
    known = await _known(case, margin=MARGIN, work=work, desk=desk)
    if isinstance(known, Unknown | Vacant):
        return known
    slots = {epoch(slot.start): slot for slot in search(known.rules, known.free).slots}
    spans = tuple(slots[start] for start in sorted(starts) if start in slots)
    if len(spans) == len(starts) and _apart(spans, gap=known.rules.before + known.rules.after):
        return Judged(_proposals(spans, known))
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


async def _known(case: Case, *, margin: timedelta, work: Work, desk: Desk) -> _Known | Unknown | Vacant:
    kind = desk.kind_of(case)
    span = Interval(desk.now - LOOK_BACK, desk.now + 2 * kind.horizon + LOOK_BACK)
    seats, people = case.interview.seats, case.people
    if is_seated(kind):
        seating = await seating_of(kind, opening=case.opening, work=work)
        if seating.missing:
            return Vacant(seating.gone, seating.missing[0])
        seats, people = seating.seats, seating.people
    mirrored = await work.mirror.of([seat.person for seat in seats], span)
    unread = {seat.person for seat in seats if _stale(mirrored.get(seat.person), now=desk.now)}
    if any(seat.required and seat.person in unread for seat in seats):
        return Unknown(tuple(seat.person for seat in seats if seat.person in unread))
    parties = [*(seat.person for seat in seats), case.candidate.id]
    taken = await work.reservations.of(parties, span)
    required = [people[seat.person] for seat in seats if seat.required]
    rules = _rules(case, kind=kind, margin=margin + _asking(required, kind=kind, desk=desk), taken=taken, desk=desk)
    others = [people[seat.person] for seat in seats if not seat.required]
    free = partial(_availability, mirrored=mirrored, taken=taken, kind=kind, desk=desk)
    return _Known(rules, seats, tuple(map(free, required)), tuple(map(free, others)))


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


def _asking(people: Sequence[Person], *, kind: Kind, desk: Desk) -> timedelta:
    """Return how long it may take until all interviewers have answered, where the kind asks them first.

    Added is some time for whoever then has to decide about one that stands alone.
    """
    if not kind.asks:
        return timedelta(0)
    return max(decided_by(desk.now, person=person, desk=desk) for person in people) - desk.now


def _availability(
    person: Person, *, mirrored: Mapping[PersonId, Mirrored], taken: Sequence[Reservation], kind: Kind, desk: Desk
) -> Availability:
    mine = [held for held in taken if held.party == person.id]
    known = mirrored.get(person.id)
    trailing = tuple(Interval(held.span.start, held.span.end + kind.after) for held in mine)
    return Availability(
        person=person.id,
        zone=desk.zone_of(person.zone),
        hours=person.hours,
        busy=(known.busy if known else ()) + trailing,
        interviews=_one_a_day(mine, zone=desk.zone_of(person.zone)),
        days_off=person.days_off | desk.policy.organisation.holidays,
    )


def _one_a_day(mine: Sequence[Reservation], *, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return what counts as load: of the options held for one interview, at most one will happen on a day."""
    return tuple({(held.interview, local_day(held.span.start, zone=zone)): held.span for held in mine}.values())


def _cure(rules: Rules, people: Sequence[Availability]) -> str:
    relaxation = cheapest(rules, people)
    return "" if relaxation is None else relaxation.ease.value
