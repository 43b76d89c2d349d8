"""A typed text as a row of items: what each phrase does, which option each number means, which times were named."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.answer_clocks import Tokens
from bot.domain.answer_times import Times, times_at
from bot.domain.answer_words import LONGEST, PHRASES, SAYING, Kind
from bot.domain.time import Interval, clock, local_day

_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first 1st former erste ersten erster erstes ersterer ersteres ersteren",
            "second 2nd zweite zweiten zweiter zweites",
            "third 3rd dritte dritten dritter drittes",
            "fourth 4th vierte vierten vierter viertes",
        ),
        start=1,
    )
    for word in words.split()
}
_SPOKEN = {"one": 1, "two": 2, "three": 3, "four": 4, "eins": 1, "zwei": 2, "drei": 3, "vier": 4}
_SPOKEN_AFTER = {"die", "nr", "nummer", "option", "number", "slot", "termin", "vorschlag", "#"}
_FIGURE = re.compile(r"([0-9]{1,4})(\.|ter|ten|te)?")
_NOUNS = {"time", "date", "day", "slot", "option", "termin", "tag", "vorschlag"}
_PLURALS = {
    *("times", "dates", "days", "slots", "options", "termine", "terminen", "tage", "tagen", "zeiten"),
    *("optionen", "vorschlaege", "vorschlaegen"),
}
_ENDS = {",", ";", ".", "!", "?", "\n", "..."}
_RANKS = {Kind.OTHER, Kind.EARLIER, Kind.LATER, Kind.LAST, Kind.LATTER}
_SETS = {Kind.BOTH, Kind.ANY, Kind.NEITHER}
_COUNTED = _SETS | _RANKS
_POINTERS = {Kind.NUMBER, Kind.TIME, *_RANKS}


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of an answer: what it does, as typed, the options it names (1-based) or the times it names."""

    kind: Kind
    words: str = ""
    numbers: frozenset[int] = frozenset()
    times: Times | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The options as the reader sees them: numbered from 1, at wall-clock times of `zone`."""

    options: tuple[Interval, ...]
    zone: ZoneInfo

    @property
    def all(self) -> frozenset[int]:
        return frozenset(range(1, len(self.options) + 1))


Pieces = tuple[tuple[Item, ...], int]  # what was read, and the index behind it


def items(tokens: Tokens, *, card: Card) -> tuple[Item, ...]:
    """Return the pieces of a text in order; what the vocabulary does not know is UNKNOWN, never left out."""
    read: list[Item] = []
    i = 0
    while i < len(tokens):
        pieces, i = (
            _phrase(tokens, i, card=card, shortest=2)
            or _times(tokens, i)
            or _number(tokens, i, card=card)
            or _by_its_neighbours(tokens, i, read=read)
            or _phrase(tokens, i, card=card, shortest=1)
            or ((Item(Kind.UNKNOWN, tokens[i]),), i + 1)
        )
        read.extend(pieces)
    return _without_greeted(read)


def _without_greeted(read: list[Item]) -> tuple[Item, ...]:
    """Leave it open whether "thanks, both" or "hi, either" speaks of options, where no verb follows."""
    kinds = [item.kind for item in read]
    for k, kind in enumerate(kinds):
        if kind in {Kind.BOTH, Kind.ANY} and Kind.COURTESY in kinds[:k] and not SAYING & set(kinds[k + 1 :]):
            return (*read[:k], Item(Kind.SOFT), *read[k:])
    return tuple(read)


def _phrase(tokens: Tokens, i: int, *, card: Card, shortest: int) -> Pieces | None:
    for length in range(min(LONGEST, len(tokens) - i), shortest - 1, -1):
        said = tokens[i : i + length]
        if said in PHRASES:
            return tuple(_item(kind, " ".join(said), card=card) for kind in PHRASES[said]), i + length
    return None


def _item(kind: Kind, words: str, *, card: Card) -> Item:
    if kind not in _COUNTED:
        return Item(kind, words)
    if len(card.options) < 2 and (kind != Kind.NEITHER or not card.options):
        return Item(Kind.MISSING, words)
    match kind:
        case Kind.LAST:
            return Item(Kind.NUMBER, words, frozenset({len(card.options)}))
        case Kind.EARLIER:
            return Item(Kind.NUMBER, words, frozenset({card.options.index(min(card.options)) + 1}))
        case Kind.LATER:
            return Item(Kind.NUMBER, words, frozenset({card.options.index(max(card.options)) + 1}))
        case Kind.LATTER if len(card.options) == 2:
            return Item(Kind.NUMBER, words, frozenset({2}))
        case Kind.OTHER if len(card.options) == 2:
            return Item(Kind.OTHER, words)
        case Kind.BOTH | Kind.ANY | Kind.NEITHER:
            return Item(kind, words, card.all)
        case _:
            return Item(Kind.MISSING, words)


def _times(tokens: Tokens, i: int) -> Pieces | None:
    found = times_at(tokens, i)
    if found is None:
        return None
    return (Item(Kind.TIME, " ".join(tokens[i : found[1]]), times=found[0]),), found[1]


def _by_its_neighbours(tokens: Tokens, i: int, *, read: list[Item]) -> Pieces | None:
    """Read what means something only where it stands: the "one" of "the second one", the "slots" of "both slots", the "vor"
    that ends "ich schlage … vor", and question marks."""
    said, before = tokens[i], next((item.kind for item in reversed(read) if item.kind != Kind.FILLER), None)
    kind = None
    if said == "one" and before in _POINTERS:
        kind = Kind.PICKS
    elif said == "?":
        kind = Kind.BREAK
    elif (
        (said == "vor" and (i + 1 == len(tokens) or tokens[i + 1] in _ENDS))
        or (said in _PLURALS and before in _SETS)
        or (said in _NOUNS - _SPOKEN_AFTER and before in _POINTERS)
    ):
        kind = Kind.FILLER
    return None if kind is None else ((Item(kind, said),), i + 1)


def _number(tokens: Tokens, i: int, *, card: Card) -> Pieces | None:
    """Read the number of an option; where the same words could be the time or date of another one, it is SOFT."""
    word, led = tokens[i], i > 0 and tokens[i - 1] in _SPOKEN_AFTER
    figure = _FIGURE.fullmatch(word)
    if figure:
        number = int(figure[1])
    elif word in _ORDINALS:
        number = _ORDINALS[word]
    elif word in _SPOKEN and (led or word == "eins"):
        number = _SPOKEN[word]
    else:
        return None
    counts = figure is not None and not led and i + 1 < len(tokens) and tokens[i + 1] in _NOUNS | _PLURALS  # "2 slots"
    if number not in card.all or counts:
        return (Item(Kind.MISSING, word),), i + 1
    said = Item(Kind.NUMBER, word, frozenset({number}))
    could_be = {_day_of_month} if figure is None or figure[2] else set()
    if figure and figure[2] in {None, "."} and not led:
        could_be.add(_hour)
    others = card.options[: number - 1] + card.options[number:]
    if any(number in reading(other, zone=card.zone) for other in others for reading in could_be):
        return (Item(Kind.SOFT, word), said), i + 1
    return (said,), i + 1


def _day_of_month(option: Interval, *, zone: ZoneInfo) -> set[int]:
    return {local_day(option.start, zone=zone).day}


def _hour(option: Interval, *, zone: ZoneInfo) -> set[int]:
    start = clock(option.start, zone=zone)
    return {start.hour, start.hour - 12} if start.minute == 0 else set()
