"""Cards and forms as Adaptive Cards: buttons that work in old and new clients, forms that say what is wrong, sizes kept."""

import json
from datetime import timedelta

import pytest

from adapters.teams import render
from adapters.teams.dialogs import opens_form
from adapters.teams.keys import DIALOG, DRAFT, FORM, OURS, PRESS
from bot.actions import BUTTONS, Action, AskToCancel, CancelIt, FormAction, GoOn, NoteIt, ShowInterview
from bot.cards import Bold, Button, Buttons, Card, Facts, Fine, When, para, spans
from bot.codec import decode, encode
from bot.domain.ids import InterviewId
from bot.forms import Choice, Form, Option, Text, filled
from tests.standins.teams_cards import buttons, faults_in_card, faults_in_message, inputs, parts, readable
from tests.when import NOON

INTERVIEW = InterviewId("i0000000000000a1")
SHOW, ASK = ShowInterview(INTERVIEW), AskToCancel(INTERVIEW)
CARD = Card(
    "Interview with Ada O.",
    (
        para("Two times, the first ", When(NOON, NOON + timedelta(minutes=30))),
        Facts((("With", spans(Bold("Ivy Lane"))), ("Where", ()))),
        Fine(spans("Reference 7")),
        Buttons((Button("Show", SHOW, "primary"), Button("Cancel…", ASK, "danger"))),
    ),
)
REASONS = (Option("ill", spans("Ill")), Option("late", spans("At ", When(NOON))))
SHORT = Form(
    "Cancel",
    "Cancel it",
    CancelIt(INTERVIEW),
    (Choice("reason", "Why?", REASONS, initial="ill"), Text("words", "A few words", required=False, limit=20)),
    zone="Europe/London",
)
LONG = Form("Add a note", "Save", NoteIt(), (Choice("who", "On whom?", REASONS), Text("text", "Note", long=True)))


def test_a_button_does_its_action_in_new_clients_and_in_old_ones() -> None:
    show, _ = buttons(render.card(CARD))

    assert (show["type"], show["verb"], show["style"]) == ("Action.Execute", "press", "positive")
    assert show["fallback"]["type"] == "Action.Submit"
    assert show["data"] == show["fallback"]["data"]
    assert decode(show["data"][PRESS], Action) == SHOW


def test_what_opens_a_form_opens_a_dialog() -> None:
    _, cancel = buttons(render.card(CARD))

    assert (cancel["type"], cancel["style"], "fallback" in cancel) == ("Action.Submit", "destructive", False)
    assert cancel["data"] == {**DIALOG, PRESS: encode(ASK, Action)}


def test_every_button_that_asks_for_a_form_is_known_to_open_one() -> None:
    asks = {kind for word, kind in BUTTONS.items() if word.endswith("?") and word != "move?"}

    assert [kind for kind in asks if not opens_form(kind.__new__(kind))] == []
    assert opens_form(GoOn("schedule", ""))
    assert not opens_form(GoOn("status", ""))


def test_in_a_dialog_every_button_is_a_submit_and_the_title_is_the_dialogs() -> None:
    pane = render.pane(CARD)

    assert [(each["type"], PRESS in each["data"], "msteams" in each["data"]) for each in buttons(pane)] == [
        ("Action.Submit", True, False)
    ] * 2
    assert "Interview with" not in readable(pane)
    assert faults_in_card(pane, dialog=True) == []


def test_a_card_reads_as_it_was_written() -> None:
    assert readable(render.card(CARD), zone="America/New_York").splitlines() == [
        "Interview with Ada O.",
        "Two times, the first Mon, Mar 01, 2027 07:00–07:30",
        "With: Ivy Lane",
        "Where: –",
        "Reference 7",
        "[Show] [Cancel…]",
    ]


def test_a_refusal_stands_above_the_fresh_card() -> None:
    said = readable(render.notice("That was *moved*.", card=CARD)).splitlines()

    assert said[:2] == ["That was *moved*.", "Interview with Ada O."]


