"""What the record has of what people and candidates were told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.people import Account
from bot.domain.updates import Call, Update
from bot.effects import CardKind
from bot.ports.chat import Posted


@dataclass(frozen=True, slots=True)
class Post:
    """A card that stands in chat, or went by mail where the account is None; `behalf` is whom its reader stood in for."""

    card: CardKind
    subject: str
    person: PersonId
    account: Account
    posted: Posted
    behalf: PersonId | None = None


class Posts(Protocol):
    async def add(self, post: Post) -> None: ...
    async def about(self, subject: str) -> Sequence[Post]: ...
    async def at(self, account: Account, posted: Posted) -> Post | None:
        """Return the card that stands in this message of the account's."""
        ...

    async def open(self, person: PersonId, *, now: datetime) -> Sequence[Post]:
        """Return the person's cards that may still wait for them, all of them, the newest first."""
        ...

    async def latest(self, person: PersonId, cards: Collection[CardKind], *, limit: int) -> Sequence[Post]:
        """Return the person's cards of these kinds, the newest first."""
        ...


class Homes(Protocol):
    """Accounts whose Home is looked at, whoever they speak for, so that it is drawn anew when something on it changes.

    `changed` and `changed_about` add one ShowHome for each Home that is looked at, when the transaction ends.
    """

    async def add(self, account: Account) -> None: ...
    async def drop(self, account: Account) -> None: ...
    async def changed(self, people: Iterable[PersonId | None]) -> None: ...
    async def changed_about(
        self, *, candidate: CandidateId | None = None, opening: OpeningId | None = None
    ) -> None: ...


class Contacts(Protocol):
    """Messages really delivered to candidates: the evidence, and the only thing that resets "last contact"."""

    async def add(
        self, interview: InterviewId, *, mail: str, message_id: str, recipient: str, at: datetime
    ) -> None: ...
    async def of(self, interview: InterviewId) -> Sequence[tuple[str, datetime]]: ...


class Updates(Protocol):
    """What candidates were told besides their interviews; what was really sent, or said in a call, counts as contact."""

    async def add(self, told: Update) -> None: ...
    async def get(self, key: str) -> Update | None: ...
    async def count(self, application: ApplicationId) -> int: ...
    async def sent(self, told: Update, *, message_id: str, recipient: str, at: datetime) -> None:
        """Note that the mail server took it; told again, it is noted once."""
        ...

    async def called(self, call: Call) -> bool:
        """Log a call; False, and nothing logged, where it is the very one that was logged last."""
        ...

    async def last_call(self, application: ApplicationId) -> Call | None: ...
