"""What people can press and submit: typed actions that travel inside buttons and forms, ids only, at most 150 bytes.

`BUTTONS` and `FORMS` give each its stable word on the wire; a word is never reused for something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import ApplicationId, InterviewId


@dataclass(frozen=True, slots=True)
class AskToCancel:
    """First step of cancelling: opens the form that asks for the reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A named person starts a new round for an interview."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class OfferOne:
    """Only one time stands; the recruiter sends the candidate that one."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Put a dead effect back in line."""

    row: int


@dataclass(frozen=True, slots=True)
class SkipIt:
    """Give a dead effect up, so that what waits behind it can go on."""

    row: int


@dataclass(frozen=True, slots=True)
class SeatFits:
    """An interviewer says that the booked time suits them."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SeatCannot:
    """An interviewer cannot make the booked time."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskForTime:
    """Opens the form in which an interviewer suggests another time."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ShowInterview:
    """Show the interview's card as it stands now."""

    interview: InterviewId


Action = AskToCancel | LookAgain | OfferOne | TryAgain | SkipIt | SeatFits | SeatCannot | AskForTime | ShowInterview


@dataclass(frozen=True, slots=True)
class CancelIt:
    """Second step of cancelling: the submitted reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ScheduleIt:
    """The schedule form; the application may be preset, the rest comes from its fields."""

    application: ApplicationId | None = None


@dataclass(frozen=True, slots=True)
class SuggestIt:
    """An interviewer's other times, in their own words."""

    interview: InterviewId


FormAction = CancelIt | ScheduleIt | SuggestIt

BUTTONS: Mapping[str, type[Action]] = {
    "cancel?": AskToCancel,
    "again": LookAgain,
    "one": OfferOne,
    "retry": TryAgain,
    "skip": SkipIt,
    "fits": SeatFits,
    "cannot": SeatCannot,
    "suggest?": AskForTime,
    "show": ShowInterview,
}
FORMS: Mapping[str, type[FormAction]] = {"cancel": CancelIt, "schedule": ScheduleIt, "suggest": SuggestIt}
