"""Finding times for an interview: what the mirror and the reservations know, put before the pure search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.policy import Kind
from bot.domain.slots import Availability, Rules, Search, cheapest, search, two
from bot.domain.time import Interval, clock, local_day
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


def answer_by(case: Case, *, desk: Desk) -> timedelta:
    """Return how long the candidate gets for the ask that comes next in this round."""
    offer = desk.policy.offer
    return offer.follow_up if case.interview.deadline is not None else offer.deadline


async def find(case: Case, *, count: int, work: Work, desk: Desk) -> Found | Unknown:
    """Return up to `count` times at which every required seat is free, or whose calendars must be read first."""
    kind = desk.kind(case.interview.kind)
    span = Interval(desk.now - LOOK_BACK, desk.now + 2 * kind.horizon + LOOK_BACK)
    people = tuple(case.people[seat.person] for seat in case.interview.seats if seat.required)
    mirrored = await work.mirror.of([person.id for person in people], span)
    stale = tuple(person.id for person in people if _stale(mirrored.get(person.id), now=desk.now))
    if stale:
        return Unknown(stale)
    parties = [*(person.id for person in people), case.candidate.id]
    taken = await work.reservations.of(parties, span)
    rules = _rules(case, kind=kind, taken=taken, desk=desk)
    free = [_availability(person, mirrored=mirrored, taken=taken, kind=kind, desk=desk) for person in people]
    found = search(rules, free)
    standing = tuple(option.span for option in case.interview.standing)
    zone = desk.zone_of(case.candidate.zone)
    by_day = tuple(slot for slot in found.slots if DAYTIME[0] <= clock(slot.start, zone=zone) < DAYTIME[1])
    slots = by_day if len(two(by_day, zone=zone, avoid=standing)) >= count else found.slots
    chosen = two(slots, zone=zone, avoid=standing, gap=kind.before + kind.after)[:count]
    return Found(chosen, found, _cure(rules, free) if len(chosen) < count else "")


def _stale(mirrored: Mirrored | None, *, now: datetime) -> bool:
    return mirrored is None or mirrored.read_at is None or now - mirrored.read_at > FRESH


def _rules(case: Case, *, kind: Kind, taken: Sequence[Reservation], desk: Desk) -> Rules:
    own = tuple(held.span for held in taken if held.party == case.candidate.id)
    seen = tuple(option.span for option in case.interview.options)
    return Rules(
        duration=kind.duration,
        earliest=desk.now + answer_by(case, desk=desk) + kind.notice + MARGIN,
        latest=desk.now + kind.horizon,
        before=kind.before,
        after=kind.after,
        step=kind.step,
        site=desk.site,
        window=kind.window,
        wishes=case.interview.wishes,
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
