"""Who may import whom: one table, read from the files themselves, so that the core stays free of the outside world."""

import ast
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = ("bot", "storage", "adapters")

# The core knows no clock, no environment, no database and no network, not even the standard library's.
PURE = "-time -os -socket -ssl -http -urllib.request -smtplib -sqlite3 -subprocess -threading -multiprocessing"
DRAWN = "bot.actions bot.cards bot.forms bot.letters bot.pages"
VALUES = f"bot.domain {DRAWN} bot.inbound bot.reply bot.effects"
# What the use cases have in common; of each other they know nothing.
SHARED = "bot.desk bot.moments bot.steps bot.commands"

# File → what it may import besides the standard library. The first row that fits counts, and it holds for all that
# lies beneath a name; "-name" takes a part away again, "*" is everything. A file without a row may not exist.
MAY_IMPORT: Mapping[str, str] = {
    "bot/__init__.py": PURE,
    "bot/domain/*": f"bot.domain {PURE}",
    "bot/actions/* bot/cards.py": f"bot.domain bot.actions {PURE}",
    "bot/inbound/*": f"bot.domain bot.actions bot.inbound {PURE}",
    "bot/effects/*": f"bot.domain bot.effects {PURE}",
    "bot/forms.py bot/letters.py bot/pages.py bot/reply.py": f"bot.domain {DRAWN} {PURE}",
    "bot/codec.py": f"{VALUES} cattrs {PURE}",
    "bot/policy_file.py bot/policy_kinds.py bot/policy_scorecards.py": (
        f"bot.domain bot.policy_kinds bot.policy_scorecards bot.policy_values {PURE}"
    ),
    "bot/ports/*": f"{VALUES} bot.ports {PURE}",
    "bot/say/events.py bot/say/history.py": f"{VALUES} bot.ports {PURE}",
    "bot/say/*": f"{VALUES} bot.codec bot.say babel {PURE}",
    "bot/commands.py": f"bot.domain {DRAWN} {PURE}",
    "bot/desk.py bot/moments.py": f"bot.domain bot.effects {PURE}",
    "bot/steps/*": f"{VALUES} bot.ports bot.desk bot.moments bot.steps {PURE}",
    "bot/usecases/scheduling/*": f"{VALUES} bot.ports bot.say bot.usecases.scheduling {SHARED} {PURE}",
    "bot/usecases/conversations/*": f"{VALUES} bot.ports bot.say bot.usecases.conversations {SHARED} {PURE}",
    "bot/usecases/*": f"{VALUES} bot.codec bot.ports bot.say {SHARED} {PURE}",
    "bot/relay.py bot/deeds/* bot/tick.py": f"bot -bot.usecases -bot.router {PURE}",
    "bot/router.py bot/asked.py bot/rooms.py": f"bot {PURE}",
    "bot/*": f"bot -bot.steps -bot.usecases -bot.router -bot.relay {PURE}",
    "storage/sqlite.py": "aiosqlite",
    "storage/upgrade.py storage/migrations/*": "storage sqlalchemy -sqlalchemy.orm alembic",
    "storage/*": "bot -bot.say -bot.steps -bot.usecases -bot.router -bot.relay storage sqlalchemy -sqlalchemy.orm",
    "adapters/__init__.py adapters/clock.py": "",
    "adapters/cli_manifests.py": (
        "adapters.cli_run adapters.manifests adapters.settings adapters.teams_package adapters.teams_settings"
        " bot.commands click"
    ),
    "adapters/cli.py": "click",
    "adapters/cli_run.py": "bot.domain adapters.settings click",
    "adapters/app.py adapters/cli_*.py adapters/demo.py adapters/checks.py adapters/doctor.py": "* -sqlalchemy -alembic",
    "adapters/slack_setup.py adapters/teams_setup.py adapters/calendar_setup.py": "* -sqlalchemy -alembic",
    "adapters/google_setup.py adapters/microsoft_setup.py": (
        "bot adapters.calendars adapters.clock adapters.settings aiohttp"
    ),
    "adapters/story*.py": "bot adapters.app adapters.sandbox adapters.story_stage aiohttp",
    "adapters/imports.py adapters/own_checks.py": "bot",
    "adapters/metrics.py": "prometheus_client",
    "adapters/logs.py": "pythonjsonlogger",
    "adapters/secrets.py": "cryptography",
    "adapters/settings.py": "environs adapters.teams_settings",
    "adapters/teams_settings.py": "",
    "adapters/http.py": "bot aiohttp",
    "adapters/plain.py": "bot",
    "adapters/heartbeat.py": "bot apscheduler",
    "adapters/manifests.py": "bot.commands",
    "adapters/icons.py": "",
    "adapters/teams_package.py": "adapters.icons adapters.manifests",
    "adapters/slack/*": "bot adapters.http adapters.plain adapters.slack slack_bolt slack_sdk aiohttp",
    "adapters/teams/listen.py": "bot adapters.http adapters.teams aiohttp botframework jwt",
    "adapters/teams/connector.py": "bot adapters.teams aiohttp yarl",
    "adapters/teams/*": "bot adapters.http adapters.plain adapters.teams aiohttp",
    "adapters/web/health.py adapters/web/server.py": "bot adapters.http adapters.web aiohttp prometheus_client",
    "adapters/web/links.py": "bot adapters.calendars.seal",
    "adapters/web/*": "bot adapters.http adapters.web aiohttp jinja2 babel",
    "adapters/calendars/google_calls.py adapters/calendars/google_faults.py": (
        "bot adapters.calendars google googleapiclient google_auth_httplib2 httplib2"
    ),
    "adapters/calendars/microsoft_calls.py": "bot adapters.calendars aiohttp yarl",
    "adapters/calendars/microsoft_zones.py": "bot adapters.calendars icalendar",
    "adapters/calendars/microsoft_token.py": "bot adapters.calendars msal requests",
    "adapters/calendars/listen.py": "bot adapters.calendars aiohttp",
    "adapters/calendars/*": "bot adapters.http adapters.calendars",
    "adapters/mail/when.py": "bot adapters.mail babel",
    "adapters/mail/*": "bot adapters.mail aiosmtplib icalendar jinja2",
    "adapters/ats/listen.py": "bot adapters.ats aiohttp",
    "adapters/ats/*": "bot adapters.ats",
    "adapters/sandbox/*": "bot adapters.sandbox aiohttp jinja2",
    "tests/*": "*",
}
NOWHERE = "-unittest.mock"  # write a fake that passes the contract tests
BROAD_AT_MOST = 4  # places that may catch every exception: router, relay, heartbeat, and the web server's last resort


