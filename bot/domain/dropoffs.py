"""Where candidates left, and why, counted from the history of their stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.interview import State
from bot.domain.pipeline import Status


class Why(StrEnum):
    """Why somebody left, in the order in which it is told; what they did comes before what we decided then."""

    PASSED = "passed"
    WITHDREW = "withdrew"
    SILENT = "silent"
    NO_SHOW = "no_show"


LEFT = frozenset({Status.PASSED, Status.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Entry:
    """What the history noted: the stage and status that an application had from then on (aware UTC)."""

    stage: str
    status: Status
    at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """The way of one application through the stages, the oldest entry first.

    `state` is that of its newest interview; `silent` tells that its last round of asking ended without an answer.
    """

    application: ApplicationId
    opening: OpeningId
    status: Status
    entries: tuple[Entry, ...]
    state: State | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were in one place, and how many of them left from there, by why."""

    there: int = 0
    left: Mapping[Why, int] = field(default_factory=dict)

    @property
    def gone(self) -> int:
        return sum(self.left.values())


@dataclass(frozen=True, slots=True)
class Leaving:
    stage: str
    why: Why
    at: datetime


def leaving(journey: Journey) -> Leaving | None:
    """Return where and why somebody left; None for who is in play, was hired, or whose history does not tell.

    An ATS may set a stage of its own ("Rejected") in the same breath: then it is the stage before that they left from.
    """
    if journey.status not in LEFT:
        return None
    first = len(journey.entries)
    while first > 0 and journey.entries[first - 1].status in LEFT:
        first -= 1
    if first == len(journey.entries):
        return None
    closed = journey.entries[first]
    before = journey.entries[first - 1] if first > 0 else closed
    return Leaving(before.stage, _why(journey), closed.at)


def _why(journey: Journey) -> Why:
    if journey.state is State.NO_SHOW:
        return Why.NO_SHOW
    if journey.silent:
        return Why.SILENT
    return Why.PASSED if journey.status is Status.PASSED else Why.WITHDREW


def stages_of(journey: Journey, *, since: datetime) -> frozenset[str]:
    """Return the stages in which somebody was at any time since then, while in play."""
    ends = [*(entry.at for entry in journey.entries[1:]), None]
    return frozenset(
        entry.stage
        for entry, end in zip(journey.entries, ends, strict=True)
        if entry.status not in LEFT | {Status.HIRED} and (end is None or end > since)
    )


def by_stage(journeys: Sequence[Journey], *, since: datetime) -> Mapping[str, Tally]:
    """Return for each stage how many were there since then (aware UTC), and how many left from it in that time."""
    there: dict[str, int] = {}
    left: dict[str, dict[Why, int]] = {}
    for journey in journeys:
        gone = leaving(journey)
        gone = gone if gone is not None and gone.at >= since else None
        for stage in stages_of(journey, since=since) | ({gone.stage} if gone is not None else set()):
            there[stage] = there.get(stage, 0) + 1
        if gone is not None:
            counts = left.setdefault(gone.stage, {})
            counts[gone.why] = counts.get(gone.why, 0) + 1
    return {stage: Tally(count, left.get(stage, {})) for stage, count in there.items()}


def by_opening(journeys: Sequence[Journey], *, since: datetime) -> Mapping[OpeningId, Tally]:
    """Return the same for each role as a whole."""
    found: dict[OpeningId, Tally] = {}
    for journey in journeys:
        gone = leaving(journey)
        gone = gone if gone is not None and gone.at >= since else None
        if gone is None and not stages_of(journey, since=since):
            continue
        known = found.get(journey.opening, Tally())
        left = dict(known.left)
        if gone is not None:
            left[gone.why] = left.get(gone.why, 0) + 1
        found[journey.opening] = Tally(known.there + 1, left)
    return found
