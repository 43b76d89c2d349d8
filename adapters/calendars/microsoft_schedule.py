"""When somebody is busy whose mailbox the app cannot read: what Outlook shows a colleague who looks for a time.

https://learn.microsoft.com/graph/api/calendar-getschedule
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.calendars.microsoft_calls import Answer, GraphCalls, user_path
from adapters.calendars.microsoft_event import FREE, span_of
from adapters.calendars.microsoft_faults import PASSING_CODES, Unseen, unreadable, word
from adapters.calendars.microsoft_feed import PAGE, Place
from adapters.calendars.microsoft_week import working
from adapters.calendars.spelling import stamp
from bot.domain.time import Interval, epoch, from_epoch, merged
from bot.inbound import BusyTime, Changes, Working
from bot.ports import Permanent, Transient

AT_ONCE = timedelta(days=31)  # of at most 62
STEP = timedelta(minutes=15)
FREE_DIGITS = "04"


async def free_and_busy(
    calls: GraphCalls, owner: str, *, house: str, place: Place, unseen: Unseen | None = None
) -> Changes:
    """Return one page of what is open to us of a calendar that is not: times alone, and all of them each time."""
    start = from_epoch(place.seen) if place.seen else place.range.start
    spans = merged(await seen_by(calls, house, owner, Interval(start, place.range.end), unseen=unseen))
    page, rest = spans[:PAGE], spans[PAGE:]
    busy = tuple(BusyTime(f"{epoch(each.start)}-{epoch(each.end)}", each) for each in page)
    cursor = replace(place, link="", seen=epoch(page[-1].end)).text() if rest else ""
    return Changes(busy, (), cursor, whole=not place.seen, more=bool(rest), blind=True)


async def seen_by(
    calls: GraphCalls, house: str, owner: str, span: Interval, *, unseen: Unseen | None
) -> Sequence[Interval]:
    """Return busy times as the house's eyes see them; a calendar closed to them as well is unknown, and raises `unseen`."""
    found: list[Interval] = []
    start = span.start
    while start < span.end:
        asked = Interval(start, min(start + AT_ONCE, span.end))
        calendar = await _schedule(calls, house, owner, asked, unseen=unseen)
        found += [each for each in _open(calendar, asked) if each.overlaps(asked)]
        start = asked.end
    return sorted(found)


async def week(calls: GraphCalls, owner: str, *, house: str, now: datetime) -> Working | None:
    """Return when somebody works, as the house's eyes see it; raises as `seen_by` does."""
    calendar = await _schedule(calls, house, owner, Interval(now, now + timedelta(days=1)), unseen=None)
    return working(calendar.get("workingHours"), year=now.year)


async def _schedule(calls: GraphCalls, house: str, owner: str, span: Interval, *, unseen: Unseen | None) -> Answer:
    """Return the schedule of the one calendar asked for. An error stands inside an answer that is a success by itself."""
    try:
        told = await calls.run("POST", f"{user_path(house)}/calendar/getSchedule", body=_asking(owner, span))
    except Permanent as closed:
        raise unseen or closed from closed
    (calendar,) = told["value"]
    error = calendar.get("error")
    if error and error.get("responseCode") in PASSING_CODES:
        raise Transient("Microsoft: free and busy times cannot be read just now", refused=True)
    if error or "availabilityView" not in calendar:
        raise unseen or unreadable(word((error or {}).get("responseCode")))
    return dict(calendar)


def _asking(owner: str, span: Interval) -> Answer:
    return {
        "schedules": [owner.strip().lower()],
        "startTime": {"dateTime": stamp(span.start).removesuffix("Z"), "timeZone": "UTC"},
        "endTime": {"dateTime": stamp(span.end).removesuffix("Z"), "timeZone": "UTC"},
        "availabilityViewInterval": int(STEP.total_seconds() // 60),
    }


def _open(calendar: Answer, asked: Interval) -> Iterator[Interval]:
    items = calendar.get("scheduleItems") or ()
    for item in items:
        span = span_of(item)
        if span is not None and item.get("status") not in FREE:
            yield span
    if not items:  # some share only how each quarter of an hour is
        for number, digit in enumerate(calendar["availabilityView"]):
            if digit not in FREE_DIGITS:
                yield Interval(asked.start + number * STEP, asked.start + (number + 1) * STEP)
