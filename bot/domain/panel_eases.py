"""What could give way when a panel has too little to offer: each change as a value, and what it would bring.

Notice is never shortened: it is a promise to the candidate and the interviewers. Nor does a required seat stay empty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.domain.ids import PersonId
from bot.domain.panel import Member, Question
from bot.domain.panel_board import Board, Masks, board, fillable
from bot.domain.panel_search import blocking
from bot.domain.panel_seats import turn
from bot.domain.panel_spread import picked
from bot.domain.relaxation import EVENING, halved, open_until
from bot.domain.slots import NONE


@dataclass(frozen=True, slots=True)
class LongerHorizon:
    """Look further ahead, until `latest` (UTC); calendars must be known that far."""

    latest: datetime


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """Let somebody of another pool take a place as well."""

    place: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class OtherPool:
    """Let everybody of another pool take a place as well, as far as they have its tags."""

    place: int
    pool: str


@dataclass(frozen=True, slots=True)
class ShorterBuffers:
    """Keep less time free around the meeting."""

    before: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True)
class Evenings:
    """Meet until a later hour: on working days by each person's own clock, in the kind's window by that of the site."""

    until: time


@dataclass(frozen=True, slots=True)
class AnyWindow:
    """Meet on other days and times than the kind has."""


@dataclass(frozen=True, slots=True)
class HigherLoad:
    """Let people have more interviews on a day, or in a week."""

    daily: int | None
    weekly: int | None


Ease = LongerHorizon | OtherPerson | OtherPool | ShorterBuffers | Evenings | AnyWindow | HigherLoad


@dataclass(frozen=True, slots=True)
class Gain:
    """What one change would bring: how many options of those asked for, and how many starts to choose from."""

    ease: Ease
    options: int
    starts: int


def eased(question: Question, ease: Ease) -> Question:
    """Return the question once a rule has given way; a place, person or pool that it does not know changes nothing."""
    rules = question.rules
    match ease:
        case OtherPerson(place, _) | OtherPool(place, _) if place not in range(len(question.places)):
            return question
        case LongerHorizon(latest):
            return replace(question, rules=replace(rules, latest=latest))
        case OtherPerson(place, person):
            lent = (member for pool in question.places[place].others.values() for member in pool)
            return _joined(question, place, (member for member in lent if member.person == person))
        case OtherPool(place, key):
            return _joined(question, place, question.places[place].others.get(key, ()))
        case ShorterBuffers(before, after):
            return replace(question, rules=replace(rules, before=before, after=after))
        case Evenings(until):
            return _later(question, until)
        case AnyWindow():
            return replace(question, rules=replace(rules, window=None))
        case HigherLoad(daily, weekly):
            return replace(question, rules=replace(rules, daily_load=daily, weekly_load=weekly))


def gains(question: Question) -> tuple[Gain, ...]:
    """Return the changes that would bring more options than there are, each by itself: first those that bring all asked for.

    Then the cheapest comes first: a longer horizon (twice as far after the earliest start), one more person (of those who
    bring most to a place, the fairest), another pool, half the buffers, none, evenings, any days and times, more load.
    """
    now, places = _Outlook.of(question), [seat.place for seat in blocking(question)]
    found = [
        *(_of_rules(question, ease) for ease in _longer(question)),
        *(gain for place in places if (gain := _best_person(question, place, now)) is not None),
        *(
            now.gain(question, OtherPool(place, pool))
            for place in places
            for pool in sorted(question.places[place].others)
        ),
        *(_of_rules(question, ease) for ease in _looser(question)),
    ]
    options = len(picked(question, now.starts(question), grid=now.there.grid))
    return tuple(sorted((gain for gain in found if gain.options > options), key=lambda gain: -gain.options))


@dataclass(frozen=True, slots=True)
class _Outlook:
    """The board of a question, with which changes of its pools can be judged without another look at the calendars."""

    there: Board
    free: Masks

    @classmethod
    def of(cls, question: Question) -> "_Outlook":
        there = board(question)
        return cls(there, there.free)

    def starts(self, question: Question) -> int:
        return fillable(question.needed, self.free, within=self.there.open)

    def gain(self, question: Question, ease: Ease) -> Gain:
        changed = eased(question, ease)
        starts = self.starts(changed)
        return Gain(ease, len(picked(changed, starts, grid=self.there.grid)), starts.bit_count())


def _of_rules(question: Question, ease: Ease) -> Gain:
    return _Outlook.of(eased(question, ease)).gain(question, ease)


def _best_person(question: Question, place: int, now: _Outlook) -> Gain | None:
    """Return what the best of those outside would bring to a place: most options, then the fairest; None without any."""
    seat = question.places[place]
    outside = {member.person: member for pool in seat.others.values() for member in pool}
    able = [member for member in outside.values() if seat.tags <= member.tags and member.person not in seat.fitting]
    found = [(now.gain(question, OtherPerson(place, member.person)), turn(question, member)) for member in able]
    best = min(found, key=lambda one: (-one[0].options, one[1]), default=None)
    return None if best is None else best[0]


def _longer(question: Question) -> Iterator[Ease]:
    rules = question.rules
    if rules.latest > rules.earliest:
        yield LongerHorizon(rules.latest + (rules.latest - rules.earliest))


def _looser(question: Question) -> Iterator[Ease]:
    """Yield the changes of the rules that cost more than other people, those that change something."""
    rules = question.rules
    if rules.before or rules.after:
        half = ShorterBuffers(*map(halved, (rules.before, rules.after)))
        yield from dict.fromkeys((half, ShorterBuffers(NONE, NONE)))
    yield Evenings(EVENING)
    if rules.window is not None:
        yield AnyWindow()
    if rules.daily_load is not None:
        yield HigherLoad(rules.daily_load + 1, rules.weekly_load)
    if rules.weekly_load is not None:
        yield HigherLoad(rules.daily_load, rules.weekly_load + 1)


def _joined(question: Question, number: int, members: Iterable[Member]) -> Question:
    place = question.places[number]
    known = {member.person: member for member in (*place.pool, *members)}
    joined = replace(place, pool=tuple(known.values()))
    return replace(question, places=(*question.places[:number], joined, *question.places[number + 1 :]))


def _later(question: Question, until: time) -> Question:
    def later(pool: tuple[Member, ...]) -> tuple[Member, ...]:
        times = (member.availability for member in pool)
        longer = (replace(own, hours=open_until(own.hours, until)) for own in times)
        return tuple(replace(member, availability=one) for member, one in zip(pool, longer, strict=True))

    window = question.rules.window
    rules = replace(question.rules, window=None if window is None else open_until(window, until))
    return replace(question, rules=rules).with_pools(later)
