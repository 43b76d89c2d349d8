"""The served program with Teams, as the settings switch it on."""

from pathlib import Path

import pytest

from adapters.app import running
from adapters.demo import POLICY
from adapters.settings import Settings, read_settings
from adapters.teams.keys import PRESS
from adapters.teams.references import Reference
from adapters.teams_setup import KeptReferences
from bot.actions import Action, GoOn
from bot.codec import encode
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform, Role
from storage.engine import Database, migrate, open_store
from storage.teams import SqlTeamsConversations
from tests.standins.teams import Teams
from tests.standins.teams_screen import Message
from tests.when import SettableClock

PRESSED = {"type": "Action.Execute", "verb": "press", "data": {PRESS: encode(GoOn("help", ""), Action)}}
APP = {"TEAMS_APP_ID": Teams.app_id, "TEAMS_APP_PASSWORD": Teams.secret, "TEAMS_TENANT_ID": Teams.tenant}


def settings(teams: Teams, folder: Path, **switched: str) -> Settings:
    return read_settings(
        {
            "USHER_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'usher.db'}",
            "USHER_BASE_URL": "https://usher.example",
            "USHER_SECRET_KEY": "a key of many characters, for tests only",
            "USHER_POLICY": str(POLICY),
            "SMTP_URL": "smtp://127.0.0.1:9",
            "MAIL_FROM": "hiring@northwind.example",
            "TEAMS_LOGIN_URL": teams.login,
            "TEAMS_OPENID_URL": teams.signer.openid,
            "TEAMS_SERVICE_URL": teams.service,
            **switched,
        }
    )


async def known(line: Settings) -> Database:
    """Have Rae in the record, with her account in Teams."""
    await migrate(line.database_url)
    database = open_store(line.database_url, clock=SettableClock())
    async with database.store() as work:
        rae = await work.people.add(
            Person(PersonId(0), "Rae Morgan", "rae@northwind.example", roles=frozenset({Role.RECRUITER}))
        )
        await work.people.link(Account(Platform.TEAMS, Teams.tenant, "rae"), person=rae.id)
    return database


async def test_with_teams_a_button_is_answered_and_the_conversation_remembered(tmp_path: Path) -> None:
    async with Teams() as teams:
        line = settings(teams, tmp_path, **APP)
        database = await known(line)
        rae = teams.person("rae", zone="Europe/London")
        async with running(line, host="127.0.0.1", port=0) as port:
            teams.app = f"http://127.0.0.1:{port}/api/messages"
            assert teams.signer.fetched == 1
            seen = await rae.presses_raw(PRESSED, on=Message(rae.chat, "1", {"text": "Help?"}))
            forged, _ = await teams.sends({"type": "message"}, header="Bearer forged")
        reference = await KeptReferences(SqlTeamsConversations(database.transaction)).get(
            Account(Platform.TEAMS, Teams.tenant, "rae")
        )
        await database.close()

        assert "schedule" in "".join(rae.reads(each) for each in rae.messages)
        assert (seen.status, forged) == (200, 401)
        assert reference is not None
        assert (reference.conversation, reference.service_url) == (rae.chat, teams.service)
        assert (reference.mri, reference.zone) == (rae.mri, "Europe/London")


@pytest.mark.parametrize("header", ["", "Bearer whatever an emulator says"])
async def test_an_emulator_on_this_machine_needs_no_app(tmp_path: Path, header: str) -> None:
    async with Teams() as teams:
        line = settings(teams, tmp_path, TEAMS_ALLOW_ANONYMOUS="1")
        rae = teams.person("rae")
        async with running(line, host="127.0.0.1", port=0) as port:
            teams.app = f"http://127.0.0.1:{port}/api/messages"
            status, _ = await teams.sends({**rae._at(), "type": "typing"}, header=header)

        assert status == 200
        assert teams.signer.fetched == 0


async def test_what_a_turn_leaves_empty_stays_known(database: Database) -> None:
    conversations = SqlTeamsConversations(database.transaction)
    account = Account(Platform.TEAMS, "T", "mia")
    kept = KeptReferences(conversations)
    await kept.save(Reference(account, "a:mia", "https://smba.example/emea/", "29:mia", "Europe/Berlin"))
    await kept.save(Reference(account, "", "https://smba.example/amer/", "29:mia"))
    await kept.save(Reference(account, "", "https://smba.example/amer/", "29:mia"))

    assert await KeptReferences(conversations).get(account) == Reference(
        account, "a:mia", "https://smba.example/amer/", "29:mia", "Europe/Berlin"
    )
