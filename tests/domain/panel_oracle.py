"""A slow panel search without masks, to hold the fast one against: it walks the clock and tries every way to seat people."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import combinations

from bot.domain.ids import PersonId
from bot.domain.panel import NEVER, Member, Place, Question
from bot.domain.slots import Rule
from bot.domain.time import Interval
from tests.domain.oracle import candidates, checks

Seats = list[tuple[int, Place]]
Seating = tuple[PersonId | None, ...]
Line = tuple[Rule, int, int, int | None]
HOUR = timedelta(hours=1)


class SlowPanel:
    """One question, walked start by start."""

    def __init__(self, question: Question) -> None:
        self.question, self.rules = question, question.rules
        self.members = {member.person: member for member in question.everybody}
        everybody = [member.availability for member in self.members.values()]
        self.checks = list(checks(self.rules, everybody))
        self.places = list(enumerate(question.places))
        self.required = [(number, place) for number, place in self.places if place.need == "required"]

    def passes(self, start: datetime, rule: Rule, person: PersonId | None) -> bool:
        end = start + self.rules.duration
        return all(suits(start, end) for other, whose, suits in self.checks if (other, whose) == (rule, person))

    def free(self, start: datetime) -> set[PersonId]:
        end = start + self.rules.duration
        busy = {whose for _, whose, suits in self.checks if not suits(start, end)}
        return set() if None in busy else set(self.members) - busy

    def starts(self) -> tuple[list[datetime], list[Line]]:
        """Return the starts that suit, and the funnel: each start is charged to the first rule that it breaks."""
        left = list(candidates(self.rules))
        lines: list[Line] = [(Rule.HORIZON, 0, len(left), None)]

        def keep(rule: Rule, kept: list[datetime], place: int | None) -> None:
            lines.append((rule, len(left) - len(kept), len(kept), place))
            left[:] = kept

        for number, place in self.required:
            if len(self.fitting(place)) < place.count:
                keep(Rule.POOL, [], number)
        standing = {start: set(self.members) for start in left}
        for rule in (Rule.HOURS, Rule.DAYS_OFF, Rule.WINDOW, Rule.WISHES, Rule.BUSY, Rule.LOAD, Rule.CLOSED):
            if rule in (Rule.WINDOW, Rule.WISHES, Rule.CLOSED):
                keep(rule, [start for start in left if self.passes(start, rule, None)], None)
                continue
            for start in left:
                standing[start] = {person for person in standing[start] if self.passes(start, rule, person)}
            for number, place in self.required:
                fitting = self.fitting(place)
                keep(rule, [start for start in left if len(standing[start] & fitting) >= place.count], number)
        seatable = [start for start in left if any(self.seatings(self.free(start), self.seats(self.required)))]
        if seatable != left:
            keep(Rule.TWICE, seatable, None)
        return left, lines

    def fitting(self, place: Place) -> set[PersonId]:
        return {member.person for member in place.pool if place.tags <= member.tags}

    def seats(self, places: Seats) -> Seats:
        """Return a seat for each of the count, in the order that decides between equals."""
        ordered = sorted(places, key=lambda one: (one[1].need != "required", one[1].need, one[1].part))
        return [one for one in ordered for _ in range(one[1].count)]

    def seatings(self, free: set[PersonId], seats: Seats) -> Iterator[Seating]:
        """Yield every way to fill the seats, nobody twice; those that need not be filled may stay empty."""
        if not seats:
            yield ()
            return
        (_, place), *rest = seats
        for person in sorted(self.fitting(place) & free):
            yield from ((person, *others) for others in self.seatings(free - {person}, rest))
        if place.need != "required":
            yield from ((None, *others) for others in self.seatings(free, rest))

    def best(self, start: datetime) -> list[tuple[int, PersonId]]:
        """Return who sits where at a start: the best of all ways, by the words of the search's docstring."""
        seats = self.seats(self.places)
        free = self.free(start)
        lasts = sorted({self.members[person].last or NEVER for person in free})

        def worth(seating: Seating) -> tuple[object, ...]:
            sat = [(self.members[person], place) for person, (_, place) in zip(seating, seats, strict=True) if person]
            first = [member for member, place in sat if place.need == "required"]
            second = [member for member, place in sat if place.need != "required"]
            new = [member.person not in self.question.asked for member in first]
            return (
                sum(new),
                sum(member.recent for member in first),
                max(member.recent for member in first),
                sorted((member.person not in self.question.asked, *turn(member)) for member in first),
                -len(second),
                sum(member.person not in self.question.asked for member in second),
                sum(member.recent for member in second),
                sum(lasts.index(member.last or NEVER) for member in second),
                [person or PersonId(10**6) for person in seating],
            )

        seating = min(self.seatings(free, seats), key=worth)
        return sorted((number, person) for person, (number, _) in zip(seating, seats, strict=True) if person)

    def spans(self, starts: Sequence[datetime]) -> list[Interval]:
        question = self.question
        first, last = question.daytime or (time(0), time.max)
        spans = [self.span(start) for start in starts]
        wished = [span for span in spans if any(w.start <= span.start and span.end <= w.end for w in question.wished)]
        pleasant = [span for span in spans if first <= span.start.astimezone(question.zone).time() < last]
        chosen: list[Interval] = []
        for preferred in (wished, pleasant, spans):
            varied, plain = (self.one_by_one(preferred, chosen, varied=varied) for varied in (True, False))
            enough = len(chosen) + len(varied) == question.count
            chosen += varied if enough or len(varied) >= len(plain) else plain
        return sorted(chosen)

    def one_by_one(self, spans: Sequence[Interval], chosen: Sequence[Interval], *, varied: bool) -> list[Interval]:
        added: list[Interval] = []
        while len(chosen) + len(added) < self.question.count:
            there = [*self.question.standing, *chosen, *added]
            able = [span for span in spans if self.suits_beside(span, there)]
            fresh = [span for span in able if all(self.day(span) != self.day(other) for other in there)]
            if varied and fresh:
                able = [span for span in fresh if self.day(span) == self.day(fresh[0])]
                mornings = sum(self.morning(span) for span in there)
                lead = mornings - (len(there) - mornings)
                able = [span for span in able if lead and self.morning(span) == (lead < 0)] or able
            if not able:
                break
            added.append(able[0])
        return added

    def suits_beside(self, span: Interval, others: Sequence[Interval]) -> bool:
        gap = self.rules.before + self.rules.after
        gaps = [(other, max(gap, HOUR) if self.day(other) == self.day(span) else gap) for other in others]
        return all(span.end + gap <= other.start or other.end + gap <= span.start for other, gap in gaps)

    def most(self, starts: Sequence[datetime]) -> int:
        """Return how many options there can be at most, up to those asked for, by trying all sets of starts."""
        spans = [span for start in starts if self.suits_beside(span := self.span(start), self.question.standing)]
        for number in range(self.question.count, 0, -1):
            for some in combinations(spans, number):
                if all(self.suits_beside(one, [other]) for one, other in combinations(some, 2)):
                    return number
        return 0

    def span(self, start: datetime) -> Interval:
        return Interval(start, start + self.rules.duration)

    def day(self, span: Interval) -> object:
        return span.start.astimezone(self.question.zone).date()

    def morning(self, span: Interval) -> bool:
        return span.start.astimezone(self.question.zone).hour < 12


def turn(member: Member) -> tuple[int, datetime]:
    return member.recent, member.last or NEVER
