"""Who may read whose scorecards: the one rule, asked by every card, page, command, export and mail.

Judgement stays independent: nobody who still has to judge reads what others judged (product.md, step 10).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.feedback import Feedback
from bot.domain.ids import PersonId
from bot.domain.people import Role
from bot.domain.scorecard import Asks, Entry, Scorecard

STAFF = frozenset({Role.RECRUITER, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to read. `hires` tells that they are the opening's hiring manager, `is_candidate` that it is about them."""

    person: PersonId
    roles: frozenset[Role] = frozenset()
    hires: bool = False
    is_candidate: bool = False


def readable(reader: Reader, stages: Sequence[Feedback]) -> tuple[Scorecard, ...]:
    """Return which of an application's scorecards the reader may see now; `stages` is the feedback on all its interviews.

    One's own always; another's on the same interview after one's own; the hiring manager and the recruiters, where they did
    not sit there, when all are in or the debrief pack went out. Nobody sees another's of a stage in which they have an
    interview still to judge; who only interviews, of any stage, while they have one. Clients see their own alone, the
    candidate and everybody else none.
    """
    if reader.is_candidate:
        return ()
    judging = frozenset(each.interview.stage for each in stages if _owes(reader, each))
    return tuple(card for each in stages for card in each.sent if _may(reader, card, each, judging=judging))


def _owes(reader: Reader, feedback: Feedback) -> bool:
    """Whether the reader sits on this interview and has not sent theirs, be it over or still to come."""
    mine = any(card.author == reader.person for card in feedback.sent)
    return feedback.is_awaited and reader.person in feedback.asked and not mine


def _may(reader: Reader, card: Scorecard, feedback: Feedback, *, judging: Collection[str]) -> bool:
    """Whether they may see one; `judging` are the stages that the reader has an interview of still to judge."""
    if card.author == reader.person:
        return True
    decides = reader.hires or bool(reader.roles & STAFF)
    if Role.CLIENT in reader.roles or (feedback.interview.stage in judging if decides else judging):
        return False
    if reader.person in feedback.asked:
        return any(each.author == reader.person for each in feedback.sent)
    return decides and feedback.is_open


def topics(stages: Sequence[Feedback]) -> tuple[Entry, ...]:
    """Return what was talked about in earlier interviews: all that the next interviewer sees of them."""
    found = (card.entry(Asks.TOPICS) for each in stages for card in each.sent)
    return tuple(entry for entry in found if entry is not None and entry.text)
