"""The page's own sheets and scripts: read once, served from their folder by exact name."""

from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from adapters.sandbox.guard import HEADERS

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript"}


def served(at: str) -> Sequence[web.RouteDef]:
    """Return a route for each sheet and script beneath `at`: nothing else of the folder can be asked for."""
    files = [file for file in sorted(STATIC.rglob("*")) if file.suffix in KINDS]
    return [_route(f"{at}/{file.relative_to(STATIC).as_posix()}", file) for file in files]


def _route(path: str, file: Path) -> web.RouteDef:
    text = file.read_text(encoding="utf-8")

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type=KINDS[file.suffix], headers=HEADERS)

    return web.get(path, answer)
