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
class ShowInterview:
    """Show the interview's card as it stands now."""

    interview: InterviewId


Action = AskToCancel | LookAgain | OfferOne | TryAgain | SkipIt | ShowInterview


@dataclass(frozen=True, slots=True)
class CancelIt:
    """Second step of cancelling: the submitted reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ScheduleIt:
    """The schedule form; the application may be preset, the rest comes from its fields."""

    application: ApplicationId | None = None


FormAction = CancelIt | ScheduleIt

BUTTONS: Mapping[str, type[Action]] = {
    "cancel?": AskToCancel,
    "again": LookAgain,
    "one": OfferOne,
    "retry": TryAgain,
    "skip": SkipIt,
    "show": ShowInterview,
}
FORMS: Mapping[str, type[FormAction]] = {"cancel": CancelIt, "schedule": ScheduleIt}
