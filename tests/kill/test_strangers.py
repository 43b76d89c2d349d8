"""Somebody types before anybody has linked their account: looked up, linked and answered, whatever is killed on the way."""

import pytest

from bot.domain.people import Account, Platform
from bot.inbound import Typed
from tests.kill.desk import Desk
from tests.kill.killing import killed, killed_over_slack, started_again
from tests.kill.orders import Orders
from tests.kill.premises import USHERS_SLACK, Hire, Premises, Program, furnish
from tests.kill.stall import Point
from tests.standins.slack import Slack
from tests.standins.slack_blocks import readable
from tests.standins.smtp import MailServer

pytestmark = [
    pytest.mark.large,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]
RAES = Account(Platform.SLACK, USHERS_SLACK[0], "U0RAE")


@pytest.fixture
async def stranger(own_program: Program, slack: Slack, server: MailServer) -> Desk:
    """Rae, of whom Usher knows the mail address and not yet the account; she has just typed something."""
    hire = Hire(slack_user="")
    await furnish(own_program, hire)
    slack.person("U0RAE", profile={"email": hire.recruiter.email}, is_email_confirmed=True)
    await own_program.usher.router.handle(Typed(RAES, "help"))
    return Desk(own_program, slack, server, hire)


@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
@pytest.mark.parametrize("kind", ["who.is", "who.told"])
async def test_whoever_asked_before_they_were_known_is_answered_once(
    premises: Premises, stranger: Desk, slack: Slack, kind: str, point: Point
) -> None:
    await killed(premises, stranger, kind=kind, point=point)
    under_way = await stranger.under_way()
    drained = await started_again(premises)

    async with stranger.program.usher.database.store() as work:
        person = await work.people.by_account(RAES)
    answers = [readable(message.blocks) for message in slack.direct("U0RAE")]
    assert under_way == ([] if point is Point.COMMITTED else [kind])
    assert drained.left == {"waiting": 0, "dead": 0}
    assert drained.times("resend") == ({} if point is Point.COMMITTED else {kind: 1})
    assert person is not None
    assert len(answers) == 1
    assert "status" in answers[0], "the commands, as help tells them"


async def test_an_answer_that_never_arrived_is_owned_up_to_and_nothing_is_done_twice(
    premises: Premises, stranger: Desk, slack: Slack
) -> None:
    await killed_over_slack(Orders(premises, kind="who.told"), stranger, method="chat.postMessage", accepted=False)
    before = list(slack.messages)
    drained = await started_again(premises)

    answers = [readable(message.blocks) for message in slack.direct("U0RAE")]
    assert before == []
    assert drained.left == {"waiting": 0, "dead": 0}
    assert len(answers) == 1
    assert "lost" in answers[0]
