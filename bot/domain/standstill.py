"""Why candidates do not get on, and which roles stand still because of it: told from the record, not from a counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.case import Applied
from bot.domain.dead_end import (
    BeyondSelfService,
    CalendarSilent,
    CandidateCancelled,
    ClosedInAts,
    DeadEnd,
    Disputed,
    EventGone,
    EventMoved,
    LateTimes,
    MailRefused,
    NoLink,
    NoneSuited,
    NoSharedTime,
    NotHeld,
    NoTimes,
    OneTime,
    SeatDeclined,
    SeatGone,
    SeatRefused,
    SeatSilent,
    Unanswered,
)
from bot.domain.ids import OpeningId, PersonId
from bot.domain.intake import AGREE
from bot.domain.interview import ASKED, Answer, Interview, State
from bot.domain.pipeline import Opening
from bot.domain.staleness import Trace


class Cause(StrEnum):
    """What somebody waits for, in the order in which it is told."""

    INTAKE = "intake"
    NOBODY_FREE = "nobody_free"
    INTERVIEWERS = "interviewers"
    CANDIDATE = "candidate"
    FEEDBACK = "feedback"
    DECISION = "decision"
    STEP = "step"


TROUBLES: Mapping[type[DeadEnd], Cause] = {
    NoTimes: Cause.NOBODY_FREE,
    LateTimes: Cause.NOBODY_FREE,
    NoSharedTime: Cause.NOBODY_FREE,
    CalendarSilent: Cause.INTERVIEWERS,
    OneTime: Cause.INTERVIEWERS,
    SeatDeclined: Cause.INTERVIEWERS,
    SeatRefused: Cause.INTERVIEWERS,
    SeatSilent: Cause.INTERVIEWERS,
    SeatGone: Cause.INTERVIEWERS,
    Unanswered: Cause.CANDIDATE,
    NoneSuited: Cause.DECISION,
    MailRefused: Cause.DECISION,
    CandidateCancelled: Cause.DECISION,
    BeyondSelfService: Cause.DECISION,
    ClosedInAts: Cause.DECISION,
    NotHeld: Cause.DECISION,
    Disputed: Cause.DECISION,
    NoLink: Cause.DECISION,
    EventGone: Cause.DECISION,
    EventMoved: Cause.DECISION,
}


@dataclass(frozen=True, slots=True)
class Wait:
    """What one application waits for, on whom (nobody here: on the candidate), and since when (aware UTC)."""

    applied: Applied
    cause: Cause
    on: tuple[PersonId, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Standstill:
    """A role in which some or all do not get on: of `total` in play, those who are on hold left out, these wait."""

    opening: Opening
    total: int
    waits: tuple[Wait, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nobody gets on."""
        return len(self.waits) == self.total

    @property
    def since(self) -> datetime:
        return min(wait.since for wait in self.waits)


def why(applied: Applied, trace: Trace, *, missing: tuple[PersonId, ...], ask: timedelta, now: datetime) -> Wait:
    """Return what an open application waits for at `now` (aware UTC).

    `missing` are those whose scorecards its newest interview lacks, which were due `ask` after its end.
    """
    application = applied.application
    action = application.next
    latest = trace.latest if trace.latest is not None and trace.latest.stage == application.stage else None
    owner = (action.owner,) if action is not None else ()
    if action is not None and action.what == AGREE:
        return Wait(applied, Cause.INTAKE, owner, _since(applied, trace, now=now))
    cause = _cause(latest, missing=missing)
    on = _on(cause, latest, missing=missing) or (() if cause is Cause.CANDIDATE else owner)
    known = _begun(cause, latest, ask=ask)
    return Wait(applied, cause, on, min(known, now) if known is not None else _since(applied, trace, now=now))


def _cause(latest: Interview | None, *, missing: tuple[PersonId, ...]) -> Cause:
    if latest is None:
        return Cause.STEP
    if latest.trouble is not None:
        return TROUBLES[type(latest.trouble)]
    match latest.state:
        case State.WANTED | State.ASKING:
            return Cause.INTERVIEWERS
        case State.OFFERED | State.FOLLOWED_UP:
            return Cause.CANDIDATE
        case State.TOOK_PLACE if missing and latest.debrief is None:
            return Cause.FEEDBACK
        case State.BOOKED:
            return Cause.STEP
        case State.TOOK_PLACE | State.NO_SHOW | State.CANCELLED | State.HANDED_OVER:
            return Cause.DECISION


def _on(cause: Cause, latest: Interview | None, *, missing: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    if cause is Cause.FEEDBACK:
        return missing
    if cause is not Cause.INTERVIEWERS or latest is None:
        return ()
    match latest.trouble:
        case SeatSilent(people):
            return people
        case OneTime(silent):
            return silent
        case SeatDeclined(person) | SeatRefused(person) | CalendarSilent(person):
            return (person,)
        case _:
            seats = [seat for option in latest.asked for seat in option.seats]
            return tuple(dict.fromkeys(seat.person for seat in seats if seat.required and seat.answer is Answer.NONE))


def _begun(cause: Cause, latest: Interview | None, *, ask: timedelta) -> datetime | None:
    """Return since when an interview has been waiting, as far as it knows."""
    if latest is None:
        return None
    if cause is Cause.FEEDBACK:
        return latest.booking.span.end + ask if latest.booking is not None else None
    if cause is Cause.DECISION and latest.debrief is not None:
        return latest.debrief.at
    if cause is Cause.INTERVIEWERS:
        return latest.asked_at or latest.wanted_at
    return latest.wanted_at if cause is Cause.NOBODY_FREE else None


def _since(applied: Applied, trace: Trace, *, now: datetime) -> datetime:
    """Return when something happened last, as far as it lies behind."""
    application = applied.application
    moments = (application.last_contact, application.stage_at, trace.step)
    behind = [moment for moment in moments if moment is not None and moment <= now]
    return max(behind, default=min(now, application.next.due) if application.next is not None else now)


def heard(applied: Applied, latest: Interview | None) -> datetime | None:
    """Return when the candidate last heard of us or has a time in hand until (aware UTC); None where nothing tells.

    What people do among themselves is no contact.
    """
    moments = [applied.application.last_contact]
    if latest is not None and latest.state in ASKED:
        moments.append(latest.deadline)
    met = {State.BOOKED, State.TOOK_PLACE, State.NO_SHOW}
    if latest is not None and latest.booking is not None and latest.state in met:
        moments.append(latest.booking.span.end)
    return max((moment for moment in moments if moment is not None), default=None)


def standstills(waits: Sequence[Wait], *, totals: Mapping[OpeningId, int]) -> Sequence[Standstill]:
    """Return the roles in which somebody waits, first those in which everybody does, each by how long that has been.

    `totals` counts who is in play, by the opening's key. It was read a moment before the waits: nobody who waits is left
    out of it.
    """
    found: dict[OpeningId, list[Wait]] = {}
    for wait in sorted(waits, key=lambda wait: (wait.since, wait.applied.application.id)):
        found.setdefault(wait.applied.opening.id, []).append(wait)
    roles = [
        Standstill(each[0].applied.opening, max(totals.get(key, 0), len(each)), tuple(each))
        for key, each in found.items()
    ]
    return sorted(roles, key=lambda role: (not role.is_whole, role.since, role.opening.id))
