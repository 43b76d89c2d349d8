"""What the record has of the people who use Usher: who they are, where they are signed in, what they have begun."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.ids import PersonId
from bot.domain.people import Account, Person


class People(Protocol):
    async def get(self, person: PersonId) -> Person | None: ...
    async def some(self, wanted: Iterable[PersonId]) -> Mapping[PersonId, Person]: ...
    async def by_account(self, account: Account) -> Person | None: ...
    async def by_email(self, email: str) -> Person | None: ...
    async def by_ats_user(self, user: str) -> Person | None: ...
    async def answering(self, account: Account) -> Person | None:
        """Return who speaks from the account, and keep that they answered there last."""
        ...

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """Return a person's accounts, first where they answered last: there they are written to."""
        ...

    async def link(self, account: Account, *, person: PersonId) -> None: ...
    async def all(self) -> Sequence[Person]: ...
    async def represented_by(self, person: PersonId) -> Sequence[Person]:
        """Return whose delegate the person is."""
        ...

    async def add(self, person: Person) -> Person: ...
    async def save(self, person: Person) -> None: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person had filled in of a form when they left it; `form` is its encoded action."""

    person: PersonId
    form: str
    values: Mapping[str, str]
    at: datetime


class Drafts(Protocol):
    """One draft per person and form, the newest; `keep` also forgets everybody's from before `forget`."""

    async def keep(self, draft: Draft, *, forget: datetime) -> None: ...
    async def get(self, person: PersonId, form: str) -> Draft | None: ...
    async def drop(self, person: PersonId, form: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in until an instant (aware UTC); `key` is a hash of the secret that their browser has."""

    key: str
    person: PersonId
    until: datetime


class Sessions(Protocol):
    """`begin` and `use_up` also forget what is over; a link whose `use_up` returns False was used before."""

    async def begin(self, session: Session, *, now: datetime) -> None: ...
    async def get(self, key: str) -> Session | None: ...
    async def end(self, key: str) -> None: ...
    async def end_all(self, person: PersonId) -> None: ...
    async def use_up(self, nonce: str, *, until: datetime, now: datetime) -> bool: ...
    async def was_used(self, nonce: str) -> bool: ...


class Digests(Protocol):
    """The local dates that somebody's digest has been looked after on, whether or not there was anything to say."""

    async def claim(self, person: PersonId, *, day: date, at: datetime) -> bool:
        """Take a date for somebody; False where it was taken before."""
        ...

    async def recent(self, people: Collection[PersonId], *, since: date) -> Mapping[PersonId, Mapping[date, datetime]]:
        """Return the dates from `since` on that were taken, each with when (aware UTC); nothing for who has none."""
        ...
