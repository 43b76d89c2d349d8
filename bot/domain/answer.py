"""What people mean when they answer a prompt in their own words, English or German, so that they need not press buttons.

Nothing is accepted unless every word of the text is understood, the words clearly say so, and exactly one reading
exists. Everything else is Unclear, with what may have been meant, for the caller to show as buttons.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.answer_clauses import Clause, clauses, dangles
from bot.domain.answer_days import Calendar
from bot.domain.answer_items import Card, items
from bot.domain.answer_lengths import length_in
from bot.domain.answer_meaning import Guess, Meaning, Numbers, weighed
from bot.domain.answer_tokens import plain, quotes, tokens
from bot.domain.answer_words import Kind
from bot.domain.time import Interval, local_day

LONGEST = 500  # characters; a longer text is a letter, not an answer
ONE = frozenset({1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What was asked, so that words can be judged.

    `options` are the times on the card, in order; () where one thing is asked that a yes or no answers. `zone` is the
    reader's, `now` aware UTC.
    """

    options: tuple[Interval, ...] = ()
    zone: ZoneInfo
    now: datetime

    @property
    def asked(self) -> Numbers:
        """The numbers of what was asked: 1 alone where there are no options."""
        return frozenset(range(1, len(self.options) + 1)) or ONE


@dataclass(frozen=True, slots=True)
class Accepts:
    """These work, by number from 1 (a yes to a yes/no prompt is a yes to 1); nothing is said about the others."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Refuses:
    """These do not work; nothing is said about the others."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Chooses:
    """Some work and some do not, each by its number."""

    accepted: frozenset[int]
    refused: frozenset[int]


@dataclass(frozen=True, slots=True)
class Suggests:
    """Other times would do: sorted, disjoint windows from now on, aware UTC; `refused` are the options ruled out with it.

    `words` is what was typed, with spaces evened out, for people to read. `length` is how long they say they have in any of
    the windows, where they say so.
    """

    windows: tuple[Interval, ...]
    refused: frozenset[int]
    words: str
    length: timedelta | None = None

    @property
    def longest(self) -> timedelta:
        """Return for how long they would have time at most."""
        widest = max(window.length for window in self.windows)
        return widest if self.length is None else min(self.length, widest)


@dataclass(frozen=True, slots=True)
class Unclear:
    """No reading, or more than one; `guesses` are what may have been meant, none of them Unclear, none to be acted on."""

    guesses: tuple["Reading", ...] = ()


Reading = Accepts | Refuses | Chooses | Suggests | Unclear


def read(text: str, *, prompt: Prompt) -> Reading:
    """Return what the text means as an answer to the prompt; never raises."""
    shaped = plain(text[: LONGEST + 1])
    if len(text) > LONGEST or quotes(shaped):
        return Unclear()
    reading = _read(shaped, text, prompt=prompt)
    told = length_in(shaped) if isinstance(reading, Unclear) else None
    timed = _read(told[1], text, prompt=prompt) if told is not None else None
    return _lasting(timed, told[0]) if told is not None and isinstance(timed, Suggests) else reading


def _lasting(said: Suggests, length: timedelta) -> Suggests:
    """Return a suggestion of so long a time: one that begins at an hour ends with it, a longer stretch stays as it is."""
    point = len(said.windows) == 1 and length < said.windows[0].length <= timedelta(hours=1)
    windows = (Interval(said.windows[0].start, said.windows[0].start + length),) if point else said.windows
    return replace(said, windows=windows, length=length)


def _read(shaped: str, text: str, *, prompt: Prompt) -> Reading:
    card = Card(prompt.options, prompt.zone)
    pieces = items(tokens(shaped), card=card)
    found = clauses(pieces)
    statements = tuple(said for clause in found for said in clause.statements)
    meaning = weighed(statements, card=card, calendar=_calendar(prompt))
    reading = _reading(meaning, prompt=prompt, words=" ".join(text.split()))
    firm = any(said.is_firm for said in statements)
    hindered = _hindrances(found, is_firm=firm) | _marks(shaped, dangling=dangles(pieces))
    return reading if _stands(reading, against=hindered) else _only_guessed(reading)


