"""Letters drawn as mail and read back by the standard library's parser: nothing lost, nothing injected, nothing loaded."""

import re
from dataclasses import replace
from email.utils import parseaddr, unquote
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail.message import Stationery, sealed
from bot.actions import TryAgain
from bot.cards import Button, Buttons, Facts, Link, Plain, Signed, para, spans
from bot.ports import Permanent
from tests.contracts.mail_letters import (
    BOOKED,
    NOW,
    OFFER,
    STATIONERY,
    SignedLinks,
    drawn,
    heading,
    html,
    raw,
    read,
    text,
)

HEADERS = {"Date", "From", "To", "Reply-To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"} | {
    "MIME-Version",
    "Content-Type",
}
NAMES = [
    "Zoë O'Brien",
    'O\'Brien, Zoë "Zo"',
    "דוד בן־גוריון",
    "محمد عبد الله",
    "👩‍🚀 Ada 🎉",
    "Nguyễn Thị Minh Khai",
    "山田 太郎",
    "Müller-Lüdenscheidt; Dr. h. c.",
    "back\\slash",
    "=?utf-8?q?Not_encoded?=",
    "Very, Long (Name) <of@someone> " * 3 + "End",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_as_it_was_written(name: str) -> None:
    mail = raw(replace(OFFER, name=name))

    shown, _, address = heading(mail, "To").rpartition(" ")

    assert address == "<zoe@example.com>"
    assert (unquote(shown.strip()) if name.isascii() else shown.strip()) == name
    assert [each.addr_spec for each in read(mail)["To"].addresses] == ["zoe@example.com"]


@pytest.mark.parametrize(
    "subject",
    [
        "Staff Engineer at Acme",
        "ראיון עבודה אצל Acme",
        "مقابلة 🎉",
        "=?utf-8?q?x?=",
        "Long words in it " * 11 + "end",
        "👩‍🚀" * 30,
    ],
)
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    assert heading(raw(replace(OFFER, subject=subject)), "Subject") == subject


INJECTIONS = [
    "Zoë\r\nBcc: eve@example.com",
    "Zoë\nBcc: eve@example.com\n\nbody",
    "Zoë\rBcc: eve@example.com",
    "Zoë\u2028Bcc: eve@example.com",
    "Zoë\x0bBcc: eve@example.com",
    "Zoë\x85Bcc: eve@example.com",
    "=?utf-8?q?Zo=0D=0ABcc:_eve=40example.com?=",
    'Zoë" <eve@example.com>, "x',
    "\ud83d Zoë",
]


@pytest.mark.parametrize("evil", INJECTIONS)
def test_no_name_subject_thread_or_id_can_add_a_header(evil: str) -> None:
    letter = replace(BOOKED, name=evil, subject=evil, thread=f"thread of {evil}", contact=f"{evil} tom@acme.example")

    mail = drawn(letter, message_id=evil)

    assert set(mail.keys()) - HEADERS == set()
    assert set(drawn(BOOKED).keys()) - set(mail.keys()) <= {"Reply-To"}, "two addresses in a contact: answer neither"
    assert [each.addr_spec for each in mail["To"].addresses] == ["zoe@example.com"]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(evil=st.text(max_size=300))
def test_no_text_whatever_can_add_a_header(evil: str) -> None:
    mail = raw(replace(OFFER, name=evil, subject=evil, thread=evil, contact=evil), message_id=evil)

    top = mail.partition(b"\r\n\r\n")[0].decode("ascii")

    names = [line.partition(":")[0] for line in top.split("\r\n") if not line.startswith(" ")]
    assert set(names) <= HEADERS
    assert len(names) == len(set(names))
    assert all(len(line) < 998 for line in mail.split(b"\r\n"))


def test_the_headers_say_who_when_and_that_a_program_writes() -> None:
    mail = drawn(OFFER)

    assert mail["From"] == "Acme Talent <talent@acme.example>"
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == "<offer.iv_1.1.0@acme.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "tom.baker@acme.example"


def test_the_mails_of_one_interview_hang_together() -> None:
    first, second = drawn(OFFER), drawn(BOOKED, message_id="<confirmed.iv_1.1.1@acme.example>")

    assert first["References"] == second["References"] == "<iv_1@acme.example>"
    assert first["In-Reply-To"] == second["In-Reply-To"] == "<iv_1@acme.example>"
    assert first["Message-ID"] != second["Message-ID"]


def test_a_contact_without_an_address_sets_no_reply_to() -> None:
    assert "Reply-To" not in drawn(replace(OFFER, contact="Call +44 20 7946 0018"))


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert raw(BOOKED) == raw(BOOKED)
    assert raw(BOOKED) != raw(BOOKED, message_id="<confirmed.iv_1.1.2@acme.example>")


def test_every_line_is_short_and_ascii_so_that_any_server_passes_it_on() -> None:
    mail = raw(replace(BOOKED, name="דוד 🎉"))

    assert mail.isascii()
    assert all(len(line) <= 998 for line in mail.split(b"\r\n"))
    assert b"\n" not in mail.replace(b"\r\n", b"")


def test_a_letter_without_an_invitation_is_text_and_html() -> None:
    assert [part.get_content_type() for part in drawn(OFFER).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_the_text_reads_like_a_letter() -> None:
    url = OFFER.button and SignedLinks().url(OFFER.button.claim)

    assert text(drawn(OFFER)) == "\n".join(
        [
            "Hello Zoë,",
            "",
            "We would like to talk with you about Staff Engineer.",
            "",
            "I'm Usher, the scheduling bot of Acme; people read your application, I only find the time.",
            "",
            "Option 1: Tuesday, 2 March 2027, 14:00–14:30, Central European Time (UTC+1)",
            "",
            "Option 2: Wednesday, 3 March 2027, 10:00–10:30, Central European Time (UTC+1)",
            "",
            "Choose a time:",
            str(url),
            "",
            "Please choose by Monday, 1 March 2027, 14:00, Central European Time (UTC+1). If neither time suits, the page "
            "lets you say so.",
            "",
            "Rather talk to a person? Tom Baker, tom.baker@acme.example",
            "",
            "-- Acme",
        ]
    )


def test_the_text_wraps_but_never_inside_a_link() -> None:
    mail = drawn(BOOKED)
    part = mail.get_body(("plain",))
    assert part is not None

    lines = part.get_content().splitlines()

    assert part["Content-Type"].params["format"] == "flowed"
    assert all(len(line) <= 72 for line in lines if not line.startswith("https://"))
    assert "https://meet.example.com/abc-defg" in lines
    assert any(line.startswith("https://hire.example.com/book/") for line in lines)


def test_lines_that_mail_programs_would_change_are_kept_from_it() -> None:
    letter = replace(OFFER, blocks=(para("From here on"), para("> not a quotation")))

    assert text(drawn(letter)).startswith("From here on\n\n> not a quotation\n")
    assert b"\r\n From here on" in raw(letter)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.found


def test_the_html_loads_nothing_runs_nothing_and_leads_to_one_place() -> None:
    page = html(drawn(OFFER))

    found = tags(page)

    assert not {"script", "img", "link", "style", "iframe", "object", "form", "svg", "video"} & {
        tag for tag, _ in found
    }
    assert not re.search(r"url\(|@import|src=|background=", page)
    assert [attrs["href"] for tag, attrs in found if tag == "a"] == [
        OFFER.button and SignedLinks().url(OFFER.button.claim)
    ]
    assert ("html", {"lang": "en-GB", "dir": "ltr"}) in found
    assert len(page.encode()) < 10_000


def test_what_people_typed_is_text_in_html_and_not_markup() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    letter = replace(OFFER, subject=evil, blocks=(para(evil, Link(evil, 'https://x.example/"><b>')),), contact=evil)

    found = tags(html(drawn(letter)))

    assert {"script", "img", "b"}.isdisjoint(tag for tag, _ in found)
    assert not any(name.startswith("on") for _, attrs in found for name in attrs)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example"])
def test_a_link_that_is_no_web_address_is_only_its_words(url: str) -> None:
    mail = drawn(replace(OFFER, button=None, blocks=(para(Link("her papers", url)),)))

    assert "her papers" in text(mail)
    assert url not in text(mail) + html(mail)


def test_a_place_that_is_an_address_on_the_web_can_be_pressed() -> None:
    room = "https://meet.example.com/abc-defg"

    mail = drawn(replace(OFFER, button=None, blocks=(Facts((("Where", spans(room)),)),)))

    assert text(mail).startswith(f"Where:\n{room}\n")
    assert f'<a href="{room}"' in html(mail)


def test_buttons_of_chat_are_not_drawn() -> None:
    press = Buttons((Button("Press me", TryAgain(1)),))

    mail = drawn(replace(OFFER, blocks=(*OFFER.blocks, press)))

    assert "Press me" not in text(mail) + html(mail)


def test_a_signed_link_inside_a_text_is_signed_too() -> None:
    assert OFFER.button is not None
    signed = Signed("your page", OFFER.button.claim)

    mail = drawn(replace(OFFER, button=None, blocks=(para("Everything is on ", signed, "."),)))

    url = SignedLinks().url(signed.claim)
    assert text(mail).startswith(f"Everything is on your page.\n{url}\n")
    assert f'href="{url}"' in html(mail)


def test_control_characters_in_a_text_vanish() -> None:
    mail = drawn(replace(OFFER, blocks=(para(Plain("a\x00b\x1b[31mc\u202ed")),)))

    assert "a b [31mcd" in text(mail)
    assert "a b [31mcd" in html(mail)


def test_a_contact_that_is_a_sentence_stands_as_it_is() -> None:
    mail = drawn(replace(OFFER, contact="This came by mail because Usher does not reach you in chat."))

    assert "\nThis came by mail because" in text(mail)
    assert "Rather talk" not in text(mail) + html(mail)


def test_another_locale_says_its_dates_its_own_way() -> None:
    american = Stationery("talent@acme.example", SignedLinks(), locale="en_US")

    mail = read(sealed(OFFER, message_id="<x@acme.example>", stationery=american, at=NOW).raw)

    assert "Tuesday, March 2, 2027, 2:00\u202fPM–2:30\u202fPM" in text(mail)
    assert '<html lang="en-US"' in html(mail)


def test_whatever_language_its_dates_are_in_a_mail_says_that_its_sentences_are_english() -> None:
    german = Stationery("talent@acme.example", SignedLinks(), locale="de_DE")

    mail = read(sealed(OFFER, message_id="<x@acme.example>", stationery=german, at=NOW).raw)

    assert "Dienstag, 2. März 2027" in text(mail)
    assert '<html lang="en"' in html(mail)


def test_a_long_local_part_needs_no_folding() -> None:
    long = f"{'a' * 64}@{'b' * 60}.example"

    assert parseaddr(heading(raw(replace(OFFER, to=long, name="")), "To"))[1] == long


@pytest.mark.parametrize("to", ["", "zoe", "zoe@example.com\r\nBcc: eve@example.com", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused_for_ever_and_not_repeated(to: str) -> None:
    with pytest.raises(Permanent, match="mailbox refused: not a mail address") as refused:
        sealed(replace(OFFER, to=to), message_id="<x@acme.example>", stationery=STATIONERY, at=NOW)

    assert "zoe" not in str(refused.value)
