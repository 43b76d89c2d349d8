"""The demo's pictures as values: where blocks lie in a week, what is new there, and which cause each happening has."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.feed import Entry
from adapters.sandbox.timeline import About, Moment, Source, Step, moments
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.house import Owner
from adapters.sandbox.view.week import Block, Frame, Kind, News, Place, changed, week
from bot.domain.access import Who
from bot.domain.time import Interval, WorkingHours, zone
from bot.inbound import Guest, GuestAnswer
from bot.ports import Happening

RAE = Owner("rae", "Rae Morgan", "rae@northwind.example", "Europe/London")
OBI = Owner("obi", "Obi Eze", "obi@northwind.example", "Africa/Lagos")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 6, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOLD, BOOKED = "[Hold] Screen: Ada O. · Engineer", "Screen: Ada O. · Engineer"
ADA, BO = About("1", "Ada O.", "Screen"), About("2", "Bo P.", "Screen")


def entry(title: str, start: datetime, *, hours: float = 1, own: str = "k", change: int = 1) -> Entry:
    span = Interval(start, start + hours * HOUR)
    return Entry(f"{title}{start:%j%H%M}", RAE.email, "", span, title, "", "", (), "Hold" in title, own, change, start)


def frame(now: datetime, *, seen: int = 0) -> Frame:
    return Frame(zone("Europe/London"), now, seen)


def drawn(*entries: Entry, now: datetime = MONDAY, seen: int = 0, owner: Owner = RAE) -> list[Block]:
    shown = week(entries, 0, owners={owner: None}, frame=frame(now, seen=seen))
    return [block for _, block in shown.blocks]


@pytest.mark.parametrize(
    ("now", "ahead", "first"),
    [
        (MONDAY, 0, date(2026, 3, 2)),
        (MONDAY + timedelta(days=4), 1, date(2026, 3, 9)),
        (MONDAY + timedelta(days=5), 0, date(2026, 3, 9)),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), 0, date(2026, 3, 30)),
    ],
)
def test_a_week_begins_on_monday_and_on_a_week_end_it_is_the_coming_one(now: datetime, ahead: int, first: date) -> None:
    assert week((), ahead, owners={RAE: None}, frame=frame(now)).days[0] == first


def test_a_block_lies_by_the_houses_clock_in_winter_and_in_summer() -> None:
    (winter,) = drawn(entry("Stand-up", MONDAY.replace(hour=8), own=""))
    (summer,) = drawn(entry("Stand-up", SUMMER.replace(hour=7), own=""), now=SUMMER)

    assert winter.place == summer.place == Place(0, round(100 / 11, 3))


def test_what_runs_over_the_edges_of_a_day_is_cut_there_and_nights_are_not_drawn() -> None:
    early, whole, night = (
        entry("Early", MONDAY.replace(hour=7), hours=2),
        entry("Away", MONDAY + timedelta(days=1, hours=-9), hours=24),
        entry("Night", MONDAY + timedelta(days=2, hours=-8)),
    )

    assert [block.place for block in drawn(early, whole, night)] == [Place(0, round(100 / 11, 3)), Place(0, 100)]


def test_hours_that_somebody_does_not_work_are_shut_in_their_own_zone() -> None:
    worked = WorkingHours.weekdays()
    for now, says, shut in (
        (MONDAY, "1 h ahead", [(0, 0), (72.727, 27.273)]),
        (SUMMER, "", [(0, 9.091), (81.818, 18.182)]),
    ):
        (line,) = week((), 0, owners={OBI: worked}, frame=frame(now)).lines
        assert line.ahead == says
        assert [(place.left, place.width) for place in line.cells[0].shut] == [each for each in shut if each[1]]


def test_the_present_stands_on_its_day_alone() -> None:
    assert week((), 0, owners={RAE: None}, frame=frame(MONDAY)).now == round(100 / 11, 3)
    assert week((), 1, owners={RAE: None}, frame=frame(MONDAY)).now is None
    assert week((), 0, owners={RAE: None}, frame=frame(MONDAY.replace(hour=20))).now is None


def test_what_came_with_the_last_press_is_new_and_what_went_with_it_is_shown_once_more() -> None:
    stays, comes = entry(HOLD, MONDAY, change=1), entry(HOLD, MONDAY + 2 * HOUR, change=2)
    went = replace(entry(HOLD, MONDAY + 4 * HOUR, change=3), removed=True)
    long_gone = replace(entry(HOLD, MONDAY + 6 * HOUR, change=1), removed=True)

    news = [block.news for block in drawn(stays, comes, went, long_gone, seen=1)]

    assert news == [News.OLD, News.FRESH, News.GONE]


def test_a_hold_that_became_a_booking_is_not_drawn_beneath_it() -> None:
    hold = replace(entry(HOLD, MONDAY, change=3), removed=True)
    booked = entry(BOOKED, MONDAY, change=2)

    assert [(block.kind, block.who) for block in drawn(hold, booked, seen=1)] == [(Kind.BOOKED, "Ada O.")]


def test_a_declined_invitation_is_off_the_guests_calendar_and_tells_its_organiser() -> None:
    invited = replace(entry(BOOKED, MONDAY), owner=OBI.email, attendees=(RAE.email,))
    declined = replace(invited, answers=(Guest(RAE.email, GuestAnswer.NO),))

    assert drawn(declined, seen=1) == []
    (organisers,) = drawn(declined, seen=1, owner=OBI)
    assert [guest.said for guest in organisers.guests] == ["declined"]


def test_the_week_with_something_new_is_shown_by_itself_else_the_one_with_something_to_come() -> None:
    soon, later = entry(BOOKED, MONDAY + HOUR), entry(HOLD, MONDAY + timedelta(days=8), change=5)

    assert changed([soon, later], frame=frame(MONDAY, seen=4), weeks=3) == 1
    assert changed([soon, later], frame=frame(MONDAY, seen=5), weeks=3) == 0
    assert changed([soon, later], frame=frame(MONDAY + timedelta(days=1), seen=5), weeks=3) == 1
    assert changed([entry("Dentist", MONDAY, own="", change=9)], frame=frame(MONDAY, seen=5), weeks=3) == 0


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=6, unique_by=lambda each: each[0])
)
def test_names_of_candidates_stay_on_their_day_and_never_cover_each_other_s_start(
    quarters: list[tuple[int, int]],
) -> None:
    """Starts and lengths in quarters of an hour, from 08:00."""
    eight = MONDAY.replace(hour=8)
    blocks = drawn(*(entry(HOLD, eight + start * HOUR / 4, hours=length / 4) for start, length in quarters))

    for block in blocks:
        assert block.name is not None
        assert block.place.left >= 0
        assert block.place.right <= 100.001
        assert block.name.left >= 0
        assert block.name.right <= 101
        assert block.name.right >= block.place.left
    for one, other in pairwise(blocks):
        assert one.name is not None
        assert one.ending or one.name.right <= other.place.left + 1


# --- the timeline


def row(
    what: str, who: Who = Who.USHER, *, about: str = "a", who_id: str = "", why: str = "", minute: int = 0
) -> Happening:
    at = MONDAY + timedelta(minutes=minute)
    return Happening(at, who, what, about, read=what.endswith(".read"), who_id=who_id, why=why)


def told(*rows: Happening) -> list[Moment]:
    """Rows come in the order in which they happened."""
    people, abouts = {"7": "Rae", "8": "Jonas"}, {"a": ADA, "b": BO}
    return list(moments(rows[::-1], people=people, abouts=abouts))


def test_what_usher_does_stands_with_what_began_it() -> None:
    (moment,) = told(
        row("application.added", Who.ATS),
        row("interview.wanted"),
        row("interview.held"),
        row("interview.held"),
        row("interview.read", Who.PERSON, who_id="7", why="card ask"),
        row("interview.read", Who.PERSON, who_id="8", why="card ask"),
    )

    assert (moment.source, moment.cause, moment.about) == (Source.ATS, "An application came in", ADA)
    assert moment.steps == (
        Step(Source.USHER, "An interview is wanted"),
        Step(Source.CALENDAR, "A hold stands", 2),
        Step(Source.CHAT, "To Rae and Jonas: which of these times suit?"),
    )


def test_what_becomes_of_an_interview_when_an_ats_moves_somebody_stands_with_the_move() -> None:
    (moment,) = told(row("application.moved", Who.ATS), row("interview.withdrawn", Who.ATS), row("interview.wanted"))

    assert [step.text for step in moment.steps] == ["The invitation was withdrawn", "An interview is wanted"]


def test_what_nobody_began_was_brought_by_the_clock() -> None:
    (moment,) = told(row("interview.options_lapsed"), row("interview.followed_up"))

    assert (moment.source, moment.cause) == (Source.CLOCK, "No answer came by the deadline")
    assert [step.source for step in moment.steps] == [Source.CALENDAR, Source.MAIL]


def test_candidates_and_instants_are_told_apart() -> None:
    found = told(
        row("application.added", Who.ATS),
        row("application.added", Who.ATS, about="b"),
        row("interview.wanted"),
        row("interview.wanted", minute=1),
    )

    assert [(each.about.name, each.source, len(each.steps)) for each in found] == [
        ("Ada O.", Source.CLOCK, 1),
        ("Bo P.", Source.ATS, 0),
        ("Ada O.", Source.ATS, 1),
    ]


def test_reading_is_part_of_what_the_same_person_then_does() -> None:
    candidate = told(
        row("interview.read", Who.CANDIDATE, who_id="token", why="page"),
        row("interview.booked", Who.CANDIDATE, who_id="1"),
    )
    others = told(
        row("interview.read", Who.PERSON, who_id="7", why="status"),
        row("interview.seat_fits", Who.PERSON, who_id="8", why="calendar"),
    )

    assert [each.cause for each in candidate] == ["A time was booked"]
    assert [(each.who, each.source) for each in others] == [("Jonas", Source.CALENDAR), ("Rae", Source.PERSON)]


def test_a_card_is_sent_once_and_brought_up_to_date_after_that() -> None:
    card = row("interview.read", Who.PERSON, who_id="7", why="card interview")
    found = told(
        row("application.added", Who.ATS), card, row("interview.booked", minute=5), replace(card, at=MONDAY + HOUR / 12)
    )

    assert [each.steps[-1].text for each in found] == ["Brought up to date for Rae", "To Rae: the interview’s card"]


def test_the_day_s_message_comes_once_a_day_and_is_only_drawn_anew_after_that() -> None:
    line = row("digest.read", Who.PERSON, about="b", who_id="7", why="digest")
    later, alone, tomorrow = (replace(line, at=MONDAY + timedelta(minutes=minute)) for minute in (5, 9, 24 * 60))
    other = replace(line, subject="a", who_id="8")
    found = told(line, other, row("interview.booked", Who.CANDIDATE, minute=5), later, alone, tomorrow)

    assert [(each.about.name, each.cause, each.steps[-1].text) for each in found] == [
        ("", "The morning’s digests were due", "To Rae: the day’s one message"),
        ("Ada O.", "A time was booked", "Brought up to date for Rae"),
        ("", "The morning’s digests were due", "To Rae and Jonas: the day’s one message"),
    ]


def test_a_choice_stands_in_the_address_and_comes_back_from_it() -> None:
    choice = Choice.read({"week": "1", "box": "a+b@c.example", "unknown": "x", "about": "9" * 999})

    assert choice.query(about="") == "?week=1&box=a%2Bb%40c.example"
    assert Choice().query() == ""
    assert len(choice.about) < 200
