"""The people's half of the stand-in: what somebody in Slack types, presses and submits, and what they then see."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.standins.slack_blocks import buttons, inputs, readable

if TYPE_CHECKING:
    from tests.standins.slack import Slack
    from tests.standins.slack_workspace import Message

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Modal:
    """A form that stands open on somebody's screen."""

    id: str
    user: SlackUser
    view: Json
    versions: int = 1

    @property
    def hash(self) -> str:
        return f"{self.id}.{self.versions}"

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def reads(self) -> str:
        return readable(self.view["blocks"], zone=self.user.zone)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(inputs(self.view))

    @property
    def open(self) -> bool:
        return self in self.user.modals

    def becomes(self, view: Json) -> None:
        self.view = view
        self.versions += 1

    def told(self) -> Json:
        return {"id": self.id, "hash": self.hash, "team_id": self.user.team, **self.view}


@dataclass(slots=True, eq=False)
class Ephemeral:
    """A message that only its reader sees. It is gone when they reload."""

    user: SlackUser
    text: str
    blocks: list[Json]

    @property
    def reads(self) -> str:
        return readable(self.blocks, zone=self.user.zone) if self.blocks else self.text


@dataclass(slots=True, eq=False)
class Moment:
    """One thing somebody did: its trigger, its `response_url`, and what the app showed them for it so far."""

    trigger: str
    response_url: str
    at: float
    user: SlackUser
    pressed: Ephemeral | None = None
    exchanged: bool = False
    responses: int = 0
    modal: Modal | None = None
    shown: list[Ephemeral] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees for what they did.

    `status`: the app's HTTP answer, 0 if Slack itself held the form back. `shown`: ephemeral messages. `modal`: the form
    on top now. `errors`: messages at fields. `warned`: Slack's own "something went wrong", for any answer but 200.
    """

    status: int
    shown: tuple[Ephemeral, ...] = ()
    modal: Modal | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def warned(self) -> bool:
        return self.status not in {0, 200}

    @property
    def reads(self) -> str:
        """Everything the app shows in answer, as one text."""
        parts = [each.reads for each in self.shown]
        parts += [f"{self.modal.title}\n{self.modal.reads}"] if self.modal else []
        return "\n".join([*parts, *self.errors.values()])


@dataclass(eq=False)
class SlackUser:
    """A member of a workspace, at their screen."""

    slack: Slack
    id: str
    name: str
    team: str
    zone: str
    more: Json = field(default_factory=dict)
    modals: list[Modal] = field(default_factory=list)
    ephemerals: list[Ephemeral] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """Their direct messages from the app, oldest first."""
        return self.slack.direct(self.id)

    def reads(self, message: Message | Ephemeral) -> str:
        """A message as it looks on their screen: times in their own zone."""
        return readable(message.blocks, zone=self.zone)

    async def types(self, line: str, *, channel: str = "C0GENERAL") -> Seen:
        """Send a slash command: `types("/usher status Ada")`."""
        command, _, words = line.partition(" ")
        moment = self.slack.moment(self)
        body = {
            "token": "deprecated",
            "team_id": self.team,
            "team_domain": self.team.lower(),
            "channel_id": channel,
            "channel_name": "general",
            "user_id": self.id,
            "user_name": self.name,
            "command": command,
            "text": _escaped(words),
            "api_app_id": self.slack.app_id,
            "is_enterprise_install": "false",
            "response_url": moment.response_url,
            "trigger_id": moment.trigger,
        }
        status, answer = await self.slack.sends(urlencode(body).encode())
        self._told_in_body(moment, status, answer)
        return Seen(status, tuple(moment.shown), moment.modal)

    async def presses(self, label: str, *, on: Message | Ephemeral | Modal) -> Seen:
        """Press the button that starts with `label`."""
        blocks = on.view["blocks"] if isinstance(on, Modal) else on.blocks
        return await self.presses_raw(_the_button(blocks, label), on=on)

    async def presses_raw(self, button: Json, *, on: Message | Ephemeral | Modal) -> Seen:
        """Press a button given as Block Kit: one that an older program drew, say."""
        moment = self.slack.moment(self)
        fields = ("type", "action_id", "block_id", "text", "value", "style", "url")
        action = {name: button[name] for name in fields if name in button} | {"action_ts": f"{moment.at:.6f}"}
        payload = {**self._interaction("block_actions", moment), **self._place(on, moment), "actions": [action]}
        status, _ = await self.slack.sends(urlencode({"payload": json.dumps(payload)}).encode())
        standing = on if isinstance(on, Modal) and on.open else None
        return Seen(status, tuple(moment.shown), moment.modal or standing)

    async def submits(self, modal: Modal | None, values: Mapping[str, str] | None = None) -> Seen:
        """Fill a form's fields, by name, and submit. What Slack's own client refuses comes back as errors, unsent.

        A choice is given by its value or by what it reads; fields left out keep what they were preset to.
        """
        assert modal is not None, "no form is open"
        assert modal.open, "this form was closed"
        assert set(values or {}) <= set(modal.fields), f"the form has only {modal.fields}"
        filled = {name: _filled(block, (values or {}).get(name)) for name, block in inputs(modal.view).items()}
        held_back = {name: text for name, block in inputs(modal.view).items() if (text := _missed(block, filled[name]))}
        if held_back:
            return Seen(0, modal=modal, errors=held_back)
        state = {name: {block["element"]["action_id"]: filled[name]} for name, block in inputs(modal.view).items()}
        return await self.submits_raw(modal, {**modal.told(), "state": {"values": state}})

    async def submits_raw(self, modal: Modal, view: Json) -> Seen:
        """Submit a view as given, and do with the screen what the answer says."""
        moment = self.slack.moment(self)
        payload = {**self._interaction("view_submission", moment), "view": view, "response_urls": []}
        del payload["response_url"]
        status, answer = await self.slack.sends(urlencode({"payload": json.dumps(payload)}).encode())
        errors = self._screen_follows(modal, json.loads(answer) if answer else {}) if status == 200 else {}
        return Seen(status, tuple(moment.shown), self.modals[-1] if self.modals else None, errors)

    def closes(self, modal: Modal) -> None:
        """Press Cancel: nothing is sent."""
        self.modals.remove(modal)

    def told(self) -> Json:
        """What `users.info` tells."""
        profile = {"real_name": self.name, **self.more.get("profile", {})}
        known = {"id": self.id, "team_id": self.team, "name": self.name, "tz": self.zone, "is_bot": False}
        return {**known, "deleted": False, "is_restricted": False, **self.more, "profile": profile}

    def told_by_response(self, moment: Moment, given: Json) -> None:
        """An answer to a `response_url` arrived: shown anew, or in place of the pressed ephemeral message."""
        shown = Ephemeral(self, given.get("text", ""), self.slack.judged_message(given)["blocks"])
        old = moment.pressed
        if given.get("replace_original") and old is not None:
            old.text, old.blocks = shown.text, shown.blocks
            moment.shown.append(old)
            return
        self.ephemerals.append(shown)
        moment.shown.append(shown)

    def _told_in_body(self, moment: Moment, status: int, answer: str) -> None:
        if status != 200 or not answer:
            return
        given = json.loads(answer) if answer.startswith("{") else {"text": answer}
        if given.get("response_type", "ephemeral") != "ephemeral":
            self.slack.complaints.append("the whole channel was told")
        shown = Ephemeral(self, given.get("text", ""), self.slack.judged_message(given)["blocks"])
        self.ephemerals.append(shown)
        moment.shown.append(shown)

    def _screen_follows(self, modal: Modal, answer: Json) -> Mapping[str, str]:
        match answer:
            case {"response_action": "errors", "errors": errors}:
                if not errors or not set(errors) <= set(modal.fields):
                    self.slack.complaints.append(f"errors at {sorted(errors)}, but the fields are {modal.fields}")
                return dict(errors)
            case {"response_action": "update", "view": view}:
                modal.becomes(self.slack.judged_view(view))
            case {"response_action": "push", "view": view}:
                self.slack.new_modal(view, self)
            case {"response_action": "clear"}:
                self.modals.clear()
            case {}:
                self.modals.remove(modal)
        return {}

    def _interaction(self, kind: str, moment: Moment) -> Json:
        return {
            "type": kind,
            "user": {"id": self.id, "username": self.name, "name": self.name, "team_id": self.team},
            "api_app_id": self.slack.app_id,
            "token": "deprecated",
            "trigger_id": moment.trigger,
            "team": {"id": self.team, "domain": self.team.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
            "response_url": moment.response_url,
        }

    def _place(self, on: Message | Ephemeral | Modal, moment: Moment) -> Json:
        match on:
            case Modal():
                return {"container": {"type": "view", "view_id": on.id}, "view": on.told(), "response_url": None}
            case Ephemeral():
                moment.pressed = on
                return {"container": {"type": "message", "channel_id": "C0GENERAL", "is_ephemeral": True}}
            case _:
                container = {"type": "message", "channel_id": on.channel, "message_ts": on.ts, "is_ephemeral": False}
                told = on.told(bot=self.slack.bot_user, metadata=True)
                return {"container": container, "channel": {"id": on.channel}, "message": told}


def _the_button(blocks: Sequence[Json], label: str) -> Json:
    labels = [each["text"]["text"] for each in buttons(blocks)]
    found = [each for each in buttons(blocks) if each["text"]["text"] == label]
    found = found or [each for each in buttons(blocks) if each["text"]["text"].startswith(label)]
    assert len(found) == 1, f"pressing “{label}”: the buttons are {labels}"
    return found[0]


def _filled(block: Json, given: str | None) -> Json:
    element = block["element"]
    if element["type"] == "plain_text_input":
        text = element.get("initial_value", "") if given is None else given
        return {"type": element["type"], "value": text or None}
    if given is None:
        return {"type": element["type"], "selected_option": element.get("initial_option")}
    chosen = [each for each in element["options"] if given in {each["value"], each["text"]["text"]}]
    assert given == "" or chosen, f"no option “{given}” among {[each['text']['text'] for each in element['options']]}"
    return {"type": element["type"], "selected_option": chosen[0] if chosen else None}


def _missed(block: Json, state: Json) -> str:
    """What Slack's own client says before anything is sent."""
    value = state.get("value") or state.get("selected_option")
    if not value:
        return "" if block.get("optional") else "Please complete this required field."
    if isinstance(value, str) and len(value) > block["element"].get("max_length", 3000):
        return "This is too long."
    return ""


def _escaped(text: str) -> str:
    return re.sub("[&<>]", lambda found: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[found.group()], text)