def test_a_form_that_is_sent_at_once_is_checked_by_the_client_too() -> None:
    drawn = render.form(SHORT)
    reason, words = inputs(drawn).values()

    assert (reason["isRequired"], reason["errorMessage"], reason["value"]) == (True, "Please choose one.", "ill")
    assert [choice["title"] for choice in reason["choices"]] == ["Ill", "At Mon 1 Mar 2027, 12:00 (Europe/London)"]
    assert ("isRequired" in words, words["maxLength"]) == (False, 20)
    assert [(each["title"], decode(each["data"][FORM], FormAction)) for each in drawn["actions"]] == [
        ("Cancel it", SHORT.action)
    ]


def test_a_form_of_many_words_can_be_kept_half_filled() -> None:
    drawn = render.form(LONG)
    send, keep = drawn["actions"]

    assert not any("isRequired" in part for part in inputs(drawn).values())
    assert (send["data"], keep["data"]) == (
        {FORM: encode(NoteIt(), FormAction)},
        {FORM: encode(NoteIt(), FormAction), DRAFT: DRAFT},
    )


def test_what_is_optional_says_so_where_nothing_else_does() -> None:
    labels = [part["label"] for part in inputs(render.form(filled(LONG, {}))).values()]
    optional = Form("x", "y", NoteIt(), (Text("a", "A", long=True), Choice("b", "B", REASONS, required=False)))

    assert labels == ["On whom?", "Note"]
    assert [part["label"] for part in inputs(render.form(optional)).values()] == ["A", "B (optional)"]
    assert inputs(render.form(optional))["b"]["choices"][0] == {"title": "–", "value": ""}


def test_what_is_wrong_stands_at_its_field_and_nothing_that_was_typed_is_lost() -> None:
    drawn = render.form(SHORT)
    errors = {"words": "Say a little more.", "other": "Ada has left."}
    marked = render.again(drawn, values={"reason": "late", "words": "no"}, errors=errors)
    once_more = render.again(marked, values={"words": "No *reason*"}, errors={})

    assert readable(marked).splitlines() == [
        "Nothing was sent yet. Please look at what is marked below.",
        "Ada has left.",
        "Why?: Ill / At Mon 1 Mar 2027, 12:00 (Europe/London)",
        "A few words:",
        "Say a little more.",
        "[Cancel it]",
    ]
    assert {name: part["value"] for name, part in inputs(marked).items()} == {"reason": "late", "words": "no"}
    assert inputs(once_more)["words"]["value"] == "No *reason*"
    assert "value" not in inputs(once_more)["reason"]
    assert len(once_more["body"]) == len(drawn["body"])
    assert faults_in_card(marked, dialog=True) == []


def test_a_field_without_choices_says_so_and_a_form_whose_opener_stands_alone_opens_it() -> None:
    empty = render.form(Form("x", "y", NoteIt(), (Choice("who", "On whom?", (), hint="Nobody is in play."),)))
    opener = render.opener("Add a note", GoOn("note", "ada"))

    assert readable(empty).splitlines()[0] == "On whom: there is nothing to choose from. Nobody is in play."
    assert buttons(opener)[0]["data"] == {**DIALOG, PRESS: encode(GoOn("note", "ada"), Action)}
    assert faults_in_card(opener) == []


@pytest.mark.parametrize("length", [200, 40_000])
def test_what_is_too_large_is_cut_with_a_remark_and_never_refused(length: int) -> None:
    blocks = tuple(para("é" * 2900) for _ in range(length // 200))
    drawn = render.message(render.card(Card("Many", blocks)), said="Many")

    assert faults_in_message(drawn) == []
    assert (readable(drawn["attachments"][0]["content"]).endswith("There is more than fits here.")) is (length > 200)


def test_many_buttons_stand_in_rows_and_names_of_ours_are_no_fields() -> None:
    row = tuple(Button(f"Show {number}", SHOW) for number in range(12))
    drawn = render.card(Card("x", (Buttons(row),)))

    assert [len(part["actions"]) for part in parts(drawn) if part.get("type") == "ActionSet"] == [5, 5, 2]
    assert all(key.startswith(OURS) for key in (PRESS, FORM, DRAFT))
    assert len(json.dumps(drawn)) < 10_000
