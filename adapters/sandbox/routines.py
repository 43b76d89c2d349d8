"""The week of everybody at Northwind: the meetings that stand in their calendars before anybody is interviewed."""

from dataclasses import dataclass
from datetime import time

from adapters.sandbox.seed import INES, JONAS, OLU, PRIYA, RAE


@dataclass(frozen=True, slots=True)
class Routine:
    """A meeting in a person's week, in their own wall-clock time: `weekday` 0 is Monday, `minutes` its length."""

    email: str
    weekday: int
    starts: time
    minutes: int
    title: str


SEED_WEEK = (
    Routine(RAE.person.email, 0, time(9, 30), 60, "Hiring team weekly"),
    Routine(RAE.person.email, 0, time(14), 45, "Pipeline review"),
    Routine(RAE.person.email, 1, time(11), 60, "1:1 with Jo"),
    Routine(RAE.person.email, 1, time(15), 90, "Sourcing block"),
    Routine(RAE.person.email, 2, time(10), 120, "Campus planning"),
    Routine(RAE.person.email, 3, time(9), 60, "Offer round-up"),
    Routine(RAE.person.email, 3, time(13, 30), 90, "Interviewer training"),
    Routine(RAE.person.email, 4, time(12), 60, "Team lunch"),
    Routine(JONAS.person.email, 0, time(11), 30, "Stand-up"),
    Routine(JONAS.person.email, 0, time(15), 120, "Sprint planning"),
    Routine(JONAS.person.email, 1, time(11), 30, "Stand-up"),
    Routine(JONAS.person.email, 2, time(9), 180, "Focus time"),
    Routine(JONAS.person.email, 3, time(11), 30, "Stand-up"),
    Routine(JONAS.person.email, 4, time(14), 60, "Code review hour"),
    Routine(OLU.person.email, 0, time(9), 60, "Customer hand-over"),
    Routine(OLU.person.email, 1, time(14), 90, "Renewal calls"),
    Routine(OLU.person.email, 2, time(10), 60, "Support rota"),
    Routine(OLU.person.email, 3, time(15), 120, "Quarterly reviews"),
    Routine(OLU.person.email, 4, time(10), 90, "Onboarding workshop"),
    Routine(PRIYA.person.email, 0, time(11), 30, "Stand-up"),
    Routine(PRIYA.person.email, 1, time(10), 150, "Design review"),
    Routine(PRIYA.person.email, 3, time(13), 180, "Focus time"),
    Routine(PRIYA.person.email, 4, time(11), 30, "Stand-up"),
    Routine(INES.person.email, 0, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 0, time(14), 120, "Sprint planning"),
    Routine(INES.person.email, 1, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 1, time(16), 60, "Architecture review"),
    Routine(INES.person.email, 2, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 2, time(11), 180, "Focus time"),
    Routine(INES.person.email, 3, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 4, time(10), 30, "Stand-up"),
    Routine(INES.person.email, 4, time(15), 90, "Demo and retro"),
)
