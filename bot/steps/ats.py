"""Telling the ATS what became of an interview, where it has an API; elsewhere it stands on the recruiter's card."""

from bot.desk import Desk
from bot.domain.case import Case
from bot.domain.scorecard import Scorecard
from bot.effects import Outcome, WriteBack, WriteScorecard
from bot.ports import Work


async def write_back(case: Case, outcome: Outcome, *, occasion: str = "", work: Work, desk: Desk) -> None:
    """Have the outcome written once per round and sequence; no effect is made for an ATS without an API adapter.

    What can be corrected, and corrected back, names the `occasion` as well.
    """
    if case.application.source.ats not in desk.apis:
        return
    interview = case.interview
    key = f"ats:{outcome}:{interview.id}:{interview.round}:{interview.sequence}{occasion and f':{occasion}'}"
    await work.outbox.add(WriteBack(case.application.id, interview.id, outcome, interview.sequence), key=key)


async def write_feedback(case: Case, scorecard: Scorecard, *, amendment: int = 0, work: Work, desk: Desk) -> None:
    """Have a sent scorecard written once, or one of its amendments (1 is the first)."""
    if case.application.source.ats not in desk.apis:
        return
    key = f"ats:scorecard:{scorecard.id}:{amendment}{'' if scorecard.held else ':not_held'}"
    writing = WriteScorecard(case.application.id, case.interview.id, scorecard.id, amendment)
    await work.outbox.add(writing, key=key)
