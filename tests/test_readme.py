"""The README is true: its tables are the program's own, its files exist, its links lead somewhere.

`python -m tests.test_readme` writes the tables anew.
"""

import json
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from subprocess import run
from textwrap import dedent

import pytest
from click import Context
from click.testing import CliRunner

from adapters.cli import COMMANDS as LINES
from adapters.cli import main
from adapters.settings import SETTINGS
from bot.commands import COMMANDS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def commands() -> str:
    rows = [f"| `/usher {f'{each.name} {each.usage}'.strip()}` | {each.summary} |" for each in COMMANDS]
    return "\n".join(["| Command | What |", "|---|---|", *rows])


def settings() -> str:
    rows = [f"| `{each.name}` | {f'`{each.default}`' if each.default else ''} | {each.meaning} |" for each in SETTINGS]
    return "\n".join(["| Variable | Default | What |", "|---|---|---|", *rows])


TABLES: Mapping[str, str] = {"commands": commands(), "settings": settings()}


def written(text: str, name: str, table: str) -> str:
    """Return the README with this table in its place."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    return re.sub(pattern, lambda found: f"{found.group(1)}{table}\n{found.group(2)}", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_the_programs_own(name: str) -> None:
    text = README.read_text(encoding="utf-8")

    assert written(text, name, TABLES[name]) == text, "python -m tests.test_readme writes it anew"


def test_every_file_it_names_exists() -> None:
    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"\]\((docs/[^)#]+)\)", text)) | set(re.findall(r'src="(docs/[^"]+)"', text))
    named |= set(re.findall(r"`((?:bot|tests|adapters|storage)/[\w/.]+)`", text))

    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


PAGES = sorted([README, *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))

    for target, _, heading in (link.partition("#") for link in links if "://" not in link):
        there = page.parent / target if target else page
        assert there.exists(), target
        assert not heading or heading in _anchors(there), f"{target}#{heading}"


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[\[<>=~ ]", each)[0] for each in project["dependencies"]]
    table = README.read_text(encoding="utf-8").partition("## Why each dependency")[2]

    assert [name for name in names if name not in table] == []


def test_every_command_of_the_command_line_is_named_and_has_help() -> None:
    text = README.read_text(encoding="utf-8")
    for name in main.list_commands(Context(main)):
        result = CliRunner().invoke(main, [name, "--help"])

        assert result.exit_code == 0
        assert name in text
        assert LINES[name][2].rstrip(".") in result.output.replace("\n  ", " ")


@pytest.mark.large
def test_the_first_ten_minutes_work_as_written(tmp_path: Path) -> None:
    """Steps 2 to 5 as people type them, up to what needs Slack: the shell's blocks, then a look at it all."""
    steps = README.read_text(encoding="utf-8").partition("## Slack in ten minutes")[2].partition("## For good")[0]
    blocks = re.findall(r"```sh\n(.*?)```", steps, re.DOTALL)
    rules = (ROOT / "hiring.toml").read_text(encoding="utf-8")
    for address in ("rae.morgan@northwind.example", "interviews@northwind.example"):
        rules = rules.replace(f'"{address}"', '"you@example.com"', 1)
    (tmp_path / "mine.toml").write_text(rules, encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "usher").symlink_to(Path(sys.executable).with_name("usher"))
    script = "\n".join(dedent(block) for block in blocks if ".env" in block or "import" in block)
    script = script.replace("https://….trycloudflare.com", "https://calm-lake.trycloudflare.com")

    done = run(["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    manifest = run([".venv/bin/usher", "manifest", "slack"], cwd=tmp_path, capture_output=True, text=True, check=True)
    looked = run([".venv/bin/usher", "doctor", "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "Your Name <you@example.com>: added" in done.stdout
    assert done.stdout.count("1 added, 0 changed, 0 unchanged, 0 not taken") == 2
    assert "https://calm-lake.trycloudflare.com/slack/events" in manifest.stdout
    wrong = [each["name"] for each in json.loads(looked.stdout)["findings"] if each["state"] == "wrong"]
    assert wrong == ["mail.server"], "no mail server runs in this test, all else is well"


def test_wrong_use_ends_with_2() -> None:
    for words in (["nonsense"], ["serve", "--port", "x"], ["import"], ["person", "add"]):
        assert CliRunner().invoke(main, words).exit_code == 2


if __name__ == "__main__":
    fresh = README.read_text(encoding="utf-8")
    for each, table in TABLES.items():
        fresh = written(fresh, each, table)
    README.write_text(fresh, encoding="utf-8")
