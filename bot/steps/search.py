"""Finding times for an interview: what the mirror and the reservations know, put before the pure search of panels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.dead_end import NoTimes
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Proposal, Seat
from bot.domain.panel import Panel
from bot.domain.panel_search import panels_at
from bot.domain.panel_search import propose as search
from bot.domain.people import Person
from bot.domain.time import Interval, epoch, from_epoch
from bot.ports import Work
from bot.steps.question import Known, Unknown, Vacant, asked_of
from bot.steps.relief import no_times

MARGIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Found:
    """Times to propose, in order, who would sit there (`panels` says why, of each), and who may sit there at all.

    `short` is what to say where they are fewer than asked for, or none. `unread` are people of pools who were left out,
    because their calendars have not been read lately enough; they should be, for the next time. `read_at` is when the
    oldest of the other calendars was read (aware UTC).
    """

    proposals: tuple[Proposal, ...]
    panels: tuple[Panel, ...] = ()
    short: NoTimes = field(default_factory=NoTimes)
    unread: tuple[PersonId, ...] = ()
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Times that somebody was shown, judged again: `proposals` when all of them can still be had, else nothing.

    `taken` are those that somebody else has by now, `gone` those that the rules no longer allow, `changed` those at which
    the people who were shown would not all sit there.
    """

    proposals: tuple[Proposal, ...]
    taken: tuple[Interval, ...] = ()
    gone: tuple[Interval, ...] = ()
    changed: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A time that somebody was shown, by the second at which it starts, and who would sit there, seat by seat.

    Without `people` it is good with anybody.
    """

    start: int
    people: tuple[PersonId, ...] = ()


async def find(
    case: Case, *, count: int, margin: timedelta = MARGIN, work: Work, desk: Desk
) -> Found | Unknown | Vacant:
    """Return up to `count` times at which every required seat can be filled, or whose calendars must be read first.

    They start no sooner than `margin` after the first moment at which they could be chosen in time. What somebody asked
    for (the interview's wishes) comes first; where that is too little, other times fill up. A seat of one person that is
    not required is filled where they are not known to be busy: placing the hold asks their calendar, and a no leaves the
    seat empty.
    """
    if count < 1:
        return Found(())
    known = await asked_of(case, count=count, margin=margin, work=work, desk=desk)
    if isinstance(known, Unknown | Vacant):
        return known
    found = search(known.question)
    is_short = len(found.panels) < count
    short = no_times(found, known, given=case.interview.relaxed) if is_short else NoTimes()
    unread = known.unread | (known.lendable if is_short else frozenset())
    return Found(
        _proposals(found.panels, known), found.panels, short, tuple(sorted(unread)), known.people, known.read_at
    )


def _proposals(panels: Iterable[Panel], known: Known) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(
            panel.span,
            tuple(
                Seat(sitting.person, place.part, place.blocks, Answer.NONE)
                for sitting in panel.sittings
                for place in [known.question.places[sitting.place]]
            ),
        )
        for panel in panels
    )


async def judge(case: Case, shown: Sequence[Shown], *, work: Work, desk: Desk) -> Judged | Unknown | Vacant:
    """Return whether times that were shown are among those that a search allows now, with the same people.

    Nobody needs to have offered them: whatever the seconds and keys say, only what the rules and calendars allow comes back.
    """
    known = await asked_of(case, count=1, margin=MARGIN, work=work, desk=desk)
    if isinstance(known, Unknown | Vacant):
        return known
    rules = known.question.rules
    horizon = range(epoch(desk.now), epoch(rules.latest))
    wanted = {each.start: each for each in shown if each.start in horizon}
    panels = {start: panel for start in sorted(wanted) for panel in _panels(wanted[start], known)}
    same = [panel for start, panel in panels.items() if wanted[start].people in ((), _sitting(panel))]
    spans = [panel.span for panel in same]
    if len(spans) == len(shown) and _apart(spans, gap=rules.before + rules.after):
        return Judged(_proposals(same, known))
    lost = [Interval(from_epoch(start), from_epoch(start) + rules.duration) for start in wanted if start not in panels]
    taken = tuple(span for span in lost if _is_taken(span, wanted[epoch(span.start)].people, known))
    changed = tuple(panel.span for panel in panels.values() if panel not in same)
    return Judged((), taken, tuple(span for span in lost if span not in taken), changed)


def _panels(shown: Shown, known: Known) -> tuple[Panel, ...]:
    """Return who would sit at a time, those who were shown before all others; nothing where it cannot be had."""
    return panels_at(replace(known.question, asked=frozenset(shown.people)), [from_epoch(shown.start)])


def _sitting(panel: Panel) -> tuple[PersonId, ...]:
    return tuple(sitting.person for sitting in panel.sittings)


def _apart(spans: Sequence[Interval], *, gap: timedelta) -> bool:
    return all(one.end + gap <= other.start for one, other in pairwise(spans))


def _is_taken(span: Interval, people: Sequence[PersonId], known: Known) -> bool:
    """Return whether somebody whom the time cannot do without, or who was shown there, is busy then."""
    rules, places = known.question.rules, known.question.needed
    around = Interval(span.start - rules.before, span.end + rules.after)
    needed = {place.pool[0].person for place in places if len(place.pool) == 1} | {*people}
    members = {member.person: member for place in places for member in place.pool}
    calendars = [members[person].availability for person in sorted(needed & members.keys())]
    busy = any(around.overlaps(other) for calendar in calendars for other in calendar.busy)
    return busy or any(span.overlaps(other) for other in rules.closed)
