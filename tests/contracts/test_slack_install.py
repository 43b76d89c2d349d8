"""Installing the app by OAuth, over HTTP: a browser, the real SDK, a stand-in Slack with several workspaces.

Then what the installations are for: each workspace is answered and written to with its own token, until it takes it back.
"""

import html
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from yarl import URL

from adapters.secrets import SecretBox
from adapters.slack.gateway import connect
from adapters.slack.install import COOKIE, INSTALL, REDIRECT, Install, SlackApp
from adapters.slack.installations import ABSENT, REMOVED, Connect, Installations, Installed, InstalledChat
from adapters.slack.listen import routes
from adapters.slack.states import States
from adapters.web.answered import page_response
from adapters.web.draw import Reader
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application
from bot.actions import AskToCancel, CancelIt
from bot.cards import Button, Buttons, Card
from bot.domain.conversation import Conversation
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.forms import Form, Text
from bot.inbound import HomeOpened, Inbound, Said, Typed
from bot.pages import Page
from bot.ports import Permanent
from bot.reply import Nothing, Open, Reply, Say
from storage.engine import Database, open_store
from storage.installations import SqlInstallations
from tests.standins.slack import Broken, Dropped, Limited, Says, Slack
from tests.standins.slack_oauth import Office
from tests.when import SettableClock

KEYS = (b"a key for signing and for sealing", b"the key before that, still known")
SCOPES = ("commands", "chat:write", "im:history")
LOOK = Look("Northwind")
HOME, WEST = Office("T0HOME", name="Northwind"), Office("T0WEST", name="Northwind West")
GRID, GRID_TOO = Office("T0ONE", enterprise="E0N"), Office("T0TWO", enterprise="E0N")
CARD = Card("Interview with Ada O.", (Buttons((Button("Cancel…", AskToCancel(InterviewId("i1"))),)),))
FORM = Form("Cancel the interview", "Cancel it", CancelIt(InterviewId("i1")), (Text("reason", "Why?"),))


@dataclass(eq=False)
class Desk:
    """The program as far as Slack sees it, and a browser in front of it."""

    base: str
    slack: Slack
    clock: SettableClock
    database: Database
    installations: Installations
    chat: InstalledChat
    connect: Connect
    browser: aiohttp.ClientSession
    replies: list[Reply]
    heard: list[Inbound]

    async def begins(self, browser: aiohttp.ClientSession | None = None) -> str:
        """Open /slack/install; returns Slack's page that it leads to."""
        async with (browser or self.browser).get(self.base + INSTALL, allow_redirects=False) as answer:
            assert answer.status == 302
            return answer.headers["Location"]

    async def chooses(self, office: Office | None, page: str) -> str:
        """Press *Allow* in a workspace, or *Cancel*; returns the address that Slack sends the browser back to."""
        self.slack.offices.choice = office
        async with self.browser.get(URL(page, encoded=True), allow_redirects=False) as answer:
            return answer.headers["Location"]

    async def lands(self, back: str, *, browser: aiohttp.ClientSession | None = None) -> tuple[int, str]:
        async with (browser or self.browser).get(URL(back, encoded=True)) as answer:
            return answer.status, await answer.text()

    async def installs(self, office: Office) -> tuple[int, str]:
        return await self.lands(await self.chooses(office, await self.begins()))

    async def kept(self) -> list[tuple[str, str]]:
        return list(await SqlInstallations(self.database.transaction).all())

    async def removes(self, office: Office) -> int:
        """An admin removes the app in Slack; returns how the event was answered."""
        self.slack.offices.leave(office.team)
        at = int(self.clock().timestamp())
        return await self.slack.event({"type": "app_uninstalled"}, team=office.team, at=at)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def allowed() -> frozenset[str]:
    return frozenset()


