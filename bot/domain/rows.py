"""What a row of an imported table says: one type per table, and what was wrong where a row says nothing usable.

Empty text, None and an empty set mean "not told": what is known stays as it is. `line` is the row's first line in its
file, counted from 1; 0 stands for no line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Literal

from bot.domain.people import Account, Origin, Role
from bot.domain.pipeline import Status
from bot.domain.refusal import Refusal
from bot.domain.time import WorkingHours

END_OF_DAY = time(17)


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Wrong(Refusal):
    """A cell that cannot be taken: its column, and what was wrong and what would be right."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was left out, and why: what was wrong and what would be right, in words for whoever wrote the file."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """A day and a wall-clock time, to be read in the zone of whoever is to act."""

    day: date
    clock: time = END_OF_DAY


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who works here; `mail` is who they are.

    No `days_off` at all, or a `delegate` of "none", are told too, and so are hours or a `zone` that follow the calendar.
    """

    line: int
    name: str
    mail: str
    title: str = ""
    zone: str = ""
    working_hours: WorkingHours | Literal[Origin.CALENDAR] | None = None
    calendar: str = ""
    roles: frozenset[Role] = frozenset()
    ats_user: str = ""
    slack: Account | None = None
    tags: frozenset[str] = frozenset()
    days_off: frozenset[date] | None = None
    delegate: str = ""
    teams: Account | None = None

    @property
    def accounts(self) -> Mapping[str, Account]:
        """Return the chat accounts that the row tells, by column."""
        told = {"slack": self.slack, "teams": self.teams}
        return {column: account for column, account in told.items() if account is not None}


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A role being hired for, known by its ATS job, else by title and client; people by mail or ATS user id."""

    line: int
    title: str
    client: str = ""
    hiring_manager: str = ""
    recruiter: str = ""
    coordinator: str = ""
    category: str = ""
    ats: str = ""
    ats_job: str = ""
    intake_agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody who applied, known by mail; `opening` is an ATS job id or a title; `client` tells two of one title apart."""

    line: int
    name: str
    mail: str
    opening: str
    zone: str = ""
    source: str = ""
    client: str = ""
    stage: str = ""
    status: Status | None = None
    next_action: str = ""
    owner: str = ""
    due: Due | None = None
    ats: str = ""
    ats_application: str = ""
    ats_candidate: str = ""


Row = PersonRow | OpeningRow | CandidateRow
