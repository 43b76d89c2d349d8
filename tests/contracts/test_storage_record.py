"""People, openings, candidates and applications: what goes in comes out, and is found the ways the desk looks for it."""

from dataclasses import replace
from datetime import timedelta
from traceback import format_exception

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bot.domain.access import USHER
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId
from bot.domain.people import Account, Platform
from bot.domain.pipeline import NextAction, Source, Status
from bot.effects import CardKind
from bot.ports import Held, Post, Posted, Stale
from storage.tables import stage_history
from storage.transaction import Refused
from tests.records import ADA, IVAN, RITA, set_up
from tests.when import NOON

SLACK = Account(Platform.SLACK, "T1", "U1")
TEAMS = Account(Platform.TEAMS, "tenant", "aad-1")


async def test_a_person_comes_out_as_they_went_in(store):
    desk = await set_up(store)

    async with store() as work:
        assert await work.people.get(desk.rita.id) == desk.rita == replace(RITA, id=desk.rita.id)
        assert await work.people.all() == (desk.rita, desk.ivan)
        assert await work.people.get(PersonId(4711)) is None


async def test_people_and_candidates_never_share_a_key(store):
    desk = await set_up(store)

    assert len({desk.rita.id, desk.ivan.id, desk.ada.id}) == 3


async def test_a_person_is_found_by_address_ats_user_and_account(store):
    desk = await set_up(store)
    async with store() as work:
        await work.people.link(SLACK, person=desk.rita.id)
        await work.people.link(TEAMS, person=desk.rita.id)

    async with store() as work:
        assert await work.people.by_email(" rita.BAUER@example.org ") == desk.rita
        assert await work.people.by_ats_user("92120") == desk.rita
        assert await work.people.by_account(SLACK) == desk.rita
        assert await work.people.accounts(desk.rita.id) == (SLACK, TEAMS)
        assert await work.people.by_account(replace(SLACK, tenant="T2")) is None
        assert await work.people.by_ats_user("") is None
        assert await work.people.by_email("") is None


async def test_an_account_linked_anew_speaks_for_the_new_person_alone(store):
    desk = await set_up(store)
    async with store() as work:
        await work.people.link(SLACK, person=desk.rita.id)
        await work.people.link(SLACK, person=desk.ivan.id)

    async with store() as work:
        assert await work.people.by_account(SLACK) == desk.ivan
        assert await work.people.accounts(desk.rita.id) == ()


async def test_a_disabled_person_is_found_and_is_not_active(store):
    desk = await set_up(store)
    async with store() as work:
        await work.people.link(SLACK, person=desk.ivan.id)
        await work.people.save(replace(desk.ivan, active=False, title="Left"))

    async with store() as work:
        assert await work.people.by_account(SLACK) == replace(desk.ivan, active=False, title="Left")


async def test_two_people_cannot_have_one_address(store):
    await set_up(store)

    with pytest.raises(Stale):
        async with store() as work:
            await work.people.add(replace(IVAN, email="IVAN@example.org"))


async def test_saving_somebody_who_is_gone_is_told(store):
    async with store() as work:
        with pytest.raises(Stale):
            await work.people.save(replace(IVAN, id=PersonId(4711)))
        with pytest.raises(Stale):
            await work.candidates.save(replace(ADA, id=CandidateId(4711)))


async def test_an_opening_comes_out_and_is_found_by_job_and_title(store):
    desk = await set_up(store)
    agreed = replace(desk.opening, intake_agreed=True, coordinator=desk.ivan.id)
    async with store() as work:
        await work.openings.save(agreed)
        await work.openings.add(replace(desk.opening, id=OpeningId("twin"), ats_job=""))
        await work.openings.add(replace(desk.opening, id=OpeningId("triplet"), ats_job=""))

    async with store() as work:
        assert await work.openings.get(desk.opening.id) == agreed
        assert await work.openings.by_ats_job("greenhouse", "4000") == agreed
        assert await work.openings.by_ats_job("generic", "4000") is None
        assert await work.openings.by_ats_job("", "") is None
        titled = await work.openings.by_title("software  ENGINEER")
        assert [opening.id for opening in titled] == ["engineer", "triplet", "twin"]


