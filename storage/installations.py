"""Where Slack's OAuth flow keeps what it was given: one row a workspace, sealed before it comes here.

Each call is its own transaction, as no use case needs a token: never call this from inside a unit of work. A workspace
that took the app out keeps its row, without the token, so that it is known that the app was there.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from storage.tables import slack_installations as installations
from storage.tables import slack_organisation as organisation
from storage.transaction import Transaction


class SqlInstallations:
    """The installations of one organisation: the first workspace that was ever kept says whose they are."""

    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[Transaction]]) -> None:
        self._transaction = transaction

    async def get(self, team: str) -> str | None:
        """Return what is sealed for a workspace: empty once the app was removed there, None if it never was there."""
        one = select(installations.c.sealed).where(installations.c.team == team)
        async with self._transaction() as transaction:
            return (await transaction.run(one)).scalar_one_or_none()

    async def all(self) -> Sequence[tuple[str, str]]:
        """Return every workspace that has the app now, with what is sealed for it, by the workspace's id."""
        live = select(installations.c.team, installations.c.sealed).where(installations.c.removed_at.is_(None))
        async with self._transaction() as transaction:
            found = await transaction.run(live.order_by(installations.c.team))
            return tuple((row.team, row.sealed) for row in found)

    async def keep(self, team: str, *, enterprise: str, sealed: str, at: datetime) -> None:
        """Keep an installation, in place of an earlier one of this workspace."""
        async with self._transaction() as transaction:
            await _claimed(transaction, team=team, enterprise=enterprise)
            await _keep(transaction, team=team, enterprise=enterprise, sealed=sealed, at=at)

    async def claim(self, team: str, *, enterprise: str, sealed: str, at: datetime) -> bool:
        """Keep an installation if it is the organisation's own; returns whether it is, and if not keeps nothing.

        The first workspace ever kept stands for the organisation; after it come that workspace itself and those of its
        Enterprise organisation (an empty `enterprise` is none). Of two that come first at once, one is first.
        """
        async with self._transaction() as transaction:
            first = await _claimed(transaction, team=team, enterprise=enterprise)
            if team != first.team and (not enterprise or enterprise != first.enterprise):
                return False
            await _keep(transaction, team=team, enterprise=enterprise, sealed=sealed, at=at)
            return True

    async def seal_anew(self, team: str, *, before: str, after: str) -> None:
        """Put another seal on the same installation, unless it was changed meanwhile."""
        same = and_(installations.c.team == team, installations.c.sealed == before, installations.c.sealed != "")
        async with self._transaction() as transaction:
            await transaction.run(update(installations).where(same).values(sealed=after))

    async def remove(self, team: str, *, at: datetime) -> bool:
        """Forget a workspace's token; returns whether one was there that is not younger than `at`.

        A removal that is told late does not take away what was installed since.
        """
        there = and_(
            installations.c.team == team, installations.c.removed_at.is_(None), installations.c.installed_at <= at
        )
        async with self._transaction() as transaction:
            gone = await transaction.run(update(installations).where(there).values(sealed="", removed_at=at))
            return gone.rowcount > 0


async def _claimed(transaction: Transaction, *, team: str, enterprise: str) -> Row[Any]:
    """Return whose the installations are: whoever came first. A lone workspace may join an Enterprise later."""
    claim = transaction.insert(organisation).values(one=1, team=team, enterprise=enterprise)
    await transaction.run(claim.on_conflict_do_nothing(index_elements=["one"]))
    joined = update(organisation).where(organisation.c.team == team, organisation.c.enterprise == "")
    await transaction.run(joined.values(enterprise=enterprise))
    return (await transaction.run(select(organisation))).one()


async def _keep(transaction: Transaction, *, team: str, enterprise: str, sealed: str, at: datetime) -> None:
    values = {"enterprise": enterprise, "sealed": sealed, "installed_at": at, "removed_at": None}
    kept = transaction.insert(installations).values(team=team, **values)
    await transaction.run(kept.on_conflict_do_update(index_elements=["team"], set_=values))
