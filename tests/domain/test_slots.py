"""The slot search: held against the slow oracle, and read aloud on the days on which clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ids import PersonId
from bot.domain.mask import Grid
from bot.domain.slots import Availability, Rule, Rules, free_mask, search, shared
from bot.domain.time import Hours, Interval, WorkingHours, at
from tests.domain.oracle import slow_search

NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")
KOLKATA = ZoneInfo("Asia/Kolkata")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ZONES = [NEW_YORK, LONDON, KOLKATA, LORD_HOWE]
CHANGES = [
    *(date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7)),
    *(date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)),
    *(date(2026, 4, 5), date(2026, 10, 4), date(2027, 4, 4), date(2027, 10, 3)),
]
MONDAY = date(2026, 3, 2)
EVERY_DAY = WorkingHours({day: Hours(time(9), time(17)) for day in range(7)})
ADA, BOB = PersonId(1), PersonId(2)


def ada(hours: WorkingHours = EVERY_DAY, *, zone: ZoneInfo = LONDON, **known) -> Availability:
    return Availability(ADA, zone, hours, **known)


def rules(first: datetime, last: datetime, *, minutes: int = 60, site: ZoneInfo = LONDON, **more) -> Rules:
    return Rules(duration=timedelta(minutes=minutes), earliest=first, latest=last, site=site, **more)


def on(day: date, *, zone: ZoneInfo = LONDON, days: int = 1, **more) -> Rules:
    """Ask for an hour on a local day, or on several."""
    return rules(at(day, time(0), zone=zone), at(day + timedelta(days=days), time(0), zone=zone), site=zone, **more)


def span(day: date, opens: str, closes: str, *, zone: ZoneInfo = LONDON) -> Interval:
    return Interval(*(at(day, time.fromisoformat(clock), zone=zone) for clock in (opens, closes)))


def told(slots, *, zone: ZoneInfo = LONDON) -> list[str]:
    return [f"{slot.start.astimezone(zone):%H:%M}" for slot in slots]


def removed(found, rule: Rule) -> int:
    return sum(step.removed for step in found.funnel if step.rule is rule)


# Hypothesis: everything random, the oracle always right

minutes = st.integers(-2 * 24 * 60, 6 * 24 * 60)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 7]))
weeks = st.dictionaries(st.integers(0, 6), st.builds(Hours, clocks, clocks), min_size=3).map(WorkingHours)
whole_weeks = st.builds(Hours, clocks, clocks).map(lambda hours: WorkingHours(dict.fromkeys(range(7), hours)))
lengths = st.sampled_from([5, 15, 30, 45, 60, 90])
buffers = st.sampled_from([0, 5, 10, 30]).map(lambda length: timedelta(minutes=length))
limits = st.sampled_from([None, None, None, 4, 3, 2, 1, 0])


@st.composite
def spans(draw, origin, *, longest=300, most=8):
    pieces = draw(st.lists(st.tuples(minutes, st.integers(1, longest), st.sampled_from([0, 0, 0, 17])), max_size=most))
    return tuple(
        Interval(origin + timedelta(minutes=first, seconds=odd), origin + timedelta(minutes=first + length))
        for first, length, odd in pieces
    )


@st.composite
def persons(draw, origin, key):
    near = st.integers(-2, 6).map(lambda days: origin.date() + timedelta(days=days))
    return Availability(
        PersonId(key),
        draw(st.sampled_from(ZONES)),
        draw(whole_weeks | weeks),
        busy=draw(spans(origin, most=10)),
        interviews=draw(spans(origin, longest=60)),
        days_off=draw(st.frozensets(near, max_size=2)),
    )


@st.composite
def odd_questions(draw):
    origin = datetime.combine(draw(st.sampled_from(CHANGES)), time(0), UTC) - timedelta(days=1)
    first = origin + timedelta(minutes=draw(st.integers(0, 600)), seconds=draw(st.sampled_from([0, 0, 30])))
    asked = Rules(
        duration=timedelta(minutes=draw(lengths)),
        earliest=first,
        latest=first
        + timedelta(
            minutes=draw(st.sampled_from([-60, 0, 30, 500]) | st.integers(2000, 6000) | st.integers(2000, 6000))
        ),
        before=draw(buffers),
        after=draw(buffers),
        step=timedelta(minutes=draw(st.sampled_from([15, 15, 15, 30, 60, 20]))),
        site=draw(st.sampled_from(ZONES)),
        window=draw(st.none() | st.none() | whole_weeks | weeks),
        wishes=draw(st.just(()) | st.just(()) | spans(origin, longest=5000, most=3)),
        closed=draw(spans(origin, most=3)),
        daily_load=draw(limits),
        weekly_load=draw(limits),
    )
    return asked, [draw(persons(origin, key)) for key in range(1, draw(st.sampled_from([1, 1, 2, 3])) + 1)]


def ordinary(chance: Random) -> tuple[Rules, list[Availability]]:
    """Return a question like those of a working week, so that every rule removes something and slots are left."""
    day = chance.choice(CHANGES) - timedelta(days=2)
    origin = datetime.combine(day, time(0), UTC)

    def pieces(count: int, longest: int = 120) -> tuple[Interval, ...]:
        starts = [origin + timedelta(minutes=chance.randrange(-1500, 8000)) for _ in range(count)]
        return tuple(Interval(start, start + timedelta(minutes=chance.randint(5, longest))) for start in starts)

    def week() -> WorkingHours:
        hours = [Hours(time(chance.randint(6, 10)), time(chance.randint(15, 23))), Hours(time(18), time(9, 30))]
        return WorkingHours({day: chance.choice(hours) for day in range(7) if chance.random() < 0.9})

    def person(key: int) -> Availability:
        off = frozenset({day + timedelta(days=chance.randrange(6))}) if chance.random() < 0.4 else frozenset()
        where = chance.choice(ZONES)
        return Availability(PersonId(key), where, week(), busy=pieces(12), interviews=pieces(3), days_off=off)

    asked = Rules(
        duration=timedelta(minutes=chance.choice([15, 30, 45, 60])),
        earliest=origin + timedelta(minutes=chance.randrange(1440)),
        latest=origin + timedelta(minutes=chance.randrange(5000, 7200)),
        before=timedelta(minutes=chance.choice([0, 10])),
        after=timedelta(minutes=chance.choice([0, 5, 15])),
        site=chance.choice(ZONES),
        window=chance.choice([None, week()]),
        wishes=chance.choice([(), pieces(4, 2000)]),
        closed=pieces(8),
        daily_load=chance.choice([None, 1, 2]),
        weekly_load=chance.choice([None, 2, 3]),
    )
    return asked, [person(key) for key in range(1, chance.choice([2, 2, 3]))]


seeds = st.integers(0, 2**62)
questions = odd_questions() | seeds.map(lambda seed: ordinary(Random(seed)))


@settings(derandomize=True, deadline=None, max_examples=150)
@given(odd_questions())
def test_the_search_finds_what_the_slow_oracle_finds(question):
    agree(*question)


@pytest.mark.parametrize("seed", range(60))
def test_the_search_agrees_with_the_oracle_on_an_ordinary_week(seed):
    agree(*ordinary(Random(seed)))


def agree(asked: Rules, people: list[Availability]) -> None:
    found = search(asked, people)

    slots, lines = slow_search(asked, people)
    assert list(found.slots) == slots
    assert [(step.rule, step.removed, step.left, step.person) for step in found.funnel] == lines


@settings(derandomize=True, deadline=None, max_examples=100)
@given(questions)
def test_the_funnel_adds_up_and_kept_masks_give_the_same_slots(question):
    asked, people = question
    grid = Grid.over(asked.earliest - timedelta(days=1), asked.latest + timedelta(days=1))

    found = search(asked, people)

    lefts = [step.left for step in found.funnel]
    assert lefts == [lefts[0], *(left - step.removed for left, step in zip(lefts, found.funnel[1:], strict=False))]
    assert lefts[-1] == len(found.slots)
    assert found == search(asked, people)
    assert found.slots == shared(
        [free_mask(person, grid=grid, rules=asked) for person in people], grid=grid, rules=asked
    )


# The days on which clocks change

NIGHT = WorkingHours({day: Hours(time(22), time(6)) for day in range(7)})


@pytest.mark.parametrize(
    "zone, day, count",
    [
        (NEW_YORK, date(2026, 3, 8), 7),
        (NEW_YORK, date(2026, 11, 1), 9),
        (LONDON, date(2026, 3, 29), 7),
        (LONDON, date(2026, 10, 25), 9),
        (KOLKATA, date(2026, 3, 29), 8),
        (LORD_HOWE, date(2026, 4, 5), 8),
        (LORD_HOWE, date(2026, 10, 4), 7),
    ],
)
def test_a_night_shift_across_the_change_has_the_hours_it_really_has(zone, day, count):
    asked = rules(
        at(day - timedelta(days=1), time(12), zone=zone),
        at(day, time(12), zone=zone),
        site=zone,
        step=timedelta(hours=1),
    )

    slots = search(asked, [ada(NIGHT, zone=zone)]).slots

    assert len(slots) == count
    assert slots[0].start == at(day - timedelta(days=1), time(22), zone=zone)
    assert slots[-1].end == at(day, time(6), zone=zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", CHANGES)
def test_the_working_day_keeps_its_wall_clock_whatever_the_night_did(zone, day):
    slots = search(on(day, zone=zone, step=timedelta(hours=1)), [ada(zone=zone)]).slots

    assert told(slots, zone=zone) == ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]


def test_new_york_and_london_are_an_hour_closer_for_three_weeks_in_march():
    people = [ada(zone=LONDON), replace(ada(zone=NEW_YORK), person=BOB)]

    before, between, after = (
        told(search(on(day), people).slots)[0] for day in (MONDAY, date(2026, 3, 9), date(2026, 3, 30))
    )

    assert (before, between, after) == ("14:00", "13:00", "14:00")


def test_starts_stand_on_the_quarter_hour_of_the_site():
    asked = on(MONDAY, zone=KOLKATA, step=timedelta(hours=1))

    slots = search(asked, [ada(zone=LONDON)]).slots

    assert told(slots, zone=KOLKATA) == ["15:00", "16:00", "17:00", "18:00", "19:00", "20:00", "21:00"]
    assert told(slots, zone=LONDON)[0] == "09:30"


def test_the_hour_that_comes_twice_can_be_met_in_twice():
    asked = on(date(2026, 10, 25), step=timedelta(minutes=30), minutes=30)
    early = WorkingHours({6: Hours(time(0), time(3))})

    slots = search(asked, [ada(early)]).slots

    assert told(slots) == ["00:00", "00:30", "01:00", "01:30", "01:00", "01:30", "02:00", "02:30"]


# One rule at a time


def test_notice_and_horizon_hold_the_whole_meeting():
    first, last = at(MONDAY, time(9, 1), zone=LONDON), at(MONDAY, time(10, 44), zone=LONDON)

    found = search(rules(first, last), [ada()])

    assert told(found.slots) == ["09:15", "09:30"]
    assert found.funnel[0].left == 2


def test_a_horizon_before_the_notice_gives_nothing_and_says_so():
    asked = rules(at(MONDAY, time(12), zone=LONDON), at(MONDAY, time(9), zone=LONDON))

    found = search(asked, [ada()])

    assert found.slots == ()
    assert found.funnel[0].left == 0


def test_buffers_keep_busy_time_away_but_may_lie_outside_working_hours():
    asked = on(MONDAY, before=timedelta(minutes=15), after=timedelta(minutes=30))

    found = search(asked, [ada(busy=(span(MONDAY, "11:00", "15:45"),))])

    assert told(found.slots) == ["09:00", "09:15", "09:30", "16:00"]
    assert removed(found, Rule.BUSY) == 25


def test_busy_time_beside_the_marks_is_rounded_outward():
    found = search(on(MONDAY), [ada(busy=(span(MONDAY, "10:14:59", "16:00:01"),))])

    assert told(found.slots) == ["09:00"]


def test_a_day_off_takes_the_date_and_the_shift_that_opens_on_it():
    asked = on(MONDAY, days=3, step=timedelta(hours=1))

    found = search(asked, [ada(NIGHT, days_off=frozenset({MONDAY + timedelta(days=1)}))])

    assert [f"{slot.start:%d %H}" for slot in found.slots] == [
        *(f"02 {hour}" for hour in ("00", "01", "02", "03", "04", "05", "22", "23")),
        *("04 22", "04 23"),
    ]


def test_the_stage_window_is_read_in_the_site_zone():
    mornings = WorkingHours.weekdays(time(9), time(12))

    found = search(on(MONDAY, zone=NEW_YORK, window=mornings), [ada(zone=LONDON)])

    assert told(found.slots, zone=NEW_YORK) == [
        "09:00",
        "09:15",
        "09:30",
        "09:45",
        "10:00",
        "10:15",
        "10:30",
        "10:45",
        "11:00",
    ]


def test_a_slot_lies_inside_one_of_the_wishes():
    wishes = (span(MONDAY, "09:00", "10:30"), span(MONDAY, "16:00", "20:00"), span(MONDAY, "12:00", "12:45"))

    assert told(search(on(MONDAY, wishes=wishes), [ada()]).slots) == ["09:00", "09:15", "09:30", "16:00"]


def test_two_wishes_that_meet_do_not_make_one():
    wishes = (span(MONDAY, "09:00", "10:00"), span(MONDAY, "10:00", "11:00"))

    assert told(search(on(MONDAY, wishes=wishes), [ada()]).slots) == ["09:00", "10:00"]


def test_closed_times_are_not_offered():
    found = search(on(MONDAY, closed=(span(MONDAY, "10:00", "16:00"),)), [ada()])

    assert told(found.slots) == ["09:00", "16:00"]
    assert removed(found, Rule.CLOSED) == 27


def test_a_full_day_is_full_in_the_interviewers_own_zone():
    late = span(MONDAY, "21:00", "22:00", zone=NEW_YORK)
    asked = on(MONDAY, zone=NEW_YORK, days=2, daily_load=1, step=timedelta(hours=1))

    found = search(asked, [ada(zone=NEW_YORK, interviews=(late,))])

    assert {slot.start.astimezone(NEW_YORK).date() for slot in found.slots} == {date(2026, 3, 3)}


def test_a_full_week_is_the_iso_week():
    sunday = span(MONDAY + timedelta(days=6), "10:00", "11:00")
    asked = on(MONDAY, days=14, weekly_load=1)

    found = search(asked, [ada(interviews=(sunday,))])

    assert min(found.slots).start.date() == date(2026, 3, 9)


def test_last_years_week_of_the_same_number_does_not_count():
    a_year_ago = date.fromisocalendar(2025, MONDAY.isocalendar().week, 1)

    found = search(on(MONDAY, weekly_load=1), [ada(interviews=(span(a_year_ago, "10:00", "11:00"),))])

    assert found.slots


def test_a_load_of_none_at_all_leaves_nothing():
    assert search(on(MONDAY, daily_load=0), [ada()]).slots == ()


def test_everybody_is_needed_and_each_is_named_in_the_funnel():
    bob = Availability(BOB, LONDON, EVERY_DAY, busy=(span(MONDAY, "09:00", "16:00"),))

    found = search(on(MONDAY), [ada(busy=(span(MONDAY, "16:30", "17:00"),)), bob])

    assert found.slots == ()
    assert [(step.person, step.removed) for step in found.funnel if step.rule is Rule.BUSY] == [(ADA, 2), (BOB, 27)]


def test_with_nobody_needed_every_start_in_the_window_is_a_slot():
    assert len(search(on(MONDAY), []).slots) == 93


@pytest.mark.parametrize(
    "change, words",
    [
        ({"minutes": 47}, "duration must be a multiple of 5 minutes: 45 or 50, not 47"),
        ({"minutes": 0}, "duration must be 5 minutes or longer"),
        ({"before": timedelta(minutes=7)}, "buffer before must be a multiple of 5 minutes: 5 or 10"),
        ({"after": timedelta(minutes=-5)}, "buffer after must be 0 minutes or longer"),
        ({"step": timedelta(minutes=25)}, "divide the hour: 5, 10, 15, 20, 30 or 60"),
        ({"step": timedelta(0)}, "step must be 5 minutes or longer"),
    ],
)
def test_a_malformed_rule_is_told_what_would_be_right(change, words):
    with pytest.raises(ValueError, match=words):
        on(MONDAY, **change)


def test_naive_instants_are_refused():
    with pytest.raises(ValueError, match="aware"):
        rules(datetime(2026, 3, 2), datetime(2026, 3, 9, tzinfo=UTC))  # noqa: DTZ001 - the naive one is the point


def test_instants_in_another_zone_mean_the_same():
    first, last = (datetime(2026, 3, day, tzinfo=NEW_YORK) for day in (7, 10))

    assert rules(first, last) == rules(first.astimezone(UTC), last.astimezone(UTC))
    assert search(rules(first, last), [ada()]).slots


LATE = WorkingHours({day: Hours(time(17), time(20, 30)) for day in range(7)})
UNTIL_LATE = WorkingHours({day: Hours(time(9), time(20, 30)) for day in range(7)})


@given(
    odd=st.lists(st.tuples(st.integers(0, 140), st.integers(1, 60)), min_size=1, max_size=3),
    busy=st.lists(st.tuples(st.integers(0, 140), st.integers(1, 20)), max_size=3),
    day=st.sampled_from([MONDAY, *CHANGES[4:8]]),
)
@settings(max_examples=60)
def test_evenings_hold_only_what_lies_inside_the_times_that_were_asked_for(
    odd: list[tuple[int, int]], busy: list[tuple[int, int]], day: date
) -> None:
    """A wish adds the slots that longer hours would, as far as they lie inside it, and takes none away."""
    asked = on(day, window=EVERY_DAY, evenings=LATE)
    first, quarter = asked.earliest, timedelta(minutes=15)
    wishes, taken = (
        tuple(Interval(first + start * quarter, first + (start + length) * quarter) for start, length in pieces)
        for pieces in (odd, busy)
    )

    found = search(replace(asked, odd=wishes), [ada(busy=taken, evenings=LATE)]).slots

    ordinary = search(asked, [ada(busy=taken, evenings=LATE)]).slots
    longer = search(replace(asked, window=UNTIL_LATE), [ada(UNTIL_LATE, busy=taken)]).slots
    inside = Grid.over(asked.earliest, asked.latest)
    kept = {inside.at(bit) for bit in range(inside.size) if inside.holding(wishes, length=asked.length) >> bit & 1}
    assert set(found) == {*ordinary, *(slot for slot in longer if slot.start in kept)}
    assert search(replace(asked, odd=wishes), [ada(busy=taken)]).slots == ordinary
