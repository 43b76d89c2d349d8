"""The gallery as a table: every sample of every room."""

from tests.gallery import (
    asks,
    calendars,
    days,
    debriefs,
    digests,
    forms,
    health,
    homes,
    intakes,
    interviews,
    left,
    questions,
    records,
    scorecards,
    talks,
)
from tests.gallery.wall import ROOMS, Sample, hung

__all__ = ["ROOMS", "SAMPLES"]

HALLS = (
    interviews,
    asks,
    days,
    intakes,
    scorecards,
    debriefs,
    digests,
    records,
    left,
    questions,
    talks,
    forms,
    homes,
    health,
    calendars,
)
"""The modules whose rooms hang in the gallery: importing them hangs their samples."""
SAMPLES: list[Sample] = hung()
