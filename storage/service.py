"""What the record tells of the service as a whole: numbers and ids, read across everything, nothing about candidates."""

from collections import Counter
from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select

from bot.domain.findings import UNREADABLE, Lately, SoFar
from bot.domain.ids import PersonId
from storage.tables import applications, audit, audit_details, inbox, interviews, outbox, stage_history
from storage.transaction import Transaction

BOOKED = "interview.booked"
UNREACHED = "account.unreached"
TRIGGERED = "trigger.seen"
BEGAN = select(func.min(audit.c.at)).where(audit.c.what == BOOKED)
SINCE = audit.c.at >= bindparam("since")
BOOKINGS = select(interviews.c.document).where(
    interviews.c.id.in_(select(audit.c.subject).where(audit.c.what == BOOKED, SINCE))
)
DEAD = select(func.count()).where(literal_column("outbox.state") == literal_column("'dead'")).select_from(outbox)
SILENT = select(audit.c.subject).where(audit.c.what == UNREACHED, SINCE).distinct()

DELIVERIES = (
    select(inbox.c.at, inbox.c.kind, inbox.c.note)
    .where(inbox.c.source == bindparam("ats"))
    .order_by(inbox.c.serial.desc())
    .limit(bindparam("most"))
)
TRIGGERS = (
    select(audit_details.c.detail)
    .join(audit, audit.c.id == audit_details.c.audit)
    .where(audit.c.what == TRIGGERED, audit.c.who_id == bindparam("ats"))
    .order_by(audit.c.serial.desc())
    .limit(bindparam("most"))
)
STAGES = (
    select(stage_history.c.stage)
    .join(applications, applications.c.id == stage_history.c.application)
    .where(applications.c.ats == bindparam("ats"))
    .order_by(stage_history.c.serial.desc())
    .limit(bindparam("most"))
)


class SqlService:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def lately(self, ats: str, *, latest: int) -> Lately:
        given = {"ats": ats, "most": latest}
        deliveries = (await self._transaction.run(DELIVERIES, given)).all()
        if not deliveries:
            return Lately()
        details = [row.detail for row in await self._transaction.run(TRIGGERS, given)]
        lacking = Counter(each for detail in details for each in detail.get("lacks", "").split("; ") if each)
        stages = (await self._transaction.run(STAGES, given)).scalars()
        return Lately(
            last=max((row.at for row in deliveries), default=None),
            deliveries=len(deliveries),
            unreadable=tuple(row.note for row in deliveries if row.kind == UNREADABLE),
            triggers=len(details),
            lacking=dict(lacking.most_common()),
            stages=tuple(sorted({stage for stage in stages if stage})),
        )

    async def began(self) -> datetime | None:
        first: datetime | None = (await self._transaction.run(BEGAN)).scalar_one()
        return first

    async def so_far(self, since: datetime) -> SoFar:
        given = {"since": since}
        booked = [row.document for row in await self._transaction.run(BOOKINGS, given)]
        untouched = sum(not document.get("touched", False) for document in booked)
        dead = (await self._transaction.run(DEAD)).scalar_one()
        silent = sorted(int(key) for key in (await self._transaction.run(SILENT, given)).scalars())
        return SoFar(len(booked), untouched, dead, tuple(map(PersonId, silent)))
