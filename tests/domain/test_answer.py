"""What people type, read against a table of phrasings; and what no text at all may do."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answer import LONGEST, Accepts, Chooses, Prompt, Reading, Refuses, Suggests, Unclear, read
from bot.domain.answer_words import LISTED, PHRASES
from bot.domain.time import Interval, zone

TABLE = tomllib.loads((Path(__file__).parent.parent / "data" / "answers.toml").read_text(encoding="utf-8"))
BERLIN = zone(TABLE["prompts"]["zone"])
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


def an_unclear_one(reading: Reading) -> Unclear:
    """Return the reading if it is unclear, and the emptiest that is if not."""
    return reading if isinstance(reading, Unclear) else Unclear()


def says(reading: Reading) -> Reading:
    """Return a reading without the words as typed."""
    return Suggests(reading.windows, reading.refused, "") if isinstance(reading, Suggests) else reading


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrasing_is_read_as_the_table_says(prompt, language):
    rows = [(expected, text) for name, spoken, expected, text in ALL if (name, spoken) == (prompt, language)]
    read_as = {text: read(text, prompt=PROMPTS[prompt]) for _, text in rows}

    wanted = {text: meant(expected, words=text) or an_unclear_one(read_as[text]) for expected, text in rows}
    assert read_as == wanted


def test_the_table_is_large_enough_in_both_languages_and_full_of_texts_that_confirm_nothing():
    german = [text for _, language, _, text in ALL if language == "de"]
    confirming_nothing = [
        text for _, _, expected, text in ALL if expected == "unclear" or expected.startswith("refuses")
    ]

    assert len(ALL) == len({(name, text) for name, _, _, text in ALL}) >= 220
    assert len(german) >= 90
    assert len(confirming_nothing) >= 60


# ---- what does not matter ----

CLEAR = [(name, text) for name, _, expected, text in ALL if expected != "unclear"]


def test_case_spaces_and_a_full_stop_make_no_difference():
    different = [
        (name, changed)
        for name, text in CLEAR
        for changed in (text.upper(), text.lower(), f"  {text.replace(' ', '   ')} ", f"{text}!", f"{text} .")
        if says(read(changed, prompt=PROMPTS[name])) != says(read(text, prompt=PROMPTS[name]))
    ]

    assert different == []


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


# ---- what no text may do ----

# Words with which nobody agrees or chooses: fillers, refusals, hedges, questions, days and hours.
COLD = """
    the der den to for with me mir I ich it no nein not nicht can't doesn't neither keiner nothing lieber-nicht busy maybe
    vielleicht should sollte if wenn unless who wann why is are would could how-about instead stattdessen but aber and und or
    oder nor noch because weil sorry leider thanks danke hello Ben banana meeting Tuesday Dienstag Wednesday Mittwoch
    Thursday Friday morgen tomorrow 10:30 14:00 after-2 ab-14-Uhr at-2 between-10-and-12 morning nachmittags
    next-week , . ! ? : -
