"""Image, compose file, operations guide and program hold together: ports, commands, settings, metrics, events, versions."""

import json
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from shlex import split

import pytest
from click import Context, UsageError
from packaging.specifiers import SpecifierSet
from prometheus_client import CollectorRegistry

from adapters.cli import main
from adapters.metrics import Numbers
from adapters.settings import SETTINGS
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application

ROOT = Path(__file__).parent.parent
DOCKERFILE, COMPOSE, GUIDE, IGNORED, CHANGELOG = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("Dockerfile", "compose.yaml", "docs/operations.md", ".dockerignore", "CHANGELOG.md")
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("adapters", "bot", "storage")
TAKEN = re.compile(r"\b(?:USHER|SLACK|TEAMS|MICROSOFT|GOOGLE|SMTP|MAIL|GREENHOUSE|GENERIC)_[A-Z_]+\b")
# Of Compose's and PostgreSQL's image, not of Usher.
THEIRS = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "PGPASSWORD"}


def said(instruction: str) -> list[str]:
    """Return what each of these instructions of the Dockerfile says, on one line."""
    whole = DOCKERFILE.replace("\\\n", "")
    return re.findall(rf"^{instruction} (.*)$", whole, re.MULTILINE)


def port() -> int:
    [exposed] = said("EXPOSE")
    return int(exposed)


def command_lines() -> Iterator[str]:
    """Every `usher …` that the three files would have somebody run, and those that they run themselves."""
    [command] = said("CMD")
    yield " ".join(json.loads(command))
    demo = re.search(r"command: \[(.*)\]", COMPOSE)
    assert demo is not None
    yield demo.group(1).replace(",", "").replace('"', "")
    for block in re.findall(r"```\w+\n(.*?)```", GUIDE, re.DOTALL):
        yield from re.findall(r"(?:^|[\s/])usher ((?:serve|doctor|person|migrate|import|--version)\b.*)", block)
    yield from re.findall(r"`usher ([^`]+)`", GUIDE)


@pytest.mark.parametrize("line", dict.fromkeys(command_lines()))
def test_every_command_that_is_told_can_be_given(line: str) -> None:
    name, *words = split(line)
    if name == "--version":
        return
    command = main.get_command(Context(main), name)
    assert command is not None

    try:
        context = command.make_context(name, words)
        if words and hasattr(command, "get_command"):
            inner = command.get_command(context, words[0])
            assert inner is not None
            inner.make_context(words[0], words[1:])
    except UsageError as error:
        pytest.fail(f"usher {line}: {error.format_message()}")


def test_one_port_is_listened_on_asked_for_health_and_published() -> None:
    [command], [health] = said("CMD"), said("HEALTHCHECK")

    assert json.loads(command)[-2:] == ["--port", str(port())]
    assert f"'127.0.0.1', {port()}," in health
    assert {int(inside) for inside in re.findall(r'"127\.0\.0\.1:[\d-]+:(\d+)"', COMPOSE)} == {port()}
    assert COMPOSE.count("ports:") == len(re.findall(r'ports: \["127\.0\.0\.1:', COMPOSE))


def test_the_image_has_a_python_that_usher_runs_on_and_that_is_tested() -> None:
    [version] = re.findall(r"^ARG PYTHON_VERSION=(\S+)$", DOCKERFILE, re.MULTILINE)

    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(version)
    assert f"python{version}" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [stage for stage in said("FROM") if "${PYTHON_VERSION}-slim" not in stage] == []


def test_the_image_runs_as_somebody_who_may_do_nothing_and_keeps_its_data_apart() -> None:
    assert said("USER") == ["10001:10001"]
    assert said("VOLUME") == ["/data"]
    assert said("STOPSIGNAL") == ["SIGTERM"]
    assert any("--require-hashes" in each and "constraints.txt" in each for each in said("RUN"))


def test_what_the_image_is_made_from_is_there_and_nothing_else_is_sent_along() -> None:
    sources = [word for copied in said("COPY") if "--from" not in copied for word in copied.split()[:-1]]
    allowed = [line[1:] for line in IGNORED.splitlines() if line.startswith("!")]

    assert IGNORED.splitlines()[1] == "*"
    assert [each for each in sources if not any(ROOT.glob(each))] == []
    assert [each for each in sources if not any(fnmatch(name, each) for name in allowed)] == []


def test_the_modules_whose_bytecode_is_made_exist() -> None:
    [made] = [each for each in said("RUN") if "import adapters" in each]
    names = re.findall(r"[\w.]+", made.partition("import ")[2])

    assert [name for name in names if find_spec(name) is None] == []


def test_every_file_of_the_packages_is_installed() -> None:
    kept = ("*.py", *PROJECT["tool"]["setuptools"]["package-data"]["*"])
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    left = [str(path.relative_to(ROOT)) for path in files if not any(fnmatch(path.name, each) for each in kept)]

    assert [path for path in left if "__pycache__" not in path] == []


def test_every_setting_that_is_named_exists() -> None:
    known = {each.name for each in SETTINGS} | THEIRS
    named = {name for text in (DOCKERFILE, COMPOSE, GUIDE) for name in TAKEN.findall(text)}

    assert "USHER_SECRET_KEY" in named
    assert named - known == set()


def test_no_password_is_shipped() -> None:
    assert re.findall(r"PASSWORD: (?!\$\{POSTGRES_PASSWORD:-\})", COMPOSE) == []


def test_every_metric_that_is_to_be_watched_exists_and_none_is_left_out() -> None:
    registry = CollectorRegistry()
    Numbers(registry)
    application((), look=Look("Northwind"), links=SignedLinks("https://usher.example", (b"k" * 32,)), registry=registry)
    there = {f"{each.name}_total" if each.type == "counter" else each.name for each in registry.collect()}

    assert set(re.findall(r"\busher_(?!new|db)[a-z_]+", GUIDE)) == there


def test_every_event_that_is_to_be_watched_is_logged() -> None:
    told = GUIDE.partition("In the log, ")[2].partition("\n\n")[0]
    events = set(re.findall(r"`([a-z_ ]+)`", told)) - {"event", "at", "cure"}
    source = "".join(
        path.read_text(encoding="utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py")
    )

    assert len(events) > 10
    assert [each for each in sorted(events) if f'"{each}"' not in source] == []


def test_every_file_that_the_guide_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)", GUIDE)

    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_there_is_one_version_and_the_changelog_tells_of_it() -> None:
    version = PROJECT["project"]["version"]

    assert re.findall(r"image: usher:(\S+)", COMPOSE) == [version]
    assert f"\n## [{version}]" in CHANGELOG
