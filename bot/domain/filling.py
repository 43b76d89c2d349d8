"""What somebody filled into a scorecard's form, held against what it asks: the answers, what is wrong with them, and where
they say nothing that somebody saw or heard.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.notes import says_nothing
from bot.domain.scorecard import LIMITS, NOT_SEEN, Asks, Entry, Item

WHY = ".why"
"""What follows an item's key in the name of the field that holds the evidence for a rating."""
OBSERVED = frozenset({Asks.RATING, Asks.NOTES})
"""The answers whose words have to say what somebody saw or heard."""


class Flaw(StrEnum):
    """What is wrong with a field: UNKNOWN is a choice that the form does not (or no longer) have."""

    MISSING = "missing"
    NO_EVIDENCE = "no_evidence"
    NO_RATING = "no_rating"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Filled:
    """`flaws` are by field name; where there are none, `entries` are all that was answered, in the form's order.

    `vague` are the entries whose words hold praise or blame only.
    """

    entries: tuple[Entry, ...] = ()
    flaws: Mapping[str, Flaw] = field(default_factory=dict)

    @property
    def vague(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if _is_vague(entry))


def filled(items: Sequence[Item], values: Mapping[str, str]) -> Filled:
    """Return what was answered to these items; `values` are texts by the names of fields, as `fields_of` gives them."""
    entries = [_entry(item, values) for item in items]
    flaws = {name: flaw for entry in entries for name, flaw in _flaws(entry)}
    return Filled(tuple(entry for entry in entries if entry.value or entry.text), flaws)


def fields_of(item: Item) -> tuple[str, ...]:
    """Return the names of the fields that ask for an item: a rating has a second one, for its evidence."""
    return (item.key, item.key + WHY) if item.asks is Asks.RATING else (item.key,)


def _entry(item: Item, values: Mapping[str, str]) -> Entry:
    said = values.get(item.key, "").strip()
    if item.asks is Asks.RATING:
        return Entry(item, said, values.get(item.key + WHY, "").strip())
    return Entry(item, value=said) if item.choices else Entry(item, text=said)


def _flaws(entry: Entry) -> Iterator[tuple[str, Flaw]]:
    item, where = entry.item, fields_of(entry.item)[-1]
    if entry.value and entry.value not in item.choices:
        yield item.key, Flaw.UNKNOWN
    elif item.required and not (entry.value if item.choices else entry.text):
        yield item.key, Flaw.MISSING
    elif item.asks is Asks.RATING and entry.text and not entry.value:
        yield item.key, Flaw.NO_RATING
    if item.asks is Asks.RATING and entry.value not in {"", NOT_SEEN} and not entry.text:
        yield where, Flaw.NO_EVIDENCE
    if len(entry.text) > LIMITS.get(item.asks, 0):
        yield where, Flaw.TOO_LONG


def _is_vague(entry: Entry) -> bool:
    return entry.item.asks in OBSERVED and bool(entry.text) and says_nothing(entry.text)
