"""What candidates were told besides their interviews: updates that somebody sent, and calls that somebody logged."""

from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, update

from bot.domain.ids import ApplicationId, PersonId
from bot.domain.updates import Call, Update
from storage.tables import applications, calls, updates
from storage.transaction import Transaction

ADD, CALL = updates.insert(), calls.insert()
GET = select(updates).where(updates.c.id == bindparam("key"))
COUNT = select(func.count()).select_from(updates).where(updates.c.application == bindparam("whose"))
NEWEST_CALL = select(calls).where(calls.c.application == bindparam("whose")).order_by(calls.c.serial.desc()).limit(1)
SENT = update(updates).where(updates.c.id == bindparam("key"), updates.c.sent_at.is_(None))
REACHED = update(applications).where(
    applications.c.id == bindparam("whose"),
    or_(applications.c.last_contact.is_(None), applications.c.last_contact < bindparam("moment")),
)


class SqlUpdates:
    """A candidate's last contact moves forward, never back, and the application's version stays."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, told: Update) -> None:
        row = {
            "id": told.id,
            "application": told.application,
            "at": told.at,
            "author": told.author,
            "text": told.text,
            "promised": told.promised,
            "message_id": "",
            "recipient": "",
        }
        await self._transaction.run(ADD, row)

    async def get(self, key: str) -> Update | None:
        row = (await self._transaction.run(GET, {"key": key})).one_or_none()
        if row is None:
            return None
        whose, author = ApplicationId(row.application), PersonId(row.author)
        return Update(row.id, whose, row.at, author, row.text, row.promised, row.sent_at)

    async def count(self, application: ApplicationId) -> int:
        return int((await self._transaction.run(COUNT, {"whose": application})).scalar_one())

    async def sent(self, told: Update, *, message_id: str, recipient: str, at: datetime) -> None:
        values = {"sent_at": at, "message_id": message_id, "recipient": recipient}
        await self._transaction.run(SENT.values(**values), {"key": told.id})
        await self._reached(told.application, at)

    async def called(self, call: Call) -> bool:
        newest = (await self._transaction.run(NEWEST_CALL, {"whose": call.application})).one_or_none()
        if newest is not None and (newest.at, newest.author, newest.text) == (call.at, call.author, call.text):
            return False
        row = {"application": call.application, "at": call.at, "author": call.author, "text": call.text}
        await self._transaction.run(CALL, row)
        await self._reached(call.application, call.at)
        return True

    async def last_call(self, application: ApplicationId) -> Call | None:
        row = (await self._transaction.run(NEWEST_CALL, {"whose": application})).one_or_none()
        return None if row is None else Call(application, row.at, PersonId(row.author), row.text)

    async def _reached(self, application: ApplicationId, at: datetime) -> None:
        await self._transaction.run(REACHED.values(last_contact=at), {"whose": application, "moment": at})
