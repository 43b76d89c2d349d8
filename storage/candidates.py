"""Candidates; every read by a person or candidate leaves its row in the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, literal, or_, select, update

from bot.domain.access import Viewer
from bot.domain.ids import CandidateId
from bot.domain.pipeline import OPEN, Application, Candidate
from bot.ports import Stale
from storage import rows
from storage.audit import SqlAudit
from storage.columns import EMPTY
from storage.openings import SqlOpenings
from storage.people import new_party
from storage.spelling import address_key, containing, folded
from storage.tables import applications, candidates, openings
from storage.transaction import Transaction

LONGEST_SEARCH = 8  # words; more say nothing that fewer do not
MOST_PAIRS = 16  # pairs of letters by which a misspelt name is looked for

BY_KEY = select(candidates).where(candidates.c.id == bindparam("key"))
BY_ATS = select(candidates).where(
    candidates.c.ats == bindparam("source"),
    candidates.c.ats_candidate == bindparam("key"),
    candidates.c.ats_candidate != EMPTY,
)
BY_EMAIL = (
    select(candidates)
    .where(candidates.c.email_key == bindparam("key"), candidates.c.email_key != EMPTY)
    .order_by(candidates.c.id.desc())
    .limit(1)
)
BOTH = select(*rows.prefixed(candidates, "c_"), *rows.prefixed(applications, "a_")).join_from(
    candidates, applications, applications.c.candidate == candidates.c.id
)
WHOLE = BOTH.add_columns(*rows.prefixed(openings, "o_")).join(openings, openings.c.id == applications.c.opening)
ADD = candidates.insert()
SAVE = update(candidates).where(candidates.c.id == bindparam("key"))


class SqlCandidates:
    """Who was read once is not read by their key again, but every read of a person's is noted."""

    __slots__ = ("_audit", "_openings", "_read", "_transaction")

    def __init__(self, transaction: Transaction, *, audit: SqlAudit, openings: SqlOpenings) -> None:
        self._transaction = transaction
        self._audit = audit
        self._openings = openings
        self._read: dict[CandidateId, Candidate] = {}

    async def get(self, candidate: CandidateId, *, viewer: Viewer) -> Candidate | None:
        known = self._read.get(candidate)
        if known is None:
            return await self._one(BY_KEY, {"key": candidate}, viewer=viewer)
        await self._audit.seen("candidate.read", subjects=(str(candidate),), by=viewer)
        return known

    async def by_ats(self, ats: str, candidate: str, *, viewer: Viewer) -> Candidate | None:
        return await self._one(BY_ATS, {"source": ats, "key": candidate}, viewer=viewer)

    async def by_email(self, email: str, *, viewer: Viewer) -> Candidate | None:
        """Return who has the address; of several, who came last."""
        return await self._one(BY_EMAIL, {"key": address_key(email)}, viewer=viewer)

    async def search(self, words: str, *, viewer: Viewer, limit: int = 20) -> Sequence[tuple[Candidate, Application]]:
        """Return applications of candidates whose name contains every word, or whose address it is; open ones first.

        Case, accents and the kind of apostrophe do not matter; wildcards are letters like any other. No words at all
        find everybody who is in play.
        """
        parts = folded(words).split()[:LONGEST_SEARCH]
        given = {f"word{number}": containing(part) for number, part in enumerate(parts)}
        address = {"address": address_key(words)} if parts else {}
        return await self._pairs(_searched(len(parts)), given | address | {"most": limit}, viewer=viewer)

    async def spelt_like(
        self, words: str, *, viewer: Viewer, limit: int = 50
    ) -> Sequence[tuple[Candidate, Application]]:
        """Return applications of candidates whose names share the most pairs of letters with the words, best first."""
        pairs = sorted({part[at : at + 2] for part in folded(words).split() for at in range(len(part) - 1)})
        if not pairs:
            return ()
        shared: ColumnElement[int] = sum(
            (
                case((candidates.c.name_key.like(containing(pair), escape="\\"), 1), else_=0)
                for pair in pairs[:MOST_PAIRS]
            ),
            start=literal(0),
        )
        like = WHOLE.where(shared > 0).order_by(shared.desc(), OPEN_FIRST, candidates.c.name_key).limit(limit)
        return await self._pairs(like, {}, viewer=viewer)

    async def add(self, candidate: Candidate, *, ats: str = "") -> Candidate:
        """Store somebody new under a fresh key, whatever key was given; `ats` names whose candidate id they carry."""
        key = await new_party(self._transaction)
        await self._transaction.run(ADD, rows.candidate_values(candidate) | {"id": key, "ats": ats})
        return replace(candidate, id=CandidateId(key))

    async def save(self, candidate: Candidate, *, ats: str = "") -> None:
        """Overwrite what is stored of them; `ats` names whose candidate id they carry now. Raises Stale if they are gone."""
        self._read.pop(candidate.id, None)
        values = rows.candidate_values(candidate) | ({"ats": ats} if ats else {})
        if not (await self._transaction.run(SAVE, values | {"key": candidate.id})).rowcount:
            raise Stale(f"candidate {candidate.id} is gone")

    async def live_in(self, candidate: CandidateId, *, zone: str) -> None:
        """Note the zone alone, so that what an ATS tells of them at the same moment is not undone."""
        self._read.pop(candidate, None)
        await self._transaction.run(update(candidates).where(candidates.c.id == candidate).values(zone=zone))

    async def _one(self, question: Select[Any], given: Mapping[str, Any], *, viewer: Viewer) -> Candidate | None:
        row = (await self._transaction.run(question, given)).mappings().one_or_none()
        if row is None:
            return None
        found = self._read[CandidateId(row["id"])] = rows.candidate(row)
        await self._audit.seen("candidate.read", subjects=(str(found.id),), by=viewer)
        return found

    async def _pairs(
        self, question: Select[Any], given: Mapping[str, Any], *, viewer: Viewer
    ) -> Sequence[tuple[Candidate, Application]]:
        pairs = []
        for row in (await self._transaction.run(question, given)).mappings():
            self._openings.came(row, "o_")
            pairs.append((rows.candidate(row, "c_"), rows.application(row, "a_")))
        seen = dict.fromkeys(str(candidate.id) for candidate, _ in pairs)
        await self._audit.seen("candidate.found", subjects=tuple(seen), by=viewer)
        return tuple(pairs)


IN_PLAY = applications.c.status.in_(OPEN)
OPEN_FIRST = case((IN_PLAY, 0), else_=1)


@cache
def _searched(words: int) -> Select[Any]:
    """Return the question for so many words, made once: its parameters are `word0` and so on, `address` and `most`."""
    named = [candidates.c.name_key.like(bindparam(f"word{number}"), escape="\\") for number in range(words)]
    wanted = or_(and_(*named), candidates.c.email_key == bindparam("address")) if named else IN_PLAY
    order = (OPEN_FIRST, candidates.c.name_key, applications.c.serial.desc())
    return WHOLE.where(wanted).order_by(*order).limit(bindparam("most"))
