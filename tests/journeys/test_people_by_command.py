"""`usher person` and `usher import` as an admin types them: who works here, and what they can interview about."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters.cli import main
from adapters.demo import POLICY

Usher = Callable[..., list[str]]


@pytest.fixture
def usher(tmp_path: Path, sqlite_template: Path) -> Usher:
    shutil.copyfile(sqlite_template, tmp_path / "usher.db")
    env = {"USHER_POLICY": str(POLICY), "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}"}

    def run(*words: str) -> list[str]:
        result = CliRunner().invoke(main, words, env=env)
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()

    return run


def test_tags_are_told_by_option_or_column_listed_and_changed(usher: Usher, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(
        "name,mail,roles,tags\nKai Brandt,kai@northwind.example,interviewer,technical; culture\n"
        "Lea Moss,lea@northwind.example,recruiter,\n",
        encoding="utf-8",
    )
    ivy = ("person", "add", "ivy@northwind.example", "--name", "Ivy Ng", "--role", "interviewer")

    added = usher(*ivy, "--tag", "Technical", "--tag", "system design")
    imported = usher("import", str(table))
    before = usher("person", "list")
    kept, changed = usher(*ivy), usher(*ivy, "--tag", "culture")
    after = usher("person", "list")

    assert added == ["Ivy Ng <ivy@northwind.example>: added"]
    assert imported == ["people: 2 added, 0 changed, 0 unchanged, 0 not taken; 0 interviews resumed"]
    assert before == [
        "Ivy Ng <ivy@northwind.example>  interviewer  tagged system_design, technical  Europe/London  no chat account",
        "Kai Brandt <kai@northwind.example>  interviewer  tagged culture, technical  Europe/London  no chat account",
        "Lea Moss <lea@northwind.example>  recruiter  no tags  Europe/London  no chat account",
    ]
    assert (kept, changed) == (
        ["Ivy Ng <ivy@northwind.example>: unchanged"],
        ["Ivy Ng <ivy@northwind.example>: changed"],
    )
    assert "  tagged culture  " in after[0]


def test_what_is_no_tag_is_refused_with_what_one_looks_like(tmp_path: Path) -> None:
    env = {"USHER_POLICY": str(POLICY), "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}"}
    refused = CliRunner().invoke(main, ["person", "add", "ivy@x.example", "--name", "Ivy", "--tag", "3d"], env=env)

    assert refused.exit_code == 1
    assert "“3d” is not a tag. Write it as the pools and seats of the policy do, such as technical" in refused.stderr
