"""The statements by which the outbox keeps its lanes: what waits, what stands in front of it, and what is taken and settled.

They are built once, so that SQLAlchemy compiles each of them once.
"""

from sqlalchemy import and_, bindparam, delete, exists, literal_column, or_, select, update

from bot.effects import RemoveEvent, RemoveHold
from storage.tables import outbox
from storage.tray import KINDS

REMOVALS = (KINDS[RemoveHold], KINDS[RemoveEvent])

# Literals, not parameters: only so do both databases see that the partial indexes answer the question.
IS_WAITING = literal_column("outbox.state") == literal_column("'waiting'")
IS_DEAD = literal_column("outbox.state") == literal_column("'dead'")
EARLIER = outbox.alias("earlier")
UNFINISHED = literal_column("earlier.state") != literal_column("'done'")
BEFORE_IT = and_(EARLIER.c.lane == outbox.c.lane, EARLIER.c.id < outbox.c.id, UNFINISHED)
LATER = outbox.alias("later")
AFTER_IT = and_(
    LATER.c.lane == outbox.c.lane, LATER.c.id > outbox.c.id, literal_column("later.state") != literal_column("'done'")
)
POSTED_ANEW = exists().where(AFTER_IT, LATER.c.kind != bindparam("of_kind"))
STOPPED = exists().where(BEFORE_IT)
STOPPED_BY_DEAD = exists().where(BEFORE_IT, literal_column("earlier.state") == literal_column("'dead'"))

UNATTEMPTED = and_(outbox.c.lane == bindparam("in_lane"), IS_WAITING, outbox.c.attempts == 0)
LIKE_IT = and_(UNATTEMPTED, outbox.c.kind == bindparam("of_kind"))
"""Rows like an effect that wait in its lane and that no relay has touched."""
UNTOUCHED = select(outbox.c.lane, outbox.c.kind).where(
    outbox.c.lane.in_(bindparam("lanes", expanding=True)), IS_WAITING, outbox.c.attempts == 0
)
ADD = outbox.insert()
HAS = select(exists().where(LIKE_IT))
CROWD_OUT = delete(outbox).where(LIKE_IT, ~POSTED_ANEW)
SUPERSEDE = update(outbox).where(
    outbox.c.lane.in_(bindparam("lanes", expanding=True)),
    IS_WAITING,
    outbox.c.attempts == 0,
    outbox.c.kind.not_in(REMOVALS),
)
GIVE_BACK = (
    update(outbox)
    .where(outbox.c.key == bindparam("its_key"), literal_column("outbox.state") == literal_column("'done'"))
    .values(key=None)
)
FREE = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now"))
PICKED = (
    select(outbox.c.id)
    .where(IS_WAITING, outbox.c.not_before <= bindparam("now"), FREE, ~STOPPED)
    .order_by(outbox.c.not_before, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("picked")
)
CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(PICKED.c.id)))
    .values(
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
        attempts=outbox.c.attempts + 1,
        uncertain=outbox.c.attempting,
        attempting=True,
    )
    .returning(outbox.c.id, outbox.c.lane, outbox.c.effect, outbox.c.key, outbox.c.attempts, outbox.c.uncertain)
)
OURS = and_(outbox.c.id == bindparam("row"), outbox.c.lease_owner == bindparam("lease"), IS_WAITING)
SETTLE = update(outbox).where(OURS)
ALL_OURS = and_(
    outbox.c.id.in_(bindparam("rows", expanding=True)), outbox.c.lease_owner == bindparam("lease"), IS_WAITING
)
SETTLE_ALL = update(outbox).where(ALL_OURS).returning(outbox.c.id)
FORGET_ALL = delete(outbox).where(ALL_OURS).returning(outbox.c.id)
