"""Every card and form as Block Kit, judged by the vendor's own models and schema, and read back as a person reads it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import plain
from adapters.slack import render
from bot.actions import (
    BUTTONS,
    FORMS,
    Action,
    AskToCancel,
    CancelIt,
    FormAction,
    OfferOne,
    ScheduleIt,
    ShowInterview,
    TryAgain,
)
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Link, Para, Plain, Signed, When, para
from bot.codec import decode
from bot.domain.ids import InterviewId
from bot.domain.token import Claim, Purpose
from bot.forms import Choice, Form, Option, Text
from tests.standins.slack_blocks import buttons, faults_in_home, faults_in_message, faults_in_modal, inputs, readable

INTERVIEW = InterviewId("i0000000000000a1")
TEN = datetime(2027, 3, 1, 15, tzinfo=UTC)
QUARTER_TO = TEN + timedelta(minutes=45)
MARKUP = "<!channel> <@U0MIA> *x* _y_ ~z~ `c` &amp; <https://evil.test|click> :wave: @here"
GOLDEN = json.loads((Path(__file__).parent.parent / "data" / "golden.json").read_text(encoding="utf-8"))
ACTIONS: tuple[Action, ...] = tuple(decode(json.dumps(sample), Action) for sample in GOLDEN["action"])
FORM_ACTIONS: tuple[FormAction, ...] = tuple(decode(json.dumps(sample), FormAction) for sample in GOLDEN["form"])
CLAIM = Claim(INTERVIEW, 1, Purpose.OFFER, TEN)
CARDS: dict[str, Card] = {
    "title alone": Card("Interview with Ada O."),
    "everything": Card(
        "Interview with Ada O.",
        (
            para("With ", Bold("Mia"), " at ", When(TEN, QUARTER_TO), ", see ", Link("the brief", "https://u.test/b")),
            Facts((("Role", para("Engineer").spans), ("When", (When(TEN),)), ("Where", ()))),
            Buttons(
                (
                    Button("Show", ShowInterview(INTERVIEW), "primary"),
                    Button("Cancel…", AskToCancel(INTERVIEW), "danger"),
                )
            ),
            Fine(para("Asked ", When(TEN, QUARTER_TO)).spans),
        ),
    ),
    "every action": Card("Press", (Buttons(tuple(Button(type(each).__name__, each) for each in ACTIONS)),)),
    "markup": Card(
        MARKUP, (para(MARKUP, Bold(MARKUP)), Facts(((MARKUP, para(MARKUP).spans),)), Fine(para(MARKUP).spans))
    ),
    "other writing": Card("مقابلة مع عُلا 👩‍👩‍👧‍👦 עדה", (para("שלום ", Bold("ʻO’Brien+1"), " 🏳️‍🌈 名前"),)),
    "long": Card(
        "x" * 3000, (para("y" * 5000), Facts((("z" * 3000, para("w" * 5000).spans),)), Fine(para("v" * 5000).spans))
    ),
    "long in emoji": Card(
        "😀" * 300, (para("👩‍👩‍👧‍👦" * 900), Buttons((Button("🎉" * 80, ShowInterview(INTERVIEW)),)))
    ),
    "many buttons": Card("Many", (Buttons(tuple(Button(f"{n} works", TryAgain(n)) for n in range(60))),)),
    "many blocks": Card("Many", tuple(para(f"line {n}") for n in range(200))),
    "nothing in it": Card("  ", (para(), para(""), Facts(()), Buttons(()), Fine(()), Fine(para("  ").spans))),
    "odd links": Card(
        "Links",
        (
            para(
                Link("js", "javascript:alert(1)"),
                Link("", "https://u.test"),
                Link("long", "https://u.test/" + "x" * 4000),
            ),
            para(
                Link("two", "https://u.test https://evil.test"),
                Link("mail", "mailto:ada@example.com"),
                Signed("page", CLAIM),
            ),
        ),
    ),
    "half a character": Card(
        "Ada \ud83d", (para("\ude00 Obi"), Buttons((Button("\ud83d", ShowInterview(INTERVIEW)),)))
    ),
    "blank labels": Card("\n\nTwo\nlines ", (Buttons((Button(" ", ShowInterview(INTERVIEW)),)),)),
}
FORMS_SHOWN: dict[str, Form] = {
    "reason": Form("Cancel the interview", "Cancel it", CancelIt(INTERVIEW), (Text("reason", "Why?", long=True),)),
    "every kind": Form(
        "Schedule an interview",
        "Look for times",
        ScheduleIt(),
        (
            Choice(
                "who", "Whom?", (Option("a1", para("Ada O.").spans), Option("b2", para("Bo P.").spans)), initial="b2"
            ),
            Choice("when", "When?", (Option("1", (When(TEN, QUARTER_TO),)),), required=False, hint="Your own zone"),
            Text("note", "Note", initial="Take care", required=False, limit=3000, hint="Optional"),
        ),
        intro=(para("About ", Bold("Ada O.")), Facts((("Role", para("Engineer").spans),))),
    ),
    "no fields": Form("Sure?", "Yes", CancelIt(INTERVIEW), (), intro=(para("This frees the slot."),)),
    "many options": Form(
        "Whom?",
        "Go",
        ScheduleIt(),
        (Choice("who", "Whom?", tuple(Option(f"a{n}", para(f"Ada {n}").spans) for n in range(230)), initial="a200"),),
    ),
    "no options": Form("Whom?", "Go", ScheduleIt(), (Choice("who", "Whom?", (), hint="Nobody is waiting."),)),
    "long and marked up": Form(
        MARKUP,
        "Submit this at once, please",
        ScheduleIt(),
        (
            Text("a", MARKUP * 40, initial="x" * 500, limit=300, hint=MARKUP * 40),
            Text("b", " ", limit=9000),
            Choice("c", "😀" * 2000, (Option("1", para("😀" * 100).spans), Option("2", para(MARKUP).spans))),
        ),
    ),
}


@pytest.mark.parametrize("name", CARDS)
def test_slack_accepts_every_card(name: str) -> None:
    assert faults_in_message(render.message(CARDS[name])) == []


@pytest.mark.parametrize("name", FORMS_SHOWN)
def test_slack_accepts_every_form(name: str) -> None:
    assert faults_in_modal(render.modal(FORMS_SHOWN[name])) == []


@pytest.mark.parametrize("name", CARDS)
def test_slack_accepts_every_card_as_a_refusal_and_inside_a_form(name: str) -> None:
    refusal = render.notice("That is not yours to see. " * 3, card=CARDS[name])

    assert faults_in_message(refusal) == []
    assert faults_in_modal(render.pane("Cancel", drawn=refusal["blocks"])) == []


def test_the_gallery_shows_every_action_and_form() -> None:
    assert {type(each) for each in ACTIONS} == set(BUTTONS.values())
    assert {type(each) for each in FORM_ACTIONS} == set(FORMS.values())


def test_a_card_reads_top_to_bottom_in_the_readers_zone() -> None:
    read = readable(render.blocks(CARDS["everything"]), zone="Asia/Kolkata")

    assert read.splitlines() == [
        "Interview with Ada O.",
        "With Mia at Monday, March 01, 2027 at 20:30–21:15, see the brief (https://u.test/b)",
        "Role: Engineer",
        "When: Monday, March 01, 2027 at 20:30",
        "Where: –",
        "[Show] [Cancel…]",
        "Asked Mon 1 Mar 2027, 15:00–15:45 UTC",
    ]


def test_a_time_falls_back_to_utc_and_names_it() -> None:
    dates = [
        part for part in parts(render.blocks(Card("x", (para(When(TEN, QUARTER_TO)),)))) if part.get("type") == "date"
    ]

    assert [(part["timestamp"], part["fallback"]) for part in dates] == [
        (1803913200, "Mon 1 Mar 2027, 15:00 UTC"),
        (1803915900, "Mon 1 Mar 2027, 15:45 UTC"),
    ]


def test_an_end_on_another_day_is_written_in_full() -> None:
    days = render.blocks(Card("x", (para(When(TEN, TEN + timedelta(days=2))),)))

    assert readable(days).endswith("Monday, March 01, 2027 at 15:00–Wednesday, March 03, 2027 at 15:00")


def test_markup_stays_text_wherever_a_person_reads_it() -> None:
    drawn = render.message(CARDS["markup"])

    assert "mrkdwn" not in {part.get("type") for part in parts(drawn["blocks"])}
    assert all(part.get("emoji") is False for part in parts(drawn["blocks"]) if part.get("type") == "plain_text")
    assert readable(drawn["blocks"]).count("<!channel>") == 6
    assert "<" not in drawn["text"]
    assert drawn["text"].startswith("&lt;!channel&gt; &lt;@U0MIA&gt;")


def test_text_of_three_thousand_characters_comes_whole_and_more_is_cut_with_an_ellipsis() -> None:
    assert "y" * 3000 in readable(render.blocks(Card("x", (para("y" * 3000),))))
    assert readable(render.blocks(Card("x", (para("y" * 3001),)))).endswith("y" * 2999 + "…")


def test_a_long_button_keeps_its_beginning() -> None:
    card = Card("x", (Buttons((Button("Offer " + "1" * 200, OfferOne(INTERVIEW)),)),))

    label = buttons(render.blocks(card))[0]["text"]["text"]

    assert (len(label), label[:7], label[-1]) == (75, "Offer 1", "…")


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("😀😀😀", 6, "😀😀😀"),
        ("😀😀😀", 5, "😀😀…"),
        ("😀😀😀", 4, "😀…"),
        ("👩\u200d👩", 4, "👩…"),
        ("one two", 5, "one…"),
        ("a\ud83d", 5, "a\ufffd"),
    ],
)
def test_a_text_is_cut_between_characters(text: str, most: int, kept: str) -> None:
    assert plain.cut(text, most=most) == kept


@given(text=st.text(st.characters(), max_size=60), most=st.integers(1, 40))
@settings(derandomize=True, deadline=None)
def test_a_cut_text_fits_and_is_whole_characters(text: str, most: int) -> None:
    kept = plain.cut(text, most=most)

    assert len(kept.encode("utf-16-le")) <= 2 * most


def test_many_buttons_stand_in_rows_of_twenty_five_and_each_has_its_own_name() -> None:
    rows = [block for block in render.blocks(CARDS["many buttons"]) if block["type"] == "actions"]

    assert [len(row["elements"]) for row in rows] == [25, 25, 10]
    assert len({each["action_id"] for each in buttons(rows)}) == 60


def test_what_does_not_fit_is_said() -> None:
    drawn = render.blocks(CARDS["many blocks"])

    assert len(drawn) == 50
    assert readable(drawn).endswith("line 47\nThere is more than fits here.")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_every_button_carries_its_action_briefly(action: Action) -> None:
    drawn = buttons(render.blocks(Card("x", (Buttons((Button("Press", action),)),))))[0]

    assert decode(drawn["value"], Action) == action
    assert len(drawn["value"].encode()) <= 150


@pytest.mark.parametrize("action", FORM_ACTIONS, ids=repr)
def test_every_form_carries_its_action(action: FormAction) -> None:
    view = render.modal(Form("x", "y", action, ()))

    assert decode(view["private_metadata"], FormAction) == action


def test_only_absolute_links_are_links_and_signed_ones_need_a_signer() -> None:
    links = [part for part in parts(render.blocks(CARDS["odd links"])) if part.get("type") == "link"]

    assert [(part["text"], part["url"]) for part in links] == [
        ("https://u.test", "https://u.test"),
        ("mail", "mailto:ada@example.com"),
    ]
    assert "page" in readable(render.blocks(CARDS["odd links"]))


def test_the_parts_of_a_home_stand_apart_under_headings() -> None:
    view = render.home(Card("Hello", (para(Bold("Today")), para(Bold("Ada"), " at ten"), para(Bold(" ")))))

    assert faults_in_home(view) == []
    assert [block["type"] for block in view["blocks"]] == ["header", "divider", "header", "rich_text", "rich_text"]


def test_what_notifications_read_fits_whatever_is_escaped_in_it() -> None:
    drawn = render.message(Card("&" * 5000))

    assert faults_in_message(drawn) == []
    assert drawn["text"].startswith("&amp;&amp;")


def test_a_form_asks_for_its_fields_by_name() -> None:
    fields = inputs(render.modal(FORMS_SHOWN["every kind"]))

    assert list(fields) == ["who", "when", "note"]
    assert fields["who"]["element"]["initial_option"]["value"] == "b2"
    assert [field["optional"] for field in fields.values()] == [False, True, True]
    assert fields["note"]["element"]["initial_value"] == "Take care"


@pytest.mark.parametrize(
    ("zone", "read"),
    [
        ("UTC", "Mon 1 Mar 2027, 15:00–15:45 UTC"),
        ("Asia/Kolkata", "Mon 1 Mar 2027, 20:30–21:15 (Asia/Kolkata)"),
        ("Pacific/Auckland", "Tue 2 Mar 2027, 04:00–04:45 (Pacific/Auckland)"),
    ],
)
def test_a_time_in_an_option_names_its_zone(zone: str, read: str) -> None:
    fields = inputs(render.modal(replace(FORMS_SHOWN["every kind"], zone=zone)))

    assert fields["when"]["element"]["options"][0]["text"]["text"] == read


def test_a_time_that_crosses_midnight_says_so() -> None:
    late = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)

    assert plain.words((When(late, late + timedelta(hours=1)),)) == "Mon 1 Mar 2027, 23:30–Tue 00:30 UTC"


def test_a_choice_of_more_than_a_hundred_shows_the_first_and_says_so() -> None:
    who = inputs(render.modal(FORMS_SHOWN["many options"]))["who"]

    assert len(who["element"]["options"]) == 100
    assert "initial_option" not in who["element"]
    assert who["hint"]["text"] == "The first 100 of 230 are listed."


def test_a_choice_of_nothing_says_so() -> None:
    view = render.modal(FORMS_SHOWN["no options"])

    assert readable(view["blocks"]) == "Whom: there is nothing to choose from. Nobody is waiting."


SPAN = st.one_of(
    st.builds(Plain, st.text(max_size=40)),
    st.builds(Bold, st.text(max_size=40)),
    st.builds(When, st.just(TEN), st.sampled_from([None, QUARTER_TO])),
    st.builds(Link, st.text(max_size=20), st.sampled_from(["https://u.test/x", "nonsense", ""])),
)
SPANS = st.lists(SPAN, max_size=4).map(tuple)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Para, SPANS),
    st.builds(Facts, st.lists(st.tuples(st.text(max_size=20), SPANS), max_size=4).map(tuple)),
    st.builds(Fine, SPANS),
    st.builds(
        Buttons, st.lists(st.builds(Button, st.text(max_size=90), st.sampled_from(ACTIONS)), max_size=30).map(tuple)
    ),
)


@given(
    card=st.builds(Card, st.text(min_size=1, max_size=200).map("T{}".format), st.lists(BLOCK, max_size=5).map(tuple))
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_slack_accepts_any_card(card: Card) -> None:
    assert faults_in_message(render.message(card)) == []


def parts(found: Any) -> list[dict[str, Any]]:
    """Every object in a drawn message, at any depth."""
    if isinstance(found, dict):
        return [found, *(part for value in found.values() for part in parts(value))]
    if isinstance(found, list):
        return [part for value in found for part in parts(value)]
    return []
