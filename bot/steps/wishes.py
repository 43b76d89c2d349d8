"""What a candidate, or somebody for them, would rather have: read from words or a choice, and held against the rules."""

from dataclasses import replace
from functools import reduce
from operator import and_
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.domain.answer import Prompt, Suggests, read
from bot.domain.case import Case
from bot.domain.panel import Need, Question
from bot.domain.panel_board import board, fillable
from bot.domain.people import Person
from bot.domain.slots import Rule
from bot.domain.time import Hours, Interval, WorkingHours
from bot.domain.wishes import HOURS, Part, hours_in, times_in
from bot.ports import Work
from bot.steps.question import Known, asked_of
from bot.steps.search import MARGIN
from bot.steps.seating import seating_of


def wish_of(words: str, *, zone: ZoneInfo, case: Case, desk: Desk) -> Suggests | None:
    """Return the times that words ask for, None where they ask for none that could be looked for."""
    spans = tuple(option.span for option in case.interview.standing)
    reading = read(words, prompt=Prompt(options=spans, zone=zone, now=desk.now))
    if isinstance(reading, Suggests):
        return reading
    hours = hours_in(words)
    return Suggests(_daily(hours, zone=zone, case=case, desk=desk), frozenset(), words) if hours else None


def windows_of(part: Part, *, zone: ZoneInfo, case: Case, desk: Desk) -> tuple[Interval, ...]:
    """Return that part of all the days for which the kind can be booked, by the clock of `zone`."""
    return _daily(HOURS[part], zone=zone, case=case, desk=desk)


def _daily(hours: Hours, *, zone: ZoneInfo, case: Case, desk: Desk) -> tuple[Interval, ...]:
    return times_in(hours, within=Interval(desk.now, desk.now + desk.kind_of(case).horizon), zone=zone)


async def usual_hours(case: Case, *, work: Work, desk: Desk) -> tuple[WorkingHours, ZoneInfo]:
    """Return when such an interview is held without anybody asking for more, and by which clock.

    Where the kind leaves that open, these are the hours of the first who sits there, or could.
    """
    kind = desk.kind_of(case)
    if kind.window is not None:
        return kind.window, desk.site
    first = next(iter(case.offered), None) or await _first_who_could(case, work=work, desk=desk)
    return (first.hours, desk.zone_of(first.zone)) if first else (WorkingHours(), desk.site)


async def _first_who_could(case: Case, *, work: Work, desk: Desk) -> Person | None:
    kind, pools = desk.kind_of(case), desk.policy.pools
    seating = await seating_of(kind, opening=case.opening, candidate=case.candidate, pools=pools, work=work)
    return next((person for spot in seating.spots if spot.need is Need.REQUIRED for person in spot.people), None)


async def is_possible(case: Case, wishes: tuple[Interval, ...], *, work: Work, desk: Desk) -> bool:
    """Return whether the hours of the kind and its people allow any of the times, whether anybody is busy or not.

    Where the kind has evenings for those who ask, they count.
    """
    wishing = replace(case, interview=replace(case.interview, wishes=wishes))
    known = await asked_of(wishing, count=1, margin=MARGIN, work=work, desk=desk)
    return not isinstance(known, Known) or _is_open(known.question, wishes)


def _is_open(question: Question, wishes: tuple[Interval, ...]) -> bool:
    there = board(replace(question, rules=replace(question.rules, wishes=wishes)))
    common = reduce(and_, (there.common[rule] for rule in (Rule.WINDOW, Rule.WISHES)), there.horizon)
    return bool(fillable(question.needed, there.personal[Rule.HOURS], within=common))
