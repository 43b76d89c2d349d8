"""How long an application may be left: in working days of whoever owns it, in any zone, over any change of clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.case import Applied
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.interview import Booking, Debrief, Interview, Seat, State
from bot.domain.people import Person
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Status
from bot.domain.staleness import SNOOZES, Left, Owned, Promise, Rung, Snooze, Trace, left, limit, snoozed
from bot.domain.time import Interval, at, local_day
from bot.domain.workdays import works_on
from tests.office import POLICY, SCREEN

LONDON = ZoneInfo("Europe/London")
OWNER = Person(PersonId(1), "Rae Morgan", "rae@northwind.example", zone="Europe/London")
ZONES = st.sampled_from(
    ["Europe/London", "Asia/Tokyo", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/Nuuk"]
)
STARTS = st.integers(0, 350 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 4, tzinfo=UTC) + timedelta(minutes=minutes)
)
UNKNOWN = Trace()
DAYS_OFF = st.frozensets(st.dates(date(2027, 1, 1), date(2028, 2, 1)), max_size=12)


def applied(**changes: object) -> Applied:
    """Ada, in the screen for a Backend Engineer, with a step of the owner's that is due some day far off."""
    action = NextAction("Call her", OWNER.id, datetime(2029, 1, 1, tzinfo=UTC))
    application = Application(ApplicationId("a"), CandidateId(7), OpeningId("o"), stage="Screen", next=action)
    candidate = Candidate(CandidateId(7), "Ada Obi", "ada@mail.example")
    return Applied(candidate, replace(application, **changes), Opening(OpeningId("o"), "Backend Engineer"))


def interview(state: State, **changes: object) -> Interview:
    made = Interview(InterviewId("i"), ApplicationId("a"), "screen", "Screen", (Seat(OWNER.id),), OWNER.id, state)
    return replace(made, **changes)


def owned(owner: Person = OWNER) -> Owned:
    return Owned(owner, ZoneInfo(owner.zone), frozenset())


def found(about: Applied, trace: Trace = UNKNOWN, *, now: datetime, owner: Person = OWNER) -> Left | None:
    return left(about, trace, owned=owned(owner), policy=POLICY, now=now)


def morning(day: int, hour: int = 9) -> datetime:
    return at(date(2027, 3, day), time(hour), zone=LONDON)


@given(since=STARTS, zone=ZONES, off=DAYS_OFF, later=st.integers(0, 40))
def test_the_rung_is_the_number_of_the_owners_working_mornings(
    since: datetime, zone: str, off: frozenset[date], later: int
) -> None:
    owner = replace(OWNER, zone=zone, days_off=off)
    where = ZoneInfo(zone)
    first = local_day(since, zone=where)
    now = max(at(first + timedelta(days=later), time(9), zone=where), since)

    told = found(applied(last_contact=since), now=now, owner=owner)

    mornings = sum(works_on(owner, first + timedelta(days=n + 1), holidays=frozenset()) for n in range(later))
    late = mornings - POLICY.stale.usual
    assert (told is None) == (late < 0)
    if told is not None:
        rungs = {0: Rung.OWNER, 1: Rung.OWNER, 2: Rung.AGAIN, 3: Rung.WARNED}
        assert (told.late, told.rung, told.is_told) == (late, rungs.get(late, Rung.SEEN), late != 1)


@given(since=STARTS, zone=ZONES, hours=st.integers(0, 900))
def test_it_never_climbs_down_by_waiting_and_a_step_or_a_message_takes_it_off(
    since: datetime, zone: str, hours: int
) -> None:
    owner, now = replace(OWNER, zone=zone), since + timedelta(hours=hours)
    about = applied(last_contact=since)

    before, after = found(about, now=now, owner=owner), found(about, now=now + timedelta(hours=7), owner=owner)

    assert before is None or (after is not None and after.late >= before.late)
    assert found(applied(last_contact=now), now=now, owner=owner) is None
    assert found(about, Trace(step=now), now=now, owner=owner) is None


