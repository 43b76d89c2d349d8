"""Which role the words of a command mean."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.domain.pipeline import Opening


def fitting(words: str, openings: Sequence[Opening]) -> Sequence[Opening]:
    """Return the openings of exactly this title (or title and client), else those whose title contains every word."""
    said = words.casefold()
    exact = [each for each in openings if said in {each.title.casefold(), _full(each)}]
    return exact or [each for each in openings if all(part in _full(each) for part in said.split())]


def close(words: str, openings: Sequence[Opening]) -> Sequence[Opening]:
    """Return the openings whose titles are spelt much like the words, the closest first."""
    titles = {each.title.casefold() for each in openings}
    near = get_close_matches(words.casefold(), sorted(titles), n=3, cutoff=0.6)
    return [each for title in near for each in openings if each.title.casefold() == title]


def _full(opening: Opening) -> str:
    return (f"{opening.title} ({opening.client})" if opening.client else opening.title).casefold()