async def test_a_candidate_comes_out_and_is_found_by_ats_and_address(store):
    desk = await set_up(store)
    async with store() as work:
        await work.candidates.save(replace(desk.ada, mail_ok=False))

    async with store() as work:
        ada = replace(desk.ada, mail_ok=False)
        assert await work.candidates.get(desk.ada.id, viewer=USHER) == ada
        assert await work.candidates.by_ats("greenhouse", "77", viewer=USHER) == ada
        assert await work.candidates.by_ats("generic", "77", viewer=USHER) is None
        assert await work.candidates.by_email("ADA+jobs@example.com", viewer=USHER) == ada
        assert await work.candidates.by_email("", viewer=USHER) is None


@pytest.mark.parametrize(
    "words", ["ada", "O'Brien", "o’brien", "brien ADA", "ÁDA", "ada+JOBS@example.com", "  ada   o'b "]
)
async def test_a_search_finds_a_candidate_however_it_is_typed(store, words):
    desk = await set_up(store)

    async with store() as work:
        assert await work.candidates.search(words, viewer=USHER) == ((desk.ada, desk.application),)


@pytest.mark.parametrize("words", ["%", "_da", "ada%brien", "\\", "jobs@example", "ada lovelace"])
async def test_a_search_takes_wildcards_for_letters_and_finds_nothing(store, words):
    await set_up(store)

    async with store() as work:
        assert await work.candidates.search(words, viewer=USHER) == ()


@pytest.mark.parametrize("words", ["", "   "])
async def test_a_search_without_words_finds_everybody_in_play_and_nobody_else(store, words):
    desk = await set_up(store)
    async with store() as work:
        abe = await work.candidates.add(replace(ADA, name="Abe", ats_candidate="78"))
        closed = replace(desk.application, id=ApplicationId("closed"), candidate=abe.id, source=Source(), next=None)
        await work.applications.add(replace(closed, status=Status.HIRED))

    async with store() as work:
        assert await work.candidates.search(words, viewer=USHER) == ((desk.ada, desk.application),)


async def test_a_search_shows_open_applications_first_and_stops_at_its_limit(store):
    desk = await set_up(store)
    closed = replace(
        desk.application, id=ApplicationId("closed"), status=Status.PASSED, next=None, source=Source(), version=3
    )
    async with store() as work:
        abe = await work.candidates.add(replace(ADA, name="Abe O’Brien", ats_candidate="78"))
        await work.applications.add(replace(closed, candidate=abe.id))

    async with store() as work:
        found = await work.candidates.search("brien", viewer=USHER)
        assert [(candidate.name, application.id) for candidate, application in found] == [
            ("Ada O’Brien", "applied"),
            ("Abe O’Brien", "closed"),
        ]
        assert len(await work.candidates.search("brien", viewer=USHER, limit=1)) == 1


async def test_an_application_comes_out_as_it_went_in(store):
    desk = await set_up(store)

    async with store() as work:
        assert await work.applications.get(desk.application.id, viewer=USHER) == desk.application
        assert await work.applications.by_ats("greenhouse", "5001", viewer=USHER) == desk.application
        assert await work.applications.by_ats("generic", "5001", viewer=USHER) is None
        assert await work.applications.by_ats("", "", viewer=USHER) is None
        assert await work.applications.of(desk.ada.id, viewer=USHER) == (desk.application,)


async def test_the_second_to_save_an_application_is_told(store):
    desk = await set_up(store)
    async with store() as work:
        await work.applications.save(replace(desk.application, stage="Onsite"))

    with pytest.raises(Stale):
        async with store() as work:
            await work.applications.save(replace(desk.application, stage="Offer"))

    async with store() as work:
        stored = await work.applications.get(desk.application.id, viewer=USHER)
        assert stored == replace(desk.application, stage="Onsite", version=1)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.ON_HOLD, Status.OFFER])
