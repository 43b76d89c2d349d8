"""The program as `usher serve` puts it together, at a clock that can be moved, between a mail server and people in a chat.

The chat and the mail server are stand-ins on loopback; everything between them is the real thing.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry

from adapters.app import Usher, compose
from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.sandbox.calendar import SandboxCalendar
from adapters.web.book import BookingPage
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application, serving
from bot.domain.ids import OpeningId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Opening
from bot.domain.policy import Policy
from bot.domain.time import Interval
from bot.inbound import ApplicationSeen
from bot.ports import Chat, FarEnds
from bot.tick import tick
from storage.engine import Database
from tests.office import ADA, KEYS, LINK, POLICY, RAE, text_of
from tests.standins.smtp import MailServer, mail_server
from tests.when import SettableClock

BASE = "https://usher.example"
LINKS = SignedLinks(BASE, KEYS)
Listens = Callable[[Usher], Iterable[web.RouteDef]]
IVY = replace(
    RAE,
    name="Ivy Lane",
    email="ivy@northwind.example",
    zone="America/New_York",
    title="Staff Engineer",
    roles=frozenset({Role.INTERVIEWER}),
    ats_user="u-ivy",
)


@dataclass(slots=True)
class WiredOffice:
    """Rae recruits from London, Ivy interviews from New York; Ada applied."""

    usher: Usher
    clock: SettableClock
    calendar: SandboxCalendar
    post: MailServer
    browser: ClientSession
    address: str

    async def applied(self) -> None:
        """Ada is in play, in a stage that starts nothing by itself."""
        record = replace(ADA, stage="Application review")
        seen = ApplicationSeen("greenhouse", "d-1", "candidate_stage_change", record, None)
        await self.usher.router.handle(seen)

    async def settle(self) -> None:
        """Let the relay do all that can be done now."""
        await self.usher.relay.drain()

    async def forward(self, by: timedelta) -> None:
        """Let time pass, stopping at everything that falls due."""
        end = self.clock() + by
        while (due := await self._next_due()) is not None and due <= end:
            self.clock.set(max(due, self.clock()))
            await tick(self.clock(), store=self.usher.database.store, handle=self.usher.router.handle)
            await self.settle()
        self.clock.set(end)

    async def _next_due(self) -> object:
        async with self.usher.database.store() as work:
            return await work.timers.next_due()

    def mails(self) -> list[EmailMessage]:
        """What Ada has got, oldest first."""
        return [taken.message for taken in self.post.taken if ADA.email in taken.recipients]

    async def candidate(self, **fields: str) -> str:
        """Open the link of Ada's newest mail, or with fields press a button there; returns the page."""
        found = LINK.search(text_of(self.mails()[-1]))
        assert found is not None, "the newest mail has no link"
        url = f"{self.address}/book/{found.group(1)}"
        how = self.browser.post(url, data=fields) if fields else self.browser.get(url)
        async with how as answer:
            assert answer.status == 200, answer.status
            return await answer.text()

    async def holds(self, owner: Person) -> list[Interval]:
        """What stands on somebody's calendar as a hold."""
        now = self.clock()
        entries = await self.calendar.on(owner.email, Interval(now, now + timedelta(days=60)))
        return [entry.span for entry in entries if entry.title.startswith("[Hold]")]


@asynccontextmanager
async def wired_office(
    database: Database,
    clock: SettableClock,
    *,
    policy: Policy = POLICY,
    chats: Mapping[Platform, Chat],
    accounts: Mapping[Account, Person],
    listens: Listens,
) -> AsyncIterator[WiredOffice]:
    """Open the office; whatever the stand-ins had to complain of fails the test at the end of the block."""
    async with AsyncExitStack() as stack:
        post = await stack.enter_async_context(mail_server())
        browser = await stack.enter_async_context(ClientSession())
        stationery = Stationery("Northwind <hiring@northwind.example>", LINKS, "Northwind")
        calendar = SandboxCalendar(database.shelf, clock=clock)
        mailer = SmtpMailer(post.url(), stationery=stationery, clock=clock)
        ends = FarEnds(chats, {"sandbox": calendar}, mailer, {}, LINKS)
        usher = compose(database, policy=policy, ends=ends, clock=clock)
        await _furnish(database, accounts)
        look = Look.of(POLICY.organisation)
        routes = (*listens(usher), *BookingPage(usher.router.handle, KEYS, look, LINKS).routes())
        app = application(routes, look=look, links=LINKS, registry=CollectorRegistry())
        port = await stack.enter_async_context(serving(app, host="127.0.0.1", port=0))
        yield WiredOffice(usher, clock, calendar, post, browser, f"http://127.0.0.1:{port}")


async def _furnish(database: Database, accounts: Mapping[Account, Person]) -> None:
    async with database.store() as work:
        for account, known in accounts.items():
            person = await work.people.add(known)
            await work.people.link(account, person=person.id)
        rae = await work.people.by_email(RAE.email)
        assert rae is not None
        opening = Opening(OpeningId("op-1"), "Backend Engineer", ats_job="j-1", recruiter=rae.id, intake_agreed=True)
        await work.openings.add(opening, ats="greenhouse")
