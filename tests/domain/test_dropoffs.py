"""Where candidates left and why: read from the history of their stages, whatever happened on the way."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dropoffs import Entry, Journey, Tally, Why, by_opening, by_stage, leaving
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.interview import State
from bot.domain.pipeline import OPEN, Status
from tests.when import NOON

DAY = timedelta(days=1)
SINCE = NOON - 90 * DAY
STAGES = ("Screen", "Panel", "Offer")


def journey(*entries: tuple[str, Status, int], state: State | None = None, silent: bool = False) -> Journey:
    """Return a way whose entries are so many days before now; its status is the last one's."""
    told = tuple(Entry(stage, status, NOON - days * DAY) for stage, status, days in entries)
    return Journey(ApplicationId("a"), OpeningId("o"), told[-1].status, told, state, silent)


def where(way: Journey) -> tuple[str, Why] | None:
    found = leaving(way)
    return (found.stage, found.why) if found is not None else None


@pytest.mark.parametrize(
    ("way", "left"),
    [
        (journey(("Screen", Status.ACTIVE, 9), ("Screen", Status.PASSED, 2)), ("Screen", Why.PASSED)),
        (journey(("Screen", Status.ACTIVE, 9), ("Panel", Status.ACTIVE, 5)), None),
        (journey(("Panel", Status.OFFER, 9), ("Panel", Status.HIRED, 2)), None),
        (journey(("Screen", Status.ACTIVE, 9), ("Rejected", Status.PASSED, 2)), ("Screen", Why.PASSED)),
        (journey(("Screen", Status.WITHDRAWN, 2)), ("Screen", Why.WITHDREW)),
        (
            journey(
                ("Screen", Status.ACTIVE, 9),
                ("Screen", Status.WITHDRAWN, 5),
                ("Panel", Status.ACTIVE, 4),
                ("Panel", Status.PASSED, 2),
                ("Archive", Status.PASSED, 1),
            ),
            ("Panel", Why.PASSED),
        ),
        (journey(("Screen", Status.ACTIVE, 9), ("Screen", Status.PASSED, 2), silent=True), ("Screen", Why.SILENT)),
        (
            journey(("Screen", Status.ACTIVE, 9), ("Screen", Status.PASSED, 2), state=State.NO_SHOW, silent=True),
            ("Screen", Why.NO_SHOW),
        ),
    ],
    ids=["passed", "moved on", "hired", "a closing stage", "came and went", "back and out again", "silent", "no-show"],
)
def test_the_stage_is_the_one_before_they_left_and_the_cause_is_what_they_did(
    way: Journey, left: tuple[str, Why] | None
) -> None:
    assert where(way) == left


def test_who_left_long_ago_counts_neither_there_nor_as_gone() -> None:
    long_ago = journey(("Screen", Status.ACTIVE, 200), ("Screen", Status.PASSED, 100))
    lately = journey(("Screen", Status.ACTIVE, 200), ("Panel", Status.ACTIVE, 80), ("Panel", Status.WITHDRAWN, 1))

    assert by_stage([long_ago, lately], since=SINCE) == {
        "Screen": Tally(1),
        "Panel": Tally(1, {Why.WITHDREW: 1}),
    }


def entries(moments: list[datetime]) -> st.SearchStrategy[tuple[Entry, ...]]:
    each = st.tuples(st.sampled_from(STAGES), st.sampled_from(list(Status)))
    made = st.lists(each, min_size=len(moments), max_size=len(moments))
    return made.map(lambda told: tuple(Entry(*one, at) for one, at in zip(told, moments, strict=True)))


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    days = draw(st.lists(st.integers(0, 200), min_size=1, max_size=6).map(lambda found: sorted(found, reverse=True)))
    way = draw(entries([NOON - each * DAY for each in days]))
    state = draw(st.none() | st.sampled_from(list(State)))
    opening = OpeningId(draw(st.sampled_from(("chef", "waiter"))))
    return Journey(ApplicationId("a"), opening, way[-1].status, way, state, draw(st.booleans()))


@given(st.lists(journeys(), max_size=8))
def test_nobody_leaves_who_is_not_there_and_stages_and_roles_agree_on_how_many_left(ways: list[Journey]) -> None:
    stages, roles = by_stage(ways, since=SINCE), by_opening(ways, since=SINCE)

    assert all(tally.gone <= tally.there for tally in (*stages.values(), *roles.values()))
    assert sum(tally.gone for tally in stages.values()) == sum(tally.gone for tally in roles.values())
    assert sum(tally.gone for tally in stages.values()) <= sum(way.status not in OPEN | {Status.HIRED} for way in ways)
