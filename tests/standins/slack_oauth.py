"""The stand-in's other workspaces: each can be chosen on Slack's own page, gives a token, and can take it back."""

import base64
import itertools
from dataclasses import dataclass, field

from aiohttp import web
from yarl import URL

from tests.standins.slack_person import Json
from tests.standins.slack_workspace import Refused


@dataclass(frozen=True, slots=True)
class Office:
    """A workspace in which somebody presses *Allow*; `more` changes what `oauth.v2.access` tells of it."""

    team: str
    name: str = "Office"
    enterprise: str = ""
    more: Json = field(default_factory=dict)

    def told(self, token: str, *, scopes: str) -> Json:
        enterprise = {"id": self.enterprise, "name": "Group"} if self.enterprise else None
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": scopes,
            "bot_user_id": "U0USHER",
            "app_id": "A0USHER",
            "team": {"id": self.team, "name": self.name},
            "enterprise": enterprise,
            "authed_user": {"id": "U0ADMIN"},
            "is_enterprise_install": False,
            **self.more,
        }


class Offices:
    """`choice` is where the person at Slack's page presses *Allow*; None presses *Cancel*."""

    client_id, client_secret = "1111.2222", "5ec4e7"

    def __init__(self) -> None:
        self.choice: Office | None = None
        self.tokens: dict[str, str] = {}
        self.dead: dict[str, str] = {}
        self.asked: list[Json] = []
        self._codes: dict[str, tuple[Office, Json]] = {}
        self._numbers = itertools.count(1)

    async def asks(self, request: web.Request) -> web.Response:
        """Slack's page "… would like to access": answered at once."""
        wanted: Json = dict(request.query)
        self.asked.append(wanted)
        if wanted.get("client_id") != self.client_id:
            return web.Response(status=400, text="Invalid client_id parameter")
        if self.choice is None:
            return _back(wanted, error="access_denied")
        code = f"code-{next(self._numbers)}"
        self._codes[code] = (self.choice, wanted)
        return _back(wanted, code=code)

    def exchanged(self, given: Json, authorization: str) -> Json:
        """`oauth.v2.access`: a code is good once, for the app and the redirect address it was given to."""
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if authorization != f"Basic {pair}":
            raise Refused("bad_client_secret")
        if given.get("code") not in self._codes:
            raise Refused("invalid_code")
        office, wanted = self._codes.pop(given["code"])
        if given.get("redirect_uri") != wanted["redirect_uri"]:
            raise Refused("bad_redirect_uri")
        token = f"xoxb-{office.team}-{next(self._numbers)}"
        self.tokens[token] = office.team
        return office.told(token, scopes=wanted["scope"])

    def uninstalled(self, given: Json, team: str) -> Json:
        if (given.get("client_id"), given.get("client_secret")) != (self.client_id, self.client_secret):
            raise Refused("bad_client_secret")
        self.leave(team)
        return {}

    def leave(self, team: str) -> None:
        """The app is removed from a workspace: its tokens are dead."""
        for token in [token for token, of in self.tokens.items() if of == team]:
            del self.tokens[token]
            self.dead[token] = "account_inactive"


def _back(wanted: Json, **told: str) -> web.Response:
    address = URL(wanted["redirect_uri"]).with_query({**told, "state": wanted["state"]})
    return web.Response(status=302, headers={"Location": str(address)})
