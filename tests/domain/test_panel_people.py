"""Who sits on a panel, why, and when: read aloud, one rule at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.panel import Need, Why
from bot.domain.panel_search import Blocking, blocking, panels_at, propose
from bot.domain.slots import Rule
from bot.domain.time import Hours, Interval, WorkingHours, at
from tests.domain.panels import (
    ADA,
    BOB,
    CEM,
    DAN,
    LONDON,
    MONDAY,
    TUESDAY,
    a_person,
    all_day,
    asking,
    sat,
    seat,
    span,
    told,
)
from tests.domain.test_slots import KOLKATA, NEW_YORK

LONG_AGO, LATELY = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 23, tzinfo=UTC)
LATE = WorkingHours({day: Hours(time(9), time(0)) for day in range(7)})


def people_of(question) -> list:
    return [sat(panel) for panel in propose(question).panels]


def whys(question) -> list[tuple[Why, int, int]]:
    return [(sitting.why, sitting.recent, sitting.among) for sitting in propose(question).panels[0].sittings]


# Whose turn it is


def test_two_options_have_all_seats_filled_on_different_days_and_halves():
    question = asking(seat(a_person(ADA)), seat(a_person(BOB), a_person(CEM), part="manager"))

    found = propose(question)

    assert told(found.panels) == ["Mon 09:00", "Tue 12:00"]
    assert people_of(question) == [[(0, ADA), (1, BOB)]] * 2


def test_the_one_with_the_fewest_interviews_lately_sits():
    question = asking(seat(a_person(ADA, recent=3), a_person(BOB, recent=1), a_person(CEM, recent=2)))

    assert people_of(question)[0] == [(0, BOB)]
    assert whys(question) == [(Why.FEWEST, 1, 3)]


def test_among_equals_the_one_whose_last_was_longest_ago_sits():
    pool = (a_person(ADA, recent=1, last=LATELY), a_person(BOB, recent=1, last=LONG_AGO))

    assert people_of(asking(seat(*pool)))[0] == [(0, BOB)]
    assert whys(asking(seat(*pool))) == [(Why.LONGEST_AGO, 1, 2)]


def test_who_never_had_one_comes_before_all_others():
    assert people_of(asking(seat(a_person(ADA, last=LONG_AGO), a_person(BOB))))[0] == [(0, BOB)]


def test_among_the_same_the_lowest_id_sits_and_the_answer_says_so():
    assert whys(asking(seat(a_person(BOB), a_person(ADA)))) == [(Why.IN_TURN, 0, 2)]
    assert people_of(asking(seat(a_person(BOB), a_person(ADA))))[0] == [(0, ADA)]


def test_the_time_comes_before_fairness():
    question = asking(seat(a_person(ADA, recent=9), a_person(BOB, busy=all_day(MONDAY, but="16:00"))), days=1, count=2)

    assert told(propose(question).panels) == ["Mon 09:00", "Mon 11:00"]
    assert whys(question) == [(Why.ONLY_FREE, 9, 1)]


def test_who_is_asked_already_is_not_joined_by_somebody_new():
    question = asking(seat(a_person(ADA), a_person(BOB, recent=4)), asked=frozenset({BOB}))

    assert people_of(question)[0] == [(0, BOB)]
    assert whys(question) == [(Why.ASKED, 4, 2)]


def test_the_fairest_sit_elsewhere_when_a_seat_can_only_have_them():
    question = asking(seat(a_person(ADA), a_person(BOB, recent=5)), seat(a_person(ADA), part="technical"))

    assert people_of(question)[0] == [(0, BOB), (1, ADA)]
    assert whys(question) == [(Why.ONLY_FREE, 5, 1), (Why.NAMED, 0, 1)]


# Tags, pools, counts


def test_each_person_has_all_the_tags_of_the_seat():
    pool = (a_person(ADA, tags="technical"), a_person(BOB, tags="technical senior", recent=7), a_person(CEM))

    assert people_of(asking(seat(*pool, tags="technical senior")))[0] == [(0, BOB)]
    assert whys(asking(seat(*pool, tags="technical senior"))) == [(Why.ONLY_FIT, 7, 1)]


def test_nobody_sits_in_two_seats_even_if_they_fit_both():
    pool = (a_person(ADA, tags="technical culture"), a_person(BOB, tags="culture"))
    question = asking(seat(*pool, part="culture", tags="culture"), seat(*pool, part="technical", tags="technical"))

    assert people_of(question)[0] == [(0, BOB), (1, ADA)]


def test_two_seats_that_need_the_same_person_say_so():
    question = asking(seat(a_person(ADA), part="culture"), seat(a_person(ADA), part="technical"))

    found = propose(question)

    assert found.panels == ()
    assert (found.funnel[-1].rule, found.funnel[-1].removed, found.starts) == (Rule.TWICE, 16, 0)
    assert blocking(question) == (Blocking(0, 16), Blocking(1, 16))


def test_three_of_a_pool_meet_when_three_are_free():
    pool = [a_person(person, busy=all_day(MONDAY)) for person in (ADA, BOB)]
    pool += [a_person(person) for person in (CEM, DAN)]

    found = propose(asking(seat(*pool, count=3)))

    assert told(found.panels) == ["Tue 09:00", "Tue 11:00"]
    assert sat(found.panels[0]) == [(0, ADA), (0, BOB), (0, CEM)]


def test_a_pool_with_too_few_people_is_named_before_any_calendar():
    found = propose(asking(seat(a_person(ADA)), seat(a_person(BOB, tags="culture"), part="tech", tags="technical")))

    assert [(step.rule, step.place, step.removed) for step in found.funnel[:2]] == [
        (Rule.HORIZON, None, 0),
        (Rule.POOL, 1, 48),
    ]


def test_the_funnel_names_the_seat_that_cannot_be_filled_and_its_only_person():
    manager = a_person(ADA, busy=(*all_day(MONDAY), *all_day(TUESDAY)))
    question = asking(seat(a_person(BOB), a_person(CEM), part="panel"), seat(manager, part="manager"))

    taken = [step for step in propose(question).funnel if step.rule is Rule.BUSY]

    assert [(step.place, step.person, step.removed, step.left) for step in taken] == [(0, None, 0, 16), (1, ADA, 16, 0)]
    assert blocking(question) == (Blocking(1, 16),)


def test_the_seat_that_hinders_most_comes_first():
    morning = seat(a_person(ADA, busy=(span(MONDAY, "12:00", "17:00"),)), part="recruiter")
    last_hour = seat(a_person(BOB, busy=(span(MONDAY, "09:00", "16:00"),)), part="manager")

    assert blocking(asking(morning, last_hour, days=1)) == (Blocking(1, 3), Blocking(0, 1))


# Seats that never block


@pytest.mark.parametrize("need", [Need.OPTIONAL, Need.WATCHES, Need.LEADS])
def test_a_seat_that_need_not_be_filled_is_filled_where_somebody_is_free(need):
    trainee = seat(a_person(BOB, busy=all_day(MONDAY)), part="trainee", need=need)

    assert people_of(asking(seat(a_person(ADA)), trainee)) == [[(0, ADA)], [(0, ADA), (1, BOB)]]


def test_a_trainee_leads_only_beside_the_experienced_one_who_must_come():
    leads = seat(a_person(ADA), part="lead", need=Need.LEADS)
    question = asking(leads, seat(a_person(BOB, busy=all_day(MONDAY))))

    assert told(propose(question).panels) == ["Tue 09:00", "Tue 11:00"]
    assert people_of(question)[0] == [(0, ADA), (1, BOB)]


def test_among_equally_fair_people_the_one_is_chosen_who_leaves_the_optional_seat_its_person():
    question = asking(seat(a_person(ADA), a_person(BOB)), seat(a_person(ADA), part="guest", need=Need.OPTIONAL))

    assert people_of(question)[0] == [(0, BOB), (1, ADA)]


def test_fairness_is_not_given_up_for_an_optional_seat():
    pool = (a_person(ADA), a_person(BOB, recent=1))

    assert people_of(asking(seat(*pool), seat(pool[0], part="guest", need=Need.OPTIONAL)))[0] == [(0, ADA)]


# Each person's own days, weeks and zones


def test_a_day_is_full_by_the_persons_own_midnight():
    late = Interval(at(MONDAY, time(22), zone=NEW_YORK), at(MONDAY, time(23), zone=NEW_YORK))  # Tuesday in London
    ada = a_person(ADA, zone=NEW_YORK, hours=LATE, interviews=(late,))

    found = propose(asking(seat(ada), daily_load=1, zone=NEW_YORK, step=timedelta(minutes=30)))

    first = found.panels[0].span.start.astimezone(NEW_YORK)
    assert (first.date(), first.time()) == (TUESDAY, time(9))


def test_a_full_week_moves_the_seat_to_a_colleague_and_both_options_count_as_one():
    ada = a_person(ADA, interviews=(span(MONDAY, "16:00", "17:00"),))
    bob = a_person(BOB, recent=5)

    assert people_of(asking(seat(ada, bob), weekly_load=1)) == [[(0, BOB)]] * 2
    assert people_of(asking(seat(ada, bob), weekly_load=2)) == [[(0, ADA)]] * 2


def test_three_zones_meet_in_the_hours_that_they_share():
    question = asking(
        seat(a_person(ADA, zone=NEW_YORK), part="a"),
        seat(a_person(BOB), part="b"),
        seat(a_person(CEM, zone=KOLKATA, hours=WorkingHours.weekdays(time(12), time(21))), part="c"),
        days=1,
    )

    assert told(propose(question).panels) == ["Mon 14:00"]


def test_while_the_zones_are_an_hour_closer_the_panel_meets_an_hour_earlier():
    pool = (seat(a_person(ADA, zone=NEW_YORK)), seat(a_person(BOB), part="b"))
    between = asking(*pool)
    rules = replace(
        between.rules,
        earliest=at(date(2026, 3, 9), time(0), zone=LONDON),
        latest=at(date(2026, 3, 10), time(0), zone=LONDON),
    )

    assert told(propose(asking(*pool)).panels)[0] == "Mon 14:00"
    assert told(propose(replace(between, rules=rules)).panels)[0] == "Mon 13:00"


# The candidate's side, the next option, a replacement


def test_the_candidates_daytime_comes_first_and_other_times_fill_up():
    early = WorkingHours({day: Hours(time(5), time(12)) for day in range(7)})
    question = replace(asking(seat(a_person(ADA, hours=early))), daytime=(time(8), time(20)))

    assert told(propose(question).panels) == ["Mon 08:00", "Tue 08:00"]
    assert told(propose(replace(question, daytime=(time(12), time(20)))).panels) == ["Mon 05:00", "Tue 05:00"]


def test_what_was_wished_for_comes_first_and_another_day_beside_it():
    question = replace(asking(seat(a_person(ADA))), wished=(span(TUESDAY, "14:00", "16:00"),))

    assert told(propose(question).panels) == ["Mon 09:00", "Tue 14:00"]


def test_who_was_shown_sits_there_still():
    question = asking(seat(a_person(ADA), a_person(BOB, recent=3)))
    nine = at(MONDAY, time(9), zone=LONDON)

    assert sat(panels_at(question, [nine])[0]) == [(0, ADA)]
    assert sat(panels_at(replace(question, asked=frozenset({BOB})), [nine])[0]) == [(0, BOB)]


def test_a_third_option_takes_a_third_day():
    assert told(propose(asking(seat(a_person(ADA)), days=3, count=3)).panels) == [
        "Mon 09:00",
        "Tue 12:00",
        "Wed 09:00",
    ]


def test_the_next_option_is_on_another_day_than_the_one_that_stands():
    stands, spent = span(MONDAY, "09:00", "10:00"), span(TUESDAY, "12:00", "13:00")
    question = asking(seat(a_person(ADA)), count=1, standing=(stands,), closed=(spent,))

    assert told(propose(question).panels) == ["Tue 13:00"]


# What cannot be asked


@pytest.mark.parametrize(
    "ask, words",
    [
        (lambda: asking(seat(a_person(ADA), need=Need.OPTIONAL)), "at least one seat"),
        (lambda: asking(seat(a_person(ADA)), count=0), "at least one option"),
        (lambda: seat(a_person(ADA), count=0), "one person or more"),
        (lambda: asking(seat(a_person(ADA)), seat(a_person(ADA, recent=1))), "two different members"),
    ],
    ids=["nobody needed", "no option", "no person", "two of one"],
)
def test_a_question_that_makes_no_sense_is_refused(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()
