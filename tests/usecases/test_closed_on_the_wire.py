"""Each way in which the vendors shut us out reaches the recruiter with its cause, and is settled when it is mended."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from adapters import http
from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from bot.domain.calendar_faults import Cause, Doing
from bot.inbound import CalendarTouched
from bot.ports import Calendar, Store
from tests.office import POLICY, Office
from tests.standins import google, graph
from tests.standins.faults import Limited
from tests.when import SettableClock

RAE, HOUSE = "rae@northwind.example", "interviews@northwind.example"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class House:
    office: Office

    async def read(self) -> Cause | None:
        """Why Rae's calendar could not be read just now."""
        await self.office.handle(CalendarTouched(self.office.rae.id))
        await self.office.settle()
        async with self.office.store() as work:
            found = {fault.doing: fault.cause for fault in await work.calendar_faults.of([self.office.rae.id])}
        return found.get(Doing.READ)

    async def told(self) -> list[str]:
        return [card for card in await self.office.cards() if "closed to me" in card or "Settled:" in card]

    async def ends_well(self, *, cards: int) -> None:
        assert await self.read() is None
        assert ["Settled:" in card for card in await self.told()] == [True] * cards


@asynccontextmanager
async def opened(name: str, calendar: Calendar, store: Store, clock: SettableClock) -> AsyncIterator[House]:
    policy = replace(POLICY, organisation=replace(POLICY.organisation, calendar=name))
    office = await Office(store, clock, policy=policy).furnish()
    await office.plug_calendar(name, calendar)
    yield House(office)


async def test_google(store: Store, clock: SettableClock) -> None:
    def without_consent() -> None:
        far.allowed.clear()

    def without_key() -> None:
        far.lost = True

    def without_account() -> None:
        far.members.discard(RAE)

    async with google.Google(RAE, HOUSE) as far:
        calls, scopes = GoogleCalls(far.key, url=far.url), set(far.allowed)
        async with opened("google", GoogleCalendar(calls, house=HOUSE), store, clock) as house:
            shut: list[tuple[Callable[[], None], Cause]] = [
                (without_consent, Cause.CONSENT),
                (without_key, Cause.KEY),
                (without_account, Cause.NOT_FOUND),
            ]
            for shuts, cause in shut:
                shuts()
                far.sign_out()
                assert await house.read() is cause
                far.allowed |= scopes
                far.lost = False
                far.members.add(RAE)
                assert await house.read() is None
            far.next("events.list", Limited(3600))
            assert await house.read() is None
            await house.ends_well(cards=3)
        calls.close()


async def test_microsoft(store: Store, clock: SettableClock) -> None:
    async with graph.Graph(RAE, HOUSE, now=clock()) as far, http.session() as session:
        tokens = AppTokens(far.tenant, far.client, far.secret, login=far.url, graph=far.url, patience=10)
        outlook = MicrosoftCalendar(GraphCalls(session, tokens, url=far.url), house=HOUSE, clock=clock)
        secret = far.secret
        async with opened("microsoft", outlook, store, clock) as house:
            far.secret = "another one"
            far.sign_out()
            assert await house.read() is Cause.KEY
            far.secret = secret
            assert await house.read() is None
            far.members.discard(RAE)
            assert await house.read() is Cause.NOT_FOUND
            far.members.add(RAE)
            far.next("delta", graph.Refuses(404, "MailboxNotEnabledForRESTAPI"))
            far.next("schedule", graph.Refuses(404, "MailboxNotEnabledForRESTAPI"))
            assert await house.read() is Cause.ELSEWHERE
            assert len([card for card in await house.told() if "closed to me" in card]) == 1
            await house.ends_well(cards=3)
        tokens.close()


async def test_who_is_to_be_looked_at_alone_is_held_in_the_record(store: Store, clock: SettableClock) -> None:
    async with graph.Graph(RAE, HOUSE, now=clock()) as far, http.session() as session:
        tokens = AppTokens(far.tenant, far.client, far.secret, login=far.url, graph=far.url, patience=10)
        outlook = MicrosoftCalendar(GraphCalls(session, tokens, url=far.url), house=HOUSE, clock=clock)
        far.read_only.add(RAE)
        async with opened("microsoft", outlook, store, clock) as house:
            claim = await house.office.invited()
            held = await house.office.interview()
            await house.office.post(claim, "pick", option="1")
            await house.office.settle()

            assert [option.unheld for option in held.standing] == [{house.office.rae.id}] * 2
            assert far.mails == [(RAE, "invited")]
            assert await house.told() == []
            assert not [card for card in await house.office.cards() if "could not" in card and "Needs you" in card]
        tokens.close()
