"""Slack's OAuth install flow (docs.slack.dev/authentication/installing-with-oauth) for the workspaces of one organisation.

`/slack/install` sends the browser to Slack with a one-time word that it also keeps in a cookie; Slack sends it back to
`/slack/oauth_redirect` with a code, which is exchanged for the bot's token. Whatever goes wrong is told on a page, and
nothing is kept.
"""

import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from aiohttp import encode_basic_auth, web
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import welcome
from adapters.slack.gateway import asked
from adapters.slack.installations import Installations, Installed
from bot.pages import Page
from bot.ports import Permanent, Transient

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE, LIVES = "usher_slack_install", 600  # seconds
LONGEST = 2000  # characters of a code; Slack does not say how long one may be

Draw = Callable[[web.Request, Page], web.Response]
"""Shows a page in the organisation's own look."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SlackApp:
    """Who we are to Slack: Basic Information → App Credentials. `base_url` is where browsers reach this server."""

    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    base_url: str

    @property
    def redirect(self) -> str:
        return self.base_url.rstrip("/") + REDIRECT


class Unfit(Exception):
    """What Slack gave cannot be used; `page` says why, and what would be right."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title)
        self.page = page


class Install:
    """The two pages of the flow. `client` says where Slack is; it has no token of its own."""

    def __init__(
        self,
        app: SlackApp,
        *,
        client: AsyncWebClient,
        installations: Installations,
        states: AsyncOAuthStateStore,
        draw: Draw,
    ) -> None:
        self._app = app
        self._client = client
        self._installations = installations
        self._states = states
        self._draw = draw
        self._again = app.base_url.rstrip("/") + INSTALL

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(INSTALL, self._sent_to_slack, allow_head=False),
            web.get(REDIRECT, self._back_from_slack, allow_head=False),
        ]

    async def _sent_to_slack(self, _: web.Request) -> web.Response:
        state = await self._states.async_issue()
        pages = AuthorizeUrlGenerator(
            client_id=quote(self._app.client_id, safe=""),
            scopes=self._app.scopes,
            redirect_uri=quote(self._app.redirect, safe=""),
            authorization_url=urljoin(self._client.base_url, "/oauth/v2/authorize"),
        )
        answer = web.Response(status=302, headers={"Location": pages.generate(state)})
        secure = urlsplit(self._app.base_url).scheme == "https"
        answer.set_cookie(COOKIE, state, max_age=LIVES, path="/slack", httponly=True, samesite="Lax", secure=secure)
        return answer

    async def _back_from_slack(self, request: web.Request) -> web.Response:
        answer = self._draw(request, await self._outcome(request))
        answer.del_cookie(COOKIE, path="/slack")
        return answer

    async def _outcome(self, request: web.Request) -> Page:
        state, code = _one(request, "state"), _one(request, "code")
        if not hmac.compare_digest(_raw(request.cookies.get(COOKIE, "")), _raw(state)):
            return self._not_begun("another browser")
        if not await self._states.async_consume(state):
            return self._not_begun("used, late or forged")
        if not code or len(code) > LONGEST:
            return self._without_code(_one(request, "error"))
        try:
            return await self._installed(code)
        except Unfit as unfit:
            log.warning("slack_install_refused", extra={"why": str(unfit)})
            return unfit.page
        except (Transient, Permanent) as fault:
            log.warning("slack_install_failed", extra={"why": str(fault)})
            final = isinstance(fault, Permanent)
            return welcome.refused(str(fault), self._again) if final else welcome.unanswered(self._again)

    async def _installed(self, code: str) -> Page:
        given = await asked(self._exchanged(code))
        told = given.data if isinstance(given.data, dict) else {}
        self._judge(told)
        installed = await self._introduced(told)
        if await self._installations.keep(installed):
            log.info("slack_app_installed", extra={"team": installed.team})
            return welcome.installed(installed.name, installed.team)
        await self._leave(installed)
        raise Unfit(welcome.not_ours())

    def _exchanged(self, code: str) -> Awaitable[AsyncSlackResponse]:
        """The SDK's own `oauth_v2_access` goes through a class that aiohttp is about to drop, and warns of it."""
        app = self._app
        return self._client.api_call(
            "oauth.v2.access",
            data={"code": code, "redirect_uri": app.redirect},
            headers={"Authorization": encode_basic_auth(app.client_id, app.client_secret)},
        )

    def _judge(self, told: Mapping[str, Any]) -> None:
        """Raise Unfit for what we could not work with: no single workspace, tokens that run out, too few permissions."""
        if told.get("is_enterprise_install") or not (told.get("team") or {}).get("id"):
            raise Unfit(welcome.whole_organisation(self._again))
        if told.get("refresh_token") or told.get("expires_in"):
            raise Unfit(welcome.rotating())
        lacking = set(self._app.scopes) - set(str(told.get("scope", "")).split(","))
        if lacking or told.get("token_type") != "bot":
            raise Unfit(welcome.too_little(sorted(lacking), self._again))

    async def _introduced(self, told: Mapping[str, Any]) -> Installed:
        """Return the installation, the token tried out once; raises Transient or Permanent."""
        token, team = str(told.get("access_token", "")), told["team"]
        us = await asked(self._client.auth_test(token=token))
        if us.get("team_id") != team["id"]:
            raise Permanent("the token speaks in another workspace")
        return Installed(
            team=str(team["id"]),
            token=token,
            bot_id=str(us.get("bot_id") or ""),
            bot_user=str(told.get("bot_user_id") or us.get("user_id") or ""),
            name=str(team.get("name") or ""),
            enterprise=str((told.get("enterprise") or {}).get("id") or ""),
        )

    async def _leave(self, installed: Installed) -> None:
        """Take the app out of a workspace that is not ours, so that no live token lies about anywhere."""
        app = self._app
        try:
            await asked(
                self._client.apps_uninstall(
                    client_id=app.client_id, client_secret=app.client_secret, token=installed.token
                )
            )
        except (Transient, Permanent) as fault:
            log.warning("slack_app_stays", extra={"team": installed.team, "why": str(fault)})

    def _without_code(self, error: str) -> Page:
        if error == "access_denied":
            return welcome.declined(self._again)
        word = error if re.fullmatch("[a-z_]{1,60}", error) else "no code"
        log.warning("slack_install_failed", extra={"why": word})
        return welcome.refused(word, self._again)

    def _not_begun(self, why: str) -> Page:
        log.warning("slack_install_refused", extra={"why": why})
        return welcome.begin_again(self._again)


def _raw(text: str) -> bytes:
    """A cookie may hold what no encoding knows; it then equals nothing of ours."""
    return text.encode("utf-8", "replace")


def _one(request: web.Request, name: str) -> str:
    """Return a parameter that was given once; what is missing or given twice reads as empty."""
    given = request.query.getall(name, [])
    return given[0] if len(given) == 1 else ""
