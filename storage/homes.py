"""Accounts whose Home is looked at, and the redrawing of those on which a transaction changed something.

What has changed is collected and answered for at the end of the transaction: one question tells whose Homes are looked
at, and each gets one ShowHome, however often it was touched. The rows of their lanes are so taken up last and always in
the same order: two transactions about the same people never wait for each other over a Home.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, bindparam, delete, or_, select, union

from bot.domain.ids import CandidateId, OpeningId, PersonId
from bot.domain.people import Account, Platform
from bot.effects import ShowHome
from storage.outbox import SqlOutbox
from storage.tables import accounts, applications, homes, interview_seats, interviews, openings
from storage.transaction import Transaction

UNIQUE = ("platform", "tenant", "user")
THEIRS = and_(*(homes.c[name] == accounts.c[name] for name in UNIQUE))
OF = (
    select(homes)
    .join(accounts, THEIRS)
    .where(accounts.c.person.in_(bindparam("whose", expanding=True)))
    .order_by(homes.c.platform, homes.c.tenant, homes.c.user)
)
FORGET = delete(homes).where(*(homes.c[name] == bindparam(f"the_{name}") for name in UNIQUE))


def _concerned(about: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Return the question who has to do with applications: whoever acts next, owns the role, or sits in an interview."""
    live = interviews.c.live & about
    seated = (
        select(interview_seats.c.person)
        .join(interviews, interviews.c.id == interview_seats.c.interview)
        .join(applications, applications.c.id == interviews.c.application)
        .where(live)
    )
    owners = (openings.c.recruiter, openings.c.coordinator, openings.c.hiring_manager)
    own = (select(each).join(applications, applications.c.opening == openings.c.id).where(about) for each in owners)
    return union(select(applications.c.next_owner).where(about), seated, *own)


CONCERNED = _concerned(
    or_(
        applications.c.candidate.in_(bindparam("candidates", expanding=True)),
        applications.c.opening.in_(bindparam("openings", expanding=True)),
    )
)


class SqlHomes:
    __slots__ = ("_candidates", "_openings", "_outbox", "_people", "_transaction")

    def __init__(self, transaction: Transaction, *, outbox: SqlOutbox) -> None:
        self._transaction = transaction
        self._outbox = outbox
        self._people: set[PersonId] = set()
        self._candidates: set[CandidateId] = set()
        self._openings: set[OpeningId] = set()
        transaction.at_the_end(self._redraw)

    async def add(self, account: Account) -> None:
        """Remember that its Home is looked at, whoever it speaks for now or later."""
        await self._transaction.add_once(homes, _key(account), unique=UNIQUE)

    async def drop(self, account: Account) -> None:
        """Forget it, until it is looked at again."""
        await self._transaction.run(FORGET, {f"the_{name}": value for name, value in _key(account).items()})

    async def of(self, people: Iterable[PersonId]) -> Sequence[Account]:
        """Return the accounts that speak for these people and whose Home is looked at."""
        rows = await self._transaction.run(OF, {"whose": sorted(people)})
        return tuple(Account(Platform(row.platform), row.tenant, row.user) for row in rows)

    async def changed(self, people: Iterable[PersonId | None]) -> None:
        """Have the Homes of these people drawn anew; None is nobody."""
        self._people |= {each for each in people if each is not None}

    async def changed_about(self, *, candidate: CandidateId | None = None, opening: OpeningId | None = None) -> None:
        """Have the Homes drawn anew of everybody who has to do with the candidate, or with anybody in the opening."""
        self._candidates |= set() if candidate is None else {candidate}
        self._openings |= set() if opening is None else {opening}

    async def _redraw(self) -> None:
        people = self._people | await self._concerned()
        for account in await self.of(people) if people else ():
            await self._outbox.add(ShowHome(account))

    async def _concerned(self) -> set[PersonId]:
        if not (self._candidates or self._openings):
            return set()
        given = {"candidates": sorted(self._candidates), "openings": sorted(self._openings)}
        return {each for each in (await self._transaction.run(CONCERNED, given)).scalars() if each is not None}


def _key(account: Account) -> dict[str, str]:
    return {"platform": account.platform.value, "tenant": account.tenant, "user": account.user}
