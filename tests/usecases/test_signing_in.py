"""Signing in to a page: a link for one person, once; a session that ends; and nothing told to anybody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Role
from bot.domain.rooms import PASS_FOR, STAYS, Door, Pass, Room, verify_pass
from bot.inbound import PassOpened, PassPosted, RoomPosted
from bot.ports import Store
from bot.reply import Enter, FormErrors, Show
from tests.office import ADA, KEYS, Office, text_of
from tests.usecases.signing_in import WAY_IN, asks_for_link, brief_door, links_of, reads, signs_in, way_in
from tests.when import SettableClock

RAE, LEE = "rae@northwind.example", "lee@northwind.example"
INTERVIEWER = frozenset({Role.INTERVIEWER})


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    office = await Office(store, clock).furnish()
    await office.booked()
    return office


async def test_a_link_lets_its_bearer_in_once_and_the_session_ends_after_eight_hours(
    office: Office, clock: SettableClock
) -> None:
    door = await brief_door(office)
    outside = await reads(office, door, session="")
    await asks_for_link(office, door, who=RAE.upper())
    given = await way_in(office)

    looked = await office.handle(PassOpened(given))
    entered = await signs_in(office, given, session="s-1")
    inside = await reads(office, door, session="s-1")
    twice = await office.handle(PassPosted(given, "continue", fresh="s-2"))
    elsewhere = await reads(office, door, session="s-2")
    already_in = await office.handle(PassPosted(given, "continue", session="s-1", fresh="s-3"))
    clock.forward(STAYS)
    over = await reads(office, door, session="s-1")

    assert outside.title == "Please sign in"
    assert isinstance(looked, Show)
    assert looked.page.title == "Hello Rae"
    assert entered == Enter(door, "s-1")
    assert "Ada Obi" in inside.title
    assert isinstance(twice, Show)
    assert twice.page.status == 410
    assert [step.label for step in twice.page.steps] == ["Send me a new link"]
    assert elsewhere == over == outside
    assert already_in == Enter(door)


async def test_a_link_that_was_pressed_by_who_is_in_already_lets_nobody_else_in(office: Office) -> None:
    door = await brief_door(office)
    await asks_for_link(office, door, who=RAE)
    await signs_in(office, await way_in(office), session="s-1")
    await asks_for_link(office, door, who=RAE)
    second = await way_in(office)

    inside = await office.handle(PassPosted(second, "continue", session="s-1", fresh="s-2"))
    elsewhere = await office.handle(PassPosted(second, "continue", fresh="s-3"))

    assert inside == Enter(door)
    assert isinstance(elsewhere, Show)
    assert elsewhere.page.status == 410


async def test_a_link_that_ran_out_sends_another_to_the_same_person_and_not_without_end(
    office: Office, clock: SettableClock
) -> None:
    door = await brief_door(office)
    await asks_for_link(office, door, who=RAE)
    given = await way_in(office)
    clock.forward(PASS_FOR)

    late = await office.handle(PassPosted(given, "continue", fresh="s-1"))
    answers = [await office.handle(PassPosted(given, "again")) for _ in range(4)]
    await office.settle()
    within_the_hour = await links_of(office)
    clock.forward(timedelta(hours=1))
    await office.handle(PassPosted(given, "again"))
    await office.settle()

    assert isinstance(late, Show)
    assert late.page.status == 410
    assert {answer.page.title for answer in answers if isinstance(answer, Show)} == {"Look in your chat or mail"}
    assert len(within_the_hour) == 3
    assert len(await links_of(office)) == 4
    assert (await signs_in(office, await way_in(office))).door == door


async def test_the_answer_is_the_same_for_who_may_not_come_in_and_nothing_is_sent(office: Office) -> None:
    door = await brief_door(office)
    async with office.store() as work:
        await work.people.add(replace(office.rae, name="Lee Park", email=LEE, roles=INTERVIEWER, ats_user=""))
    allowed = await asks_for_link(office, door, who=RAE)

    refused = [await asks_for_link(office, door, who=who) for who in (LEE, ADA.email, "nobody@northwind.example")]
    nowhere = Door(Room.BRIEF, "not-an-interview")
    elsewhere = await asks_for_link(office, nowhere, who=RAE)
    again = await office.handle(PassPosted(Pass(office.rae.id, nowhere, office.clock(), "n"), "again"))
    await office.settle()

    assert [*refused, elsewhere] == [allowed] * 4
    assert again == Show(allowed)
    assert len(await links_of(office)) == 1
    assert await office.subjects(LEE) == []
    assert not any("sign-in" in subject for subject in await office.subjects(ADA.email))


async def test_somebody_without_a_chat_account_gets_the_link_by_mail(office: Office) -> None:
    door = await brief_door(office)
    async with office.store() as work:
        await work.people.add(replace(office.rae, name="Lee Park", email=LEE, ats_user=""))

    await asks_for_link(office, door, who=LEE)

    (mail,) = await office.mails(LEE)
    found = WAY_IN.search(text_of(mail))
    assert found is not None
    await signs_in(office, verify_pass(found.group(1), keys=KEYS), session="s-lee")
    assert "Ada Obi" in (await reads(office, door, session="s-lee")).title


async def test_whoever_signs_out_or_leaves_is_out_at_once(office: Office) -> None:
    door = await brief_door(office)
    await asks_for_link(office, door, who=RAE)
    await asks_for_link(office, door, who=RAE)
    await signs_in(office, await way_in(office), session="s-1")

    await office.handle(RoomPosted(door, "s-1", "sign_out", {}))
    signed_out = await reads(office, door, session="s-1")
    await asks_for_link(office, door, who=RAE)
    last = await way_in(office)
    await signs_in(office, last, session="s-2")
    await office.leaves()
    left = await reads(office, door, session="s-2")
    refused = await office.handle(PassPosted(last, "continue", fresh="s-3"))

    assert signed_out.title == left.title == "Please sign in"
    assert isinstance(refused, Show)
    assert refused.page.status == 410


async def test_an_empty_address_is_asked_for_again(office: Office) -> None:
    reply = await office.handle(RoomPosted(await brief_door(office), "", "send", {"who": " "}))

    assert reply == FormErrors({"who": "Please write your work address."})
