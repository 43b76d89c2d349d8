"""Mail addresses and one-line texts that cannot break out of a header, an SMTP command or a calendar property.

A name may hold anything a person is called, right-to-left and emoji included; what goes are control characters, line
breaks and the marks that reorder the text around them.
"""

import re
import unicodedata
from dataclasses import dataclass
from email.utils import getaddresses

LONGEST_NAME = 120
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1

# RFC 5321 dot-string, and the same in letters beyond ASCII (RFC 6531); quoted local parts do not occur in the wild.
_ATOM = r"[^\s\x00-\x20\x7f-\xa0\"(),.:;<>@\[\\\]]+"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_ATOM}(?:\.{_ATOM})*)")
_IN_TEXT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_REORDERING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, which may be empty, and an address as it goes over the wire: with an ASCII domain wherever one exists."""

    name: str
    address: str

    @property
    def local(self) -> str:
        return self.address.partition("@")[0]

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2]


def mailbox(address: str, *, name: str = "") -> Mailbox:
    """Return the mailbox; raises ValueError, without the address in its text, for what no mail can go to."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None or address != one_line(address):
        raise ValueError("not a mail address")
    local, domain = found["local"], _ascii_domain(found["domain"])
    if len(local.encode()) > LONGEST_LOCAL_PART or len(f"{local}@{domain}".encode()) > LONGEST_ADDRESS:
        raise ValueError("a mail address of impossible length")
    return Mailbox(one_line(name)[:LONGEST_NAME].strip(), f"{local}@{domain}")


def sender(text: str) -> Mailbox:
    """Return MAIL_FROM as a mailbox: `talent@acme.example` or `Acme Talent <talent@acme.example>`; raises ValueError."""
    try:
        ((name, address),) = getaddresses([text])
        return mailbox(address, name=name)
    except ValueError as error:
        raise ValueError(
            "MAIL_FROM is not a mail address. Write talent@example.com or Acme Talent <talent@example.com>."
        ) from error


def reply_to(contact: str) -> str:
    """Return the address in a contact line, or nothing when there is none or more than one."""
    found = {each.group().strip(".") for each in _IN_TEXT.finditer(contact)}
    return found.pop() if len(found) == 1 else ""


def one_line(text: str) -> str:
    """Return the text on one line: no control characters, no line breaks of any kind, no reordering marks."""
    return " ".join("".join(map(_harmless, text)).split(" ")).strip()


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that may have several, each of them harmless."""
    return tuple(one_line(line) for line in text.splitlines()) or ("",)


def _harmless(char: str) -> str:
    if char in _REORDERING:
        return ""
    match unicodedata.category(char):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case _:
            return char


def _ascii_domain(domain: str) -> str:
    """The domain in ASCII where the standard library's IDNA 2003 is sure; where it would name another one, as it is.

    It folds ß to ss and drops joiners, which are different domains today, so the way back must give the same name.
    """
    try:
        packed = domain.encode("idna").decode()
    except UnicodeError:
        return domain
    return packed if packed.encode().decode("idna") == unicodedata.normalize("NFC", domain.lower()) else domain
