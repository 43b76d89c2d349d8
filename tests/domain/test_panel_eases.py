"""What would help a panel that has nothing to offer, and how long a meeting around a wished time could be."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings

from bot.domain.panel_eases import (
    AnyWindow,
    Evenings,
    HigherLoad,
    LongerHorizon,
    OtherPerson,
    OtherPool,
    ShorterBuffers,
    eased,
    gains,
)
from bot.domain.panel_room import room
from bot.domain.panel_search import propose
from bot.domain.time import Hours, Interval, WorkingHours, at
from tests.domain.panel_oracle import SlowPanel
from tests.domain.panels import (
    ADA,
    BOB,
    CEM,
    DAN,
    LONDON,
    MONDAY,
    TUESDAY,
    a_person,
    a_question,
    all_day,
    asking,
    chances,
    seat,
    span,
)

TWO_DAYS = (*all_day(MONDAY), *all_day(TUESDAY))
HALF_HOUR = timedelta(minutes=30)


def best(question):
    return gains(question)[0].ease


def every_day(*spans: tuple[str, str]) -> tuple[Interval, ...]:
    return tuple(span(MONDAY + timedelta(days=day), *ends) for day in range(-1, 20) for ends in spans)


def test_looking_further_ahead_is_the_cheapest():
    question = asking(seat(a_person(ADA, busy=TWO_DAYS)), others=[a_person(BOB)], before=HALF_HOUR)

    helping = gains(question)

    assert helping[0].ease == LongerHorizon(at(MONDAY + timedelta(days=4), time(0), zone=LONDON))
    assert [(gain.options, gain.starts) for gain in helping[:2]] == [(2, 16), (2, 16)]
    assert helping[1].ease == OtherPerson(0, BOB)


def test_of_other_people_with_the_tags_the_one_who_brings_most_is_named_then_the_fairest():
    outside = [
        a_person(BOB, tags="technical", busy=(*all_day(MONDAY), *all_day(TUESDAY, but="12:00"))),
        a_person(CEM, tags="technical", recent=2),
        a_person(DAN, tags="technical", recent=1),
    ]
    question = asking(
        seat(a_person(ADA, tags="technical", busy=every_day(("09:00", "17:00"))), tags="technical"), others=outside
    )

    assert [(gain.ease, gain.options) for gain in gains(question)][:2] == [
        (OtherPerson(0, DAN), 2),
        (OtherPool(0, "others"), 2),
    ]


def test_a_whole_pool_helps_where_no_single_person_does():
    outside = [a_person(person, busy=every_day(("09:00", "12:00"))) for person in (BOB, CEM)]
    question = asking(seat(a_person(ADA, busy=every_day(("09:00", "17:00"))), count=2), others=outside, days=1)

    assert [gain.ease for gain in gains(question)] == [OtherPool(0, "others")]


def test_a_seat_that_belongs_to_one_person_is_not_given_to_another():
    taken = every_day(("09:00", "17:00"))
    manager, panel = seat(a_person(ADA, busy=taken), part="manager"), seat(a_person(BOB), part="panel")
    question = asking(manager, panel, others=[a_person(CEM)])
    question = replace(question, places=(replace(question.places[0], others={}), question.places[1]))

    assert [gain.ease for gain in gains(question)] == [Evenings(time(20))]


@pytest.mark.parametrize(
    "ease", [OtherPerson(7, CEM), OtherPool(7, "others"), OtherPerson(0, DAN), OtherPool(0, "gone")]
)
def test_a_change_from_an_old_card_that_no_longer_fits_changes_nothing(ease):
    question = asking(seat(a_person(ADA)), others=[a_person(CEM)])

    assert eased(question, ease) == question


def test_people_are_looked_for_only_for_seats_that_block():
    question = asking(
        seat(a_person(ADA)), seat(a_person(BOB, busy=every_day(("09:00", "17:00")))), others=[a_person(CEM)]
    )

    assert [gain.ease for gain in gains(question)] == [OtherPerson(1, CEM), OtherPool(1, "others"), Evenings(time(20))]


@pytest.mark.parametrize("free, left", [("12:15", 10), ("12:00", 0)], ids=["half", "none"])
def test_shorter_buffers_help_next(free, left):
    busy = every_day(("09:00", "11:00"), (free, "17:00"))
    question = asking(seat(a_person(ADA, busy=busy)), before=timedelta(minutes=25), step=timedelta(minutes=15))

    assert best(question) == ShorterBuffers(timedelta(minutes=left), timedelta(0))


def test_an_evening_is_tried_by_each_persons_own_clock():
    question = asking(seat(a_person(ADA, busy=every_day(("09:00", "17:00")))), days=2)

    assert [(gain.ease, gain.options, gain.starts) for gain in gains(question)] == [(Evenings(time(20)), 2, 6)]


def test_an_evening_is_open_in_the_window_of_the_kind_too():
    office = WorkingHours.weekdays()
    question = asking(seat(a_person(ADA, busy=every_day(("09:00", "17:00")))), window=office)

    assert [gain.ease for gain in gains(question)] == [Evenings(time(20))]


def test_an_evening_leaves_night_shifts_as_they_are():
    nights = WorkingHours({day: Hours(time(22), time(6)) for day in range(7)})
    question = asking(seat(a_person(ADA, hours=nights)), others=[a_person(BOB, hours=nights)])

    assert eased(question, Evenings(time(20))) == question


def test_the_window_of_the_kind_gives_way_before_the_load_does():
    mornings = WorkingHours({day: Hours(time(6), time(8)) for day in range(7)})
    question = asking(seat(a_person(ADA, busy=every_day(("17:00", "21:00")))), window=mornings, daily_load=3)

    assert [gain.ease for gain in gains(question) if not isinstance(gain.ease, Evenings)] == [AnyWindow()]


@pytest.mark.parametrize(
    "limits, ease", [({"daily_load": 0}, HigherLoad(1, None)), ({"weekly_load": 0}, HigherLoad(None, 1))]
)
def test_one_interview_more_is_the_last_resort(limits, ease):
    assert [gain.ease for gain in gains(asking(seat(a_person(ADA)), **limits))] == [ease]


def test_what_brings_all_options_comes_before_what_is_cheaper_and_brings_one():
    lunch = (*all_day(MONDAY), *all_day(TUESDAY), *all_day(MONDAY + timedelta(days=2), but="12:00"))
    rest = [all_day(MONDAY + timedelta(days=day))[0] for day in range(3, 9)]
    question = asking(seat(a_person(ADA, busy=(*lunch, *rest))), others=[a_person(BOB)])

    assert [(gain.ease, gain.options) for gain in gains(question)][-1] == (
        LongerHorizon(at(MONDAY + timedelta(days=4), time(0), zone=LONDON)),
        1,
    )
    assert best(question) == OtherPerson(0, BOB)


def test_when_no_single_change_helps_none_is_named():
    busy = every_day(("00:00", "23:55"))

    assert gains(asking(seat(a_person(ADA, busy=busy)), others=[a_person(BOB, busy=busy)])) == ()


@settings(derandomize=True, deadline=None, max_examples=60)
@given(chances)
def test_a_change_brings_what_it_says(chance):
    question = a_question(chance)
    now = len(propose(question).panels)

    for gain in gains(question):
        found = propose(eased(question, gain.ease))
        assert (len(found.panels), found.starts) == (gain.options, gain.starts)
        assert gain.options > now


# How much room a time leaves


def test_a_gap_of_twelve_minutes_is_told_the_length_that_is_needed():
    gap = Interval(*(at(MONDAY, time(14, minute), zone=LONDON) for minute in (3, 15)))
    busy = (span(MONDAY, "09:00", "14:03"), span(MONDAY, "14:15", "17:00"))

    found = room(asking(seat(a_person(ADA, busy=busy))), gap)

    assert (found.wished, found.needed) == (timedelta(minutes=12), timedelta(hours=1))
    assert found.longest == span(MONDAY, "14:05", "14:15")
    assert not found.fits


def test_there_may_be_more_room_than_was_wished_for():
    busy = (span(MONDAY, "09:00", "13:30"), span(MONDAY, "14:30", "17:00"))

    found = room(asking(seat(a_person(ADA, busy=busy))), span(MONDAY, "14:00", "14:10"))

    assert found.longest == span(MONDAY, "13:30", "14:30")
    assert found.fits


def test_the_whole_panel_must_have_the_room():
    ada = a_person(ADA, busy=(span(MONDAY, "09:00", "14:00"),))
    bob = a_person(BOB, busy=(span(MONDAY, "14:25", "17:00"),))

    found = room(asking(seat(ada), seat(bob, part="b")), span(MONDAY, "14:00", "15:00"))

    assert found.longest == span(MONDAY, "14:00", "14:25")


def test_five_minutes_are_the_least_that_is_told():
    busy = (span(MONDAY, "09:00", "14:00"), span(MONDAY, "14:05", "17:00"))

    assert room(asking(seat(a_person(ADA, busy=busy))), span(MONDAY, "14:00", "14:05")).longest == span(
        MONDAY, "14:00", "14:05"
    )


def test_room_is_where_a_meeting_may_be_whatever_else_the_candidate_wished_for():
    question = asking(seat(a_person(ADA)), wishes=(span(TUESDAY, "09:00", "12:00"),))
    too_soon = replace(question.rules, earliest=at(MONDAY, time(12, 30), zone=LONDON))

    assert room(question, span(MONDAY, "12:00", "12:30")).longest == span(MONDAY, "12:00", "13:00")
    assert room(replace(question, rules=too_soon), span(MONDAY, "12:00", "12:20")).longest is None
    assert room(question, span(MONDAY + timedelta(days=2), "12:00", "12:20")).longest is None


def test_a_time_in_the_middle_of_a_busy_day_leaves_none():
    found = room(asking(seat(a_person(ADA, busy=all_day(MONDAY)))), span(MONDAY, "12:00", "12:30"))

    assert (found.longest, found.fits) == (None, False)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(chances)
def test_no_longer_meeting_touches_the_wish(chance):
    question = a_question(chance)
    short = timedelta(minutes=chance.choice([10, 15, 30]))
    rules = replace(question.rules, duration=short, latest=question.rules.earliest + timedelta(hours=25))
    question = replace(question, rules=rules)
    first = rules.earliest + timedelta(minutes=chance.randrange(0, 1200))
    wish = Interval(first, first + timedelta(minutes=chance.randint(1, 40)))

    found = room(question, wish)

    for length in range(5, rules.duration // timedelta(minutes=1) + 1, 5):
        asked = replace(rules, duration=timedelta(minutes=length), step=timedelta(minutes=5))
        starts, _ = SlowPanel(replace(question, rules=asked)).starts()
        touching = [span for start in starts if (span := Interval(start, start + asked.duration)).overlaps(wish)]
        fits = found.longest is not None and found.longest.length >= asked.duration
        assert bool(touching) == fits
        if found.longest is not None and found.longest.length == asked.duration:
            assert found.longest == min(touching, key=lambda span: (abs(span.start - first), span.start))
