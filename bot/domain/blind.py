"""Who may read whose scorecards: the one rule, asked by every card, page, command, export and mail.

Judgement stays independent: nobody who still has to judge reads what others judged (product.md, step 10).
"""

from collections.abc import Sequence
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
    not sit there, when all are in or the debrief pack went out. Whoever only interviews, and has another interview of this
    application still to judge, sees nothing of earlier ones. The candidate, clients and everybody else see none.
    """
    if reader.is_candidate:
        return ()
    waits = any(_owes(reader, each) for each in stages)
    return tuple(card for each in stages for card in each.sent if _may(reader, card, each, waits=waits))


def _owes(reader: Reader, feedback: Feedback) -> bool:
    """Whether the reader sits on this interview and has not sent theirs, be it over or still to come."""
    mine = any(card.author == reader.person for card in feedback.sent)
    return feedback.is_awaited and reader.person in feedback.asked and not mine


def _may(reader: Reader, card: Scorecard, feedback: Feedback, *, waits: bool) -> bool:
    if card.author == reader.person:
        return True
    decides = reader.hires or bool(reader.roles & STAFF)
    if reader.person in feedback.asked:
        sent = any(each.author == reader.person for each in feedback.sent)
        return sent and (decides or not waits)
    return decides and feedback.is_open


def topics(stages: Sequence[Feedback]) -> tuple[Entry, ...]:
    """Return what was talked about in earlier interviews: all that the next interviewer sees of them."""
    found = (card.entry(Asks.TOPICS) for each in stages for card in each.sent)
    return tuple(entry for entry in found if entry is not None and entry.text)
