"""Reservations: who is taken when. That two never overlap is the database's own doing (`storage.overlap`)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlalchemy import Select, and_, bindparam, false, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.ids import InterviewId
from bot.domain.time import Interval, epoch, from_epoch
from bot.ports import Reservation, Stale, Taken, Tally
from storage.columns import ceiling
from storage.overlap import refused
from storage.tables import reservations
from storage.transaction import Transaction

COUNTING = ("held", "confirmed")
ADD = reservations.insert()
SET = update(reservations).where(reservations.c.interview == bindparam("whose"), reservations.c.status.in_(COUNTING))
SET_OPTIONS = SET.where(reservations.c.option.in_(bindparam("numbers", expanding=True)))
SET_OF_PARTY = SET_OPTIONS.where(reservations.c.party == bindparam("holder"))
OF = (
    select(reservations)
    .where(
        reservations.c.party.in_(bindparam("parties", expanding=True)),
        reservations.c.starts < bindparam("before"),
        reservations.c.ends > bindparam("after"),
        reservations.c.status.in_(COUNTING),
    )
    .order_by(reservations.c.party, reservations.c.starts)
)

TALLY = (
    select(
        reservations.c.party,
        func.count(reservations.c.interview.distinct()).label("interviews"),
        func.max(reservations.c.starts).label("last"),
    )
    .where(
        reservations.c.party.in_(bindparam("parties", expanding=True)),
        reservations.c.starts >= bindparam("start"),
        reservations.c.starts < bindparam("end"),
        reservations.c.status == "confirmed",
        reservations.c.interview != bindparam("but"),
    )
    .group_by(reservations.c.party)
)


class SqlReservations:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def hold(self, wanted: Sequence[Reservation]) -> None:
        """Reserve all of them or none; raises Taken for the first that is not free, and the transaction is over then."""
        ordered = sorted(wanted, key=lambda each: (each.party, each.span))
        if not ordered:
            return
        try:
            await self._transaction.run(ADD, [_values(each) for each in ordered])
        except IntegrityError as error:
            if not refused(error):
                raise
            lost = await self._lost(ordered)
            raise Taken(lost.party, lost.span) from error

    async def confirm(self, interview: InterviewId, option: int) -> None:
        """Make a held option the booking; raises Stale if it is no longer held."""
        chosen = {"whose": interview, "numbers": [option], "status": "confirmed"}
        if not (await self._transaction.run(SET_OPTIONS, chosen)).rowcount:
            raise Stale(f"option {option} of interview {interview} is no longer held")

    async def release(
        self, interview: InterviewId, options: Sequence[int] | None = None, *, party: int | None = None
    ) -> None:
        """Give back the options' times, of one party alone where it is named, or all that the interview has.

        What was never held is as good.
        """
        released = {"whose": interview, "status": "released"}
        if options is not None and party is not None:
            given = released | {"numbers": list(options), "holder": party}
            await self._transaction.run(SET_OF_PARTY, given)
        elif options is None:
            await self._transaction.run(SET, released)
        else:
            await self._transaction.run(SET_OPTIONS, released | {"numbers": list(options)})

    async def of(self, parties: Sequence[int], span: Interval) -> Sequence[Reservation]:
        """Return what is held or confirmed for these parties and touches the span, by party and start."""
        asked = {"parties": list(parties), "before": ceiling(span.end), "after": epoch(span.start)}
        found = await self._transaction.run(OF, asked)
        return tuple(
            Reservation(
                row.party,
                Interval(from_epoch(row.starts), from_epoch(row.ends)),
                InterviewId(row.interview),
                row.option,
                row.status == "confirmed",
            )
            for row in found
        )

    async def tally(self, parties: Sequence[int], span: Interval, *, but: InterviewId) -> Mapping[int, Tally]:
        """Return, for those who are booked at all, how many interviews `but` one start for them within the span."""
        asked = {"parties": list(parties), "start": epoch(span.start), "end": ceiling(span.end), "but": but}
        found = await self._transaction.run(TALLY, asked)
        return {row.party: Tally(row.interviews, from_epoch(row.last)) for row in found}

    async def _lost(self, wanted: Sequence[Reservation]) -> Reservation:
        """Return which one was not free: among those asked for, or beside what others have; the first if they let go."""
        others = (await self._transaction.give_up(_overlapping(wanted))).all()
        for earlier, later in pairwise(wanted):
            if earlier.party == later.party and earlier.span.overlaps(later.span):
                return later
        for each in wanted:
            start, end = epoch(each.span.start), ceiling(each.span.end)
            if any(row.party == each.party and row.starts < end and row.ends > start for row in others):
                return each
        return wanted[0]


def _overlapping(wanted: Sequence[Reservation]) -> Select[tuple[int, int, int]]:
    clashes = (
        and_(
            reservations.c.party == each.party,
            reservations.c.starts < ceiling(each.span.end),
            reservations.c.ends > epoch(each.span.start),
        )
        for each in wanted
    )
    columns = select(reservations.c.party, reservations.c.starts, reservations.c.ends)
    return columns.where(reservations.c.status.in_(COUNTING), or_(false(), *clashes))


def _values(wanted: Reservation) -> dict[str, object]:
    return {
        "party": wanted.party,
        "starts": epoch(wanted.span.start),
        "ends": ceiling(wanted.span.end),
        "interview": wanted.interview,
        "option": wanted.option,
        "status": "confirmed" if wanted.confirmed else "held",
    }
