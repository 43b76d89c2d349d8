"""The server around the routes: last resort, numbers, logs that never hold a token, health, and the shared session."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientConnectorError, web
from prometheus_client import CollectorRegistry

from adapters.http import session
from adapters.web.links import SignedLinks
from adapters.web.server import LONGEST_BODY, application, serving
from bot.domain.token import verify
from tests.contracts.web_pages import CLAIM, KEYS, LOOK, TOKEN, Site, site

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINKS = SignedLinks("https://usher.example/", KEYS)


@pytest.fixture
async def running() -> AsyncIterator[Site]:
    async with site() as found:
        yield found


async def get(found: Site, path: str, **headers: str) -> tuple[int, str, str]:
    async with found.client.get(found.at(path), headers=headers) as answer:
        return answer.status, answer.content_type, await answer.text()


async def raw(found: Site, sent: bytes) -> bytes:
    """Send bytes as no client library would, and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(found.base.rpartition(":")[2]))
    writer.write(sent)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def written(records: list[logging.LogRecord]) -> str:
    """Everything that any log format could write of these records."""
    return "\n".join(f"{logging.Formatter().format(record)} {vars(record)}" for record in records)


# --- the last resort ---------------------------------------------------------------------------------------------------


async def test_a_path_that_is_not_there_is_a_page_for_people_and_json_for_machines(running: Site) -> None:
    assert (await get(running, "/nowhere", **BROWSER))[:2] == (404, "text/html")
    assert await get(running, "/nowhere") == (404, "application/json", '{"error": "Not Found"}')


async def test_a_wrong_method_names_the_right_ones(running: Site) -> None:
    async with running.client.delete(running.at(), headers=BROWSER) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET,HEAD,POST"
        assert answer.content_type == "text/html"


async def test_a_bug_shows_a_kind_page_with_the_reference_that_the_log_has(
    running: Site, caplog: pytest.LogCaptureFixture
) -> None:
    running.desk.broken = RuntimeError("the database has gone away")

    status, kind, html = await get(running, f"/book/{TOKEN}", **BROWSER)

    record = next(record for record in caplog.records if record.getMessage() == "request failed")
    assert (status, kind) == (500, "text/html")
    assert vars(record)["reference"] in html
    assert vars(record)["route"] == "/book/{token}"
    assert "database" not in html
    assert "RuntimeError: the database has gone away" in written([record])