@given(due=STARTS, zone=ZONES, days=st.integers(0, 20))
def test_an_overdue_step_is_told_from_the_next_morning_and_whoever_gets_it_counts_by_their_own_days(
    due: datetime, zone: str, days: int
) -> None:
    about = applied(next=NextAction("Call her", OWNER.id, due), stage_at=due - timedelta(hours=1))
    rests = replace(
        OWNER, zone=zone, days_off=frozenset(local_day(due, zone=ZoneInfo(zone)) + timedelta(days=n) for n in range(60))
    )
    now = due + timedelta(days=days, minutes=1)

    busy, resting = found(about, now=now), found(about, now=now, owner=rests)

    assert busy is not None
    assert resting is not None
    assert (busy.overdue, resting.overdue, resting.rung) == (True, True, Rung.OWNER)


def test_weekends_and_the_hour_lost_in_spring_make_nobody_late() -> None:
    friday = datetime(2027, 3, 26, 16, tzinfo=UTC)
    about = applied(last_contact=friday)

    told = [found(about, now=morning(day)) for day in (27, 28, 29, 30)] + [found(about, now=morning(31))]

    assert [each and each.rung for each in told] == [None, None, None, None, Rung.OWNER]


def test_while_the_candidate_has_a_time_in_hand_the_clock_stands_still() -> None:
    start = morning(15)
    booked = interview(State.BOOKED, booking=Booking(Interval(start, start + timedelta(hours=1)), 1))
    about = applied(last_contact=morning(1), next=NextAction("Interview takes place", OWNER.id, start))

    assert found(about, Trace(booked), now=morning(12)) is None
    assert found(about, Trace(booked), now=start + timedelta(minutes=10)) is None
    over = replace(booked, state=State.TOOK_PLACE)
    told = found(applied(last_contact=morning(1)), Trace(over), now=morning(18))
    assert told is not None
    assert (told.late, told.waits) == (0, True)
    asked = Trace(interview(State.OFFERED, deadline=morning(9)))
    assert found(applied(last_contact=morning(1)), asked, now=morning(9)) is None


def test_each_stage_has_its_own_limit_and_a_decision_the_shortest() -> None:
    stale = replace(POLICY.stale, days={"reference check": 9})
    panel = replace(SCREEN, key="panel", asks=True)
    policy = replace(
        POLICY, stale=stale, kinds={**POLICY.kinds, "panel": panel}, stages={"screen": "screen", "onsite": "panel"}
    )
    decided = interview(State.TOOK_PLACE, debrief=Debrief(morning(1), OWNER.id, morning(3)))

    limits = [
        limit(applied(stage=stage), None, policy=policy) for stage in ("Screen", "Onsite", "Reference Check", "x")
    ]

    assert limits == [3, 4, 9, 3]
    assert limit(applied(), decided, policy=policy) == 2


def test_what_is_put_off_begins_anew_then_and_what_happens_meanwhile_ends_it() -> None:
    about, until = applied(last_contact=morning(1)), at(date(2027, 3, 10), time(0), zone=LONDON)
    trace = Trace(snooze=Snooze(SNOOZES, until, "She is travelling", morning(5)))

    assert found(about, trace, now=morning(9)) is None
    told = found(about, trace, now=morning(10))
    assert told is not None
    assert (told.rung, told.snoozes) == (Rung.OWNER, SNOOZES)
    assert found(about, trace, now=morning(16)) is not None
    stepped = replace(trace, step=morning(8))
    assert (snoozed(about.application, trace), snoozed(about.application, stepped)) == (SNOOZES, 0)
    assert found(about, stepped, now=morning(10)) is None


def test_who_is_on_hold_is_told_of_by_the_day_of_the_next_step_alone() -> None:
    held = applied(status=Status.ON_HOLD, last_contact=morning(1))

    assert found(held, now=morning(26)) is None
    due = replace(held, application=replace(held.application, next=NextAction("Ask again", OWNER.id, morning(25))))
    assert found(due, now=morning(26)) is not None
    closed = applied(status=Status.PASSED, next=None)
    assert found(closed, now=morning(26)) is None


def test_a_promised_word_that_did_not_come_is_told_whatever_the_next_step_says() -> None:
    trace = Trace(step=morning(8), promise=Promise(sent=morning(8), due=morning(10, 17)))

    assert found(applied(last_contact=morning(8)), trace, now=morning(10)) is None
    told = found(applied(last_contact=morning(8)), trace, now=morning(11))
    assert told is not None
    assert (told.promised, told.overdue, told.late) == (morning(10, 17), False, 0)
    assert found(applied(last_contact=morning(9)), trace, now=morning(11)) is None, "they heard of us since"