def may(name: str, *, row: str) -> bool:
    """Whether a row lets a dotted name in: the longest of its parts that the row speaks of decides."""
    words = row.split()
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        part = ".".join(parts[:length])
        if f"-{part}" in words:
            return False
        if part in words:
            return True
    return "*" in words or parts[0] in sys.stdlib_module_names


def forbidden(node: ast.Import | ast.ImportFrom, *, row: str) -> Iterator[str]:
    """What a statement imports against its row, named as the statement names it."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            if not may(alias.name, row=row):
                yield alias.name
        elif not may(full := f"{node.module}.{alias.name}", row=row):
            yield full if may(str(node.module), row=row) else str(node.module)


def complaints(path: str, source: str) -> Iterator[str]:
    """Everything wrong with a file's imports, a sentence each; a name may come several times."""
    rows = (row for files, row in MAY_IMPORT.items() if any(fnmatchcase(path, file) for file in files.split()))
    row = next(rows, None)
    if row is None:
        yield f"{path} has no row in the table of tests/test_architecture.py"
        return
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"{path} may not import by a relative name (line {node.lineno})"
            continue
        for name in forbidden(node, row=f"{row} {NOWHERE}"):
            yield f"{path} may not import {name}"
        if id(node) in inside and path.startswith(PROGRAM):
            yield f"{path} may not import inside a function (line {node.lineno})"


