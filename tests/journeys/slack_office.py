"""The program as `usher serve` puts it together, at a clock that can be moved, between a Slack, a mail server and people.

    async with slack_office(database, clock) as office:
        seen = await office.rae.types("/usher schedule ada")
        page = await office.candidate(link)                  # what the candidate's browser gets, over HTTP
        await office.forward(timedelta(days=1))              # stops at everything that falls due on the way

Slack and the mail server are stand-ins on loopback; everything between them is the real thing.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters import http
from adapters.app import Usher, compose
from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.sandbox.calendar import SandboxCalendar
from adapters.slack import gateway, listen
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
from bot.ports import FarEnds
from bot.tick import tick
from storage.engine import Database
from tests.office import ADA, KEYS, LINK, POLICY, RAE, text_of
from tests.standins.slack import Slack
from tests.standins.slack_person import SlackUser
from tests.standins.smtp import MailServer, mail_server
from tests.when import SettableClock

BASE = "https://usher.example"
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
class SlackOffice:
    """Rae recruits from London, Ivy interviews from New York; Ada applied."""

    usher: Usher
    clock: SettableClock
    calendar: SandboxCalendar
    slack: Slack
    post: MailServer
    browser: ClientSession
    address: str
    rae: SlackUser
    ivy: SlackUser

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
async def slack_office(
    database: Database, clock: SettableClock, *, policy: Policy = POLICY
) -> AsyncIterator[SlackOffice]:
    """Open the office; whatever the stand-ins had to complain of fails the test at the end of the block."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Slack())
        post = await stack.enter_async_context(mail_server())
        session = await stack.enter_async_context(http.session())
        browser = await stack.enter_async_context(ClientSession())
        links = SignedLinks(BASE, KEYS)
        client = gateway.connect(slack.token, session=session, url=slack.api)
        stationery = Stationery("Northwind <hiring@northwind.example>", links, "Northwind")
        calendar = SandboxCalendar(database.shelf, clock=clock)
        ends = FarEnds(
            {Platform.SLACK: gateway.SlackChat(client, links=links)},
            {"sandbox": calendar},
            SmtpMailer(post.url(), stationery=stationery, clock=clock),
            {},
            links,
        )
        usher = compose(database, policy=policy, ends=ends, clock=clock)
        await _furnish(database)
        look, handle = Look.of(POLICY.organisation), usher.router.handle
        routes = (
            *listen.routes(handle, signing_secret=slack.signing_secret, client=client, links=links),
            *BookingPage(handle, KEYS, look, links).routes(),
        )
        app = application(routes, look=look, links=links, registry=CollectorRegistry())
        port = await stack.enter_async_context(serving(app, host="127.0.0.1", port=0))
        address = f"http://127.0.0.1:{port}"
        slack.app = f"{address}/slack/events"
        rae = slack.person("U0RAE", name="Rae Morgan", zone="Europe/London")
        ivy = slack.person("U0IVY", name="Ivy Lane", zone="America/New_York")
        yield SlackOffice(usher, clock, calendar, slack, post, browser, address, rae, ivy)


async def _furnish(database: Database) -> None:
    async with database.store() as work:
        for user, known in (("U0RAE", RAE), ("U0IVY", IVY)):
            person = await work.people.add(known)
            await work.people.link(Account(Platform.SLACK, "T0HOME", user), person=person.id)
        rae = await work.people.by_email(RAE.email)
        assert rae is not None
        opening = Opening(OpeningId("op-1"), "Backend Engineer", ats_job="j-1", recruiter=rae.id, intake_agreed=True)
        await work.openings.add(opening, ats="greenhouse")
