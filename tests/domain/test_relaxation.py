"""Rules that give way: words that stay, and what they make of a kind."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, strategies

from bot.domain.ids import PersonId
from bot.domain.policy import Format, Kind
from bot.domain.relaxation import Eased, Relaxation, relaxed
from bot.domain.time import Hours, WorkingHours

MINUTES, DAY = timedelta(minutes=1), timedelta(days=1)
KIND = Kind(
    "panel",
    "Panel",
    60 * MINUTES,
    Format.VIDEO,
    "https://meet.example",
    before=15 * MINUTES,
    after=30 * MINUTES,
    window=WorkingHours({0: Hours(time(9), time(17)), 4: Hours(time(22), time(6))}),
    daily_load=2,
    weekly_load=None,
)
SEATS = strategies.integers(0, 999)
RULES = strategies.one_of(
    strategies.sampled_from([each for each in Eased if not each.startswith("other")]).map(Relaxation),
    strategies.builds(Relaxation, strategies.just(Eased.OTHER_PERSON), SEATS, SEATS.map(PersonId)),
    strategies.builds(Relaxation, strategies.just(Eased.OTHER_POOL), SEATS, pool=strategies.text(min_size=1)),
)


@given(RULES)
def test_every_rule_is_read_back_from_its_word(rule: Relaxation) -> None:
    assert Relaxation.of(str(rule)) == rule


@pytest.mark.parametrize(
    "word",
    [
        "",
        "anything",
        "evenings:2",
        "other_pool",
        "other_pool:0:",
        "other_person:0",
        "other_person:-1:5",
        "other_pool:x:y",
    ],
)
def test_any_other_word_is_none(word: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Relaxation.of(word)


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        (Eased.LONGER_HORIZON, {"horizon": 28 * DAY}),
        (Eased.HALF_BUFFERS, {"before": 5 * MINUTES, "after": 15 * MINUTES}),
        (Eased.NO_BUFFERS, {"before": 0 * MINUTES, "after": 0 * MINUTES}),
        (Eased.EVENINGS, {"window": WorkingHours({0: Hours(time(9), time(20)), 4: Hours(time(22), time(6))})}),
        (Eased.NO_WINDOW, {"window": None}),
        (Eased.HIGHER_DAILY_LOAD, {"daily_load": 3}),
        (Eased.HIGHER_WEEKLY_LOAD, {}),
        (Eased.OTHER_PERSON, {}),
        (Eased.OTHER_POOL, {}),
    ],
)
def test_a_rule_gives_way_by_one_step_however_often_it_is_named(rule: Eased, changed: dict[str, object]) -> None:
    assert relaxed(KIND, [Relaxation(rule)] * 2) == replace(KIND, **changed)
