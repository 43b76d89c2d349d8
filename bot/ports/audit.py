"""What happened, and how Usher itself is doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.access import Viewer, Who
from bot.domain.findings import Found, Lately, SoFar


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of the audit: a change or a read, by whom, about what, with the details kept beside it.

    `who_id` is the person's or candidate's key, or the ATS's name; empty for Usher. `why` is a word for the occasion.
    """

    at: datetime
    who: Who
    what: str
    subject: str
    read: bool = False
    detail: Mapping[str, str] = field(default_factory=dict)
    who_id: str = ""
    why: str = ""


class Audit(Protocol):
    async def changed(
        self, what: str, *, subject: str, by: Viewer, detail: Mapping[str, str] | None = None
    ) -> None: ...
    async def read(self, what: str, *, subject: str, by: Viewer) -> None: ...
    async def recent(self, *, limit: int, words: Sequence[str] = ()) -> Sequence[Happening]:
        """Return the newest rows, newest first; of these words alone, if any are given."""
        ...

    async def latest(self, what: str, *, subject: str) -> Happening | None:
        """Return the newest row of this word about a subject."""
        ...


class Findings(Protocol):
    """What the last look at everything found, one row for each thing."""

    async def all(self) -> Sequence[Found]: ...
    async def keep(self, found: Sequence[Found]) -> None:
        """Keep these in place of everything that was kept."""
        ...


class Service(Protocol):
    """What the record tells of the service as a whole; numbers and ids, nothing about candidates."""

    async def began(self) -> datetime | None:
        """Return when the first interview was booked (aware UTC)."""
        ...

    async def so_far(self, since: datetime) -> SoFar: ...
    async def lately(self, ats: str, *, latest: int) -> Lately:
        """Return what came from an ATS, of the latest so many deliveries and triggers."""
        ...