@pytest.fixture
async def desk(database: Database, clock: SettableClock, allowed: frozenset[str]) -> AsyncIterator[Desk]:
    replies: list[Reply] = []
    heard: list[Inbound] = []

    async def handle(inbound: Inbound) -> Reply:
        heard.append(inbound)
        return replies.pop(0)

    def draw(request: web.Request, page: Page) -> web.Response:
        return page_response(page, look=LOOK, links=links, reader=Reader(LOOK.language))

    listening = socket.create_server(("127.0.0.1", 0))
    base = "http://127.0.0.1:{1}".format(*listening.getsockname())
    links = SignedLinks(base, KEYS)
    async with (
        Slack() as slack,
        aiohttp.ClientSession() as session,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        here = partial(connect, session=session, url=slack.api)
        shelf = SqlInstallations(database.transaction)
        installations = Installations(shelf, box=SecretBox(KEYS), clock=clock, connect=here, allowed=allowed)
        install = Install(
            SlackApp(slack.offices.client_id, slack.offices.client_secret, SCOPES, base),
            client=here(""),
            installations=installations,
            states=States(database.store, clock=clock, keys=KEYS),
            draw=draw,
        )
        events = routes(handle, signing_secret=slack.signing_secret, client=here(""), workspaces=installations)
        app = application((*install.routes(), *events), look=LOOK, links=links, registry=CollectorRegistry())
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        slack.app = f"{base}/slack/events"
        yield Desk(
            base, slack, clock, database, installations, InstalledChat(installations), here, browser, replies, heard
        )
        await runner.cleanup()


# --- the way to a token -------------------------------------------------------------------------------------------


async def test_the_browser_is_sent_to_slack_with_what_we_ask_for_and_a_word_it_keeps(desk: Desk) -> None:
    async with desk.browser.get(desk.base + INSTALL, allow_redirects=False) as answer:
        page = urlsplit(answer.headers["Location"])
        cookie = answer.cookies[COOKIE]

    asked = {name: values[0] for name, values in parse_qs(page.query).items()}
    assert f"{page.scheme}://{page.netloc}{page.path}" == desk.slack.origin + "/oauth/v2/authorize"
    assert asked == {
        "client_id": desk.slack.offices.client_id,
        "scope": "commands,chat:write,im:history",
        "redirect_uri": desk.base + REDIRECT,
        "state": cookie.value,
    }
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (True, "Lax", "600", "/slack")


async def test_an_installed_workspace_is_told_what_to_do_next(desk: Desk) -> None:
    status, page = await desk.installs(HOME)

    assert status == 200
    assert "Usher is now in Northwind" in page
    assert "/usher help" in page
    assert "https://app.slack.com/client/T0HOME" in page


async def test_the_pages_carry_the_headers_that_every_page_of_ours_carries(desk: Desk) -> None:
    back = await desk.chooses(HOME, await desk.begins())
    async with desk.browser.get(URL(back, encoded=True)) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert not [cookie for cookie in desk.browser.cookie_jar if cookie.key == COOKIE]


async def test_the_database_holds_no_token_that_reads(desk: Desk) -> None:
    await desk.installs(HOME)

    [token] = desk.slack.offices.tokens
    [(team, sealed)] = await desk.kept()
    assert team == "T0HOME"
    assert token not in sealed
    assert json.loads(SecretBox(KEYS).unseal(sealed, name="slack installation T0HOME"))["token"] == token
    async with desk.database.engine.connect() as connection:
        dumped = [str(row) for row in await connection.execute(text("SELECT * FROM slack_installations"))]
    assert not [row for row in dumped if "xoxb" in row or "Northwind" in row]


async def test_a_workspace_may_install_again_and_the_newer_token_counts(desk: Desk) -> None:
    await desk.installs(HOME)
    await desk.installs(HOME)

    assert len(await desk.kept()) == 1
    assert (await desk.installations.client("T0HOME")).token == list(desk.slack.offices.tokens)[-1]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Ö & Co", "", "x" * 300])
async def test_a_workspace_may_be_called_anything(desk: Desk, name: str) -> None:
    status, page = await desk.installs(Office("T0HOME", name=name))

    assert status == 200
    assert "<script>" not in page
    assert html.escape(name or "your workspace", quote=False) in page


# --- what can go wrong on it --------------------------------------------------------------------------------------


async def test_whoever_presses_cancel_is_told_that_nothing_happened(desk: Desk) -> None:
    status, page = await desk.lands(await desk.chooses(None, await desk.begins()))

    assert status == 200
    assert "Nothing was installed" in page
    assert desk.base + INSTALL in page
    assert await desk.kept() == []


async def test_a_word_is_good_once(desk: Desk) -> None:
    page = await desk.begins()
    [word] = [cookie.value for cookie in desk.browser.cookie_jar if cookie.key == COOKIE]
    await desk.lands(await desk.chooses(HOME, page))
    again = await desk.chooses(HOME, page)
    desk.browser.cookie_jar.update_cookies({COOKIE: word}, URL(desk.base + "/slack/"))
    before = len(desk.slack.called("oauth.v2.access"))

    status, told = await desk.lands(again)

    assert status == 400
    assert "Please begin the installation again" in told
    assert len(desk.slack.called("oauth.v2.access")) == before == 1


async def test_a_word_is_good_for_ten_minutes(desk: Desk) -> None:
    early, late = await desk.chooses(HOME, await desk.begins()), timedelta(minutes=10)
    desk.clock.forward(late - timedelta(seconds=1))
    in_time = await desk.lands(early)
    back = await desk.chooses(HOME, await desk.begins())
    desk.clock.forward(late)
    too_late = await desk.lands(back)

    assert (in_time[0], too_late[0]) == (200, 400)


async def test_what_another_browser_began_is_not_finished_here(desk: Desk) -> None:
    back = await desk.chooses(HOME, await desk.begins())
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
        without_cookie = await desk.lands(back, browser=other)
        await desk.begins(other)
        with_its_own = await desk.lands(back, browser=other)

    assert (without_cookie[0], with_its_own[0]) == (400, 400)
    assert desk.slack.called("oauth.v2.access") == []
    assert await desk.kept() == []


@pytest.mark.parametrize(
    "word",
    [
        "",
        "x",
        "1" * 5000,
        "9999999999." + "A" * 32 + "." + "A" * 43,
        "99999999999999999999." + "A" * 32 + "." + "A" * 43,
        "٣." + "A" * 32 + "." + "A" * 43,
        "Ünïcode \U0001f600",
    ],
)
async def test_a_forged_word_is_refused_even_with_its_cookie(desk: Desk, word: str) -> None:
    query = urlencode({"state": word, "code": "code-1"})
    cookie = {"Cookie": f"{COOKIE}={word.encode().decode('latin-1')}"} if len(word) < 4000 else {}
    async with desk.browser.get(URL(f"{desk.base}{REDIRECT}?{query}", encoded=True), headers=cookie) as answer:
        status, page = answer.status, await answer.text()

    assert status == 400
    assert "Please begin the installation again" in page
    assert desk.slack.called("oauth.v2.access") == []


@pytest.mark.parametrize(
    "query", ["", "?code=a", "?state=a&state=b&code=c", "?error=access_denied", "?state=%ff&code=%00"]
)
async def test_a_callback_that_nobody_began_is_refused(desk: Desk, query: str) -> None:
    status, _ = await desk.lands(desk.base + REDIRECT + query)

    assert status == 400
    assert desk.slack.called("oauth.v2.access") == []


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ("error=invalid_scope_requested", 502, "invalid_scope_requested"),
        ("error=<script>", 502, "no code"),
        ("code=", 502, "no code"),
        ("code=a&code=b", 502, "no code"),
        (f"code={'a' * 2001}", 502, "no code"),
        ("code=never-given", 502, "invalid_code"),
    ],
)
async def test_a_callback_without_a_good_code_says_so(desk: Desk, more: str, status: int, says: str) -> None:
    state = parse_qs(urlsplit(await desk.begins()).query)["state"][0]

    answer, page = await desk.lands(f"{desk.base}{REDIRECT}?state={state}&{more}")

    assert answer == status
    assert says in page
    assert "<script>" not in page
    assert await desk.kept() == []


