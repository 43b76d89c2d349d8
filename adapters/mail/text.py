"""The plain text of a letter: what a terminal, a screen reader and a watch show.

Lines are format=flowed (RFC 3676): at most 72 wide, and ending in a space where a reader may join them again.
"""

import textwrap
from collections.abc import Iterable, Iterator

from adapters.mail.address import one_line, reply_to
from adapters.mail.outline import Part, Piece

WIDTH = 71
ASK = "Rather talk to a person?"


def contact_line(contact: str) -> str:
    """Return the line about a human: an invitation to write where the contact has an address, else the words given."""
    clean = one_line(contact)
    return f"{ASK} {clean}" if reply_to(clean) else clean


def plain(parts: Iterable[Part], *, contact: str, brand: str) -> str:
    """Return the text, newline-separated, ending in a newline."""
    blocks = [block for part in parts for block in _drawn(part)]
    if contact:
        blocks.append(_flowed(contact_line(contact)))
    if brand:
        blocks.append("\n".join(("-- ", _flowed(brand))))
    return "\n\n".join(blocks) + "\n"


def _drawn(part: Part) -> Iterator[str]:
    match part.kind:
        case "facts":
            rows = [_paragraph((Piece(f"{row.label}: "), *row.pieces)) for row in part.rows]
            yield ("\n\n" if any("\n" in row for row in rows) else "\n").join(rows)
        case "button":
            yield "\n".join(line for piece in part.pieces for line in (_flowed(f"{piece.text}:"), piece.url))
        case _:
            yield _paragraph(part.pieces)


def _paragraph(pieces: Iterable[Piece]) -> str:
    """The words, wrapped, and then the addresses of its links, each on a line of its own so that no wrapping breaks it."""
    pieces = tuple(pieces)
    words = "".join(piece.text for piece in pieces if piece.text != piece.url)
    urls = [piece.url for piece in pieces if piece.url]
    return "\n".join([*(_flowed(line) for line in words.splitlines()), *urls])


def _flowed(line: str) -> str:
    wrapped = textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    return " \n".join(_stuffed(each) for each in wrapped)


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((">", "From ", " ")) else line
