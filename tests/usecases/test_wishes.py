"""What a candidate would rather have: evenings where policy and interviewers allow them, else a kind word why not."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.actions import LookAgain, ScheduleIt
from bot.cards import Para
from bot.domain.answer_orders import Order
from bot.domain.dead_end import NoneSuited
from bot.domain.decisions import decisions
from bot.domain.interview import State
from bot.domain.policy import EVENINGS, Policy
from bot.domain.time import Hours, WorkingHours, clock, zone
from bot.pages import Page
from bot.ports import Store
from bot.reply import FormErrors, NextForm
from tests.office import ADA, POLICY, SCREEN, Office
from tests.usecases.pair import line
from tests.when import SettableClock

LATE = WorkingHours(dict.fromkeys(range(4), Hours(time(17), time(20, 30))))
WINDOW = WorkingHours(dict.fromkeys(range(5), Hours(time(9, 30), time(16))))
LONDON = zone("Europe/London")


def with_evenings(policy: Policy = POLICY) -> Policy:
    return replace(policy, kinds={"screen": replace(SCREEN, window=WINDOW, evenings=LATE)})


async def office_of(store: Store, clock: SettableClock, *, policy: Policy, agreed: bool) -> Office:
    office = await Office(store, clock, policy=policy).furnish()
    if agreed:
        async with store() as work:
            await work.people.save(replace(office.rae, tags=frozenset({EVENINGS})))
    return office


async def starts(office: Office) -> list[time]:
    """Return when the times on offer begin, by the clock of London."""
    return [clock(option.span.start, zone=LONDON) for option in (await office.interview()).standing]


def words(page: Page) -> str:
    return " ".join(line(block.spans) for block in page.blocks if isinstance(block, Para))


@pytest.mark.parametrize("wish", [{"part": "evenings"}, {"words": "Evenings after\n18:00 please"}])
async def test_evenings_are_offered_to_who_asks_with_who_agreed(
    store: Store, clock: SettableClock, wish: dict[str, str]
) -> None:
    office = await office_of(store, clock, policy=with_evenings(), agreed=True)
    claim = await office.invited()
    before = await starts(office)

    page = await office.post(claim, "more" if "part" in wish else "suggest", **wish)
    await office.settle()

    assert max(before) < time(16)
    assert page.title == "We're finding other times"
    assert (await office.interview()).state is State.OFFERED
    assert [start >= time(17) for start in await starts(office)] == [True, True]
    assert any("vening" in card for card in await office.cards())


async def test_nobody_is_booked_in_an_evening_who_did_not_agree(store: Store, clock: SettableClock) -> None:
    office = await office_of(store, clock, policy=with_evenings(), agreed=False)

    await office.post(await office.invited(), "more", part="evenings")
    await office.settle()

    assert len(await starts(office)) == 2
    assert max(await starts(office)) < time(16)


async def test_a_wish_that_no_rule_allows_is_answered_with_the_hours_and_shown_to_the_owner(
    store: Store, clock: SettableClock
) -> None:
    policy = replace(POLICY, kinds={"screen": replace(SCREEN, window=WINDOW)})
    office = await office_of(store, clock, policy=policy, agreed=True)
    claim = await office.invited()
    held = (await office.interview()).standing

    page = await office.post(claim, "suggest", words="Tuesday next week after 19:00")
    await office.post(claim, "suggest", words="Tuesday next week after 19:00")
    await office.settle()

    after = await office.interview()
    assert "usually held Mon–Fri 09:30–16:00 (Europe/London)" in words(page)
    assert after.trouble == NoneSuited("Tuesday next week after 19:00")
    assert (after.state, after.standing) == (State.OFFERED, held)
    assert len([card for card in await office.cards() if "Tuesday next week after 19:00" in card]) >= 1
    assert (await office.post(claim, "pick", option=str(held[0].number))).title == "You're booked"


async def test_the_owner_of_a_wish_that_no_rule_allows_can_have_new_times_found(
    store: Store, clock: SettableClock
) -> None:
    policy = replace(POLICY, kinds={"screen": replace(SCREEN, window=WINDOW)})
    office = await office_of(store, clock, policy=policy, agreed=True)
    await office.post(await office.invited(), "suggest", words="Tuesday next week after 19:00")
    await office.settle()
    before = await office.interview()

    await office.presses(LookAgain(before.id))
    await office.settle()

    after = await office.interview()
    assert [order for order in decisions(before) if order is not Order.CANCEL] == [Order.LOOK]
    assert (after.state, after.round, after.trouble) == (State.OFFERED, before.round + 1, None)
    assert decisions(after) == (Order.CANCEL,)


async def test_a_wish_in_words_leads_the_search(store: Store, clock: SettableClock) -> None:
    office = await office_of(store, clock, policy=with_evenings(), agreed=False)

    await office.post(await office.invited(), "suggest", words="Wednesday 10 March after 2pm", zone="Europe/London")
    await office.settle()

    assert (await office.interview()).standing[0].span.start == datetime(2027, 3, 10, 14, tzinfo=UTC)


async def test_a_wish_shorter_than_the_interview_keeps_the_form_and_the_times(
    store: Store, clock: SettableClock
) -> None:
    office = await office_of(store, clock, policy=with_evenings(), agreed=False)
    claim = await office.invited()

    page = await office.post(claim, "suggest", words="10 March 14:00-14:12")

    assert page.status == 400
    assert "takes 30 minutes, and 12 minutes are too few" in str(page.steps)
    assert "10 March 14:00-14:12" in str(page.steps)
    assert (await office.interview()).state is State.OFFERED


async def test_a_recruiter_asks_for_an_evening_in_the_candidates_name(store: Store, clock: SettableClock) -> None:
    office = await office_of(store, clock, policy=with_evenings(), agreed=True)
    await office.seen(replace(ADA, stage="Applied"))
    await office.types("schedule Ada")
    await office.settle()
    asked = ScheduleIt((await office.application()).id)

    unread = await office.submits(asked, kind="screen", interviewer="role", wish="whenever")
    beyond = await office.submits(asked, kind="screen", interviewer="role", wish="Sunday")
    short = await office.submits(asked, kind="screen", interviewer="role", wish="10 March 14:00-14:12")
    preview = await office.submits(asked, kind="screen", interviewer="role", wish="evenings after 7")
    assert isinstance(preview, NextForm)
    await office.submits(preview.form.action)
    await office.settle()

    told = [reply.errors["wish"] for reply in (unread, beyond, short) if isinstance(reply, FormErrors)]
    assert [words.split(" ")[0] for words in told] == ["I", "This", "The"]
    assert "evenings after 7" in str(preview.form.intro)
    assert (await office.interview()).reason == "evenings after 7"
    assert [start >= time(17) for start in await starts(office)] == [True, True]
