"""Who is ready for a final interview, by the order in which the policy's stages lead to kinds of interview."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.case import Applied
from bot.domain.feedback import owing
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import Interview, State
from bot.domain.pipeline import Status
from bot.domain.policy import Kind, Policy

HELD = frozenset({State.BOOKED, State.TOOK_PLACE})


class Ripe(StrEnum):
    """How far somebody is: READY, in the final's stage while feedback LACKS, or one DECISION away from it."""

    READY = "ready"
    LACKS = "lacks"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Finalist:
    """Somebody close to the final. `earlier` are the interviews they had, `missing` who has not written about those.

    `since` (aware UTC) is when they came to their stage. `final` is the interview that is being arranged.
    """

    applied: Applied
    ripe: Ripe
    earlier: tuple[Interview, ...]
    missing: tuple[PersonId, ...] = ()
    since: datetime | None = None
    final: Interview | None = None


def plan(policy: Policy) -> tuple[Kind, ...]:
    """Return the kinds of interview in the order in which the policy's stages name them; the last is the final."""
    return tuple(policy.kinds[key] for key in dict.fromkeys(policy.stages.values()))


def finalist(
    applied: Applied,
    interviews: Sequence[Interview],
    *,
    authors: Mapping[InterviewId, Collection[PersonId]],
    policy: Policy,
) -> Finalist | None:
    """Return how far somebody is whose `interviews` these are; None for who is elsewhere, or has the final booked or held.

    That it was decided to go on with somebody shows in their stage alone: named people and the ATS set it.
    """
    application, kinds = applied.application, plan(policy)
    kind = policy.kind_for(application.stage)
    if len(kinds) < 2 or kind not in kinds[-2:] or application.status is not Status.ACTIVE:
        return None
    here = [each for each in interviews if each.stage == application.stage]
    took_place = tuple(each for each in interviews if each.state is State.TOOK_PLACE)
    lacking = [person for each in took_place for person in owing(each, authors.get(each.id, ()))]
    missing, since = tuple(dict.fromkeys(lacking)), application.stage_at
    if kind == kinds[-1]:
        if any(each.state in HELD for each in here):
            return None
        ripe = Ripe.LACKS if missing else Ripe.READY
        return Finalist(applied, ripe, took_place, missing, since, here[-1] if here else None)
    is_over = bool(here) and here[-1].state is State.TOOK_PLACE
    return Finalist(applied, Ripe.DECISION, took_place, (), since) if is_over and not missing else None
