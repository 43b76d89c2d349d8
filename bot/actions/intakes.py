"""What a role needs."""

from dataclasses import dataclass

from bot.domain.ids import OpeningId


@dataclass(frozen=True, slots=True)
class OpenIntake:
    """Opens the form about what a role needs: for its hiring manager to agree, for recruiters to draft."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class RemindOfIntake:
    """Somebody has the hiring manager asked once more to agree what a role needs."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class AgreeIntake:
    """The hiring manager's word on what a role needs."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class DraftIntake:
    """Somebody else's draft of it, that the hiring manager then reads, changes and agrees."""

    opening: OpeningId
