"""What the stand-in sends for what people do, as Slack words it: commands, interactions, events."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.standins.slack_blocks import buttons, inputs
from tests.standins.slack_screen import Modal, Moment

if TYPE_CHECKING:
    from tests.standins.slack_person import SlackUser

Json = dict[str, Any]


def command(user: SlackUser, moment: Moment, *, line: str, channel: str) -> Json:
    """A slash command (docs.slack.dev/interactivity/implementing-slash-commands)."""
    name, _, words = line.partition(" ")
    return {
        "token": "deprecated",
        "team_id": user.team,
        "team_domain": user.team.lower(),
        "channel_id": channel,
        "channel_name": "general",
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": escaped(words),
        "api_app_id": user.slack.app_id,
        "is_enterprise_install": "false",
        "response_url": moment.response_url,
        "trigger_id": moment.trigger,
    }


def interaction(kind: str, user: SlackUser, moment: Moment) -> Json:
    """What all interactions have in common (docs.slack.dev/reference/interaction-payloads)."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": user.slack.app_id,
        "token": "deprecated",
        "trigger_id": moment.trigger,
        "team": {"id": user.team, "domain": user.team.lower()},
        "enterprise": None,
        "is_enterprise_install": False,
        "response_url": moment.response_url,
    }


def written(user: SlackUser, *, text: str, channel: str, ts: str, thread: str, direct: bool) -> Json:
    """A message of a person's, to the app or with its name in it (docs.slack.dev/reference/events/message.im)."""
    said = {"client_msg_id": f"m-{ts}", "text": text, "user": user.id, "ts": ts, "team": user.team, "event_ts": ts}
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    said |= {"channel": channel, "blocks": [{"type": "rich_text", "elements": [section]}]}
    said |= {"thread_ts": thread} if thread else {}
    said |= {"user_team": user.team, "source_team": user.team} if user.team != user.slack.team else {}
    return {"type": "message", "channel_type": "im", **said} if direct else {"type": "app_mention", **said}


def the_button(blocks: Sequence[Json], label: str) -> Json:
    labels = [each["text"]["text"] for each in buttons(blocks)]
    found = [each for each in buttons(blocks) if each["text"]["text"] == label]
    found = found or [each for each in buttons(blocks) if each["text"]["text"].startswith(label)]
    assert len(found) == 1, f"pressing “{label}”: the buttons are {labels}"
    return found[0]


def state(modal: Modal, given: Mapping[str, str]) -> Json:
    """What the fields of a form hold, by name: as given, else as typed before, else as preset."""
    held = {**modal.typed, **given}
    return {name: filled(block, held.get(name)) for name, block in inputs(modal.view).items()}


def in_values(modal: Modal, held: Mapping[str, Json]) -> Json:
    """The same as `view.state` has it: by `block_id`, then by `action_id`."""
    blocks = inputs(modal.view)
    return {"values": {name: {blocks[name]["element"]["action_id"]: value} for name, value in held.items()}}


def filled(block: Json, given: str | None) -> Json:
    element = block["element"]
    if element["type"] == "plain_text_input":
        text = element.get("initial_value", "") if given is None else given
        return {"type": element["type"], "value": text or None}
    if given is None:
        return {"type": element["type"], "selected_option": element.get("initial_option")}
    chosen = [each for each in element["options"] if given in {each["value"], each["text"]["text"]}]
    assert given == "" or chosen, f"no option “{given}” among {[each['text']['text'] for each in element['options']]}"
    return {"type": element["type"], "selected_option": chosen[0] if chosen else None}


def missed(block: Json, held: Json) -> str:
    """What Slack's own client says before anything is sent."""
    value = held.get("value") or held.get("selected_option")
    if not value:
        return "" if block.get("optional") else "Please complete this required field."
    if isinstance(value, str) and len(value) > block["element"].get("max_length", 3000):
        return "This is too long."
    return ""


def escaped(text: str) -> str:
    return re.sub("[&<>]", lambda found: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[found.group()], text)
