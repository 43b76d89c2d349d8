"""`usher serve` as its operators run it: a child process with an environment, between a mail server and a Slack on loopback.

    async with outside() as world:
        async with served(world.settings(database=url, folder=tmp_path), cwd=tmp_path) as usher:
            status, said = await world.greenhouse(usher, payload)
            mail = await world.mail("giuseppe.hurley@example.com", saying="invitation")

What is waited for is told by whoever receives it; nothing here polls.
"""

import asyncio
import hashlib
import hmac
import json
import re
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from sqlalchemy import update

from adapters.clock import real_clock
from bot.domain.ids import OpeningId, PersonId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Opening
from bot.domain.time import WorkingHours
from storage.engine import open_store
from storage.tables import outbox
from tests.standins.slack import Slack
from tests.standins.slack_person import SlackUser
from tests.standins.slack_workspace import Message
from tests.standins.smtp import MailServer, Taken, mail_server

T = TypeVar("T")

PROGRAM = Path(sys.executable).with_name("usher")
PAYLOADS = Path(__file__).parent.parent / "payloads" / "greenhouse"
PATIENCE = 30.0  # seconds until a test gives up hope
SECRET_KEY = "the very first key of forty characters!!"
GREENHOUSE_SECRET = "greenhouse says hush"
GENERIC_SECRET = "anybody says hush too"
SMTP_LOGIN = ("usher-login", "p@ss/word:of mail")
SLACK_TEAM, SLACK_USER = "T0HOME", "U0RAE"
RAE = "rae.morgan@northwind.example"
SECRETS = (SECRET_KEY, GREENHOUSE_SECRET, GENERIC_SECRET, *SMTP_LOGIN, "p%40ss", Slack.token, Slack.signing_secret)
PEOPLE = (
    "Giuseppe",
    "Hurley",
    "Zoë",
    "Zo\\u00eb",
    "Brontë",
    "zoe",
    "@example.com",
    "Rae",
    "Morgan",
    RAE,
    "330-281-8004",
)
TOKEN = re.compile(r"eyJ[\w-]{20,}")
LISTENS = re.compile(r"Usher listens on (http://\S+)\n")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/book/\S+")
POLICY = """
[organisation]
name = "Northwind"
zone = "Europe/London"
organizer = "interviews@northwind.example"
recruiter = "rae.morgan@northwind.example"

[kinds.recruiter_screen]
title = "Recruiter screen"
duration = "30m"
format = "video"
where = "https://meet.northwind.example/screen"

[stages]
"Assessment" = "recruiter_screen"
"""


class Bell:
    """Rings when something has arrived, for everybody who waits to look again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def until(self, found: Callable[[], T | None]) -> T:
        """Return what `found` finds, as soon as it finds something."""
        async with asyncio.timeout(PATIENCE):
            while not (seen := found()):
                self._rung.clear()
                await self._rung.wait()
        return seen


class Tray(list[T]):
    """A list that rings when something is laid in it."""

    def __init__(self, bell: Bell) -> None:
        super().__init__()
        self._bell = bell

    def append(self, item: T) -> None:
        super().append(item)
        self._bell.ring()


class RingingSlack(Slack):
    """The stand-in, that rings after each call of its Web API."""

    def __init__(self, bell: Bell) -> None:
        super().__init__(team=SLACK_TEAM)
        self._bell = bell

    async def _call(self, request: web.Request) -> web.StreamResponse:
        answer = await super()._call(request)
        self._bell.ring()
        return answer


@dataclass(slots=True)
class Usher:
    """A running `usher serve`: where it listens, and all it has said so far."""

    process: asyncio.subprocess.Process
    address: str
    said: list[str] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    ends_with: int = 0

    @property
    def events(self) -> list[Mapping[str, Any]]:
        """What it logged, line by line; a line that is not JSON fails the test."""
        return [json.loads(line) for line in self.said]

    async def logged(self, event: str) -> Mapping[str, Any]:
        """Wait for a log line with this event."""
        return await self.bell.until(lambda: next((e for e in self.events if e["event"] == event), None))

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def kill(self) -> None:
        """End it as a power cut would: nothing is finished, nothing is closed."""
        self.ends_with = -signal.SIGKILL
        self.process.kill()
        await self.ended()

    async def ended(self) -> int:
        """Return the exit code once it has ended by itself."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@dataclass(slots=True)