def _calendar(prompt: Prompt) -> Calendar:
    days = {local_day(option.start, zone=prompt.zone) for option in prompt.options}
    length = prompt.options[0].length if prompt.options else timedelta(hours=1)
    return Calendar(prompt.zone, prompt.now, length, home=days.pop() if len(days) == 1 else None)


def _reading(meaning: Meaning, *, prompt: Prompt, words: str) -> Reading:
    if _conflicts(meaning, asked=prompt.asked):
        return Unclear(_guesses(meaning, prompt=prompt, words=words))
    ruled_out = meaning.refused or (prompt.asked if meaning.says_no else frozenset())
    if meaning.windows:
        return Suggests(meaning.windows, ruled_out, words)
    if meaning.accepted:
        return Chooses(meaning.accepted, ruled_out) if ruled_out else Accepts(meaning.accepted)
    if ruled_out:
        return Refuses(ruled_out)
    return Accepts(prompt.asked) if meaning.says_yes else Unclear()


def _conflicts(meaning: Meaning, *, asked: Numbers) -> bool:
    """Return whether the parts of an answer leave more than one reading.

    A bare yes before what is named ("ok, the first works") goes with an acceptance; "ok, the first doesn't work" and
    "no, the second" may mean either thing. A bare yes to several options says nothing about which.
    """
    accepted, refused, suggests = bool(meaning.accepted), bool(meaning.refused), bool(meaning.windows)
    yes_against = (meaning.says_no or suggests or refused or len(asked) > 1) and not accepted
    return (
        meaning.is_open
        or bool(meaning.accepted & meaning.refused)
        or (accepted and suggests)
        or (meaning.says_yes and (yes_against or meaning.says_no))
        or (meaning.says_no and accepted and not refused)
    )


def _guesses(meaning: Meaning, *, prompt: Prompt, words: str) -> tuple[Reading, ...]:
    """Return every part of an open answer as a reading of its own, in the order of the options."""
    ruled_out = meaning.refused or (prompt.asked if meaning.says_no else frozenset())
    parts: list[Guess] = [*meaning.guesses, meaning.accepted, meaning.windows]
    if meaning.says_yes and not meaning.accepted:
        parts += [prompt.asked, *(frozenset({number}) for number in sorted(prompt.asked))]
    found = [_guess(part, refused=ruled_out, words=words) for part in parts if part]
    if ruled_out and not any(isinstance(guess, Suggests) for guess in found):
        found.append(Refuses(ruled_out))
    return tuple(dict.fromkeys(found))


def _guess(part: Guess, *, refused: Numbers, words: str) -> Reading:
    return Accepts(part) if isinstance(part, frozenset) else Suggests(part, refused, words)


def _marks(shaped: str, *, dangling: bool) -> frozenset[Kind]:
    """Return how the text as a whole is coloured: a question, a text that breaks off, one that trails away."""
    marks = {Kind.ASKS: "?" in shaped, Kind.REGRET: "..." in shaped, Kind.DOUBT: dangling}
    return frozenset(kind for kind, is_there in marks.items() if is_there)


def _hindrances(found: tuple[Clause, ...], *, is_firm: bool) -> frozenset[Kind]:
    """Return what keeps a reading from standing; UNKNOWN is a reason for a firm refusal, DOUBT anything else unread."""
    unread = {
        Kind.UNKNOWN if clause.is_reason and is_firm else Kind.DOUBT for clause in found if not clause.is_understood
    }
    return frozenset(unread).union(*(clause.colours for clause in found))


def _stands(reading: Reading, *, against: frozenset[Kind]) -> bool:
    match reading:
        case Accepts():
            return not against & {Kind.SOFT, Kind.ASKS, Kind.DOUBT, Kind.UNKNOWN, Kind.REGRET}
        case Chooses():
            return not against & {Kind.SOFT, Kind.ASKS, Kind.DOUBT, Kind.UNKNOWN}
        case Refuses():
            return not against & {Kind.SOFT, Kind.ASKS, Kind.DOUBT}
        case Suggests():
            return Kind.DOUBT not in against
        case Unclear():
            return True


def _only_guessed(reading: Reading) -> Reading:
    return reading if isinstance(reading, Unclear) else Unclear((reading,))
