"""Whom and what the words of a table name: people by address or ATS user id, openings by ATS job id or title.

What was looked up once is remembered for the transaction, because thousands of rows name the same few.
"""

from bot.desk import Desk
from bot.domain.ids import OpeningId, PersonId
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.rows import CandidateRow, Wrong
from bot.ports import Work
from bot.steps.owners import owner_of


class Names:
    """Lives as long as one transaction, in which nobody is renamed."""

    __slots__ = ("_openings", "_owners", "_people", "_work")

    def __init__(self, work: Work) -> None:
        self._work = work
        self._people: dict[str | PersonId, Person | None] = {}
        self._openings: dict[tuple[str, str, str], Opening] = {}
        self._owners: dict[OpeningId, Person | None] = {}

    async def person(self, name: str, *, column: str) -> Person:
        """Return whom an address or ATS user id names; raises Wrong when that is nobody, or somebody disabled."""
        if name not in self._people:
            people = self._work.people
            self._people[name] = await (people.by_email(name) if "@" in name else people.by_ats_user(name))
        person = self._people[name]
        if person is None:
            raise Wrong(column, f"“{name[:60]}” is nobody I know by mail or ATS user id. Import the people first.")
        if not person.active:
            raise Wrong(column, f"“{name[:60]}” is disabled. Name somebody who is here, or bring them back.")
        return person

    async def colleague(self, key: PersonId) -> Person:
        """Return somebody whom the record itself names."""
        if key not in self._people:
            self._people[key] = await self._work.people.get(key)
        person = self._people[key]
        assert person is not None
        return person

    async def owner(self, opening: Opening, *, desk: Desk) -> Person:
        """Return who owns what nobody is named for: see `bot.steps.begin.owner_of`."""
        if opening.id not in self._owners:
            self._owners[opening.id] = await owner_of(opening, work=self._work, desk=desk)
        person = self._owners[opening.id]
        if person is None:
            raise Wrong("owner", "is empty, and the opening has no recruiter here. Name an owner for the next action.")
        return person

    async def opening(self, row: CandidateRow) -> Opening:
        """Return the one opening that a candidate's row names; raises Wrong when there is none, or more than one."""
        asked = (row.ats, row.opening, row.client.casefold())
        if asked not in self._openings:
            self._openings[asked] = await self._find(row)
        return self._openings[asked]

    async def _find(self, row: CandidateRow) -> Opening:
        by_job = await self._work.openings.by_ats_job(row.ats, row.opening) if row.ats else None
        if by_job is not None:
            return by_job
        titled = await self._work.openings.by_title(row.opening)
        found = [each for each in titled if not row.client or each.client.casefold() == row.client.casefold()]
        if not found:
            of = f" for “{row.client[:60]}”" if row.client else ""
            raise Wrong(
                "opening",
                f"there is no “{row.opening[:60]}”{of}. Write an opening's title, or its ATS job id with the ATS"
                " beside it, or import the openings first.",
            )
        if len(found) > 1:
            raise Wrong(
                "opening",
                f"{len(found)} openings are called “{row.opening[:60]}”. Add “client”, or use the ATS job id.",
            )
        return found[0]
