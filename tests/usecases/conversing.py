"""Talking to Usher in a test: what somebody says, in the thread of a card or outside one, and what they hear."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.sandbox.chat import By, Line
from bot.actions import Action
from bot.codec import decode
from bot.domain.conversation import Conversation
from bot.domain.interview import Answer, Interview
from bot.domain.people import Account
from bot.domain.time import Interval
from bot.effects import CardKind
from bot.inbound import Said
from tests.office import ADA, RAES, Office, said
from tests.when import NOON

BEN = replace(ADA, application="a-2", candidate="c-2", email="ben@mail.example", name="Ben Okri")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Talk:
    """One person's conversation with Usher; everything they say is a delivery of its own."""

    office: Office
    account: Account = RAES
    count: int = 0

    async def says(self, text: str, *, thread: str = "", shared: bool = False, delivery: str = "") -> str:
        """Say something and return what came back, as one text; empty where nothing came."""
        before = len(await self._answers())
        self.count += 1
        at = Conversation(self.account.user, thread, shared)
        await self.office.handle(Said(self.account, text, at, delivery or f"m-{self.count}"))
        await self.office.settle()
        return " ".join(said(line) for line in (await self._answers())[before:])

    async def buttons(self) -> dict[str, Action]:
        """Return the buttons of the last answer."""
        blocks = (await self._answers())[-1].card["blocks"]
        items = [item for block in blocks if block["kind"] == "buttons" for item in block["items"]]
        return {item["label"]: decode(item["action"], Action) for item in items}

    async def _answers(self) -> Sequence[Line]:
        """Every answer so far; posted cards are none."""
        lines = await self.office.chat.lines(self.account.user)
        return [line for line in lines if line.key.startswith("said:") or line.by is By.USHER_TO_YOU]


async def both_booked(office: Office) -> None:
    """Ada is booked, and Ben for another time."""
    await office.booked()
    await office.seen(BEN)
    await office.settle()
    await office.post(await office.link(BEN.email), "pick", option="1")
    await office.settle()


async def one_time_alone(office: Office) -> None:
    """Only one time can be held for Ada, which a person has to decide about."""
    await office.busy(Interval(NOON, NOON + 4 * DAY + 4 * HOUR))
    await office.busy(Interval(NOON + 4 * DAY + 4 * HOUR + timedelta(minutes=55), NOON + 20 * DAY))
    await office.invited_or_not()


async def handed_over(office: Office) -> None:
    """There is no time at all for Ada, which a person has to decide about."""
    await office.busy(Interval(NOON, NOON + 20 * DAY))
    await office.invited_or_not()


async def card_of(office: Office, kind: CardKind, *, name: str = "a-1", nth: int = -1) -> str:
    """Return the message in which Rae's newest card of this kind about an interview stands."""
    interview = await office.interview(name)
    async with office.store() as work:
        posts = [post for post in await work.posts.about(interview.id) if post.card is kind]
    return posts[nth].posted.message


def answer_of(interview: Interview) -> Answer:
    return interview.seats[0].answer
