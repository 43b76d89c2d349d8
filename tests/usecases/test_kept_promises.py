"""What was once wrong and must not come back: old links, consent, people who left, calendars that stay silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import CancelIt, LookAgain, SkipIt
from bot.domain.dead_end import BeyondSelfService, ClosedInAts
from bot.domain.ids import PersonId
from bot.domain.interview import Seat, State
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Status
from bot.domain.time import Interval
from bot.inbound import CandidateSeen, Typed
from bot.ports import Store
from bot.reply import Refuse, Say
from tests.office import ADA, POLICY, Office, text_of
from tests.when import NOON, SettableClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await Office(store, clock).furnish()


async def needs_you(office: Office) -> list[str]:
    return [card for card in await office.cards() if "Needs you" in card]


async def colleague(office: Office, name: str, *roles: Role) -> tuple[Person, Account]:
    account = Account(Platform.SANDBOX, "demo", name.lower())
    async with office.store() as work:
        person = await work.people.add(
            Person(PersonId(0), name, f"{name.lower()}@northwind.example", zone="Europe/London", roles=frozenset(roles))
        )
        await work.people.link(account, person=person.id)
    return person, account


async def owned_by(office: Office, person: Person) -> None:
    async with office.store() as work:
        opening = await work.openings.by_ats_job("paper", "j-1")
        assert opening is not None
        await work.openings.save(replace(opening, recruiter=person.id))


@pytest.mark.parametrize("told", [{"status": Status.PASSED}, {"stage": "Onsite"}], ids=["rejected", "moved on"])
async def test_an_old_link_does_not_start_again_what_the_ats_has_ended(office: Office, told: dict[str, object]) -> None:
    claim = await office.invited()
    await office.seen(replace(ADA, **told), at=NOON + HOUR)
    await office.settle()

    page = await office.post(claim, "rebook")
    pressed = await office.presses(LookAgain((await office.interview()).id))
    await office.settle()

    assert page.title == "This is no longer on offer"
    assert isinstance(pressed, Refuse)
    assert len(await office.mails()) == 1


async def test_an_ats_without_stages_is_on_record_for_each_status_it_tells(office: Office) -> None:
    for status in (Status.ACTIVE, Status.ON_HOLD, Status.PASSED):
        await office.seen(replace(ADA, stage="", status=status))

    async with office.store() as work:
        told = [row for row in await work.audit.recent(limit=50) if row.what.startswith("application.")]
    assert [(row.what, row.detail) for row in told] == [
        ("application.status_told", {"status": "passed"}),
        ("application.status_told", {"status": "on_hold"}),
    ]


async def test_the_next_stage_begins_though_the_last_ones_interview_had_to_be_wound_down(
    store: Store, clock: SettableClock
) -> None:
    screen = POLICY.kinds["screen"]
    kinds = {"screen": screen, "second": replace(screen, key="second", title="Second screen")}
    policy = replace(POLICY, kinds=kinds, stages={**POLICY.stages, "onsite": "second"})
    office = await Office(store, clock, policy=policy).furnish()
    await office.booked()

    await office.seen(replace(ADA, stage="Onsite"), at=NOON + HOUR)
    await office.settle()

    begun = await office.interview()
    assert (begun.kind, begun.state) == ("second", State.OFFERED)


async def test_nobody_is_mailed_after_the_ats_said_not_to(office: Office) -> None:
    await office.invited()
    await office.handle(CandidateSeen("paper", "x1", "c-1", mail_ok=False))
    await office.forward(timedelta(hours=49))

    assert len(await office.mails()) == 1
    assert [card for card in await needs_you(office) if "not to be e-mailed" in card]
    assert isinstance(await office.presses(LookAgain((await office.interview()).id)), Refuse)


async def test_a_held_trigger_does_not_outlive_its_stage(office: Office) -> None:
    office.ats.record = replace(ADA, email="")
    await office.seen(replace(ADA, email=""), at=NOON)
    await office.settle()
    await office.seen(replace(ADA, email="", stage="Onsite"), at=NOON + HOUR)
    await office.handle(CandidateSeen("paper", "x1", "c-1", email=ADA.email))
    await office.settle()

    assert await office.mails() == []


async def test_a_held_trigger_whose_interview_runs_already_harms_nobody(office: Office) -> None:
    async def intake(agreed: bool) -> None:
        async with office.store() as work:
            opening = await work.openings.by_ats_job("paper", "j-1")
            assert opening is not None
            await work.openings.save(replace(opening, intake_agreed=agreed))

    await office.invited()
    first = await office.interview()
    await office.submits(CancelIt(first.id), reason="role")
    await intake(False)
    await office.seen(replace(ADA, stage="Review"), at=NOON + HOUR)
    await office.seen(ADA, at=NOON + 2 * HOUR)
    await office.settle()
    await office.presses(LookAgain(first.id))
    await office.settle()
    await intake(True)

    bob = replace(ADA, application="b-1", candidate="c-2", email="bob@mail.example", name="Bob X", stage="Review")
    await office.seen(bob, at=NOON + 3 * HOUR)

    assert (await office.application("b-1")).stage == "Review"


async def test_a_calendar_that_falls_silent_at_the_follow_up_does_not_hold_it_up(
    store: Store, clock: SettableClock
) -> None:
    kind = replace(POLICY.kinds["screen"], notice=timedelta(0))
    office = await Office(store, clock, policy=replace(POLICY, kinds={"screen": kind})).furnish()
    await office.busy(Interval(NOON + 3 * DAY - 3 * HOUR, NOON + 5 * DAY))
    await office.invited()
    await office.unplug_calendar()
    await office.forward(20 * DAY)

    assert (await office.interview()).state is State.HANDED_OVER
    assert await office.reserved() == []
    assert await needs_you(office)


async def test_what_belonged_to_somebody_who_left_reaches_who_is_there(office: Office) -> None:
    bea, _ = await colleague(office, "Bea", Role.RECRUITER)
    await owned_by(office, bea)
    await office.invited()
    async with office.store() as work:
        await work.people.save(replace(bea, active=False))
    await office.forward(6 * DAY)

    assert (await office.interview()).owner == office.rae.id
    assert [card for card in await needs_you(office) if "No answer" in card]


async def test_a_round_for_another_time_ends_with_the_application_and_the_booking_goes_to_a_person(
    office: Office,
) -> None:
    manage = await office.booked()
    await office.post(manage, "move", reason="conflict")
    await office.settle()
    await office.seen(replace(ADA, status=Status.PASSED), at=NOON + HOUR)
    await office.settle()

    interview = await office.interview()
    assert interview.state is State.BOOKED
    assert interview.trouble == ClosedInAts("not going forward")
    assert not [title for title in await office.titles() if title.startswith("[Hold]")]


async def test_the_search_for_a_second_time_goes_on_by_itself(office: Office) -> None:
    await office.busy(Interval(NOON, NOON + 4 * DAY + 4 * HOUR))
    later = Interval(NOON + 4 * DAY + 4 * HOUR + timedelta(minutes=55), NOON + 20 * DAY)
    blocked = await office.calendar.put_busy(office.rae.email, later, title="Away")
    await office.invited_or_not()
    await office.calendar.remove(office.rae.email, kept=blocked)
    await office.forward(5 * HOUR)

    assert (await office.interview()).state is State.OFFERED
    assert len((await office.interview()).standing) == 2


async def test_a_link_that_has_run_out_leaves_the_zone_alone(office: Office) -> None:
    claim = await office.invited()
    office.clock.set(claim.expires)
    await office.post(claim, "pick", zone="Asia/Tokyo", option="1")

    assert (await office.case()).candidate.zone == ADA.zone


async def test_a_wish_after_the_cut_off_is_told_once_and_nothing_is_cancelled(office: Office) -> None:
    manage = await office.booked()
    booking = (await office.interview()).booking
    assert booking is not None
    office.clock.set(booking.span.start - HOUR)
    for _ in range(3):
        await office.post(manage, "cancel_it", reason="unwell")
    await office.settle()

    assert (await office.interview()).booking == booking
    assert isinstance((await office.interview()).trouble, BeyondSelfService)
    assert len(await needs_you(office)) == 1


async def test_the_mail_of_a_later_round_says_that_the_booked_time_stands(office: Office) -> None:
    manage = await office.booked()
    await office.post(manage, "move", reason="conflict")
    await office.settle()

    text = text_of((await office.mails())[-1])
    assert "stays yours until you choose" in " ".join(text.split())
    assert "Thank you for applying" not in text


async def test_when_we_cancel_the_mail_is_sorry_and_offers_nothing_it_should_not(office: Office) -> None:
    await office.booked()
    await office.submits(CancelIt((await office.interview()).id), reason="role")
    await office.settle()

    text = " ".join(text_of((await office.mails())[-1]).split())
    assert "We are sorry for the change." in text
    assert "Find another time" not in text


async def test_for_greenhouse_silence_and_cancellation_stand_on_the_card(office: Office) -> None:
    await office.seen(replace(ADA, job="j-2"), ats="greenhouse")
    await office.settle()
    await office.forward(6 * DAY)

    assert [card for card in await office.cards() if "no answer to the invitation" in card and "To note in" in card]


async def test_an_interviewer_reads_where_it_stands_and_no_private_words(office: Office) -> None:
    ben, account = await colleague(office, "Ben", Role.INTERVIEWER)
    manage = await office.booked()
    await office.post(manage, "suggest", words="")
    interview = await office.interview()
    async with office.store() as work:
        seated = replace(interview, seats=(*interview.seats, Seat(ben.id, required=False)))
        await work.interviews.save(replace(seated, trouble=BeyondSelfService("move", "chemo appointment")))

    reply = await office.handle(Typed(account, "status ada"))

    assert isinstance(reply, Say)
    assert "Booked" in str(reply.card)
    assert "chemo" not in str(reply.card)
    assert "Button" not in str(reply.card)


async def test_what_a_person_skips_is_in_the_audit(office: Office) -> None:
    await office.invited()
    await office.presses(SkipIt(1))

    async with office.store() as work:
        rows = await work.audit.recent(limit=5)
    assert "effect.skipped" in [row.what for row in rows]


async def test_far_candidates_are_offered_their_own_daytime_where_there_is_a_choice(office: Office) -> None:
    await office.seen(replace(ADA, zone="America/New_York"))
    await office.settle()

    hours = [option.span.start.hour for option in (await office.interview()).standing]
    assert all(hour >= 13 for hour in hours)
