"""Slack's installations at rest: one organisation's, one token a workspace, sealed; taken away when the app is removed."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.secrets import SecretBox, Unsealable
from storage.engine import Database
from storage.installations import SqlInstallations
from tests.when import NOON

OLD, NEW = b"the key of last year, long enough", b"the key of this year, long enough"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def shelf(database: Database) -> SqlInstallations:
    return SqlInstallations(database.transaction)


# --- whose they are -----------------------------------------------------------------------------------------------


async def test_the_first_workspace_is_the_organisations(shelf: SqlInstallations) -> None:
    assert await shelf.claim("T1", enterprise="", sealed="s1", at=NOON)
    assert not await shelf.claim("T2", enterprise="", sealed="s2", at=NOON)
    assert not await shelf.claim("T3", enterprise="E9", sealed="s3", at=NOON)

    assert await shelf.all() == (("T1", "s1"),)
    assert [await shelf.get(team) for team in ("T1", "T2", "T3")] == ["s1", None, None]


async def test_workspaces_of_the_same_enterprise_organisation_may_follow(shelf: SqlInstallations) -> None:
    assert await shelf.claim("T1", enterprise="E1", sealed="s1", at=NOON)
    assert await shelf.claim("T2", enterprise="E1", sealed="s2", at=NOON)
    assert not await shelf.claim("T3", enterprise="E2", sealed="s3", at=NOON)

    assert await shelf.all() == (("T1", "s1"), ("T2", "s2"))


async def test_a_workspace_that_joins_an_enterprise_organisation_brings_it_along(shelf: SqlInstallations) -> None:
    assert await shelf.claim("T1", enterprise="", sealed="s1", at=NOON)
    assert await shelf.claim("T1", enterprise="E1", sealed="s1b", at=LATER)

    assert await shelf.claim("T2", enterprise="E1", sealed="s2", at=LATER)


async def test_of_two_that_come_first_at_once_one_is_first(shelf: SqlInstallations) -> None:
    kept = await asyncio.gather(
        *(shelf.claim(f"T{number}", enterprise="", sealed=f"s{number}", at=NOON) for number in range(6))
    )

    assert sorted(kept) == [False] * 5 + [True]
    assert await shelf.all() == ((f"T{kept.index(True)}", f"s{kept.index(True)}"),)


async def test_a_named_workspace_is_kept_beside_the_first(shelf: SqlInstallations) -> None:
    await shelf.keep("T1", enterprise="", sealed="s1", at=NOON)
    await shelf.keep("T2", enterprise="", sealed="s2", at=NOON)

    assert await shelf.all() == (("T1", "s1"), ("T2", "s2"))
    assert not await shelf.claim("T3", enterprise="", sealed="s3", at=NOON)


async def test_the_claim_outlives_the_installation(shelf: SqlInstallations) -> None:
    await shelf.claim("T1", enterprise="", sealed="s1", at=NOON)
    await shelf.remove("T1", at=LATER)

    assert not await shelf.claim("T2", enterprise="", sealed="s2", at=LATER)
    assert await shelf.claim("T1", enterprise="", sealed="s1b", at=LATER)
    assert await shelf.get("T1") == "s1b"


# --- when the app is removed --------------------------------------------------------------------------------------


async def test_a_removed_app_leaves_no_token_but_is_remembered(shelf: SqlInstallations, engine: AsyncEngine) -> None:
    await shelf.claim("T1", enterprise="", sealed="s1", at=NOON)

    assert await shelf.remove("T1", at=LATER)

    assert await shelf.get("T1") == ""
    assert await shelf.all() == ()
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM slack_installations"))).all()
    assert len(rows) == 1
    assert "s1" not in rows[0]


async def test_removing_twice_or_from_elsewhere_changes_nothing(shelf: SqlInstallations) -> None:
    await shelf.claim("T1", enterprise="", sealed="s1", at=NOON)
    await shelf.remove("T1", at=LATER)

    assert not await shelf.remove("T1", at=LATER)
    assert not await shelf.remove("T2", at=LATER)


async def test_a_removal_told_late_spares_what_was_installed_since(shelf: SqlInstallations) -> None:
    await shelf.claim("T1", enterprise="", sealed="s1", at=LATER)

    assert not await shelf.remove("T1", at=NOON)
    assert await shelf.get("T1") == "s1"


async def test_a_new_seal_never_covers_a_newer_installation(shelf: SqlInstallations) -> None:
    await shelf.claim("T1", enterprise="", sealed="s1", at=NOON)
    await shelf.claim("T1", enterprise="", sealed="s2", at=LATER)
    await shelf.seal_anew("T1", before="s1", after="s1 anew")
    kept = await shelf.get("T1")
    await shelf.remove("T1", at=LATER)
    await shelf.seal_anew("T1", before="", after="s1 anew")

    assert kept == "s2"
    assert await shelf.get("T1") == ""


@pytest.mark.parametrize(("sealed", "removed_at"), [("", "NULL"), ("s1", "'2027-03-01 13:00:00'")])
async def test_the_database_itself_refuses_a_row_that_is_half_removed(
    engine: AsyncEngine, sealed: str, removed_at: str
) -> None:
    row = f"INSERT INTO slack_installations VALUES ('T1', '', '{sealed}', '2027-03-01 12:00:00', {removed_at})"

    async with engine.connect() as connection:
        with pytest.raises(IntegrityError, match="slack_installations_token"):
            await connection.execute(text(row))


# --- the seal -----------------------------------------------------------------------------------------------------


def test_what_is_sealed_opens_with_its_name_alone() -> None:
    box = SecretBox([NEW])
    sealed = box.seal("xoxb-secret Ω", name="slack T1")

    assert box.unseal(sealed, name="slack T1") == "xoxb-secret Ω"
    assert "xoxb" not in sealed
    with pytest.raises(Unsealable, match="slack T2"):
        box.unseal(sealed, name="slack T2")


def test_the_same_secret_never_looks_the_same_twice() -> None:
    box = SecretBox([NEW])

    assert box.seal("xoxb-secret", name="slack T1") != box.seal("xoxb-secret", name="slack T1")


def test_an_older_key_still_opens_and_the_first_one_seals() -> None:
    before = SecretBox([OLD]).seal("xoxb-secret", name="slack T1")
    both = SecretBox([NEW, OLD])
    after = both.seal(both.unseal(before, name="slack T1"), name="slack T1")

    assert (both.is_fresh(before, name="slack T1"), both.is_fresh(after, name="slack T1")) == (False, True)
    assert SecretBox([NEW]).unseal(after, name="slack T1") == "xoxb-secret"
    with pytest.raises(Unsealable):
        SecretBox([NEW]).unseal(before, name="slack T1")


@pytest.mark.parametrize("garbage", ["", "xoxb-plain", "gAAAAA==", "ключ", "gAAAAABk" + "A" * 90])
def test_what_we_did_not_seal_does_not_open(garbage: str) -> None:
    with pytest.raises(Unsealable):
        SecretBox([NEW]).unseal(garbage, name="slack T1")


def test_a_changed_seal_does_not_open() -> None:
    sealed = SecretBox([NEW]).seal("xoxb-secret", name="slack T1")
    changed = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]

    with pytest.raises(Unsealable):
        SecretBox([NEW]).unseal(changed, name="slack T1")


def test_no_key_is_an_error_at_the_start() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        SecretBox([])
