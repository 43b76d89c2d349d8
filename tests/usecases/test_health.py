"""A service looks after its own connections: a card when one fails, the same card when it is well again, a review."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.actions import ExamineAgain
from bot.deeds.health import looked
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.findings import Condition, Finding
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Platform, Role
from bot.inbound import Pressed
from bot.ports import Permanent, Store
from bot.reply import Refuse, Say
from bot.usecases import health
from tests.office import RAES, Office, said, text_of
from tests.when import SettableClock

FINE = Finding("slack.token", Condition.FINE, "Slack knows it.")
WRONG = Finding("slack.token", Condition.WRONG, "Slack lets the bot in no more.", "Install the app again.")
ASHA = Account(Platform.SANDBOX, "demo", "asha")
NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)  # a Tuesday
HOUR = timedelta(hours=1)
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@dataclass
class Gauge:
    """Finds what it is told to find."""

    shows: Finding = FINE

    async def __call__(self) -> Sequence[Finding]:
        return [self.shows]


class Service(Office):
    """An office whose service has begun, with one thing to look at."""

    async def begun(self) -> "Service":
        await self.furnish()
        self.gauge = Gauge()
        self.plug_checks({"slack.token": self.gauge})
        self.clock.set(NOON)
        async with self.store() as work:
            await health.begin(work=work, desk=Desk(self.policy, self.clock()))
        await self.forward(timedelta(0))
        return self

    async def looks_no_more(self) -> None:
        """Time goes faster without a look every hour."""
        async with self.store() as work:
            await work.timers.drop("health")

    async def next_review(self) -> datetime:
        async with self.store() as work:
            (due,) = [
                each.due
                for each in await work.timers.due(NOON + timedelta(days=400), limit=99)
                if each.kind == "review"
            ]
        return due

    async def told(self, user: str = "rae") -> list[str]:
        """Return the cards about a thing that went wrong, as they are drawn now."""
        return [said(line) for line in await self.chat.lines(user) if line.key.startswith("health:")]

    async def shows(self, finding: Finding, *, for_: timedelta = HOUR) -> None:
        """From now on this is found; time goes on."""
        self.gauge.shows = finding
        await self.forward(for_)


@pytest.fixture
async def service(store: Store, clock: SettableClock) -> Service:
    return await Service(store, clock).begun()


async def test_what_goes_wrong_is_told_once_and_the_card_follows(service: Service) -> None:
    await service.forward(timedelta(hours=2))
    while_fine = await service.told()

    await service.shows(WRONG)
    at_once = await service.told()
    await service.forward(timedelta(minutes=6))
    (card,) = await service.told()
    await service.forward(timedelta(hours=3))
    (still,) = await service.told()
    await service.shows(FINE)
    (well,) = await service.told()
    await service.shows(WRONG, for_=timedelta(hours=2))
    again = await service.told()

    assert while_fine == at_once == []
    assert "trouble with Slack's bot token" in card
    assert "Slack lets the bot in no more." in card
    assert "Install the app again." in card
    assert "trouble" in still
    assert "well again" in well
    assert "trouble" not in well
    assert len(again) == 1
    assert "trouble" in again[0]


@ON_ONE
async def test_a_fault_that_passes_within_minutes_is_told_to_nobody(service: Service) -> None:
    await service.shows(WRONG)
    service.gauge.shows = FINE
    await service.forward(timedelta(hours=3))

    assert await service.told() == []


@ON_ONE
async def test_what_goes_wrong_at_night_waits_for_the_morning_if_it_still_is(service: Service) -> None:
    await service.forward(timedelta(hours=9))  # 21:00
    await service.shows(WRONG, for_=timedelta(hours=3))
    at_night = await service.told()
    await service.forward(timedelta(hours=9))

    assert at_night == []
    assert len(await service.told()) == 1


@ON_ONE
async def test_a_trouble_that_is_over_by_the_morning_is_not_told(service: Service) -> None:
    await service.forward(timedelta(hours=9))
    await service.shows(WRONG, for_=timedelta(hours=3))
    await service.shows(FINE, for_=timedelta(hours=12))

    assert await service.told() == []


@ON_ONE
async def test_the_admins_are_told_where_there_are_any_and_may_have_it_looked_at_again(service: Service) -> None:
    asha = Person(
        PersonId(0), "Asha Rao", "asha@northwind.example", zone="Europe/London", roles=frozenset({Role.ADMIN})
    )
    async with service.store() as work:
        added = await work.people.add(asha)
        await work.people.link(ASHA, person=added.id)
    await service.shows(WRONG, for_=timedelta(hours=2))
    (card,) = await service.told("asha")
    service.gauge.shows = FINE
    await service.strip_roles()
    refused = await service.handle(Pressed(RAES, ExamineAgain()))
    answered = await service.handle(Pressed(ASHA, ExamineAgain()))
    await service.settle()
    (now,) = await service.told("asha")

    assert await service.told("rae") == []
    assert "trouble" in card
    assert isinstance(refused, Refuse)
    assert isinstance(answered, Say)
    assert "well again" in now


@ON_ONE
async def test_where_the_chat_itself_is_what_went_wrong_the_card_goes_by_mail(service: Service) -> None:
    service.plug_chat({})
    await service.shows(WRONG, for_=timedelta(hours=2))

    (mail,) = await service.mails(service.rae.email)
    assert "trouble with Slack's bot token" in str(mail["Subject"])
    assert "Install the app again." in text_of(mail)


async def test_a_check_that_hangs_or_breaks_is_a_finding_and_keeps_no_other_from_telling() -> None:
    async def hangs() -> Sequence[Finding]:
        await asyncio.Event().wait()
        return []

    async def breaks() -> Sequence[Finding]:
        raise ZeroDivisionError("ada.obi@mail.example")

    async def refuses() -> Sequence[Finding]:
        raise Permanent("login refused: 535")

    checks = {"mail.server": hangs, "slack.token": breaks, "database.ready": refuses, "slack.scopes": Gauge()}

    hung, broke, refused, fine = await looked(checks, patience=0.01)

    assert [each.name for each in (hung, broke, refused)] == ["mail.server", "slack.token", "database.ready"]
    assert {each.state for each in (hung, broke, refused)} == {Condition.WRONG}
    assert "No answer" in hung.says
    assert "ZeroDivisionError" in broke.says
    assert "ada" not in broke.says
    assert "login refused: 535" in refused.says
    assert fine == FINE


async def test_ninety_days_after_the_first_booking_a_review_comes_and_the_next_is_set(service: Service) -> None:
    async def reviews() -> list[str]:
        return [said(line) for line in await service.chat.lines("rae") if line.key.startswith("review:")]

    await service.forward(HOUR)
    async with service.store() as work:
        before_any_booking = await work.service.began()
    await service.booked()
    async with service.store() as work:
        heard = await work.service.lately("paper", latest=100)
        await work.audit.changed("account.unreached", subject=str(service.rae.id), by=USHER)
    await service.shows(replace(WRONG, state=Condition.WATCH, says="The app lacks a permission."))
    await service.looks_no_more()
    monday = datetime(2027, 5, 31, 7, tzinfo=UTC)  # eight o'clock in London, 90 days later
    service.clock.set(monday - timedelta(minutes=1))
    await service.forward(timedelta(0))
    before = await reviews()
    await service.forward(timedelta(minutes=1))
    (first,) = await reviews()
    next_one = await service.next_review()

    assert before_any_booking is None
    assert (heard.deliveries, heard.triggers, heard.stages, dict(heard.lacking)) == (1, 1, ("Screen",), {})
    assert before == []
    assert "The app lacks a permission." in first
    assert "Rae Morgan" in first
    assert "1; 1 of them without a recruiter's hand" in first
    assert next_one == datetime(2027, 8, 30, 7, tzinfo=UTC)  # a Monday; the 90th day is a Sunday
