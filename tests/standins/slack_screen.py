"""What people of the stand-in have on their screens: forms, their Home, messages for their eyes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.standins.slack_blocks import inputs, readable

if TYPE_CHECKING:
    from tests.standins.slack_person import SlackUser

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class View:
    """Something drawn whole, again and again."""

    id: str
    user: SlackUser
    view: Json
    versions: int = 1

    @property
    def hash(self) -> str:
        return f"{self.id}.{self.versions}"

    @property
    def reads(self) -> str:
        return readable(self.view["blocks"], zone=self.user.zone)

    def becomes(self, view: Json) -> None:
        self.view = view
        self.versions += 1

    def told(self) -> Json:
        return {"id": self.id, "hash": self.hash, "team_id": self.user.team, **self.view}


@dataclass(slots=True, eq=False)
class Home(View):
    """Somebody's Home, as it was published last."""


@dataclass(slots=True, eq=False)
class Modal(View):
    """A form that stands open on somebody's screen; `typed` is what they wrote in its fields so far."""

    typed: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(inputs(self.view))

    @property
    def open(self) -> bool:
        return self in self.user.modals


@dataclass(slots=True, eq=False)
class Ephemeral:
    """A message that only its reader sees, in a channel and perhaps in a thread of it. It is gone when they reload."""

    user: SlackUser
    text: str
    blocks: list[Json]
    channel: str = "C0GENERAL"
    thread_ts: str = ""

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
    channel: str = "C0GENERAL"
    exchanged: bool = False
    responses: int = 0
    modal: Modal | None = None
    shown: list[Ephemeral] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees for what they did.

    `status`: the app's HTTP answer, 0 if nothing was sent. `shown`: ephemeral messages. `modal`: the form on top now.
    `errors`: messages at fields. `warned`: Slack's own "something went wrong", for any answer but 200.
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
