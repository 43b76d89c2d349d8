"""What to say where a search found too little: what each rule took away, which seat hinders most, and what would help."""

from dataclasses import replace

from bot.domain.access import Viewer
from bot.domain.dead_end import Cure, Hindering, NoTimes
from bot.domain.ids import InterviewId
from bot.domain.panel import PanelSearch, Question
from bot.domain.panel_eases import (
    AnyWindow,
    Ease,
    Evenings,
    HigherLoad,
    LongerHorizon,
    OtherPerson,
    OtherPool,
    ShorterBuffers,
    gains,
)
from bot.domain.panel_search import blocking
from bot.domain.relaxation import Eased, Relaxation, Relaxations
from bot.domain.slots import NONE
from bot.ports import Work
from bot.steps.question import Known

CURES = 3
"""How many rules are offered to be relaxed."""


def no_times(found: PanelSearch, known: Known, *, given: Relaxations) -> NoTimes:
    """Return what each rule removed, the seats counted together, and what would help besides what was `given` already."""
    removed: dict[str, int] = {}
    for step in found.funnel:
        if step.removed:
            removed[step.rule.value] = removed.get(step.rule.value, 0) + step.removed
    question = known.question
    better = [_cure(gain.ease, gain.options, question) for gain in gains(question)]
    cures = [cure for cure in better if cure.rule not in given]
    return NoTimes(tuple(removed.items()), cures=tuple(cures[:CURES]), hindering=_hindering(known))


async def noted(interview: InterviewId, rules: Relaxations, *, by: Viewer, work: Work) -> None:
    """Keep in the audit who let which rules give way; nothing where none did."""
    if rules:
        told = {"rules": " ".join(map(str, rules))}
        await work.audit.changed("interview.rules_relaxed", subject=interview, by=by, detail=told)


def _hindering(known: Known) -> Hindering | None:
    """Return the seat that stands in the way most, where there is more than one that could."""
    question = known.question
    if len(question.needed) < 2:
        return None
    worst = next(iter(blocking(question)), None)
    if worst is None:
        return None
    place, spot = question.places[worst.place], known.spots[worst.place]
    told = Hindering(place.part, worst.starts, spot.pool)
    only = next(iter(place.fitting)) if len(place.fitting) == 1 else None
    return replace(told, person=only)


def _cure(ease: Ease, options: int, question: Question) -> Cure:
    """Return a change of the question as the rule that would give way."""
    match ease:
        case OtherPerson(place, person):
            rule = Relaxation(Eased.OTHER_PERSON, _drawn(question, place), person=person)
            return Cure(rule, options, question.places[place].part)
        case OtherPool(place, pool):
            rule = Relaxation(Eased.OTHER_POOL, _drawn(question, place), pool=pool)
            return Cure(rule, options, question.places[place].part)
        case LongerHorizon():
            return Cure(Relaxation(Eased.LONGER_HORIZON), options)
        case ShorterBuffers(before, after):
            half = before > NONE or after > NONE
            return Cure(Relaxation(Eased.HALF_BUFFERS if half else Eased.NO_BUFFERS), options)
        case Evenings():
            return Cure(Relaxation(Eased.EVENINGS), options)
        case AnyWindow():
            return Cure(Relaxation(Eased.NO_WINDOW), options)
        case HigherLoad(daily, _):
            weekly = daily == question.rules.daily_load
            return Cure(Relaxation(Eased.HIGHER_WEEKLY_LOAD if weekly else Eased.HIGHER_DAILY_LOAD), options)


def _drawn(question: Question, place: int) -> int:
    """Return which of the seats that are drawn from pools a place is, from 0; see `bot.steps.seating.lent`."""
    return sum(bool(earlier.others) for earlier in question.places[:place])
