"""`usher doctor` between real stand-ins: all is well, or one thing is broken, and just that is said to be wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters import doctor
from adapters.calendars import check as calendars
from adapters.calendars.check import Held
from adapters.clock import real_clock
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.shelf import MemoryShelf
from bot.domain.access import Viewer, Who
from bot.domain.findings import UNREADABLE, Condition, Finding
from bot.domain.ids import PersonId
from bot.domain.people import Person, Role
from bot.domain.time import Interval
from bot.inbound import Changes
from bot.ports import Event, Kept, Transient
from storage.engine import open_store
from tests.contracts.doctor_desk import HOUSE, INES, RAE, SECRETS, Premises, by_name, connected
from tests.journeys.served import ran
from tests.office import POLICY
from tests.standins.google import FREEBUSY
from tests.standins.slack import Broken, Says, Withheld
from tests.standins.smtp import Drop
from tests.standins.teams_faults import Says as Answers

Break = Callable[[Premises], object]


@pytest.fixture
async def premises(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Premises]:
    async with connected(sqlite_template, tmp_path) as made:
        yield made


def wrong(findings: tuple[Finding, ...]) -> dict[str, str]:
    """Return what is said of each thing that is wrong, with the cures."""
    bad = [each for each in findings if each.state is Condition.WRONG]
    return {one.thing: " ".join(f"{each.says} {each.cure}" for each in bad if each.thing == one.thing) for one in bad}


async def test_where_all_is_well_nothing_is_wrong_and_nothing_was_sent_or_written(premises: Premises) -> None:
    findings = await premises.findings()

    by = by_name(findings)
    assert wrong(findings) == {}
    assert (by["teams.heard"].state, by["teams.token"].state) == (Condition.WATCH, Condition.FINE)
    assert "messaging endpoint" in by["teams.heard"].cure
    assert {each.group for each in findings} >= {
        "settings",
        "database",
        "policy",
        "mail",
        "slack",
        "teams",
        "calendars",
        "ats",
    }
    assert by["slack.scopes"].state is by["slack.socket"].state is by["mail.server"].state is Condition.FINE
    told = " ".join(each.says for each in findings if each.thing == "calendars.people")
    assert "Ines Duarte's calendar can be read; working hours: nobody said" in told
    assert premises.mail.taken == []
    assert premises.slack.messages == []
    assert premises.google.called("events.insert") == []
    assert not any(secret in str(findings) for secret in SECRETS)


async def test_only_when_asked_an_event_is_placed_and_removed_again(premises: Premises) -> None:
    findings = by_name(await premises.findings(writes=True))

    assert "read and written" in findings["calendars.organiser"].says
    assert [each["attendees"] for each in premises.google.called("events.insert") if "attendees" in each] == []
    assert len(premises.google.called("events.insert")) == len(premises.google.called("events.delete")) == 1


def _slack_keeps_silent(premises: Premises) -> None:
    premises.patience = 0.5
    premises.slack.next("auth.test", Withheld(accepted=False))


Trouble = tuple[Break, str, str]
"""What is broken, the thing that is then wrong, and what its finding says."""
DAYS: dict[str, tuple[Trouble, ...]] = {
    "credentials": (
        (lambda p: p.set(SMTP_URL=p.mail.url(login=("usher-login", "wrong"))), "mail.server", "user and password"),
        (lambda p: p.slack.next("auth.test", Says("token_revoked")), "slack.token", "Install the app again"),
        (lambda p: p.set(SLACK_APP_TOKEN="xapp-other"), "slack.socket", "SLACK_APP_TOKEN"),
        (lambda p: p.set(TEAMS_APP_PASSWORD="old"), "teams.token", "Make a new client secret"),
        (lambda p: p.google.allowed.clear(), "calendars.organiser", "domain-wide delegation"),
        (lambda p: p.set(MICROSOFT_CLIENT_SECRET="old"), "calendars.microsoft", "MICROSOFT_CLIENT_SECRET"),
    ),
    "far ends": (
        (lambda p: p.set(SMTP_URL="smtp://127.0.0.1:9"), "mail.server", "no connection"),
        (lambda p: p.slack.next("auth.test", Broken(503)), "slack.token", "503"),
        (lambda p: p.teams.next("token", Answers(503)), "teams.token", "503"),
        (lambda p: p.set(TEAMS_OPENID_URL="http://127.0.0.1:9/keys"), "teams.keys", "reaches 127.0.0.1"),
        (lambda p: p.google.members.discard(HOUSE), "calendars.organiser", "organisation.organizer gets the new one"),
        (lambda p: p.graph.members.discard(INES), "calendars.people", "Ines Duarte"),
        (lambda p: p.google.members.discard(RAE), "calendars.people", "Rae Morgan"),
    ),
    "silence": ((_slack_keeps_silent, "slack.token", "No answer within"),),
    "permissions": (
        (lambda p: p.mail.plan(Drop("ehlo")), "mail.server", "connection lost"),
        (lambda p: p.slack.scopes.remove("im:history"), "slack.scopes", "im:history"),
        (lambda p: p.google.allowed.intersection_update({FREEBUSY}), "calendars.organiser", "domain-wide delegation"),
        (lambda p: p.policy(RAE, "nobody@x.example"), "policy.recruiter", "usher person add nobody@x.example --name"),
        (
            lambda p: p.set(MICROSOFT_LOGIN_URL="http://127.0.0.1:9/"),
            "calendars.microsoft",
            "cannot be reached",
        ),
    ),
    "settings": (
        (lambda p: p.set(USHER_BASE_URL=""), "settings.complete", "USHER_BASE_URL"),
        (lambda p: p.set(MAIL_FROM="@"), "mail.sender", "MAIL_FROM"),
        (lambda p: (p.folder / "google.json").write_text("{}"), "calendars.google", "download it"),
        (lambda p: p.set(MICROSOFT_TENANT_ID="another"), "calendars.microsoft", "no such tenant"),
    ),
    "nonsense": (
        (
            lambda p: p.set(USHER_DATABASE_URL="usher:p@ss word of mail@db"),
            "database.ready",
            "no address of a database",
        ),
        (lambda p: p.set(USHER_BASE_URL="http://["), "settings.address", "Mend USHER_BASE_URL"),
        (lambda p: p.set(USHER_SECRET_KEY=""), "settings.complete", "USHER_SECRET_KEY"),
    ),
    "half set up": (
        (lambda p: p.set(USHER_CALENDARS="microsoft"), "settings.complete", "add google to USHER_CALENDARS"),
        (lambda p: p.policy('"30m"', '"soon"'), "policy.reads", "duration"),
        (
            lambda p: p.set(USHER_DATABASE_URL=f"sqlite+aiosqlite:///{p.folder}/none.db"),
            "database.ready",
            "yet. Run usher migrate",
        ),
    ),
}


@pytest.mark.parametrize("day", DAYS)
async def test_each_thing_that_is_broken_is_named_with_its_cure(day: str, premises: Premises) -> None:
    for breaks, _, _ in DAYS[day]:
        breaks(premises)

    findings = await premises.findings()

    told = wrong(findings)
    for _, thing, says in DAYS[day]:
        assert thing in told, told
        assert says in told[thing]
    assert not any(secret in str(findings) for secret in SECRETS)
    assert not (premises.folder / "none.db").exists()


async def test_one_who_is_with_a_vendor_that_is_not_connected_is_named(premises: Premises) -> None:
    await premises.hires(
        Person(PersonId(0), "Kofi Mensah", "kofi@x.example", calendar="sandbox", roles=frozenset({Role.INTERVIEWER}))
    )

    told = wrong(await premises.findings())

    assert "Kofi Mensah's calendar is with sandbox, which is not connected." in told["calendars.people"]


class Odd(SandboxCalendar):
    """A calendar that answers what nobody understands for one person, and another never; nor does it tell what it keeps."""

    def __init__(self) -> None:
        super().__init__(MemoryShelf(), clock=real_clock)
        self.kept: set[str] = set()

    async def changes(self, owner: str, cursor: str, *, window: Interval) -> Changes:
        if owner == INES:
            raise KeyError("nextSyncToken")
        if owner == HOUSE:
            await asyncio.Event().wait()
        return await super().changes(owner, cursor, window=window)

    async def place(self, owner: str, event: Event, *, key: str) -> Kept:
        self.kept.add(key)
        raise Transient("no answer in time")

    async def remove(self, owner: str, *, key: str = "", kept: str = "") -> None:
        self.kept.discard(key)


async def looks(*mails: str) -> dict[str, Finding]:
    """Return what a short look at the calendars of people finds; their keys are 1 and so on."""

    async def holders() -> list[Held]:
        return [Held(Person(PersonId(n), mail, mail, calendar="sandbox"), None) for n, mail in enumerate(mails, 1)]

    look = calendars.people("sandbox", Odd(), holders=holders, clock=real_clock, patience=0.1)
    return by_name(tuple(await look()))


async def test_one_whose_turn_did_not_come_is_not_said_to_be_wrong() -> None:
    told = await looks(RAE, *[HOUSE] * calendars.AT_ONCE, RAE)

    assert [told[f"calendars.people/{n}"].state for n in (1, 2)] == [Condition.FINE, Condition.WRONG]
    assert "calendars.people/6" not in told
    assert told["calendars.people/sandbox"].state is Condition.WATCH
    assert told["calendars.people/sandbox"].says.startswith("1 more")


async def test_one_whose_calendar_answers_nonsense_hides_no_others() -> None:
    told = await looks(INES, RAE)

    assert told["calendars.people/1"].state is Condition.WRONG
    assert "KeyError" in told["calendars.people/1"].says
    assert told["calendars.people/2"].state is Condition.FINE


async def test_the_event_of_a_check_is_removed_where_nobody_knows_whether_it_stands_too() -> None:
    odd, organisation = Odd(), replace(POLICY.organisation, calendar="sandbox")

    (told,) = await calendars.organiser({"sandbox": odd}, organisation, clock=real_clock, writes=True)()

    assert told.state is Condition.WRONG
    assert "no answer in time" in told.says
    assert odd.kept == set()


async def test_for_a_terminal_it_is_a_table_and_for_a_program_it_is_json(premises: Premises) -> None:
    lines = [line for _, line in doctor.as_table(await premises.findings(), width=100)]
    premises.set(SMTP_URL="smtp://127.0.0.1:9")
    code, out, err = await ran("doctor", "--json", environment=premises.environment, cwd=premises.folder)

    assert [line for line in lines if line and not line.startswith(" ")][:3] == ["Settings", "Database", "Policy"]
    assert all(len(line) <= 100 for line in lines)
    assert lines[-1].startswith("Nothing is wrong.")
    assert (code, err) == (1, "")
    told = json.loads(out)
    assert told.keys() == {"version", "at", "state", "findings"}
    assert (told["version"], told["state"]) == (1, "wrong")
    assert all(each.keys() == {"group", "name", "state", "says", "cure"} for each in told["findings"])
    assert {each["name"] for each in told["findings"] if each["state"] == "wrong"} == {"mail.server"}


async def test_what_came_from_teams_and_the_ats_is_judged(premises: Premises) -> None:
    url = premises.environment["USHER_DATABASE_URL"]
    opened = open_store(url, clock=real_clock)
    premises.set(TEAMS_ALLOW_ANONYMOUS="1")
    async with opened.store() as work:
        await work.inbox.first("teams.said", "m1", kind="said", at=datetime(2027, 3, 1, 9, tzinfo=UTC))
        for number in range(4):
            kind, note = (UNREADABLE, "payload.application.id") if number < 2 else ("candidate_stage_change", "")
            await work.inbox.first("greenhouse", f"d{number}", kind=kind, at=real_clock(), note=note)
            detail = {"lacks": "the title of the role" if number else ""}
            await work.audit.changed("trigger.seen", subject="a", by=Viewer(Who.ATS, "greenhouse"), detail=detail)
    await opened.close()

    found = by_name(await premises.findings())

    assert "on 01 Mar 2027 at 09:00 UTC" in found["teams.heard"].says
    assert (found["teams.connected"].state, "teams.token" in found) == (Condition.WATCH, False)
    assert found["ats.greenhouse"].state is Condition.WRONG
    assert "2 of the last 4" in found["ats.greenhouse"].says
    assert "payload.application.id" in found["ats.greenhouse"].says
    assert found["ats.fields/greenhouse"].state is Condition.WATCH
    assert "3 lacked the title of the role" in found["ats.fields/greenhouse"].says
