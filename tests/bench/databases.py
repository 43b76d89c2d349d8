"""Databases to measure on: a town of each size is built once, on both kinds, and every contestant gets a copy."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from storage.engine import migrate
from tests.bench.town import Town, settle
from tests.postgresql import Server


@dataclass(slots=True)
class Databases:
    """Both kinds of database, with the folder that holds SQLite's files."""

    folder: Path
    server: Server | None
    settled: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("sqlite", "postgresql") if self.server else ("sqlite",)

    @asynccontextmanager
    async def copy(self, kind: str, town: Town) -> AsyncIterator[str]:
        """Give the URL of a copy of the town's database."""
        template = self.settled.get((kind, town.size)) or await self._settle(kind, town)
        if kind == "sqlite":
            path = self.folder / f"copy-{token_hex(4)}.db"
            shutil.copyfile(template, path)
            yield f"sqlite+aiosqlite:///{path}"
            path.unlink()
            return
        assert self.server is not None
        async with self.server.clone(template) as url:
            yield url

    async def _settle(self, kind: str, town: Town) -> str:
        if kind == "sqlite":
            template = str(self.folder / f"town-{town.size}.db")
            url = f"sqlite+aiosqlite:///{template}"
        else:
            assert self.server is not None
            template = f"town_{town.size}"
            await self.server.run(f"CREATE DATABASE {template}")
            url = self.server.url(template)
        await migrate(url)
        await settle(town, url=url)
        self.settled[kind, town.size] = template
        return template
