"""What Slack sends, as the core's own words: commands, presses and submitted forms.

The shapes are Slack's (docs.slack.dev/reference/interaction-payloads and …/interactivity/implementing-slash-commands).
Whatever is missing or of another type reads as empty text; a payload that names no user raises Malformed.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.actions import Action, FormAction
from bot.codec import Unreadable, decode
from bot.domain.people import Account, Platform
from bot.inbound import Pressed, Shortcut, Submitted, Typed

Body = Mapping[str, Any]
FAR = 1 << 37  # seconds since 1970; a date beyond would not read
MARKED = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Malformed(Exception):
    """A genuine request that does not say who it is from."""


def typed(body: Body) -> Typed:
    """Return a slash command without its name. Its trigger is Slack's own id of this one delivery."""
    account = _account(text(body, "team_id"), text(body, "user_id"))
    return Typed(account, _unescaped(text(body, "text")).strip(), delivery=text(body, "trigger_id"))


def pressed(body: Body) -> Pressed | None:
    """Return the press of a button, or None for a link button, which Slack reports although it has no action."""
    button = _part(body, "actions", 0)
    if text(button, "url") and not text(button, "value"):
        return None
    return Pressed(_actor(body), _decoded(text(button, "value"), Action))


def submitted(body: Body) -> Submitted:
    """Return a form: what each field holds as text, empty where nothing was given."""
    view = _part(body, "view")
    fields = _part(view, "state", "values")
    values = {str(name): _value(_first(field)) for name, field in fields.items()}
    return Submitted(_actor(body), _decoded(text(view, "private_metadata"), FormAction), values)


def shortcut(body: Body) -> Shortcut:
    """Return a message that somebody chose to make a note of; a file or a card without words has no text.

    Slack writes links and mentions as `<…>` (docs.slack.dev/messaging/formatting-message-text); people get what they read.
    """
    words = MARKED.sub(_reads, text(body, "message", "text"))
    return Shortcut(_actor(body), _unescaped(words).strip(), delivery=text(body, "trigger_id"))


def inputs(body: Body) -> tuple[str, ...]:
    """Return the names of the fields that the submitted form shows, in order."""
    shown = _part(body, "view").get("blocks")
    blocks = shown if isinstance(shown, list) else []
    return tuple(text(block, "block_id") for block in blocks if text(block, "type") == "input")


def text(body: Any, *path: str) -> str:
    """Return the text at a path of keys; empty where there is none."""
    found = _part(body, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def ephemeral(body: Body) -> bool:
    """Whether the pressed card is one that only its reader sees, so that only its `response_url` can change it."""
    return _part(body, "container").get("is_ephemeral") is True


def workspace(body: Body) -> str:
    """Return the workspace in which something was typed, pressed or submitted; a guest's own may be another."""
    return text(body, "team", "id") or text(body, "team_id")


def bot_is_gone(body: Body) -> bool:
    """Whether an event takes the bot's own token away, and not only one of a person's."""
    return text(body, "event", "type") == "app_uninstalled" or bool(_part(body, "event", "tokens").get("bot"))


def happened_at(body: Body) -> datetime:
    """Return when an event happened, aware UTC, to the second; raises Malformed."""
    at = body.get("event_time")
    if not isinstance(at, int) or not 0 < at < FAR:
        raise Malformed("no time of the event")
    return datetime.fromtimestamp(at, UTC)


def _actor(body: Body) -> Account:
    return _account(text(body, "user", "team_id") or text(body, "team", "id"), text(body, "user", "id"))


def _account(team: str, user: str) -> Account:
    if not team or not user:
        raise Malformed("no team or no user")
    return Account(Platform.SLACK, team, user)


def _decoded(word: str, kind: Any) -> Any:
    try:
        return decode(word, kind)
    except Unreadable:
        return None


def _value(state: Body) -> str:
    return text(state, "value") or text(state, "selected_option", "value")


def _first(fields: Any) -> Body:
    """A block has one input element here; Slack files its state under the element's `action_id`."""
    values = [state for state in fields.values() if isinstance(state, Mapping)] if isinstance(fields, Mapping) else []
    return values[0] if values else {}


def _part(body: Any, *path: str | int) -> Body:
    for step in path:
        match body, step:
            case Mapping(), str():
                body = body.get(step)
            case list(), int() if len(body) > step:
                body = body[step]
            case _:
                return {}
    return body if isinstance(body, Mapping) else {}


def _reads(marked: re.Match[str]) -> str:
    kind, target, label = marked.group("kind"), marked.group("target"), marked.group("label")
    if label:
        return f"{kind if kind in {'@', '#'} else ''}{label}" if not label.startswith(("@", "#")) else label
    return {"@": "@somebody", "#": "#a channel", "!": f"@{target}"}.get(kind, target)


def _unescaped(words: str) -> str:
    """Slack escapes exactly three characters in what people type."""
    for escaped, plain in ESCAPED:
        words = words.replace(escaped, plain)
    return words
