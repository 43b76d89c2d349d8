"""An organisation with everything connected: chats, mail, both vendors' calendars, an ATS, and a record beside them."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters import doctor
from adapters.clock import real_clock
from adapters.settings import read_settings
from bot.domain.findings import Finding
from bot.domain.ids import PersonId
from bot.domain.people import Person, Role
from storage.engine import open_store
from tests.standins.google import Google
from tests.standins.graph import Graph
from tests.standins.slack import Slack
from tests.standins.smtp import MailServer, mail_server
from tests.standins.teams import Teams

RAE, INES, HOUSE = "rae@northwind.example", "ines@northwind.example", "interviews@northwind.example"
LOGIN = ("usher-login", "p@ss word of mail")
KEY = "the very first key of forty characters!!"
SECRETS = (
    *LOGIN,
    KEY,
    Slack.token,
    Slack.signing_secret,
    Teams.secret,
    Graph.secret,
    "xapp",
    "PRIVATE KEY",
    "greenhouse says hush",
)
POLICY = """
[organisation]
name = "Northwind"
zone = "Europe/London"
organizer = "interviews@northwind.example"
recruiter = "rae@northwind.example"
calendar = "google"

[kinds.recruiter_screen]
title = "Recruiter screen"
duration = "30m"
format = "video"
where = "https://meet.northwind.example/screen"

[stages]
"Assessment" = "recruiter_screen"
"""


@dataclass
class Premises:
    slack: Slack
    teams: Teams
    mail: MailServer
    google: Google
    graph: Graph
    folder: Path
    environment: dict[str, str]
    patience: float = 10.0

    async def findings(self, *, writes: bool = False) -> tuple[Finding, ...]:
        """Return what `usher doctor` finds."""
        return await doctor.examined(read_settings(self.environment), writes=writes, patience=self.patience)

    def set(self, **settings: str) -> None:
        self.environment |= settings

    def policy(self, before: str, after: str) -> None:
        (self.folder / "hiring.toml").write_text(POLICY.replace(before, after), encoding="utf-8")

    async def hires(self, *people: Person) -> None:
        await _furnish(self.environment["USHER_DATABASE_URL"], people)


@asynccontextmanager
async def connected(template: Path, folder: Path) -> AsyncIterator[Premises]:
    now = datetime.now(UTC)
    async with (
        Slack() as slack,
        Teams() as teams,
        mail_server(login=LOGIN) as mail,
        Google(RAE, HOUSE) as google,
        Graph(INES, now=now) as graph,
    ):
        shutil.copyfile(template, folder / "usher.db")
        (folder / "hiring.toml").write_text(POLICY, encoding="utf-8")
        (folder / "google.json").write_text(json.dumps(dict(google.key)), encoding="utf-8")
        environment = _environment(slack, teams, mail, google, graph, folder=folder)
        await _furnish(environment["USHER_DATABASE_URL"], [_person("Rae Morgan", RAE, "google", Role.RECRUITER)])
        await _furnish(environment["USHER_DATABASE_URL"], [_person("Ines Duarte", INES, "microsoft")])
        yield Premises(slack, teams, mail, google, graph, folder, environment)


def _environment(
    slack: Slack, teams: Teams, mail: MailServer, google: Google, graph: Graph, *, folder: Path
) -> dict[str, str]:
    return {
        "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'usher.db'}",
        "USHER_BASE_URL": "https://usher.northwind.example",
        "USHER_SECRET_KEY": KEY,
        "USHER_POLICY": str(folder / "hiring.toml"),
        "USHER_CALENDARS": "google,microsoft",
        "GOOGLE_SERVICE_ACCOUNT_FILE": str(folder / "google.json"),
        "GOOGLE_API_URL": google.url,
        "MICROSOFT_TENANT_ID": graph.tenant,
        "MICROSOFT_CLIENT_ID": graph.client,
        "MICROSOFT_CLIENT_SECRET": graph.secret,
        "MICROSOFT_GRAPH_URL": graph.url,
        "MICROSOFT_LOGIN_URL": graph.url,
        "SMTP_URL": mail.url(login=LOGIN),
        "MAIL_FROM": "Northwind Hiring <hiring@northwind.example>",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_APP_TOKEN": slack.sockets.token,
        "SLACK_API_URL": slack.api,
        "TEAMS_APP_ID": teams.app_id,
        "TEAMS_APP_PASSWORD": teams.secret,
        "TEAMS_TENANT_ID": teams.tenant,
        "TEAMS_LOGIN_URL": teams.login,
        "TEAMS_OPENID_URL": teams.signer.openid,
        "TEAMS_SERVICE_URL": teams.service,
        "GREENHOUSE_WEBHOOK_SECRET": "greenhouse says hush",
    }


def _person(name: str, email: str, calendar: str, *roles: Role) -> Person:
    return Person(PersonId(0), name, email, calendar=calendar, roles=frozenset({Role.INTERVIEWER, *roles}))


async def _furnish(database: str, people: Sequence[Person]) -> None:
    opened = open_store(database, clock=real_clock)
    try:
        async with opened.store() as work:
            for each in people:
                await work.people.add(each)
    finally:
        await opened.close()


def by_name(findings: Sequence[Finding]) -> Mapping[str, Finding]:
    return {each.name: each for each in findings}
