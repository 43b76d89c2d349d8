"""A small shelf of JSON documents for the sandbox's far ends, apart from the record: each call is its own transaction."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import delete, select

from storage.tables import sandbox_counters, sandbox_documents
from storage.transaction import Transaction

Json = dict[str, Any]


class Shelf:
    """Documents by kind and key. Never call it from inside a unit of work: on SQLite it would wait for that one to end."""

    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[Transaction]]) -> None:
        self._transaction = transaction

    async def get(self, kind: str, key: str) -> Json | None:
        one = select(sandbox_documents.c.body).where(sandbox_documents.c.kind == kind, sandbox_documents.c.key == key)
        async with self._transaction() as transaction:
            return (await transaction.run(one)).scalar_one_or_none()

    async def put(self, kind: str, key: str, body: Mapping[str, Any]) -> None:
        """Lay a document on the shelf, in the place of an earlier one of this key."""
        async with self._transaction() as transaction:
            new = transaction.insert(sandbox_documents).values(kind=kind, key=key, body=body, version=1)
            changed = {"body": body, "version": sandbox_documents.c.version + 1}
            await transaction.run(new.on_conflict_do_update(index_elements=["kind", "key"], set_=changed))

    async def delete(self, kind: str, key: str) -> None:
        gone = delete(sandbox_documents).where(sandbox_documents.c.kind == kind, sandbox_documents.c.key == key)
        async with self._transaction() as transaction:
            await transaction.run(gone)

    async def all(self, kind: str) -> list[tuple[str, Json]]:
        """Return every document of a kind with its key, in the order they were first laid down."""
        every = select(sandbox_documents.c.key, sandbox_documents.c.body).where(sandbox_documents.c.kind == kind)
        async with self._transaction() as transaction:
            found = await transaction.run(every.order_by(sandbox_documents.c.serial))
            return [(row.key, row.body) for row in found]

    async def next(self, kind: str) -> int:
        """Return 1, 2, 3 … for each kind: a number that was never returned before."""
        async with self._transaction() as transaction:
            first = transaction.insert(sandbox_counters).values(kind=kind, value=1)
            counted = first.on_conflict_do_update(index_elements=["kind"], set_={"value": sandbox_counters.c.value + 1})
            return int((await transaction.run(counted.returning(sandbox_counters.c.value))).scalar_one())
