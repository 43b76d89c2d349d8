"""A busy fortnight of twelve people in five zones: every message is counted, and none may come that was not promised.

Nothing in quiet hours, on weekends, holidays or days off; one digest per local date, in the morning; nothing twice; and
whoever has to hear of something hears of it in time.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from bot.domain.case import Case
from bot.domain.interview import State
from bot.domain.people import Person
from bot.domain.time import zone
from tests.usecases.busy_week import BUSY, CANDIDATES, HOLIDAY, HOUR, BusyOffice, Message

OUTAGE = datetime.fromisoformat("2027-03-30T05:00:00+00:00")
BACK = OUTAGE + 5.5 * HOUR
ENOUGH_AT_ONCE = 6
"""Cards in one hour, with eight candidates in play and a night's worth to tell in the morning."""


@pytest.fixture
async def office(store, clock) -> BusyOffice:
    return await BusyOffice(store, clock, policy=BUSY).begun()


async def fortnight(office: BusyOffice) -> None:
    """Monday the 22nd of March to Friday the 2nd of April; on the 30th nothing runs for five and a half hours."""
    for each in CANDIDATES:
        await office.hour()
        await office.arrives(each)
    while office.clock() < OUTAGE:
        await office.hour()
    await office.sleeps(BACK - OUTAGE)
    while office.clock() < datetime.fromisoformat("2027-04-02T21:00:00+00:00"):
        await office.hour()


def local(message: Message, office: BusyOffice) -> datetime:
    return message.at.astimezone(zone(office.people[message.to].zone))


def working_days(office: BusyOffice, name: str, *, after: date, upto: date) -> list[date]:
    days = [after + timedelta(days=ahead) for ahead in range(1, (upto - after).days + 1)]
    off = office.people[name].days_off | {HOLIDAY}
    return [day for day in days if day.weekday() < 5 and day not in off]


def out_of_hours(office: BusyOffice) -> Iterator[str]:
    """Yield what came when nothing may come."""
    for message in office.chat.came:
        when, person = local(message, office), office.people[message.to]
        is_off = when.weekday() > 4 or when.date() in person.days_off | {HOLIDAY}
        if is_off or not BUSY.quiet.opens <= when.time() < BUSY.quiet.closes:
            yield f"{message.to} got {message.kind} on {when:%a %d %H:%M}"


def too_many(office: BusyOffice) -> Iterator[str]:
    """Yield what came twice, and hours in which more came than anybody can want."""
    came = office.chat.came
    yield from (
        f"{to} got {key} {count} times"
        for (to, key), count in Counter((m.to, m.key) for m in came).items()
        if count > 1
    )
    hours = Counter((m.to, f"{local(m, office):%a %d %H}") for m in came)
    yield from (f"{to} got {count} on {hour} o'clock" for (to, hour), count in hours.items() if count > ENOUGH_AT_ONCE)
    days = Counter((m.to, local(m, office).date()) for m in came if m.kind == "digest")
    yield from (f"{to} got {count} digests on {day}" for (to, day), count in days.items() if count > 1)


def digests(office: BusyOffice, name: str) -> dict[date, str]:
    return {local(m, office).date(): m.text for m in office.chat.came if m.to == name and m.kind == "digest"}


def not_in_the_morning(office: BusyOffice) -> Iterator[str]:
    for message in office.chat.came:
        if message.kind == "digest" and not BUSY.digest.at <= local(message, office).time() <= BUSY.digest.until:
            yield f"{message.to} got a digest at {local(message, office)}"


def nine(day: date, name: str, office: BusyOffice) -> datetime:
    return datetime.combine(day, BUSY.digest.at, zone(office.people[name].zone))


def was_down(day: date, name: str, office: BusyOffice) -> bool:
    """Whether nothing ran in somebody's whole morning."""
    noon = datetime.combine(day, BUSY.digest.until, zone(office.people[name].zone))
    return nine(day, name, office) > OUTAGE and noon < BACK


def told(case: Case, author: Person) -> Iterator[tuple[str, int, str]]:
    """Yield who is to hear that an author's scorecard is missing, after how many working days, and in which words."""
    yield author.first_name, 1, "Your scorecard is missing"
    for key, days in ((case.opening.hiring_manager, 2), (case.opening.recruiter, 3)):
        if key is not None and key != author.id:
            yield case.people[key].first_name, days, "Scorecards of others are missing"


def in_the_dark(office: BusyOffice, cases: list[Case]) -> Iterator[str]:
    """Yield who should have read in their digest of a scorecard that had not come, and did not."""
    met = [each for each in cases if each.interview.state is State.TOOK_PLACE]
    for case, author in ((each, author) for each in met for author in each.panel):
        sent = office.sent_at.get((case.application.source.id, author.first_name), office.clock())
        for name, days, words in told(case, author):
            booking, where = case.interview.booking, zone(office.people[name].zone)
            assert booking is not None
            asked = (booking.span.end + 2 * HOUR).astimezone(where).date()
            for day in working_days(office, name, after=asked, upto=sent.astimezone(where).date())[days - 1 :]:
                if nine(day, name, office) >= sent or was_down(day, name, office):
                    continue
                text = digests(office, name).get(day, "")
                if words not in text or case.candidate.short not in text:
                    yield f"{name} did not hear on {day} of {author.first_name} about {case.candidate.short}"


def left_alone(office: BusyOffice, cases: list[Case]) -> Iterator[str]:
    """Yield interviews that wait for a person whom nobody told."""
    stuck = {message.key.split(":")[1] for message in office.chat.came if message.kind == "stuck"}
    handed = [case for case in cases if case.interview.state is State.HANDED_OVER]
    yield from (case.candidate.short for case in handed if case.interview.id not in stuck)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_in_a_busy_fortnight_nothing_comes_that_was_not_promised_and_nobody_is_left_in_the_dark(
    office: BusyOffice,
) -> None:
    await fortnight(office)
    cases = await office.cases()

    states = Counter(case.interview.state for case in cases)
    assert (states[State.TOOK_PLACE], states[State.CANCELLED], states[State.HANDED_OVER]) == (6, 1, 1)
    assert any(case.interview.reschedules for case in cases)
    assert len(office.chat.came) > 60, "a fortnight in which little happens proves little"
    assert [*out_of_hours(office)] == []
    assert [*too_many(office)] == []
    assert [*not_in_the_morning(office)] == []
    assert [*in_the_dark(office, cases)] == []
    assert [*left_alone(office, cases)] == []
