"""What people type, read against a table of phrasings; and what no text at all may do."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import LONGEST, Accepts, Chooses, Prompt, Reading, Refuses, Suggests, Unclear, read
from bot.domain.answer_words import LISTED, PHRASES
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

    assert len(ALL) == len({(name, text) for name, _, _, text in ALL}) >= 220
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


def confirms(reading: Reading) -> bool:
    return isinstance(reading, Accepts | Chooses)


@given(st.text(max_size=60), prompts)
def test_any_text_is_read(text, prompt):
    assert isinstance(read(text, prompt=prompt), Reading)


@given(st.lists(vocabulary, max_size=12), prompts)
def test_any_row_of_known_words_is_read_and_guesses_are_never_unclear_themselves(words, prompt):
    reading = read(" ".join(words), prompt=prompt)

    if isinstance(reading, Unclear):
        assert not any(isinstance(guess, Unclear) for guess in reading.guesses)
    if isinstance(reading, Chooses):
        assert reading.accepted.isdisjoint(reading.refused)
    if isinstance(reading, Accepts):
        assert reading.numbers <= prompt.asked


@given(st.lists(cold_words, max_size=10), prompts)
def test_nothing_is_confirmed_without_a_word_that_agrees_or_chooses(words, prompt):
    assert not confirms(read(" ".join(words), prompt=prompt))


@given(st.lists(vocabulary, max_size=6), prompts)
def test_a_question_confirms_nothing(words, prompt):
    assert not confirms(read(f"{' '.join(words)}?", prompt=prompt))


@given(st.lists(vocabulary, max_size=6), prompts, st.data())
def test_one_unknown_word_confirms_nothing(words, prompt, data):
    place = data.draw(st.integers(0, len(words)))

    assert not confirms(read(" ".join([*words[:place], "banana", *words[place:]]), prompt=prompt))


@given(st.lists(vocabulary, max_size=8), prompts)
def test_windows_lie_ahead_in_order_and_apart(words, prompt):
    reading = read(" ".join(words), prompt=prompt)

    if isinstance(reading, Suggests):
        assert reading.windows
        assert reading.windows[0].start >= prompt.now
        assert all(first.end < second.start for first, second in pairwise(reading.windows))


@pytest.mark.parametrize("name, text", [(n, t) for n, _, expected, t in ALL if expected.startswith("accepts")])
def test_a_question_mark_turns_every_confirmation_of_the_table_into_a_guess(name, text):
    prompt = PROMPTS[name]

    assert read(f"{text}?", prompt=prompt) == Unclear((read(text, prompt=prompt),))


@pytest.mark.parametrize(
    "hedge", ["maybe", "vielleicht", "if Ben agrees,", "I think", "let me check,", "eventuell", "not sure,"]
)
@pytest.mark.parametrize("name, text", [(n, t) for n, _, expected, t in ALL if expected.startswith("accepts")])
def test_a_hedge_in_front_takes_every_confirmation_of_the_table_back(name, text, hedge):
    assert isinstance(read(f"{hedge} {text}", prompt=PROMPTS[name]), Unclear)


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


# ---- days and hours, in the reader's zone ----


def windows(text: str, *, now: str = "2026-03-09 09:30", where=BERLIN) -> list[str]:
    """Return what a text opens on a yes/no prompt, in local time."""
    instant = datetime.fromisoformat(now).replace(tzinfo=where).astimezone(UTC)
    reading = read(text, prompt=Prompt(zone=where, now=instant))
    found = reading.windows if isinstance(reading, Suggests) else ()
    return [f"{w.start.astimezone(where):%a %d %b %H:%M}-{w.end.astimezone(where):%H:%M}" for w in found]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Monday at 11", "Mon 09 Mar 11:00-12:00"),
        ("Monday at 9", "Mon 16 Mar 09:00-10:00"),
        ("Monday", "Mon 16 Mar 09:00-17:00"),
        ("Monday afternoon", "Mon 09 Mar 12:00-17:00"),
        ("next Monday afternoon", "Mon 16 Mar 12:00-17:00"),
        ("next Tuesday", "Tue 10 Mar 09:00-17:00"),
        ("this Friday", "Fri 13 Mar 09:00-17:00"),
        ("Tuesday next week", "Tue 17 Mar 09:00-17:00"),
        ("the day after tomorrow", "Wed 11 Mar 09:00-17:00"),
        ("today", "Mon 09 Mar 09:30-17:00"),
        ("tomorrow at 7", "Tue 10 Mar 07:00-08:00"),
        ("tomorrow at 6", "Tue 10 Mar 18:00-19:00"),
        ("tomorrow at 6am", "Tue 10 Mar 06:00-07:00"),
        ("tomorrow before 8", "Tue 10 Mar 07:00-08:00"),
        ("tomorrow after 5", "Tue 10 Mar 17:00-20:00"),
        ("tomorrow evening at 7", "Tue 10 Mar 19:00-20:00"),
        ("Thursday 10-2", "Thu 12 Mar 10:00-14:00"),
        ("Thursday 2-4pm", "Thu 12 Mar 14:00-16:00"),
        ("Thursday 11-1pm", "Thu 12 Mar 11:00-13:00"),
        ("Thursday 7-9pm", "Thu 12 Mar 19:00-21:00"),
        ("Thursday from 5pm to 7", "Thu 12 Mar 17:00-19:00"),
        ("Thursday after 2 and before 4", "Thu 12 Mar 14:00-16:00"),
        ("Thursday late afternoon", "Thu 12 Mar 14:30-17:00"),
        ("Thursday after lunch", "Thu 12 Mar 13:00-17:00"),
        ("Thursday at quarter to three", "Thu 12 Mar 14:45-15:45"),
        ("Donnerstag halb drei", "Thu 12 Mar 14:30-15:30"),
        ("Donnerstag um viertel nach zwei", "Thu 12 Mar 14:15-15:15"),
        ("Donnerstag 14 Uhr 30", "Thu 12 Mar 14:30-15:30"),
        ("Donnerstag 14h30", "Thu 12 Mar 14:30-15:30"),
        ("Donnerstagmorgen", "Thu 12 Mar 09:00-12:00"),
        ("morgen", "Tue 10 Mar 09:00-17:00"),
        ("heute Morgen", "Mon 09 Mar 09:30-12:00"),
        ("um 10 am Dienstag", "Tue 10 Mar 10:00-11:00"),
        ("am 12. um 10 Uhr", "Thu 12 Mar 10:00-11:00"),
        ("12.03. um 10.10 Uhr", "Thu 12 Mar 10:10-11:10"),
        ("Donnerstag, den 12. März, ab 14 Uhr", "Thu 12 Mar 14:00-17:00"),
        ("13/3 at 2", "Fri 13 Mar 14:00-15:00"),
        ("1 April at 10", "Wed 01 Apr 10:00-11:00"),
        ("12 March 2026 at noon", "Thu 12 Mar 12:00-13:00"),
    ],
)
def test_days_and_hours_are_read_as_a_colleague_would(text, expected):
    assert windows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yesterday",
            "today at 9",
            "heute um 8 Uhr",
            "this morning before 9",
            "1 March",
            "12 March 2025",
            "30 February",
            "31.11.",
        ),
        *(
            "Wednesday 12 March",
            "tomorrow, Friday",
            "3/4",
            "25:00 tomorrow",
            "tomorrow at 99",
            "tomorrow from 6 to 9",
            "after 2",
        ),
        *("Thursday after 2 London time", "in an hour", "tomorrow between 4 and 2", "12 March 2031", "Mondays at 10"),
    ],
)
def test_times_that_are_past_impossible_or_of_two_readings_open_nothing(text):
    assert windows(text) == []


def test_this_week_is_what_is_left_of_it_and_next_week_five_days():
    assert windows("this week in the morning", now="2026-03-12 10:00") == [
        "Thu 12 Mar 10:00-12:00",
        "Fri 13 Mar 09:00-12:00",
    ]
    assert windows("next week", now="2026-03-12 10:00") == [
        f"{day} Mar 09:00-17:00" for day in ("Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20")
    ]


def test_wall_clock_hours_hold_across_a_change_of_the_clocks():
    reading = read(
        "Sunday at 10 or Monday at 10", prompt=Prompt(zone=NEW_YORK, now=datetime(2026, 3, 6, 15, tzinfo=UTC))
    )

    assert [window.start.hour for window in reading.windows] == [14, 14]
    before = read("Saturday at 10", prompt=Prompt(zone=NEW_YORK, now=datetime(2026, 3, 6, 15, tzinfo=UTC)))
    assert before.windows[0].start == datetime(2026, 3, 7, 15, tzinfo=UTC)


def test_a_window_that_the_clocks_swallow_opens_nothing():
    assert windows("29 March between 2:00 am and 3:00 am", now="2026-03-27 12:00") == []
    assert windows("29 March 02:30", now="2026-03-27 12:00") == ["Sun 29 Mar 03:30-04:30"]


def test_an_option_is_named_by_its_hour_in_the_readers_zone():
    option = Interval(
        at(date(2026, 3, 17), time(10, 30), zone=BERLIN), at(date(2026, 3, 17), time(11, 30), zone=BERLIN)
    )
    abroad = Prompt(options=(option,), zone=NEW_YORK, now=NOW)

    assert read("5:30 am works", prompt=abroad) == Accepts(frozenset({1}))
    assert isinstance(read("10:30 works", prompt=abroad), Unclear)


def test_a_single_time_lasts_as_long_as_an_option_of_the_card():
    reading = read("can't, Friday at 10", prompt=ONE)

    assert reading.windows[0].length == timedelta(minutes=45)


def test_the_words_come_back_as_typed():
    assert read("  Can't,\n Thu after 2 ", prompt=BOOKED).words == "Can't, Thu after 2"
