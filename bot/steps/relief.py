"""What to say where a search found too little: how much each rule took away, and what would help at the least cost."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.dead_end import NoTimes
from bot.domain.panel import PanelSearch, Question
from bot.domain.panel_eases import (
    AnyWindow,
    Ease,
    Evenings,
    Gain,
    HigherLoad,
    LongerHorizon,
    OtherPerson,
    OtherPool,
    ShorterBuffers,
)
from bot.domain.slots import NONE


def no_times(found: PanelSearch, question: Question, better: Sequence[Gain]) -> NoTimes:
    """Return what each rule removed, the seats counted together, and the first of the gains as the cure."""
    removed: dict[str, int] = {}
    for step in found.funnel:
        if step.removed:
            removed[step.rule.value] = removed.get(step.rule.value, 0) + step.removed
    if not better:
        return NoTimes(tuple(removed.items()))
    ease = better[0].ease
    told = NoTimes(tuple(removed.items()), _key(ease, question))
    match ease:
        case OtherPerson(place, person):
            return replace(told, lent=person, part=question.places[place].part)
        case OtherPool(place, pool):
            return replace(told, pool=pool, part=question.places[place].part)
        case _:
            return told


def _key(ease: Ease, question: Question) -> str:
    match ease:
        case LongerHorizon():
            return "longer_horizon"
        case OtherPerson():
            return "other_person"
        case OtherPool():
            return "other_pool"
        case ShorterBuffers(before, after):
            return "half_buffers" if before > NONE or after > NONE else "no_buffers"
        case Evenings():
            return "evenings"
        case AnyWindow():
            return "no_window"
        case HigherLoad(daily, _):
            return "higher_weekly_load" if daily == question.rules.daily_load else "higher_daily_load"
