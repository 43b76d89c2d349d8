"""Somebody who works here applies: they neither see nor move their own application, and sit in no interview of it."""

from dataclasses import replace

from bot.actions import AskToCancel, AskToHandOver, ShowInterview
from bot.domain.people import Account, Person, Role
from bot.domain.policy import SeatRule
from bot.inbound import Typed
from bot.ports import Store
from bot.reply import Refuse
from tests.office import RAES
from tests.usecases.asked_panel import ADA_AT_PANEL, CORAS, HANAS, PANEL, PANELS, Panel, with_kind
from tests.usecases.asked_pool import DAN, Pools, drawing
from tests.when import SettableClock


async def applies(office: Panel, person: Person) -> None:
    """They come to the panel of a role, in an ATS that has them at the address they work with."""
    office.ats.record = replace(ADA_AT_PANEL, name=person.name, email=person.email.upper())
    await office.seen(office.ats.record)
    await office.settle()


async def answer(office: Panel, account: Account, line: str) -> str:
    reply = await office.handle(Typed(account, line))
    await office.settle()
    return reply.text if isinstance(reply, Refuse) else str(reply)


async def test_nobody_reads_or_moves_their_own_application(store: Store, clock: SettableClock) -> None:
    by_both = frozenset({Role.RECRUITER, Role.HIRING_MANAGER})
    alone = replace(PANEL, seats=(SeatRule("recruiter"),), scheduled_by=by_both)
    office = await Panel(store, clock, policy=with_kind(alone)).furnish_more()
    await applies(office, office.hana)
    interview = await office.interview()
    lines = (
        "status Hana",
        f"status {interview.application}",
        "schedule Hana",
        "next Hana",
        "pass Hana",
        "pipeline op-1",
    )
    hers = [await answer(office, HANAS, line) for line in lines]
    pressed = [await office.does(HANAS, action(interview.id)) for action in (ShowInterview, AskToCancel)]

    assert not any("Backend Engineer" in told for told in hers[:-1]), hers
    assert "Hana S." not in hers[-1]
    assert "Hana S." in await answer(office, RAES, "pipeline op-1")
    assert "Hana S." in await answer(office, RAES, "status Hana")
    form = str(await office.does(RAES, AskToHandOver(interview.application)))
    assert "Cora Dean" in form
    assert "Hana Sato" not in form, "nor is she given the next step"
    assert [reply.text[:28] for reply in pressed if isinstance(reply, Refuse)] == ["This is your own application"] * 2


async def test_who_applies_is_drawn_for_no_panel_of_their_own(store: Store, clock: SettableClock) -> None:
    office = await Pools(store, clock, policy=drawing()).furnish_pools()
    await applies(office, office.dan)

    assert await office.sits() == [{"Hana", "Eve"}, {"Hana", "Eve"}]
    assert await office.shown(DAN) == []


async def test_a_role_whose_manager_applies_waits_for_another(store: Store, clock: SettableClock) -> None:
    office = await Panel(store, clock, policy=PANELS).furnish_more()
    await applies(office, office.hana)

    assert "a hiring manager of the role other than the candidate" in str(await office.shown(RAES))
    assert await office.shown(HANAS) == []


async def test_a_recruiter_who_applies_owns_nothing_of_it(store: Store, clock: SettableClock) -> None:
    alone = replace(PANEL, seats=(SeatRule("hiring_manager"),))
    office = await Panel(store, clock, policy=with_kind(alone)).furnish_more()
    await applies(office, office.rae)
    started = await office.interview()
    await office.answers(HANAS, cannot=await office.numbers())

    assert started.owner == office.cora.id
    assert "Needs you" in str(await office.shown(CORAS))
    assert await office.shown(RAES) == []
