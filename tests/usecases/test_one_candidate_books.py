"""One candidate books: from the ATS's trigger to the interview's end, on both databases, between sandbox far ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import AskToCancel, CancelIt, LookAgain
from bot.domain.dead_end import BeyondSelfService, CandidateCancelled, NoneSuited, NoTimes, Unanswered
from bot.domain.ids import ApplicationId, CandidateId, OpeningId
from bot.domain.interview import State
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Status
from bot.domain.time import Interval
from bot.effects import Outcome
from bot.ports import Store
from bot.reply import FormErrors, Open, Redraw, Refuse, Say
from tests.office import ADA, POLICY, Office, text_of
from tests.when import NOON, SettableClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def database_kind(both: str) -> str:
    return both


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


async def test_a_stage_change_alone_puts_one_link_into_the_candidates_mailbox(office: Office) -> None:
    claim = await office.invited()

    interview = await office.interview()
    assert await office.subjects() == ["Backend Engineer at Northwind: two times to talk"]
    assert interview.state is State.OFFERED
    assert claim.expires == interview.deadline == NOON + timedelta(hours=48)
    assert office.ats.written == [(Outcome.INVITED, None)]


async def test_the_two_times_are_held_for_both_and_lie_beyond_deadline_and_notice(office: Office) -> None:
    await office.invited()

    spans = [option.span for option in (await office.interview()).standing]
    assert len(spans) == 2
    assert all(span.start >= NOON + timedelta(hours=48) + POLICY.kinds["screen"].notice for span in spans)
    assert spans[0].start.date() != spans[1].start.date()
    assert len(await office.reserved()) == 4
    assert [title.startswith("[Hold]") for title in await office.titles()] == [True, True]


async def test_the_mail_says_who_what_when_by_when_and_that_a_bot_writes_but_no_private_address(office: Office) -> None:
    await office.invited()

    text = text_of((await office.mails())[0])
    for expected in ("Ada", "Rae Morgan (Recruiter)", "Backend Engineer", "bot", "choose by", "West Africa"):
        assert expected in text
    assert text.count(office.rae.email) == 1, "only as the human to write to"


async def test_choosing_books_everywhere_in_one_go(office: Office) -> None:
    claim = await office.invited()
    span = (await office.interview()).standing[1].span

    page = await office.post(claim, "pick", option="2", zone="Africa/Lagos")
    await office.settle()

    interview = await office.interview()
    assert page.title == "You're booked"
    assert interview.state is State.BOOKED
    assert interview.booking is not None
    assert interview.booking.span == span
    assert [confirmed for _, _, confirmed in await office.reserved()] == [True, True]
    assert await office.titles() == ["Recruiter screen: Ada O. · Backend Engineer"]
    assert await office.titles("interviews@northwind.example") == ["Recruiter screen: Ada O. · Backend Engineer"]
    assert office.ats.written[-1] == (Outcome.BOOKED, span)
    assert (await office.subjects())[-1] == "Booked: Recruiter screen for Backend Engineer"


async def test_the_same_choice_again_shows_the_booking_and_another_leads_to_rescheduling(office: Office) -> None:
    claim = await office.invited()
    await office.post(claim, "pick", option="1")
    await office.settle()
    before = await office.interview()

    again = await office.post(claim, "pick", option="1")
    other = await office.post(claim, "pick", option="2")
    await office.settle()

    assert again.title == "You're booked"
    assert other.title == "Find another time"
    assert await office.interview() == before
    assert len(await office.mails()) == 2


async def test_opening_the_page_changes_nothing_however_often(office: Office) -> None:
    claim = await office.invited()
    before = await office.interview()

    for step in ("", "none", "cancel", "another", "nonsense"):
        await office.open(claim, step=step)

    assert await office.interview() == before


async def test_everyone_is_reminded_once_a_day_before_and_the_end_makes_it_took_place(office: Office) -> None:
    await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None

    await office.forward(booking.span.start - HOUR - NOON)
    reminders = [subject for subject in await office.subjects() if subject.startswith("Reminder")]
    cards = [card for card in await office.cards() if "Reminder:" in card]
    await office.forward(2 * HOUR)

    assert len(reminders) == 1
    assert len(cards) == 1
    assert (await office.interview()).state is State.TOOK_PLACE
    action = (await office.application()).next
    assert action is not None
    assert action.what == "Collect feedback and decide"


async def test_a_cancelled_interview_never_reminds(office: Office) -> None:
    manage = await office.booked()
    await office.post(manage, "cancel_it", reason="unwell")
    await office.forward(7 * DAY)

    assert not [subject for subject in await office.subjects() if subject.startswith("Reminder")]
    assert not [card for card in await office.cards() if "Reminder:" in card]


# --- triggers


async def test_the_same_delivery_and_the_same_stage_start_nothing_twice(office: Office) -> None:
    await office.seen(delivery="x", at=NOON)
    await office.seen(delivery="x", at=NOON)
    await office.seen(delivery="y", at=NOON)
    await office.seen(delivery="z", at=NOON + HOUR)
    await office.settle()

    assert len(await office.mails()) == 1


async def test_an_older_delivery_changes_nothing(office: Office) -> None:
    await office.seen(replace(ADA, stage="Onsite"), at=NOON)
    await office.seen(ADA, at=NOON - HOUR)
    await office.settle()

    assert (await office.application()).stage == "Onsite"
    assert not await office.mails()


async def test_moving_away_and_back_triggers_again(office: Office) -> None:
    await office.invited()
    await office.seen(replace(ADA, stage="Application review"), at=NOON + HOUR)
    await office.settle()
    holds_between = await office.titles()
    await office.seen(ADA, at=NOON + 2 * HOUR)
    await office.settle()

    assert holds_between == []
    assert len(await office.mails()) == 2
    assert (await office.interview()).state is State.OFFERED


async def test_what_is_missing_stops_the_mail_tells_the_recruiter_and_resumes_when_mended(office: Office) -> None:
    office.ats.record = replace(ADA, email="")
    await office.seen(replace(ADA, email=""))
    await office.settle()
    told = [card for card in await office.cards() if "the candidate's e-mail address" in card]

    await office.seen(ADA)
    await office.settle()

    assert len(told) == 1
    assert len(await office.mails()) == 1


async def test_the_ats_fills_in_what_the_payload_lacked(office: Office) -> None:
    await office.seen(replace(ADA, email=""))
    await office.settle()

    assert len(await office.mails()) == 1
    assert not [card for card in await office.cards() if "Missing" in card]


async def test_an_opening_whose_intake_is_not_agreed_waits(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish(intake=False)
    await office.seen()
    await office.settle()

    assert not await office.mails()
    assert [card for card in await office.cards() if "intake" in card]


@pytest.mark.parametrize("status", [Status.ON_HOLD, Status.PASSED, Status.WITHDRAWN])
async def test_a_closed_application_frees_every_hold_without_a_mail(office: Office, status: Status) -> None:
    claim = await office.invited()
    await office.seen(replace(ADA, status=status), at=NOON + HOUR)
    await office.settle()

    assert await office.titles() == []
    assert await office.reserved() == []
    assert len(await office.mails()) == 1
    assert (await office.open(claim)).title == "This is no longer on offer"
    assert (await office.post(claim, "rebook")).title == "This is no longer on offer"


async def test_a_rejection_while_booked_asks_the_owner_and_leaves_the_booking(office: Office) -> None:
    await office.booked()
    await office.seen(replace(ADA, status=Status.PASSED), at=NOON + HOUR)
    await office.settle()

    assert (await office.interview()).booking is not None
    assert [card for card in await office.cards() if "still booked" in card]
    assert (await office.application()).next is None


async def test_for_an_ats_without_an_api_what_would_be_written_stands_on_the_card(office: Office) -> None:
    await office.seen(replace(ADA, job="j-2"), ats="greenhouse")
    await office.settle()

    assert office.ats.written == []
    assert [card for card in await office.cards() if "To note in Greenhouse" in card and "Open in Greenhouse" in card]


# --- calendars


async def test_a_full_calendar_gives_no_mail_but_the_reason_and_the_cure(office: Office) -> None:
    await office.busy(Interval(NOON, NOON + 18 * DAY))
    await office.seen()
    await office.settle()

    interview = await office.interview()
    assert not await office.mails()
    assert interview.state is State.HANDED_OVER
    assert isinstance(interview.trouble, NoTimes)
    assert [card for card in await office.cards() if "Needs you" in card and "taken in the calendar" in card]


async def test_a_lost_race_with_the_calendar_takes_the_next_time_by_itself(office: Office) -> None:
    await office.seen()
    async with office.store() as work:
        batch = await work.outbox.claim(limit=20)
    for row in batch:
        await office.router.settle(row, await office.relay.perform(row))
    proposed = (await office.interview()).placing
    await office.busy(proposed[0].span, title="Dentist")
    await office.settle()

    interview = await office.interview()
    spans = [option.span for option in interview.standing]
    assert interview.state is State.OFFERED
    assert len(spans) == 2
    assert proposed[0].span not in spans
    assert len([title for title in await office.titles() if title.startswith("[Hold]")]) == 2


# --- silence


async def test_silence_brings_one_follow_up_and_then_a_person_never_a_third_mail(office: Office) -> None:
    await office.invited()
    await office.forward(timedelta(hours=49))
    after_deadline = await office.interview()
    await office.forward(14 * DAY)

    interview = await office.interview()
    assert after_deadline.state is State.FOLLOWED_UP
    assert len(after_deadline.standing) == 2
    assert len(await office.mails()) == 2
    assert interview.state is State.HANDED_OVER
    assert interview.trouble == Unanswered()
    assert await office.titles() == []
    assert await office.reserved() == []
    assert office.ats.written[-1][0] is Outcome.UNANSWERED
    assert len([card for card in await office.cards() if "Needs you" in card]) == 1


async def test_the_follow_ups_times_lie_beyond_its_own_deadline_and_notice(office: Office) -> None:
    await office.invited()
    await office.forward(timedelta(hours=49))

    interview = await office.interview()
    assert interview.deadline is not None
    notice = POLICY.kinds["screen"].notice
    assert all(option.span.start >= interview.deadline + notice for option in interview.standing)


async def test_an_old_link_of_an_answered_round_shows_how_things_stand(office: Office) -> None:
    first = await office.invited()
    await office.post(first, "more")
    await office.settle()

    page = await office.post(first, "pick", option="1")

    assert page.title == "There is a newer mail"
    assert (await office.interview()).state is State.OFFERED


async def test_an_expired_link_says_so_kindly_and_does_nothing(office: Office) -> None:
    claim = await office.invited()
    before = await office.interview()
    office.clock.set(claim.expires)

    opened, pressed = await office.open(claim), await office.post(claim, "pick", option="1")

    assert opened.title == pressed.title == "This link has run out"
    assert opened.status == 410
    assert await office.interview() == before


# --- changes


async def test_none_of_these_brings_other_times_without_letting_the_same_ones_come_back(office: Office) -> None:
    claim = await office.invited()
    first = {option.span for option in (await office.interview()).standing}

    page = await office.post(claim, "more")
    await office.settle()

    second = {option.span for option in (await office.interview()).standing}
    assert page.title == "We're finding other times"
    assert len(second) == 2
    assert not first & second
    assert len([title for title in await office.titles() if title.startswith("[Hold]")]) == 2


async def test_a_suggestion_that_names_no_time_goes_to_a_person(office: Office) -> None:
    claim = await office.invited()

    page = await office.post(claim, "suggest", words="  Whenever my sister\nhas the kids ")
    await office.settle()

    assert page.title == "We've passed it on"
    assert (await office.interview()).trouble == NoneSuited("Whenever my sister has the kids")
    assert [card for card in await office.cards() if "Whenever my sister has the kids" in card]


async def test_moving_keeps_the_old_time_until_the_new_one_is_chosen(office: Office) -> None:
    manage = await office.booked()
    old = (await office.interview()).booking

    page = await office.post(manage, "move", reason="conflict", words="Dentist")
    await office.settle()
    looking = await office.interview()
    choice = looking.standing[0]
    done = await office.post(await office.link(), "pick", option=str(choice.number))
    await office.settle()

    interview = await office.interview()
    assert page.title == "We're finding other times"
    assert looking.booking == old
    assert looking.reason == "Something else came up: Dentist"
    assert not any(old and old.span.overlaps(option.span) for option in looking.standing)
    assert done.title == "You're booked"
    assert interview.booking is not None
    assert old is not None
    assert (interview.booking.span, interview.booking.event) == (choice.span, old.event)
    assert (await office.subjects())[-1] == "New time: Recruiter screen for Backend Engineer"
    assert await office.titles() == ["Recruiter screen: Ada O. · Backend Engineer"]
    assert [row for row in await office.reserved() if not row[2]] == []
    assert office.ats.written[-1] == (Outcome.MOVED, choice.span)


async def test_the_invitations_keep_one_uid_and_their_sequence_rises(office: Office) -> None:
    manage = await office.booked()
    await office.post(manage, "move", reason="conflict")
    await office.settle()
    choice = (await office.interview()).standing[0]
    await office.post(await office.link(), "pick", option=str(choice.number))
    await office.settle()
    await office.post(await office.link(), "cancel_it", reason="other")
    await office.settle()

    sheets = [calendar_of(mail) for mail in await office.mails()]
    found = [sheet for sheet in sheets if sheet]
    assert [line_of(sheet, "METHOD") for sheet in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({line_of(sheet, "UID") for sheet in found}) == 1
    assert [int(line_of(sheet, "SEQUENCE")) for sheet in found] == [1, 2, 3]


async def test_a_search_for_another_time_that_nobody_answers_leaves_the_booking(office: Office) -> None:
    policy = replace(POLICY, kinds={"screen": replace(POLICY.kinds["screen"], horizon=30 * DAY)})
    manage = await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None
    office.policy = policy
    await office.post(manage, "move", reason="conflict")
    await office.settle()
    await office.forward(booking.span.start - office.clock() - HOUR)

    interview = await office.interview()
    assert interview.booking == booking
    assert interview.state in {State.BOOKED, State.OFFERED, State.FOLLOWED_UP}


async def test_too_late_to_move_alone_goes_to_a_person_and_the_time_stands(office: Office) -> None:
    manage = await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None
    office.clock.set(booking.span.start - timedelta(hours=3))

    page = await office.post(manage, "move", reason="conflict")
    await office.settle()

    interview = await office.interview()
    assert page.title == "We've passed it on"
    assert interview.booking == booking
    assert isinstance(interview.trouble, BeyondSelfService)


async def test_cancelling_frees_everything_and_the_mail_leads_to_new_times(office: Office) -> None:
    manage = await office.booked()

    sure = await office.open(manage, step="cancel")
    page = await office.post(manage, "cancel_it", reason="unwell")
    await office.settle()
    cancelled = await office.interview()
    titles, reserved = await office.titles(), await office.reserved()
    again = await office.post(await office.link(), "rebook")
    await office.settle()

    assert sure.title == "Cancel your interview?"
    assert page.title == "Your interview is cancelled"
    assert cancelled.state is State.CANCELLED
    assert cancelled.trouble == CandidateCancelled("Not well")
    assert titles == []
    assert reserved == []
    assert again.title == "We're finding other times"
    assert (await office.interview()).state is State.OFFERED
    assert Outcome.CANCELLED in [outcome for outcome, _ in office.ats.written]


async def test_a_cancel_link_in_the_old_mail_still_works_while_another_time_is_sought(office: Office) -> None:
    manage = await office.booked()
    await office.post(manage, "move", reason="conflict")
    await office.settle()

    page = await office.post(manage, "cancel_it", reason="other")
    await office.settle()

    assert page.title == "Your interview is cancelled"
    assert await office.titles() == []


# --- the recruiter


async def test_the_recruiter_sees_the_standing_and_cancels_in_two_steps(office: Office) -> None:
    await office.booked()
    interview = (await office.interview()).id

    status = await office.types("status ada")
    asked = await office.presses(AskToCancel(interview))
    unsure = await office.submits(CancelIt(interview), reason="")
    done = await office.submits(CancelIt(interview), reason="role", words="Budget")
    late = await office.presses(AskToCancel(interview))
    await office.settle()

    assert isinstance(status, Say)
    assert isinstance(asked, Open)
    assert isinstance(unsure, FormErrors)
    assert isinstance(done, Redraw)
    assert isinstance(late, Refuse)
    assert (await office.interview()).reason == "The role is on hold or closed: Budget"
    assert (await office.subjects())[-1].startswith("Cancelled")
    assert await office.titles() == []


async def test_a_person_starts_a_new_round_after_silence(office: Office) -> None:
    await office.invited()
    await office.forward(5 * DAY)

    await office.presses(LookAgain((await office.interview()).id))
    await office.settle()

    interview = await office.interview()
    assert interview.state is State.OFFERED
    assert interview.round == 2
    assert len(await office.mails()) == 3


async def test_at_night_the_candidate_is_answered_and_the_recruiters_card_waits_for_the_morning(
    store: Store, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 3, 2, 2, tzinfo=UTC))
    office = await Office(store, clock).furnish()
    await office.invited()
    by_night = await office.cards()
    await office.forward(timedelta(hours=6, minutes=15))

    assert len(await office.mails()) == 1
    assert by_night == []
    assert len(await office.cards()) == 1


def calendar_of(mail: object) -> str:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return parts[0].get_payload(decode=True).decode() if parts else ""


def line_of(sheet: str, name: str) -> str:
    return next(line.partition(":")[2] for line in sheet.splitlines() if line.startswith(f"{name}:"))


async def test_what_was_entered_by_hand_is_recognised_when_the_ats_tells_of_it(
    store: Store, clock: SettableClock
) -> None:
    office = await Office(store, clock).furnish()
    async with store() as work:
        await work.openings.add(Opening(OpeningId("op-9"), "Data Analyst", recruiter=office.rae.id, intake_agreed=True))
        ada = await work.candidates.add(Candidate(CandidateId(0), "Ada Obi", ADA.email))
        action = NextAction("Call her", office.rae.id, NOON + DAY)
        await work.applications.add(
            Application(ApplicationId("by-hand"), ada.id, OpeningId("op-9"), stage="Screen", next=action)
        )

    told = replace(ADA, job="j-9", job_title="Data Analyst")
    await office.seen(told, at=NOON)
    await office.seen(replace(told, stage="Phone screen"), at=NOON + HOUR)
    await office.settle()

    application = await office.application()
    assert application.id == "by-hand"
    assert application.candidate == ada.id
    assert application.stage == "Phone screen"
    assert len(await office.mails()) == 1
