"""A chat with one pane per person, which shows what Slack or Teams would: posts, answers for one's eyes only, forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from adapters.sandbox import draw
from adapters.sandbox.shelf import Shelf
from bot.cards import Card
from bot.codec import plain, structured
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Platform, Profile
from bot.forms import Form
from bot.ports import Clock, Links, Permanent, Posted

TENANT = "demo"
LINE, FORM, HOME = "chat.line", "chat.form", "chat.home"


class By(StrEnum):
    """Whose line it is: a post of Usher's, an answer that only its reader sees, or what the person typed."""

    USHER = "usher"
    USHER_TO_YOU = "usher_to_you"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class Line:
    """One line in a pane; `card` is as `draw.card` made it, empty for plain text. Instants are aware UTC.

    `change` grows with everything that is posted or redrawn anywhere, so that it tells what is new.
    """

    id: str
    user: str
    by: By
    at: datetime
    text: str = ""
    card: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    redrawn_at: datetime | None = None
    change: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """The form a person has open, with what they sent and what was wrong with it, by field name."""

    form: Mapping[str, Any]
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class SandboxChat:
    """Implements `bot.ports.Chat` for accounts of the tenant "demo"; like Slack it knows no duplicates by itself.

    `profiles` tells who the users are, for `who`; panes need none.
    """

    def __init__(
        self, shelf: Shelf, *, clock: Clock, links: Links, profiles: Mapping[str, Profile] = MappingProxyType({})
    ) -> None:
        self._shelf = shelf
        self._clock = clock
        self._links = links
        self._profiles = profiles

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        """Return: here nobody waits for a turn."""

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        """Post a card; raises Permanent for an account that is not of this chat. Panes show no threads."""
        line = await self._add(_user(to), By.USHER, card=draw.card(card, links=self._links), key=key)
        return Posted(line.user, line.id)

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        """Return the first post that carries `key`, if there is one."""
        lines = await self.lines(_user(to))
        return next((Posted(line.user, line.id) for line in lines if line.key == key), None)

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        """Answer for one's eyes only; raises Permanent for an account that is not of this chat."""
        await self.whisper(to, "", card=card)

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        """Post a card in a channel, which is a pane of its own; raises Permanent for one that is not of this chat."""
        return await self.post(at, card, key=key)

    async def home(self, to: Account, card: Card) -> None:
        """Draw somebody's Home anew; raises Permanent for an account that is not of this chat."""
        await self._shelf.put(HOME, _user(to), draw.card(card, links=self._links))

    async def home_of(self, user: str) -> Mapping[str, Any] | None:
        """Return somebody's Home as it was drawn last, None before the first time."""
        return await self._shelf.get(HOME, user)

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        """Change a posted card in place; raises Permanent if it is not there.

        An answer for one's eyes only that said the same goes, as it would with the form that it answered.
        """
        line = await self._line(posted.message)
        if line is None or not line.card or line.user != _user(to):
            raise Permanent("no such message")
        drawn = draw.card(card, links=self._links)
        if drawn != line.card:
            change = await self._shelf.next(LINE)
            await self._save(replace(line, card=drawn, redrawn_at=self._clock(), change=change))
            for said in await self.lines(line.user):
                if said.by is By.USHER_TO_YOU and said.card == drawn and said.at == self._clock():
                    await self._shelf.delete(LINE, said.id)

    async def who(self, account: Account) -> Profile:
        """Return who a user is; raises Permanent for one without a profile."""
        profile = self._profiles.get(_user(account))
        if profile is None:
            raise Permanent("no such user")
        return profile

    async def whisper(self, to: Account, text: str, *, card: Card | None = None) -> None:
        """Show an answer that nobody else sees: words, a card, or both."""
        drawn = {} if card is None else draw.card(card, links=self._links)
        await self._add(_user(to), By.USHER_TO_YOU, text=text, card=drawn)

    async def typed(self, by: Account, text: str) -> str:
        """Show what a person typed; returns the line's id, unique for ever."""
        return (await self._add(_user(by), By.YOU, text=text)).id

    async def open(self, to: Account, form: Form) -> None:
        await self._keep(to, Opened(draw.form(form, links=self._links)))

    async def object(self, to: Account, *, values: Mapping[str, str], errors: Mapping[str, str]) -> bool:
        """Show what was wrong at the fields of the open form; False if none is open any more."""
        opened = await self.opened(to)
        if opened is None:
            return False
        await self._keep(to, replace(opened, values=dict(values), errors=dict(errors)))
        return True

    async def close(self, of: Account) -> None:
        await self._shelf.delete(FORM, _user(of))

    async def opened(self, of: Account) -> Opened | None:
        body = await self._shelf.get(FORM, _user(of))
        return None if body is None else structured(body, Opened)

    async def lines(self, user: str) -> Sequence[Line]:
        """Return a pane, oldest line first."""
        return [line for line in await self.every_line() if line.user == user]

    async def every_line(self) -> Sequence[Line]:
        """Return the lines of all panes, oldest first."""
        return [structured(body, Line) for _, body in await self._shelf.all(LINE)]

    async def _add(self, user: str, by: By, **content: Any) -> Line:
        number = await self._shelf.next(LINE)
        line = Line(str(number), user, by, self._clock(), change=number, **content)
        await self._save(line)
        return line

    async def _line(self, name: str) -> Line | None:
        body = await self._shelf.get(LINE, name)
        return None if body is None else structured(body, Line)

    async def _save(self, line: Line) -> None:
        await self._shelf.put(LINE, line.id, plain(line, Line))

    async def _keep(self, to: Account, opened: Opened) -> None:
        await self._shelf.put(FORM, _user(to), plain(opened, Opened))


def account(user: str) -> Account:
    """Return the account of a pane."""
    return Account(Platform.SANDBOX, TENANT, user)


def _user(of: Account) -> str:
    if of.platform is not Platform.SANDBOX or of.tenant != TENANT or not of.user:
        raise Permanent("no such account in this chat")
    return of.user
