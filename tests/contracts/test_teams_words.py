"""Words in Teams: whatever somebody typed reads as they typed it, beside a time and a link, as clients read Markdown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from adapters import plain
from adapters.teams import words
from bot.cards import Bold, Link, Plain, Span, When
from tests.standins.teams_cards import readable, tokens

TEN = datetime(2027, 3, 1, 15, 0, 0, 250_000, tzinfo=UTC)
MARKUP = some.text(alphabet=some.sampled_from("ab 1.)*_`~[](){}<>&#-+=!|\\\n\t:/;“”é"), max_size=40)
TYPED = MARKUP | some.text(max_size=40)


@example("1. not a list\n- nor this\n    nor code")
@example("[a](https://evil.example) <https://evil.example> ![x](y) &amp; &#42;")
@example("{{DATE(2027-03-01T15:00:00Z, SHORT)}} {{TIME(2027-03-01T15:00:00Z)}}")
@example("a_b_ _c_ __d__ **e** ***f*** ~~g~~ \\*h\\* `i` \\")
@example("===\n---\n# x\n> y")
@given(TYPED)
def test_what_was_typed_reads_as_it_was_typed(typed: str) -> None:
    for spans in ((Plain(typed), Link(" there", "https://usher.example")), (Plain("See "), Plain(typed))):
        drawn = words.markdown(spans, links=None)

        assert squeezed(read(drawn)) == squeezed(plain.words(spans))
        assert {token.type for token in tokens(drawn)} <= {"paragraph_open", "paragraph_close", "inline", "text"} | {
            "link_open",
            "link_close",
            "text_special",
            "softbreak",
        }


@example("see {{DATE(2027-03-01T15:00:00Z, SHORT)}} {{TIME(2027-03-01T15:00:00Z)}}")
@given(TYPED)
def test_runs_hold_what_was_typed_and_never_a_whole_date(typed: str) -> None:
    runs = words.runs((Plain(typed), Bold(typed)), look={})

    assert "".join(run["text"] for run in runs) == plain.cut(typed, most=3000) * 2
    assert not [run for run in runs if words.DRAWN.search(run["text"])]


@given(some.from_regex(r"\A[A-Za-z0-9é ]{1,12}[.!]?\Z"))
def test_what_is_bold_is_bold(typed: str) -> None:
    drawn = words.markdown((Plain("With "), Bold(typed), Plain(" and "), Bold(typed), Plain(", now")), links=None)

    assert sum(token.type == "strong_open" for token in tokens(drawn)) == (2 if typed.strip() else 0)


@pytest.mark.parametrize(
    ("spans", "reads"),
    [
        ((When(TEN),), "Mon, Mar 01, 2027 10:00"),
        ((When(TEN, TEN + timedelta(minutes=45)),), "Mon, Mar 01, 2027 10:00–10:45"),
        ((When(TEN, TEN + timedelta(days=2)),), "Mon, Mar 01, 2027 10:00 – Wed, Mar 03, 2027 10:00"),
        ((Link("the page", "https://x.example/a(b)_c?d=[e]"),), "the page (https://x.example/a%28b%29_c?d=%5Be%5D)"),
        ((Link("the page", "javascript:alert(1)"),), "the page"),
    ],
    ids=["a moment", "a stretch", "days", "a link", "no link"],
)
def test_a_time_is_the_readers_and_a_link_leads_where_it_says(spans: tuple[Span, ...], reads: str) -> None:
    assert read(words.markdown(spans, links=None), zone="America/New_York") == reads


def test_an_emoji_is_never_cut_in_two_and_half_a_character_never_gets_out() -> None:
    assert plain.cut("👩‍👩‍👧‍👦" * 10, most=12).isprintable() is False
    assert plain.cut("😀" * 10, most=6) == "😀😀…"
    assert words.line("a\ud800b\n c") == "a\ufffdb c"


def test_a_label_draws_no_date_that_somebody_typed() -> None:
    assert not words.DRAWN.search(words.line("{{TIME(2027-03-01T15:00:00Z)}}"))


def read(drawn: str, *, zone: str = "UTC") -> str:
    return readable({"body": [{"type": "TextBlock", "text": drawn}]}, zone=zone)


def squeezed(text: str) -> str:
    return "".join(plain.HALF.sub("\ufffd", text).replace("\0", "\ufffd").replace(words.GLUE, "").split())
