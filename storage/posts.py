"""Cards that stand in chat, by what they are about, so that they can be redrawn in place."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.domain.ids import PersonId
from bot.domain.people import Account, Platform
from bot.effects import CardKind
from bot.ports import Post, Posted
from storage.tables import posts
from storage.transaction import Transaction

ONE_MESSAGE = ("platform", "tenant", "place", "message")

NAMED = (
    posts.c.platform == bindparam("platform"),
    posts.c.tenant == bindparam("tenant"),
    posts.c.place == bindparam("place"),
    posts.c.message == bindparam("message"),
)
AT = select(posts).where(*NAMED)
LATEST = (
    select(posts)
    .where(posts.c.person == bindparam("whose"), posts.c.card.in_(bindparam("cards", expanding=True)))
    .order_by(posts.c.serial.desc())
    .limit(bindparam("most"))
)
ABOUT = select(posts).where(posts.c.subject == bindparam("subject")).order_by(posts.c.serial)


class SqlPosts:
    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, post: Post) -> None:
        """Remember where a card stands; posted again after a move, it stands in several places, and all are redrawn."""
        where = {"place": post.posted.place, "message": post.posted.message}
        row = {
            "subject": post.subject,
            "card": post.card.value,
            "person": post.person,
            "platform": post.account.platform.value,
            "tenant": post.account.tenant,
            "user": post.account.user,
        }
        await self._transaction.add_once(posts, row | where, unique=ONE_MESSAGE)

    async def about(self, subject: str) -> Sequence[Post]:
        """Return every card that stands about the subject, in the order they were first posted."""
        return tuple(_post(row) for row in await self._transaction.run(ABOUT, {"subject": subject}))

    async def at(self, account: Account, posted: Posted) -> Post | None:
        """Return the card that stands in this message; a message has one card at most."""
        where = {"platform": account.platform.value, "tenant": account.tenant}
        rows = await self._transaction.run(AT, where | {"place": posted.place, "message": posted.message})
        return next((_post(row) for row in rows), None)

    async def latest(self, person: PersonId, cards: Collection[CardKind], *, limit: int = 50) -> Sequence[Post]:
        """Return the person's cards of these kinds, the newest first."""
        wanted = {"whose": person, "cards": [card.value for card in cards], "most": limit}
        return tuple(_post(row) for row in await self._transaction.run(LATEST, wanted))


def _post(row: Row[Any]) -> Post:
    return Post(
        CardKind(row.card),
        row.subject,
        PersonId(row.person),
        Account(Platform(row.platform), row.tenant, row.user),
        Posted(row.place, row.message),
    )
