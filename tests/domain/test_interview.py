"""The interview's state table, every cell of it, and what an interview looks like after each move."""

import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.dead_end import NotHeld as DidNotHappen
from bot.domain.dead_end import SeatDeclined, Unanswered
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.interview import Answer, Booking, Interview, News, Option, Proposal, Seat, Standing, State
from bot.domain.interview_events import (
    TRANSITIONS,
    Attended,
    Cancelled,
    Ended,
    Event,
    FollowedUp,
    Freed,
    HandedOver,
    Kept,
    Missed,
    NotHeld,
    Offered,
    PanelAsked,
    Picked,
    Proposed,
    Reopened,
)
from bot.domain.interview_link import linked
from bot.domain.interview_moves import advance, answer_option, asked_of, dropped, placed
from bot.domain.next_action import NEXT, next_action
from bot.domain.refusal import Refusal
from bot.domain.time import Interval

MONDAY = datetime(2027, 3, 1, 12, tzinfo=UTC)
HALF = timedelta(minutes=30)
TUESDAY, WEDNESDAY, THURSDAY = (
    Interval(MONDAY + timedelta(days=d), MONDAY + timedelta(days=d) + HALF) for d in (1, 2, 3)
)
ADA, GRACE = PersonId(1), PersonId(2)
EVENTS: tuple[Event, ...] = (
    Proposed((Proposal(THURSDAY),)),
    PanelAsked(MONDAY),
    Offered(MONDAY),
    FollowedUp(MONDAY),
    Picked(2),
    Reopened(),
    Freed(),
    Kept(),
    HandedOver(Unanswered()),
    Ended(),
    Missed(),
    Attended(),
    NotHeld("fire alarm"),
    Cancelled("role closed"),
)
WITHOUT_BOOKING = {HandedOver}
"""Moves that are only made while nothing is booked; all others are tried with a booking that stands."""


def interview(state: State, *, booked: bool = True) -> Interview:
    options = (
        Option(1, TUESDAY, Standing.CHOSEN if booked else Standing.LAPSED),
        Option(2, WEDNESDAY, Standing.STANDS),
    )
    return Interview(
        id=InterviewId("i1"),
        application=ApplicationId("a1"),
        kind="recruiter_screen",
        stage="Screen",
        seats=(Seat(ADA), Seat(GRACE, required=False)),
        owner=PersonId(9),
        state=state,
        options=options,
        booking=Booking(TUESDAY, 1, "event", "uid") if booked else None,
    )


@pytest.mark.parametrize(
    ("state", "event"), list(itertools.product(State, EVENTS)), ids=lambda v: getattr(v, "value", type(v).__name__)
)
def test_every_cell_of_the_table_moves_or_refuses(state: State, event: Event) -> None:
    start = interview(state, booked=type(event) not in WITHOUT_BOOKING)
    target = TRANSITIONS.get((state, type(event)))

    if target is None:
        with pytest.raises(Refusal, match="no longer applies"):
            advance(start, event)
    else:
        assert advance(start, event).state is target


def test_every_state_can_be_reached_from_wanted() -> None:
    reached, found = {State.WANTED}, True
    while found:
        found = {to for (start, _), to in TRANSITIONS.items() if start in reached} - reached
        reached |= found

    assert reached == set(State)


def test_no_road_leads_to_a_third_ask_within_a_round() -> None:
    asks = {Offered, FollowedUp}
    within = {(start, event): to for (start, event), to in TRANSITIONS.items() if event not in {Reopened, Freed}}

    def most_asks(state: State, seen: frozenset[State]) -> int:
        roads = [(event, to) for (start, event), to in within.items() if start is state and to not in seen]
        return max(((event in asks) + most_asks(to, seen | {to}) for event, to in roads), default=0)

    assert most_asks(State.WANTED, frozenset({State.WANTED})) == 2
    assert not any(start is State.FOLLOWED_UP and event in asks for start, event in TRANSITIONS)


