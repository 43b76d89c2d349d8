"""`make bench`: every path beside its floor, in one run; see docs of each module for what the floor is."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from tests.bench import requests
from tests.bench.databases import Databases
from tests.bench.table import as_json, head
from tests.bench.town import Town
from tests.postgresql import running


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sqlite-only", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.sqlite_only:
            rows = asyncio.run(run(Databases(Path(folder), None)))
        else:
            with running("bench", home=Path(folder)) as server:
                rows = asyncio.run(run(Databases(Path(folder), server)))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(rows), indent=1))


async def run(databases):
    rows = []
    head("x")
    rows += await requests.measure(databases, Town(2000), clients=(1, 16))
    return rows


main()
