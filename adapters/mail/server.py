"""Which mail server to hand mail to, and how: SMTP_URL, read once and refused with a sentence that helps."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

FORMS = (
    "Write smtp://user:password@mail.example.com:587 (STARTTLS), smtps://user:password@mail.example.com:465 (TLS), "
    "or smtp://127.0.0.1:1025 for a server on this machine."
)
ENCODE = "In user and password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25."
PORTS = {"smtps": 465, "smtp": 587}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes. `tls` is TLS from the first byte; otherwise STARTTLS is used wherever the server offers it."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, where nobody listens in between."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def server(url: str) -> Server:
    """Return what SMTP_URL says; raises ValueError saying what would be right, and never repeating what was written.

    The port may be left out: 465 for smtps, 587 for smtp.
    """
    parts, port = _parts(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"SMTP_URL does not name a mail server. {FORMS}")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(f"SMTP_URL goes on after the port. {FORMS} {ENCODE}")
    if (parts.username is None) != (parts.password is None) or parts.username == "":
        raise ValueError(f"SMTP_URL has a user without a password, or a password without a user. {FORMS} {ENCODE}")
    return Server(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=_decoded(parts.username or ""),
        password=_decoded(parts.password or ""),
    )


def _parts(url: str) -> tuple[SplitResult, int | None]:
    """What the standard library complains of quotes the URL, so its complaint goes no further."""
    try:
        parts = urlsplit(url.strip())
        return parts, parts.port
    except ValueError:
        raise ValueError(f"SMTP_URL does not read. {FORMS} {ENCODE}") from None


def _decoded(text: str) -> str:
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"SMTP_URL holds a user or password that is not UTF-8 behind its % signs. {ENCODE}") from None
    if not plain.isprintable():
        raise ValueError("SMTP_URL holds a user or password with a control character.")
    return plain
