"""What a chat platform has to be told about Usher before it lets it in, printed from the table of commands."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands import Command

Json = dict[str, Any]

SCOPES: Mapping[str, str] = {
    "commands": "`/usher`, and the shortcut in a message's menu",
    "chat:write": "to send cards as direct messages, and to change them in place",
    "im:write": "to open the direct conversation with somebody who never wrote to Usher",
    "im:history": "to read what people write to Usher itself, and after a crash to see whether a card had arrived",
    "app_mentions:read": "to read what people in channels say to `@Usher`, and nothing else there",
    "users:read": "a person's name and time zone, and whether they are a guest, a bot or deactivated",
    "users:read.email": "to recognise a person by the mail address that Usher knows them by",
}
"""What the bot may do at Slack, and what for; nothing that no part of Usher uses."""

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
"""What Slack tells the bot of by itself."""
LONGEST_HINT = 1000  # characters

ABOUT = (
    "Usher keeps interviews moving. It finds times that suit everybody, holds them, asks the candidate to choose, books, "
    "reminds, and moves things when plans change. When something needs a person, it says so to the right one, with what "
    "it tried and what to press.\n\n"
    "Recruiters type /usher, or just ask it. Interviewers answer with a button, or in their own words. Everybody finds what "
    "waits for them on the Home tab. Usher never makes a hiring decision: that stays with people."
)

ABOUT_IN_TEAMS = ABOUT.replace(
    "Recruiters type /usher, or just ask it. Interviewers answer with a button, or in their own words. Everybody finds what "
    "waits for them on the Home tab.",
    "Recruiters write to Usher, or call @Usher in a channel. Interviewers answer with a button, or in their own words. "
    "What is private comes in everybody's own chat with Usher.",
)
SCOPES_IN_TEAMS = ("personal", "team", "groupChat")
COLOUR_ICON, OUTLINE_ICON = "color.png", "outline.png"
FIRST = "1.0.0"
LISTED, LONGEST_TITLE, LONGEST_DESCRIPTION = 10, 32, 128
"""How many commands Teams lists, and their characters, by the narrowest schema."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in the menu of every message; `callback_id` is what Slack calls it when it is chosen."""

    name: str
    callback_id: str
    description: str


NOTE = Shortcut("Save as a note", "usher_note", "Keep this message as a note on a candidate")


def slack(commands: Iterable[Command], *, base_url: str, shortcuts: Sequence[Shortcut] = ()) -> Json:
    """Return Slack's app manifest (docs.slack.dev/reference/app-manifest) for an Usher that is reached at `base_url`.

    An empty `base_url` is for Socket Mode, where Slack is never told an address.
    """
    base = base_url.rstrip("/")
    address = {"request_url": f"{base}/slack/events"} if base else {}
    return {
        "display_information": {
            "name": "Usher",
            "description": "The hiring coordinator that never goes silent",
            "long_description": ABOUT,
            "background_color": "#1f4f46",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Usher", "always_online": True},
            **_shortcuts(shortcuts),
            "slash_commands": [_slash_command(commands, base=base)],
        },
        "oauth_config": {
            **({"redirect_urls": [f"{base}/slack/oauth_redirect"]} if base else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not base,
            "token_rotation_enabled": False,
        },
    }


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whom Teams names as the app's maker, and where people read about it, its privacy and its terms (https)."""

    name: str
    website: str
    privacy: str
    terms: str


def teams(commands: Sequence[Command], *, app_id: str, publisher: Publisher, version: str = FIRST) -> Json:
    """Return the manifest of a Teams app (schema 1.22), within the limits of schemas before it.

    `app_id` is the GUID of the app registered in Entra. Teams shows the commands as a menu, and sends them as messages.
    """
    return {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/v1.22/MicrosoftTeams.schema.json",
        "manifestVersion": "1.22",
        "version": version,
        "id": app_id,
        "developer": {
            "name": publisher.name[:32],
            "websiteUrl": publisher.website,
            "privacyUrl": publisher.privacy,
            "termsOfUseUrl": publisher.terms,
        },
        "name": {"short": "Usher", "full": "Usher, the hiring coordinator"},
        "description": {"short": "The hiring coordinator that never goes silent", "full": ABOUT_IN_TEAMS},
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": "#1f4f46",
        "bots": [
            {
                "botId": app_id,
                "scopes": list(SCOPES_IN_TEAMS),
                "commandLists": [{"scopes": [scope], "commands": _menu(commands)} for scope in SCOPES_IN_TEAMS],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "defaultInstallScope": "personal",
        "webApplicationInfo": {"id": app_id},
    }


def printed(manifest: Json) -> str:
    """Return a manifest as the text of its file."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _slash_command(commands: Iterable[Command], *, base: str) -> Json:
    return {
        "command": "/usher",
        "description": "Interviews: schedule, ask, see what waits",
        "usage_hint": _hint(tuple(commands)),
        "should_escape": False,
        **({"url": f"{base}/slack/events"} if base else {}),
    }


def _hint(commands: Sequence[Command]) -> str:
    """Slack shows it behind `/usher` while somebody types: all usages, or where they do not fit the bare words."""
    full = " | ".join(f"{each.name} {each.usage}".strip() for each in commands)
    return full if len(full) <= LONGEST_HINT else " | ".join(each.name for each in commands)[:LONGEST_HINT]


def _menu(commands: Sequence[Command]) -> list[Json]:
    """Return what Teams lists: the first commands, and the last, which is help."""
    listed = commands if len(commands) <= LISTED else (*commands[: LISTED - 1], commands[-1])
    return [
        {"title": each.name[:LONGEST_TITLE], "description": f"{each.summary}: “{each.example}”"[:LONGEST_DESCRIPTION]}
        for each in listed
    ]


def _shortcuts(shortcuts: Sequence[Shortcut]) -> Json:
    listed = [
        {"name": each.name, "type": "message", "callback_id": each.callback_id, "description": each.description}
        for each in shortcuts
    ]
    return {"shortcuts": listed} if listed else {}
