"""Accounts whose Home is looked at, by whose they are."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select

from bot.domain.ids import PersonId
from bot.domain.people import Account, Platform
from storage.tables import homes
from storage.transaction import Transaction

OF = (
    select(homes)
    .where(homes.c.person.in_(bindparam("whose", expanding=True)))
    .order_by(homes.c.platform, homes.c.tenant, homes.c.user)
)


class SqlHomes:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, account: Account, *, person: PersonId) -> None:
        """Remember it; an account that was linked anew is its new person's from now on."""
        row = {"platform": account.platform.value, "tenant": account.tenant, "user": account.user, "person": person}
        await self._transaction.put(homes, row, unique=("platform", "tenant", "user"))

    async def of(self, people: Collection[PersonId]) -> Sequence[Account]:
        rows = await self._transaction.run(OF, {"whose": list(people)})
        return tuple(Account(Platform(row.platform), row.tenant, row.user) for row in rows)