@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
@pytest.mark.parametrize("fault", [Limited(30), Broken(503), Dropped(accepted=True)], ids=str)
async def test_while_slack_does_not_answer_nothing_is_kept(desk: Desk, method: str, fault: Any) -> None:
    desk.slack.next(method, fault)

    status, page = await desk.installs(HOME)

    assert status == 503
    assert "Slack did not answer" in page
    assert desk.base + INSTALL in page
    assert await desk.kept() == []


async def test_what_slack_did_not_answer_can_be_begun_again(desk: Desk) -> None:
    desk.slack.next("oauth.v2.access", Broken(503))
    await desk.installs(HOME)

    status, _ = await desk.installs(HOME)

    assert status == 200
    assert [team for team, _ in await desk.kept()] == ["T0HOME"]


@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
async def test_what_slack_will_not_have_is_named(desk: Desk, method: str) -> None:
    desk.slack.next(method, Says("bad_client_secret"))

    status, page = await desk.installs(HOME)

    assert status == 502
    assert "bad_client_secret" in page
    assert await desk.kept() == []


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"is_enterprise_install": True, "team": None}, 400, "Please choose one workspace"),
        ({"team": {}}, 400, "Please choose one workspace"),
        ({"refresh_token": "xoxe-1", "expires_in": 43200}, 409, "token rotation is on"),
        ({"scope": "commands,im:history"}, 409, "Slack did not grant chat:write"),
        ({"token_type": "user"}, 409, "Slack did not grant a bot"),
        ({"team": {"id": "T0OTHER", "name": "Other"}}, 502, "the token speaks in another workspace"),
    ],
)
async def test_a_grant_that_could_not_work_is_not_kept(desk: Desk, more: Any, status: int, says: str) -> None:
    answer, page = await desk.installs(Office("T0HOME", more=more))

    assert answer == status
    assert says in page
    assert await desk.kept() == []


