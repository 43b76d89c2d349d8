"""When a message may arrive: every kind of message has its row here.

ANSWER goes at once: somebody asked for it or waits for it. TIMELY moves to the next moment that the reader's quiet hours
and days off allow, but never past the point where it would be useless. A NUDGE stands in its reader's digest, nowhere else.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.digest import Nudge
from bot.domain.people import Person
from bot.domain.policy import Quiet
from bot.domain.time import Hours, Interval, WorkingHours, at, local_day
from bot.effects import CardKind, Mail


class Urgency(StrEnum):
    ANSWER = "answer"
    TIMELY = "timely"
    NUDGE = "nudge"


MAILS: Mapping[Mail, Urgency] = {
    Mail.OFFER: Urgency.ANSWER,
    Mail.FOLLOW_UP: Urgency.TIMELY,
    Mail.CONFIRMED: Urgency.ANSWER,
    Mail.MOVED: Urgency.ANSWER,
    Mail.CANCELLED: Urgency.ANSWER,
    Mail.REMINDER: Urgency.TIMELY,
    Mail.FREED: Urgency.ANSWER,
    Mail.CHECK_IN: Urgency.TIMELY,
    Mail.LINK: Urgency.ANSWER,
}
CARDS: Mapping[CardKind, Urgency] = {
    CardKind.INTERVIEW: Urgency.TIMELY,
    CardKind.ASK: Urgency.TIMELY,
    CardKind.SEAT: Urgency.TIMELY,
    CardKind.REMINDER: Urgency.TIMELY,
    CardKind.STUCK: Urgency.TIMELY,
    CardKind.INCOMPLETE: Urgency.TIMELY,
    CardKind.DEAD: Urgency.TIMELY,
    CardKind.UNREACHED: Urgency.TIMELY,
    CardKind.UNSETTLED: Urgency.TIMELY,
    CardKind.PASS: Urgency.ANSWER,
    CardKind.INTAKE: Urgency.TIMELY,
    CardKind.SCORECARD: Urgency.TIMELY,
    CardKind.STALE: Urgency.TIMELY,
    CardKind.HANDED: Urgency.TIMELY,
    CardKind.DIGEST: Urgency.NUDGE,
    CardKind.DEBRIEF: Urgency.TIMELY,
    CardKind.DAY: Urgency.TIMELY,
    CardKind.NO_SHOW: Urgency.TIMELY,
    CardKind.CALENDAR: Urgency.TIMELY,
    CardKind.HEALTH: Urgency.TIMELY,
    CardKind.REVIEW: Urgency.TIMELY,
}
LINES: Mapping[Nudge, Urgency] = {
    Nudge.OWED: Urgency.NUDGE,
    Nudge.LEFT: Urgency.NUDGE,
    Nudge.MISSING: Urgency.NUDGE,
}

CHECK_IN_AT = time(8)
"""From when on somebody is asked on the day itself whether all is set, by their own clock."""
ALL_WEEK = frozenset(range(7))
LONGEST_ABSENCE = 366


def next_allowed(
    now: datetime, *, zone: ZoneInfo, quiet: Quiet, days: frozenset[int], off: frozenset[date]
) -> datetime:
    """Return `now` if the reader's local clock allows a message, else the next moment that does (aware UTC).

    `days` are the weekdays (0 = Monday) on which messages may arrive, `off` the local dates on which none may.
    """
    open_hours = WorkingHours({day: Hours(quiet.opens, quiet.closes) for day in days})
    day = local_day(now, zone=zone)
    for ahead in range(LONGEST_ABSENCE):
        there = day + timedelta(days=ahead)
        span = None if there in off else open_hours.on(there, zone=zone)
        if span is not None and now < span.end:
            return max(now, span.start)
    return now


def for_person(now: datetime, *, person: Person, zone: ZoneInfo, quiet: Quiet, holidays: frozenset[date]) -> datetime:
    """Return when a timely message may reach a person of ours: on their working days, outside quiet hours."""
    days = frozenset(person.hours.days) or ALL_WEEK
    return next_allowed(now, zone=zone, quiet=quiet, days=days, off=person.days_off | holidays)


def for_candidate(now: datetime, *, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """Return when a timely mail may reach a candidate: any day, outside quiet hours."""
    return next_allowed(now, zone=zone, quiet=quiet, days=ALL_WEEK, off=frozenset())


def interviewer_reminder(
    start: datetime, *, person: Person, zone: ZoneInfo, lead: timedelta, holidays: frozenset[date] = frozenset()
) -> datetime:
    """Return when an interviewer is reminded: `lead` before, or in their last working hour before that if off duty then."""
    due, off = start - lead, person.days_off | holidays
    day = local_day(due, zone=zone)
    for back in range(LONGEST_ABSENCE):
        there = day - timedelta(days=back)
        span = None if there in off else person.hours.on(there, zone=zone)
        if span is None or span.start > due:
            continue
        return due if due < span.end else max(span.start, span.end - timedelta(hours=1))
    return due


def working_time_after(
    start: datetime, length: timedelta, *, person: Person, zone: ZoneInfo, holidays: frozenset[date] = frozenset()
) -> datetime:
    """Return when somebody will have worked for `length` since `start`; without working hours, time is time."""
    left, now = length, start
    for span in _shifts(start, person=person, zone=zone, holidays=holidays):
        now = max(start, span.start)
        if left <= span.end - now:
            return now + left
        left -= span.end - now
    return now + left


def working_day_after(
    start: datetime, *, person: Person, zone: ZoneInfo, holidays: frozenset[date] = frozenset()
) -> datetime:
    """Return the same time of day on somebody's next working day; asked off duty, they begin when they next work."""
    shifts = _shifts(start, person=person, zone=zone, holidays=holidays)
    today, following = next(shifts, None), next(shifts, None)
    if today is None or following is None:
        return start + timedelta(days=1)
    into = max(start, today.start) - today.start
    return min(following.start + into, following.end)


def _shifts(start: datetime, *, person: Person, zone: ZoneInfo, holidays: frozenset[date]) -> Iterator[Interval]:
    """Yield the stretches in which somebody works, from the one that is not over at `start`."""
    day, off = local_day(start, zone=zone) - timedelta(days=1), person.days_off | holidays
    for ahead in range(LONGEST_ABSENCE):
        there = day + timedelta(days=ahead)
        span = None if there in off else person.hours.on(there, zone=zone)
        if span is not None and span.end > start:
            yield span


def candidate_reminder(start: datetime, *, zone: ZoneInfo, lead: timedelta, quiet: Quiet) -> datetime:
    """Return when a candidate is reminded: `lead` before, moved out of their quiet hours but never past the start.

    Where the next allowed moment would come too late to be of use, it is the last allowed hour before.
    """
    due = for_candidate(start - lead, zone=zone, quiet=quiet)
    if due < start - timedelta(hours=1):
        return due
    day = local_day(start - lead, zone=zone)
    evening = at(day, quiet.closes, zone=zone)
    if evening > start - lead:
        evening = at(day - timedelta(days=1), quiet.closes, zone=zone)
    return evening - timedelta(hours=1)
