"""The conversations with accounts and channels in Teams, one each, for writing there without being asked.

Each call is its own transaction, as no use case needs one: never call this from inside a unit of work.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from sqlalchemy import bindparam, select

from storage.tables import teams_conversations as conversations
from storage.transaction import Transaction

UNIQUE = ("tenant", "user")
GET = select(conversations).where(*(conversations.c[name] == bindparam(f"the_{name}") for name in UNIQUE))


class SqlTeamsConversations:
    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[Transaction]]) -> None:
        self._transaction = transaction

    async def get(self, tenant: str, user: str) -> Mapping[str, str] | None:
        """Return `conversation`, `service_url`, `mri` and `zone` of a user or channel, None where none is known."""
        async with self._transaction() as transaction:
            rows = await transaction.run(GET, {"the_tenant": tenant, "the_user": user})
            row = rows.mappings().one_or_none()
            return None if row is None else {name: str(row[name]) for name in row if name not in UNIQUE}

    async def keep(self, tenant: str, user: str, **told: str) -> None:
        """Keep them, in place of what was known before."""
        async with self._transaction() as transaction:
            await transaction.put(conversations, {"tenant": tenant, "user": user, **told}, unique=UNIQUE)
