"""A candidate's name in an answer: "yes to Ada" is a yes about Ada, once her name is taken out of it."""

import re
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.answer_items import Card, items
from bot.domain.answer_tokens import plain, tokens
from bot.domain.answer_words import Kind

_ABOUT = r"(?:\b(?:to|for|with|about|of|on|regarding|zu|fuer|mit|bei|wegen|von)\s+)?"
_CARD = Card((), ZoneInfo("UTC"))
SHORTEST = 2


def without_name(text: str, name: str) -> str | None:
    """Return the words without the name, whole or in part, and the preposition before it; None where it is not in them.

    A part that means something in an answer, such as Will or April, is no name by itself.
    """
    shaped = plain(text)
    whole = " ".join(plain(name).split())
    parts = [part for part in whole.split() if len(part) >= SHORTEST and is_free(part)]
    for said in (whole, *(" ".join(pair) for pair in pairwise(whole.split())), *parts):
        if not said:
            continue
        found = re.search(rf"{_ABOUT}\b{re.escape(said)}(?:s|'s)?\b[.,]?", shaped)
        if found is not None:
            return f"{shaped[: found.start()]} {shaped[found.end() :]}".strip(" ,")
    return None


def is_free(part: str) -> bool:
    """Return whether a word has no meaning of its own, by itself or as a part of a date."""
    kinds = {item.kind for words in (part, f"{part} 4", f"4 {part}") for item in items(tokens(words), card=_CARD)}
    return Kind.UNKNOWN in kinds and Kind.TIME not in kinds
