"""Whether Slack lets the app in: its token, its permissions, the secret of its requests, the line of Socket Mode.

Nothing is posted. https://docs.slack.dev/reference/methods/auth.test needs no scope, and every answer names the token's
scopes in the header `x-oauth-scopes`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.gateway import asked
from bot.domain.findings import Condition, Finding
from bot.ports import Check, Permanent, Transient

SIGNING = re.compile(r"[0-9a-f]{32}")
MOST = 20  # workspaces that are looked at one by one
INSTALL_AGAIN = "Install the app again from its current manifest: usher manifest slack."
NEW_TOKEN = "Install the app again, and set SLACK_BOT_TOKEN to the token that it shows."


class Workspaces(Protocol):
    """The workspaces that installed the app, and a client for each."""

    async def teams(self) -> Sequence[str]: ...
    async def client(self, team: str) -> AsyncWebClient: ...


def fixed(client: AsyncWebClient, *, scopes: Collection[str]) -> Check:
    """Look at the one token of the settings."""

    async def look() -> Sequence[Finding]:
        return await _token(client, scopes=scopes, part="", cure=NEW_TOKEN)

    return look


def installed(workspaces: Workspaces, *, scopes: Collection[str]) -> Check:
    """Look at the token of every workspace that installed the app by OAuth."""

    async def look() -> Sequence[Finding]:
        teams = await workspaces.teams()
        if not teams:
            cure = "Open /slack/install of this server in a browser, as an admin of the workspace."
            return [Finding("slack.installed", Condition.WRONG, "No workspace has installed the app.", cure)]
        found = [Finding("slack.installed", Condition.FINE, f"Workspaces with the app: {len(teams)}.")]
        for team in teams[:MOST]:
            try:
                client = await workspaces.client(team)
            except Permanent as fault:
                cure = "Install the app there again."
                found.append(Finding(f"slack.token/{team}", Condition.WRONG, f"{team}: {fault}.", cure))
            else:
                found += await _token(client, scopes=scopes, part=f"/{team}", cure="Install the app there again.")
        return found

    return look


def socket(client: AsyncWebClient, *, app_token: str) -> Check:
    """Ask for a line, and do not open it."""

    async def look() -> Sequence[Finding]:
        try:
            await asked(client.apps_connections_open(app_token=app_token))
        except (Transient, Permanent) as fault:
            cure = "Make an app-level token with connections:write, and set SLACK_APP_TOKEN; Socket Mode must be on."
            return [Finding("slack.socket", Condition.WRONG, f"Slack opens no line: {fault}.", cure)]
        return [Finding("slack.socket", Condition.FINE, "Slack opens a line for the app-level token.")]

    return look


def signing(secret: str) -> Check:
    """See whether the secret looks like Slack's; whether it is the right one only a request of Slack's can tell."""

    async def look() -> Sequence[Finding]:
        if SIGNING.fullmatch(secret):
            return [Finding("slack.signing", Condition.FINE, "It is set.")]
        cure = "Copy “Signing Secret” from Basic Information of the app: 32 digits and letters from a to f."
        return [Finding("slack.signing", Condition.WATCH, "It does not look like Slack's.", cure)]

    return look


async def _token(client: AsyncWebClient, *, scopes: Collection[str], part: str, cure: str) -> Sequence[Finding]:
    where = f"{part[1:]}: " if part else ""
    try:
        answer = await asked(client.auth_test())
    except Transient as fault:
        reach = "See whether this machine reaches Slack, and look again."
        return [Finding(f"slack.token{part}", Condition.WRONG, f"{where}Slack does not answer ({fault}).", reach)]
    except Permanent as fault:
        return [Finding(f"slack.token{part}", Condition.WRONG, f"{where}Slack lets the bot in no more: {fault}.", cure)]
    token = Finding(
        f"slack.token{part}", Condition.FINE, f"{where}Slack knows it, in workspace {answer.get('team_id')}."
    )
    return [token, _scopes(answer.headers, scopes=scopes, part=part, where=where)]


def _scopes(headers: Mapping[str, object], *, scopes: Collection[str], part: str, where: str) -> Finding:
    name = f"slack.scopes{part}"
    told = next((str(value) for key, value in headers.items() if key.lower() == "x-oauth-scopes"), "")
    granted = {each.strip() for each in told.split(",") if each.strip()}
    lacking = sorted(set(scopes) - granted)
    if not granted:
        return Finding(name, Condition.WATCH, f"{where}Slack does not say which permissions the app has.")
    if lacking:
        return Finding(name, Condition.WRONG, f"{where}The app lacks {', '.join(lacking)}.", INSTALL_AGAIN)
    return Finding(name, Condition.FINE, f"{where}The app has all {len(scopes)} that it needs.")
