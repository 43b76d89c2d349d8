"""Cards that stand in chat, by what they are about, so that they can be redrawn in place."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, bindparam, case, cast, exists, or_, select

from bot.domain.ids import PersonId
from bot.domain.people import Account, Platform
from bot.effects import CardKind
from bot.ports import Post, Posted
from storage.lanes import IS_DEAD
from storage.tables import interviews, outbox, posts
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
# The subject of these cards alone is a number, and PostgreSQL reads no other as one.
ROW = case((posts.c.card == CardKind.DEAD.value, cast(posts.c.subject, BigInteger)))
DEAD = exists().where(outbox.c.id == ROW, IS_DEAD)
ABOUT_LIVE = (CardKind.ASK.value, CardKind.INTERVIEW.value, CardKind.STUCK.value)
OPEN = (
    select(posts)
    .outerjoin(interviews, and_(interviews.c.id == posts.c.subject, interviews.c.live))
    .where(posts.c.person == bindparam("whose"))
    .where(
        or_(
            and_(posts.c.card == CardKind.SEAT.value, interviews.c.booked_start > bindparam("now")),
            and_(posts.c.card.in_(ABOUT_LIVE), interviews.c.id.is_not(None)),
            DEAD,
        )
    )
    .order_by(posts.c.serial.desc())
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
            "behalf": post.behalf,
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

    async def open(self, person: PersonId, *, now: datetime) -> Sequence[Post]:
        """Return the person's cards that may still wait for them, all of them, the newest first.

        Those are seats in a live interview booked for later, live interviews and their times, and what was given up.
        """
        return tuple(_post(row) for row in await self._transaction.run(OPEN, {"whose": person, "now": now}))

    async def latest(self, person: PersonId, cards: Collection[CardKind], *, limit: int) -> Sequence[Post]:
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
        None if row.behalf is None else PersonId(row.behalf),
    )