class World:
    """Everything around the program: mail server, Slack, and whoever calls it over HTTP."""

    post: MailServer
    slack: RingingSlack
    rae: SlackUser
    bell: Bell
    session: aiohttp.ClientSession

    def settings(self, *, database: str, folder: Path, policy: str = POLICY, port: int = 0) -> dict[str, str]:
        """Return a complete environment; the policy is written to `folder`. With a port, links lead there."""
        (folder / "northwind.toml").write_text(policy, encoding="utf-8")
        return {
            "USHER_DATABASE_URL": database,
            "USHER_BASE_URL": f"http://127.0.0.1:{port or 9}",
            "USHER_SECRET_KEY": SECRET_KEY,
            "USHER_POLICY": str(folder / "northwind.toml"),
            "SMTP_URL": self.post.url(login=self.post.login),
            "MAIL_FROM": "Northwind Hiring <hiring@northwind.example>",
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_BOT_TOKEN": self.slack.token,
            "SLACK_API_URL": self.slack.api,
            "GREENHOUSE_WEBHOOK_SECRET": GREENHOUSE_SECRET,
            "GENERIC_ATS_SECRET": GENERIC_SECRET,
        }

    async def greenhouse(
        self, usher: Usher, body: bytes, *, delivery: str, signature: str | None = None
    ) -> tuple[int, str]:
        """Deliver a web hook, signed unless told otherwise; an empty signature sends none."""
        genuine = "sha256 " + hmac.new(GREENHOUSE_SECRET.encode(), body, hashlib.sha256).hexdigest()
        signed = genuine if signature is None else signature
        headers = {"Content-Type": "application/json", "Greenhouse-Event-ID": delivery}
        headers |= {"Signature": signed} if signed else {}
        async with self.session.post(f"{usher.address}/ats/greenhouse", data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def get(self, usher: Usher, path: str) -> tuple[int, str]:
        async with self.session.get(f"{usher.address}{path}") as answer:
            return answer.status, await answer.text()

    async def numbers(self, usher: Usher) -> Mapping[str, float]:
        """Return its metrics by name and labels."""
        _, said = await self.get(usher, "/metrics")
        lines = (line.rpartition(" ") for line in said.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in lines}

    async def mail(self, address: str, *, subject: str) -> EmailMessage:
        """Wait for a mail to an address whose subject holds these words."""
        return await self.bell.until(
            lambda: next((mail for mail in self.mails(address) if subject in mail["Subject"]), None)
        )

    async def reached(self) -> None:
        """Wait until the mail server has come to the point where it was told to say nothing."""
        async with asyncio.timeout(PATIENCE):
            await self.post.reached.wait()

    def release(self) -> None:
        """Let the mail server go on, and be ready for the next time it is told to say nothing."""
        self.post.release.set()
        self.post.reached, self.post.release = asyncio.Event(), asyncio.Event()

    def mails(self, address: str) -> list[EmailMessage]:
        return [taken.message for taken in self.post.taken if address in taken.recipients]

    def posts(self) -> Counter[str]:
        """Return how often each of Rae's cards was posted, by what tells it from all others."""
        told = (message.metadata for message in self.rae.messages)
        return Counter(str(each["event_payload"]["key"]) for each in told if each)

    async def card(self, about: str, *, reading: str) -> Message:
        """Wait until the card of this title in Rae's direct messages reads like this."""
        return await self.bell.until(
            lambda: next((m for m in self.rae.messages if m.text == about and reading in self.rae.reads(m)), None)
        )


@asynccontextmanager
async def outside() -> AsyncIterator[World]:
    """The far ends and the people, for as long as the block lasts."""
    bell = Bell()
    async with mail_server(login=SMTP_LOGIN) as post, RingingSlack(bell) as slack, aiohttp.ClientSession() as session:
        post.taken = Tray[Taken](bell)
        rae = slack.person(SLACK_USER, name="Rae Morgan", zone="Europe/London")
        yield World(post, slack, rae, bell, session)


@asynccontextmanager
async def served(environment: Mapping[str, str], *, cwd: Path, port: int = 0) -> AsyncIterator[Usher]:
    """Run `usher serve` until the block ends or the test has ended it.

    It must then have exited with 0, unless it was killed, and all its logs must be lines of JSON without secrets and people.
    """
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), "serve", "--port", str(port)),
        cwd=cwd,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    usher = Usher(process, "")
    listening = asyncio.create_task(_hear(usher))
    try:
        usher.address = await _listens(usher)
        yield usher
    finally:
        with suppress(ProcessLookupError):
            usher.terminate()
        try:
            await usher.ended()
        except TimeoutError:
            process.kill()
            await process.wait()
        await listening
    assert process.returncode == usher.ends_with, usher.said[-20:]
    assert not list(told_too_much("".join(usher.said)))
    assert len(usher.events) == len(usher.said)


