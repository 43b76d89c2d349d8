"""The whole program with sandbox far ends, on an embedded database that lives as long as the demo."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
from adapters.sandbox.coming import Coming, coming
from adapters.sandbox.guide import Guide
from adapters.sandbox.hands import Hands
from adapters.sandbox.prologue import begins, play
from adapters.sandbox.seed import SEED_CANDIDATES, SEED_OPENINGS, SEED_PEOPLE
from adapters.sandbox.shelf import MemoryShelf
from adapters.sandbox.timeline import Moment, told
from adapters.sandbox.world import SandboxWorld, fill_weeks
from adapters.web.book import BookingPage
from adapters.web.health import FINE, Health
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.rooms import SignedInPages
from adapters.web.server import application, serving
from bot.desk import Desk
from bot.domain.ids import ORGANISER, OpeningId, random_key
from bot.domain.intake import Intake
from bot.domain.people import Platform
from bot.domain.pipeline import Opening
from bot.domain.policy import Policy
from bot.domain.time import at, local_day, zone
from bot.inbound import CalendarTouched
from bot.letters import Letter
from bot.policy_file import read_policy
from bot.ports import FarEnds
from bot.usecases import digests
from storage.engine import migrate, open_store

POLICY = Path(__file__).parent / "sandbox" / "northwind.toml"
SENDER = "Northwind Hiring <hiring@northwind.example>"
EVERYWHERE = frozenset({"0.0.0.0", "::"})
TEN, WEDNESDAY, AROUND, TIMELINE = time(10), 2, 10, 500

Tamper = Callable[[FarEnds], FarEnds]


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: the program, the world around it, where its pages are, and when it started (product time, UTC)."""

    usher: Usher
    world: SandboxWorld
    links: SignedLinks
    start: datetime

    async def forward(self, by: timedelta) -> None:
        """Let product time pass, stopping at everything that is due on the way."""
        to = self.usher.clock() + by
        await self.world.forward(to, next_due=self.next_due, tick=self.tick, drain=self.drain)

    @property
    def hands(self) -> Hands:
        return Hands(self.world, self.usher.router.handle, self.links.keys, self.next_due, self.tick, self.drain)

    @property
    def guide(self) -> Guide:
        return Guide(self.hands, self.usher.database.store, self.usher.policy, self.start)

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

    async def happened(self) -> Sequence[Moment]:
        """Return what happened lately and why."""
        async with self.usher.database.store() as work:
            return await told(await work.audit.recent(limit=TIMELINE), work=work, policy=self.usher.policy)

    async def coming(self) -> Coming | None:
        """Return what people will see next, if the clock goes on."""
        async with self.usher.database.store() as work:
            return await coming(self.usher.clock(), work=work, policy=self.usher.policy)

    async def touched(self, owner: str) -> None:
        """Hint that somebody changed something in a calendar, as its vendor would."""
        async with self.usher.database.store() as work:
            person = await work.people.by_email(owner)
        await self.usher.router.handle(CalendarTouched(person.id if person is not None else ORGANISER))

    async def checks(self) -> Mapping[str, str]:
        return {"database": FINE if await self.usher.database.ready() else "behind its migrations"}


def untouched(ends: FarEnds) -> FarEnds:
    """Leave the far ends as they are; tests pass something that breaks one, to see that the story notices."""
    return ends


@asynccontextmanager
async def staged(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    start: datetime | None = None,
    prologue: bool = True,
    tamper: Tamper = untouched,
) -> AsyncIterator[Demo]:
    """Run the demo inside the block, on a database of its own that is gone afterwards. Raises OSError for a taken port.

    With its prologue, which wants a Wednesday to start on, every candidate stands somewhere else; without it, all of them
    have just applied.
    """
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    bound = await free_port(host, port)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="usher-demo-"))
        beat: list[Heartbeat] = []
        start = start or first_day(real_clock(), policy=policy)
        clock = MovableClock(begins(start) if prologue else start)
        url = f"sqlite+aiosqlite:///{folder}/usher.db"
        await migrate(url)
        database = open_store(url, clock=clock, wake=lambda: beat[0].wake() if beat else None)
        stack.push_async_callback(database.close)
        links = SignedLinks(origin(host, bound), (token_bytes(32),))
        world = sandbox(clock=clock, links=links, policy=policy)
        registry = CollectorRegistry()
        usher = compose(
            database, policy=policy, ends=tamper(far_ends(world, links)), clock=clock, count=Numbers(registry).count
        )
        demo = Demo(usher, world, links, start)
        await move_in(demo)
        if prologue:
            await play(demo.hands, start=start)
            await fill_weeks(world)
        else:
            await all_apply(demo)
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


