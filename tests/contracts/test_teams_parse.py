"""What people write in Teams, as the core hears it: the words alone, where, and once."""

import html
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.teams import activity, parse
from adapters.teams.keys import DIALOG, DRAFT, FORM, PRESS, SHOWN, TITLE
from adapters.teams.references import Reference
from bot.actions import Action, CancelIt, FormAction, ShowInterview
from bot.codec import encode
from bot.domain.conversation import Conversation
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.inbound import Drafted, Pressed, Said, Submitted

US = {"id": "28:app", "name": "Usher"}
MIA = Account(Platform.TEAMS, "T", "mia")
INTERVIEW = InterviewId("i0000000000000a1")
SHOW = encode(ShowInterview(INTERVIEW), Action)
CANCEL = encode(CancelIt(INTERVIEW), FormAction)
CHANNEL = {"id": "19:general@thread.tacv2;messageid=77", "conversationType": "channel", "tenantId": "T"}
GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "tenantId": "T"}
CALL = {"type": "mention", "text": "<at>Usher</at>", "mentioned": US}


def told(text: str = "", **more: Any) -> dict[str, Any]:
    """Return a message of Mia's in her own chat."""
    return {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": "https://smba.example/emea/",
        "from": {"id": "29:mia", "aadObjectId": "mia", "name": "Mia"},
        "recipient": US,
        "conversation": {"id": "a:mia", "conversationType": "personal", "tenantId": "T"},
        "channelData": {"tenant": {"id": "T"}},
        "text": text,
        **more,
    }


def words(body: dict[str, Any]) -> str | None:
    said = parse.said(body)
    return None if said is None else said.text


def test_a_message_is_heard_with_its_author_its_place_and_what_names_it() -> None:
    assert parse.said(told("status Ada")) == Said(MIA, "status Ada", Conversation("a:mia"), delivery="a:mia:1")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  status\u00a0Ada \n", "status Ada"),
        ("note Ada: R&amp;D &lt;b&gt; 5 &gt; 3", "note Ada: R&D <b> 5 > 3"),
        ("status O&#39;Neil", "status O'Neil"),
        ("first\n\nsecond", "first\n\nsecond"),
        ("**bold** _words_ [a](b)", "**bold** _words_ [a](b)"),
        ("מצב עדה \U0001f600", "מצב עדה \U0001f600"),
        ("a\0b\ud800c", "abc"),
        ("a &#0; b", "a \ufffd b"),
        ("ask <at>Ada Obi</at> first", "ask Ada Obi first"),
        ('<quoted messageId="7"/> yes', "yes"),
    ],
)
def test_words_are_read_as_people_see_them(text: str, read: str) -> None:
    assert words(told(text)) == read


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\0", "&nbsp;", '<quoted messageId="7"/>'])
def test_no_words_are_no_message(text: str) -> None:
    assert parse.said(told(text)) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example("<at>Usher</at>")
@example("<quoted>")
@example("&lt;")
def test_whatever_is_typed_arrives_as_it_was(typed: str) -> None:
    seen = re.sub("[\0\u200b\ufeff]", "", typed).replace("\xa0", " ").strip()
    plain = html.unescape(html.escape(seen, quote=False))

    assert words(told(html.escape(seen, quote=False))) == (plain or None)


def test_rich_text_that_comes_as_markup_is_read_by_its_lines() -> None:
    assert (
        words(told("<p>status <b>Ada</b></p><p>now<br/>or later</p>", textFormat="xml")) == "status Ada\nnow\nor later"
    )


def test_hostile_markup_takes_no_time() -> None:
    for piece in ("<at>", '<quoted messageId="', "<blockquote ", "<br ", "</p", '<at id="'):
        text = piece * (200_000 // len(piece)) + " status"
        html_too = [{"contentType": "text/html", "content": text}]

        assert (words(told(text, textFormat="xml", entities=[CALL], attachments=html_too)) or "").endswith("status")


# --- channels and group chats -------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [CHANNEL, GROUP])
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<at>Usher</at> status Ada", "status Ada"),
        ("<at>Usher</at>, status Ada", "status Ada"),
        ("<at>Usher</at>&nbsp;status Ada", "status Ada"),
        ("status Ada <at>Usher</at>", "status Ada"),
        ("note Ada: likes Usher <at>Usher</at>", "note Ada: likes Usher"),
        ("<at>Usher</at> ask <at>Usher Raymond</at>", "ask Usher Raymond"),
        ("<at>Usher</at>", "help"),
        ("<at>Usher</at> &nbsp; ", "help"),
    ],
)
def test_in_a_channel_the_bot_hears_what_calls_it_without_its_name(place: dict[str, str], text: str, read: str) -> None:
    another = {"type": "mention", "text": "<at>Usher Raymond</at>", "mentioned": {"id": "29:ray"}}

    assert words(told(text, conversation=place, entities=[another, CALL])) == read


@pytest.mark.parametrize("name", ["Usher.Bot", "U+sher (Beta)", "Ush[er", "Usher \\d", "Ü"])
def test_a_name_of_odd_letters_is_removed_exactly(name: str) -> None:
    call = {**CALL, "text": f"<at>{name}</at>", "mentioned": {**US, "name": name}}

    assert words(told(f"<at>{name}</at> note {name}", conversation=GROUP, entities=[call])) == f"note {name}"