@pytest.mark.parametrize("state", State)
def test_no_state_is_without_a_next_action(state: State) -> None:
    action = next_action(interview(state), now=MONDAY)

    assert set(NEXT) == set(State)
    assert action.what
    assert action.owner == PersonId(9)
    assert action.due.tzinfo is not None


@pytest.mark.parametrize(("ahead", "due"), [(48, 24), (6, 6)])
def test_a_booked_time_that_somebody_declined_is_decided_within_a_day_and_before_it_comes(ahead: int, due: int) -> None:
    booked = interview(State.BOOKED)
    assert booked.booking is not None
    now = booked.booking.span.start - timedelta(hours=ahead)

    quiet = next_action(booked, now=now)
    declined = next_action(replace(booked, trouble=SeatDeclined(PersonId(9))), now=now)

    assert (quiet.what, quiet.due) == ("Interview takes place", booked.booking.span.start)
    assert (declined.what, declined.due) == ("Decide about the booked time", now + timedelta(hours=due))


def test_option_numbers_never_repeat() -> None:
    more = advance(interview(State.WANTED), Proposed((Proposal(WEDNESDAY), Proposal(THURSDAY))))

    assert [option.number for option in more.options] == [1, 2, 3, 4]


def test_an_option_stands_once_every_required_hold_does() -> None:
    start = advance(interview(State.WANTED, booked=False), Proposed((Proposal(THURSDAY),)))

    without = placed(start, 3, person=GRACE)
    with_ada = placed(without, 3, person=ADA)

    assert without.option(3).standing is Standing.PLACING
    assert with_ada.option(3).standing is Standing.STANDS


def test_a_lost_option_does_not_come_back_when_its_hold_is_late() -> None:
    start = advance(interview(State.WANTED, booked=False), Proposed((Proposal(THURSDAY),)))
    lost = dropped(start, frozenset({3}), standing=Standing.LOST)

    assert placed(lost, 3, person=ADA) == lost


def test_what_does_not_stand_cannot_be_picked() -> None:
    for number in (1, 7):
        with pytest.raises(Refusal, match="no longer on offer"):
            advance(interview(State.OFFERED, booked=False), Picked(number))


def test_nothing_is_offered_while_nothing_stands() -> None:
    bare = dropped(interview(State.WANTED, booked=False), frozenset({2}), standing=Standing.LAPSED)

    with pytest.raises(Refusal, match="stands"):
        advance(bare, Offered(MONDAY))


def test_moving_keeps_the_calendar_event_and_raises_the_sequence() -> None:
    looking = advance(interview(State.BOOKED), Reopened("conflict"))
    offered = advance(placed(advance(looking, Proposed((Proposal(THURSDAY),))), 3, person=ADA), Offered(MONDAY))
    moved = advance(offered, Picked(3))

    assert looking.booking == interview(State.BOOKED).booking
    assert looking.round == 2
    assert looking.reschedules == 0
    assert moved.reschedules == 1
    assert looking.booking is not None
    carried = looking.booking.span
    assert moved.booking == Booking(THURSDAY, 2, "event", "uid", moved=True, carried=carried)
    assert moved.sequence == looking.sequence + 1
    assert [option.standing for option in moved.options if option.number != 3] == [Standing.LAPSED, Standing.LAPSED]


def test_a_search_that_leads_nowhere_leaves_the_booking() -> None:
    looking = advance(interview(State.BOOKED), Reopened("conflict"))

    assert advance(looking, Kept()).booking == interview(State.BOOKED).booking
    with pytest.raises(Refusal, match="booking stands"):
        advance(looking, HandedOver(Unanswered()))


def test_nothing_is_kept_or_ended_without_a_booking() -> None:
    for event in (Kept(), Ended()):
        with pytest.raises(Refusal, match="Nothing is booked"):
            advance(interview(State.OFFERED, booked=False), event)


def test_cancelling_takes_the_booking_and_every_option_off_the_table() -> None:
    gone = advance(interview(State.BOOKED), Cancelled("role closed"))

    assert gone.booking is None
    assert gone.sequence == 1
    assert not gone.standing
    assert gone.reason == "role closed"


