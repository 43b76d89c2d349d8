"""People of the organisation and the accounts they speak from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, exists, func, or_, select, update

from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform
from bot.ports import Stale
from storage import rows
from storage.columns import EMPTY
from storage.spelling import address_key
from storage.tables import accounts, parties, people
from storage.transaction import Transaction

BY_KEY = select(people).where(people.c.id == bindparam("key"))
SOME = select(people).where(people.c.id.in_(bindparam("keys", expanding=True)))
BY_EMAIL = select(people).where(people.c.email_key == bindparam("key"), people.c.email_key != EMPTY)
THIS_ACCOUNT = (
    accounts.c.platform == bindparam("the_platform"),
    accounts.c.tenant == bindparam("the_tenant"),
    accounts.c.user == bindparam("the_user"),
)
BY_ACCOUNT = select(people).join(accounts, accounts.c.person == people.c.id).where(*THIS_ACCOUNT)
others = accounts.alias()
ELSEWHERE = or_(
    accounts.c.answered == 0,
    exists().where(
        others.c.person == accounts.c.person,
        others.c.answered >= accounts.c.answered,
        or_(*(others.c[name] != accounts.c[name] for name in ("platform", "tenant", "user"))),
    ),
)
ANSWERING = BY_ACCOUNT.add_columns(ELSEWHERE.label("elsewhere"))
LAST = select(func.max(others.c.answered) + 1).where(others.c.person == accounts.c.person).scalar_subquery()
ANSWERED = update(accounts).where(*THIS_ACCOUNT).values(answered=LAST)
BY_ATS_USER = (
    select(people)
    .where(people.c.ats_user == bindparam("user"), people.c.ats_user != EMPTY)
    .order_by(people.c.active.desc(), people.c.id)
    .limit(1)
)
REPRESENTED = select(people).where(people.c.delegate == bindparam("key"), people.c.active).order_by(people.c.id)
ACCOUNTS = (
    select(accounts)
    .where(accounts.c.person == bindparam("whose"))
    .order_by(accounts.c.answered.desc(), accounts.c.platform, accounts.c.tenant, accounts.c.user)
)
ADD = people.insert()
SAVE = update(people).where(people.c.id == bindparam("key"))
NEW_PARTY = parties.insert().returning(parties.c.id)


class SqlPeople:
    """Disabled people are returned like all others, with `active` False. Who was read is not read by their key again."""

    __slots__ = ("_read", "_transaction")

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._read: dict[PersonId, Person] = {}

    async def get(self, person: PersonId) -> Person | None:
        return self._read.get(person) or await self._one(BY_KEY, key=person)

    async def by_account(self, account: Account) -> Person | None:
        """Return who speaks from the account, or None for one that nobody has linked."""
        return await self._one(BY_ACCOUNT, **_named(account))

    async def answering(self, account: Account) -> Person | None:
        """Return who speaks from the account, and keep that they answered there last; written only where it changes."""
        row = (await self._transaction.run(ANSWERING, _named(account))).mappings().one_or_none()
        if row is None:
            return None
        if row["elsewhere"]:
            await self._transaction.run(ANSWERED, _named(account))
        return self._noted(row)

    async def some(self, wanted: Iterable[PersonId]) -> Mapping[PersonId, Person]:
        """Return those of the people that are there, by their key, in one statement at most."""
        keys = set(wanted)
        match sorted(keys - self._read.keys()):
            case []:
                pass
            case [one]:
                await self.get(one)
            case several:
                for row in (await self._transaction.run(SOME, {"keys": several})).mappings():
                    self._noted(row)
        return {key: self._read[key] for key in sorted(keys) if key in self._read}

    async def by_email(self, email: str) -> Person | None:
        key = address_key(email)
        return await self._one(BY_EMAIL, key=key) if key else None

    async def by_ats_user(self, user: str) -> Person | None:
        """Return who the ATS knows by this id; of several, one who is active."""
        return await self._one(BY_ATS_USER, user=user) if user else None

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """Return where they can be written to, first where they answered last."""
        found = await self._transaction.run(ACCOUNTS, {"whose": person})
        return tuple(Account(Platform(row.platform), row.tenant, row.user) for row in found)

    async def link(self, account: Account, *, person: PersonId) -> None:
        """Let the account speak for the person, from now on only for them; nobody has answered there yet."""
        named = {"platform": account.platform.value, "tenant": account.tenant, "user": account.user}
        row = named | {"person": person, "answered": 0}
        await self._transaction.put(accounts, row, unique=("platform", "tenant", "user"))

    async def all(self) -> Sequence[Person]:
        found = await self._transaction.run(select(people).order_by(people.c.id))
        return tuple(rows.person(row) for row in found.mappings())

    async def represented_by(self, person: PersonId) -> Sequence[Person]:
        """Return whose delegate the person is, as far as they are active."""
        found = await self._transaction.run(REPRESENTED, {"key": person})
        return tuple(rows.person(row) for row in found.mappings())

    async def add(self, person: Person) -> Person:
        """Store somebody new under a fresh key, whatever key was given, and return them with it."""
        key = await new_party(self._transaction)
        await self._transaction.run(ADD, rows.person_values(person) | {"id": key})
        return replace(person, id=PersonId(key))

    async def save(self, person: Person) -> None:
        """Overwrite what is stored of them; raises Stale if they are gone."""
        self._read.pop(person.id, None)
        if not (await self._transaction.run(SAVE, rows.person_values(person) | {"key": person.id})).rowcount:
            raise Stale(f"person {person.id} is gone")

    async def _one(self, question: Select[Any], **given: Any) -> Person | None:
        row = (await self._transaction.run(question, given)).mappings().one_or_none()
        return None if row is None else self._noted(row)

    def _noted(self, row: RowMapping) -> Person:
        person = rows.person(row)
        self._read[person.id] = person
        return person


def _named(account: Account) -> dict[str, str]:
    return {"the_platform": account.platform.value, "the_tenant": account.tenant, "the_user": account.user}


async def new_party(transaction: Transaction) -> int:
    """Return the next key of the one sequence that people and candidates share."""
    return int((await transaction.run(NEW_PARTY)).scalar_one())