async def test_looking_at_a_link_ahead_of_its_reader_changes_nothing(desk: Desk) -> None:
    back = await desk.chooses(HOME, await desk.begins())

    async with desk.browser.head(URL(back, encoded=True)) as answer:
        assert answer.status == 405
    status, _ = await desk.lands(back)

    assert status == 200


async def test_no_log_holds_a_token_a_code_or_a_secret(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="aiosqlite")
    desk.slack.next("oauth.v2.access", Says("invalid_code"), Broken(500))

    await desk.installs(HOME)
    await desk.installs(HOME)
    await desk.installs(HOME)
    await desk.installs(Office("T0AWAY"))
    await desk.removes(HOME)

    ours = [record for record in caplog.records if not record.name.startswith(("tests", "asyncio"))]
    told = [f"{record.getMessage()} {vars(record)}" for record in ours]
    assert any("slack_app_installed" in line for line in told)
    for secret in ("xoxb", "code-", desk.slack.offices.client_secret, "state="):
        assert not [line for line in told if secret in line]


def test_settings_print_without_their_secret() -> None:
    assert "5ec4e7" not in repr(SlackApp("1111.2222", "5ec4e7", SCOPES, "https://usher.example.com"))
    assert "xoxb" not in repr(Installed("T1", "xoxb-1", "B1", "U1"))


# --- whose workspaces ---------------------------------------------------------------------------------------------


async def test_after_the_first_workspace_a_strangers_is_refused_and_left(desk: Desk) -> None:
    await desk.installs(HOME)

    status, page = await desk.installs(Office("T0AWAY", name="Away"))

    assert status == 403
    assert "belongs to somebody else" in page
    assert [team for team, _ in await desk.kept()] == ["T0HOME"]
    assert set(desk.slack.offices.tokens.values()) == {"T0HOME"}


async def test_a_stranger_is_refused_also_when_the_app_cannot_leave(desk: Desk) -> None:
    await desk.installs(HOME)
    desk.slack.next("apps.uninstall", Broken(500))

    status, _ = await desk.installs(Office("T0AWAY"))

    assert status == 403
    assert [team for team, _ in await desk.kept()] == ["T0HOME"]


