"""A real mail server on loopback (aiosmtpd) that records what it takes, and fails where and how it is told to.

Usage::

    async with mail_server(tls="starttls", certificate=certificate, login=("usher", "secret")) as server:
        server.plan(Answer("rcpt", "450 4.2.0 Greylisted"))
        ...
        assert server.taken[0].message["Subject"] == "Hello"

It deduplicates nothing. `server.port` is free at the start; `server.url(...)` is an SMTP_URL for it.
"""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as READING
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Point = Literal["ehlo", "mail", "rcpt", "content", "taken"]
"""Where in the conversation: a greeting, the sender, the recipient, the whole message come but not yet taken, and after
it was recorded as taken, when only the answer is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Say this, once, instead of the usual: "450 4.2.0 Greylisted", "552 5.2.2 Mailbox full"."""

    at: Point
    text: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Cut the connection there, once."""

    at: Point


@dataclass(frozen=True, slots=True)
class Withhold:
    """Say nothing there, once, until `server.release` is set; `server.reached` is set as soon as it comes to that."""

    at: Point


Fault = Answer | Drop | Withhold


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the server has accepted, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    tls: bool
    login: str = ""
    utf8: bool = False

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=READING)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate for 127.0.0.1, 0.0.0.0 and localhost: the server's side, and a client that trusts it."""

    serving: ssl.SSLContext
    trusting: ssl.SSLContext


@dataclass(slots=True)
class MailServer:
    """What the tests hold of the running server; also the handler whose hooks aiosmtpd calls."""

    scheme: str = "smtp"
    port: int = 0
    login: tuple[str, str] | None = None
    refused: dict[str, str] = field(default_factory=dict)
    """Recipients that are refused every time, with the answer: {"gone@example.com": "550 5.1.1 No such user"}."""
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    _plan: list[Fault] = field(default_factory=list)

    def plan(self, *faults: Fault) -> None:
        """Have these happen, each once, in this order among those for the same point."""
        self._plan.extend(faults)

    def url(self, *, login: tuple[str, str] | None = None, host: str = "127.0.0.1") -> str:
        """Return an SMTP_URL for this server, with the login percent-encoded where one is given."""
        user = f"{quote(login[0], safe='')}:{quote(login[1], safe='')}@" if login else ""
        return f"{self.scheme}://{user}{host}:{self.port}"

    async def handle_EHLO(  # noqa: N802 - the hook's name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = await self._fault("ehlo", server)
        return [answer] if answer else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        answer = await self._fault("mail", server)
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._fault("rcpt", server) or self.refused.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._fault("content", server)
        if answer:
            return answer
        self.taken.append(
            Taken(
                sender=str(envelope.mail_from),
                recipients=tuple(map(str, envelope.rcpt_tos)),
                raw=bytes(envelope.original_content or b""),
                tls=session.ssl is not None or self.scheme == "smtps",
                login=str(session.auth_data) if session.authenticated else "",
                utf8=envelope.smtp_utf8,
            )
        )
        return await self._fault("taken", server) or "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        if self.login and isinstance(given, LoginPassword):
            user, password = given.login.decode(), given.password.decode()
            return AuthResult(success=(user, password) == self.login, handled=False, auth_data=user)
        return AuthResult(success=False, handled=False)

    async def _fault(self, at: Point, server: SMTP) -> str:
        """The answer to give instead of the usual one, or nothing; a cut connection never returns."""
        fault = next((each for each in self._plan if each.at == at), None)
        if fault is None:
            return ""
        self._plan.remove(fault)
        match fault:
            case Answer(text=text):
                return text
            case Withhold():
                self.reached.set()
                await self.release.wait()
                return ""
            case Drop():
                cast(asyncio.Transport, server.transport).abort()
                await asyncio.Event().wait()  # aiosmtpd ends this task when it sees the connection gone
                raise AssertionError("unreachable")


class _Connection(SMTP):
    """One client's conversation, known to its server so that it can be ended with it."""

    def __init__(self, owner: MailServer, live: "set[_Connection]", **options: Any) -> None:
        super().__init__(owner, **options)
        self.owner = owner
        self.live = live

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self not in self.live:
            self.owner.connections += 1
        self.live.add(self)
        super().connection_made(transport)

    async def end(self) -> None:
        if self.transport is not None:
            cast(asyncio.Transport, self.transport).abort()
        task = self._handler_coroutine
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def mail_server(
    *,
    tls: Literal["none", "starttls", "implicit"] = "none",
    certificate: Certificate | None = None,
    login: tuple[str, str] | None = None,
    utf8: bool = True,
    mechanisms: Sequence[str] = ("PLAIN", "LOGIN"),
) -> AsyncIterator[MailServer]:
    """Run a server on a free port of 127.0.0.1 until the block ends.

    With `login`, mail is taken only after AUTH. `utf8` is whether it takes addresses beyond ASCII; `mechanisms` are the
    ways to log in that it offers.
    """
    loop = asyncio.get_running_loop()
    owner = MailServer(scheme="smtps" if tls == "implicit" else "smtp", login=login)
    context = certificate.serving if certificate else None
    live: set[_Connection] = set()

    def connection() -> _Connection:
        return _Connection(
            owner,
            live,
            loop=loop,
            hostname="mail.standin.example",
            tls_context=context if tls == "starttls" else None,
            enable_SMTPUTF8=utf8,
            authenticator=owner.authenticate,
            auth_require_tls=tls == "starttls",
            auth_exclude_mechanism=[name for name in ("PLAIN", "LOGIN") if name not in mechanisms],
        )

    listener = await loop.create_server(connection, "127.0.0.1", 0, ssl=context if tls == "implicit" else None)
    owner.port = listener.sockets[0].getsockname()[1]
    try:
        yield owner
    finally:
        owner.release.set()
        listener.close()
        for each in live:
            await each.end()
        await listener.wait_closed()


def certificate(folder: Path) -> Certificate:
    """Make a fresh self-signed certificate in `folder`; needs the openssl program."""
    key, chain = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost"
    names = "subjectAltName=IP:127.0.0.1,IP:0.0.0.0,DNS:localhost"
    subprocess.run(
        [*command.split(), "-addext", names, "-keyout", str(key), "-out", str(chain)],
        check=True,
        capture_output=True,
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(chain, key)
    return Certificate(serving, ssl.create_default_context(cafile=str(chain)))
