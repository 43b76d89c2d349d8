"""The inbox: each delivery of each source is taken once."""

from datetime import datetime

from storage.tables import inbox
from storage.transaction import Transaction


class SqlInbox:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def first(self, source: str, delivery: str, *, kind: str, at: datetime, note: str = "") -> bool:
        """Return whether this delivery was never taken before; one without an id always counts as new.

        Of two transactions that ask about the same delivery the second waits until the first has ended.
        """
        row = {"source": source, "delivery": delivery or None, "kind": kind, "at": at, "note": note}
        return await self._transaction.add_once(inbox, row, unique=("source", "delivery"))