async def test_workspaces_of_one_enterprise_organisation_install_one_by_one(desk: Desk) -> None:
    answers = [await desk.installs(office) for office in (GRID, GRID_TOO, Office("T0BAD", enterprise="E0X"))]

    assert [status for status, _ in answers] == [200, 200, 403]
    assert [team for team, _ in await desk.kept()] == ["T0ONE", "T0TWO"]


@pytest.mark.parametrize("allowed", [frozenset({"T0WEST", "E0N"})])
async def test_where_workspaces_are_named_those_may_install_and_no_other(desk: Desk) -> None:
    answers = [await desk.installs(office) for office in (HOME, WEST, GRID, Office("T0BAD", enterprise="E0X"))]

    assert [status for status, _ in answers] == [403, 200, 200, 403]
    assert [team for team, _ in await desk.kept()] == ["T0ONE", "T0WEST"]


# --- what the installations are for -------------------------------------------------------------------------------


@pytest.fixture
async def two(desk: Desk) -> Desk:
    """The desk with two workspaces of one Enterprise organisation."""
    for office in (GRID, GRID_TOO):
        assert (await desk.installs(office))[0] == 200
    return desk


def account(team: str, user: str) -> Account:
    return Account(Platform.SLACK, team, user)


async def test_people_of_every_installed_workspace_are_answered(two: Desk) -> None:
    una, dos = two.slack.person("U0UNA", team="T0ONE"), two.slack.person("U0DOS", team="T0TWO")
    two.replies += [Say(CARD), Say(CARD)]

    seen = [await una.types("/usher status"), await dos.types("/usher status")]

    assert [each.reads.splitlines()[0] for each in seen] == ["Interview with Ada O."] * 2
    assert [each.account for each in two.heard if isinstance(each, Typed)] == [
        account("T0ONE", "U0UNA"),
        account("T0TWO", "U0DOS"),
    ]


async def test_a_form_opens_with_the_token_of_the_workspace_it_was_asked_for_in(two: Desk) -> None:
    dos = two.slack.person("U0DOS", team="T0TWO")
    two.replies += [Say(CARD), Open(FORM)]
    card = (await dos.types("/usher status")).shown[0]

    seen = await dos.presses("Cancel", on=card)

    assert seen.modal is not None
    assert two.slack.speaking == "T0TWO"


async def test_people_of_a_workspace_without_the_app_are_refused_politely(two: Desk) -> None:
    seen = await two.slack.person("U0EVE", team="T0AWAY").types("/usher status")

    assert seen.reads.startswith("I work in another Slack workspace")
    assert two.heard == []


async def test_a_card_goes_out_with_its_workspaces_own_token(two: Desk) -> None:
    una, dos = two.slack.person("U0UNA", team="T0ONE"), two.slack.person("U0DOS", team="T0TWO")

    posted = await two.chat.post(account("T0TWO", "U0DOS"), CARD, key="k1")
    await two.chat.redraw(account("T0TWO", "U0DOS"), posted, Card("Cancelled"))

    assert (len(una.messages), len(dos.messages)) == (0, 1)
    assert dos.reads(dos.messages[0]) == "Cancelled"
    assert await two.chat.find(account("T0TWO", "U0DOS"), key="k1") == posted
    assert await two.chat.find(account("T0ONE", "U0UNA"), key="k1") is None


async def test_what_people_of_each_workspace_write_is_heard_as_theirs(two: Desk) -> None:
    una, dos = two.slack.person("U0UNA", team="T0ONE"), two.slack.person("U0DOS", team="T0TWO")
    eve = two.slack.person("U0EVE", team="T0AWAY")
    two.slack.channel("C0SHARED", una, dos, eve)
    two.replies += [Nothing()] * 3

    statuses = [await una.writes("status"), await dos.writes("@Usher status", channel="C0SHARED"), await dos.opens()]
    strangers = [await eve.writes("@Usher status", channel="C0SHARED"), await eve.writes("status")]

    assert (statuses, strangers) == ([200] * 3, [200] * 2)
    assert [each.account for each in two.heard if isinstance(each, Said | HomeOpened)] == [
        account("T0ONE", "U0UNA"),
        account("T0TWO", "U0DOS"),
        account("T0TWO", "U0DOS"),
    ]


