"""The lines above a mail's body, written once and never folded again.

The standard library's EmailMessage takes headers apart and folds them anew, and in Python 3.11 and 3.12 that breaks long
quoted names with commas into several recipients, decodes what merely looks encoded, and encodes message ids
(https://github.com/python/cpython/issues/100884, https://github.com/python/cpython/issues/118643). So names and subjects
are encoded here, by RFC 2047, and the lines stay as they are.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from hashlib import sha256
from re import fullmatch

from adapters.mail.address import Mailbox, one_line, reply_to
from bot.letters import Letter

LONGEST_SUBJECT = 200


def head(letter: Letter, *, sender: Mailbox, to: Mailbox, message_id: str, at: datetime) -> bytes:
    """Return the header lines of a letter, CRLF after each; UTF-8 only where an address needs it.

    `at` is now (aware UTC). Mails of one thread name the same root, which need never have been sent itself.
    """
    own, root = identifier(message_id, domain=sender.domain), identifier(letter.thread, domain=sender.domain)
    pairs = [
        ("Date", format_datetime(at)),
        ("From", person(sender)),
        ("To", person(to)),
        *_to_human(letter.contact),
        ("Subject", unstructured(letter.subject[:LONGEST_SUBJECT], name="Subject")),
        ("Message-ID", own),
        *([("In-Reply-To", root), ("References", root)] if root != own else []),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no out-of-office answers, please
    ]
    return "".join(_lines(pairs)).encode()


def identifier(text: str, *, domain: str) -> str:
    """Return a message id in its brackets: `text` itself where it is one, else `<text@domain>` or a digest of it."""
    bare = text.removeprefix("<").removesuffix(">")
    if fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}@[A-Za-z0-9.-]{1,200}", bare):
        return f"<{bare}>"
    if fullmatch(r"[A-Za-z0-9_-]{1,200}", bare):
        return f"<{bare}@{domain}>"
    return f"<{sha256(text.encode(errors='replace')).hexdigest()[:40]}@{domain}>"


def person(who: Mailbox) -> str:
    if not who.name:
        return who.address
    if who.name.isascii() and "=?" not in who.name:
        quoted = who.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{who.address}>' if len(quoted) > 50 else f'"{quoted}" <{who.address}>'
    return f"{_encoded(who.name, name='Reply-To')}\r\n <{who.address}>"


def unstructured(text: str, *, name: str) -> str:
    clean = one_line(text)
    if clean.isascii() and "=?" not in clean:
        return Header(clean, "us-ascii", header_name=name).encode(linesep="\r\n")
    return _encoded(clean, name=name)


def _encoded(text: str, *, name: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


def _to_human(contact: str) -> Iterator[tuple[str, str]]:
    address = reply_to(contact)
    if address:
        yield "Reply-To", address


def _lines(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in pairs:
        yield f"{name}: {value}\r\n"
