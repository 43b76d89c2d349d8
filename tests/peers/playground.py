"""Microsoft's own client for trying agents out, on loopback: its server keeps conversations, its page is a Teams.

    async with playground(app, port=port, folder=tmp_path) as client:
        await page.goto(client.address)
        told = await client.invokes("task/fetch", {"data": …})

It comes from the npm registry by the lock file beside this one, into build/, and is never part of what is shipped. What it
cannot do: it opens no dialogs (a button that would open one does nothing), nothing refreshes by itself, and it knows whose a
chat is by the user's id alone. So whom it plays has an Entra object id for an id, and dialogs are asked for by its raw
activities, for which it has an API; its log tells what they were answered with.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest

from tests import npm
from tests.journeys.served import Bell

T = TypeVar("T")
Json = dict[str, Any]

HERE = Path(__file__).parent
PROGRAM = npm.BUILD / "peers" / "node_modules" / ".bin" / "agentsplayground"
PATIENCE = 60.0  # seconds until it listens
TENANT = "99999999-8888-7777-6666-555555555555"
RAE, IVY = "00000000-0000-0000-0000-0000000000a1", "00000000-0000-0000-0000-000000000000"
BOT = "28:usher"
CHAT, GROUP, CHANNEL = "a:rae-and-usher", "19:panel@thread.v2", "19:hiring0000@thread.tacv2"
PERSONAL, PANEL, HIRING = "Personal Chat", "Panel", "Hiring"
"""What its page calls them."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of its log: a call, and what it was answered with. `by_us` tells whether Usher called it."""

    by_us: bool
    kind: str
    place: str
    asked: Json
    status: int
    answer: Any

    @property
    def card(self) -> Json:
        """The card that was sent, empty for none."""
        found: Json = next((each["content"] for each in self.asked.get("attachments", ())), {})
        return found


@dataclass(slots=True)
class Playground:
    """It, running: where its page and its connector are, and all calls so far, in order."""

    address: str
    session: aiohttp.ClientSession
    calls: list[Call] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    @property
    def service(self) -> str:
        return f"{self.address}_connector"

    async def told(self, found: Callable[[Call], T | None], *, after: int = 0) -> T:
        """Return what `found` finds in the calls after so many, as soon as there is one."""
        try:
            return await self.bell.until(
                lambda: next((seen for each in self.calls[after:] if (seen := found(each)) is not None), None)
            )
        except TimeoutError:
            seen = [(each.by_us, each.kind, each.status, each.asked.get("summary")) for each in self.calls[after:]]
            raise AssertionError(f"no such call; there were {seen}") from None

    async def card(self, saying: str, *, after: int = 0) -> Call:
        """Wait for a card that Usher sent or redrew, whose title or text has these words."""
        return await self.told(
            lambda call: call if call.by_us and saying in json.dumps(call.card, ensure_ascii=False) else None,
            after=after,
        )

    async def invokes(self, name: str, value: Mapping[str, Any], *, place: str = CHAT, on: str = "") -> Json:
        """Send an activity as it stands, as the person at the page; returns the body of its answer.

        `on` is the message whose card it is about.
        """
        where = {"conversationId": place}
        async with self.session.get(f"{self.address}_internal/v1/customActivities/template", params=where) as answer:
            template = await answer.json()
        asked = {**template, "type": "invoke", "name": name, "value": dict(value), "replyToId": on}
        async with self.session.post(f"{self.address}_internal/v1/customActivities", json=asked) as answer:
            assert answer.status == 200, await answer.text()
        call = await self.told(lambda call: call if call.asked.get("id") == asked["id"] else None)
        assert call.status == 200, call.answer
        return call.answer or {}

    async def shows(self, card: Json, *, place: str = CHAT) -> None:
        """Show a card in a conversation, as Usher would, but without it."""
        shown = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        url = f"{self.service}/v3/conversations/{place}/activities"
        async with self.session.post(url, json={"type": "message", "attachments": [shown]}) as answer:
            assert answer.status == 201, await answer.text()

    async def listen(self, log: aiohttp.ClientWebSocketResponse) -> None:
        async for line in log:
            said = json.loads(line.data).get("log", {})
            if said.get("type") == "bot":
                self.calls.append(_call(said))
                self.bell.ring()


def installed() -> None:
    """Install it, once for each state of the lock file; skips the test where Node is missing."""
    if not npm.here():
        pytest.skip("Node and npm are missing: nothing was tried against Microsoft's playground.")
    npm.installed(HERE, name="peers")


@asynccontextmanager
async def playground(app: str, *, port: int, folder: Path) -> AsyncIterator[Playground]:
    """Run it for an app that listens at `app`, or will."""
    (folder / "playground.json").write_text(json.dumps(_company()), encoding="utf-8")  # it reads YAML, and so JSON
    address = f"http://127.0.0.1:{port}/"
    told = ("-e", app, "-c", "msteams", "-p", str(port), "--service-url", f"{address}_connector", "--disable-telemetry")
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), "start", *told),
        cwd=folder,
        env={
            **os.environ,
            "TEAMSAPPTESTER_BROWSER": "none",
            "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(folder / "playground.json"),
            "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        await _listens(process)
        silent = asyncio.create_task(_drained(process))
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{address}_ws/log/stream") as log:
            made = Playground(address, session)
            listening = asyncio.create_task(made.listen(log))
            yield made
            listening.cancel()
        process.terminate()
        await asyncio.gather(silent, process.wait())
    except BaseException:
        with suppress(ProcessLookupError):
            process.kill()
        raise


async def _listens(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while b"Listening" not in (line := await process.stdout.readline()):
            assert line, "it did not start"


async def _drained(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.readline():
        pass


def _call(said: Json) -> Call:
    asked, answered = said["request"].get("body") or {}, said.get("response", {})
    place = said.get("conversationId") or ""
    return Call(
        said["from"] == "User Application",
        said["activityName"],
        place,
        asked,
        answered.get("statusCode", 0),
        answered.get("body"),
    )


def _company() -> Json:
    """Whom and what its page shows: Rae, who is at it, five others, and a chat, a group and a channel with Usher."""
    others = ("Ivy Lane", "Ben Cole", "Cam Diaz", "Dee Fox", "Eli Gray")
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Usher"},
        "currentUser": _user("Rae Morgan", key=RAE),
        "users": [_user(name, key=f"{IVY[:-1]}{number}") for number, name in enumerate(others)],
        "personalChat": {"id": CHAT},
        "groupChat": {"id": GROUP, "name": PANEL},
        "team": {
            "id": "19:northwind@thread.tacv2",
            "name": "Northwind",
            "aadGroupId": "00000000-0000-0000-0000-0000000000b1",
            "channels": [{"id": CHANNEL, "name": HIRING}],
        },
    }


def _user(name: str, *, key: str) -> Json:
    given, _, family = name.partition(" ")
    address = f"{given}.{family}@northwind.example".casefold()
    return {
        "id": key,
        "aadObjectId": key,
        "name": name,
        "givenName": given,
        "surname": family,
        "email": address,
        "userPrincipleName": address,  # so spelt there
    }