async def test_answers_aside_and_homes_go_out_with_their_workspaces_own_token(two: Desk) -> None:
    una, dos = two.slack.person("U0UNA", team="T0ONE"), two.slack.person("U0DOS", team="T0TWO")
    two.slack.channel("C0SHARED", una, dos)

    await two.chat.aside(account("T0TWO", "U0DOS"), CARD, at=Conversation("C0SHARED", shared=True))
    spoke = two.slack.speaking
    await two.chat.home(account("T0ONE", "U0UNA"), CARD)

    assert (spoke, two.slack.speaking) == ("T0TWO", "T0ONE")
    assert (len(una.ephemerals), len(dos.ephemerals)) == (0, 1)
    assert una.home is not None
    assert dos.home is None


async def test_the_database_is_asked_for_a_token_once_a_minute(two: Desk) -> None:
    first = await two.installations.client("T0ONE")
    await SqlInstallations(two.database.transaction).remove("T0ONE", at=two.clock())
    soon = await two.installations.client("T0ONE")
    two.clock.forward(timedelta(minutes=1))

    assert soon is first
    with pytest.raises(Permanent, match=REMOVED):
        await two.installations.client("T0ONE")


async def test_a_token_that_did_not_change_keeps_its_client(two: Desk) -> None:
    first = await two.installations.client("T0ONE")
    two.clock.forward(timedelta(minutes=5))

    assert await two.installations.client("T0ONE") is first


async def test_a_workspace_that_never_had_the_app_is_said_to_have_none(two: Desk) -> None:
    with pytest.raises(Permanent, match=ABSENT):
        await two.chat.post(account("T0AWAY", "U0EVE"), CARD, key="k1")


async def test_after_a_change_of_keys_one_start_seals_anew(two: Desk, clock: SettableClock) -> None:
    shelf = SqlInstallations(two.database.transaction)
    fresh = b"the key of next year, long enough"
    turned = Installations(shelf, box=SecretBox((fresh, *KEYS)), clock=clock, connect=two.connect)
    alone = Installations(shelf, box=SecretBox([fresh]), clock=clock, connect=two.connect)

    await alone.renew()
    with pytest.raises(Permanent, match="cannot be opened"):
        await alone.client("T0ONE")
    await turned.renew()
    sealed = await two.kept()
    await turned.renew()

    assert (await alone.client("T0ONE")).token in two.slack.offices.tokens
    assert await two.kept() == sealed


# --- when the app is removed --------------------------------------------------------------------------------------


async def test_a_removed_app_loses_its_token_and_says_so_from_then_on(two: Desk) -> None:
    una = two.slack.person("U0UNA", team="T0ONE")
    dos = two.slack.person("U0DOS", team="T0TWO")
    await two.chat.post(account("T0ONE", "U0UNA"), CARD, key="k1")

    assert await two.removes(GRID) == 200

    with pytest.raises(Permanent, match=REMOVED):
        await two.chat.post(account("T0ONE", "U0UNA"), CARD, key="k2")
    await two.chat.post(account("T0TWO", "U0DOS"), CARD, key="k3")
    assert (len(una.messages), len(dos.messages)) == (1, 1)
    assert [team for team, _ in await two.kept()] == ["T0TWO"]


@pytest.mark.parametrize(
    ("tokens", "left"),
    [({"bot": ["U0USHER"]}, ["T0TWO"]), ({"oauth": ["U0ADMIN"]}, ["T0ONE", "T0TWO"]), ({}, ["T0ONE", "T0TWO"])],
)
async def test_only_the_bots_own_token_counts(two: Desk, tokens: Any, left: list[str]) -> None:
    at = int(two.clock().timestamp())

    assert await two.slack.event({"type": "tokens_revoked", "tokens": tokens}, team="T0ONE", at=at) == 200

    assert [team for team, _ in await two.kept()] == left


