"""Mail handed to a real server over the wire: encrypted, logged in, refused, dropped and kept waiting."""

import asyncio
import logging
import shutil
from dataclasses import replace

import pytest

from adapters.mail.smtp import Patience, SmtpMailer
from bot.letters import Letter
from bot.ports import Mailer, Permanent, Transient
from tests.contracts.mail_letters import BOOKED, OFFER, STATIONERY, calendar, clock, text
from tests.standins.smtp import Answer, Certificate, Drop, Point, Withhold, certificate, mail_server

LOGIN = ("usher@acme.example", "p@ss:/w%rd é")
ID = "<offer.iv_1.1.0@acme.example>"
ELSEWHERE = "0.0.0.0"  # reaches this machine, but is none of its names: to the adapter, a server on the network
USUAL = Patience()
BRIEF = Patience(step=1, whole=1, goodbye=1)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return certificate(tmp_path_factory.mktemp("certificate"))


def mailer(url: str, *, keys: Certificate | None = None, patience: Patience = USUAL) -> Mailer:
    return SmtpMailer(url, stationery=STATIONERY, clock=clock, trust=keys.trusting if keys else None, patience=patience)


async def refusal(
    url: str, *, letter: Letter = OFFER, keys: Certificate | None = None, patience: Patience = USUAL
) -> Transient | Permanent:
    """What a mail that must not go out fails with; it tells neither the address nor the password."""
    with pytest.raises((Transient, Permanent)) as failed:
        await mailer(url, keys=keys, patience=patience).send(letter, message_id=ID)
    assert isinstance(failed.value, Transient | Permanent)
    assert letter.to not in str(failed.value)
    assert LOGIN[1] not in str(failed.value)
    return failed.value


# --- it arrives


async def test_a_letter_goes_to_a_server_on_this_machine_as_it_is() -> None:
    async with mail_server() as server:
        await mailer(server.url()).send(BOOKED, message_id=ID)

    (taken,) = server.taken
    assert (taken.sender, taken.recipients, taken.tls, taken.login) == (
        "talent@acme.example",
        ("zoe@example.com",),
        False,
        "",
    )
    assert taken.message["Message-ID"] == ID
    assert text(taken.message).startswith("Hello Zoë,\n\nYou're booked.")
    assert calendar(taken.message).startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
async def test_it_logs_in_once_starttls_has_closed_the_envelope(keys: Certificate, mechanism: str) -> None:
    async with mail_server(tls="starttls", certificate=keys, login=LOGIN, mechanisms=[mechanism]) as server:
        await mailer(server.url(login=LOGIN, host=ELSEWHERE), keys=keys).send(OFFER, message_id=ID)

    assert [(taken.tls, taken.login) for taken in server.taken] == [(True, LOGIN[0])]


async def test_it_speaks_tls_from_the_first_byte_where_the_url_says_smtps(keys: Certificate) -> None:
    async with mail_server(tls="implicit", certificate=keys, login=LOGIN) as server:
        await mailer(server.url(login=LOGIN, host=ELSEWHERE), keys=keys).send(OFFER, message_id=ID)

    assert [(taken.tls, taken.login) for taken in server.taken] == [(True, LOGIN[0])]


async def test_starttls_is_used_without_a_login_too(keys: Certificate) -> None:
    async with mail_server(tls="starttls", certificate=keys) as server:
        await mailer(server.url(host=ELSEWHERE), keys=keys).send(OFFER, message_id=ID)

    assert [taken.tls for taken in server.taken] == [True]


async def test_a_server_on_this_machine_may_have_signed_its_own_certificate(keys: Certificate) -> None:
    async with mail_server(tls="starttls", certificate=keys) as server:
        await mailer(server.url()).send(OFFER, message_id=ID)

    assert [taken.tls for taken in server.taken] == [True]


async def test_a_server_on_this_machine_may_be_logged_in_to_without_tls() -> None:
    async with mail_server(login=LOGIN) as server:
        await mailer(server.url(login=LOGIN)).send(OFFER, message_id=ID)

    assert [taken.login for taken in server.taken] == [LOGIN[0]]


