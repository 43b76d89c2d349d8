"""Somebody answers a card in their own words: noted once and answered once, whatever is killed on the way."""

import pytest

from bot.asked import ANSWER_LOST
from bot.domain.access import Who
from bot.domain.conversation import Conversation
from bot.domain.interview import Answer
from bot.domain.people import Account, Platform
from bot.effects import CardKind
from bot.inbound import Said
from tests.kill.desk import Desk
from tests.kill.killing import killed, killed_over_slack, play, started_again
from tests.kill.orders import Orders
from tests.kill.premises import USHERS_SLACK, Premises
from tests.kill.scenes import BOOKED, Scene, picked, triggered
from tests.kill.stall import Point
from tests.standins.slack_blocks import readable

pytestmark = [
    pytest.mark.large,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]
RAES = Account(Platform.SLACK, USHERS_SLACK[0], "U0RAE")
NOTHING_LEFT = {"waiting": 0, "dead": 0}


async def declined(desk: Desk) -> None:
    await desk.program.usher.router.handle(Said(RAES, "can't make it", Conversation("D0RAE"), "Ev1"))


DECLINED = Scene("declined", (triggered, picked), declined, BOOKED)


def answers(desk: Desk) -> list[str]:
    """Return what was answered in Rae's own conversation, cards that were posted there left out."""
    return [readable(m.blocks) for m in desk.slack.direct("U0RAE") if _key(m.metadata).startswith("said:")]


def cards(desk: Desk, kind: CardKind) -> int:
    return sum(_key(m.metadata).startswith(f"{kind}:") for m in desk.slack.direct("U0RAE"))


def _key(metadata: object) -> str:
    assert isinstance(metadata, dict)
    return str(metadata["event_payload"]["key"])


async def times_noted(desk: Desk) -> int:
    async with desk.program.usher.database.store() as work:
        rows = await work.audit.recent(limit=200)
    return sum(row.what == "interview.seat_cannot" and row.who is Who.PERSON for row in rows)


@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
async def test_what_was_said_is_noted_once_and_answered_once(premises: Premises, desk: Desk, point: Point) -> None:
    await play(DECLINED, desk)
    await killed(premises, desk, kind="said.answer", point=point)
    under_way = await desk.under_way()
    drained = await started_again(premises)

    assert under_way == ([] if point is Point.COMMITTED else ["said.answer"])
    assert drained.left == NOTHING_LEFT
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {"said.answer": 1})
    assert len(answers(desk)) == 1
    assert "Noted: Ada O." in answers(desk)[0]
    assert (await desk.interview()).seats[0].answer is Answer.CANNOT
    assert await times_noted(desk) == 1
    assert cards(desk, CardKind.STUCK) == 1


async def test_an_answer_that_never_arrived_is_owned_up_to_and_nothing_is_noted_twice(
    premises: Premises, desk: Desk
) -> None:
    await play(DECLINED, desk)
    await killed_over_slack(Orders(premises, kind="said.answer"), desk, method="chat.postMessage", accepted=False)
    before = answers(desk)
    drained = await started_again(premises)

    assert before == []
    assert drained.left == NOTHING_LEFT
    assert len(answers(desk)) == 1
    assert ANSWER_LOST in answers(desk)[0]
    assert (await desk.interview()).seats[0].answer is Answer.CANNOT
    assert await times_noted(desk) == 1
    assert cards(desk, CardKind.STUCK) == 1
