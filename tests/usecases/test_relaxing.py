"""A rule that gives way for one interview: by a button before anything is sent, or on the card of a search that failed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import LookAgain, LookRelaxed, RelaxRule, ScheduleIt
from bot.cards import Block, Button, Buttons
from bot.domain.dead_end import NoTimes
from bot.domain.interview import State
from bot.domain.people import Person
from bot.domain.relaxation import Eased, Relaxation
from bot.domain.time import Interval, from_epoch
from bot.forms import Form
from bot.ports import Store
from bot.reply import NextForm, Nothing, Redraw, Refuse, Reply, Say
from tests.office import RAES
from tests.usecases.asked_panel import HANAS
from tests.usecases.asked_pool import CEM, DRAWN, Pools, action_of, drawing
from tests.usecases.test_scheduling import reads
from tests.when import NOON, SettableClock

DAY = timedelta(days=1)
CEMS = Relaxation(Eased.OTHER_PERSON, seat=0)
FURTHER = Relaxation(Eased.LONGER_HORIZON)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Pools:
    return await Pools(store, clock, policy=drawing()).furnish_pools()


async def busy(office: Pools, *people: Person, days: int = 90) -> None:
    """Their calendars have no free hour for so long."""
    for person in people:
        await office.keep_busy(person, Interval(NOON - DAY, NOON + days * DAY))


def buttons(blocks: tuple[Block, ...]) -> Iterator[Button]:
    for block in blocks:
        if isinstance(block, Buttons):
            yield from block.items


def pressable(view: Form) -> dict[str, LookRelaxed]:
    return {each.label: each.action for each in buttons(view.intro) if isinstance(each.action, LookRelaxed)}


def shown(reply: Reply) -> Form:
    assert isinstance(reply, NextForm), reply
    return reply.form


async def relaxations(office: Pools) -> list[tuple[str, str]]:
    """Who let which rules give way, as the audit has it."""
    async with office.store() as work:
        rows = [row for row in await work.audit.recent(limit=500) if row.what == "interview.rules_relaxed"]
    return [(row.who_id, row.detail["rules"]) for row in rows]


async def test_somebody_of_another_pool_is_let_in_by_a_button_and_only_then_asked(office: Pools) -> None:
    await busy(office, office.dan, office.eve)
    strict = await (await office.in_play()).looks()
    offered = pressable(strict)
    view = shown(await office.presses(offered["Open the technical seat to Cem Acar"]))
    nothing_yet = (await office.holds(), await office.shown(CEM))
    sent = await office.submits(action_of(view))
    await office.settle()

    assert "The seat that hinders most is technical: without it," in reads(strict)
    assert "Relax one rule, for this interview alone, and I look once more:" in reads(strict)
    assert list(offered) == ["Open the technical seat to Cem Acar", "Open the technical seat to “culture”"]
    assert "Relaxed: letting Cem Acar sit there as well" in reads(view)
    assert nothing_yet == ({"Rae": 0, "Hana": 0, "Cora": 0}, [])
    assert isinstance(sent, Nothing | Say), sent
    interview = await office.interview()
    assert (interview.state, interview.relaxed) == (State.ASKING, (replace(CEMS, person=office.cem.id),))
    assert await office.sits() == [{"Hana", "Cem"}, {"Hana", "Cem"}]
    assert await relaxations(office) == [(str(office.rae.id), f"other_person:0:{office.cem.id}")]


async def test_a_time_that_is_refused_is_replaced_by_the_same_relaxed_rules(office: Pools) -> None:
    await busy(office, office.dan, office.eve)
    strict = await (await office.in_play()).looks()
    view = shown(await office.presses(pressable(strict)["Open the technical seat to Cem Acar"]))
    await office.submits(action_of(view))
    await office.settle()
    await office.answers(HANAS, cannot=(await office.numbers())[:1])

    assert [option.number for option in await office.options()] == [2, 3]
    assert await office.sits() == [{"Hana", "Cem"}, {"Hana", "Cem"}]


async def test_rules_give_way_one_after_another_until_there_is_a_time(office: Pools) -> None:
    await busy(office, office.dan, office.eve)
    await busy(office, office.hana, days=20)
    await busy(office, office.cem, days=20)
    strict = await (await office.in_play()).looks()
    further = LookRelaxed((await office.application()).id, "drawn", office.hana.id, (FURTHER,))
    still_nothing = shown(await office.presses(further))
    await office.settle()
    offered = pressable(still_nothing)
    view = shown(await office.presses(offered["Open the technical seat to Cem Acar"]))

    assert pressable(strict) == {}, "no single rule helps"
    assert "Even looking further ahead: there is no free time" in reads(still_nothing)
    assert "Relaxed: looking further ahead; letting Cem Acar sit there as well" in reads(view)
    assert min(action_of(view).times) >= (NOON + 20 * DAY).timestamp()


async def test_buffers_that_are_halved_are_halved_where_times_are_held_too(store: Store, clock: SettableClock) -> None:
    hour = timedelta(hours=1)
    wide = replace(DRAWN, before=hour, after=hour, horizon=14 * DAY)
    office = await (await Pools(store, clock, policy=drawing(wide)).furnish_pools()).in_play()
    for day in range(40):  # of each day two hours are left, between two meetings
        noon = NOON + day * DAY
        await office.keep_busy(office.hana, Interval(noon - 6 * hour, noon))
        await office.keep_busy(office.hana, Interval(noon + 2 * hour, noon + 9 * hour))
    strict = await office.looks()
    view = shown(await office.presses(pressable(strict)["Halve the buffers"]))
    await office.submits(action_of(view))
    await office.settle()

    interview = await office.interview()
    assert interview.state is State.ASKING
    assert [option.span.start.hour for option in interview.in_play] == [12, 12]
    reserved = await office.taken(office.hana)
    assert [option.span.start - span.start for option, span in zip(interview.in_play, reserved, strict=True)] == [
        timedelta(minutes=30)
    ] * 2


async def test_the_card_of_a_search_that_found_nothing_lets_a_rule_give_way(office: Pools) -> None:
    await busy(office, office.dan, office.eve)
    await office.reaches_the_panel()
    stuck = await office.interview()
    trouble = stuck.trouble
    assert isinstance(trouble, NoTimes)
    rule = trouble.cures[0].rule
    told = (await office.needs(RAES))[0]
    by_hana = await office.does(HANAS, RelaxRule(stuck.id, rule))
    never_offered = await office.does(RAES, RelaxRule(stuck.id, FURTHER))
    done = await office.does(RAES, RelaxRule(stuck.id, rule))
    again = await office.does(RAES, RelaxRule(stuck.id, rule))

    assert rule == replace(CEMS, person=office.cem.id)
    assert "The seat that hinders most is technical" in told
    assert "Open the technical seat to Cem Acar" in told
    assert isinstance(by_hana, Refuse)
    assert isinstance(never_offered, Refuse)
    assert isinstance(done, Redraw)
    assert isinstance(again, Refuse)
    interview = await office.interview()
    assert (interview.state, interview.round, interview.relaxed) == (State.ASKING, 2, (rule,))
    assert await office.sits() == [{"Hana", "Cem"}, {"Hana", "Cem"}]
    assert await relaxations(office) == [(str(office.rae.id), str(rule))]


async def test_a_forged_relaxation_lets_nobody_in_and_no_time_overlap(office: Pools) -> None:
    await busy(office, office.dan, office.eve, office.cem)
    key = (await (await office.in_play()).application()).id
    forged = (
        (Relaxation(Eased.OTHER_PERSON, person=office.rae.id),),
        (Relaxation(Eased.OTHER_PERSON, seat=7, person=office.cem.id),),
        (Relaxation(Eased.OTHER_POOL, pool="everybody"),),
        tuple(Relaxation(rule) for rule in Eased if rule not in {Eased.OTHER_PERSON, Eased.OTHER_POOL}),
    )
    await office.looks()
    views = [shown(await office.presses(LookRelaxed(key, "drawn", office.hana.id, eased))) for eased in forged]

    assert {view.title for view in views} == {"Schedule an interview"}
    assert all("there is no free time" in reads(view) for view in views)


async def test_what_the_candidate_asked_for_is_still_asked_for_by_relaxed_rules(office: Pools) -> None:
    await busy(office, office.dan, office.eve)
    key = (await (await office.in_play()).application()).id
    await office.looks()
    given = {"application": key, "kind": "drawn", "wish": "afternoons"}
    strict = shown(await office.submits(ScheduleIt(key), **given))
    view = shown(await office.presses(pressable(strict)["Open the technical seat to Cem Acar"]))

    assert {action.wish for action in pressable(strict).values()} == {"afternoons"}
    assert all(from_epoch(start).hour >= 11 for start in action_of(view).times), "noon in Lagos"


async def test_what_the_candidate_asked_for_outlives_times_that_nobody_could_make(office: Pools) -> None:
    key = (await (await office.in_play()).application()).id
    await office.looks()
    view = shown(await office.submits(ScheduleIt(key), application=key, kind="drawn", wish="afternoons"))
    await office.submits(action_of(view))
    await office.settle()
    asked = await office.interview()
    await office.answers(HANAS, cannot=await office.numbers())
    await office.does(RAES, LookAgain(asked.id))

    again = await office.interview()
    assert (again.state, again.round, again.wishes) == (State.ASKING, 2, asked.wishes)
    assert all(option.span.start.hour >= 11 for option in again.in_play), "noon in Lagos"
