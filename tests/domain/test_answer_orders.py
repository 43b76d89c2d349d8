"""What recruiters type instead of pressing: read against a table of phrasings, and never taken for anything else."""

import tomllib
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands import COMMANDS
from bot.domain.answer import Prompt, Unclear, read
from bot.domain.answer_orders import LONGEST, PHRASINGS, Order, evened, ordered
from bot.domain.answer_tokens import plain
from tests.when import NOON

TABLE = tomllib.loads((Path(__file__).parent.parent / "data" / "orders.toml").read_text(encoding="utf-8"))
YES_OR_NO = Prompt(zone=ZoneInfo("Europe/Berlin"), now=NOON.astimezone(UTC))


def phrasings() -> Iterator[tuple[str, str]]:
    for language in TABLE.values():
        for expected, texts in language.items():
            yield from ((expected, text) for text in texts)


@pytest.mark.parametrize(("expected", "text"), list(phrasings()))
def test_every_phrasing_is_the_order_that_the_table_says(expected: str, text: str) -> None:
    order = ordered(text)

    assert order is (None if expected == "nothing" else Order(expected))


def test_the_table_is_large_enough_and_has_every_order_in_both_languages() -> None:
    taken = [text for expected, text in phrasings() if expected != "nothing"]

    assert len(taken) >= 60
    assert all(set(language) == {*map(str, Order), "nothing"} for language in TABLE.values())


def test_an_order_is_no_answer_to_a_question_at_the_same_time() -> None:
    assert [phrase for phrase in PHRASINGS if not isinstance(read(phrase, prompt=YES_OR_NO), Unclear)] == []


@pytest.mark.parametrize("command", [command.example for command in COMMANDS])
def test_a_command_is_neither_an_order_nor_an_answer(command: str) -> None:
    assert ordered(command) is None
    assert isinstance(read(command, prompt=YES_OR_NO), Unclear)


def test_the_vocabulary_is_written_as_texts_are_read() -> None:
    assert {evened(plain(phrase)): ordered(phrase) for phrase in PHRASINGS} == PHRASINGS


@pytest.mark.parametrize(
    "around", ["don't {}", "not {}", "{}?", "should I {}", "{} Ada", "nicht {}", "{} nicht", "“{}”"]
)
def test_what_is_denied_asked_or_quoted_is_no_order(around: str) -> None:
    assert [phrase for phrase in PHRASINGS if ordered(around.format(phrase)) is not None] == []


def test_a_letter_is_no_order() -> None:
    assert ordered("cancel it" + "." * LONGEST) is None
