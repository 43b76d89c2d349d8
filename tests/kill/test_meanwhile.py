"""What people do between the kill and the new start: the world has moved on, and nothing of the old attempt is left."""

from dataclasses import replace

import pytest

from bot.domain.interview import State
from bot.domain.pipeline import Status
from bot.effects import CardKind, Mail, Outcome
from tests.kill.desk import Desk
from tests.kill.killing import LATER, killed, killed_over_mail, play, started_again
from tests.kill.orders import Orders
from tests.kill.premises import Hire, Premises, Program, furnish
from tests.kill.scenes import CANCEL, MOVE, PICK, TRIGGER, End, asked_to_move, cancelled, ended_well, picked
from tests.kill.stall import Point
from tests.standins.slack import Slack
from tests.standins.smtp import MailServer

pytestmark = [
    pytest.mark.large,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]
UNSETTLED = pytest.mark.parametrize(
    "point", [Point.BEFORE, Point.ACCEPTED], ids=["before_the_call", "after_acceptance"]
)
NOTHING_LEFT = {"waiting": 0, "dead": 0}


@pytest.mark.parametrize("point", list(Point), ids=lambda point: point.replace(" ", "_"))
async def test_an_event_whose_interview_was_cancelled_meanwhile_is_gone_in_the_end(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(PICK, desk)
    await killed(premises, desk, kind="event.place", point=point)

    await cancelled(desk)
    drained = await started_again(premises)

    assert drained.left == NOTHING_LEFT
    await ended_well(desk, CANCEL.end)


@UNSETTLED
async def test_an_event_whose_interview_was_moved_meanwhile_stands_once_at_the_new_time(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(PICK, desk)
    await killed(premises, desk, kind="event.place", point=point)

    await asked_to_move(desk)
    await desk.drain()
    await picked(desk)
    drained = await started_again(premises)

    assert drained.left == NOTHING_LEFT
    await ended_well(desk, MOVE.end)


@UNSETTLED
async def test_an_event_that_was_being_moved_and_is_moved_again_stands_once_at_the_newest_time(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(MOVE, desk)
    await killed(premises, desk, kind="event.place", point=point)

    await asked_to_move(desk)
    await desk.drain()
    await picked(desk)
    drained = await started_again(premises)

    again = ((Mail.OFFER, 3), (Mail.MOVED, 3))
    end = End(
        State.BOOKED,
        (*MOVE.end.mails, *again),
        (*MOVE.end.noted, Outcome.INVITED, Outcome.MOVED),
        {CardKind.INTERVIEW: 1, CardKind.SEAT: 3},
    )
    assert drained.left == NOTHING_LEFT
    await ended_well(desk, end)


@UNSETTLED
async def test_no_hold_is_left_of_an_interview_that_was_moved_and_then_cancelled_meanwhile(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(PICK, desk)
    await killed(premises, desk, kind="event.place", point=point)

    await asked_to_move(desk)
    await desk.drain()
    await picked(desk)
    await desk.drain()
    await cancelled(desk)
    drained = await started_again(premises)

    assert drained.left == NOTHING_LEFT
    assert await desk.on_organisers_calendar() == []
    assert await desk.on_calendar() == []


@UNSETTLED
async def test_a_time_that_somebody_took_meanwhile_is_let_go_and_another_is_offered(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(TRIGGER, desk)
    await killed(premises, desk, kind="hold.place", point=point)
    wanted = (await desk.interview()).options[0].span

    await desk.program.calendar.put_busy(desk.hire.recruiter.email, wanted, title="Board meeting")
    drained = await started_again(premises)

    interview = await desk.interview()
    entries = await desk.on_calendar()
    assert drained.left == NOTHING_LEFT
    assert interview.state is State.OFFERED
    assert wanted not in [option.span for option in interview.standing]
    assert [e.span for e in entries if e.tentative] == sorted(option.span for option in interview.standing)
    assert [e.title for e in entries if e.span.overlaps(wanted)] == ["Board meeting"]
    assert list(desk.copies().values()) == [1]


@UNSETTLED
async def test_a_hold_whose_candidate_withdrew_meanwhile_is_gone_in_the_end(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(TRIGGER, desk)
    await killed(premises, desk, kind="hold.place", point=point)

    await desk.told(replace(desk.hire.record, status=Status.WITHDRAWN))
    drained = await started_again(premises)

    assert drained.left == NOTHING_LEFT
    assert await desk.on_calendar() == []
    assert desk.mails() == []


@UNSETTLED
async def test_a_candidate_who_answers_the_mail_we_do_not_know_of_gets_no_second_one(
    premises: Premises, desk: Desk, point: Point
) -> None:
    await play(TRIGGER, desk)
    await killed(premises, desk, kind="mail.send", point=point)

    if point is Point.ACCEPTED:
        await picked(desk)
    drained = await started_again(premises)

    assert drained.left == NOTHING_LEFT
    assert set(desk.copies().values()) == {1}
    assert len(desk.mails()) == (2 if point is Point.ACCEPTED else 1)


async def test_a_mail_that_the_server_had_read_but_not_taken_comes_once(premises: Premises, desk: Desk) -> None:
    await play(TRIGGER, desk)

    await killed_over_mail(Orders(premises, kind="mail.send"), desk, at="content")
    copies = len(desk.mails())
    drained = await started_again(premises)

    assert copies == 0
    assert drained.times("resend") == {"mail.send": 1}
    await ended_well(desk, TRIGGER.end)


async def test_every_copy_of_a_mail_that_is_killed_again_and_again_has_one_message_id_and_is_counted(
    premises: Premises, desk: Desk
) -> None:
    await play(TRIGGER, desk)

    await killed(premises, desk, kind="mail.send", point=Point.ACCEPTED)
    await killed(premises, desk, kind="mail.send", point=Point.ACCEPTED, ahead=LATER)
    drained = await started_again(premises, ahead=2 * LATER)

    assert drained.times("resend") == {"mail.send": 1}
    assert list(desk.copies().values()) == [3]
    assert await desk.contacts() == ["offer"]


async def test_a_card_that_is_killed_again_and_again_stands_once(premises: Premises, desk: Desk) -> None:
    await play(TRIGGER, desk)

    await killed(premises, desk, kind="card.tell", point=Point.ACCEPTED)
    await killed(premises, desk, kind="card.tell", point=Point.COMMITTED, ahead=LATER)
    drained = await started_again(premises, ahead=2 * LATER)

    assert drained.left == NOTHING_LEFT
    assert len(desk.slack.called("chat.postMessage")) == 1
    await ended_well(desk, TRIGGER.end)


async def test_a_card_by_mail_comes_twice_with_one_message_id_when_its_answer_is_lost(
    premises: Premises, own_program: Program, slack: Slack, server: MailServer
) -> None:
    desk = Desk(own_program, slack, server, Hire(slack_user=""))
    await furnish(own_program, desk.hire)
    await play(TRIGGER, desk)

    await killed_over_mail(Orders(premises, kind="card.tell"), desk, at="taken")
    drained = await started_again(premises)

    copies = [str(mail["Message-ID"]) for mail in desk.mails(desk.hire.recruiter.email)]
    assert drained.left == NOTHING_LEFT
    assert drained.times("resend") == {"card.tell": 1}
    assert len(copies) == 2
    assert len(set(copies)) == 1
    assert list(desk.copies().values()) == [1]