async def test_a_bug_behind_a_webhook_is_bare_json_and_the_sender_may_try_again() -> None:
    async def hook(request: web.Request) -> web.Response:
        raise RuntimeError("no names here")

    app = application([web.post("/ats/generic", hook)], look=LOOK, links=LINKS, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port, session() as client:
        answer = await client.post(f"http://127.0.0.1:{port}/ats/generic", json={})
        told = await answer.json()

    assert answer.status == 500
    assert told["error"] == "Internal Server Error"
    assert set(told) == {"error", "reference"}


async def test_what_a_handler_raises_on_purpose_keeps_its_status_and_headers() -> None:
    async def elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPSeeOther("/healthz")

    async def busy(request: web.Request) -> web.Response:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "7"})

    routes = [web.get("/elsewhere", elsewhere), web.get("/busy", busy)]
    app = application(routes, look=LOOK, links=LINKS, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port, session() as client:
        moved = await client.get(f"http://127.0.0.1:{port}/elsewhere", allow_redirects=False)
        later = await client.get(f"http://127.0.0.1:{port}/busy")

    assert (moved.status, moved.headers["Location"]) == (303, "/healthz")
    assert (later.status, later.headers["Retry-After"]) == (503, "7")


async def test_a_body_beyond_every_limit_is_refused() -> None:
    async def hook(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    app = application([web.post("/hook", hook)], look=LOOK, links=LINKS, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port, session() as client:
        fits = await client.post(f"http://127.0.0.1:{port}/hook", data=BytesIO(b"x" * LONGEST_BODY))
        over = await client.post(f"http://127.0.0.1:{port}/hook", data=BytesIO(b"x" * (LONGEST_BODY + 1)))

        assert (fits.status, over.status) == (200, 413)


# --- nothing leaks -----------------------------------------------------------------------------------------------------


async def test_no_log_and_no_number_ever_holds_a_token(running: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await get(running, f"/book/{TOKEN}?zone=Asia/Tokyo")
    await get(running, f"/book/{TOKEN}x", **BROWSER)
    await get(running, f"/nowhere/{TOKEN}")
    await running.client.delete(running.at())
    await running.client.post(running.at(), data=b"step=choose&option=1", headers=FORM)
    await running.client.post(running.at(), data=b"x" * 20_000, headers=FORM)
    for line in (f"GET /book/{TOKEN} HTTP/x.y", f"GET /book/{TOKEN} what HTTP/1.1", f"G@T /book/{TOKEN} HTTP/1.1"):
        await raw(running, f"{line}\r\nHost: a\r\n\r\n".encode())
    await raw(running, f"GET /book/{TOKEN} HTTP/1.1\r\nHost: a\r\nX: {TOKEN}\x00\r\n\r\n".encode())
    await raw(running, b"GET /book/" + TOKEN.encode() + b"A" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    running.desk.broken = RuntimeError("a bug")
    await get(running, f"/book/{TOKEN}")

    _, _, numbers = await get(running, "/metrics")
    head, tail = TOKEN.split(".")
    for part in (head, tail):
        assert part not in written(caplog.records)
        assert part not in numbers
    assert "unreadable request" in caplog.messages


async def test_every_request_is_logged_once_by_its_route(running: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await get(running, f"/book/{TOKEN}")
    await get(running, "/nowhere")

    told = [vars(record) for record in caplog.records if record.getMessage() == "request"]
    assert [(line["method"], line["route"], line["status"]) for line in told] == [
        ("GET", "/book/{token}", 200),
        ("GET", "unmatched", 404),
    ]
    assert all(line["ms"] >= 0 for line in told)


async def test_requests_are_counted_by_route_method_and_status(running: Site) -> None:
    await get(running, f"/book/{TOKEN}")
    await get(running, "/book/forged")
    await running.client.request("PROPFIND", running.at())
    running.desk.broken = RuntimeError("a bug")
    await get(running, f"/book/{TOKEN}")

    def count(route: str, method: str, status: str) -> float | None:
        labels = {"route": route, "method": method, "status": status}
        return running.registry.get_sample_value("usher_http_requests_total", labels)

    assert count("/book/{token}", "GET", "200") == 1
    assert count("/book/{token}", "GET", "404") == 1
    assert count("/book/{token}", "GET", "500") == 1
    assert count("unmatched", "other", "405") == 1
    spent = {"route": "/book/{token}", "method": "GET"}
    assert running.registry.get_sample_value("usher_http_request_seconds_count", spent) == 3


async def test_a_connection_that_breaks_in_the_middle_of_a_form_changes_nothing(running: Site) -> None:
    head = (
        f"POST /book/{TOKEN} HTTP/1.1\r\nHost: a\r\nContent-Type: {FORM['Content-Type']}\r\nContent-Length: 500\r\n\r\n"
    )

    await raw(running, head.encode() + b"step=choose&option=1")
    await get(running, "/healthz")

    assert running.desk.seen == []


# --- health -------------------------------------------------------------------------------------------------------------


async def test_alive_is_alive_whatever_else_is_wrong(running: Site) -> None:
    running.checks["database"] = "gone"

    assert await get(running, "/healthz") == (200, "text/plain", "ok")


async def test_ready_names_each_check_and_what_is_wrong(running: Site) -> None:
    status, _, told = await get(running, "/readyz")
    assert (status, json.loads(told)) == (200, {"database": "ok"})

    running.checks["outbox"] = "oldest row waits 412 s"
    status, _, told = await get(running, "/readyz")
    assert (status, json.loads(told)) == (503, {"database": "ok", "outbox": "oldest row waits 412 s"})


async def test_metrics_speak_prometheus(running: Site) -> None:
    await get(running, f"/book/{TOKEN}")

    async with running.client.get(running.at("/metrics")) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert 'usher_http_requests_total{method="GET",route="/book/{token}",status="200"} 1.0' in await answer.text()


# --- the rest ------------------------------------------------------------------------------------------------------------


def test_a_link_is_the_base_address_and_the_signed_claim() -> None:
    url = LINKS.url(CLAIM)

    assert url.startswith("https://usher.example/book/")
    assert verify(url.rpartition("/")[2], keys=KEYS) == CLAIM


async def test_running_requests_finish_before_the_server_is_gone() -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        entered.set()
        await leave.wait()
        return web.Response(text="finished")

    app = application([web.get("/slow", slow)], look=LOOK, links=LINKS, registry=CollectorRegistry())
    async with session() as client:
        async with serving(app, host="127.0.0.1", port=0) as port:
            asked = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
            await entered.wait()
            asyncio.get_running_loop().call_soon(leave.set)

        assert await (await asked).text() == "finished"
        with pytest.raises(ClientConnectorError):
            await client.get(f"http://127.0.0.1:{port}/slow")


async def test_the_shared_session_keeps_no_cookies_and_never_waits_for_ever() -> None:
    async def greet(request: web.Request) -> web.Response:
        answer = web.Response(text=request.headers.get("Cookie", "none"))
        answer.set_cookie("a", "b")
        return answer

    app = application([web.get("/greet", greet)], look=LOOK, links=LINKS, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port, session() as client:
        await client.get(f"http://127.0.0.1:{port}/greet")
        again = await client.get(f"http://127.0.0.1:{port}/greet")

        assert await again.text() == "none"
        assert client.timeout.total == 20
