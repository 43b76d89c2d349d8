"""Who is signed in on the pages, by the hash of a secret that only their browser has; and which sign-in links were used."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.ids import PersonId
from bot.ports import Session
from storage.tables import sessions, used_links
from storage.transaction import Transaction

GET = select(sessions).where(sessions.c.key == bindparam("secret"))
BEGIN = sessions.insert()
END = delete(sessions).where(sessions.c.key == bindparam("secret"))
END_ALL = delete(sessions).where(sessions.c.person == bindparam("whose"))
OVER = delete(sessions).where(sessions.c.until <= bindparam("now"))
FORGET = delete(used_links).where(used_links.c.until <= bindparam("now"))
USED = select(used_links.c.nonce).where(used_links.c.nonce == bindparam("link"))


class SqlSessions:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def begin(self, session: Session, *, now: datetime) -> None:
        """Store it; those of everybody that are over are forgotten on the way."""
        await self._transaction.run(OVER, {"now": now})
        await self._transaction.run(BEGIN, {"key": session.key, "person": session.person, "until": session.until})

    async def get(self, key: str) -> Session | None:
        """Return the session, whether or not it is over."""
        row = (await self._transaction.run(GET, {"secret": key})).one_or_none()
        return None if row is None else Session(row.key, PersonId(row.person), row.until)

    async def end(self, key: str) -> None:
        await self._transaction.run(END, {"secret": key})

    async def end_all(self, person: PersonId) -> None:
        await self._transaction.run(END_ALL, {"whose": person})

    async def use_up(self, nonce: str, *, until: datetime, now: datetime) -> bool:
        """Remember that a link was used, until it runs out; returns False where it was used before."""
        await self._transaction.run(FORGET, {"now": now})
        return await self._transaction.add_once(used_links, {"nonce": nonce, "until": until}, unique=("nonce",))

    async def was_used(self, nonce: str) -> bool:
        return (await self._transaction.run(USED, {"link": nonce})).first() is not None
