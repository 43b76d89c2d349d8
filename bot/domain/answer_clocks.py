"""Hours as people type them: "2pm", "14.30 Uhr", "halb drei", "after 2", "between 10 and 12", "von 10 bis 12"."""

import re
from collections.abc import Callable

from bot.domain.answer_days import After, At, Before, Between, Clock, Span

Tokens = tuple[str, ...]
Read = tuple[Clock, int] | None  # what was read, and where the rest begins

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            *(
                "one eins ein",
                "two zwei",
                "three drei",
                "four vier",
                "five fuenf",
                "six sechs",
                "seven sieben",
                "eight acht",
            ),
            *("nine neun", "ten zehn", "eleven elf", "twelve zwoelf"),
        ),
        start=1,
    )
    for word in words.split()
}
_AT = {"at", "um", "@", "so um"}
_AFTER = {"after", "ab", "nach", "from", "past"}
_BEFORE = {"before", "vor", "until", "till", "bis", "til"}
_BETWEEN = {"between": {"and", "to", "-", "&"}, "zwischen": {"und", "bis", "-", "&"}}
_TO = {"to", "until", "till", "til", "bis", "-"}
_ONWARDS = (("onwards",), ("onward",), ("on",), ("or", "later"), ("and", "later"), ("oder", "spaeter"), ("an",))
_DIGITAL = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})\.?|([0-9]{1,2})h([0-9]{2})?|([0-9]{1,2})\.?")
_UHR = {"uhr", "h"}


def span_at(tokens: Tokens, i: int, *, loose: bool) -> tuple[Span, int] | None:
    """Return the hours that begin at token `i` and the index behind them; `loose` where bare numbers can only be hours."""
    word = tokens[i] if i < len(tokens) else ""
    if word in {"erst", "only", "nur"} and _word(tokens, i + 1) in _AFTER:
        return span_at(tokens, i + 1, loose=loose)
    if word in _BETWEEN:
        return _pair(tokens, i + 1, joints=_BETWEEN[word])
    if word in {"from", "von"} and (pair := _pair(tokens, i + 1, joints=_TO)):
        return pair
    if word in _AFTER and (pair := _pair(tokens, i + 1, joints=_TO)):
        return pair
    if word in _AFTER:
        return _one(tokens, i + 1, made=After)
    if word in _BEFORE:
        return _one(tokens, i + 1, made=Before)
    if word in _AT:
        return _pair(tokens, i + 1, joints=_TO) or _one(tokens, i + 1, made=At)
    return _bare(tokens, i, loose=loose)


def _bare(tokens: Tokens, i: int, *, loose: bool) -> tuple[Span, int] | None:
    pair = _pair(tokens, i, joints=_TO)
    if pair is not None and (loose or _is_certain(tokens, i, pair[1])):
        return pair
    read = clock_at(tokens, i, bare=False)
    return None if read is None else _or_later(tokens, read)


def _is_certain(tokens: Tokens, i: int, end: int) -> bool:
    """Whether a pair of numbers is surely a pair of hours: one of them has minutes, am, pm or "Uhr"."""
    said = tokens[i:end]
    return any(":" in word or word in {"am", "pm", "uhr", "h", "oclock", "noon", "midday"} for word in said)


def _or_later(tokens: Tokens, read: tuple[Clock, int]) -> tuple[Span, int]:
    said, i = read
    ending = _onwards(tokens, i)
    return (After(said), ending) if ending > i else (At(said), i)


def _one(tokens: Tokens, i: int, *, made: Callable[[Clock], Span]) -> tuple[Span, int] | None:
    read = clock_at(tokens, i, bare=True)
    if read is None:
        return None
    return made(read[0]), _onwards(tokens, read[1])


def _onwards(tokens: Tokens, i: int) -> int:
    for words in _ONWARDS:
        if tokens[i : i + len(words)] == words:
            weekday_follows = words == ("on",) and i + 1 < len(tokens) and tokens[i + 1] not in {",", ".", "!", "?"}
            return i if weekday_follows else i + len(words)
    return i


