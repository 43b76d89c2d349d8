"""Microsoft's own client for trying agents out, on loopback: its server keeps conversations, its page is a Teams.

    async with playground(app, port=port, folder=tmp_path) as url:
        await page.goto(url)

It comes from the npm registry by the lock file beside this one, into build/, and is never part of what is shipped.
"""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BUILD = HERE.parent.parent / "build" / "peers"
PARTS = ("package.json", "package-lock.json", ".npmrc")
PROGRAM = BUILD / "node_modules" / ".bin" / "agentsplayground"
PATIENCE = 60.0  # seconds until it listens
TENANT, ALEX = "00000000-0000-0000-0000-0000000000001", "00000000-0000-0000-0000-0000000000020"
"""Whom its page is: the tenant and the Entra object id of its configuration."""


def installed() -> None:
    """Install it, once for each state of the lock file; skips the test where Node or the registry is missing."""
    if shutil.which("npm") is None:
        pytest.skip("Node and npm are missing: nothing was tried against Microsoft's playground.")
    BUILD.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        shutil.copy(HERE / part, BUILD)
    mark, wanted = BUILD / "node_modules" / ".lock", (HERE / "package-lock.json").read_bytes()
    if not mark.exists() or mark.read_bytes() != wanted:
        if subprocess.run(["npm", "ci", "--silent"], cwd=BUILD, check=False).returncode != 0:
            pytest.skip("npm could not fetch Microsoft's playground: nothing was tried against it.")
        mark.write_bytes(wanted)


def free_port() -> int:
    """Return a port that nobody listened on a moment ago: the program has to know where it is before it starts."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@asynccontextmanager
async def playground(app: str, *, port: int, folder: Path) -> AsyncIterator[str]:
    """Run it for an app that listens at `app`; yields the address of its page."""
    process = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), "start", "-e", app, "-c", "msteams", "-p", str(port), "--disable-telemetry"),
        cwd=folder,
        env={**os.environ, "BROWSER": "none"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while b"Listening" not in (line := await process.stdout.readline()):
                assert line, "it did not start"
        yield f"http://localhost:{port}/"
    finally:
        process.terminate()
        await process.communicate()