@pytest.mark.parametrize(
    ("to", "wire"),
    [
        ("ada+jobs@example.com", "ada+jobs@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
async def test_plus_signs_apostrophes_and_foreign_domains_reach_any_server(to: str, wire: str) -> None:
    async with mail_server(utf8=False) as server:
        await mailer(server.url()).send(replace(OFFER, to=to), message_id=ID)

    assert [taken.recipients for taken in server.taken] == [(wire,)]


async def test_an_address_beyond_ascii_needs_a_server_that_takes_those() -> None:
    letter = replace(BOOKED, to="jörg@example.com", name="Jörg")
    async with mail_server(utf8=True) as modern, mail_server(utf8=False) as old:
        await mailer(modern.url()).send(letter, message_id=ID)
        refused = await refusal(old.url(), letter=letter)

    assert [(taken.recipients, taken.utf8) for taken in modern.taken] == [(("jörg@example.com",), True)]
    assert "<jörg@example.com>".encode() in modern.taken[0].raw
    assert isinstance(refused, Permanent)
    assert "SMTPUTF8" in str(refused)
    assert old.taken == []


async def test_twenty_letters_at_once_all_arrive() -> None:
    async with mail_server() as server:
        out = mailer(server.url())
        await asyncio.gather(*(out.send(OFFER, message_id=f"<{n}@acme.example>") for n in range(20)))

    assert {str(taken.message["Message-ID"]) for taken in server.taken} == {f"<{n}@acme.example>" for n in range(20)}


async def test_a_lost_goodbye_does_not_unsend_the_letter(keys: Certificate) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A server that takes the message and is gone before QUIT."""
        writer.write(b"220 hello\r\n")
        for answer in (b"250 hello", b"250 ok", b"250 ok", b"354 go on"):
            await reader.readline()
            writer.write(answer + b"\r\n")
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 taken\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await mailer(f"smtp://127.0.0.1:{port}").send(OFFER, message_id=ID)


# --- it is refused


@pytest.mark.parametrize(
    ("at", "answer", "why"),
    [
        ("ehlo", "421 4.3.2 Closing down", "server refused: 421"),
        ("mail", "451 4.3.0 Try again", "sender refused: 451"),
        ("rcpt", "450 4.2.0 <zoe@example.com> Greylisted", "mailbox refused: 450"),
        ("rcpt", "452 4.2.2 Mailbox full", "mailbox refused: 452"),
        ("content", "451 4.7.1 Try again later", "message refused: 451"),
        ("content", "421 4.3.2 Closing down", "message refused: 421"),
    ],
)
async def test_a_passing_refusal_may_be_tried_again_and_nothing_was_sent(at: Point, answer: str, why: str) -> None:
    async with mail_server() as server:
        server.plan(Answer(at, answer))
        failed = await refusal(server.url())

    assert isinstance(failed, Transient)
    assert (str(failed), failed.refused) == (why, True)
    assert server.taken == []


@pytest.mark.parametrize(
    ("at", "answer", "why"),
    [
        (
            "mail",
            "553 5.7.1 <talent@acme.example> not yours",
            "sender refused: 553; the server does not send for MAIL_FROM",
        ),
        ("rcpt", "550 5.1.1 <zoe@example.com> no such user", "mailbox refused: 550"),
        ("rcpt", "552 5.2.2 Mailbox full", "mailbox refused: 552"),
        ("content", "554 5.7.1 Looks like spam", "message refused: 554"),
        ("content", "552 5.3.4 Too big", "message refused: 552"),
    ],
)
async def test_a_lasting_refusal_is_final(at: Point, answer: str, why: str) -> None:
    async with mail_server() as server:
        server.plan(Answer(at, answer))
        failed = await refusal(server.url())

    assert isinstance(failed, Permanent)
    assert str(failed) == why
    assert server.taken == []


async def test_only_the_refused_mailbox_is_refused() -> None:
    async with mail_server() as server:
        server.refused["gone@example.com"] = "550 5.1.1 No such user"
        failed = await refusal(server.url(), letter=replace(OFFER, to="gone@example.com"))
        await mailer(server.url()).send(OFFER, message_id=ID)

    assert str(failed) == "mailbox refused: 550"
    assert [taken.recipients for taken in server.taken] == [("zoe@example.com",)]


async def test_what_is_no_address_never_reaches_the_server() -> None:
    async with mail_server() as server:
        failed = await refusal(server.url(), letter=replace(OFFER, to="zoe@example.com>\r\nRCPT TO:<eve@example.com"))

    assert isinstance(failed, Permanent)
    assert server.connections == 0


async def test_a_wrong_password_says_what_to_check(keys: Certificate) -> None:
    async with mail_server(tls="starttls", certificate=keys, login=LOGIN) as server:
        failed = await refusal(server.url(login=(LOGIN[0], "wrong"), host=ELSEWHERE), keys=keys)

    assert isinstance(failed, Permanent)
    assert str(failed).startswith("login refused: 535; check user and password in SMTP_URL")
    assert server.taken == []


async def test_a_missing_login_says_what_to_add() -> None:
    async with mail_server(login=LOGIN) as server:
        failed = await refusal(server.url())

    assert isinstance(failed, Permanent)
    assert str(failed) == "login needed: 530; put user and password into SMTP_URL"


async def test_a_server_without_any_login_says_so() -> None:
    async with mail_server(login=LOGIN, mechanisms=[]) as server:
        failed = await refusal(server.url(login=LOGIN))

    assert isinstance(failed, Permanent)
    assert str(failed).startswith("login not possible")


async def test_a_password_never_crosses_the_network_in_the_clear() -> None:
    """A server, or somebody in between, that offers no TLS gets no password."""
    async with mail_server(login=LOGIN) as server:
        failed = await refusal(server.url(login=LOGIN, host=ELSEWHERE))

    assert isinstance(failed, Permanent)
    assert str(failed).startswith("login not sent: the server offers no TLS")
    assert server.taken == []


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_certificate_nobody_vouches_for_is_not_believed(keys: Certificate, tls: str) -> None:
    async with mail_server(tls=tls, certificate=keys, login=LOGIN) as server:
        failed = await refusal(server.url(login=LOGIN, host=ELSEWHERE))

    assert isinstance(failed, Transient)
    assert "the mail server's certificate does not hold (self-signed certificate)" in str(failed)
    assert failed.refused
    assert server.taken == []


async def test_smtps_on_a_plain_port_says_what_is_mixed_up() -> None:
    async with mail_server() as server:
        failed = await refusal(server.url().replace("smtp://", "smtps://"))

    assert isinstance(failed, Transient)
    assert "TLS does not begin there; smtps:// is for port 465" in str(failed)


# --- it is cut off, or kept waiting


@pytest.mark.parametrize("at", ["ehlo", "mail", "rcpt"])
async def test_a_connection_lost_before_the_message_has_surely_sent_nothing(at: Point) -> None:
    async with mail_server() as server:
        server.plan(Drop(at))
        failed = await refusal(server.url())

    assert isinstance(failed, Transient)
    assert (str(failed), failed.refused) == ("connection lost", True)
    assert server.taken == []


@pytest.mark.parametrize(("at", "arrived"), [("content", 0), ("taken", 1)])
async def test_a_connection_lost_with_the_message_under_way_leaves_it_open(at: Point, arrived: int) -> None:
    async with mail_server() as server:
        server.plan(Drop(at))
        failed = await refusal(server.url())

    assert isinstance(failed, Transient)
    assert (str(failed), failed.refused) == ("no answer to the message", False)
    assert len(server.taken) == arrived


@pytest.mark.parametrize(("at", "refused"), [("ehlo", True), ("rcpt", True), ("content", False), ("taken", False)])
async def test_a_server_that_falls_silent_is_given_up(at: Point, refused: bool) -> None:
    async with mail_server() as server:
        server.plan(Withhold(at))
        failed = await refusal(server.url(), patience=BRIEF)
        assert server.reached.is_set()

    assert isinstance(failed, Transient)
    assert failed.refused is refused


async def test_a_letter_kept_waiting_arrives_when_the_server_answers() -> None:
    async with mail_server() as server:
        server.plan(Withhold("taken"))
        sending = asyncio.create_task(mailer(server.url()).send(OFFER, message_id=ID))
        await server.reached.wait()
        assert not sending.done()
        server.release.set()
        await sending

    assert len(server.taken) == 1


async def test_a_fault_happens_once_and_the_next_try_goes_through() -> None:
    async with mail_server() as server:
        server.plan(Answer("rcpt", "450 4.2.0 Greylisted"))
        await refusal(server.url())
        await mailer(server.url()).send(OFFER, message_id=ID)

    assert len(server.taken) == 1


async def test_no_server_at_all_may_be_tried_again() -> None:
    async with mail_server() as server:
        url = server.url()

    failed = await refusal(url)

    assert isinstance(failed, Transient)
    assert (str(failed), failed.refused) == ("no connection", True)


async def test_a_server_that_speaks_another_language_may_be_tried_again() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(web, "127.0.0.1", 0) as server:
        failed = await refusal(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")

    assert isinstance(failed, Transient)
    assert failed.refused


async def test_giving_up_while_it_sends_leaves_no_connection_behind() -> None:
    async with mail_server() as server:
        server.plan(Withhold("rcpt"))
        sending = asyncio.create_task(mailer(server.url()).send(OFFER, message_id=ID))
        await server.reached.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

    assert server.taken == []


# --- it keeps secrets


async def test_the_log_holds_ids_and_neither_people_nor_secrets(
    keys: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with mail_server(tls="starttls", certificate=keys, login=LOGIN) as server:
        caplog.clear()
        out = mailer(server.url(login=LOGIN, host=ELSEWHERE), keys=keys)
        await out.send(OFFER, message_id=ID)
        server.plan(Answer("rcpt", "550 5.1.1 <zoe@example.com> no such user"))
        with pytest.raises(Permanent):
            await out.send(OFFER, message_id=ID)

    ours = [record for record in caplog.records if not record.name.startswith("mail.")]  # the stand-in's own
    assert [(record.name, record.message) for record in ours if record.name.startswith("adapters")] == [
        ("adapters.mail.smtp", "mail_sent"),
        ("adapters.mail.smtp", "mail_not_sent"),
    ]
    told = " ".join(str(vars(record)) for record in ours)
    assert ID in told
    for secret in ("zoe@", "O'Brien", LOGIN[0], LOGIN[1], "/book/"):
        assert secret not in told
    assert LOGIN[1] not in repr(vars(out))
