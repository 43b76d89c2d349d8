"""Whether a time that somebody chose by hand is free for everybody who would be there."""

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.time import Interval
from bot.ports import Mirrored, Work


async def clash(case: Case, span: Interval, *, work: Work, desk: Desk) -> str:
    """Return who has something else at that time, where the booked event stands by now; in a sentence, empty for nobody.

    The buffer before the meeting counts for interviewers, as it does wherever times are held; their own working hours do
    not, since a person decided.
    """
    lead = Interval(span.start - desk.kind_of(case).before, span.end)
    parties = [*(person.id for person in case.panel), case.candidate.id]
    for held in await work.reservations.of(parties, lead):
        stretch = span if held.party == case.candidate.id else lead
        if held.interview != case.interview.id and held.span.overlaps(stretch):
            return f"{_who(case, held.party)} has another interview then, or one is offered. Nothing was changed."
    mirrored = await work.mirror.of([person.id for person in case.panel], span)
    for person in case.panel:
        if person.id in mirrored and _is_busy(mirrored[person.id], span):
            return f"{person.name} has something else in their calendar then. Nothing was changed."
    return ""


def _is_busy(known: Mirrored, span: Interval) -> bool:
    """Whether there is something else then; where that cannot be told, the event itself takes just that time, once."""
    overlapping = [each for each in known.busy if each.overlaps(span)]
    if known.blind and span in overlapping:
        overlapping.remove(span)
    return bool(overlapping)


def _who(case: Case, party: int) -> str:
    return next((person.name for person in case.panel if person.id == party), "The candidate")
