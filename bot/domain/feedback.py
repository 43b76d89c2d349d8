"""How far the feedback on an interview has come: who owes a scorecard, who sent one, and whether that is all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.ids import PersonId
from bot.domain.interview import LIVE, Interview, State
from bot.domain.scorecard import Scorecard

HELD = frozenset({State.TOOK_PLACE})


@dataclass(frozen=True, slots=True)
class Feedback:
    """The scorecards of one interview so far. `owed` are those who sat there and without whom it is not complete.

    Whoever sat there without being required is asked as well, but not waited for.
    """

    interview: Interview
    sent: tuple[Scorecard, ...]

    @property
    def asked(self) -> tuple[PersonId, ...]:
        return tuple(seat.person for seat in self.interview.seats if seat.is_kept)

    @property
    def owed(self) -> tuple[PersonId, ...]:
        return tuple(seat.person for seat in self.interview.seats if seat.required)

    @property
    def missing(self) -> tuple[PersonId, ...]:
        """Who owes one still; nobody while the interview is not over, or when somebody says that it did not happen."""
        return owing(self.interview, frozenset(card.author for card in self.sent))

    @property
    def is_awaited(self) -> bool:
        """Whether its judgement is still to come, or to be completed."""
        return self.interview.state in LIVE | HELD

    @property
    def is_complete(self) -> bool:
        return self.interview.state in HELD and not self.missing

    @property
    def is_open(self) -> bool:
        """Whether others than the panel may read: all are in, or the debrief pack went out."""
        return self.is_complete or self.interview.debrief is not None


def feedback_of(interview: Interview, sent: Sequence[Scorecard]) -> Feedback:
    """Return the feedback on an interview out of all scorecards of its application."""
    return Feedback(interview, tuple(card for card in sent if card.interview == interview.id))


def owing(interview: Interview, authors: Collection[PersonId]) -> tuple[PersonId, ...]:
    """Return who owes a scorecard still, where these have sent theirs."""
    if interview.state not in HELD:
        return ()
    return tuple(seat.person for seat in interview.seats if seat.required and seat.person not in authors)