async def test_an_open_application_without_a_next_action_is_refused(store, status):
    desk = await set_up(store)

    with pytest.raises(Refused, match="next_action"):
        async with store() as work:
            await work.applications.save(replace(desk.application, status=status, next=None))


@pytest.mark.parametrize("status", [Status.PASSED, Status.HIRED, Status.WITHDRAWN])
async def test_a_closed_application_with_a_next_action_is_refused(store, status):
    desk = await set_up(store)

    with pytest.raises(Refused, match="next_action"):
        async with store() as work:
            await work.applications.save(replace(desk.application, status=status))


async def test_a_refusal_of_the_database_quotes_nothing_that_is_stored(store):
    desk = await set_up(store)

    with pytest.raises(Refused) as told:
        async with store() as work:
            await work.applications.save(replace(desk.application, notes="asked for Saturdays off", next=None))

    assert "Saturdays" not in "".join(format_exception(told.value))


async def test_a_next_action_without_words_is_refused(store):
    desk = await set_up(store)

    with pytest.raises(Refused, match="next_action"):
        async with store() as work:
            await work.applications.save(replace(desk.application, next=NextAction("", desk.rita.id, NOON)))


async def test_one_application_of_an_ats_is_stored_once(store):
    desk = await set_up(store)

    with pytest.raises(Stale):
        async with store() as work:
            await work.applications.add(replace(desk.application, id=ApplicationId("again")))


async def test_by_hand_a_candidate_is_in_play_for_an_opening_once(store):
    desk = await set_up(store)
    by_hand = replace(desk.application, source=Source(), id=ApplicationId("by hand"))
    async with store() as work:
        await work.applications.add(by_hand)
        await work.applications.add(replace(by_hand, id=ApplicationId("earlier"), status=Status.WITHDRAWN, next=None))

    with pytest.raises(Stale):
        async with store() as work:
            await work.applications.add(replace(by_hand, id=ApplicationId("again")))


async def test_the_history_keeps_every_stage_in_order(store, engine):
    desk = await set_up(store)
    async with store() as work:
        onsite = replace(desk.application, stage="Onsite", status=Status.ON_HOLD)
        await work.applications.entered(onsite, what="status", at=NOON + timedelta(days=1), by=USHER)

    async with engine.connect() as connection:
        told = (await connection.execute(select(stage_history).order_by(stage_history.c.serial))).all()
    assert [(row.what, row.stage, row.status, row.at, row.by_who) for row in told] == [
        ("candidate_stage_change", "Phone screen", "active", NOON, "usher"),
        ("status", "Onsite", "on_hold", NOON + timedelta(days=1), "usher"),
    ]


async def test_a_naive_time_is_refused(store):
    desk = await set_up(store)

    with pytest.raises(StatementError, match="naive"):
        async with store() as work:
            await work.applications.save(replace(desk.application, stage_at=NOON.replace(tzinfo=None)))


async def test_a_held_trigger_waits_until_it_is_released(store):
    desk = await set_up(store)
    held = Held(desk.application.id, "recruiter_screen", ("email", "recruiter"), NOON)
    async with store() as work:
        await work.triggers.hold(replace(held, missing=("email", "recruiter", "role")))
        await work.triggers.hold(held)

    async with store() as work:
        assert await work.triggers.all() == (held,)
        await work.triggers.release(desk.application.id)
    async with store() as work:
        assert await work.triggers.all() == ()


async def test_a_post_stands_where_it_was_posted_last(store):
    desk = await set_up(store)
    post = Post(CardKind.INTERVIEW, "first", desk.rita.id, SLACK, Posted("D1", "1.1"))
    seat = Post(CardKind.SEAT, "first", desk.ivan.id, TEAMS, Posted("conversation", "2"))
    async with store() as work:
        await work.posts.add(replace(post, posted=Posted("D0", "0.1")))
        await work.posts.add(seat)
        await work.posts.add(post)
        await work.posts.add(post)
        await work.posts.add(replace(post, subject="second", posted=Posted("D1", "1.2")))

    async with store() as work:
        assert await work.posts.about("first") == (replace(post, posted=Posted("D0", "0.1")), seat, post)
