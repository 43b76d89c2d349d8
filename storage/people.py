"""People of the organisation and the accounts they speak from."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select, update

from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform
from bot.ports import Stale
from storage import rows
from storage.spelling import address_key
from storage.tables import accounts, parties, people
from storage.transaction import Transaction


class SqlPeople:
    """Disabled people are returned like all others, with `active` False."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self, person: PersonId) -> Person | None:
        return await self._one(select(people).where(people.c.id == person))

    async def by_account(self, account: Account) -> Person | None:
        """Return who speaks from the account, or None for one that nobody has linked."""
        linked = select(people).join(accounts, accounts.c.person == people.c.id)
        return await self._one(
            linked.where(
                accounts.c.platform == account.platform.value,
                accounts.c.tenant == account.tenant,
                accounts.c.user == account.user,
            )
        )

    async def by_email(self, email: str) -> Person | None:
        key = address_key(email)
        return (
            await self._one(select(people).where(people.c.email_key == key, people.c.email_key != "")) if key else None
        )

    async def by_ats_user(self, user: str) -> Person | None:
        """Return who the ATS knows by this id; of several, one who is active."""
        known = select(people).where(people.c.ats_user == user, people.c.ats_user != "")
        return await self._one(known.order_by(people.c.active.desc(), people.c.id).limit(1)) if user else None

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        mine = select(accounts).where(accounts.c.person == person)
        found = await self._transaction.run(mine.order_by(accounts.c.platform, accounts.c.tenant, accounts.c.user))
        return tuple(Account(Platform(row.platform), row.tenant, row.user) for row in found)

    async def link(self, account: Account, *, person: PersonId) -> None:
        """Let the account speak for the person, from now on only for them."""
        row = {"platform": account.platform.value, "tenant": account.tenant, "user": account.user, "person": person}
        linked = self._transaction.insert(accounts).values(row)
        await self._transaction.run(
            linked.on_conflict_do_update(index_elements=["platform", "tenant", "user"], set_={"person": person})
        )

    async def all(self) -> Sequence[Person]:
        found = await self._transaction.run(select(people).order_by(people.c.id))
        return tuple(rows.person(row) for row in found.mappings())

    async def add(self, person: Person) -> Person:
        """Store somebody new under a fresh key, whatever key was given, and return them with it."""
        key = await new_party(self._transaction)
        await self._transaction.run(people.insert().values(rows.person_values(person) | {"id": key}))
        return replace(person, id=PersonId(key))

    async def save(self, person: Person) -> None:
        """Overwrite what is stored of them; raises Stale if they are gone."""
        saved = update(people).where(people.c.id == person.id).values(rows.person_values(person))
        if not (await self._transaction.run(saved)).rowcount:
            raise Stale(f"person {person.id} is gone")

    async def _one(self, question: Select[Any]) -> Person | None:
        row = (await self._transaction.run(question)).mappings().one_or_none()
        return None if row is None else rows.person(row)


async def new_party(transaction: Transaction) -> int:
    """Return the next key of the one sequence that people and candidates share."""
    return int((await transaction.run(parties.insert().returning(parties.c.id))).scalar_one())
