"""What the outbox still has to do, for /readyz and the metrics; read without disturbing the writers."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, func, literal_column, select

from storage.lanes import FREE, IS_WAITING, STOPPED, STOPPED_BY_DEAD
from storage.tables import outbox


def overdue(connection: Connection, *, now: float) -> timedelta:
    """Return how long the most neglected row has been free to be taken: due, first in its lane, and leased by nobody.

    A row that waits for its next try, or behind another, is not neglected: one far end that is away must not take a
    healthy service out of rotation.
    """
    since = connection.execute(
        select(func.min(outbox.c.not_before)).where(IS_WAITING, outbox.c.not_before <= now, FREE, ~STOPPED),
        {"now": now},
    ).scalar_one()
    return timedelta(0) if since is None else timedelta(seconds=max(0.0, now - since))


def oldest(connection: Connection, *, now: float) -> timedelta:
    """Return the age of the oldest waiting row, rows behind a dead one left out: those wait for a person."""
    since = connection.execute(select(func.min(outbox.c.created_at)).where(IS_WAITING, ~STOPPED_BY_DEAD)).scalar_one()
    return timedelta(0) if since is None else timedelta(seconds=max(0.0, now - since))


def counts(connection: Connection) -> Mapping[str, int]:
    """Return how many rows are in each unfinished state."""
    unfinished = literal_column("outbox.state") != literal_column("'done'")
    found = connection.execute(
        select(outbox.c.state, func.count().label("number")).where(unfinished).group_by(outbox.c.state)
    )
    return {"waiting": 0, "dead": 0} | {row.state: row.number for row in found}
