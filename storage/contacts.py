"""Messages really delivered to candidates: the evidence, and what resets "last contact"."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import literal, or_, select, update

from bot.domain.ids import InterviewId
from storage.columns import Instant
from storage.tables import applications, contacts, interviews
from storage.transaction import Transaction


class SqlContacts:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, interview: InterviewId, *, mail: str, message_id: str, recipient: str, at: datetime) -> None:
        """Note that a message was taken for delivery; the same message told again is noted once.

        The application's last contact moves forward, never back, and its version stays: nobody's save is disturbed.
        """
        moment = literal(at, Instant)
        what = (literal(mail), literal(message_id), literal(recipient), moment)
        its = select(interviews.c.application, interviews.c.id, *what).where(interviews.c.id == interview)
        names = ["application", "interview", "mail", "message_id", "recipient", "at"]
        noted = self._transaction.insert(contacts).from_select(names, its)
        await self._transaction.run(noted.on_conflict_do_nothing(index_elements=["interview", "message_id"]))
        application = select(interviews.c.application).where(interviews.c.id == interview).scalar_subquery()
        earlier = or_(applications.c.last_contact.is_(None), applications.c.last_contact < moment)
        reached = update(applications).where(applications.c.id == application, earlier)
        await self._transaction.run(reached.values(last_contact=at))

    async def of(self, interview: InterviewId) -> Sequence[tuple[str, datetime]]:
        """Return which mails were delivered and when, in order."""
        delivered = select(contacts.c.mail, contacts.c.at).where(contacts.c.interview == interview)
        found = await self._transaction.run(delivered.order_by(contacts.c.at, contacts.c.serial))
        return tuple((row.mail, row.at) for row in found)
