"""Half-filled forms, one per person and form."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.ids import PersonId
from bot.ports import Draft
from storage.tables import drafts
from storage.transaction import Transaction

ITS = (drafts.c.person == bindparam("whose"), drafts.c.form == bindparam("which"))
GET = select(drafts).where(*ITS)
DROP = delete(drafts).where(*ITS)
FORGET = delete(drafts).where(drafts.c.at < bindparam("before"))


class SqlDrafts:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, draft: Draft, *, forget: datetime) -> None:
        """Keep it in place of an older one, and forget whatever anybody left before `forget`."""
        await self._transaction.run(FORGET, {"before": forget})
        row = {"person": draft.person, "form": draft.form, "values": dict(draft.values), "at": draft.at}
        await self._transaction.put(drafts, row, unique=("person", "form"))

    async def get(self, person: PersonId, form: str) -> Draft | None:
        rows = await self._transaction.run(GET, {"whose": person, "which": form})
        found = [Draft(PersonId(row["person"]), row["form"], row["values"], row["at"]) for row in rows.mappings()]
        return found[0] if found else None

    async def drop(self, person: PersonId, form: str) -> None:
        await self._transaction.run(DROP, {"whose": person, "which": form})
