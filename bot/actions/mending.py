"""What has gone wrong at a far end, and what is said to be mended."""

from dataclasses import dataclass

from bot.domain.calendar_faults import Cause


@dataclass(frozen=True, slots=True)
class ExamineAgain:
    """Look at everything Usher is connected to, at once."""


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A cause by which calendars of one vendor were closed to us is said to be mended: read them."""

    vendor: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Put a dead effect back in line."""

    row: int


@dataclass(frozen=True, slots=True)
class SkipIt:
    """Give a dead effect up, so that what waits behind it can go on."""

    row: int
