"""What any such program has loaded, and nothing of ours: `python -m tests.bench.libraries libraries URL`.

It stands idle with aiohttp, Bolt, and SQLAlchemy over a connection that was used: the floor of a served process's memory.
Nothing of Usher may be imported here, or the floor would rise with it.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import text

from tests.bench.recorded import bare


@asynccontextmanager
async def libraries(url: str, *_: str) -> AsyncIterator[int]:
    database, bolt = bare(url), bolt_app("a-secret", team="T0BENCH")

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", take)
    async with serving_bare(app) as port:
        async with database.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            await connection.commit()
        yield port
        await database.engine.dispose()


@asynccontextmanager
async def serving_bare(app: web.Application) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def bolt_app(secret: str, *, team: str) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team, bot_id="B0", bot_user_id="U0", bot_token="xoxb-bench")

    logging.getLogger("bolt").setLevel(logging.ERROR)
    return AsyncApp(
        logger=logging.getLogger("bolt"), signing_secret=secret, authorize=authorize, process_before_response=True
    )


async def until_told(contestant: Callable[..., object], given: Iterable[str]) -> None:
    async with contestant(*given) as port:  # type: ignore[attr-defined]
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(until_told(libraries, sys.argv[2:]))
