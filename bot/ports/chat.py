"""The chat platforms."""

from dataclasses import dataclass
from typing import Protocol

from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Profile


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands: the channel or conversation, and the message in it."""

    place: str
    message: str


class Chat(Protocol):
    """A chat platform: post a card to somebody, redraw it in place, find it again after a crash, and say who somebody is.

    `ready` raises Transient while the message `key` (or an answer aside, `at` a shared conversation) could not go out: it is
    asked before that is done whose answer the message is, and which is done only once.
    `post` and `find` are about a person's direct conversation, under the message `thread` where one is named. `aside`
    answers in a shared conversation for the asker alone, at least once. `home` draws somebody's Home anew; a platform
    without one does nothing. `announce` posts in a channel, at least once: `at` has the channel's key in place of a user's.
    """

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None: ...
    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted: ...
    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None: ...
    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None: ...
    async def announce(self, at: Account, card: Card, *, key: str) -> Posted: ...
    async def redraw(self, to: Account, posted: Posted, card: Card) -> None: ...
    async def home(self, to: Account, card: Card) -> None: ...
    async def who(self, account: Account) -> Profile: ...
