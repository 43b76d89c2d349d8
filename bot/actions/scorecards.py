"""What an interviewer saw."""

from dataclasses import dataclass

from bot.domain.ids import InterviewId


@dataclass(frozen=True, slots=True)
class FillScorecard:
    """Opens the scorecard of whoever presses it, for their own seat on the interview."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ScorecardIt:
    """Somebody's scorecard of an interview; what it asks for is the kind's."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ScorecardAnyway:
    """The same after its author was asked for an observation, once: now it is taken as it is."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskIfNotHeld:
    """Opens the form in which an interviewer says that the interview did not happen, and why."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class NotHeldIt:
    """An interviewer's word that the interview did not happen, with the submitted reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SeeScorecard:
    """Show somebody the scorecard that they sent for this interview."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SeeOthers:
    """Show somebody the others' scorecards of this interview, as far as they may see them."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskToAmend:
    """Opens the form in which the author of a sent scorecard adds to it."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AmendIt:
    """What an author adds to the scorecard that they sent. `count` is how often they had added when the form was drawn."""

    interview: InterviewId
    count: int = 0
