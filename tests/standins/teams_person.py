"""The people's half of the stand-in Teams: what somebody writes, presses and sends, and what they then see."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.standins.teams_cards import buttons, faults_in_card, inputs, readable
from tests.standins.teams_screen import Dialog, Json, Message, Seen

if TYPE_CHECKING:
    from tests.standins.teams import Teams

__all__ = ["Dialog", "Json", "Message", "Seen", "TeamsUser"]

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
OPENS = "Open the form"


async def at_once() -> None:
    """Nothing has to happen before an answer is there."""


@dataclass(eq=False)
class TeamsUser:
    """A member of a tenant, at their screen. `settle` lets the app do what it does outside of requests."""

    teams: Teams
    id: str
    name: str
    zone: str
    tenant: str
    more: Json = field(default_factory=dict)
    installed: bool = True
    blocked: bool = False
    dialog: Dialog | None = None
    settle: Callable[[], Awaitable[object]] = at_once

    @property
    def mri(self) -> str:
        return f"29:{self.id}-of-teams"

    @property
    def chat(self) -> str:
        """Their own chat with the app."""
        return f"a:{self.id}-and-{self.teams.app_id}"

    @property
    def messages(self) -> list[Message]:
        """The app's messages in their own chat, the oldest first."""
        return self.teams.places.get(self.chat, [])

    def reads(self, message: Message) -> str:
        """A message as it looks on their screen: times in their own zone."""
        return readable(message.seen_by(self), zone=self.zone)

    async def types(self, line: str) -> Seen:
        """Give a command in their own chat: `types("/usher status ada")`, and go on to the form where it leads to one."""
        before = len(self.messages)
        status = await self.writes(line.removeprefix("/usher").strip())
        await self.settle()
        new = self.messages[before:]
        opener = next((each for each in new if OPENS in labels(each.seen_by(self))), None)
        if opener is not None:
            return await self.presses(OPENS, on=opener)
        return Seen(status, tuple(self.reads(each) for each in new))

    async def writes(self, text: str, *, channel: str = "", thread: str = "", **more: Any) -> int:
        """Write a message; returns what the app answered. “@Usher” calls the app: in a channel it hears of nothing else.

        In their own chat, `thread` is the message that is answered; in a channel the post above.
        """
        if channel and "@Usher" not in text:
            return 0
        written = html.escape(text, quote=False).replace("@Usher", "<at>Usher</at>")
        quotes = quoted(thread, written) if thread and not channel else []
        body = {**self._at(channel, thread), "type": "message", "text": written, "textFormat": "plain"}
        body["entities"] = [*body["entities"], *([self.teams.mention] if "@Usher" in text else [])]
        status, _ = await self.teams.sends({**body, "attachments": quotes, **more})
        return status

    async def opens(self) -> int:
        """Add the app; returns what it answered."""
        self.installed, self.blocked = True, False
        told = {"type": "conversationUpdate", "membersAdded": [{"id": f"28:{self.teams.app_id}"}]}
        await self.teams.sends({**self._at(), **told})
        status, _ = await self.teams.sends({**self._at(), "type": "installationUpdate", "action": "add"})
        return status

    async def presses(self, label: str, *, on: Message | Dialog) -> Seen:
        """Press the button that starts with `label`."""
        card = on.card if isinstance(on, Dialog) else on.seen_by(self)
        found = [each for each in buttons(card) if each["title"].startswith(label)]
        assert found, f"there is no button {label!r}, but {labels(card)}"
        return await self.presses_raw(found[0], on=on)

    async def presses_raw(self, action: Json, *, on: Message | Dialog) -> Seen:
        """Press a button given as Adaptive Cards write it: one that an older program drew, say."""
        if isinstance(on, Dialog):
            return await self._invokes_dialog("task/submit", {"data": action["data"]})
        if "msteams" in action.get("data", {}):
            return await self._invokes_dialog("task/fetch", {"data": action["data"]}, above=on)
        if action["type"] == "Action.Submit":
            status, _ = await self.teams.sends(
                {**self._at(on.place), "type": "message", "value": action["data"], "replyToId": on.id}
            )
            return Seen(status)
        return await self._executes(action, on=on, trigger="manual")

    async def looks(self, *, at: Message) -> Seen:
        """Come back to a message after a while: their client draws it anew, if the card asks for that."""
        refresh = at.seen_by(self).get("refresh") or {}
        if self.mri not in refresh.get("userIds", ()):
            return Seen(0)
        return await self._executes(refresh["action"], on=at, trigger="automatic")

    async def submits(self, modal: Dialog | None, values: Mapping[str, str] | None = None, *, by: str = "") -> Seen:
        """Fill a form's fields, by name, and send it, by the button `by` or the first.

        What Teams holds back comes as errors.
        A choice is given by its value or by what it reads; fields left out keep what was typed, or what they were preset to.
        """
        assert modal is not None, "no form is open"
        assert modal.open, "this form was closed"
        assert set(values or {}) <= set(modal.fields), f"the form has only {modal.fields}"
        modal.typed |= {name: as_value(inputs(modal.card)[name], text) for name, text in (values or {}).items()}
        held = {name: modal.typed.get(name, part.get("value", "")) for name, part in inputs(modal.card).items()}
        missing = {
            name: part["errorMessage"]
            for name, part in inputs(modal.card).items()
            if part.get("isRequired") and not held[name].strip()
        }
        if missing:
            return Seen(0, modal=modal, errors=missing)
        too_long = [name for name, part in inputs(modal.card).items() if len(held[name]) > part.get("maxLength", 9999)]
        assert not too_long, f"Teams lets nobody write so much: {too_long}"
        action = next(each for each in modal.card["actions"] if each["title"].startswith(by))
        chosen = {name: text for name, text in held.items() if text or inputs(modal.card)[name]["type"] == "Input.Text"}
        return await self._invokes_dialog("task/submit", {"data": {**action["data"], **chosen}})

    async def closes(self, modal: Dialog) -> int:
        """Close a dialog: Teams tells nobody."""
        assert modal.open
        self.dialog = None
        return 0

    def told(self) -> Json:
        """What the members of a conversation tell."""
        known = {"id": self.mri, "objectId": self.id, "aadObjectId": self.id, "name": self.name, "userRole": "user"}
        return {**known, "tenantId": self.tenant, "email": "", "userPrincipalName": "", **self.more}

    async def _executes(self, action: Json, *, on: Message, trigger: str) -> Seen:
        value = {"action": {name: action[name] for name in ("type", "verb", "data", "title") if name in action}}
        body = {**self._at(on.place), "type": "invoke", "name": "adaptiveCard/action", "replyToId": on.id}
        before = len(self.messages)
        status, answer = await self.teams.sends({**body, "value": {**value, "trigger": trigger}})
        new = tuple(self.reads(each) for each in self.messages[before:])
        match answer:
            case {"statusCode": 200, "type": kind, "value": dict() as card} if kind == ADAPTIVE:
                self.teams.judge(faults_in_card(card))
                on.views[self.id] = card
                return Seen(status, (self.reads(on), *new))
            case {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": str(said)}:
                return Seen(status, new, said=said)
            case _:
                return Seen(status, new, warned=trigger == "manual")

    async def _invokes_dialog(self, name: str, value: Json, *, above: Message | None = None) -> Seen:
        where = {**self._at(above.place if above else ""), **({"replyToId": above.id} if above else {})}
        sent = {**where, "type": "invoke", "name": name, "value": {**value, "context": {"theme": "default"}}}
        status, answer = await self.teams.sends(sent)
        if status != 200:
            return Seen(status, modal=self.dialog, warned=True)
        match (answer or {}).get("task"):
            case {"type": "continue", "value": {"title": title, "card": {"contentType": kind, "content": card}}}:
                assert kind == ADAPTIVE, kind
                self.teams.judge(faults_in_card(card, dialog=True))
                if self.dialog is None or name == "task/fetch":
                    self.dialog = Dialog(self, title, card)
                self.dialog.becomes(title, card)
                return Seen(status, modal=self.dialog, errors=self.dialog.errors)
            case {"type": "message", "value": said}:
                self.dialog = None
                return Seen(status, said=str(said))
            case None:
                self.dialog = None
                return Seen(status)
            case other:
                raise AssertionError(f"Teams knows no such answer: {other}")

    def _at(self, channel: str = "", thread: str = "") -> Json:
        """What every activity of theirs tells; `channel` may also be their own chat."""
        place = {} if channel in {"", self.chat} else self.teams.channel_told(channel, thread)
        own = {"conversationType": "personal", "tenantId": self.tenant, "id": self.chat}
        client = {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": self.zone}
        return {
            "id": self.teams.stamp(),
            "channelId": "msteams",
            "serviceUrl": self.teams.service,
            "from": {"id": self.mri, "name": self.name, "aadObjectId": self.id},
            "recipient": {"id": f"28:{self.teams.app_id}", "name": "Usher"},
            "conversation": own,
            "channelData": {"tenant": {"id": self.tenant}},
            "localTimezone": self.zone,
            "entities": [client],
            **place,
        }


def labels(card: Json) -> list[str]:
    return [each["title"] for each in buttons(card)]


def as_value(part: Json, text: str) -> str:
    """What a field sends for what somebody chose or typed."""
    if part["type"] != "Input.ChoiceSet":
        return text
    for choice in part["choices"]:
        if text in {choice["value"], choice["title"]}:
            return str(choice["value"])
    raise AssertionError(f"{text!r} is none of {[choice['title'] for choice in part['choices']]}")


def quoted(message: str, text: str) -> list[Json]:
    """How Teams tells that a message answers another: as an attachment that quotes it."""
    quote = f'<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{message}"><p>…</p></blockquote>'
    return [{"contentType": "text/html", "content": f"{quote}<p>{text}</p>"}]
