"""The manifests that are committed are the program's own, and what the vendor accepts.

`python -m tests.test_manifests` writes them anew, and with them the table of permissions in docs/slack.md.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator

from adapters.manifests import EVENTS, NOTE, SCOPES, printed, slack
from adapters.slack.install import REDIRECT
from adapters.slack.listen import NOTE as LISTENED
from adapters.slack.listen import PATH
from bot.commands import COMMANDS, Command

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / "manifest.json"
GUIDE = ROOT / "docs" / "slack.md"
EXAMPLE = "https://usher.example.com"
SCHEMA = Draft7Validator(
    json.loads((ROOT / "tests" / "data" / "vendor" / "slack-manifest.schema.json").read_text(encoding="utf-8"))
)
ENDLESS = tuple(Command(f"ask-{number}", "candidate [what about them]", "…") for number in range(200))


def wrong(manifest: Any) -> list[str]:
    return [
        f"{'.'.join(map(str, ['$', *error.instance_path]))}: {error.message}" for error in SCHEMA.iter_errors(manifest)
    ]


def committed() -> str:
    return printed(slack(COMMANDS, base_url=EXAMPLE, shortcuts=(NOTE,)))


def guide(text: str) -> str:
    """Return the guide with this table in its place."""
    rows = "\n".join(
        ["| Permission | What for |", "|---|---|", *(f"| `{name}` | {why} |" for name, why in SCOPES.items())]
    )
    pattern = r"(<!-- permissions -->\n).*?(<!-- /permissions -->)"
    return re.sub(pattern, lambda found: f"{found.group(1)}{rows}\n{found.group(2)}", text, flags=re.DOTALL)


def test_the_committed_manifest_is_the_printed_one() -> None:
    assert MANIFEST.read_text(encoding="utf-8") == committed(), "python -m tests.test_manifests writes it anew"


def test_the_guide_names_the_permissions_that_are_asked_for() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert guide(text) == text, "python -m tests.test_manifests writes it anew"
    assert all(name in text for name in SCOPES)


@pytest.mark.parametrize("base_url", [EXAMPLE, EXAMPLE + "/", "https://hiring.example.org/usher", ""])
@pytest.mark.parametrize("commands", [COMMANDS, COMMANDS[:1], ENDLESS], ids=["ours", "one", "endless"])
@pytest.mark.parametrize("shortcuts", [(), (NOTE,)], ids=["plain", "note"])
def test_slack_accepts_every_manifest(base_url: str, commands: Any, shortcuts: Any) -> None:
    assert wrong(slack(commands, base_url=base_url, shortcuts=shortcuts)) == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda told: told["display_information"].update(name="U" * 36), "$.display_information.name"),
        (lambda told: told["display_information"].update(long_description="Short."), "long_description"),
        (lambda told: told["features"]["slash_commands"][0].update(usage_hint="x" * 1001), "usage_hint"),
        (lambda told: told["features"]["slash_commands"][0].update(command="usher"), "command"),
        (lambda told: told["settings"].update(novelty=True), "novelty"),
    ],
)
def test_the_schema_would_see_a_mistake(spoil: Any, says: str) -> None:
    told = slack(COMMANDS, base_url=EXAMPLE)

    spoil(told)

    assert says in " ".join(wrong(told))


def test_slack_calls_the_shortcut_as_usher_listens_for_it() -> None:
    assert NOTE.callback_id == LISTENED


def test_slack_is_told_the_addresses_that_usher_listens_at() -> None:
    told = slack(COMMANDS, base_url=EXAMPLE + "/")
    [command] = told["features"]["slash_commands"]

    assert command["url"] == EXAMPLE + PATH
    assert told["settings"]["event_subscriptions"]["request_url"] == EXAMPLE + PATH
    assert told["settings"]["interactivity"]["request_url"] == EXAMPLE + PATH
    assert told["oauth_config"]["redirect_urls"] == [EXAMPLE + REDIRECT]
    assert told["settings"]["socket_mode_enabled"] is False


def test_for_socket_mode_slack_is_told_no_address() -> None:
    told = slack(COMMANDS, base_url="")

    assert "http" not in printed(told)
    assert told["settings"]["socket_mode_enabled"] is True
    assert told["settings"]["interactivity"] == {"is_enabled": True}
    assert told["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}


def test_the_hint_shows_every_command_with_its_usage() -> None:
    [command] = slack(COMMANDS, base_url=EXAMPLE)["features"]["slash_commands"]

    assert command["usage_hint"].split(" | ") == [f"{each.name} {each.usage}".strip() for each in COMMANDS]
    assert command["should_escape"] is False


def test_a_shortcut_is_there_only_when_it_is_known() -> None:
    with_note = slack(COMMANDS, base_url=EXAMPLE, shortcuts=(NOTE,))["features"]["shortcuts"]

    assert [each["callback_id"] for each in with_note] == ["usher_note"]
    assert "shortcuts" not in slack(COMMANDS, base_url=EXAMPLE)["features"]


def test_tokens_neither_rotate_nor_serve_a_whole_organisation() -> None:
    told = slack(COMMANDS, base_url=EXAMPLE)["settings"]

    assert (told["token_rotation_enabled"], told["org_deploy_enabled"]) == (False, False)


def test_every_event_asked_for_can_be_read_with_the_permissions_asked_for() -> None:
    needed = {
        "app_mention": "app_mentions:read",
        "message.im": "im:history",
    }  # the others need none (docs.slack.dev/reference/events)

    assert {needed[event] for event in EVENTS if event in needed} <= set(SCOPES)


def test_people_can_write_to_the_bot_and_open_their_home() -> None:
    assert slack(COMMANDS, base_url=EXAMPLE)["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


if __name__ == "__main__":
    MANIFEST.write_text(committed(), encoding="utf-8")
    GUIDE.write_text(guide(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
