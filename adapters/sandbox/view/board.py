"""The ATS board: every application, and what was written back to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.sandbox.ats import Note, Row
from adapters.sandbox.world import SandboxWorld


@dataclass(frozen=True, slots=True)
class Applicant:
    row: Row
    notes: Sequence[Note]


async def applicants(world: SandboxWorld, rows: Sequence[Row]) -> Sequence[Applicant]:
    return [Applicant(row, await world.ats.notes(row.record.application)) for row in rows]
