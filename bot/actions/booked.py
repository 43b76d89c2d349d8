"""An interview once it is booked: the panel's answers, the day itself, calling it off."""

from dataclasses import dataclass

from bot.domain.ids import InterviewId


@dataclass(frozen=True, slots=True)
class AskToCancel:
    """First step of cancelling: opens the form that asks for the reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class CancelIt:
    """Second step of cancelling: the submitted reason. `sequence` tells which time was to be given up."""

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class SeatFits:
    """An interviewer says that the booked time suits them.

    `sequence`, here and below, is the interview's when the card was drawn, by which another time is noticed; None on cards
    that are older than that.
    """

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class SeatCannot:
    """An interviewer cannot make the booked time."""

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class AskForTime:
    """Opens the form in which an interviewer suggests another time; `words` stand in it already."""

    interview: InterviewId
    words: str = ""
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class SuggestIt:
    """An interviewer's other times, in their own words. `sequence` tells which time they are to replace."""

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class ShowInterview:
    """Show the interview's card as it stands now."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SayStarted:
    """An interviewer says that the interview has started. `sequence`, here and below, is as on SeatFits."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class AskNoShow:
    """First step of saying that the candidate did not come. `final` settles it where the panel does not agree."""

    interview: InterviewId
    sequence: int
    final: bool = False


@dataclass(frozen=True, slots=True)
class NoShowIt:
    """Second step of saying that the candidate did not come."""

    interview: InterviewId
    sequence: int
    final: bool = False


@dataclass(frozen=True, slots=True)
class DidTakePlace:
    """The candidate came after all: takes back what somebody said too early or by mistake, or settles it."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class AskToCorrect:
    """Opens the form in which somebody says that an interview did not take place, and why."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class CorrectIt:
    """A named person's word that an interview did not take place, with the submitted reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskForLink:
    """First step of giving a link for the interview whose calendar has made none."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class LinkIt:
    """A link that somebody gives for the interview whose calendar has made none; `sequence` tells for which time."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class PutEventBack:
    """Somebody deleted or moved the booked event on the organiser's calendar: have it as it is booked."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class FollowEvent:
    """Somebody moved the booked event: move the interview there. `start` and `end` are in seconds since 1970."""

    interview: InterviewId
    sequence: int
    start: int
    end: int
