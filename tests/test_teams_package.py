"""The Teams app that an admin uploads: a manifest that Microsoft's schemas take, and icons of the right kind."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from jsonschema_rs import Draft4Validator

from adapters.cli import main
from adapters.manifests import Publisher, teams
from bot.commands import COMMANDS, Command

ROOT = Path(__file__).parent.parent
SCHEMA = Draft4Validator(
    json.loads((ROOT / "tests" / "data" / "vendor" / "teams-manifest-1.22.schema.json").read_text(encoding="utf-8"))
)
APP = "5555aaaa-0000-4444-bbbb-6666cccc7777"
PUBLISHER = Publisher("Northwind", *("https://usher.example.com",) * 3)
ENDLESS = tuple(Command(f"ask-{number}" * 9, "candidate", "…" * 200, example="ask") for number in range(200))
SETTINGS = {"TEAMS_APP_ID": APP, "USHER_BASE_URL": "https://usher.example.com"}


def wrong(manifest: Any) -> list[str]:
    return [f"{'.'.join(map(str, error.instance_path))}: {error.message}" for error in SCHEMA.iter_errors(manifest)]


def run(*words: str, env: dict[str, str]) -> Any:
    return CliRunner().invoke(main, list(words), env={"USHER_BASE_URL": "", "TEAMS_APP_ID": "", **env})


def pixels(png: bytes) -> tuple[int, list[bytes]]:
    """Return the size of a square picture of RGBA, and its pixels row by row."""
    at, data, size = 8, b"", 0
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + content) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        if kind == b"IHDR":
            size, height, depth, colours = struct.unpack(">IIBB", content[:10])
            assert (height, depth, colours) == (size, 8, 6)
        data += content if kind == b"IDAT" else b""
        at += 12 + length
    raw, width = zlib.decompress(data), 1 + 4 * size
    rows = [raw[start + 1 : start + width] for start in range(0, len(raw), width)]
    return size, [row[at : at + 4] for row in rows for at in range(0, 4 * size, 4)]


@pytest.mark.parametrize("commands", [COMMANDS, COMMANDS[:1], ENDLESS], ids=["ours", "one", "endless"])
def test_microsoft_takes_the_manifest_within_the_limits_of_every_schema(commands: tuple[Command, ...]) -> None:
    told = teams(commands, app_id=APP, publisher=PUBLISHER)

    assert wrong(told) == []
    [bot] = told["bots"]
    assert {scope for each in bot["commandLists"] for scope in each["scopes"]} == set(bot["scopes"])
    for menu in bot["commandLists"]:
        assert len(menu["commands"]) <= 10
        assert all(len(each["title"]) <= 32 and len(each["description"]) <= 128 for each in menu["commands"])
        assert menu["commands"][-1]["title"] == commands[-1].name[:32]


def test_the_menu_is_of_commands_that_are_there() -> None:
    [bot] = teams(COMMANDS, app_id=APP, publisher=PUBLISHER)["bots"]

    for menu in bot["commandLists"]:
        assert {each["title"] for each in menu["commands"]} <= {each.name for each in COMMANDS}
        assert "help" in {each["title"] for each in menu["commands"]}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda told: told["name"].update(short="U" * 31), "name.short"),
        (lambda told: told.update(id="usher"), "id"),
        (lambda told: told["developer"].update(privacyUrl="usher.example"), "privacyUrl"),
        (lambda told: told["bots"][0].update(scopes=["channel"]), "scopes"),
        (lambda told: told.update(novelty=True), "novelty"),
    ],
)
def test_the_schema_would_see_a_mistake(spoil: Any, says: str) -> None:
    told = teams(COMMANDS, app_id=APP, publisher=PUBLISHER)

    spoil(told)

    assert says in " ".join(wrong(told))


def test_the_package_holds_the_manifest_and_its_icons(tmp_path: Path) -> None:
    told = ("--publisher", "Northwind", "--app-version", "1.2.0")
    done = run("teams-package", str(tmp_path / "usher.zip"), *told, env=SETTINGS)
    with ZipFile(tmp_path / "usher.zip") as file:
        manifest = json.loads(file.read("manifest.json"))
        large, coloured = pixels(file.read(manifest["icons"]["color"]))
        small, outlined = pixels(file.read(manifest["icons"]["outline"]))

    assert done.exit_code == 0
    assert manifest == teams(COMMANDS, app_id=APP, publisher=PUBLISHER, version="1.2.0")
    assert (large, small) == (192, 32)
    assert {each[3] for each in coloured} == {255}
    assert {each[:3] for each in outlined} == {b"\xff\xff\xff"}
    assert {0, 255} <= {each[3] for each in outlined}
    assert json.loads(run("manifest", "teams", env=SETTINGS).output)["bots"][0]["botId"] == APP


@pytest.mark.parametrize(
    ("words", "env", "says"),
    [
        ((), {"USHER_BASE_URL": "https://usher.example.com"}, "Set TEAMS_APP_ID"),
        ((), SETTINGS | {"TEAMS_APP_ID": "usher"}, "Set TEAMS_APP_ID"),
        ((), {"TEAMS_APP_ID": APP}, "name --website"),
        ((), SETTINGS | {"USHER_BASE_URL": "http://localhost:8080"}, "name --website"),
        (("--privacy", "http://usher.example"), SETTINGS, "name --website"),
    ],
)
def test_what_is_missing_is_told_in_a_sentence(words: tuple[str, ...], env: dict[str, str], says: str) -> None:
    done = run("manifest", "teams", *words, env=env)

    assert done.exit_code == 1
    assert says in done.output
