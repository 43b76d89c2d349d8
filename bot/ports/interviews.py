"""What the record has of interviews, the times that they reserve, and their scorecards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.access import Viewer
from bot.domain.case import Case
from bot.domain.ids import ApplicationId, InterviewId, PersonId, ScorecardId
from bot.domain.interview import Interview
from bot.domain.scorecard import Amendment, Scorecard
from bot.domain.time import Interval


class Interviews(Protocol):
    """`case` reads an interview with all that belongs to it, in one statement where the database can."""

    async def get(self, interview: InterviewId) -> Interview | None: ...
    async def some(self, wanted: Collection[InterviewId]) -> Mapping[InterviewId, Interview]: ...
    async def case(self, interview: InterviewId, *, viewer: Viewer) -> Case | None: ...
    async def latest_case(self, application: ApplicationId, *, viewer: Viewer) -> Case | None: ...
    async def cases(self, wanted: Sequence[InterviewId], *, viewer: Viewer) -> Sequence[Case]: ...
    async def live(self, application: ApplicationId) -> Sequence[Interview]: ...
    async def latest(self, application: ApplicationId) -> Interview | None: ...
    async def of(self, application: ApplicationId) -> Sequence[Interview]: ...
    async def wanted(self, person: PersonId) -> Sequence[InterviewId]: ...
    async def of_person(self, person: PersonId) -> Sequence[InterviewId]: ...
    async def seated(self, person: PersonId, *, span: Interval) -> Sequence[InterviewId]: ...
    async def with_event(self, events: Collection[str]) -> Sequence[InterviewId]:
        """Return the interviews under way whose booked event has one of these ids on the organiser's calendar, or had."""
        ...

    async def with_uid(self, uids: Collection[str]) -> Sequence[InterviewId]:
        """Return the interviews whose booked event has one of these iCalendar UIDs."""
        ...

    async def booked(self, *, after: int, since: datetime, limit: int) -> tuple[Sequence[InterviewId], int]:
        """Return those booked to start `since` then, past a mark, and the mark to go on from, 0 at the end."""
        ...

    async def live_kinds(self) -> frozenset[str]: ...
    async def add(self, interview: Interview) -> None: ...
    async def save(self, interview: Interview) -> None: ...


@dataclass(frozen=True, slots=True)
class Reservation:
    """A person or candidate × [start, end); `span` includes the buffer before the meeting. `option` is its number."""

    party: int
    span: Interval
    interview: InterviewId
    option: int
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many interviews somebody is booked for within a span, and when the last of them starts."""

    interviews: int
    last: datetime


class Reservations(Protocol):
    """Overlap is refused by the database: `hold` raises Taken, and the transaction is over then."""

    async def hold(self, reservations: Sequence[Reservation]) -> None: ...
    async def confirm(self, interview: InterviewId, option: int) -> None: ...
    async def release(
        self, interview: InterviewId, options: Sequence[int] | None = None, *, party: int | None = None
    ) -> None: ...
    async def of(self, parties: Sequence[int], span: Interval) -> Sequence[Reservation]: ...
    async def tally(self, parties: Sequence[int], span: Interval, *, but: InterviewId) -> Mapping[int, Tally]:
        """Return, for those who are booked at all, how many interviews `but` one start for them within the span."""
        ...


class Scorecards(Protocol):
    """Sent scorecards, never changed and never removed. Reads take a Viewer; a person's read leaves a row in the audit.

    Everything that shows them to somebody asks `bot.domain.blind` which they may see, and notes it with `shown`.
    """

    async def of(self, application: ApplicationId, *, viewer: Viewer) -> Sequence[Scorecard]:
        """Return all scorecards of an application with their amendments, the oldest first."""
        ...

    async def authors(self, interviews: Collection[InterviewId]) -> Mapping[InterviewId, frozenset[PersonId]]:
        """Return who has sent theirs for these interviews, without reading what they wrote."""
        ...

    async def add(self, scorecard: Scorecard) -> bool:
        """Keep it; False, and nothing kept, where its author has sent one for that interview already.

        It takes the place of its author's word that the interview did not happen.
        """
        ...

    async def forget_denials(self, interview: InterviewId, *, before: datetime) -> None:
        """Drop what people said before a moment: that the interview did not happen. Of scorecards nothing is dropped."""
        ...

    async def amend(self, scorecard: ScorecardId, amendment: Amendment) -> None: ...
    async def owed_by(self, person: PersonId) -> Sequence[InterviewId]:
        """Return the interviews that took place with somebody who has not sent theirs, of open applications."""
        ...

    async def owed_to(self, person: PersonId | None) -> Sequence[InterviewId]:
        """Return those for which anybody's may be missing, in the openings that a person owns; None for all openings."""
        ...

    async def shown(self, scorecards: Collection[ScorecardId], *, to: PersonId, at: datetime) -> None: ...
    async def has_read(self, reader: PersonId, *, interview: InterviewId) -> bool:
        """Return whether somebody has been shown another's scorecard of this interview's stage."""
        ...
