"""Nobody is interviewed for a role before its hiring manager has agreed what it needs; and the manager is asked, kindly."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import AgreeIntake, DraftIntake, GoOn, OpenIntake, RemindOfIntake, ScheduleIt
from bot.domain.ids import OpeningId
from bot.domain.intake import AGREE, LONGEST, incomplete, is_empty
from bot.domain.people import Account, Role
from bot.domain.pipeline import Opening
from bot.domain.policy import IntakeGate
from bot.inbound import AtsPerson, Drafted, Submitted, Typed
from bot.ports import Store
from bot.reply import FormErrors, Nothing, Open, Refuse, Say
from tests.office import ADA, POLICY, RAES
from tests.usecases.asked_panel import CORAS, HANA, HANAS, Panel
from tests.usecases.pair import form, held, intro
from tests.when import NOON, SettableClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = OpeningId("op-1")
MUST = "Moves a live billing database without an outage"
BOB = replace(ADA, application="b-1", candidate="c-2", name="Bob Xu", email="bob@mail.example")


class Gate(Panel):
    """Rae recruits for the Backend Engineer, Hana hires, Cora coordinates; the intake is not agreed."""

    async def furnish_gate(self, *, manager: bool = True) -> "Gate":
        await self.furnish_more()
        await self.opening_becomes(intake_agreed=False, **({} if manager else {"hiring_manager": None}))
        return self

    async def opening(self) -> Opening:
        async with self.store() as work:
            found = await work.openings.get(KEY)
        assert found is not None
        return found

    async def opening_becomes(self, **fields: object) -> None:
        opening = await self.opening()
        async with self.store() as work:
            await work.openings.save(replace(opening, **fields))

    async def submits_as(self, account: Account, action: object, **values: str) -> object:
        reply = await self.handle(Submitted(account, action, values))
        await self.settle()
        return reply

    async def hana_agrees(self, **values: str) -> object:
        reply = await self.submits_as(HANAS, AgreeIntake(KEY), must=MUST, **values)
        await self.forward(timedelta(0))
        return reply

    async def cards_of(self, account: Account) -> list[str]:
        return [card for card in await self.shown(account) if "ntake" in card or "What does this role need" in card]


@pytest.fixture
async def gate(store: Store, clock: SettableClock) -> Gate:
    return await Gate(store, clock).furnish_gate()


async def test_a_role_waits_for_its_manager_and_then_everybody_goes_on_by_themselves(gate: Gate) -> None:
    await gate.seen(at=NOON)
    await gate.forward(HOUR)
    await gate.seen(BOB, at=NOON + HOUR)
    await gate.settle()

    # Nobody is written to; Hana has one card that names who waits, and Rae none.
    (card,) = await gate.cards_of(HANAS)
    assert "Ada O., Bob X." in card
    assert await gate.needs(RAES) == []
    assert (await gate.mails(), await gate.mails(BOB.email)) == ([], [])
    waits = (await gate.application()).next
    assert waits is not None
    assert (waits.what, waits.owner) == (AGREE, gate.hana.id)
    mine = await gate.handle(Typed(HANAS, "mine"))
    assert isinstance(mine, Say)
    assert str(mine.card).count(str(OpenIntake(KEY))) == 1

    # What says nothing is bounced at its field; what says something is agreed.
    bounced = await gate.submits_as(HANAS, AgreeIntake(KEY), must="A motivated team player, great vibe")
    assert isinstance(bounced, FormErrors)
    assert set(bounced.errors) == {"must"}
    assert isinstance(await gate.hana_agrees(nice="Go"), Nothing)

    # Both are invited, Ada first; the cards say what was agreed.
    assert len(await gate.mails()) == len(await gate.mails(BOB.email)) == 1
    assert (await gate.interview()).wanted_at <= (await gate.interview("b-1")).wanted_at
    (card,) = await gate.cards_of(HANAS)
    assert MUST in card
    (told,) = await gate.cards_of(RAES)
    assert "Hana Sato agreed this" in told
    async with gate.store() as work:
        assert await work.intakes.asked(KEY) is None
        agreed = await work.intakes.agreed(KEY)
        assert await work.triggers.all() == ()
    assert agreed is not None
    assert (agreed.must, agreed.nice, agreed.author) == (MUST, "Go", gate.hana.id)


async def test_who_waited_longest_gets_the_time_that_is_left(store: Store, clock: SettableClock) -> None:
    one_a_day = replace(POLICY.kinds["screen"], daily_load=1, horizon=timedelta(days=6))
    gate = await Gate(store, clock, policy=replace(POLICY, kinds={"screen": one_a_day})).furnish_gate()
    await gate.seen(BOB, at=NOON)
    await gate.forward(HOUR)
    await gate.seen(at=NOON + HOUR)
    await gate.hana_agrees()

    first, second = await gate.interview("b-1"), await gate.interview()
    assert first.options
    assert first.options[0].span.start < min((each.span.start for each in second.options), default=NOON + 99 * DAY)


async def test_silence_is_reminded_after_four_working_hours_and_told_after_a_day(gate: Gate) -> None:
    await gate.seen()
    await gate.settle()
    await gate.does(RAES, RemindOfIntake(KEY))
    assert len(await gate.cards_of(HANAS)) == 1

    await gate.forward(4 * HOUR)
    assert (len(await gate.cards_of(HANAS)), await gate.cards_of(RAES)) == (2, [])
    await gate.forward(20 * HOUR)
    assert len(await gate.cards_of(HANAS)) == 2
    (told,) = await gate.cards_of(RAES)
    assert "has not agreed it yet" in told
    assert "Remind Hana" in told

    await gate.does(RAES, RemindOfIntake(KEY))
    await gate.does(RAES, RemindOfIntake(KEY))
    assert len(await gate.cards_of(HANAS)) == 3
    await gate.forward(5 * DAY)
    assert (len(await gate.cards_of(HANAS)), len(await gate.cards_of(RAES))) == (3, 1)
    await gate.hana_agrees()
    assert len(await gate.mails()) == 1


async def test_the_card_waits_for_the_managers_morning_and_is_not_sent_once_it_is_agreed(gate: Gate) -> None:
    await gate.forward(9 * HOUR)
    await gate.seen()
    await gate.settle()
    assert await gate.cards_of(HANAS) == []

    assert isinstance(await gate.hana_agrees(), Say)
    await gate.forward(2 * DAY)
    assert await gate.cards_of(HANAS) == []
    assert len(await gate.mails()) == 1


async def test_schedule_says_whom_it_has_asked_and_the_manager_gets_the_form(gate: Gate) -> None:
    await gate.seen(replace(ADA, stage="Review"))
    refused = await gate.types("schedule Ada Obi")
    await gate.settle()
    assert isinstance(refused, Refuse)
    assert refused.text == "The hiring manager has not agreed what this role needs yet. I've asked Hana Sato."
    assert refused.card is not None
    assert len(await gate.cards_of(HANAS)) == 1

    async with gate.store() as work:
        await work.people.save(replace(gate.hana, roles=frozenset({Role.HIRING_MANAGER, Role.RECRUITER})))
    opened = form(await gate.handle(Typed(HANAS, "schedule Ada Obi")))
    assert opened.action == AgreeIntake(KEY)
    await gate.hana_agrees()

    # Nothing was held for her, so the role is Rae's again, and she can schedule.
    after = (await gate.application()).next
    assert after is not None
    assert (after.what == AGREE, after.owner) == (False, gate.rae.id)
    assert isinstance(await gate.types("schedule Ada Obi"), Open)


async def test_what_was_chosen_by_hand_is_not_promised_to_begin_by_itself(gate: Gate) -> None:
    await gate.seen()
    await gate.settle()
    key = (await gate.application()).id
    planned = await gate.submits(ScheduleIt(key), application=key, kind="screen", interviewer="role")
    wished = await gate.submits(ScheduleIt(key), application=key, kind="screen", interviewer="role", wish="evenings")

    assert isinstance(planned, Refuse)
    assert isinstance(wished, Refuse)
    assert ["go on by myself" in each.text for each in (planned, wished)] == [True, False]


async def test_a_recruiter_drafts_and_only_the_manager_agrees(gate: Gate) -> None:
    await gate.seen()
    await gate.settle()
    opened = form(await gate.does(RAES, OpenIntake(KEY)))
    assert opened.action == DraftIntake(KEY)
    gate.clock.set(NOON + HOUR)
    await gate.submits_as(RAES, DraftIntake(KEY), must=MUST)
    refused = await gate.submits_as(CORAS, AgreeIntake(KEY), must="Anything at all that Cora says")
    assert isinstance(refused, Refuse)
    assert not (await gate.opening()).intake_agreed

    # Hana finds it in her form; what she begins herself is newer, and stays until she comes back.
    (card,) = await gate.cards_of(HANAS)
    assert "Rae Morgan has drafted it" in card
    assert held(form(await gate.does(HANAS, OpenIntake(KEY))))["must"] == MUST
    gate.clock.set(NOON + 2 * HOUR)
    await gate.handle(Drafted(HANAS, AgreeIntake(KEY), {"must": f"{MUST}, twice", "nice": ""}))
    begun = form(await gate.does(HANAS, OpenIntake(KEY)))
    assert held(begun)["must"] == f"{MUST}, twice"
    assert "You had begun this" in intro(begun)
    await gate.hana_agrees()

    # Later a change is suggested and agreed; every wording is kept, and nothing waits meanwhile.
    gate.clock.set(NOON + 3 * HOUR)
    await gate.submits_as(RAES, DraftIntake(KEY), must="Answers a page at night")
    assert (await gate.opening()).intake_agreed
    assert "Rae Morgan suggested a change" in (await gate.cards_of(HANAS))[-1]
    await gate.submits_as(HANAS, AgreeIntake(KEY), must="Answers a page at night")
    async with gate.store() as work:
        kept = [(each.must, each.agreed) for each in await work.intakes.of(KEY)]
        happened = [row.what for row in await work.audit.recent(limit=200) if row.what.startswith("intake.")]
    assert kept == [("Answers a page at night", True), ("Answers a page at night", False), (MUST, True), (MUST, False)]
    assert happened == ["intake.agreed", "intake.drafted", "intake.agreed", "intake.drafted", "intake.asked"]
    assert "Answers a page at night" in str(await gate.does(RAES, GoOn("intake", KEY)))


async def test_without_a_manager_the_recruiter_is_told_and_whoever_is_named_later_is_asked(store, clock) -> None:
    gate = await Gate(store, clock).furnish_gate(manager=False)
    await gate.seen()
    await gate.settle()
    assert [card for card in await gate.needs(RAES) if "intake" in card]
    assert await gate.cards_of(HANAS) == []

    await gate.seen(replace(BOB, stage="Review", manager=AtsPerson(email=HANA.email)))
    await gate.settle()
    assert len(await gate.cards_of(HANAS)) == 1
    waits = (await gate.application()).next
    assert waits is not None
    assert waits.owner == gate.hana.id


async def test_a_manager_who_left_meanwhile_is_told_to_the_recruiter(gate: Gate) -> None:
    await gate.seen()
    await gate.settle()
    async with gate.store() as work:
        await work.people.save(replace(gate.hana, active=False))
    await gate.forward(4 * HOUR)

    assert [card for card in await gate.cards_of(RAES) if "no active hiring manager" in card]


async def test_what_else_is_missing_is_told_once_the_intake_is_agreed(gate: Gate) -> None:
    gate.ats.record = replace(ADA, email="")
    await gate.seen(replace(ADA, email=""))
    await gate.settle()
    await gate.hana_agrees()

    assert "address" in (await gate.needs(RAES))[-1]
    assert "intake" not in (await gate.needs(RAES))[-1].casefold()
    after = (await gate.application()).next
    assert after is not None
    assert after.owner == gate.rae.id


async def test_who_moved_on_waits_for_the_intake_no_longer(gate: Gate) -> None:
    await gate.seen(at=NOON)
    await gate.seen(replace(ADA, stage="Review"), at=NOON + HOUR)
    await gate.settle()

    after = (await gate.application()).next
    assert after is not None
    assert (after.what == AGREE, after.owner) == (False, gate.rae.id)
    await gate.hana_agrees()
    assert await gate.mails() == []


async def test_the_gate_can_be_left_open(store: Store, clock: SettableClock) -> None:
    gate = await Gate(store, clock, policy=replace(POLICY, intake=IntakeGate(required=False))).furnish_gate()
    await gate.seen()
    await gate.settle()

    assert len(await gate.mails()) == 1
    assert await gate.cards_of(HANAS) == []


@given(st.sampled_from(["", "  ", "Good vibe", "👍", "TBD", "see job description", "Wie immer, teamfähig", "10/10"]))
def test_what_fits_any_role_is_no_intake(words: str) -> None:
    assert is_empty(words)
    assert set(incomplete({"must": words})) == {"must"}


@given(st.sampled_from(sorted(LONGEST)), st.text(min_size=1))
def test_a_part_that_is_too_long_is_said_at_its_field(name: str, more: str) -> None:
    parts = {"must": "Kubernetes"} | {name: f"Kubernetes {'k' * LONGEST[name]}{more}x"}

    assert set(incomplete(parts)) == {name}
    assert incomplete({**parts, name: "Kubernetes"}) == {}
