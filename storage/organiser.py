"""The organiser's calendar: how far its feed was read, and what guests were last seen to answer there."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Row, bindparam, select

from bot.domain.ids import InterviewId, PersonId
from bot.domain.time import Interval, epoch, from_epoch
from bot.inbound import GuestAnswer
from bot.ports import GuestSaid
from storage.columns import ceiling
from storage.tables import guest_answers, organiser_feeds
from storage.transaction import Transaction

FEED = select(organiser_feeds.c.cursor, organiser_feeds.c.read_at).where(
    organiser_feeds.c.calendar == bindparam("calendar"), organiser_feeds.c.owner == bindparam("owner")
)
SAID = select(guest_answers).where(guest_answers.c.interview.in_(bindparam("about", expanding=True)))


class SqlOrganiser:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def cursor(self, calendar: str, *, owner: str) -> str:
        row = await self._feed(calendar, owner)
        return "" if row is None else str(row.cursor)

    async def read_at(self, calendar: str, *, owner: str) -> datetime | None:
        row = await self._feed(calendar, owner)
        return None if row is None else row.read_at

    async def reached(self, calendar: str, *, owner: str, cursor: str, read_at: datetime | None) -> None:
        row = {"calendar": calendar, "owner": owner.casefold(), "cursor": cursor, "read_at": read_at}
        await self._transaction.put(organiser_feeds, row, unique=("calendar",))

    async def answers(self, interviews: Collection[InterviewId]) -> Mapping[InterviewId, Mapping[PersonId, GuestSaid]]:
        """Return what is known of those interviews of which anything is, in one statement."""
        known: dict[InterviewId, dict[PersonId, GuestSaid]] = {}
        for row in await self._transaction.run(SAID, {"about": list(interviews)}) if interviews else ():
            known.setdefault(InterviewId(row.interview), {})[PersonId(row.person)] = _said(row)
        return known

    async def note(self, interview: InterviewId, person: PersonId, said: GuestSaid) -> None:
        row = {
            "interview": interview,
            "person": person,
            "sequence": said.sequence,
            "answer": said.answer.value,
            "proposed_start": said.proposed and epoch(said.proposed.start),
            "proposed_end": said.proposed and ceiling(said.proposed.end),
        }
        await self._transaction.put(guest_answers, row, unique=("interview", "person"))

    async def _feed(self, calendar: str, owner: str) -> Row[tuple[str, datetime]] | None:
        given = {"calendar": calendar, "owner": owner.casefold()}
        return (await self._transaction.run(FEED, given)).one_or_none()


def _said(row: Row[*tuple[object, ...]]) -> GuestSaid:
    start, end = row.proposed_start, row.proposed_end
    proposed = None if start is None else Interval(from_epoch(start), from_epoch(end))
    return GuestSaid(GuestAnswer(row.answer), row.sequence, proposed)
