"""Which applications may be left, as a condition that the database works out: no other row is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select

from bot.domain.access import Who
from bot.domain.bounds import Bounds
from bot.domain.interview import ASKED, State
from bot.domain.pipeline import Status
from bot.domain.staleness import MET
from storage.columns import Instant
from storage.tables import applications, audit, interviews, people, stage_history, updates

BOOKED = MET | {State.BOOKED}
NO_STEP = ("note.added", "application.snoozed")
"""What people do with an application that does not move it."""
STEP = and_(audit.c.who == Who.PERSON.value, audit.c.access == "changed")

NOBODYS = applications.c.next_owner.in_(select(people.c.id).where(~people.c.active))
STAGE_AT, LAST_CONTACT = applications.c.stage_at, applications.c.last_contact
_newest = (
    select(interviews.c.state)
    .where(interviews.c.application == applications.c.id)
    .order_by(interviews.c.serial.desc())
    .limit(1)
)
STATE = _newest.scalar_subquery()
IN_HAND = case(
    (interviews.c.state.in_(sorted(ASKED)), interviews.c.deadline),
    (interviews.c.state.in_(sorted(BOOKED)), interviews.c.booked_start),
)
# Each a single moment, and no EXISTS: for that PostgreSQL reads the whole table into memory, for all rows at once.
ELSEWHERE = (
    _newest.with_only_columns(IN_HAND).scalar_subquery(),
    select(func.max(stage_history.c.at)).where(stage_history.c.application == applications.c.id).scalar_subquery(),
    select(func.max(audit.c.at))
    .where(audit.c.subject == applications.c.id, STEP, audit.c.what.not_in(NO_STEP))
    .scalar_subquery(),
    select(func.max(audit.c.at))
    .select_from(interviews.join(audit, audit.c.subject == interviews.c.id))
    .where(interviews.c.application == applications.c.id, STEP)
    .scalar_subquery(),
)
DUE, MOVED, DECIDED = (bindparam(name, type_=Instant) for name in ("left_due", "left_moved", "left_decided"))
PROMISED = exists().where(
    updates.c.application == applications.c.id, updates.c.sent_at.is_not(None), updates.c.promised < DUE
)


def given(bounds: Bounds, stages: Sequence[str]) -> tuple[ColumnElement[bool], Mapping[str, Any]]:
    """Return the condition for applications in these stages, and its parameters; what nobody active owns is among them."""
    alike: dict[datetime, list[str]] = defaultdict(list)
    for stage in stages:
        alike[bounds.still(stage)].append(stage)
    told: dict[str, Any] = {"left_due": bounds.due, "left_moved": bounds.moved, "left_decided": bounds.decided}
    for number, (still, those) in enumerate(sorted(alike.items())):
        told |= {f"left_stages_{number}": those, f"left_still_{number}": still}
    return _may_be_left(len(alike)), told


@lru_cache(maxsize=64)
def _may_be_left(groups: int) -> ColumnElement[bool]:
    """Return the condition where the stages are left for as many different times."""
    still = case(*(_stages(number) for number in range(groups)), else_=MOVED)
    held = applications.c.status == Status.ON_HOLD.value
    return or_(
        NOBODYS,
        and_(or_(applications.c.next_due < DUE, PROMISED), _untouched(MOVED)),
        and_(~held, _untouched(still)),
        and_(~held, _untouched(DECIDED), STATE.in_((State.TOOK_PLACE.value,))),
    )


def _stages(number: int) -> tuple[ColumnElement[bool], ColumnElement[datetime]]:
    those = applications.c.stage.in_(bindparam(f"left_stages_{number}", expanding=True))
    return those, bindparam(f"left_still_{number}", type_=Instant)


def _untouched(since: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether nothing has moved the application since then: what its own row says first, for that costs least."""
    return and_(*(or_(moment.is_(None), moment < since) for moment in (STAGE_AT, LAST_CONTACT, *ELSEWHERE)))
