"""Conversations in Teams at rest: one for each account or channel, the newest."""

from storage.engine import Database
from storage.teams import SqlTeamsConversations

BEFORE = {"conversation": "a:1", "service_url": "https://smba.example/emea/", "mri": "29:ada", "zone": "Europe/Berlin"}


async def test_the_newest_conversation_of_each_account_is_known(database: Database) -> None:
    conversations = SqlTeamsConversations(database.transaction)
    await conversations.keep("tenant", "ada", **BEFORE)
    await conversations.keep("other tenant", "ada", **BEFORE | {"conversation": "a:2"})
    await conversations.keep("tenant", "ada", **BEFORE | {"service_url": "https://smba.example/amer/", "zone": ""})

    assert await conversations.get("tenant", "ada") == {
        **BEFORE,
        "service_url": "https://smba.example/amer/",
        "zone": "",
    }
    assert await conversations.get("other tenant", "ada") == {**BEFORE, "conversation": "a:2"}
    assert await conversations.get("tenant", "bob") is None