@pytest.mark.parametrize(
    "entities",
    [
        [],
        [{**CALL, "mentioned": {"id": "29:ray"}}],
        [{"type": "clientInfo"}],
        ["odd"],
        "odd",
        None,
        [{**CALL, "type": "x"}],
    ],
)
def test_what_does_not_call_the_bot_is_not_heard_in_a_channel(entities: Any) -> None:
    assert parse.said(told("<at>Usher</at> status Ada", conversation=CHANNEL, entities=entities)) is None


def test_in_a_channel_the_post_above_is_the_thread() -> None:
    said = parse.said(told("<at>Usher</at> help", conversation=CHANNEL, entities=[CALL]))

    assert said is not None
    assert said.at == Conversation("19:general@thread.tacv2", "77", shared=True)
    assert said.delivery == "19:general@thread.tacv2;messageid=77:1"


def test_what_bots_write_is_not_heard() -> None:
    assert parse.said(told("help", **{"from": {"id": "28:app", "aadObjectId": "x"}})) is None
    assert parse.said(told("help", **{"from": {"id": "29:x", "aadObjectId": "x", "role": "bot"}})) is None


@pytest.mark.parametrize("author", [None, {}, {"id": "29:mia"}, {"id": "29:mia", "aadObjectId": 7}, "mia"])
def test_a_message_that_names_no_author_is_malformed(author: Any) -> None:
    with pytest.raises(activity.Malformed):
        parse.said(told("help", **{"from": author}))


# --- answers to a message -----------------------------------------------------------------------------------------


def test_a_quoted_message_is_the_thread_of_the_answer() -> None:
    quote = (
        '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="42">\n<strong itemprop="mri" '
        'itemid="28:app">Usher</strong><span itemprop="time" itemid="42"></span>\n<p itemprop="preview">Works?</p>'
        "\n</blockquote>\n<p>yes</p>"
    )
    attached = told("yes", attachments=[{"contentType": "text/html", "content": quote}])
    told_anew = told(
        '<quoted messageId="42"/> yes', entities=[{"type": "quotedReply", "quotedReply": {"messageId": "42"}}]
    )
    cited = told("yes", attachments=[{"contentType": "text/html", "content": '<blockquote itemid="42">x</blockquote>'}])

    assert parse.said(attached) == parse.said(told_anew) == Said(MIA, "yes", Conversation("a:mia", "42"), "a:mia:1")
    assert parse.said(cited) == Said(MIA, "yes", Conversation("a:mia"), "a:mia:1")


# --- buttons and forms --------------------------------------------------------------------------------------------


def test_a_pressed_button_is_the_action_it_carries() -> None:
    def pressed(data: Any) -> Pressed:
        return parse.executed(told(value={"action": {"verb": "press", "data": data}}))

    assert pressed({PRESS: SHOW}) == Pressed(MIA, ShowInterview(INTERVIEW))
    for odd in ({}, {PRESS: "{"}, {PRESS: '{"t":"gone"}'}, {PRESS: 7}, None, []):
        assert pressed(odd) == Pressed(MIA, None)


def test_a_form_is_what_its_fields_hold() -> None:
    data = {
        FORM: CANCEL,
        SHOWN: {"type": "AdaptiveCard"},
        TITLE: "Cancel",
        "reason": "a\0b",
        "words": None,
        "count": 3,
        **DIALOG,
    }

    sent = parse.sent(told(), data)

    assert sent.inbound == Submitted(MIA, CancelIt(INTERVIEW), {"reason": "ab", "words": "", "count": "3"})
    assert (sent.shown, sent.title) == ({"type": "AdaptiveCard"}, "Cancel")
    assert parse.sent(told(), {FORM: CANCEL, DRAFT: DRAFT, "reason": "x"}).inbound == Drafted(
        MIA, CancelIt(INTERVIEW), {"reason": "x"}
    )
    assert parse.sent(told(), {FORM: "of an older program"}).inbound == Submitted(MIA, None, {})


def test_a_button_that_came_as_a_message_says_where_it_stands() -> None:
    sent = parse.in_message(told(value={PRESS: SHOW}, replyToId="42"))

    assert sent is not None
    assert sent.inbound == Pressed(MIA, ShowInterview(INTERVIEW), place="a:mia", message="42")
    assert parse.in_message(told("help")) is None
    assert parse.in_message(told("help", value={"something": "else"})) is None


# --- where people can be written to -------------------------------------------------------------------------------


def test_every_turn_tells_where_its_author_can_be_written_to() -> None:
    client = {"type": "clientInfo", "timezone": "Europe/Berlin"}
    service = "https://smba.example/emea/"

    assert activity.references(told("help", entities=[client])) == [
        Reference(MIA, "a:mia", service, "29:mia", "Europe/Berlin")
    ]
    assert activity.references(told("help", localTimezone="Mars/Base", conversation=CHANNEL)) == [
        Reference(MIA, "", service, "29:mia"),
        Reference(Account(Platform.TEAMS, "T", "19:general@thread.tacv2"), "19:general@thread.tacv2", service),
    ]
    assert activity.references(told("help", serviceUrl="")) == ()
