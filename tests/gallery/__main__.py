"""Pictures of everything Usher can show, in build/gallery: `python -m tests.gallery [part of a wall's name …]`.

The cards are drawn in Chromium by the npm packages slack-blocks-to-jsx, for Slack, and adaptivecards, for Teams. Needs node,
npm and Chromium; the packages come from the npm registry by the lock file beside this one, into build/.
"""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from tests import npm
from tests.gallery.table import SAMPLES
from tests.gallery.wall import Sample
from tests.journeys.browser import QUIET, chromium

HERE = Path(__file__).parent
BUILD = npm.BUILD / "gallery"
PARTS = ("page.jsx", "page.css", "teams.js", "teams.css")
README = HERE.parent.parent / "docs" / "images"
SEAT, PACK = "cards seat card plain", "debrief debrief card plain"
SHOWN = {
    "slack": ("index", (("scheduling forms preview form plain", ".modal"), (SEAT, ".post"))),
    "teams": ("teams", ((SEAT, ".post"), (PACK, ".post"))),
}
"""What README shows: on each picture, of which page, the first of its kind on these walls."""
LOOKS = {
    "wide": ("index", 760, "light"),
    "phone": ("index", 390, "light"),
    "dark": ("index", 760, "dark"),
    "teams": ("teams", 760, "light"),
    "teams-phone": ("teams", 390, "light"),
    "teams-dark": ("teams", 760, "dark"),
}
"""How each picture is made: on which page, how wide, and in which theme."""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{bundle}.css">
<div id="gallery"></div><script src="samples.js"></script><script src="{bundle}.js"></script></html>"""


def main(wanted: Sequence[str]) -> None:
    walls = [wall for wall in hung(SAMPLES) if not wanted or any(part in wall["name"] for part in wanted)]
    BUILD.mkdir(parents=True, exist_ok=True)
    bundled()
    (BUILD / "samples.js").write_text(f"window.WALLS = {json.dumps(walls)};", encoding="utf-8")
    for page, bundle in (("index", "bundle"), ("teams", "teams-bundle")):
        (BUILD / f"{page}.html").write_text(PAGE.format(bundle=bundle), encoding="utf-8")
    asyncio.run(pictures([plain(wall["name"]) for wall in walls]))
    sys.stdout.write(f"{len(walls)} walls are in {BUILD.relative_to(HERE.parent.parent)}, in {len(LOOKS)} looks each\n")


def hung(samples: Sequence[Sample]) -> list[dict[str, Any]]:
    """Return the samples as the page takes them: one wall for each room and cast."""
    groups = groupby(samples, key=lambda each: f"{each.room} ({each.cast})")
    return [{"name": name, "samples": [drawn(each) for each in group]} for name, group in groups]


def drawn(sample: Sample) -> dict[str, Any]:
    return {key: value for key, value in asdict(sample).items() if key in {"name", "surface", "drawn", "told"}}


def plain(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name).split())


def bundled() -> None:
    """Install the packages of the lock file and put the page together, once for each state of its parts."""
    if not npm.here():
        raise SystemExit("Install node and npm first: the pictures are drawn by an npm package.")
    npm.installed(HERE, name=BUILD.name)
    for part in PARTS:
        shutil.copy(HERE / part, BUILD)
    for entry, made in (("page.jsx", "bundle.js"), ("teams.js", "teams-bundle.js")):
        esbuild = ["node_modules/.bin/esbuild", entry, "--bundle", "--minify", "--jsx=automatic", f"--outfile={made}"]
        defined = '--define:process.env.NODE_ENV="production"'
        subprocess.run([*esbuild, defined, "--log-level=warning"], cwd=BUILD, check=True)


async def pictures(walls: Sequence[str]) -> None:
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=chromium(), args=list(QUIET))
        for look in LOOKS:
            await picture(browser, walls, look=look)
        for name, (address, parts) in SHOWN.items():
            if {wall.replace(" ", "-") for wall, _ in parts} <= set(walls):
                await readme(browser, walls, name=name, address=address, parts=parts)
        await browser.close()


async def picture(browser: Browser, walls: Sequence[str], *, look: str) -> None:
    address, width, theme = LOOKS[look]
    page = await browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    page.on("pageerror", lambda error: sys.stderr.write(f"{error}\n"))
    await page.goto(f"{(BUILD / f'{address}.html').as_uri()}?theme={theme}")
    (BUILD / look).mkdir(exist_ok=True)
    for number, wall in enumerate(walls):
        await page.evaluate("number => window.show(number)", number)
        await page.locator("section").screenshot(path=BUILD / look / f"{wall}.png")
    await page.close()


async def readme(
    browser: Browser, walls: Sequence[str], *, name: str, address: str, parts: Sequence[tuple[str, str]]
) -> None:
    page = await browser.new_page(viewport={"width": 560, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    await page.goto((BUILD / f"{address}.html").as_uri())
    shown = []
    for wall, kind in parts:
        await page.evaluate("number => window.show(number)", walls.index(wall.replace(" ", "-")))
        shown.append(await page.locator(kind).first.evaluate("element => element.outerHTML"))
    styles = "body { margin: 0 } main { display: flex; gap: 16px; align-items: start; width: 1120px; padding: 12px }"
    drawn = "".join(f"<div style='flex: 1'>{each}</div>" for each in shown)
    await page.set_viewport_size({"width": 1144, "height": 600})
    await page.evaluate(
        "([styles, drawn]) => { document.body.innerHTML = `<style>${styles}</style><main>${drawn}</main>` }",
        [styles, drawn],
    )
    await page.locator("main").screenshot(path=README / f"{name}.png")
    await page.close()


if __name__ == "__main__":
    main(sys.argv[1:])
