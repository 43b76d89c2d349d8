"""What somebody types, says, presses and submits in chat."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions import Action, FormAction
from bot.domain.conversation import Conversation
from bot.domain.people import Account


@dataclass(frozen=True, slots=True)
class Typed:
    """A command in words, without the bot's name: "schedule Ada Obi"."""

    account: Account
    text: str
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class TypedBefore:
    """What was typed from an account before we knew whose it is; run once per `delivery`."""

    account: Account
    text: str
    delivery: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. `action` is None when the button is older than this program and could not be read.

    `place` and `message` say where it stands: in a message of a conversation, that only the outbox or nobody redraws. They
    are empty where the platform draws the reply in the place of what was pressed.
    """

    account: Account
    action: Action | None
    place: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form came back: text values under the field names."""

    account: Account
    action: FormAction | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A form stands half filled: what its fields hold so far, kept for when it is opened again."""

    account: Account
    action: FormAction | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message was turned into a note by its menu: `text` is what it says, whoever wrote it."""

    account: Account
    text: str
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something said to the bot in a conversation, in any words; kept, and answered from the outbox."""

    account: Account
    text: str
    at: Conversation
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What was said and kept, now to be answered; run once per `delivery`."""

    account: Account
    text: str
    at: Conversation
    delivery: str


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at their Home; `delivery` is the platform's id of that."""

    account: Account
    delivery: str = ""
