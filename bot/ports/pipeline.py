"""What the record has of openings, candidates and applications."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.access import Viewer
from bot.domain.bounds import Bounds
from bot.domain.case import Applied
from bot.domain.dropoffs import Journey
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId
from bot.domain.intake import Ask, Intake
from bot.domain.interview import Interview, State
from bot.domain.notes import Note
from bot.domain.pipeline import Application, Candidate, Opening, Status
from bot.domain.staleness import Snooze, Trace


class Openings(Protocol):
    async def get(self, opening: OpeningId) -> Opening | None: ...
    async def by_ats_job(self, ats: str, job: str) -> Opening | None: ...
    async def by_title(self, title: str) -> Sequence[Opening]: ...
    async def all(self) -> Sequence[Opening]: ...
    async def of(self, person: PersonId) -> Sequence[Opening]:
        """Return the openings that a person recruits for, coordinates or hires for, by title."""
        ...

    async def add(self, opening: Opening, *, ats: str = "") -> None: ...
    async def save(self, opening: Opening, *, ats: str = "") -> None: ...


class Intakes(Protocol):
    """What roles need: every wording that was agreed or drafted, and who is being asked to agree.

    They hold nothing about candidates, so reads leave no row in the audit.
    """

    async def agreed(self, opening: OpeningId) -> Intake | None:
        """Return what was agreed last; None also for a role whose intake an import or an ATS calls agreed."""
        ...

    async def newest(self, opening: OpeningId) -> Intake | None:
        """Return the newest wording, agreed or drafted."""
        ...

    async def of(self, opening: OpeningId, *, limit: int = 20) -> Sequence[Intake]:
        """Return the wordings, the newest first."""
        ...

    async def add(self, intake: Intake) -> None: ...
    async def ask(self, ask: Ask) -> None:
        """Remember who is asked since when, in place of who was before."""
        ...

    async def asked(self, opening: OpeningId) -> Ask | None: ...
    async def answered(self, opening: OpeningId) -> None:
        """Nobody is asked any more."""
        ...


class Candidates(Protocol):
    """Reads take a Viewer; a person's or candidate's read leaves an audit row in the same transaction."""

    async def get(self, candidate: CandidateId, *, viewer: Viewer) -> Candidate | None: ...
    async def by_ats(self, ats: str, candidate: str, *, viewer: Viewer) -> Candidate | None: ...
    async def by_email(self, email: str, *, viewer: Viewer) -> Candidate | None: ...
    async def search(
        self, words: str, *, viewer: Viewer, limit: int = 20
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def spelt_like(
        self, words: str, *, viewer: Viewer, limit: int = 50
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def add(self, candidate: Candidate, *, ats: str = "") -> Candidate: ...
    async def save(self, candidate: Candidate, *, ats: str = "") -> None: ...
    async def live_in(self, candidate: CandidateId, *, zone: str) -> None: ...


class Applications(Protocol):
    async def get(self, application: ApplicationId, *, viewer: Viewer) -> Application | None: ...
    async def by_ats(self, ats: str, application: str, *, viewer: Viewer) -> Application | None: ...
    async def of(self, candidate: CandidateId, *, viewer: Viewer) -> Sequence[Application]: ...
    async def tally(self, opening: OpeningId) -> Mapping[tuple[str, Status], int]: ...
    async def tallies(
        self, openings: Collection[OpeningId]
    ) -> Mapping[OpeningId, Mapping[tuple[str, Status], int]]: ...
    async def lined_up(
        self, opening: OpeningId, *, stages: Sequence[str], viewer: Viewer, part: range
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def how_many_wait(self, owner: PersonId) -> int: ...
    async def waiting(
        self, owner: PersonId, *, viewer: Viewer, part: range
    ) -> Sequence[tuple[Candidate, Application]]: ...
    async def add(self, application: Application) -> None: ...
    async def save(self, application: Application) -> None: ...
    async def entered(self, application: Application, *, what: str, at: datetime, by: Viewer) -> None:
        """Append to the history: the stage and status that the application has now, and who or what moved it."""
        ...


class Notes(Protocol):
    """Reads take a Viewer; a person's read leaves an audit row in the same transaction."""

    async def add(self, note: Note) -> None: ...
    async def of(self, application: ApplicationId, *, viewer: Viewer, limit: int = 20) -> Sequence[Note]:
        """Return an application's notes, the newest first."""
        ...

    async def for_brief(self, application: ApplicationId, *, viewer: Viewer) -> Sequence[Note]:
        """Return the notes chosen for the interviewers, and the last one whether chosen or not; the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """A trigger that waits for its record to be mended; `kind` is the key of the interview kind it will start."""

    application: ApplicationId
    kind: str
    missing: tuple[str, ...]
    since: datetime


class Triggers(Protocol):
    async def hold(self, held: Held) -> None: ...
    async def release(self, application: ApplicationId) -> None: ...
    async def all(self) -> Sequence[Held]: ...


class Stalled(Protocol):
    """How long open applications have been left. Reads are Usher's own and leave no row in the audit."""

    async def owned(self, owner: PersonId, *, bounds: Bounds) -> Sequence[tuple[Applied, Trace]]:
        """Return the applications whose next step is this person's and that may be left, what is due first at the top."""
        ...

    async def open(self, *, after: int, limit: int, bounds: Bounds) -> tuple[Sequence[tuple[Applied, Trace]], int]:
        """Return open applications after a mark that may be left, and the mark to go on from, 0 where those were the last.

        Those whose next step is with somebody who is disabled are among them.
        """
        ...

    async def trace(self, application: ApplicationId) -> Trace: ...
    async def traces(self, which: Sequence[ApplicationId]) -> Mapping[ApplicationId, Trace]: ...
    async def snooze(self, application: ApplicationId, snooze: Snooze) -> None:
        """Keep it in place of an earlier one."""
        ...


@dataclass(frozen=True, slots=True)
class Newest:
    """What became of an application's newest interview; `starts` is its booked start (aware UTC)."""

    stage: str
    state: State
    deadline: datetime | None = None
    starts: datetime | None = None


class Overview(Protocol):
    """What stands across applications, read for many at once: of these openings, or of all where there is None.

    Reads are Usher's own; of what is shown to somebody, the caller notes the reading.
    """

    async def unheard(
        self, openings: Collection[OpeningId] | None, *, since: datetime, due: datetime | None = None
    ) -> Sequence[tuple[Applied, Newest | None]]:
        """Return the open applications of whom nobody can have heard anything since then, each with its newest interview.

        With `due` also those whose next step was due before that, and those whose newest interview was handed over. They
        come in the order in which they came in.
        """
        ...

    async def at_stages(self, openings: Collection[OpeningId] | None, stages: Collection[str]) -> Sequence[Applied]:
        """Return the open applications at these stages, in the order in which they came in."""
        ...

    async def stages(self, openings: Collection[OpeningId] | None) -> Collection[str]:
        """Return the stages at which any open application is, as the ATS writes them."""
        ...

    async def active(self, openings: Collection[OpeningId] | None, *, but: str) -> Mapping[OpeningId, int]:
        """Return how many open applications each opening has, but for those on hold and of whoever has a mail address."""
        ...

    async def interviews(self, which: Sequence[ApplicationId]) -> Mapping[ApplicationId, Sequence[Interview]]:
        """Return all interviews of these applications, the oldest first; nothing for who has none."""
        ...

    async def journeys(self, openings: Collection[OpeningId] | None, *, since: datetime) -> Sequence[Journey]:
        """Return the way of every application that is open, or was closed since then, through the stages."""
        ...