def broad(source: str) -> Iterator[int]:
    """The lines that catch every exception, `contextlib.suppress` included."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno
            case ast.ExceptHandler(type=ast.expr() as caught) if catches_all([caught]):
                yield node.lineno
            case ast.Call(func=ast.Name("suppress") | ast.Attribute(attr="suppress")) if catches_all(node.args):
                yield node.lineno


def catches_all(caught: list[ast.expr]) -> bool:
    names = {node.id for each in caught for node in ast.walk(each) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def files(*folders: str) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", files(*PROGRAM, "tests"))
def test_a_file_imports_only_what_its_row_allows(path: str) -> None:
    wrong = dict.fromkeys(complaints(path, (ROOT / path).read_text(encoding="utf-8")))

    if wrong:
        pytest.fail("; ".join(wrong), pytrace=False)


# What a service is without: what it has not switched on, the demo, and what runs a migration that is still to be made.
LEFT_OUT = ("google", "googleapiclient", "httplib2", "msal", "requests", "botbuilder", "cryptography", "jwt", "alembic")


def loaded(start: str) -> set[str]:
    """Return every module that importing one of ours brings along: ours, with what each of them imports by name."""
    found: set[str] = set()
    left = [start]
    while left:
        path = ROOT / f"{left.pop().replace('.', '/')}"
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if not file.exists():
            continue
        for name in imported(ast.parse(file.read_text(encoding="utf-8")).body):
            if name not in found:
                found.add(name)
                left += [name] if name.startswith(PROGRAM) else []
    return found


def imported(body: list[ast.stmt]) -> Iterator[str]:
    """Yield what a module imports when it is imported itself: nothing that only the type checker sees."""
    for node in body:
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str() as module, names=names):
                yield from (module, *(f"{module}.{alias.name}" for alias in names))


def test_a_service_loads_nothing_that_it_has_not_switched_on() -> None:
    modules = loaded("adapters.cli_serve")

    assert "storage.engine" in modules
    assert sorted(name for name in modules if name.split(".")[0] in LEFT_OUT or name.startswith("adapters.demo")) == []


def test_few_places_catch_every_exception() -> None:
    places = [f"{path}:{line}" for path in files(*PROGRAM) for line in broad((ROOT / path).read_text(encoding="utf-8"))]

    if len(places) > BROAD_AT_MOST:
        sentence = f"at most {BROAD_AT_MOST} places may catch every exception, and these do: {', '.join(places)}"
        pytest.fail(sentence, pytrace=False)


@pytest.mark.parametrize(
    ("path", "source", "sentence"),
    [
        ("bot/effects/ats.py", "import sqlalchemy", "bot/effects/ats.py may not import sqlalchemy"),
        ("bot/effects/ats.py", "from sqlalchemy import select", "bot/effects/ats.py may not import sqlalchemy"),
        ("bot/effects/ats.py", "from storage import tables", "bot/effects/ats.py may not import storage"),
        ("bot/say/cards.py", "import cattrs", "bot/say/cards.py may not import cattrs"),
        ("bot/domain/slots.py", "import dateparser", "bot/domain/slots.py may not import dateparser"),
        ("bot/domain/time.py", "from time import time", "bot/domain/time.py may not import time"),
        ("bot/usecases/move.py", "from bot.usecases import book", "bot/usecases/move.py may not import bot.usecases"),
        ("bot/hours.py", "from bot import usecases", "bot/hours.py may not import bot.usecases"),
        ("storage/rows.py", "from sqlalchemy.orm import Session", "storage/rows.py may not import sqlalchemy.orm"),
        ("adapters/app.py", "import sqlalchemy", "adapters/app.py may not import sqlalchemy"),
        ("adapters/slack/parse.py", "import storage.work", "adapters/slack/parse.py may not import storage.work"),
        ("tests/test_book.py", "from unittest import mock", "tests/test_book.py may not import unittest.mock"),
        ("bot/cards.py", "from . import forms", "bot/cards.py may not import by a relative name (line 1)"),
        ("bot/router.py", "def f():\n    import json", "bot/router.py may not import inside a function (line 2)"),
        ("adapters/fax.py", "", "adapters/fax.py has no row in the table of tests/test_architecture.py"),
    ],
)
def test_a_forbidden_import_is_named(path: str, source: str, sentence: str) -> None:
    assert list(complaints(path, source)) == [sentence]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/effects/ats.py", "import json\nfrom bot.domain.time import Instant\nfrom bot import domain"),
        ("bot/codec.py", "from cattrs.preconf.json import make_converter"),
        ("storage/work.py", "from sqlalchemy.ext.asyncio import create_async_engine"),
        ("adapters/app.py", "import os\nimport storage.work\nfrom adapters.slack import gateway"),
        ("tests/test_book.py", "def test_it():\n    import storage"),
    ],
)
def test_an_allowed_import_passes(path: str, source: str) -> None:
    assert list(complaints(path, source)) == []


@pytest.mark.parametrize(
    "handler", ["except Exception:", "except (ValueError, BaseException) as error:", "except:", "except* Exception:"]
)
def test_a_broad_except_is_counted(handler: str) -> None:
    assert list(broad(f"try:\n    work()\n{handler}\n    pass")) == [3]


def test_a_broad_suppress_is_counted_and_a_narrow_except_is_not() -> None:
    assert list(broad("with contextlib.suppress(Exception):\n    work()")) == [1]
    assert list(broad("try:\n    work()\nexcept (OSError, ValueError):\n    pass")) == []
