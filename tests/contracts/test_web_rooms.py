"""`/in/{token}` and what is behind it, over the wire: the cookie, the word in every form, and what must not work."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, CookieJar
from prometheus_client import CollectorRegistry

from adapters.web.look import Look
from adapters.web.rooms import SignedInPages
from adapters.web.server import application, serving
from bot.domain.rooms import Door, sign_pass, verify_pass
from bot.domain.token import sign
from bot.ports import Store
from tests.office import KEYS, POLICY, Office
from tests.usecases.signing_in import asks_for_link, brief_door, links_of
from tests.when import SettableClock

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CSRF = re.compile(r'name="csrf" value="(\w+)"')
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@dataclass
class Site:
    office: Office
    door: Door
    client: ClientSession
    base: str

    def at(self, path: str) -> str:
        return f"{self.base}{path}"

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(self.at(path)) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, headers: dict[str, str] = FORM, **fields: str) -> tuple[int, str, str]:
        url, body = self.at(path), urlencode(fields)
        async with self.client.post(url, data=body, headers=FORM | headers, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers.get("Set-Cookie", "")

    async def link(self) -> str:
        """Ask for a link as Rae, and return the token that she gets in her chat."""
        await asks_for_link(self.office, self.door, who="rae@northwind.example")
        return (await links_of(self.office))[-1]


@pytest.fixture(params=["http"])
async def web(store: Store, clock: SettableClock, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    office = await Office(store, clock).furnish()
    await office.booked()
    secure = request.param == "https"
    look = Look.of(POLICY.organisation)
    pages = SignedInPages(office.handle, KEYS, look, office.links, secure)
    app = application(pages.routes(), look=look, links=office.links, registry=CollectorRegistry())
    jar = CookieJar(unsafe=True)  # takes cookies from an IP address
    async with ClientSession(cookie_jar=jar) as client, serving(app, host="127.0.0.1", port=0) as port:
        yield Site(office, await brief_door(office), client, f"http://127.0.0.1:{port}")


async def test_continue_signs_the_browser_in_and_leads_to_the_page(web: Site) -> None:
    token = await web.link()
    path = f"/in/{token}"

    looked = [await web.get(path), await web.get(path)]
    async with web.client.head(web.at(path)) as answer:
        headed = answer.status, answer.headers.get("Set-Cookie")
    status, _, cookie = await web.post(path, step="continue")
    inside = await web.get(web.door.path)
    word = CSRF.search(inside[1])
    assert word is not None
    again = await web.post(path, step="continue", csrf=word.group(1))

    assert again[0] == 303
    assert again[2] == ""
    assert [status for status, _ in looked] == [200, 200]
    assert "Continue" in looked[0][1]
    assert headed == (200, None)
    assert status == 303
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=28800"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert inside[0] == 200
    assert "Ada Obi" in inside[1]
    assert "<h2" in inside[1]
    assert token not in inside[1]


@pytest.mark.parametrize("web", ["https"], indirect=True)
async def test_over_https_the_cookie_is_secure_and_bound_to_the_host(web: Site) -> None:
    _, _, cookie = await web.post(f"/in/{await web.link()}", step="continue")

    assert cookie.startswith("__Host-usher=")
    assert "Secure" in cookie.split("; ")


async def test_every_form_of_somebody_signed_in_needs_its_browsers_word(web: Site) -> None:
    await web.post(f"/in/{await web.link()}", step="continue")
    _, html = await web.get(web.door.path)
    found = CSRF.search(html)
    assert found is not None

    without = await web.post(web.door.path, step="sign_out")
    wrong = await web.post(web.door.path, step="sign_out", csrf="é" + found.group(1)[1:])
    elsewhere = await web.post(web.door.path, {"Sec-Fetch-Site": "cross-site"}, step="sign_out", csrf=found.group(1))
    still_in, _ = await web.get(web.door.path), None
    right = await web.post(web.door.path, step="sign_out", csrf=found.group(1))
    _, out = await web.get(web.door.path)

    assert [without[0], wrong[0], elsewhere[0]] == [403, 403, 403]
    assert "Ada Obi" in still_in[1]
    assert right[0] == 200
    assert "You are signed out" in right[1]
    assert "Please sign in" in out


async def test_nothing_but_a_link_of_ours_leads_in_and_none_leads_elsewhere(web: Site) -> None:
    token = await web.link()
    head, tail = token.split(".")
    booking = sign(await web.office.link(), keys=KEYS)

    answers = [
        await web.post(f"/in/{each}", step="continue")
        for each in (booking, f"{head}.{tail[:-2]}", f"{tail}.{head}", "x", sign_pass_of_another_key(web, token))
    ]

    assert [(status, cookie) for status, _, cookie in answers] == [(404, "")] * 5
    for about in ("..%2f..%2fetc", "a.b", "x" * 41, "%00"):
        assert (await web.get(f"/brief/{about}"))[0] == 404


def sign_pass_of_another_key(web: Site, token: str) -> str:
    given = verify_pass(token, keys=KEYS)
    return sign_pass(given, keys=[b"somebody else's key"])


async def test_a_page_without_a_session_asks_who_it_is_and_marks_what_is_missing(web: Site) -> None:
    status, html = await web.get(web.door.path)
    empty = await web.post(web.door.path, step="send", who="")
    sent = await web.post(web.door.path, step="send", who="rae@northwind.example")

    assert status == 200
    assert "Send me a link" in html
    assert "Ada" not in html
    assert empty[0] == 422
    assert 'aria-invalid="true"' in empty[1]
    assert sent[0] == 200
    assert "If this page is yours to open" in sent[1]


async def test_the_pages_are_protected_and_logs_name_routes_not_tokens(
    web: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    token = await web.link()
    for path in (f"/in/{token}", web.door.path, "/in/forged"):
        async with web.client.get(web.at(path)) as answer:
            html = await answer.text()
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "<script" not in html
    await web.post(f"/in/{token}", step="continue")

    routes = {getattr(record, "route", "") for record in caplog.records}
    assert {"/in/{token}", "/brief/{about}"} <= routes
    for record in caplog.records:
        assert token not in str(record.__dict__)
