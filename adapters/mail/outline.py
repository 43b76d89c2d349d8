"""A letter with its links signed and its times put into words, once, so that text and HTML say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import fullmatch
from typing import Literal

from adapters.mail.address import one_line
from adapters.mail.when import spoken
from bot.cards import Block, Bold, Buttons, Facts, Fine, Link, Para, Plain, Signed, Span, When
from bot.domain.token import Claim, Purpose
from bot.letters import Letter
from bot.ports import Links

SAFE = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `weight` is how it is drawn, `url` where it leads, if anywhere. A line break is a piece "\\n".

    A "comma" parts a time from its zone; where there is room for two lines it may become a line break.
    """

    text: str
    weight: Literal["plain", "bold", "hours", "comma", "quiet"] = "plain"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the mail: pieces for para, fine and button (one, with its url), rows for facts."""

    kind: Literal["para", "fine", "facts", "button"]
    pieces: tuple[Piece, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def times(self) -> bool:
        """Whether these facts tell a time, and so are what the mail is about."""
        return any(piece.weight == "hours" for row in self.rows for piece in row.pieces)


def outline(letter: Letter, *, links: Links, locale: str) -> tuple[Part, ...]:
    """Return the parts in reading order; the button follows what it is about: the last facts, or the last paragraph."""
    speaker = _Speaker(letter.zone, links, locale)
    parts = [part for block in letter.blocks for part in speaker.part(block)]
    if letter.button is not None:
        parts.insert(_place(parts), speaker.button(letter.button))
    return tuple(parts)


def _place(parts: list[Part]) -> int:
    for kind in ("facts", "para"):
        places = [index for index, part in enumerate(parts) if part.kind == kind]
        if places:
            return places[-1] + 1
    return 0


@dataclass(frozen=True, slots=True)
class _Speaker:
    zone: str
    links: Links
    locale: str

    def part(self, block: Block) -> Iterator[Part]:
        match block:
            case Para(spans):
                yield Part("para", tuple(self.pieces(spans)))
            case Fine(spans):
                yield Part("fine", tuple(self.pieces(spans)))
            case Facts(rows):
                yield Part(
                    "facts", rows=tuple(Row(one_line(label), tuple(self.pieces(spans))) for label, spans in rows)
                )
            case Buttons():
                return  # presses belong to chat; a mail leads to the page, by its one button

    def button(self, button: Signed) -> Part:
        """Loud where something is asked of the reader, quiet where a booking merely may be changed."""
        quiet = isinstance(button.claim, Claim) and button.claim.purpose is Purpose.MANAGE
        weight: Literal["bold", "quiet"] = "quiet" if quiet else "bold"
        return Part("button", (Piece(one_line(button.text), weight, self.links.url(button.claim)),))

    def pieces(self, spans: tuple[Span, ...]) -> Iterator[Piece]:
        for span in spans:
            match span:
                case Plain(text) if fullmatch(r"https?://\S+", text):  # a room to meet in, say
                    yield Piece(one_line(text), url=one_line(text))
                case Plain(text):
                    yield from _lines(text, "plain")
                case Bold(text):
                    yield from _lines(text, "bold")
                case When():
                    words = spoken(span, zone=self.zone, locale=self.locale)
                    yield from (Piece(f"{words.day}, ", "bold"), Piece(words.hours, "hours"))
                    yield from (Piece(", ", "comma"), Piece(words.zone, "quiet"))
                case Link(text, url):
                    yield Piece(one_line(text), url=one_line(url) if url.startswith(SAFE) else "")
                case Signed(text, claim):
                    yield Piece(one_line(text), url=self.links.url(claim))


def _lines(text: str, weight: Literal["plain", "bold"]) -> Iterator[Piece]:
    """Inner and outer spaces stay: they keep words of neighbouring spans apart."""
    for index, line in enumerate(text.splitlines() or [""]):
        if index:
            yield Piece("\n")
        body = one_line(line)
        before = " " if body and line[:1].isspace() else ""
        after = " " if line[-1:].isspace() else ""
        yield Piece(f"{before}{body}{after}", weight)
