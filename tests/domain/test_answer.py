"""What people type, read against a table of phrasings; and what no text at all may do."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import LONGEST, Accepts, Chooses, Prompt, Reading, Refuses, Suggests, Unclear, read
from bot.domain.answer_words import PHRASES, Kind
from bot.domain.time import Interval, at, zone

TABLE = tomllib.loads((Path(__file__).parent.parent / "data" / "answers.toml").read_text(encoding="utf-8"))
BERLIN = zone(TABLE["prompts"]["zone"])
NEW_YORK = zone("America/New_York")
LANGUAGES = ("en", "de")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def span(text: str) -> Interval:
    """Read "2026-03-17 10:30-11:30" as Berlin time."""
    day, start, end = re.fullmatch(r"(\S+) (\S+)-(\S+)", text.strip()).groups()
    return Interval(local(f"{day} {start}"), local(f"{day} {end}"))


NOW = local(TABLE["prompts"]["now"])
PROMPTS = {
    name: Prompt(options=tuple(map(span, TABLE["prompts"][name])), zone=BERLIN, now=NOW)
    for name in ("two", "one", "booked")
}
TWO, ONE, BOOKED = PROMPTS.values()


def meant(expected: str, *, words: str) -> Reading | None:
    """Return the reading that the table states; None for Unclear, whose guesses it leaves open."""
    if expected == "unclear":
        return None
    said = re.fullmatch(
        r"(?:accepts (?P<yes>[\d ]+?))?(?:suggests (?P<spans>.+?))?(?: ?refuses (?P<no>[\d ]+))?", expected
    )
    accepted, refused = (frozenset(map(int, (said[group] or "").split())) for group in ("yes", "no"))
    if said["spans"]:
        return Suggests(tuple(map(span, said["spans"].split(","))), refused, " ".join(words.split()))
    if accepted and refused:
        return Chooses(accepted, refused)
    return Accepts(accepted) if accepted else Refuses(refused)


def phrasings() -> Iterator[tuple[str, str, str, str]]:
    for name in PROMPTS:
        for language in LANGUAGES:
            for expected, texts in TABLE[name][language].items():
                yield from ((name, language, expected, text) for text in texts)


ALL = list(phrasings())


def says(reading: Reading) -> Reading:
    """Return a reading without the words as typed."""
    return Suggests(reading.windows, reading.refused, "") if isinstance(reading, Suggests) else reading


@pytest.mark.parametrize("name, expected, text", [(name, expected, text) for name, _, expected, text in ALL])
def test_every_phrasing_is_read_as_the_table_says(name, expected, text):
    reading = read(text, prompt=PROMPTS[name])

    wanted = meant(expected, words=text)
    assert isinstance(reading, Unclear) if wanted is None else reading == wanted


def test_the_table_is_large_enough_in_both_languages_and_full_of_texts_that_confirm_nothing():
    german = [text for _, language, _, text in ALL if language == "de"]
    confirming_nothing = [
        text for _, _, expected, text in ALL if expected == "unclear" or expected.startswith("refuses")
    ]

    assert len(ALL) == len(set((name, text) for name, _, _, text in ALL)) >= 220
    assert len(german) >= 90
    assert len(confirming_nothing) >= 60


# ---- what does not matter ----

CLEAR = [(name, text) for name, _, expected, text in ALL if expected != "unclear"]


@pytest.mark.parametrize("name, text", CLEAR)
def test_case_spaces_and_a_full_stop_make_no_difference(name, text):
    prompt = PROMPTS[name]
    as_typed = says(read(text, prompt=prompt))

    for changed in (text.upper(), text.lower(), f"  {text.replace(' ', '   ')} ", f"{text}!", f"{text} ."):
        assert says(read(changed, prompt=prompt)) == as_typed, changed


@pytest.mark.parametrize(
    "name, text", [(name, text) for name, text in CLEAR if re.search("[äöüß]", text, re.IGNORECASE)]
)
def test_umlauts_may_be_written_out_or_composed_of_two_characters(name, text):
    prompt = PROMPTS[name]
    written_out = text
    for umlaut, letters in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ü": "Ue"}.items():
        written_out = written_out.replace(umlaut, letters)
    composed = text.replace("ä", "a\u0308").replace("ö", "o\u0308").replace("ü", "u\u0308")

    assert says(read(written_out, prompt=prompt)) == says(read(text, prompt=prompt))
    assert says(read(composed, prompt=prompt)) == says(read(text, prompt=prompt))


@pytest.mark.parametrize("apostrophe", ["'", "’", "`", "´", ""])
def test_every_kind_of_apostrophe_will_do(apostrophe):
    assert read(f"the first doesn{apostrophe}t work", prompt=TWO) == Refuses(frozenset({1}))
