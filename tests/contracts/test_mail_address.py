"""Addresses, and SMTP_URL: what is taken, what is refused, and that a refusal tells no secret."""

import pytest

from adapters.mail.address import mailbox, one_line, reply_to, sender
from adapters.mail.message import Stationery
from adapters.mail.server import Server, server
from tests.contracts.mail_letters import SignedLinks


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, tls=False)),
        ("smtp://relay.example.com", Server("relay.example.com", 587, tls=False)),
        ("smtps://u:p@mail.example.com", Server("mail.example.com", 465, tls=True, user="u", password="p")),
        ("SMTP://u:p@Mail.example.com:2525/", Server("mail.example.com", 2525, tls=False, user="u", password="p")),
        (
            "smtp://ada%40example.com:p%40ss%3A%2F%3F%23%25@mail.example.com:587",
            Server("mail.example.com", 587, tls=False, user="ada@example.com", password="p@ss:/?#%"),
        ),
        ("smtp://u:sch%C3%B6n@[::1]:25", Server("::1", 25, tls=False, user="u", password="schön")),
    ],
)
def test_smtp_url_says_where_and_how(url: str, meant: Server) -> None:
    assert server(url) == meant


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com:587",
        "http://u:hunter2@mail.example.com",
        "smtp://u:hunter2@",
        "smtp://u:hunter2@mail.example.com:lots",
        "smtp://u:hunter2@mail.example.com:99999",
        "smtp://u:hun/ter2@mail.example.com:587",
        "smtp://u:[hunter2@mail.example.com:587",
        "smtp://u:hunter2#@mail.example.com:587",
        "smtp://hunter2@mail.example.com",
        "smtp://:hunter2@mail.example.com",
        "smtp://u:hunter2%0d%0a@mail.example.com",
        "smtp://u:hunter2%ff@mail.example.com",
        "smtp://u:hunter2@mail.example.com/path",
        "smtp://u:hunter2@mail.example.com?tls=no",
    ],
)
def test_a_bad_smtp_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^SMTP_URL ") as refused:
        server(url)

    told = f"{refused.value} {refused.value.__cause__}"
    assert "hunter2" not in told
    assert "ter2" not in told


def test_a_server_shown_in_a_log_hides_its_password() -> None:
    assert "hunter2" not in repr(server("smtp://u:hunter2@mail.example.com:587"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert server(f"smtp://{host}:25").here


@pytest.mark.parametrize("host", ["mail.example.com", "10.0.0.1", "localhost.example.com", "0.0.0.0"])
def test_any_other_machine_is_not_this_one(host: str) -> None:
    assert not server(f"smtp://{host}:25").here


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ada+jobs@example.com", "ada+jobs@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("Ada.Lovelace@Example.com", "Ada.Lovelace@Example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@例え.jp", "ada@xn--r8jz45g.jp"),
        ("jörg@example.com", "jörg@example.com"),
        ("ada@straße.example", "ada@straße.example"),
    ],
)
def test_an_address_takes_the_form_that_most_servers_know(address: str, wire: str) -> None:
    """The last one stays as it is: the old way of writing ß in ASCII would name strasse.example, another domain."""
    assert mailbox(address).address == wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@@example.com",
        "ada@example..com",
        ".ada@example.com",
        "ada lovelace@example.com",
        "<ada@example.com>",
        "ada@example.com, eve@example.com",
        "ada@example.com\r\nRCPT TO:<eve@example.com>",
        "ada@example.com\n",
        "ada\x00@example.com",
        f"{'a' * 65}@example.com",
        f"ada@{'a.' * 130}com",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ValueError, match="mail address") as refused:
        mailbox(address)

    assert "ada" not in str(refused.value)


def test_a_name_loses_line_breaks_and_reordering_marks_only() -> None:
    assert one_line("Zoë\r\nO'Brien\u2028\x07 \u202eevil\u2069") == "Zoë  O'Brien   evil"
    assert one_line("דוד 👩‍🚀") == "דוד 👩‍🚀"


@pytest.mark.parametrize("text", ["", "Acme", "Acme <talent>", "a@b, c@d", "Acme <a@b.example>, x"])
def test_a_bad_mail_from_is_refused_when_the_program_starts(text: str) -> None:
    with pytest.raises(ValueError, match=r"^MAIL_FROM is not a mail address. Write talent@example.com"):
        Stationery(text, SignedLinks())


def test_mail_from_may_have_a_name() -> None:
    assert sender('"Acme, Talent" <talent@acme.example>').name == "Acme, Talent"
    assert Stationery("talent@acme.example", SignedLinks(), brand="Acme").mailbox.name == "Acme"


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("Tom Baker, tom.baker@acme.example", "tom.baker@acme.example"),
        ("Write to tom.baker@acme.example.", "tom.baker@acme.example"),
        ("tom@acme.example or ann@acme.example", ""),
        ("+44 20 7946 0018", ""),
        ("", ""),
    ],
)
def test_answers_go_to_the_human_where_there_is_one_address(contact: str, address: str) -> None:
    assert reply_to(contact) == address
