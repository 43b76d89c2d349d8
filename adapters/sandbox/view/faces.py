"""Faces: initials in a coloured disc, the same for a person wherever they stand on the page."""

from dataclasses import dataclass
from zlib import crc32

TONES = 8


@dataclass(frozen=True, slots=True)
class Face:
    """`tone` is a number below TONES; the sheets have a colour for each."""

    initials: str
    tone: int


def face(name: str) -> Face:
    """Return the first letters of the first and the last word, or of the only one."""
    words = name.split() or ["?"]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return Face("".join(word[0] for word in ends).upper(), crc32(name.casefold().encode()) % TONES)
