"""The digest in words: what waits for somebody, a line each with what they can press, by what is asked of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bot.actions import GoOn
from bot.cards import Block, Bold, Button, Buttons, Card, Fine, Para, Plain, Span, When, para, spans
from bot.domain.case import Case
from bot.domain.digest import DigestLine, Missing, Nudge, Owed
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.staleness import Left
from bot.say.scorecards import owed_button
from bot.say.staleness import left_line
from bot.say.words import what

SHOWN = 12
"""Lines that a digest shows at most; the rest is in the answer to `mine`."""
HEADINGS: Mapping[Nudge, str] = {
    Nudge.OWED: "Your scorecard is missing",
    Nudge.MISSING: "Scorecards of others are missing",
    Nudge.LEFT: "Waiting for your next step",
}
DONE = "Nothing is left of what waited for you this morning."


def digest_card(lines: Sequence[DigestLine], *, reader: Person, policy: Policy) -> Card:
    """Return the digest; of one whose lines are all done by now, that."""
    if not lines:
        return Card("All done for today", (Fine(spans(DONE)),))
    return Card(_title(len(lines)), tuple(_blocks(lines, policy=policy)))


def in_place_of(card: Card, person: Person | None) -> Card:
    """Return the card of somebody who was away, for whoever stands in for them; None is nobody."""
    if person is None:
        return card
    said = Fine(spans(f"You have this in place of {person.name}, who was away when it came."))
    buttons = tuple(block for block in card.blocks[-1:] if isinstance(block, Buttons))
    return Card(card.title, (*card.blocks[: len(card.blocks) - len(buttons)], said, *buttons))


def _title(count: int) -> str:
    return "One thing is waiting for you" if count == 1 else f"{count} things are waiting for you"


def _blocks(lines: Sequence[DigestLine], *, policy: Policy) -> Iterator[Block]:
    for nudge, group in groupby(lines[:SHOWN], key=lambda line: line.nudge):
        yield para(Bold(HEADINGS[nudge]))
        for line in group:
            yield from _line(line, policy=policy)
    left = len(lines) - SHOWN
    if left > 0:
        yield Fine(spans(f"And {left} more."))
        yield Buttons((Button("All that is waiting", GoOn("mine", "")),))


def _line(line: DigestLine, *, policy: Policy) -> Iterator[Block]:
    said, buttons = _said(line, policy=policy)
    instead = (Plain(f" You read this for {line.instead_of.name}, who is away."),) if line.instead_of else ()
    yield Para((*said, *instead))
    if buttons:
        yield Buttons(buttons)


def _said(line: DigestLine, *, policy: Policy) -> tuple[tuple[Span, ...], tuple[Button, ...]]:
    match line.fact:
        case Owed(case):
            said = spans(Bold(what(case, policy=policy)), ", ", _held(case), ".")
            return said, (owed_button(case),)
        case Missing(case) as fact:
            return _missing(fact, policy=policy), (_status(case),)
        case Left() as left:
            return left_line(left, policy=policy)


def _missing(fact: Missing, *, policy: Policy) -> tuple[Span, ...]:
    names = [f"{each.name} (away)" if each.id in fact.away else each.name for each in fact.people]
    days = "1 working day" if fact.days == 1 else f"{fact.days} working days"
    whose = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    waiting = f". Waiting for {whose}, {days} so far."
    return spans(Bold(what(fact.case, policy=policy)), ", ", _held(fact.case), waiting)


def _held(case: Case) -> Span:
    booking = case.interview.booking
    return When(booking.span.start, booking.span.end) if booking else Plain("a time that is not known any more")


def _status(case: Case) -> Button:
    return Button(f"Status: {case.candidate.short}", GoOn("status", case.application.id))