async def test_both_events_in_any_order_and_again_do_no_more(two: Desk) -> None:
    at = int(two.clock().timestamp())
    revoked = {"type": "tokens_revoked", "tokens": {"bot": ["U0USHER"]}}

    statuses = [
        await two.slack.event(event, team="T0ONE", at=at)
        for event in (revoked, {"type": "app_uninstalled"}, revoked, {"type": "app_uninstalled"})
    ]

    assert statuses == [200] * 4
    assert [team for team, _ in await two.kept()] == ["T0TWO"]


async def test_a_removal_told_late_does_not_undo_an_installation_made_since(two: Desk) -> None:
    removed = int(two.clock().timestamp())
    two.clock.forward(timedelta(minutes=5))
    await two.installs(GRID)

    assert await two.slack.event({"type": "app_uninstalled"}, team="T0ONE", at=removed) == 200

    assert [team for team, _ in await two.kept()] == ["T0ONE", "T0TWO"]


async def test_a_removal_in_the_second_of_the_installation_counts(two: Desk) -> None:
    two.clock.forward(timedelta(seconds=1, microseconds=900_000))
    await two.installs(GRID)

    await two.removes(GRID)

    assert [team for team, _ in await two.kept()] == ["T0TWO"]


async def test_after_a_removal_the_app_can_be_installed_again(two: Desk) -> None:
    await two.removes(GRID)
    status, _ = await two.installs(GRID)
    una = two.slack.person("U0UNA", team="T0ONE")

    await two.chat.post(account("T0ONE", "U0UNA"), CARD, key="k1")

    assert (status, len(una.messages)) == (200, 1)


async def test_a_removal_without_a_time_is_not_believed(two: Desk) -> None:
    body = {"type": "event_callback", "team_id": "T0ONE", "event": {"type": "app_uninstalled"}, "event_id": "Ev1"}

    for time in ({}, {"event_time": "soon"}, {"event_time": -1}, {"event_time": 10**18}):
        status, _ = await two.slack.sends(json.dumps(body | time).encode(), content_type="application/json")
        assert status == 400

    assert [team for team, _ in await two.kept()] == ["T0ONE", "T0TWO"]


async def test_an_unsigned_removal_is_not_believed(two: Desk) -> None:
    body = {"type": "event_callback", "team_id": "T0ONE", "event": {"type": "app_uninstalled"}, "event_time": 1}

    status, _ = await two.slack.sends(
        json.dumps(body).encode(), content_type="application/json", headers={"X-Slack-Signature": "v0=" + "0" * 64}
    )

    assert status == 401
    assert len(await two.kept()) == 2


# --- the environment ----------------------------------------------------------------------------------------------


@pytest.fixture
def slack_in_the_environment() -> Iterator[None]:
    """What the SDK reads by itself, and takes as orders."""
    said = {
        name: f"from-the-environment-{name}" for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN")
    }
    os.environ.update(said)
    yield
    for name in said:
        del os.environ[name]


async def test_the_sdk_takes_nothing_from_the_environment(slack_in_the_environment: None, two: Desk) -> None:
    una = two.slack.person("U0UNA", team="T0ONE")
    two.replies.append(Say(CARD))

    seen = await una.types("/usher status")
    await two.chat.post(account("T0ONE", "U0UNA"), CARD, key="k1")

    assert seen.reads.startswith("Interview with Ada O.")
    assert len(una.messages) == 1


async def test_two_servers_share_what_was_installed(two: Desk, database_url: str) -> None:
    other = open_store(database_url, clock=two.clock)
    theirs = Installations(
        SqlInstallations(other.transaction), box=SecretBox(KEYS), clock=two.clock, connect=two.connect
    )
    token = (await theirs.client("T0TWO")).token
    await other.close()

    assert token == (await two.installations.client("T0TWO")).token
