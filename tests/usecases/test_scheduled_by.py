"""Who may schedule: hiring managers for their own roles, where a kind names them; all else is refused in words."""

from dataclasses import replace

import pytest

from bot.actions import AskToCancel, LookAgain, ScheduleIt, ShowInterview
from bot.cards import Buttons, Card, Facts
from bot.domain.interview import State
from bot.domain.people import Account, Person, Role
from bot.inbound import Pressed, Submitted, Typed
from bot.ports import Store
from bot.reply import FormErrors, Open, Refuse, Reply, Say
from tests.office import POLICY, SCREEN
from tests.usecases.test_scheduling import HANAS, Desk, form, listed, sends
from tests.when import SettableClock

TALK = replace(
    SCREEN,
    key="talk",
    title="Manager talk",
    interviewer=Role.HIRING_MANAGER,
    scheduled_by=frozenset({Role.RECRUITER, Role.HIRING_MANAGER}),
)
NAMING = replace(POLICY, kinds={"screen": SCREEN, "talk": TALK})


@pytest.fixture
async def desk(store: Store, clock: SettableClock) -> Desk:
    return await Desk(store, clock, policy=NAMING).furnish_more()


async def asks(desk: Desk, line: str, *, by: Account = HANAS) -> Reply:
    reply = await desk.handle(Typed(by, line))
    await desk.settle()
    return reply


async def sees(desk: Desk, *, kind: str = "talk") -> Reply:
    given = {"application": desk.ada, "kind": kind, "interviewer": "role"}
    return await desk.handle(Submitted(HANAS, ScheduleIt(desk.ada), given))


async def presses(desk: Desk, action: object) -> Reply:
    return await desk.handle(Pressed(HANAS, action))


async def is_hired_for_by(desk: Desk, manager: Person) -> None:
    """Every role has this manager from now on."""
    async with desk.store() as work:
        for opening in await work.openings.all():
            await work.openings.save(replace(opening, hiring_manager=manager.id))


def told(reply: Reply) -> Card:
    assert isinstance(reply, Say), reply
    return reply.card


def refusal(reply: Reply) -> str:
    assert isinstance(reply, Refuse), reply
    return reply.text


def commands(card: Card) -> list[str]:
    return [label.partition(" ")[0] for block in card.blocks if isinstance(block, Facts) for label, _ in block.rows]


async def test_a_manager_starts_what_names_them_for_their_own_role_and_may_take_it_back(desk: Desk) -> None:
    first = form(await asks(desk, "schedule Ada Obi"))
    not_theirs = await sees(desk, kind="screen")
    view = form(await sees(desk))
    sent = await desk.handle(Submitted(HANAS, view.action, {}))
    await desk.settle()
    interview = await desk.interview()
    cancelling = await presses(desk, AskToCancel(interview.id))

    assert "schedule" in commands(told(await asks(desk, "help")))
    assert listed(first, "kind") == ["Manager talk"]
    assert isinstance(not_theirs, FormErrors)
    assert "is scheduled by a coordinator or a recruiter" in not_theirs.errors["kind"]
    assert isinstance(sent, Say), "the owner is the recruiter, so the manager sees the card at once"
    assert (interview.kind, interview.state) == ("talk", State.OFFERED)
    assert [seat.person for seat in interview.seats] == [desk.hana.id]
    assert isinstance(cancelling, Open)


async def test_what_does_not_name_them_they_may_see_and_not_touch(desk: Desk) -> None:
    await desk.previewed(kind="screen")
    await desk.submits(sends(await desk.previewed(kind="screen")))
    await desk.settle()
    key = (await desk.interview()).id
    shown = told(await presses(desk, ShowInterview(key)))

    assert not any(isinstance(block, Buttons) for block in shown.blocks)
    for action in (AskToCancel(key), LookAgain(key)):
        assert "recruiters and coordinators" in refusal(await presses(desk, action))


async def test_a_role_of_somebody_else_is_not_theirs_whatever_the_kind(desk: Desk) -> None:
    view = form(await asks(desk, "schedule Ada Obi"))
    await is_hired_for_by(desk, desk.cora)
    again = await desk.handle(Submitted(HANAS, view.action, {"kind": "talk", "interviewer": "role"}))
    named = await asks(desk, "schedule Ada Obi")

    assert isinstance(again, FormErrors)
    assert isinstance(named, Refuse)
    assert "I find nobody in play called “Ada Obi”." in named.text


async def test_where_no_kind_names_them_the_command_is_not_offered_and_is_refused(
    store: Store, clock: SettableClock
) -> None:
    desk = await Desk(store, clock).furnish_more()

    assert "schedule" not in commands(told(await asks(desk, "help")))
    assert "recruiters and coordinators" in refusal(await asks(desk, "schedule Ada Obi"))
    assert "recruiters and coordinators" in refusal(await sees(desk, kind="screen"))


async def test_a_seat_lets_a_manager_answer_and_neither_cancel_nor_look_again(desk: Desk) -> None:
    view = form(await asks(desk, "schedule Ada Obi"))
    assert view.fields
    given = form(await sees(desk))
    await desk.handle(Submitted(HANAS, given.action, {}))
    await desk.settle()
    await is_hired_for_by(desk, desk.cora)
    key = (await desk.interview()).id

    assert isinstance(await presses(desk, AskToCancel(key)), Refuse)
    assert isinstance(await presses(desk, LookAgain(key)), Refuse)