def first_day(now: datetime, *, policy: Policy) -> datetime:
    """Return ten o'clock of the organisation's next Wednesday that has no holidays around it, a week and more each way.

    So there are working days behind the demo, for its prologue, and before it, whenever somebody starts it.
    """
    site = zone(policy.organisation.zone)
    day = local_day(now, zone=site)
    while day.weekday() != WEDNESDAY or at(day, TEN, zone=site) < now or _holidays_around(day, policy=policy):
        day += timedelta(days=1)
    return at(day, TEN, zone=site)


def _holidays_around(day: date, *, policy: Policy) -> bool:
    return any(abs((holiday - day).days) <= AROUND for holiday in policy.organisation.holidays)


async def free_port(host: str, port: int = 0) -> int:
    """Return the port, or with 0 one that is free now: links must name it before the server is up.

    Raises OSError for one that is taken, before anything is made up for nothing.
    """
    server = await asyncio.start_server(lambda reader, writer: writer.close(), host, port)
    bound: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return bound


def origin(host: str, port: int) -> str:
    """Return where the pages are, as people on this machine open them."""
    name = "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def sandbox(*, clock: MovableClock, links: SignedLinks, policy: Policy) -> SandboxWorld:
    """Return the world around a demo; its mails carry the bytes that SMTP would."""
    stationery = Stationery(SENDER, links, policy.organisation.name, policy.organisation.locale)

    def draw(letter: Letter, *, message_id: str, at: datetime) -> bytes:
        return sealed(letter, message_id=message_id, stationery=stationery, at=at).raw

    return SandboxWorld.of(MemoryShelf(), clock=clock, draw=draw, links=links)


async def move_in(demo: Demo) -> None:
    """Put Northwind's people and openings into the record."""
    async with demo.usher.database.store() as work:
        people = {c.person.email: (await work.people.add(c.person)).id for c in SEED_PEOPLE}
        for colleague in SEED_PEOPLE:
            await work.people.link(colleague.account, person=people[colleague.person.email])
        for job in SEED_OPENINGS:
            manager = people[job.hiring_manager]
            opening = Opening(
                OpeningId(random_key()),
                job.title,
                ats_job=job.ats_job,
                category=job.category,
                hiring_manager=manager,
                recruiter=people[job.recruiter],
                coordinator=people[job.coordinator],
                intake_agreed=bool(job.intake),
            )
            await work.openings.add(opening, ats="sandbox")
            if job.intake:
                await work.intakes.add(Intake(opening.id, demo.usher.clock(), manager, **job.intake, agreed=True))
        await digests.begin(work=work, desk=Desk(demo.usher.policy, demo.usher.clock()))


async def all_apply(demo: Demo) -> None:
    """Put every candidate on the board and into the record, and everybody's meetings on their calendars."""
    await fill_weeks(demo.world)
    for applicant in SEED_CANDIDATES:
        await demo.hands.apply(applicant)


def _routes(demo: Demo, look: Look, registry: CollectorRegistry) -> Iterator[web.RouteDef]:
    handle = demo.usher.router.handle
    yield web.get("/", _to_the_page)
    yield from BookingPage(handle, demo.links.keys, look, demo.links).routes()
    yield from SignedInPages(handle, demo.links.keys, look, demo.links, secure=False).routes()
    works = page.Works(
        handle,
        demo.next_due,
        demo.tick,
        demo.drain,
        demo.happened,
        demo.coming,
        demo.usher.policy,
        touched=demo.touched,
        guide=demo.guide,
    )
    yield from page.routes(demo.world, works=works)
    yield from Health(demo.checks, registry).routes()


async def _to_the_page(request: web.Request) -> web.Response:
    raise web.HTTPFound(page.PATH)
