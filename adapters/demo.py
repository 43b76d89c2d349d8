"""The whole program with sandbox far ends, on an embedded database that lives as long as the demo."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory

from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.app import Usher, compose
from adapters.clock import real_clock
from adapters.heartbeat import Heartbeat
from adapters.mail.message import Stationery, sealed
from adapters.metrics import Numbers
from adapters.sandbox import page
from adapters.sandbox.clock import MovableClock
from adapters.sandbox.seed import SEED_CANDIDATES, SEED_INTAKE, SEED_OPENINGS, SEED_PEOPLE, record
from adapters.sandbox.timeline import told
from adapters.sandbox.world import SandboxWorld, seed
from adapters.web.book import BookingPage
from adapters.web.health import FINE, Health
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.rooms import SignedInPages
from adapters.web.server import application, serving
from bot.desk import Desk
from bot.domain.ids import OpeningId, random_key
from bot.domain.intake import Intake
from bot.domain.people import Platform
from bot.domain.pipeline import Opening
from bot.domain.policy import Policy
from bot.domain.time import at, local_day, zone
from bot.inbound import ApplicationSeen
from bot.letters import Letter
from bot.policy_file import read_policy
from bot.ports import FarEnds
from bot.usecases import digests
from storage.engine import Database, migrate, open_store

POLICY = Path(__file__).parent / "sandbox" / "northwind.toml"
SENDER = "Northwind Hiring <hiring@northwind.example>"
EVERYWHERE = frozenset({"0.0.0.0", "::"})
TEN, FRIDAY, TIMELINE = time(10), 4, 240

Tamper = Callable[[FarEnds], FarEnds]


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: the program, the world around it, and where its pages are."""

    usher: Usher
    world: SandboxWorld
    links: SignedLinks

    async def forward(self, by: timedelta) -> None:
        """Let product time pass, stopping at everything that is due on the way."""
        to = self.usher.clock() + by
        await self.world.forward(to, next_due=self.next_due, tick=self.tick, drain=self.drain)

    async def next_due(self) -> datetime | None:
        async with self.usher.database.store() as work:
            return await work.timers.next_due()

    async def tick(self, now: datetime) -> int:
        return await self.usher.tick()

    async def drain(self) -> int:
        """Carry out what waits, with the ATS's web hooks following by themselves, until all is quiet; returns how much."""
        done = 0
        while step := await self.usher.relay.drain() + await self.world.ats.deliver(self.usher.router.handle):
            done += step
        return done

    async def happened(self) -> Sequence[tuple[datetime, str]]:
        """Return the latest rows of the audit, in words."""
        async with self.usher.database.store() as work:
            return await told(await work.audit.recent(limit=TIMELINE), work=work, policy=self.usher.policy)

    async def checks(self) -> Mapping[str, str]:
        return {"database": FINE if await self.usher.database.ready() else "behind its migrations"}


def untouched(ends: FarEnds) -> FarEnds:
    """Leave the far ends as they are; tests pass something that breaks one, to see that the story notices."""
    return ends


@asynccontextmanager
async def staged(
    *, host: str = "127.0.0.1", port: int = 0, start: datetime | None = None, tamper: Tamper = untouched
) -> AsyncIterator[Demo]:
    """Run the demo inside the block, on a database of its own that is gone afterwards."""
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="usher-demo-"))
        beat: list[Heartbeat] = []
        clock = MovableClock(start or next_morning(real_clock(), policy=policy))
        url = f"sqlite+aiosqlite:///{folder}/usher.db"
        await migrate(url)
        database = open_store(url, clock=clock, wake=lambda: beat[0].wake() if beat else None)
        stack.push_async_callback(database.close)
        bound = port or await free_port(host)
        links = SignedLinks(f"http://{'localhost' if host in EVERYWHERE else host}:{bound}", (token_bytes(32),))
        world = sandbox(database, clock=clock, links=links, policy=policy)
        registry = CollectorRegistry()
        usher = compose(
            database, policy=policy, ends=tamper(far_ends(world, links)), clock=clock, count=Numbers(registry).count
        )
        demo = Demo(usher, world, links)
        await furnish(demo)
        heart = Heartbeat(usher.tick, drain=demo.drain)
        beat.append(heart)
        heart.start()
        stack.push_async_callback(heart.stop)
        look = Look.of(policy.organisation)
        app = application(_routes(demo, look, registry), look=look, links=links, registry=registry)
        await stack.enter_async_context(serving(app, host=host, port=bound))
        yield demo


