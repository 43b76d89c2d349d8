"""What the statements of an answer come to, weighed against the options on the card and the calendar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from bot.domain.answer_clauses import Says, Statement
from bot.domain.answer_days import Calendar, Day, When, Which, names, windows
from bot.domain.answer_items import Card
from bot.domain.answer_shapes import Ref
from bot.domain.answer_words import Kind
from bot.domain.time import Interval, local_day, merged

Numbers = frozenset[int]
Guess = Numbers | tuple[Interval, ...]  # options that may be meant, or windows

NOTHING: Numbers = frozenset()


@dataclass(frozen=True, slots=True)
class Meaning:
    """Options accepted and refused by name, windows suggested, and bare words of yes and no.

    `guesses` holds what a statement may mean that has no or several readings; with `is_open` there is such a statement.
    """

    accepted: Numbers = NOTHING
    refused: Numbers = NOTHING
    windows: tuple[Interval, ...] = ()
    says_yes: bool = False
    says_no: bool = False
    is_open: bool = False
    guesses: tuple[Guess, ...] = ()

    def __add__(self, other: "Meaning") -> "Meaning":
        return Meaning(
            self.accepted | other.accepted,
            self.refused | other.refused,
            merged(self.windows + other.windows),
            self.says_yes or other.says_yes,
            self.says_no or other.says_no,
            self.is_open or other.is_open,
            self.guesses + other.guesses,
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """What one statement is judged against: the card, the calendar, and what stands beside it in the same answer."""

    card: Card
    calendar: Calendar
    agrees: bool
    refuses: bool
    refuses_times: bool
    contrasts: bool
    prefers: bool


def weighed(statements: Sequence[Statement], *, card: Card, calendar: Calendar) -> Meaning:
    """Return what all statements come to; those that contradict each other in form leave the whole open."""
    refusals = [said for said in statements if said.says == Says.NO]
    scene = Scene(
        card,
        calendar,
        agrees=any(said.says == Says.YES and said.ref is None for said in statements),
        refuses=bool(refusals),
        refuses_times=any(said.ref is not None and said.ref.times for said in refusals),
        contrasts=any(said.is_contrast for said in statements),
        prefers=any(said.says == Says.PREFERS for said in statements),
    )
    return reduce(lambda sum, said: sum + _one(said, scene=scene, before=sum), statements, Meaning())


def _one(said: Statement, *, scene: Scene, before: Meaning) -> Meaning:
    if said.ref is None:
        return Meaning(says_yes=said.says == Says.YES, says_no=said.says == Says.NO, is_open=_is_no_bare_word(said))
    if said.ref.kind == Kind.OTHER:
        numbers = scene.card.all - before.accepted - before.refused
        ref = Ref(Kind.NUMBER, numbers)
        if len(numbers) != 1:
            return Meaning(is_open=True)
    else:
        ref = said.ref
    if said.says == Says.NO:
        return _refused(said, ref, scene=scene)
    meaning = (
        _named(said, ref, scene=scene) if ref.times else _chosen(said, ref.numbers, either=ref.either, scene=scene)
    )
    corrects = scene.prefers or (said.says == Says.NAMES and said.is_contrast and not scene.refuses)
    if corrects and meaning.accepted and before.accepted:
        return replace(meaning, is_open=True)  # "the first works, but I prefer the second", "2, whereas the other"
    return meaning


def _is_no_bare_word(said: Statement) -> bool:
    return said.says == Says.PREFERS or said.is_only


def _refused(said: Statement, ref: Ref, *, scene: Scene) -> Meaning:
    hits = [_hits(when, scene=scene) for when in ref.times]
    named = ref.numbers.union(*hits)
    agree = not (ref.numbers and ref.times) or ref.numbers == named
    if said.is_only or not agree or not named or not all(hits):
        return Meaning(is_open=True)
    return Meaning(refused=named)


def _named(said: Statement, ref: Ref, *, scene: Scene) -> Meaning:
    """Weigh times: they name options, or open windows; where they may do both, or neither for sure, all stays open."""
    hits = [_hits(when, scene=scene) for when in ref.times]
    found = NOTHING.union(*hits)
    if ref.numbers and found != ref.numbers:
        return Meaning(is_open=True, guesses=(ref.numbers,))
    if not found:
        return _suggested(said, ref.times, scene=scene)
    clear = ref.numbers or (all(len(hit) == 1 for hit in hits) and not any(when.is_week for when in ref.times))
    chosen = said.says != Says.NAMES or said.is_choice or scene.agrees or bool(ref.numbers)
    if clear and chosen:
        return _chosen(said, found, either=ref.either, scene=scene)
    return Meaning(is_open=True, guesses=_each(found) if len(found) > 1 else (found,))


def _chosen(said: Statement, numbers: Numbers, *, either: bool, scene: Scene) -> Meaning:
    if either and len(numbers) > 1:
        return Meaning(is_open=True, guesses=_each(numbers))
    contradicted = said.says == Says.NAMES and scene.refuses and not scene.contrasts
    if contradicted or (said.says == Says.NAMES and said.is_offer):
        return Meaning(is_open=True, guesses=(numbers,))
    return Meaning(accepted=numbers, refused=scene.card.all - numbers if said.is_only else NOTHING)


def _suggested(said: Statement, times: tuple[When, ...], *, scene: Scene) -> Meaning:
    opened = [windows(when, calendar=scene.calendar) for when in times]
    if not all(opened):
        return Meaning(is_open=True)
    spans = merged(span for found in opened for span in found)
    wide = any(when.is_wide for when in times)
    held = _inside(spans, scene=scene) if wide else NOTHING
    misread = said.says == Says.YES and not scene.refuses  # "Friday works", and no option is on Friday
    listed = said.says == Says.NAMES and scene.refuses_times and not scene.contrasts  # "can't Tuesday, Friday"
    if held or ((misread or listed) and not wide and not said.is_offer and not said.is_only):
        return Meaning(is_open=True, guesses=(*_each(held), spans))
    if rivals := [rival for when in times for rival in _in_the_week_of_an_option(when, scene=scene)]:
        return Meaning(is_open=True, guesses=(spans, *rivals))
    everything = scene.card.all or frozenset({1})
    return Meaning(windows=spans, refused=everything if said.is_only else NOTHING)


def _in_the_week_of_an_option(when: When, *, scene: Scene) -> Iterator[tuple[Interval, ...]]:
    """Yield what "Tuesday after 2" opens on the Tuesday of an option, where that is not the coming Tuesday."""
    coming = windows(when, calendar=scene.calendar)
    for option in scene.card.options:
        day = local_day(option.start, zone=scene.calendar.zone)
        if when.day in {Day(day.weekday()), Day(day.weekday(), Which.NEXT)}:
            rival = windows(replace(when, day=Day(on=(day.year, day.month, day.day))), calendar=scene.calendar)
            if rival and rival != coming:
                yield rival


def _inside(spans: tuple[Interval, ...], *, scene: Scene) -> Numbers:
    return frozenset(
        number
        for number, option in enumerate(scene.card.options, start=1)
        if any(span.start <= option.start and option.end <= span.end for span in spans)
    )


def _hits(when: When, *, scene: Scene) -> Numbers:
    options = enumerate(scene.card.options, start=1)
    return frozenset(number for number, option in options if names(when, option, calendar=scene.calendar))


def _each(numbers: Numbers) -> tuple[Numbers, ...]:
    return tuple(frozenset({number}) for number in sorted(numbers))
