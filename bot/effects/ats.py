"""What is wanted of an ATS."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ApplicationId, InterviewId, ScorecardId
from bot.domain.pipeline import Status


class Outcome(StrEnum):
    """What an ATS is told about an interview."""

    INVITED = "invited"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"
    NO_SHOW = "no_show"
    TOOK_PLACE = "took_place"


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Tell the ATS what became of an interview; exactly once per (interview, outcome, sequence)."""

    application: ApplicationId
    interview: InterviewId
    outcome: Outcome
    sequence: int


@dataclass(frozen=True, slots=True)
class WriteScorecard:
    """Tell the ATS what an interviewer wrote, or with an `amendment` (1 is the first) what they added; exactly once each."""

    application: ApplicationId
    interview: InterviewId
    scorecard: ScorecardId
    amendment: int = 0


@dataclass(frozen=True, slots=True)
class MoveInAts:
    """Have the ATS set an application's status, as a named person decided; exactly once. Its web hook settles it."""

    application: ApplicationId
    status: Status


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """Ask the ATS for the full record of an application whose trigger was incomplete."""

    application: ApplicationId
