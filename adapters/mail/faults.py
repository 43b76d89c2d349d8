"""What a mail server's refusal means for us: try again, or never; with the cause, the cure, and no address.

Only the three digits of an answer are repeated: its words often quote the address it refuses.
"""

import ssl

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.ports import Permanent, Transient

LOGIN_NEEDED = 530  # RFC 4954, 6
CURE_LOGIN = "check user and password in SMTP_URL; special characters are percent-encoded, @ as %40"
REFUSED: tuple[tuple[type[SMTPResponseException], str, str], ...] = (
    (SMTPAuthenticationError, "login refused", CURE_LOGIN),
    (SMTPSenderRefused, "sender refused", "the server does not send for MAIL_FROM"),
    (SMTPRecipientRefused, "mailbox refused", ""),
    (SMTPDataError, "message refused", ""),
    (SMTPResponseException, "server refused", ""),
)

NO_TLS = (
    "login not sent: the server offers no TLS; use smtps:// or a port with STARTTLS (587), "
    "or leave user and password out of SMTP_URL"
)
NO_LOGIN = "login not possible: the server offers neither PLAIN, LOGIN nor CRAM-MD5; check the port in SMTP_URL"
NO_UTF8 = "mailbox refused: the address has letters beyond ASCII and the server does not take those (SMTPUTF8)"


def fault(error: SMTPException | OSError | TimeoutError, *, handed_over: bool) -> Transient | Permanent:
    """Return the failure as the core knows it.

    `handed_over`: the message was on its way, so that without an answer nobody knows whether the server has it.
    """
    if isinstance(error, SMTPResponseException) and error.code >= 400:
        return _answered(error)
    if handed_over:
        return Transient("no answer to the message", refused=False)
    handshake = _handshake(error)
    if handshake:
        return Transient(f"no connection: {handshake}", refused=True)
    if isinstance(error, TimeoutError):
        return Transient("no answer in time", refused=True)
    return Transient("no connection" if isinstance(error, SMTPConnectError) else "connection lost", refused=True)


def _answered(error: SMTPResponseException) -> Transient | Permanent:
    what, cure = next((what, cure) for kind, what, cure in REFUSED if isinstance(error, kind))
    if error.code < 500:
        return Transient(f"{what}: {error.code}", refused=True)
    if error.code == LOGIN_NEEDED:
        return Permanent(f"login needed: {error.code}; put user and password into SMTP_URL")
    return Permanent(f"{what}: {error.code}; {cure}" if cure else f"{what}: {error.code}")


def _handshake(error: BaseException) -> str:
    """Why TLS did not begin, in OpenSSL's words where a certificate is to blame; nothing for other faults."""
    for each in (error, error.__cause__, error.__context__):
        if isinstance(each, ssl.SSLCertVerificationError):
            return f"the mail server's certificate does not hold ({each.verify_message})"
        if isinstance(each, ssl.SSLError):
            return "TLS does not begin there; smtps:// is for port 465, smtp:// for ports with STARTTLS"
    return ""
