"""The composition root: everything is made here, once, and handed to whoever needs it."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import ClientSession, web
from prometheus_client import CollectorRegistry

from adapters import calendar_setup, checks, http
from adapters.ats import listen as ats
from adapters.calendars import listen as calendars
from adapters.clock import real_clock
from adapters.heartbeat import Heartbeat
from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.metrics import Numbers
from adapters.settings import Settings, SettingsError
from adapters.slack_setup import SlackSetup
from adapters.web.book import BookingPage
from adapters.web.health import FINE, Health
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.rooms import SignedInPages
from adapters.web.server import application, serving
from bot.cards import Card
from bot.deeds.fresh import fresh
from bot.deeds.means import Means
from bot.deeds.perform import Deeds
from bot.desk import Desk
from bot.domain.ids import ORGANISER
from bot.domain.people import Account, Platform
from bot.domain.policy import Policy
from bot.policy_file import PolicyError, read_policy
from bot.ports import Calendar, Chat, Clock, FarEnds, Links, Posted
from bot.relay import Count, Relay, uncounted
from bot.router import Router
from bot.tick import tick
from bot.usecases import digests, health, hours, watches
from storage.engine import Database, migrate, open_store
from storage.transaction import Refused

if TYPE_CHECKING:
    from adapters.teams_setup import TeamsSetup

log = logging.getLogger(__name__)

OVERDUE = timedelta(minutes=15)
"""How long an effect may be due with nobody taking it up before the service calls itself unready; retries do not count."""
LOOK_EVERY = 10
"""Beats (seconds) between two looks at the outbox for the metrics."""


@dataclass(frozen=True, slots=True)
class Usher:
    """The program around one database, one policy and one set of far ends."""

    database: Database
    policy: Policy
    clock: Clock
    router: Router
    relay: Relay
    means: Means

    async def tick(self) -> int:
        """Fire what is due by product time."""
        return await tick(self.clock(), store=self.database.store, handle=self.router.handle)

    async def fresh(self, account: Account, posted: Posted) -> Card | None:
        """Return a posted card of an account's as the record has it now; see `bot.deeds.fresh`."""
        return await fresh(account, posted, means=self.means)


def compose(database: Database, *, policy: Policy, ends: FarEnds, clock: Clock, count: Count = uncounted) -> Usher:
    """Return the program; nothing runs yet."""
    router = Router(database.store, clock, policy, frozenset(ends.ats))
    means = Means(database.store, ends, clock, policy, router.handle)
    relay = Relay(database.store, Deeds(means).perform, router.settle, count)
    return Usher(database, policy, clock, router, relay, means)