"""
cold_words = st.sampled_from([word.replace("-", " ") if len(word) > 1 else word for word in COLD.split()])
vocabulary = st.sampled_from(
    [" ".join(phrase) for phrase in PHRASES] + ["first", "2", "Tuesday", "at 2", "12.3.", "after 4", "Ben"]
)
prompts = st.sampled_from(list(PROMPTS.values()))
many = settings(derandomize=True, deadline=None, max_examples=500)


def confirms(reading: Reading) -> bool:
    return isinstance(reading, Accepts | Chooses)


@many
@given(st.text(max_size=60), prompts)
def test_any_text_is_read(text, prompt):
    assert isinstance(read(text, prompt=prompt), Reading)


@many
@given(st.lists(vocabulary, max_size=12), prompts)
def test_any_row_of_known_words_is_read_and_guesses_are_never_unclear_themselves(words, prompt):
    reading = read(" ".join(words), prompt=prompt)

    if isinstance(reading, Unclear):
        assert not any(isinstance(guess, Unclear) for guess in reading.guesses)
    if isinstance(reading, Chooses):
        assert reading.accepted.isdisjoint(reading.refused)
    if isinstance(reading, Accepts):
        assert reading.numbers <= prompt.asked


@many
@given(st.lists(cold_words, max_size=10), prompts)
def test_nothing_is_confirmed_without_a_word_that_agrees_or_chooses(words, prompt):
    assert not confirms(read(" ".join(words), prompt=prompt))


@many
@given(st.lists(vocabulary, max_size=6), prompts)
def test_a_question_confirms_nothing(words, prompt):
    assert not confirms(read(f"{' '.join(words)}?", prompt=prompt))


@many
@given(st.lists(vocabulary, max_size=6), prompts, st.data())
def test_one_unknown_word_confirms_nothing(words, prompt, data):
    place = data.draw(st.integers(0, len(words)))

    assert not confirms(read(" ".join([*words[:place], "banana", *words[place:]]), prompt=prompt))


@many
@given(st.lists(vocabulary, max_size=8), prompts)
def test_windows_lie_ahead_in_order_and_apart(words, prompt):
    reading = read(" ".join(words), prompt=prompt)

    if isinstance(reading, Suggests):
        assert reading.windows
        assert reading.windows[0].start >= prompt.now
        assert all(first.end < second.start for first, second in pairwise(reading.windows))


CONFIRMATIONS = [(PROMPTS[name], text) for name, _, expected, text in ALL if expected.startswith("accepts")]


def test_a_question_mark_turns_every_confirmation_of_the_table_into_a_guess():
    asked = {(prompt, text): read(f"{text}?", prompt=prompt) for prompt, text in CONFIRMATIONS}

    assert len(CONFIRMATIONS) >= 200
    assert asked == {(prompt, text): Unclear((read(text, prompt=prompt),)) for prompt, text in CONFIRMATIONS}


@pytest.mark.parametrize(
    "hedge", ["maybe", "vielleicht", "if Ben agrees,", "I think", "let me check,", "eventuell", "not sure,"]
)
def test_a_hedge_in_front_takes_every_confirmation_of_the_table_back(hedge):
    hedged = [(f"{hedge} {text}", prompt) for prompt, text in CONFIRMATIONS]

    assert [text for text, prompt in hedged if not isinstance(read(text, prompt=prompt), Unclear)] == []


def test_a_long_text_is_a_letter_and_not_an_answer():
    assert read("yes " * (LONGEST // 4), prompt=ONE) == Accepts(frozenset({1}))
    assert read("yes " * (LONGEST // 4) + "!", prompt=ONE) == Unclear()


def test_no_phrase_stands_in_the_vocabulary_twice():
    listed = [(phrase, kind) for kind, phrases in LISTED.items() for phrase in phrases]
    twice = {phrase for phrase, _ in listed if len({kind for other, kind in listed if other == phrase}) > 1}

    assert not twice


# ---- what is offered instead ----


@pytest.mark.parametrize(
    "text, guesses",
    [
        ("1 or 2?", (Accepts(frozenset({1})), Accepts(frozenset({2})))),
        ("maybe the first", (Accepts(frozenset({1})),)),
        ("Tuesday", (Accepts(frozenset({1})),)),
        ("yes", (Accepts(frozenset({1, 2})), Accepts(frozenset({1})), Accepts(frozenset({2})))),
        ("no, the second", (Accepts(frozenset({2})), Refuses(frozenset({1, 2})))),
        ("Friday works", (Suggests((span("2026-03-13 09:00-17:00"),), frozenset(), "Friday works"),)),
        ("works for Ben", ()),
        ("not sure", ()),
    ],
)
def test_what_may_have_been_meant_comes_back_as_guesses(text, guesses):
    assert read(text, prompt=TWO) == Unclear(guesses)


def test_tuesday_at_another_hour_may_be_the_coming_one_or_that_of_the_option():
    reading = read("Tuesday after 2", prompt=TWO)

    coming, of_the_option = (
        Suggests((span(f"2026-03-{day} 14:00-17:00"),), frozenset(), "Tuesday after 2") for day in (10, 17)
    )
    assert reading == Unclear((coming, of_the_option))


def test_a_number_that_is_also_the_hour_of_another_option_is_not_taken_for_either():
    at_two_and_four = Prompt(
        options=(span("2026-03-17 14:00-15:00"), span("2026-03-18 16:00-17:00")), zone=BERLIN, now=NOW
    )

    assert read("2 works", prompt=at_two_and_four) == Unclear((Accepts(frozenset({2})),))
    assert read("option 2 works", prompt=at_two_and_four) == Accepts(frozenset({2}))


def test_the_second_is_not_taken_for_the_second_of_the_month():
    on_the_second = Prompt(
        options=(span("2026-04-02 10:00-11:00"), span("2026-04-03 10:00-11:00")), zone=BERLIN, now=NOW
    )

    assert isinstance(read("2nd works", prompt=on_the_second), Unclear)


def test_a_weekday_that_two_options_share_chooses_neither():
    both_tuesday = Prompt(
        options=(span("2026-03-17 10:00-11:00"), span("2026-03-17 15:00-16:00")), zone=BERLIN, now=NOW
    )

    assert read("Tuesday works", prompt=both_tuesday) == Unclear((Accepts(frozenset({1})), Accepts(frozenset({2}))))
    assert read("Tuesday afternoon works", prompt=both_tuesday) == Accepts(frozenset({2}))
    assert read("not Tuesday", prompt=both_tuesday) == Refuses(frozenset({1, 2}))


def test_an_hour_alone_is_on_the_day_that_all_options_share():
    assert read("can't, after 4", prompt=ONE) == Suggests(
        (span("2026-03-12 16:00-17:00"),), frozenset({1}), "can't, after 4"
    )
    assert isinstance(read("can't, after 4", prompt=TWO), Unclear)


FOREIGN = """
    no puedo|no hay problema|no, vale|sí, no hay problema|no me viene mal|no estoy seguro|no importa|ok, no puedo|
    sin problema|no pasa nada|no, me viene bien|no tengo inconveniente|non posso|no c'è problema|não posso|sem problema|
    pas de problème|ok mais non|je ne peux pas|nie mogę|hayır|geen probleem|inget problem
"""


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("text", [text.strip() for text in FOREIGN.split("|")])
def test_what_is_said_in_another_language_is_never_noted_as_a_yes_or_a_no(text: str, prompt: str) -> None:
    assert isinstance(read(text, prompt=PROMPTS[prompt]), Unclear)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("I have 12 minutes at 3pm on Tuesday", 12),
        ("Tue 3pm, half an hour", 30),
        ("can't, but I've got 20 min Tuesday 15:00", 20),
        ("Dienstag 15 Uhr, eine Viertelstunde", 15),
        ("Tuesday 15:00-15:12", 12),
        ("I have 10 minutes on Tuesday afternoon", 10),
        ("Tuesday at 3pm", 60),
    ],
)
def test_how_long_somebody_has_is_understood(text: str, minutes: int) -> None:
    said = read(text, prompt=BOOKED)

    assert isinstance(said, Suggests)
    assert said.longest == timedelta(minutes=minutes)
