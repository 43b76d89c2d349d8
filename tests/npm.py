"""Packages from npm that tests run or show, never a part of what is shipped.

A folder's package.json and package-lock.json say which; they are installed under build/, once for each state of the lock.
"""

import shutil
import subprocess
from pathlib import Path

BUILD = Path(__file__).parent.parent / "build"
PARTS = ("package.json", "package-lock.json", ".npmrc")


def here() -> bool:
    """Tell whether this machine has node and npm."""
    return shutil.which("npm") is not None


def installed(home: Path, *, name: str) -> Path:
    """Install what the lock file in `home` names, and return the folder in build/ that has its node_modules."""
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        shutil.copy(home / part, folder)
    mark, wanted = folder / "node_modules" / ".lock", (home / "package-lock.json").read_bytes()
    if not mark.exists() or mark.read_bytes() != wanted:
        subprocess.run(["npm", "ci", "--loglevel=error"], cwd=folder, check=True)
        mark.write_bytes(wanted)
    return folder