def test_a_missed_booking_does_not_stand_while_a_new_one_is_sought() -> None:
    missed = advance(interview(State.BOOKED), Missed())

    assert advance(missed, Reopened()).booking is None


def test_what_was_missed_stays_on_file_until_somebody_takes_it_back() -> None:
    missed = advance(interview(State.OFFERED), Missed())
    again = advance(advance(missed, Reopened()), Proposed((Proposal(THURSDAY),)))
    booked = advance(advance(placed(again, 3, person=ADA), Offered(MONDAY)), Picked(3))
    twice = advance(booked, Missed())

    assert (missed.standing, missed.deadline, missed.missed) == ((), None, (TUESDAY,))
    assert (again.is_after_no_show, booked.is_after_no_show) == (True, False)
    assert (booked.missed, twice.missed) == ((TUESDAY,), (TUESDAY, THURSDAY))
    assert advance(twice, Attended()) == booked
    with pytest.raises(Refusal, match="Nothing is booked"):
        advance(interview(State.OFFERED, booked=False), Missed())


def test_what_did_not_happen_goes_to_a_person_with_the_reason() -> None:
    ended = advance(interview(State.BOOKED), Ended())
    handed = advance(ended, NotHeld("fire alarm"))

    assert handed.state is State.HANDED_OVER
    assert handed.trouble == DidNotHappen("fire alarm")


def asking(*, optional: bool = False) -> Interview:
    """Two times at which Ada and Grace would sit, held everywhere and asked about."""
    seats = (Seat(ADA), Seat(GRACE, required=not optional))
    found = advance(
        interview(State.WANTED, booked=False), Proposed((Proposal(TUESDAY, seats), Proposal(THURSDAY, seats)))
    )
    for number, person in itertools.product((3, 4), (ADA, GRACE)):
        found = placed(found, number, person=person, asks=True)
    return advance(found, PanelAsked(MONDAY))


def standings(found: Interview) -> list[Standing]:
    return [option.standing for option in found.options if option.number in {3, 4}]


def test_where_the_kind_asks_a_placed_time_is_asked_about() -> None:
    assert standings(asking()) == [Standing.ASKED, Standing.ASKED]
    assert [option.number for option in asked_of(asking(), ADA)] == [3, 4]


def test_a_time_stands_when_every_required_seat_said_that_it_works() -> None:
    one = answer_option(asking(), ADA, works={3, 4})
    both = answer_option(one, GRACE, works={3})

    assert standings(one) == [Standing.ASKED, Standing.ASKED]
    assert standings(both) == [Standing.STANDS, Standing.ASKED]


def test_a_time_is_lost_when_a_required_seat_cannot_and_that_is_counted() -> None:
    refused = answer_option(asking(), GRACE, works={3}, cannot={4})

    assert standings(refused) == [Standing.ASKED, Standing.LOST]
    assert refused.refusals == 1
    assert [option.number for option in asked_of(refused, GRACE)] == [3]


def test_a_seat_that_may_stay_empty_neither_holds_up_nor_ends_a_time() -> None:
    alone = answer_option(asking(optional=True), ADA, works={3, 4})
    refused = answer_option(alone, GRACE, cannot={3, 4})

    assert standings(alone) == [Standing.STANDS, Standing.STANDS]
    assert standings(refused) == [Standing.STANDS, Standing.STANDS]
    assert GRACE not in refused.people_at(refused.options[-1])
    assert asked_of(refused, GRACE) == ()


def test_what_is_not_asked_of_somebody_is_not_noted() -> None:
    with pytest.raises(Refusal, match="not asked about"):
        answer_option(asking(), PersonId(7), works={3})
    with pytest.raises(Refusal, match="not asked about"):
        answer_option(asking(), ADA, works={1})