def load_policy(path: str) -> Policy:
    """Return the policy in a file; raises SettingsError that names every problem, with what would be right."""
    try:
        return read_policy(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            (f"There is no policy at {path}. Copy the example hiring.toml, or set USHER_POLICY.",)
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError((f"{path} is not UTF-8 text; save it as UTF-8.",)) from error
    except PolicyError as error:
        raise SettingsError(tuple(f"{path}: {problem}" for problem in error.problems)) from error


async def bring_up_to_date(url: str) -> None:
    """Create or migrate the database; raises SettingsError where USHER_DATABASE_URL leads to none that can be used."""
    try:
        await migrate(url)
    except (ValueError, OSError, Refused) as error:
        raise SettingsError((f"The database of USHER_DATABASE_URL cannot be used: {error}.",)) from error


async def serve(settings: Settings, *, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Run the service until SIGTERM or SIGINT, then finish what is under way. `ready` is told the port."""
    stop = until_stopped()
    async with running(settings, host=host, port=port) as bound:
        ready(bound)
        await stop.wait()
        log.info("stopping")


def until_stopped() -> asyncio.Event:
    """Return what is set once SIGTERM or SIGINT comes; called inside the running loop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def running(settings: Settings, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve inside the block; yields the port."""
    policy = load_policy(settings.policy)
    registry = CollectorRegistry()
    numbers = Numbers(registry)
    beat: list[Heartbeat] = []
    await bring_up_to_date(settings.database_url)
    async with AsyncExitStack() as stack:
        database = open_store(settings.database_url, clock=real_clock, wake=lambda: beat[0].wake() if beat else None)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(http.session())
        links = SignedLinks(settings.base_url, settings.keys)
        slack: SlackSetup | None = None
        if settings.slack.on:
            slack = await SlackSetup.of(settings, database=database, session=session, links=links)
        teams = _teams(settings, database=database, session=session, links=links) if settings.teams.on else None
        connected = calendar_setup.connected(
            settings, organisation=policy.organisation, database=database, session=session
        )
        calendars_here = stack.enter_context(connected)
        ends = far_ends(settings, policy=policy, calendars=calendars_here, slack=slack, teams=teams)
        premises = checks.Premises(settings, policy, database, session, calendars_here)
        ends = replace(ends, checks=checks.serving(premises))
        usher = compose(database, policy=policy, ends=ends, clock=real_clock, count=numbers.count)
        await _warn_of_gaps(usher)
        _warn_of_polling(ends)
        await _begin(database, desk=Desk(policy, real_clock(), frozenset(ends.ats)))
        await _look(usher, numbers)
        heart = Heartbeat(_watched(usher, numbers), drain=usher.relay.once)
        beat.append(heart)
        heart.start()
        stack.push_async_callback(heart.stop)
        look = Look.of(policy.organisation)
        routes = _routes(settings, usher=usher, slack=slack, teams=teams, look=look)
        if teams is not None:
            await teams.warm()
        alive = Health(_probe(database), registry)
        app = application((*routes, *alive.routes()), look=look, links=links, registry=registry)
        bound = await stack.enter_async_context(serving(app, host=host, port=port))
        if slack is not None:
            await stack.enter_async_context(slack.listening(usher.router.handle, links=links))
        yield bound


def _teams(settings: Settings, *, database: Database, session: ClientSession, links: Links) -> "TeamsSetup":
    """Make Teams; Microsoft's SDK takes memory that nobody without Teams should pay for, so that it is loaded only here."""
    setup: type[TeamsSetup] = import_module("adapters.teams_setup").TeamsSetup
    return setup.of(settings, database=database, session=session, links=links)


def far_ends(
    settings: Settings,
    *,
    policy: Policy,
    calendars: Mapping[str, Calendar],
    slack: SlackSetup | None = None,
    teams: "TeamsSetup | None" = None,
) -> FarEnds:
    """Return everything remote that the settings switch on; raises SettingsError for a URL that does not read."""
    links = SignedLinks(settings.base_url, settings.keys)
    organisation = policy.organisation
    try:
        stationery = Stationery(settings.mail_from, links, organisation.name, organisation.locale)
        mailer = SmtpMailer(settings.smtp_url, stationery=stationery, clock=real_clock)
    except ValueError as error:
        raise SettingsError((f"Mail cannot be sent like this: {error}",)) from error
    chats: dict[Platform, Chat] = {} if slack is None else {Platform.SLACK: slack.chat}
    chats |= {} if teams is None else {Platform.TEAMS: teams.chat}
    return FarEnds(chats, calendars, mailer, {}, links, calendar_setup.watching(calendars))


def _routes(
    settings: Settings, *, usher: Usher, slack: SlackSetup | None, teams: "TeamsSetup | None", look: Look
) -> Iterable[web.RouteDef]:
    links = SignedLinks(settings.base_url, settings.keys)
    handle = usher.router.handle
    yield from BookingPage(handle, settings.keys, look, links).routes()
    secure = settings.base_url.startswith("https://")
    yield from SignedInPages(handle, settings.keys, look, links, secure).routes()
    yield from ats.routes(
        handle,
        clock=real_clock,
        greenhouse_secret=settings.greenhouse_secret,
        generic_secret=settings.generic_secret,
    )
    yield from calendars.routes(handle, keys=settings.keys)
    if slack is not None:
        yield from slack.routes(handle, database=usher.database, look=look, links=links)
    if teams is not None:
        yield from teams.routes(handle, fresh=usher.fresh, links=links)


async def _begin(database: Database, *, desk: Desk) -> None:
    """See to it that whatever comes round again and again does so from now on; safe to repeat."""
    async with database.store() as work:
        await digests.begin(work=work, desk=desk)
        await watches.begin(work=work, desk=desk)
        await hours.begin(work=work, desk=desk)
        await health.begin(work=work, desk=desk)


def _watched(usher: Usher, numbers: Numbers) -> Callable[[], Awaitable[None]]:
    """Return the beat: timers every second, a look at the outbox now and then."""
    beats = 0

    async def beat() -> None:
        nonlocal beats
        await usher.tick()
        beats += 1
        if beats % LOOK_EVERY == 0:
            await _look(usher, numbers)

    return beat


async def _look(usher: Usher, numbers: Numbers) -> None:
    rows = dict(await usher.database.outbox_counts())
    numbers.outbox(rows, oldest=await usher.database.oldest_waiting())


def _probe(database: Database) -> Callable[[], Awaitable[Mapping[str, str]]]:
    async def probe() -> Mapping[str, str]:
        if not await database.ready():
            return {"database": "not there, or behind its migrations: see its own logs, then run `usher migrate`"}
        late = await database.overdue() > OVERDUE
        outbox = "an effect has waited too long; see /metrics" if late else FINE
        return {"database": FINE, "migrations": FINE, "outbox": outbox}

    return probe


def _warn_of_polling(ends: FarEnds) -> None:
    unheard = sorted(name for name in ends.watching if ends.links.heard(name, ORGANISER) is None)
    if unheard:
        cure = (
            "set USHER_BASE_URL to an https address that the vendor reaches; until then calendars are read now and then"
        )
        log.warning("calendars_unheard", extra={"calendars": unheard, "cure": cure})


async def _warn_of_gaps(usher: Usher) -> None:
    """Say at start what would only show at the first trigger: nobody to tell when something needs a person."""
    async with usher.database.store() as work:
        known = await work.people.by_email(usher.policy.organisation.recruiter)
        missing = sorted(await work.interviews.live_kinds() - set(usher.policy.kinds))
    if missing:
        raise SettingsError(
            (
                f"Interviews under way are of kinds that the policy no longer has: {', '.join(missing)}. Bring them back.",
            )
        )
    if known is None:
        log.warning(
            "nobody_to_tell", extra={"cure": "add organisation.recruiter of the policy with `usher person add`"}
        )