def far_ends(world: SandboxWorld, links: SignedLinks) -> FarEnds:
    return FarEnds(
        {Platform.SANDBOX: world.chat}, {"sandbox": world.calendar}, world.mailer, {"sandbox": world.ats}, links
    )


def next_morning(now: datetime, *, policy: Policy) -> datetime:
    """Return ten o'clock of the organisation's next weekday, so that a demo at night does not meet closed doors."""
    site = zone(policy.organisation.zone)
    day = local_day(now, zone=site)
    while day.weekday() > FRIDAY or day in policy.organisation.holidays or at(day, TEN, zone=site) < now:
        day += timedelta(days=1)
    return at(day, TEN, zone=site)


async def free_port(host: str) -> int:
    """Return a port that is free now: links must name it before the server is up."""
    server = await asyncio.start_server(lambda reader, writer: writer.close(), host, 0)
    bound: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return bound


def sandbox(database: Database, *, clock: MovableClock, links: SignedLinks, policy: Policy) -> SandboxWorld:
    """Return the world around a demo; its mails carry the bytes that SMTP would."""
    stationery = Stationery(SENDER, links, policy.organisation.name)

    def draw(letter: Letter, *, message_id: str, at: datetime) -> bytes:
        return sealed(letter, message_id=message_id, stationery=stationery, at=at).raw

    return SandboxWorld.of(database.shelf, clock=clock, draw=draw, links=links)


async def furnish(demo: Demo) -> None:
    """Fill the world and the record with Northwind's people, opening and candidates."""
    await seed(demo.world)
    async with demo.usher.database.store() as work:
        people = {c.person.email: (await work.people.add(c.person)).id for c in SEED_PEOPLE}
        for colleague in SEED_PEOPLE:
            await work.people.link(colleague.account, person=people[colleague.person.email])
        for job in SEED_OPENINGS:
            opening = Opening(
                OpeningId(random_key()),
                job.title,
                ats_job=job.ats_job,
                category=job.category,
                hiring_manager=people[job.hiring_manager],
                recruiter=people[job.recruiter],
                coordinator=people[job.coordinator],
                intake_agreed=True,
            )
            await work.openings.add(opening, ats="sandbox")
            manager = people[job.hiring_manager]
            await work.intakes.add(Intake(opening.id, demo.usher.clock(), manager, **SEED_INTAKE, agreed=True))
        await digests.begin(work=work, desk=Desk(demo.usher.policy, demo.usher.clock()))
    for number, applicant in enumerate(SEED_CANDIDATES, 1):
        told = record(applicant)
        await demo.usher.router.handle(
            ApplicationSeen("sandbox", f"seed-{number}", "new_candidate_application", told, demo.usher.clock())
        )


def _routes(demo: Demo, look: Look, registry: CollectorRegistry) -> Iterator[web.RouteDef]:
    handle = demo.usher.router.handle
    yield web.get("/", _to_the_page)
    yield from BookingPage(handle, demo.links.keys, look, demo.links).routes()
    yield from SignedInPages(handle, demo.links.keys, look, demo.links, secure=False).routes()
    works = page.Works(handle, demo.next_due, demo.tick, demo.drain, demo.happened)
    yield from page.routes(demo.world, works=works)
    yield from Health(demo.checks, registry).routes()


async def _to_the_page(request: web.Request) -> web.Response:
    raise web.HTTPFound(page.PATH)
