"""`usher person` and `usher import` as an admin types them: who works here, and what they can interview about."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters.cli import main
from adapters.demo import POLICY

Usher = Callable[..., list[str]]

NOBODY_SAID = " Europe/London (nobody said)  Mon–Fri 09:00–17:00 (nobody said)  sandbox calendar  no chat account"


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
        f"Ivy Ng <ivy@northwind.example>  interviewer  tagged system_design, technical {NOBODY_SAID}",
        f"Kai Brandt <kai@northwind.example>  interviewer  tagged culture, technical {NOBODY_SAID}",
        f"Lea Moss <lea@northwind.example>  recruiter  no tags {NOBODY_SAID}",
    ]
    assert (kept, changed) == (
        ["Ivy Ng <ivy@northwind.example>: unchanged"],
        ["Ivy Ng <ivy@northwind.example>: changed"],
    )
    assert "  tagged culture  " in after[0]


def test_days_off_and_delegates_are_told_by_option_or_column_and_taken_back(usher: Usher, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(
        "name,mail,days off,delegate\n"
        "Ivy Ng,ivy@northwind.example,2026-12-30..2027-01-02; 2027-02-05,\n"
        "Kai Brandt,kai@northwind.example,2027-03-01 to 2027-03-01,Ivy@northwind.example\n",
        encoding="utf-8",
    )
    kai = ("person", "add", "kai@northwind.example", "--name", "Kai Brandt")

    usher("import", str(table))
    told = usher("person", "list")
    kept, moved = usher(*kai), usher(*kai, "--off", "2027-04-01", "--off", "2027-04-06..2027-04-07")
    usher("person", "add", "ivy@northwind.example", "--name", "Ivy Ng", "--off", "none")
    usher(*kai, "--delegate", "none")

    assert told == [
        f"Ivy Ng <ivy@northwind.example>  no role  no tags {NOBODY_SAID}"
        "  off 2026-12-30, 2026-12-31, 2027-01-01, 2027-01-02, 2027-02-05",
        f"Kai Brandt <kai@northwind.example>  no role  no tags {NOBODY_SAID}  off 2027-03-01  delegate Ivy Ng",
    ]
    assert (kept, moved) == (
        ["Kai Brandt <kai@northwind.example>: unchanged"],
        ["Kai Brandt <kai@northwind.example>: changed"],
    )
    assert [line.partition("  no chat account")[2] for line in usher("person", "list")] == [
        "",
        "  off 2027-04-01, 2027-04-06, 2027-04-07",
    ]


@pytest.mark.parametrize(
    ("option", "told", "sentence"),
    [
        ("--off", "2027-01-02..2026-12-21", "has to end after it begins, within a year. Write 2026-12-21..2027-01-02"),
        ("--off", "next week", "“next week” does not read as days off. Write 2026-12-21..2027-01-02, or several"),
        ("--delegate", "bo@x.example", "“bo@x.example” is nobody I know so far. Name somebody who is here"),
    ],
)
def test_an_absence_that_cannot_be_taken_is_refused_with_what_would_be_right(
    option: str, told: str, sentence: str, tmp_path: Path
) -> None:
    env = {"USHER_POLICY": str(POLICY), "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}"}
    refused = CliRunner().invoke(main, ["person", "add", "ivy@x.example", "--name", "Ivy", option, told], env=env)

    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_what_is_no_tag_is_refused_with_what_one_looks_like(tmp_path: Path) -> None:
    env = {"USHER_POLICY": str(POLICY), "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}"}
    refused = CliRunner().invoke(main, ["person", "add", "ivy@x.example", "--name", "Ivy", "--tag", "3d"], env=env)

    assert refused.exit_code == 1
    assert "“3d” is not a tag. Write it as the pools and seats of the policy do, such as technical" in refused.stderr