async def _listens(usher: Usher) -> str:
    assert usher.process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        line = (await usher.process.stdout.readline()).decode()
    found = LISTENS.fullmatch(line)
    assert found is not None, f"it did not start: {line!r} {usher.said}"
    return found.group(1)


async def _hear(usher: Usher) -> None:
    assert usher.process.stderr is not None
    async for line in usher.process.stderr:
        usher.said.append(line.decode())
        usher.bell.ring()
    usher.bell.ring()


def told_too_much(said: str) -> Iterator[str]:
    """Yield what must stand in no log and no metric: secrets, people, tokens of links."""
    yield from (word for word in (*SECRETS, *PEOPLE) if word in said)
    yield from (found.group() for found in TOKEN.finditer(said))


async def ran(*arguments: str, environment: Mapping[str, str], cwd: Path) -> tuple[int, str, str]:
    """Run the `usher` command to its end; returns exit code, standard output and standard error."""
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), *arguments),
        cwd=cwd,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def later(database: str, *, by: timedelta) -> None:
    """Let so much real time have passed for the outbox: leases of the dead have run out, what was put off is due."""
    seconds = by.total_seconds()
    opened = open_store(database, clock=real_clock)
    try:
        async with opened.engine.begin() as connection:
            aged = update(outbox).where(outbox.c.state == "waiting")
            waits, leased = outbox.c.not_before - seconds, outbox.c.lease_until - seconds
            await connection.execute(aged.values(not_before=waits, lease_until=leased))
    finally:
        await opened.close()


async def furnish(database: str) -> None:
    """Put into the record whom and what the policy and the payloads speak of: Rae, and the opening of job 3485."""
    opened = open_store(database, clock=real_clock)
    try:
        async with opened.store() as work:
            rae = await work.people.add(recruiter(real_clock()))
            await work.people.link(Account(Platform.SLACK, SLACK_TEAM, SLACK_USER), person=rae.id)
            opening = Opening(OpeningId("designer"), "Designer", ats_job="3485", recruiter=rae.id, intake_agreed=True)
            await work.openings.add(opening, ats="greenhouse")
    finally:
        await opened.close()


def recruiter(now: datetime) -> Person:
    """Rae, for whom it is about noon on a working day whenever the tests run, so that cards reach her at once."""
    ahead = 12 - now.astimezone(UTC).hour
    return Person(
        PersonId(0),
        "Rae Morgan",
        RAE,
        zone=f"Etc/GMT{-ahead:+d}",  # POSIX signs: Etc/GMT-3 is three hours ahead
        title="Recruiter",
        hours=WorkingHours(dict.fromkeys(range(7), WorkingHours.weekdays(time(9), time(17)).days[0])),
        roles=frozenset({Role.RECRUITER, Role.INTERVIEWER}),
    )


def payload(action: str) -> bytes:
    """Return a documented web hook as it is published."""
    return (PAYLOADS / f"webhook_{action}.json").read_bytes()


def stage_change(*, application: int, name: str, email: str) -> bytes:
    """Return the documented stage change, of somebody else."""
    told = json.loads(payload("candidate_stage_change"))
    about = told["payload"]["application"]
    first, _, last = name.partition(" ")
    about["id"], about["candidate"]["id"] = application, application + 1_000_000
    about["candidate"] |= {"first_name": first, "last_name": last}
    about["candidate"]["email_addresses"] = [{"value": email, "type": "personal"}]
    return json.dumps(told).encode()


def link(mail: EmailMessage) -> str:
    """Return the candidate's link in a mail."""
    found = LINK.search(text(mail))
    assert found is not None, text(mail)
    return found.group()


def text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


def free_port() -> int:
    """Return a port that nobody listened on a moment ago."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])
