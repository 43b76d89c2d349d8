"""Everything Usher can show in Teams, for every cast: as Teams judges it, and as nobody can misread it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from bot.cards import Fine, Span, When
from bot.forms import Form
from tests.gallery.cast import MARKUP, PLAIN
from tests.gallery.table import SAMPLES
from tests.gallery.test_gallery import CLOCK, CUT, ZONE, ends, live_spans
from tests.gallery.wall import Json, Sample, Surface
from tests.standins.teams_cards import (
    dates_in,
    faults_in_card,
    faults_in_message,
    inputs,
    parts,
    readable,
    texts,
    times_in,
    typed_as_markup,
)

SHOWN = [each for each in SAMPLES if each.surface is not Surface.HOME]
GLUE = "\u2060"


def test_teams_takes_it() -> None:
    assert {str(each): found for each in SHOWN if (found := faults(each))} == {}


def test_nothing_that_was_typed_is_markup() -> None:
    assert {str(each): found for each in SHOWN if (found := list(typed_as_markup(each.card)))} == {}


def test_what_was_written_reads_as_it_was_written() -> None:
    assert {str(each): found for each in SHOWN if (found := list(lost_words(each)))} == {}


def test_every_time_is_in_the_readers_zone_or_names_its_own() -> None:
    assert {str(each): found for each in SHOWN if (found := list(lost_times(each)))} == {}


def test_two_buttons_in_a_row_never_read_the_same() -> None:
    assert {str(each): found for each in SHOWN if (found := list(labels_twice(each.card)))} == {}


def test_the_gallery_holds_what_is_wild_and_what_is_long() -> None:
    fields = [part for each in SHOWN for part in inputs(each.card).values()]

    assert any(MARKUP in text for each in SHOWN for text in texts(each.card))
    assert max(len(part.get("value", "")) for part in fields) == 3000
    assert max(len(part.get("choices", ())) for part in fields) >= 100


def test_what_is_wrong_is_seen() -> None:
    sample = next(each for each in SHOWN if each.cast == PLAIN.name and dates_in(each.card))
    words = {"type": "TextBlock", "text": "At 15:30 *[x](javascript:x)*"}
    wrong = replace(sample, told={"attachments": [{"content": {**sample.card, "body": [words]}}]})

    assert "At 15:30" in list(lost_times(wrong))[-1]
    assert len(list(lost_times(wrong))) > 1
    assert list(typed_as_markup(wrong.card)) != []
    assert list(lost_words(wrong)) != []
    assert list(labels_twice({"actions": [{"title": "Ada O."}] * 2})) == ["Ada O."]
    assert faults_in_card({**sample.card, "body": [{"type": "TextBlok", "text": "x"}]}) != []
    assert faults_in_card({**sample.card, "body": [{**words, "text": "{{DATE(2027-03-01T12:00:00.5Z)}}"}]}) != []


def faults(shown: Sample) -> list[str]:
    if shown.surface is Surface.MODAL:
        return faults_in_card(shown.told, dialog=True)
    return faults_in_message(shown.told)


def lost_words(shown: Sample) -> Iterator[str]:
    """Words that cannot be read, or read otherwise; what was cut is not looked for."""
    seen = squeezed(readable(shown.card))
    for span in said(shown):
        words = squeezed(span.text) if not isinstance(span, When) else ""
        if words not in seen and "…" not in seen and CUT not in readable(shown.card):
            yield words


def said(shown: Sample) -> Iterator[Span]:
    yield from live_spans(shown.made)
    for block in shown.made.intro if isinstance(shown.made, Form) else shown.made.blocks:
        if isinstance(block, Fine):
            yield from block.spans


def squeezed(text: str) -> str:
    return "".join(text.replace(GLUE, "").split())


def labels_twice(card: Json) -> Iterator[str]:
    rows = [part["actions"] for part in parts(card) if part.get("type") == "ActionSet"]
    for row in [*rows, card.get("actions", [])]:
        yield from (label for label, times in Counter(each["title"] for each in row).items() if times > 1)


def lost_times(shown: Sample) -> Iterator[str]:
    """Instants that are drawn nowhere, and texts with a clock time that do not name its zone."""
    drawn = {*dates_in(shown.card), *times_in(shown.card)}
    if CUT not in str(shown.card):
        yield from (str(at) for span in said(shown) for at in ends(span) if at.replace(microsecond=0) not in drawn)
    yield from (text for text in texts(shown.card) if CLOCK.search(text) and not ZONE.search(text))
