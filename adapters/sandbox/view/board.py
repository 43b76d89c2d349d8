"""The ATS board: a column for each stage, a card for each application with what was written back to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.sandbox.ats import Note, Row
from adapters.sandbox.world import SandboxWorld
from bot.domain.pipeline import Status
from bot.effects import Outcome

GOOD = frozenset({Outcome.BOOKED, Outcome.MOVED, Outcome.TOOK_PLACE})
BAD = frozenset({Outcome.CANCELLED, Outcome.UNANSWERED, Outcome.NO_SHOW})


@dataclass(frozen=True, slots=True)
class Written:
    """A note of Usher's; `tone` is good, bad or plain, `is_new` whether the last press brought it."""

    note: Note
    tone: str
    is_new: bool

    @property
    def words(self) -> str:
        return self.note.outcome.value.replace("_", "-").capitalize().replace("Took-place", "Took place")


@dataclass(frozen=True, slots=True)
class Applicant:
    """One card, its notes newest first."""

    row: Row
    notes: Sequence[Written]

    @property
    def is_active(self) -> bool:
        return self.row.record.status is Status.ACTIVE

    @property
    def state(self) -> str:
        """The status in words; empty for somebody who is in play."""
        status = self.row.record.status
        return "" if status is None or self.is_active else status.value.replace("_", " ")

    @property
    def behind(self) -> Sequence[str]:
        """The stages before the present one, the nearest first."""
        stages = self.row.stages
        return stages[: stages.index(self.row.record.stage)][::-1]


@dataclass(frozen=True, slots=True)
class Column:
    stage: str
    cards: Sequence[Applicant]

    @property
    def count(self) -> int:
        """How many are in play here."""
        return sum(card.is_active for card in self.cards)


async def columns(world: SandboxWorld, rows: Sequence[Row], *, seen: int) -> Sequence[Column]:
    """Return the stages in their order; whoever is not in play any more stands last. `seen` counts the notes seen before."""
    cards = await _applicants(world, rows, seen=seen)
    stages = dict.fromkeys(stage for row in rows for stage in row.stages)
    return [Column(stage, _at(stage, cards)) for stage in stages]


def _at(stage: str, cards: Sequence[Applicant]) -> Sequence[Applicant]:
    return sorted((card for card in cards if card.row.record.stage == stage), key=lambda card: not card.is_active)


async def _applicants(world: SandboxWorld, rows: Sequence[Row], *, seen: int) -> Sequence[Applicant]:
    notes = [(number > seen, note) for number, note in enumerate(await world.ats.every_note(), 1)]
    return [
        Applicant(
            row, [_written(note, new) for new, note in reversed(notes) if note.application == row.record.application]
        )
        for row in rows
    ]


def _written(note: Note, new: bool) -> Written:
    return Written(note, "good" if note.outcome in GOOD else "bad" if note.outcome in BAD else "plain", new)
