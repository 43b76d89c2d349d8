"""Stored payloads outlive versions: every kind ever stored is kept as a sample here and must decode for ever.

A new kind is added to the samples; an old one is never changed or taken out.
"""

import json
from pathlib import Path
from typing import get_args

import pytest

from bot.actions import BUTTONS, FORMS, Action, AskToCancel, FormAction
from bot.codec import DEAD_ENDS, Unreadable, decode, encode
from bot.domain.dead_end import DeadEnd
from bot.domain.ids import InterviewId
from bot.domain.interview import Interview
from bot.effects import EFFECTS, Effect, lane

SAMPLES = json.loads((Path(__file__).parent.parent / "data" / "golden.json").read_text())
UNIONS = {"effect": Effect, "action": Action, "form": FormAction, "dead_end": DeadEnd}
WORDS = {"effect": EFFECTS, "action": BUTTONS, "form": FORMS, "dead_end": DEAD_ENDS}
ROWS = [(name, json.dumps(sample)) for name, samples in SAMPLES.items() if name in UNIONS for sample in samples]


@pytest.mark.parametrize(("name", "text"), ROWS)
def test_every_sample_still_decodes_and_loses_nothing(name: str, text: str) -> None:
    value = decode(text, UNIONS[name])
    again = encode(value, UNIONS[name])

    assert json.loads(text).items() <= json.loads(again).items()
    assert decode(again, UNIONS[name]) == value


@pytest.mark.parametrize("name", UNIONS)
def test_every_kind_has_its_word_and_its_sample(name: str) -> None:
    kinds = set(get_args(UNIONS[name]))

    assert set(WORDS[name].values()) == kinds
    assert {sample["t"] for sample in SAMPLES[name]} == set(WORDS[name])


def test_a_stored_interview_of_the_first_version_still_reads() -> None:
    for sample in SAMPLES["interview"]:
        assert isinstance(decode(json.dumps(sample), Interview), Interview)


@pytest.mark.parametrize(("name", "text"), [row for row in ROWS if row[0] in {"action", "form"}])
def test_what_travels_in_buttons_is_small(name: str, text: str) -> None:
    assert len(encode(decode(text, UNIONS[name]), UNIONS[name]).encode()) <= 150


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "7", '{"t":"unheard"}', '{"t":"again"}', '{"t":["again"]}', "{"]
)
def test_what_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(Unreadable):
        decode(text, Action)


def test_a_field_of_a_later_version_does_not_stop_an_older_one() -> None:
    assert decode('{"t":"cancel?","interview":"i1","colour":"red"}', Action) == AskToCancel(InterviewId("i1"))


def test_every_effect_waits_in_a_lane_of_its_own_thing() -> None:
    lanes = [lane(decode(text, Effect)) for name, text in ROWS if name == "effect"]

    assert all(":" in each for each in lanes)
