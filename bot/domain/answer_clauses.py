"""An answer cut into clauses, and each clause into what it says about which options or times.

A clause is one statement ("yes", "the second", "Tuesday doesn't work", "no to 1") or several in pairs ("1 yes 2 no").
Anything of another shape is not understood, and says so: nothing is guessed into place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.answer_items import Item
from bot.domain.answer_shapes import Ref, Unshapely, Verb, pairs, parts
from bot.domain.answer_words import POINTING, REFUSING, SAYING, Kind

_FILLING = {Kind.FILLER, Kind.COURTESY}
_DIVIDING = {Kind.BREAK, Kind.BUT, Kind.BECAUSE}
# What says how a clause is meant, wherever it stands in the clause.
_COLOURS = {
    *{Kind.ONLY, Kind.PICKS, Kind.OPTION, Kind.INSTEAD, Kind.ANYTIME},
    *{Kind.SOFT, Kind.ASKS, Kind.DOUBT, Kind.REGRET, Kind.IS},
}
_IN_REASONS = {Kind.UNKNOWN, Kind.REGRET, Kind.NOT, Kind.NO, Kind.IS, Kind.ECHO, Kind.AND, Kind.ONLY}
_DANGLING = {Kind.BUT, Kind.AND, Kind.OR, Kind.NOR, Kind.BECAUSE}


class Says(StrEnum):
    """What a statement does with what it names."""

    YES = "yes"
    NO = "no"
    NAMES = "names"  # no verb at all: "the second", "Thu after 2"
    PREFERS = "prefers"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said; `ref` is None for a bare yes or no."""

    says: Says
    ref: Ref | None
    is_firm: bool = False  # "can't", not a mere "no": a reason may follow
    is_only: bool = False
    is_choice: bool = False  # "the 10:30 one", "Tuesday please"
    is_offer: bool = False  # "how about", "instead", "better"
    is_contrast: bool = False  # stands behind "but", or begins with "not"


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two divisions, and what was understood of it."""

    statements: tuple[Statement, ...] = ()
    colours: frozenset[Kind] = frozenset()
    is_understood: bool = True
    is_reason: bool = False  # not understood, and nothing in it that could matter: "I'm at the dentist"


def clauses(items: Sequence[Item]) -> tuple[Clause, ...]:
    """Return the clauses of an answer; one that is not understood has no statements."""
    return tuple(_clause(piece, opened_by=opener) for opener, piece in _divided(items))


def dangles(items: Sequence[Item]) -> bool:
    """Return whether the text breaks off: "I'd love to, but", "yes and …"."""
    said = [item.kind for item in items if item.kind not in {Kind.BREAK, Kind.DASH, Kind.REGRET, *_FILLING}]
    return bool(said) and said[-1] in _DANGLING


def _divided(items: Sequence[Item]) -> Iterator[tuple[Kind, tuple[Item, ...]]]:
    """Yield (what opened it, items) for each clause that is not empty."""
    opener, piece = Kind.BREAK, list[Item]()
    row = [item for item in items if item.kind not in _FILLING]
    for k, item in enumerate(row):
        if not _divides(item, piece, rest=row[k + 1 :]):
            piece.extend(_kept(item, piece, rest=row[k + 1 :]))
            continue
        if piece:
            yield opener, tuple(piece)
            opener, piece = item.kind, []
        elif item.kind not in {Kind.BREAK, Kind.AND}:
            opener = item.kind
    if piece:
        yield opener, tuple(piece)


def _divides(item: Item, before: Sequence[Item], *, rest: Sequence[Item]) -> bool:
    previous, following = _spoken(reversed(before)), _spoken(rest)
    match item.kind:
        case Kind.BUT:
            return not _is_german_not_at_the_end(previous, rest)
        case Kind.AND:
            return not (previous in POINTING and following in POINTING)
        case Kind.DASH:
            joins = previous in POINTING and following in SAYING and not any(i.kind in SAYING for i in before)
            return not joins and not (previous in POINTING and following in POINTING)
        case _:
            return item.kind in _DIVIDING


def _kept(item: Item, before: Sequence[Item], *, rest: Sequence[Item]) -> tuple[Item, ...]:
    """Return what a clause keeps of an item: nothing of marks that join; a loose "or" leaves everything open."""
    previous, following = _spoken(reversed(before)), _spoken(rest)
    if item.kind == Kind.BUT or (item.kind == Kind.DASH and following in SAYING):
        return ()
    if item.kind == Kind.DASH or (item.kind == Kind.OR and not (previous in POINTING and following in POINTING)):
        return (Item(Kind.UNKNOWN, item.words),)
    return (item,)


def _spoken(items: Iterator[Item] | Sequence[Item]) -> Kind | None:
    return next((item.kind for item in items if item.kind not in _COLOURS), None)


def _is_german_not_at_the_end(previous: Kind | None, rest: Sequence[Item]) -> bool:
    """Whether this is the "aber" of "kann aber leider nicht"."""
    kinds = [item.kind for item in rest if item.kind != Kind.REGRET]
    ends = len(kinds) == 1 or (len(kinds) > 1 and kinds[1] in _DIVIDING)
    return previous in {Kind.TAKES, Kind.WORKS} and kinds[:1] == [Kind.NOT] and ends


def _clause(items: tuple[Item, ...], *, opened_by: Kind) -> Clause:
    colours = frozenset(_colours(items))
    if opened_by == Kind.BECAUSE:
        return Clause(colours=colours & {Kind.DOUBT}, is_understood=False, is_reason=Kind.DOUBT not in colours)
    try:
        statements = tuple(_statements(items, colours=colours, opened_by=opened_by))
    except Unshapely:
        reason = all(item.kind in _IN_REASONS for item in items)
        return Clause(colours=colours, is_understood=False, is_reason=reason)
    return Clause(statements, colours)


def _colours(items: Sequence[Item]) -> Iterator[Kind]:
    """Yield how the clause is meant; a verb in front of what it speaks of makes it a question."""
    kinds = [
        item.kind for item in items if item.kind not in {Kind.PICKS, Kind.OPTION, Kind.ONLY, Kind.SOFT, Kind.REGRET}
    ]
    yield from (item.kind for item in items if item.kind in _COLOURS)
    if len(kinds) > 1 and kinds[0] in {Kind.IS, Kind.WORKS, Kind.ECHO} and kinds[1] in POINTING - {Kind.NEITHER}:
        yield Kind.ASKS


def _statements(items: Sequence[Item], *, colours: frozenset[Kind], opened_by: Kind) -> Iterator[Statement]:
    spoken = [item for item in items if item.kind not in _COLOURS]
    if _is_beyond_us(items, spoken, colours=colours):
        raise Unshapely
    if not spoken:
        return
    row = parts(_in_order(spoken, colours=colours))
    said = pairs(row)
    named = [part for part in row if isinstance(part, Ref)]
    if Kind.ONLY in colours and (len(named) != 1 or named[0].kind == Kind.ANY):
        raise Unshapely  # "can only do either"
    for verb, ref in said:
        yield Statement(
            _says(verb),
            ref,
            is_firm=verb is not None and verb.kind == Kind.FAILS,
            is_only=Kind.ONLY in colours,
            is_choice=bool({Kind.PICKS, Kind.OPTION} & colours),
            is_offer=bool({Kind.INSTEAD, Kind.ASKS} & colours),
            is_contrast=opened_by == Kind.BUT or (verb is not None and verb.kind in {Kind.NOT, Kind.NO_TO}),
        )


def _is_beyond_us(items: Sequence[Item], spoken: Sequence[Item], *, colours: frozenset[Kind]) -> bool:
    """Whether a word is unknown, or known words stand as in "can't be better" and "any time works"."""
    kinds = {item.kind for item in spoken}
    behind_a_verb = any(
        item.kind == Kind.IS and before.kind in SAYING - {Kind.PREFERS} for before, item in pairwise(items)
    )
    broken_off = items[-1].kind == Kind.IS  # "the first is"
    nothing_better = Kind.INSTEAD in colours and bool(kinds & SAYING) and not kinds & POINTING
    at_any_time = Kind.ANYTIME in colours and Kind.TIME not in kinds
    return bool(kinds & {Kind.UNKNOWN, Kind.MISSING}) or behind_a_verb or broken_off or nothing_better or at_any_time


def _in_order(items: Sequence[Item], *, colours: frozenset[Kind]) -> Sequence[Item]:
    """Return a question as the statement it asks about: "passt der erste" as "der erste passt"."""
    verb, *rest = items
    if Kind.ASKS in colours and rest and verb.kind == Kind.WORKS:
        return [*rest, verb]
    if Kind.ASKS in colours and rest and verb.kind == Kind.ECHO:
        return rest
    if verb.kind == Kind.NOT and not rest and Kind.REGRET in colours:
        return [Item(Kind.FAILS, verb.words)]
    return items


def _says(verb: Verb | None) -> Says:
    if verb is None:
        return Says.NAMES
    if verb.kind in REFUSING:
        return Says.NO
    return Says.PREFERS if verb.kind == Kind.PREFERS else Says.YES