def _pair(tokens: Tokens, i: int, *, joints: set[str]) -> tuple[Span, int] | None:
    first = clock_at(tokens, i, bare=True)
    if first is None or _word(tokens, first[1]) not in joints:
        return None
    last = clock_at(tokens, first[1] + 1, bare=True)
    return None if last is None else (Between(first[0], last[0]), last[1])


def clock_at(tokens: Tokens, i: int, *, bare: bool) -> Read:
    """Return the time of day at token `i`; a plain number or number word counts only where `bare` ones are hours."""
    word = _word(tokens, i)
    if word in {"noon", "midday"}:
        return Clock(12, 0, "24"), i + 1
    if word == "12" and _word(tokens, i + 1) in {"noon", "midday"}:
        return Clock(12, 0, "24"), i + 2
    return _halves(tokens, i) or _digital(tokens, i, bare=bare)


def _halves(tokens: Tokens, i: int) -> Read:
    """Read "halb drei" (2:30), "half past two", "quarter to three", "viertel nach zwei"."""
    word, then = _word(tokens, i), _word(tokens, i + 1)
    if word == "halb" and (hour := _hour(then)):
        return Clock(hour - 1 or 12, 30), i + 2
    hour = _hour(_word(tokens, i + 2))
    if hour is None or word not in {"half", "quarter", "viertel"}:
        return None
    if then in {"past", "nach"}:
        return Clock(hour, 30 if word == "half" else 15), i + 3
    if then in {"to", "vor"} and word != "half":
        return Clock(hour - 1 or 12, 45), i + 3
    return None


def _hour(word: str) -> int | None:
    if word in _NUMBERS:
        return _NUMBERS[word]
    return int(word) if re.fullmatch(r"[0-9]{1,2}", word) and 1 <= int(word) <= 12 else None


def _digital(tokens: Tokens, i: int, *, bare: bool) -> Read:
    word = _word(tokens, i)
    found = _DIGITAL.fullmatch(word)
    if found is None:
        hour = _NUMBERS.get(word)
        return None if hour is None else _marked(tokens, i, Clock(hour), bare=bare)
    hours, minutes = found[1] or found[3] or found[5], found[2] or found[4] or "0"
    said = Clock(int(hours), int(minutes), "24" if int(hours) == 0 or int(hours) > 12 or hours[0] == "0" else "")
    if said.hour > 23 or said.minute > 59:
        return None
    sure = bare or ":" in word or found[3] is not None or _is_no_date(word)
    return _marked(tokens, i, said, bare=sure)


def _is_no_date(word: str) -> bool:
    """Whether "10.30" can only be a time of day: no month has that number."""
    day, _, month = word.rstrip(".").partition(".")
    return bool(month) and not (1 <= int(month) <= 12 and int(day) > 0)


def _marked(tokens: Tokens, i: int, said: Clock, *, bare: bool) -> Read:
    mark = _word(tokens, i + 1)
    if (
        mark in {"am", "pm"}
        and said.hour <= 12
        and not tokens[i].endswith(".")
        and not _begins_german_day(tokens, i + 1)
    ):
        return Clock(said.hour, said.minute, mark), i + 2
    if mark in _UHR and re.fullmatch(r"[0-5][0-9]", _word(tokens, i + 2)):
        return Clock(said.hour, int(tokens[i + 2]), said.half), i + 3
    if mark in _UHR or mark == "oclock":
        return said, i + 2
    return (said, i + 1) if bare else None


def _begins_german_day(tokens: Tokens, i: int) -> bool:
    """Whether this "am" is the German preposition, as in "um 10 am Dienstag"."""
    return tokens[i] == "am" and bool(re.match(r"\w*(tag|woch|mittag|abend|morgen)|[0-9]+\.", _word(tokens, i + 1)))


def _word(tokens: Tokens, i: int) -> str:
    return tokens[i] if i < len(tokens) else ""
