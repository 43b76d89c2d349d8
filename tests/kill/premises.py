"""The program as it is killed and started again, and the premises it works in: the same in every process.

Calendar and ATS are the sandbox's, on the database's own shelf, so that they outlive whoever is killed; Slack and mail
are far away: the real gateway and the real mailer talk over the wire to stand-ins that live in the test.
"""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters import http
from adapters.app import Usher, compose
from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.sandbox.ats import SandboxAts
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import Shelf
from adapters.slack import gateway
from adapters.web.links import SignedLinks
from bot.domain.findings import Condition, Finding
from bot.domain.ids import OpeningId, PersonId
from bot.domain.people import Account, Person, Platform
from bot.domain.pipeline import Opening
from bot.inbound import AtsRecord
from bot.ports import FarEnds, Watch
from bot.relay import Count, uncounted
from storage.engine import open_store
from tests.office import ADA, KEYS, POLICY, RAE
from tests.when import NOON

ATS = "sandbox"
STAGES = ("Application review", "Screen", "Onsite")
SENDER = "Northwind <hiring@northwind.example>"
USHERS_SLACK = "T0HOME", "xoxb-stand-in"
CHANNEL = "C0HIRING"
HOUSE = replace(POLICY, stale=replace(POLICY.stale, channels={"slack": CHANNEL}))
LINKS = SignedLinks("https://usher.example", KEYS)
SEEN = Finding("mail.server", Condition.WATCH, "It is slow.", "Wait.")
"""What every look at all connections finds."""

BELLS = "bell"
Wrap = Callable[[FarEnds], FarEnds]


@dataclass(frozen=True, slots=True)
class Bell:
    """A vendor that tells of changes for a week; like Google it makes a new promise each time, and knows no idempotence."""

    shelf: Shelf

    async def watch(self, owner: str, *, to: str, token: str) -> Watch:
        name = f"bell-{await self.shelf.next(BELLS)}"
        await self.shelf.put(BELLS, name, {"owner": owner})
        return Watch(name, owner, NOON + timedelta(days=7))

    async def renew(self, owner: str, watch: Watch, *, to: str, token: str) -> Watch:
        fresh = await self.watch(owner, to=to, token=token)
        await self.unwatch(owner, watch)
        return fresh

    async def unwatch(self, owner: str, watch: Watch) -> None:
        await self.shelf.delete(BELLS, watch.id)


@dataclass(frozen=True, slots=True)
class Premises:
    """Where everything is: all that another process needs to be the same program. `slack` and `smtp` are URLs."""

    database: str
    slack: str
    smtp: str


@dataclass(frozen=True, slots=True)
class Program:
    """The composed program with the far ends that lie on its shelf."""

    usher: Usher
    calendar: SandboxCalendar
    ats: SandboxAts


def as_they_are(ends: FarEnds) -> FarEnds:
    return ends


@asynccontextmanager
async def program(
    premises: Premises, *, ahead: float = 0, count: Count = uncounted, wrap: Wrap = as_they_are
) -> AsyncIterator[Program]:
    """Compose the program inside the block. Its real clock is `ahead` by so many seconds: leases of the dead are over."""
    database = open_store(premises.database, clock=_noon, real=lambda: time.time() + ahead)
    calendar, ats = SandboxCalendar(database.shelf, clock=_noon), SandboxAts(database.shelf, clock=_noon)
    stationery = Stationery(SENDER, LINKS, POLICY.organisation.name)
    mailer = SmtpMailer(premises.smtp, stationery=stationery, clock=_noon)
    try:
        async with http.session() as session:
            client = gateway.connect(USHERS_SLACK[1], session=session, url=premises.slack)
            chat = gateway.SlackChat(client, links=LINKS)
            ends = FarEnds({Platform.SLACK: chat}, {"sandbox": calendar}, mailer, {ATS: ats}, LINKS)
            ends = wrap(replace(ends, checks={SEEN.name: _look}, watching={"sandbox": Bell(database.shelf)}))
            yield Program(compose(database, policy=HOUSE, ends=ends, clock=_noon, count=count), calendar, ats)
    finally:
        await database.close()


async def _look() -> Sequence[Finding]:
    return [SEEN]


def _noon() -> datetime:
    return NOON


@dataclass(frozen=True, slots=True)
class Hire:
    """One recruiter with one opening and one candidate. `slack_user` is empty for somebody without an account."""

    recruiter: Person = RAE
    slack_user: str = "U0RAE"
    record: AtsRecord = ADA

    @classmethod
    def number(cls, number: int) -> "Hire":
        """Return one of many, who share nobody's time with another."""
        recruiter = replace(RAE, name=f"Rae {number}", email=f"rae{number}@northwind.example", ats_user=f"u-{number}")
        record = replace(
            ADA,
            application=f"a-{number}",
            candidate=f"c-{number}",
            email=f"ada{number}@mail.example",
            job=f"j-{number}",
        )
        return cls(recruiter, f"U0RAE{number}", record)


async def furnish(program: Program, hire: Hire) -> PersonId:
    """Put the hire into the record and on the ATS's board; nothing is triggered yet."""
    async with program.usher.database.store() as work:
        person = (await work.people.add(hire.recruiter)).id
        if hire.slack_user:
            await work.people.link(Account(Platform.SLACK, USHERS_SLACK[0], hire.slack_user), person=person)
        opening = Opening(
            OpeningId(f"op-{hire.record.job}"),
            hire.record.job_title,
            ats_job=hire.record.job,
            recruiter=person,
            intake_agreed=True,
        )
        await work.openings.add(opening, ats=ATS)
    await program.ats.add(hire.record, stages=STAGES)
    return person
