"""An application between interviews: who does what next, and what is written down about it."""

from dataclasses import dataclass

from bot.domain.ids import ApplicationId
from bot.domain.notes import Origin
from bot.domain.pipeline import Status


@dataclass(frozen=True, slots=True)
class StepDone:
    """Whoever has the next step has done it; opens the form that asks what comes next.

    `seen`, here and below, is a short print of the application as it was shown (see `bot.domain.glance`).
    """

    application: ApplicationId
    seen: str = ""


@dataclass(frozen=True, slots=True)
class NextIt:
    """What comes next for an application, by whom and by when.

    `seen` is a short print of the step and the place that the form showed (see `bot.domain.glance`), by which a change
    meanwhile is noticed; empty in forms that are older than that. `done` says that the step before it was done.
    """

    application: ApplicationId
    seen: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class MoveOrPass:
    """Show what can be decided about an application: an interview, on hold, not going forward."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class MoveIt:
    """Second step of a named person's decision on an application: the status, with the submitted reason.

    `was` is the status that the form showed; None in forms that are older than that.
    """

    application: ApplicationId
    status: Status
    was: Status | None = None


@dataclass(frozen=True, slots=True)
class AskToSnooze:
    """Opens the form that puts an application off for some days, with a reason."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class SnoozeIt:
    """Put an application off, with the submitted day and reason; `count` is how often this silence was put off before."""

    application: ApplicationId
    count: int = 0


@dataclass(frozen=True, slots=True)
class AskToHandOver:
    """Opens the form that gives an application's next step to somebody else."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class HandOverIt:
    """Give the next step that was `seen` to whom the form names."""

    application: ApplicationId
    seen: str = ""


@dataclass(frozen=True, slots=True)
class AskToUpdate:
    """Opens the draft of a mail that tells a candidate where things are."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class UpdateIt:
    """Send the candidate the submitted words; `sent` is how many updates there were when the form was drawn."""

    application: ApplicationId
    sent: int = 0


@dataclass(frozen=True, slots=True)
class AskToLogCall:
    """Opens the form that logs a call with a candidate."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class LogCallIt:
    """A call with the candidate: when it was, and what was said."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class NoteIt:
    """A note on the application; None leaves its field to say which. `origin` is where the words come from."""

    application: ApplicationId | None = None
    origin: Origin = Origin.COMMAND


@dataclass(frozen=True, slots=True)
class NoteAnyway:
    """The same after its author was asked for an observation, once: now it is taken as it is."""

    application: ApplicationId | None = None
    origin: Origin = Origin.COMMAND
