"""The unit of work: every repository on one transaction."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

from storage.applications import SqlApplications
from storage.audit import SqlAudit
from storage.calendar_faults import SqlCalendarFaults
from storage.candidates import SqlCandidates
from storage.contacts import SqlContacts
from storage.digests import SqlDigests
from storage.drafts import SqlDrafts
from storage.findings import SqlFindings
from storage.homes import SqlHomes
from storage.inbox import SqlInbox
from storage.intakes import SqlIntakes
from storage.interviews import SqlInterviews
from storage.mirror import SqlMirror
from storage.notes import SqlNotes
from storage.openings import SqlOpenings
from storage.organiser import SqlOrganiser
from storage.outbox import SqlOutbox
from storage.overview import SqlOverview
from storage.people import SqlPeople
from storage.posts import SqlPosts
from storage.reservations import SqlReservations
from storage.scorecards import SqlScorecards
from storage.service import SqlService
from storage.sessions import SqlSessions
from storage.stale import SqlStale
from storage.timers import SqlTimers
from storage.transaction import Transaction
from storage.triggers import SqlTriggers
from storage.updates import SqlUpdates
from storage.watches import SqlWatches


class SqlWork:
    """One transaction: leave the block cleanly and it commits, raise and nothing happened.

    Raises Taken from `reservations.hold`, and Stale from a save or on leaving, where somebody else was faster; run the
    whole use case again then. Units of work do not nest.
    """

    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[Transaction]]) -> None:
        self._scope = transaction()

    async def __aenter__(self) -> Self:
        transaction = await self._scope.__aenter__()
        self.audit = SqlAudit(transaction)
        self.people = SqlPeople(transaction)
        self.openings = SqlOpenings(transaction)
        self.intakes = SqlIntakes(transaction)
        self.candidates = SqlCandidates(transaction, audit=self.audit, openings=self.openings)
        self.applications = SqlApplications(transaction, audit=self.audit)
        self.notes = SqlNotes(transaction, audit=self.audit)
        self.interviews = SqlInterviews(transaction, audit=self.audit, people=self.people)
        self.reservations = SqlReservations(transaction)
        self.mirror = SqlMirror(transaction)
        self.watches = SqlWatches(transaction)
        self.organiser = SqlOrganiser(transaction)
        self.calendar_faults = SqlCalendarFaults(transaction)
        self.timers = SqlTimers(transaction)
        self.outbox = SqlOutbox(transaction)
        self.inbox = SqlInbox(transaction)
        self.posts = SqlPosts(transaction)
        self.homes = SqlHomes(transaction, outbox=self.outbox)
        self.drafts = SqlDrafts(transaction)
        self.sessions = SqlSessions(transaction)
        self.triggers = SqlTriggers(transaction)
        self.scorecards = SqlScorecards(transaction, audit=self.audit)
        self.contacts = SqlContacts(transaction)
        self.stale = SqlStale(transaction)
        self.updates = SqlUpdates(transaction)
        self.overview = SqlOverview(transaction)
        self.digests = SqlDigests(transaction)
        self.findings = SqlFindings(transaction)
        self.service = SqlService(transaction)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._scope.__aexit__(kind, error, trace)
