"""The shapes that a clause may have: verbs and the options or times they speak of, negations folded into their verbs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.answer_days import When
from bot.domain.answer_items import Item
from bot.domain.answer_words import AGREEING, REFUSING, SAYING, Kind

# What may stand before what it speaks of.
_FORWARDS = {Kind.YES, Kind.TAKES, Kind.PREFERS, Kind.NO_TO, Kind.NOT, Kind.FAILS}
_VERBS = {Kind.WORKS, Kind.TAKES}
_JOINTS = {Kind.AND, Kind.OR, Kind.NOR}


class Unshapely(Exception):
    """The clause has no shape that this grammar knows; caught where clauses are read."""


@dataclass(frozen=True, slots=True)
class Ref:
    """What a statement speaks of: options by number, times, or "the other"; `either` when joined by "or"."""

    kind: Kind
    numbers: frozenset[int] = frozenset()
    times: tuple[When, ...] = ()
    either: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """How a statement speaks: one of AGREEING, REFUSING or ECHO."""

    kind: Kind
    words: str = ""


Part = Ref | Verb


def parts(items: Sequence[Item]) -> list[Part]:
    """Return a clause as verbs and what they speak of, in the simplest order; raises Unshapely for anything else."""
    return _folded(_negated_around(_without_neither(_referring(items))))


def pairs(row: Sequence[Part]) -> list[tuple[Verb | None, Ref | None]]:
    """Return the statements of a clause: a verb, a reference, or pairs of both, after an interjection perhaps."""
    match row:
        case [Verb(kind=Kind.NOT | Kind.ECHO | Kind.NO_TO)]:
            raise Unshapely
        case [Verb() as verb]:
            return [(verb, None)]
        case [Ref() as ref]:
            return [(None, ref)]
        case [Verb(kind=Kind.YES | Kind.NO) as verb, *rest] if len(rest) % 2 == 0:
            return [(verb, None), *pairs(rest)]
    if len(row) % 2 or not row:
        raise Unshapely
    return [_pair(first, second) for first, second in zip(row[::2], row[1::2], strict=True)]


def _pair(first: Part, second: Part) -> tuple[Verb, Ref]:
    match first, second:
        case Ref(), Verb(kind=Kind.ECHO):
            return Verb(Kind.WORKS), first
        case Ref(kind=Kind.ANY), Verb() if second.kind in REFUSING:
            raise Unshapely  # "either doesn't work": one of them, or none?
        case Ref(), Verb() if second.kind != Kind.NO_TO:
            return second, first
        case Verb(), Ref(kind=Kind.BOTH) if first.kind in REFUSING - {Kind.NO_TO}:
            raise Unshapely  # "can't do both": one of them, or none?
        case Verb(), Ref() if first.kind in _FORWARDS:
            return first, second
        case _:
            raise Unshapely


def _referring(items: Sequence[Item]) -> list[Part | Kind]:
    """Return the items with neighbouring references made one: "1 and 2", "the second on Tuesday", "both 1 and 2"."""
    row: list[Part | Kind] = []
    for item in items:
        if item.kind in _JOINTS:
            row.append(item.kind)
        elif item.kind in SAYING:
            row.append(Verb(item.kind, item.words))
        else:
            _add(row, _ref(item))
    return row


def _add(row: list[Part | Kind], ref: Ref) -> None:
    """Append a reference, or join it to the one before."""
    if ref.kind == Kind.NEITHER and any(isinstance(part, Ref) for part in row):
        raise Unshapely  # "Tuesday none"
    match row:
        case [Ref(kind=Kind.NEITHER), Ref() as before, Kind.NOR]:
            row[-2:] = [_joined(before, ref, joint=Kind.NOR)]
        case [*_, Ref() as before, Kind.AND | Kind.OR as joint] if before.kind != Kind.NEITHER:
            row[-2:] = [_joined(before, ref, joint=joint)]
        case [*_, Kind()]:
            raise Unshapely
        case [*_, Ref(kind=Kind.NEITHER)]:
            row.append(ref)
        case [*_, Ref() as before]:
            row[-1] = _agreed(before, ref)
        case _:
            row.append(ref)


def _ref(item: Item) -> Ref:
    if item.times is not None:
        return Ref(item.kind, times=item.times.whens, either=item.times.either)
    return Ref(item.kind, item.numbers)


def _joined(first: Ref, second: Ref, *, joint: Kind) -> Ref:
    if bool(first.numbers) != bool(second.numbers) or Kind.OTHER in {first.kind, second.kind}:
        raise Unshapely  # "the first and Thursday"
    either = first.either or second.either or joint == Kind.OR
    return Ref(Kind.NUMBER, first.numbers | second.numbers, first.times + second.times, either)


def _agreed(first: Ref, second: Ref) -> Ref:
    """Return two names of the same thing, unjoined: "the second, Tuesday", "both 1 and 2"."""
    if Kind.OTHER in {first.kind, second.kind} or (first.times and second.times):
        raise Unshapely
    if first.numbers and second.numbers and first.numbers != second.numbers:
        raise Unshapely
    kind = Kind.NUMBER if first.kind != second.kind else first.kind
    return Ref(kind, first.numbers | second.numbers, first.times + second.times, first.either or second.either)


def _without_neither(row: list[Part | Kind]) -> list[Part]:
    """Return "neither (works)", "none of 1 and 2", "I can do neither" as a refusal of what they name."""
    plain = [part for part in row if not isinstance(part, Kind)]
    if len(plain) != len(row):
        raise Unshapely  # a joint that joins nothing
    for k, part in enumerate(plain):
        if isinstance(part, Ref) and part.kind == Kind.NEITHER:
            match plain[k + 1 :]:
                case [Ref() as named, *after]:
                    return _refused(plain[:k], replace(named, kind=Kind.NUMBER, either=False), after)
                case after:
                    return _refused(plain[:k], replace(part, kind=Kind.NUMBER), after)
    return plain


def _refused(before: list[Part], named: Ref, after: list[Part]) -> list[Part]:
    match before, after:
        case ([] | [Verb(kind=Kind.NO)], [] | [Verb(kind=Kind.WORKS | Kind.TAKES | Kind.YES)]):
            return [named, Verb(Kind.FAILS)]
        case [Verb(kind=Kind.TAKES | Kind.WORKS)], []:
            return [named, Verb(Kind.FAILS)]
        case _:
            raise Unshapely


def _negated_around(row: list[Part]) -> list[Part]:
    """Return the German "mir passt der erste nicht" and "kann beide nicht" as "der erste: geht nicht"."""
    match row:
        case [*before, Verb(kind=Kind.WORKS | Kind.TAKES), Ref() as ref, Verb(kind=Kind.NOT)]:
            return [*before, ref, Verb(Kind.FAILS)]
        case _:
            return row


def _folded(row: list[Part]) -> list[Part]:
    """Return the row with verbs that stand together made one: "doesn't" + "work", "passt" + "nicht", "yes" + "works"."""
    folded: list[Part] = []
    for part in row:
        if folded and isinstance(part, Verb) and isinstance(before := folded[-1], Verb):
            folded[-1] = _one_verb(before, part)
        else:
            folded.append(part)
    return folded


def _one_verb(first: Verb, second: Verb) -> Verb:
    if {first.kind, second.kind} & _VERBS and Kind.NOT in {first.kind, second.kind}:
        return Verb(Kind.FAILS)
    if first.kind in _VERBS and second.kind == Kind.FAILS and second.words.startswith(("not ", "nicht ")):
        return second
    if first.kind in REFUSING and Kind.NOT in {first.kind, second.kind} and first.kind != Kind.NO:
        raise Unshapely  # two negations
    if first.kind in AGREEING and second.kind in AGREEING:
        return first if first.kind == Kind.WORKS else second
    if first.kind in REFUSING and second.kind in REFUSING:
        return second
    raise Unshapely  # "yes no"
