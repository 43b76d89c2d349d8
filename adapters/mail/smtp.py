"""Mail out over SMTP: one connection per mail, encrypted wherever that is possible, and an answer that can be relied on."""

import asyncio
import contextlib
import logging
import ssl
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException

from adapters.mail.faults import NO_LOGIN, NO_TLS, NO_UTF8, fault
from adapters.mail.message import Sealed, Stationery, sealed
from adapters.mail.server import Server, server
from bot.letters import Letter
from bot.ports import Clock, Permanent, Transient

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: to connect and for any one answer, for the whole mail, and for the goodbye."""

    step: float = 10
    whole: float = 20
    goodbye: float = 2


class SmtpMailer:
    """A `bot.ports.Mailer`. It keeps no connection, so that it may be made before there is a network, and closed never."""

    def __init__(
        self,
        url: str,
        *,
        stationery: Stationery,
        clock: Clock,
        trust: ssl.SSLContext | None = None,
        patience: Patience = Patience(),
    ) -> None:
        """Take SMTP_URL; raises ValueError for one that does not read.

        `trust` says which certificates hold; by default those of the system (or of SSL_CERT_FILE). On this very machine any
        certificate will do, since nobody is in between and local servers sign their own.
        """
        self._server = server(url)
        self._stationery = stationery
        self._clock = clock
        self._trust = trust or _trust(self._server)
        self._patience = patience

    async def send(self, letter: Letter, *, message_id: str) -> None:
        """Hand the letter over; returns when the server has taken it.

        Raises Permanent where the server will never take it, and Transient where it may later; that one's `refused` is
        true if the server certainly has not got it, false if its answer was lost.
        """
        try:
            mail = sealed(letter, message_id=message_id, stationery=self._stationery, at=self._clock())
            await self._hand_over(mail)
        except (Transient, Permanent) as failure:
            log.warning("mail_not_sent", extra={"message_id": message_id, "why": str(failure)})
            raise
        log.info("mail_sent", extra={"message_id": message_id, "bytes": len(mail.raw)})

    async def look(self) -> str:
        """Return how the server is reached, without sending anything; raises Transient or Permanent."""
        client = self._client()
        try:
            async with asyncio.timeout(self._patience.whole):
                await client.connect()
                await client.ehlo()
                await self._encrypt(client)
                await self._log_in(client)
                safe = self._server.tls or client.get_transport_info("sslcontext") is not None
                await client.noop()
            with contextlib.suppress(SMTPException, OSError, TimeoutError):
                await client.quit(timeout=self._patience.goodbye)
        except (SMTPException, OSError, TimeoutError) as error:
            raise fault(error, handed_over=False) from None
        finally:
            client.close()
        told = "encrypted" if safe else "on this machine, in the clear" if self._server.here else "in the clear"
        return f"{told}, logged in" if self._server.user else told

    async def _hand_over(self, mail: Sealed) -> None:
        client, handed_over = self._client(), False
        try:
            async with asyncio.timeout(self._patience.whole):
                await client.connect()
                await client.ehlo()
                await self._encrypt(client)
                await self._log_in(client)
                await _address(mail, client=client)
                handed_over = True
                await client.data(mail.raw)
            with contextlib.suppress(SMTPException, OSError, TimeoutError):
                await client.quit(timeout=self._patience.goodbye)
        except (SMTPException, OSError, TimeoutError) as error:
            raise fault(error, handed_over=handed_over) from None
        finally:
            client.close()

    def _client(self) -> SMTP:
        """A connection to be; it greets with the sender's domain, since the machine's own name is often no name at all."""
        domain = self._stationery.mailbox.domain
        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            use_tls=self._server.tls,
            start_tls=False,
            tls_context=self._trust,
            timeout=self._patience.step,
            local_hostname=domain if domain.isascii() else "localhost",
        )

    async def _encrypt(self, client: SMTP) -> None:
        """A server that offers STARTTLS gets it; a password never goes over the network in the clear."""
        if self._server.tls:
            return
        if client.supports_extension("starttls"):
            await client.starttls()
            await client.ehlo()
        elif self._server.user and not self._server.here:
            raise Permanent(NO_TLS)

    async def _log_in(self, client: SMTP) -> None:
        if not self._server.user:
            return
        if not client.supported_auth_methods:
            raise Permanent(NO_LOGIN)
        await client.login(self._server.user, self._server.password)


async def _address(mail: Sealed, *, client: SMTP) -> None:
    if mail.ascii:
        await client.mail(mail.sender)
        await client.rcpt(mail.to)
        return
    if not client.supports_extension("smtputf8"):
        raise Permanent(NO_UTF8)
    await client.mail(mail.sender, options=["SMTPUTF8"], encoding="utf-8")
    await client.rcpt(mail.to, encoding="utf-8")


def _trust(where: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if where.here:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