def test_the_seats_of_the_chosen_time_are_the_interviews_with_what_they_said() -> None:
    heard = answer_option(answer_option(asking(optional=True), ADA, works={3, 4}), GRACE, cannot={4})
    chosen = advance(advance(heard, Offered(MONDAY)), Picked(4))

    assert chosen.seats == (Seat(ADA, answer=Answer.FITS),)
    assert chosen.people == (ADA,)


def test_a_replacement_takes_the_place_on_the_card_of_what_it_replaces() -> None:
    seats = (Seat(ADA), Seat(GRACE))
    found = advance(interview(State.WANTED, booked=False), Proposed((Proposal(TUESDAY, seats),)))
    lost = dropped(found, frozenset({3}), standing=Standing.LOST)
    again = advance(lost, Proposed((Proposal(THURSDAY, seats),)))

    assert again.options[-1].spot == found.options[-1].spot


def test_everybody_at_a_time_in_play_is_concerned_and_only_they() -> None:
    third = PersonId(3)
    found = advance(interview(State.WANTED, booked=False), Proposed((Proposal(TUESDAY, (Seat(third),)),)))
    lost = dropped(found, frozenset({3}), standing=Standing.LOST)

    assert found.people == (ADA, GRACE, third)
    assert lost.people == (ADA, GRACE)
    assert lost.everybody == (ADA, GRACE, third)


def test_a_new_round_begins_with_nothing_turned_down() -> None:
    stuck = advance(answer_option(asking(), ADA, cannot={3, 4}), HandedOver(Unanswered()))
    again = advance(stuck, Reopened())

    assert (stuck.refusals, again.refusals, again.asked_at) == (2, 0, None)


def books(interview: Interview) -> Interview:
    """Find another time, offer it and have it chosen; the link of a first booking is still to be made."""
    looking = interview if interview.state is State.WANTED else advance(interview, Reopened())
    later = timedelta(days=len(looking.options))
    proposed = advance(looking, Proposed((Proposal(Interval(THURSDAY.start + later, THURSDAY.end + later)),)))
    number = proposed.options[-1].number
    offered = advance(placed(proposed, number, person=ADA), Offered(MONDAY))
    booked = advance(offered, Picked(number))
    assert booked.booking is not None
    if booked.booking.link:
        return booked
    return replace(booked, booking=replace(booked.booking, news=News.WAITS))


def promises(interview: Interview) -> Interview:
    """Tell the candidate that the link follows, where it does."""
    booking = interview.booking
    if booking is None or booking.news is not News.WAITS:
        return interview
    return replace(interview, booking=replace(booking, news=News.PROMISED))


WALK: Mapping[str, Callable[[Interview], Interview]] = {
    "books": books,
    "promises": promises,
    "has one link": lambda interview: linked(interview, "https://meet.example/1"),
    "has another": lambda interview: linked(interview, "https://meet.example/2"),
    "is freed": lambda interview: advance(interview, Freed()),
    "is cancelled": lambda interview: advance(interview, Cancelled("")),
    "ends": lambda interview: advance(interview, Ended()),
    "was missed": lambda interview: advance(interview, Missed()),
    "was not held": lambda interview: advance(interview, NotHeld("")),
}


@given(steps=st.lists(st.sampled_from(list(WALK)), max_size=12))
@example(["books", "promises", "has one link", "books", "is cancelled", "books"])
@example(["books", "promises", "has one link", "ends", "was not held", "books"])
@example(["books", "promises", "has one link", "was missed", "books"])
@settings(derandomize=True, deadline=None)
def test_the_candidates_calendar_entry_never_goes_back_whatever_happens_to_time_and_link(steps: list[str]) -> None:
    now = interview(State.WANTED, booked=False)
    told: dict[int, tuple[Interval, str]] = {}

    for step in steps:
        with contextlib.suppress(Refusal):
            after = WALK[step](now)
            assert after.edition >= now.edition
            now = after
        if now.booking is not None and now.booking.news is not News.WAITS:
            mailed = (now.booking.span, now.booking.link)
            assert told.setdefault(now.edition, mailed) == mailed, "one SEQUENCE never says two things"
