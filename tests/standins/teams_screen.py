"""What people of the stand-in have on their screens in Teams: messages with their cards, and dialogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.standins.teams_cards import inputs, readable

if TYPE_CHECKING:
    from tests.standins.teams_person import TeamsUser

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Message:
    """A message of the app's in a conversation. `views` are what single people see in the place of its card."""

    place: str
    id: str
    activity: Json
    edits: int = 0
    views: dict[str, Json] = field(default_factory=dict)

    @property
    def card(self) -> Json:
        """The card that everybody sees; of a message without one, its words as a card."""
        for each in self.activity.get("attachments") or ():
            content: Json = each["content"]
            return content
        return {"body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": self.activity["text"]}]}]}

    @property
    def summary(self) -> str:
        return str(self.activity.get("summary") or self.activity.get("text") or "")

    def seen_by(self, user: TeamsUser) -> Json:
        return self.views.get(user.id, self.card)


@dataclass(slots=True, eq=False)
class Dialog:
    """A dialog that stands open; `typed` is what was written in its fields so far."""

    user: TeamsUser
    title: str
    card: Json
    typed: dict[str, str] = field(default_factory=dict)

    def becomes(self, title: str, card: Json) -> None:
        """What an answer brought takes its place: what was typed is gone, unless it stands in the new fields."""
        self.title, self.card, self.typed = title, card, {}

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(inputs(self.card))

    @property
    def reads(self) -> str:
        return readable(self.card, zone=self.user.zone)

    @property
    def open(self) -> bool:
        return self.user.dialog is self

    @property
    def errors(self) -> dict[str, str]:
        """What stands in red, by the field that it is below; what is below none goes by an empty name."""
        found: dict[str, str] = {}
        above = ""
        for part in self.card["body"]:
            runs = [run for run in part.get("inlines", ()) if run.get("color") == "Attention"]
            if runs:
                found[above] = " ".join(filter(None, [found.get(above, ""), *(run["text"] for run in runs)]))
            above = part["id"] if part.get("type", "").startswith("Input.") else above if runs else ""
        return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees for what they did.

    `status`: the app's HTTP answer, 0 if nothing was sent. `shown`: cards that took the place of the pressed one, or came as
    messages. `said`: a line of text below the card, or as the end of a dialog. `modal`: the dialog that stands open now.
    `errors`: messages at fields. `warned`: Teams' own "something went wrong".
    """

    status: int
    shown: tuple[str, ...] = ()
    said: str = ""
    modal: Dialog | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    warned: bool = False

    @property
    def reads(self) -> str:
        """Everything the app shows in answer, as one text."""
        parts = [*self.shown, self.said, *([f"{self.modal.title}\n{self.modal.reads}"] if self.modal else [])]
        return "\n".join(filter(None, [*parts, *self.errors.values()]))
