"""The served program with Slack by OAuth and by Socket Mode, as the settings switch it on."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from adapters.app import running
from adapters.demo import POLICY
from adapters.settings import Settings, read_settings
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform, Role
from storage.engine import migrate, open_store
from tests.standins.slack import Slack
from tests.when import SettableClock


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as standing:
        yield standing


def settings(slack: Slack, folder: Path, **slack_settings: str) -> Settings:
    return read_settings(
        {
            "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'usher.db'}",
            "USHER_BASE_URL": "https://usher.example",
            "USHER_SECRET_KEY": "a key of many characters, for tests only",
            "USHER_POLICY": str(POLICY),
            "SMTP_URL": "smtp://127.0.0.1:9",
            "MAIL_FROM": "hiring@northwind.example",
            "SLACK_API_URL": slack.api,
            **slack_settings,
        }
    )


async def test_with_oauth_an_admin_is_sent_to_slack_with_the_permissions_and_a_state(
    slack: Slack, tmp_path: Path
) -> None:
    oauth = {"SLACK_CLIENT_ID": "12.34", "SLACK_CLIENT_SECRET": "s3cret", "SLACK_SIGNING_SECRET": slack.signing_secret}

    async with (
        running(settings(slack, tmp_path, **oauth), host="127.0.0.1", port=0) as port,
        ClientSession() as browser,
    ):
        async with browser.get(f"http://127.0.0.1:{port}/slack/install", allow_redirects=False) as sent:
            target = urlsplit(sent.headers["Location"])
        async with browser.get(f"http://127.0.0.1:{port}/slack/oauth_redirect?code=x&state=forged") as back:
            page = await back.text()

    query = parse_qs(target.query)
    assert query["client_id"] == ["12.34"]
    assert query["redirect_uri"] == ["https://usher.example/slack/oauth_redirect"]
    assert "chat:write" in query["scope"][0]
    assert query["state"][0]
    assert back.status >= 400
    assert "begin the installation again" in page


async def test_with_socket_mode_a_command_is_answered_down_the_line(slack: Slack, tmp_path: Path) -> None:
    line = settings(slack, tmp_path, SLACK_APP_TOKEN=slack.sockets.token, SLACK_BOT_TOKEN=slack.token)
    await migrate(line.database_url)
    database = open_store(line.database_url, clock=SettableClock())
    async with database.store() as work:
        rae = await work.people.add(
            Person(PersonId(0), "Rae Morgan", "rae@northwind.example", roles=frozenset({Role.RECRUITER}))
        )
        await work.people.link(Account(Platform.SLACK, slack.team, "U0RAE"), person=rae.id)
    await database.close()

    async with running(line, host="127.0.0.1", port=0):
        await slack.sockets.stand()
        seen = await slack.person("U0RAE").types("/usher help")

    assert "schedule" in seen.reads
