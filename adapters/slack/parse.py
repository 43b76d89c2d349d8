"""What Slack sends, as the core's own words: commands, presses, forms, and what people write to the bot.

The shapes are Slack's (docs.slack.dev/reference/interaction-payloads, …/reference/events and
…/interactivity/implementing-slash-commands).
Whatever is missing or of another type reads as empty text; a payload that names no user raises Malformed.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.actions import Action, FormAction
from bot.codec import Unreadable, decode
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Platform
from bot.inbound import Drafted, HomeOpened, Pressed, Said, Shortcut, Submitted, Typed

Body = Mapping[str, Any]
FAR = 1 << 37  # seconds since 1970; a date beyond would not read
MARKED = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
WORDS = frozenset({"", "file_share", "me_message", "thread_broadcast"})
"""The kinds of message that are something a person says; all others tell of changes, joins, bots and the like."""
HELP = "help"
"""What somebody wants who calls the bot and says no more."""
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
    action = _decoded(text(button, "value"), Action)
    if ephemeral(body) or text(body, "view", "id"):
        return Pressed(_actor(body), action)
    return Pressed(_actor(body), action, text(body, "container", "channel_id"), text(body, "container", "message_ts"))


def submitted(body: Body) -> Submitted:
    """Return a form: what each field holds as text, empty where nothing was given."""
    return Submitted(_actor(body), _form_action(body), _held(body))


def drafted(body: Body) -> Drafted | None:
    """Return what a form holds while somebody writes in it, or closes it; None where that cannot be told.

    Slack says what fields hold with every character that is typed (docs.slack.dev/reference/interaction-payloads), but
    promises no such thing for a closed form: that is heard only if it tells some words.
    """
    action, values = _form_action(body), _held(body)
    closed = text(body, "type") == "view_closed"
    if action is None or not values or (closed and not any(values.values())):
        return None
    return Drafted(_actor(body), action, values)


def shortcut(body: Body) -> Shortcut:
    """Return a message that somebody chose to make a note of; a file or a card without words has no text."""
    return Shortcut(_actor(body), _read(text(body, "message", "text")), delivery=text(body, "trigger_id"))


def said(body: Body, *, bot: str) -> Said | None:
    """Return what a person wrote to the bot, in their own conversation with it or by calling its name elsewhere.

    None for everything else: what bots write (we are one), what is no new words of a person's, and no words at all. An
    edited message is none either, although Slack tells of a call in one anew, under another id. `bot` is our own user.
    """
    event = _part(body, "event")
    place, stamp, thread = (text(event, name) for name in ("channel", "ts", "thread_ts"))
    direct = text(event, "channel_type") == "im" or place.startswith("D")
    called = text(event, "type") == "app_mention"
    user = text(event, "user")
    if called is direct or not place or not user or user == bot or not _new_words(event):
        return None
    marked = text(event, "text")
    named, times = re.subn(rf"<@{re.escape(bot)}(\|[^<>]*)?>[,:]?\s*", "", marked) if bot else (marked, 0)
    words = _read(named) or (HELP if times else "")
    if not words:
        return None
    at = Conversation(place, thread if thread != stamp else "", shared=not direct)
    return Said(_author(body), words, at, delivery=text(body, "event_id"))


def home_opened(body: Body) -> HomeOpened | None:
    """Return who looks at their Home, None for the app's other tabs."""
    if text(body, "event", "tab") != "home" or not text(body, "event", "user"):
        return None
    return HomeOpened(_author(body), delivery=text(body, "event_id"))


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


def in_modal(body: Body) -> bool:
    """Whether something was pressed in a view that can be put another upon."""
    return bool(text(body, "view", "id")) and not at_home(body)


def at_home(body: Body) -> bool:
    """Whether something was pressed on somebody's Home, where Slack gives no `response_url`."""
    return text(body, "view", "type") == "home"


def thread(body: Body) -> str:
    """Return the thread that the pressed card stands in; empty for one that stands in none, or above its own."""
    above = text(body, "container", "thread_ts") or text(body, "message", "thread_ts")
    stamps = text(body, "container", "message_ts"), text(body, "message", "ts")
    return "" if above in stamps else above


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


def _author(body: Body) -> Account:
    """An event says whose workspace its author belongs to, where that may be another (docs.slack.dev/apis/slack-connect)."""
    event = _part(body, "event")
    team = text(event, "user_team") or text(event, "team") or text(body, "team_id")
    return _account(team, text(event, "user"))


def _new_words(event: Body) -> bool:
    """Whether a person wrote this just now."""
    ours = text(event, "bot_id") or event.get("hidden") is True or "edited" in event
    return not ours and text(event, "subtype") in WORDS


def _account(team: str, user: str) -> Account:
    if not team or not user:
        raise Malformed("no team or no user")
    return Account(Platform.SLACK, team, user)


def _decoded(word: str, kind: Any) -> Any:
    try:
        return decode(word, kind)
    except Unreadable:
        return None


def _form_action(body: Body) -> FormAction | None:
    action: FormAction | None = _decoded(text(body, "view", "private_metadata"), FormAction)
    return action


def _held(body: Body) -> dict[str, str]:
    """What each field of a form holds as text, by its name; nothing where the payload does not say."""
    fields = _part(body, "view", "state", "values")
    return {str(name): _value(_first(field)) for name, field in fields.items()}


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


def _read(words: str) -> str:
    """Return a text as people see it: Slack writes links and mentions as `<…>`.

    See docs.slack.dev/messaging/formatting-message-text. A name that was completed while typing is followed by a
    space that does not break, which no command of ours knows.
    """
    return _unescaped(MARKED.sub(_reads, words)).replace("\xa0", " ").strip()


def _unescaped(words: str) -> str:
    """Slack escapes exactly three characters in what people type."""
    for escaped, plain in ESCAPED:
        words = words.replace(escaped, plain)
    return words
