"""The people's half of the stand-in: what somebody in Slack writes, presses and submits, and what they then see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.standins.slack_blocks import inputs, readable
from tests.standins.slack_payloads import (
    command,
    escaped,
    in_values,
    interaction,
    missed,
    state,
    the_button,
    written,
)
from tests.standins.slack_screen import Ephemeral, Home, Modal, Moment, Seen, View

if TYPE_CHECKING:
    from tests.standins.slack import Slack
    from tests.standins.slack_conversations import Message

__all__ = ["Ephemeral", "Json", "Modal", "Moment", "Seen", "SlackUser"]

Json = dict[str, Any]


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
    home: Home | None = None

    @property
    def messages(self) -> list[Message]:
        """Their direct messages from the app, oldest first."""
        return self.slack.direct(self.id)

    def reads(self, message: Message | Ephemeral) -> str:
        """A message as it looks on their screen: times in their own zone."""
        return readable(message.blocks, zone=self.zone)

    async def types(self, line: str, *, channel: str = "C0GENERAL") -> Seen:
        """Send a slash command: `types("/usher status Ada")`."""
        moment = self.slack.moment(self)
        body = command(self, moment, line=line, channel=channel)
        status, answer = await self.slack.sends(urlencode(body).encode())
        self._told_in_body(moment, status, answer)
        return Seen(status, tuple(moment.shown), moment.modal)

    async def writes(self, text: str, *, channel: str = "", thread: str = "", event_id: str = "", **more: Any) -> int:
        """Write a message, to the app if no `channel` is named; returns what the app answered to Slack.

        “@Usher” calls the app: in a channel it hears of nothing else, which is 0. `thread` is the message above; `more`
        is merged into the event (`subtype`, `files`, `bot_id` …).
        """
        marked = escaped(text).replace("@Usher", f"<@{self.slack.bot_user}>")
        message = self.slack.written(self, text=marked, channel=channel, thread=thread)
        if channel and "@Usher" not in text:
            return 0
        said = written(self, text=marked, channel=message.channel, ts=message.ts, thread=thread, direct=not channel)
        return await self._happens({**said, **more}, event_id=event_id or f"Ev{message.ts}")

    async def opens(self, tab: str = "home") -> int:
        """Open the app: its `home`, or its `messages`; returns what the app answered to Slack."""
        stamp = self.slack.stamp()
        opened = {"type": "app_home_opened", "user": self.id, "channel": self.slack.direct_channel(self.id), "tab": tab}
        shown = {"view": self.home.told()} if self.home is not None and tab == "home" else {}
        return await self._happens({**opened, **shown, "event_ts": stamp}, event_id=f"Ev{stamp}")

    async def presses(self, label: str, *, on: Message | Ephemeral | View) -> Seen:
        """Press the button that starts with `label`."""
        blocks = on.view["blocks"] if isinstance(on, View) else on.blocks
        return await self.presses_raw(the_button(blocks, label), on=on)

    async def presses_raw(self, button: Json, *, on: Message | Ephemeral | View, told: Json | None = None) -> Seen:
        """Press a button given as Block Kit: one that an older program drew, say.

        `told` is how a view was when it was pressed, if it has changed since.
        """
        moment = self.slack.moment(self)
        fields = ("type", "action_id", "block_id", "text", "value", "style", "url")
        action = {name: button[name] for name in fields if name in button} | {"action_ts": f"{moment.at:.6f}"}
        place = self._place(on, moment) | ({"view": told} if told else {})
        payload = {**interaction("block_actions", self, moment), **place, "actions": [action]}
        status, _ = await self._sends(payload)
        standing = on if isinstance(on, Modal) and on.open else None
        return Seen(status, tuple(moment.shown), moment.modal or standing)

    async def submits(self, modal: Modal | None, values: Mapping[str, str] | None = None) -> Seen:
        """Fill a form's fields, by name, and submit. What Slack's own client refuses comes back as errors, unsent.

        A choice is given by its value or by what it reads; fields left out keep what was typed, or what they were preset to.
        """
        assert modal is not None, "no form is open"
        assert modal.open, "this form was closed"
        assert set(values or {}) <= set(modal.fields), f"the form has only {modal.fields}"
        filled = state(modal, values or {})
        held_back = {name: text for name, block in inputs(modal.view).items() if (text := missed(block, filled[name]))}
        if held_back:
            return Seen(0, modal=modal, errors=held_back)
        return await self.submits_raw(modal, {**modal.told(), "state": in_values(modal, filled)})

    async def submits_raw(self, modal: Modal, view: Json) -> Seen:
        """Submit a view as given, and do with the screen what the answer says."""
        moment = self.slack.moment(self)
        payload = {**interaction("view_submission", self, moment), "view": view, "response_urls": []}
        del payload["response_url"]
        status, answer = await self._sends(payload)
        errors = self._screen_follows(modal, json.loads(answer) if answer else {}) if status == 200 else {}
        return Seen(status, tuple(moment.shown), self.modals[-1] if self.modals else None, errors)

    async def enters(self, modal: Modal, name: str, text: str) -> int:
        """Type into a field of a form; returns what the app answered, 0 for a field that tells nothing while typed into."""
        block = inputs(modal.view)[name]
        element = block["element"]
        modal.typed[name] = text
        told_on = element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
        if not block.get("dispatch_action") or "on_character_entered" not in told_on:
            return 0
        moment = self.slack.moment(self)
        action = {"type": element["type"], "block_id": name, "action_id": element["action_id"], "value": text or None}
        view = {**modal.told(), "state": in_values(modal, state(modal, {}))}
        place = {**self._place(modal, moment), "view": view}
        payload = {**interaction("block_actions", self, moment), **place, "actions": [action]}
        status, answer = await self._sends(payload)
        if answer:
            self.slack.complaints.append("what is typed was answered with words")
        return status

    async def closes(self, modal: Modal, *, telling: bool = False) -> int:
        """Press Cancel; returns what the app answered, 0 if it did not want to hear of it.

        Slack does not promise to tell what the fields held: it does only with `telling`.
        """
        self.modals.remove(modal)
        if not modal.view.get("notify_on_close"):
            return 0
        moment = self.slack.moment(self)
        held = in_values(modal, state(modal, {})) if telling else {"values": {}}
        payload = {**interaction("view_closed", self, moment), "view": {**modal.told(), "state": held}}
        for missing in ("response_url", "trigger_id"):
            del payload[missing]
        return (await self._sends({**payload, "is_cleared": False}))[0]

    def told(self) -> Json:
        """What `users.info` tells."""
        profile = {"real_name": self.name, **self.more.get("profile", {})}
        known = {"id": self.id, "team_id": self.team, "name": self.name, "tz": self.zone, "is_bot": False}
        return {**known, "deleted": False, "is_restricted": False, **self.more, "profile": profile}

    def told_by_response(self, moment: Moment, given: Json) -> None:
        """An answer to a `response_url` arrived: shown anew, or in place of the pressed ephemeral message."""
        drawn = self.slack.judged_message(given)["blocks"]
        shown = Ephemeral(self, given.get("text", ""), drawn, moment.channel, given.get("thread_ts", ""))
        old = moment.pressed
        if given.get("replace_original") and old is not None:
            old.text, old.blocks = shown.text, shown.blocks
            moment.shown.append(old)
            return
        self.ephemerals.append(shown)
        moment.shown.append(shown)

    async def _happens(self, event: Json, *, event_id: str) -> int:
        """Slack tells of an event in the name of a workspace that has the app: their own, if that has it."""
        team = self.team if self.team in self.slack.offices.tokens.values() else ""
        return await self.slack.event(event, event_id=event_id, team=team)

    async def _sends(self, payload: Json) -> tuple[int, str]:
        return await self.slack.sends(urlencode({"payload": json.dumps(payload)}).encode())

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

    def _place(self, on: Message | Ephemeral | View, moment: Moment) -> Json:
        match on:
            case View():
                return {"container": {"type": "view", "view_id": on.id}, "view": on.told(), "response_url": None}
            case Ephemeral():
                moment.pressed, moment.channel = on, on.channel
                above = {"thread_ts": on.thread_ts} if on.thread_ts else {}
                container = {"type": "message", "channel_id": on.channel, "is_ephemeral": True, **above}
                return {"container": container, "channel": {"id": on.channel}}
            case _:
                moment.channel = on.channel
                told = self.slack.told(on, metadata=True)
                above = {"thread_ts": told["thread_ts"]} if "thread_ts" in told else {}
                container = {"type": "message", "channel_id": on.channel, "message_ts": on.ts, "is_ephemeral": False}
                return {"container": container | above, "channel": {"id": on.channel}, "message": told}
