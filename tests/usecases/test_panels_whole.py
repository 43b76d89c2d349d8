"""The whole flow of panels under random calendars, answers and delays: what must hold after every single step.

No two live reservations of a person overlap, nothing is offered that does not stand, no hold is left behind, and there is
always a next action and something that leads on.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.actions import AnswerTimes, CancelIt, KeepLooking, LookAgain, OfferOne, OthersIt, SeatCannot, SeatFits
from bot.domain.access import USHER
from bot.domain.interview import ASKED, LIVE, Answer, Interview, State
from bot.domain.interview_moves import asked_of
from bot.domain.pipeline import OPEN
from bot.domain.time import Interval
from bot.domain.token import Claim, verify
from bot.inbound import PagePosted, Pressed, Submitted
from storage.engine import open_store
from tests.office import KEYS, LINK, RAES, text_of
from tests.postgresql import Server
from tests.usecases.asked_panel import ADA_AT_PANEL, CORAS, HANAS, WITH_CORA, Panel, with_kind
from tests.when import SettableClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEN_AT_PANEL = replace(
    ADA_AT_PANEL, application="a-2", candidate="c-2", email="ben@mail.example", name="Ben Okri", zone="America/New_York"
)
CANDIDATES = {"a-1": ADA_AT_PANEL, "a-2": BEN_AT_PANEL}
ACCOUNTS = {"rae": RAES, "hana": HANAS, "cora": CORAS}
WHO, WHOM = st.sampled_from(sorted(ACCOUNTS)), st.sampled_from(sorted(CANDIDATES))
BUSY = st.lists(st.tuples(WHO, st.integers(8, 300), st.integers(1, 30)), max_size=6)
ANSWERS = st.dictionaries(st.integers(0, 1), st.booleans(), min_size=1)


class Panels(RuleBasedStateMachine):
    """Two candidates of one role and three interviewers, one of whom may stay out."""

    def __init__(self, opening: Callable[[AsyncExitStack, SettableClock], Awaitable[Panel]]) -> None:
        super().__init__()
        self.runner, self.stack, self.clock = asyncio.Runner(), AsyncExitStack(), SettableClock()
        self.office = self.runner.run(opening(self.stack, self.clock))

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()

    def go(self, step: Awaitable[object]) -> None:
        async def all_of_it() -> None:
            await step
            await self.office.settle()

        self.runner.run(all_of_it())

    # --- what may happen

    @initialize(busy=BUSY)
    def they_arrive(self, busy: list[tuple[str, int, int]]) -> None:
        for who, start, length in busy:
            self.go(self._busy(who, start, length))
        for record in CANDIDATES.values():
            self.go(self.office.seen(record))

    @rule(who=WHO, start=st.integers(1, 300), length=st.integers(1, 12))
    def a_calendar_fills(self, who: str, start: int, length: int) -> None:
        self.go(self._busy(who, start, length))

    @rule(who=WHO, whom=WHOM, said=ANSWERS)
    def somebody_answers(self, who: str, whom: str, said: dict[int, bool]) -> None:
        self.go(self._answer(who, whom, said))

    @rule(whom=WHOM)
    def all_agree(self, whom: str) -> None:
        for who in ("hana", "rae"):
            self.go(self._answer(who, whom, {0: True, 1: True}))

    @rule(who=WHO, whom=WHOM)
    def somebody_suggests(self, who: str, whom: str) -> None:
        self.go(self._suggest(who, whom))

    @rule(whom=WHOM, number=st.integers(0, 1))
    def the_candidate_picks(self, whom: str, number: int) -> None:
        self.go(self._on_page(whom, "pick", number))

    @rule(whom=WHOM, step=st.sampled_from(["more", "move", "cancel_it", "rebook"]))
    def the_candidate_changes_something(self, whom: str, step: str) -> None:
        self.go(self._on_page(whom, step))

    @rule(whom=WHOM, order=st.sampled_from([LookAgain, OfferOne, KeepLooking, SeatFits, SeatCannot]))
    def somebody_presses(self, whom: str, order: type) -> None:
        self.go(self._press(whom, order))

    @rule(whom=WHOM)
    def a_recruiter_cancels(self, whom: str) -> None:
        self.go(self._cancel(whom))

    @rule(hours=st.sampled_from([1, 3, 5, 24, 50]))
    def time_passes(self, hours: int) -> None:
        self.go(self.office.forward(hours * HOUR))

    # --- what must hold

    @invariant()
    def all_is_well(self) -> None:
        self.runner.run(self._check())

    async def _check(self) -> None:
        interviews = [found for name in CANDIDATES if (found := await self._interview(name)) is not None]
        for person in (self.office.rae, self.office.hana, self.office.cora):
            spans = sorted(await self.office.taken(person))
            assert all(one.end <= other.start for one, other in pairwise(spans)), spans
        for interview in interviews:
            self._check_offer(interview)
            await self._check_leads_on(interview)
        await self._check_holds(interviews)
        await self._check_reservations(interviews)

    def _check_offer(self, interview: Interview) -> None:
        if interview.state not in ASKED:
            return
        assert interview.standing, "nothing stands that is on offer"
        assert interview.in_play == interview.standing, "something on offer does not stand"
        for option in interview.standing:
            assert all(seat.answer is Answer.FITS for seat in option.seats if seat.required)

    async def _check_leads_on(self, interview: Interview) -> None:
        application = await self._application(interview)
        if application.status in OPEN:
            assert application.next is not None
        async with self.office.store() as work:
            due = await work.timers.next_due()
        if interview.state is State.ASKING:
            assert not interview.placing, "all is settled, and a hold is still being placed"
            assert interview.asked or interview.trouble, "nobody is asked, and nobody was told"
            assert due is not None
        assert interview.state is not State.WANTED, "nothing was found, and nobody was told"
        if interview.state is State.HANDED_OVER:
            assert interview.trouble is not None

    async def _check_holds(self, interviews: list[Interview]) -> None:
        wanted = Counter(person for one in interviews for option in one.in_play for person in one.people_at(option))
        names = {person.id: person.first_name for person in (self.office.rae, self.office.hana, self.office.cora)}
        found = await self.office.holds()
        assert found == {name: wanted[key] for key, name in names.items()}

    async def _check_reservations(self, interviews: list[Interview]) -> None:
        for person in (self.office.rae, self.office.hana, self.office.cora):
            held = sum(person.id in one.people_at(option) for one in interviews for option in one.in_play)
            booked = [one.booking for one in interviews if one.booking and one.state in LIVE]
            seated = sum(
                any(seat.person == person.id for seat in one.seats)
                for one in interviews
                if one.booking in booked and one.booking is not None
            )
            ahead = [span for span in await self.office.taken(person) if span.end > self.clock()]
            assert len(ahead) <= held + seated, (person.name, held, seated, len(ahead))

    # --- how it is done

    async def _busy(self, who: str, start: int, length: int) -> None:
        person = {"rae": self.office.rae, "hana": self.office.hana, "cora": self.office.cora}[who]
        begin = self.clock() + start * HOUR
        await self.office.keep_busy(person, Interval(begin, begin + length * HOUR))

    async def _interview(self, name: str) -> Interview | None:
        async with self.office.store() as work:
            application = await work.applications.by_ats("paper", name, viewer=USHER)
            return await work.interviews.latest(application.id) if application else None

    async def _application(self, interview: Interview):  # type: ignore[no-untyped-def]
        async with self.office.store() as work:
            found = await work.applications.get(interview.application, viewer=USHER)
        assert found is not None
        return found

    async def _answer(self, who: str, whom: str, said: dict[int, bool]) -> None:
        interview = await self._interview(whom)
        person = {"rae": self.office.rae, "hana": self.office.hana, "cora": self.office.cora}[who]
        if interview is None:
            return
        asked = asked_of(interview, person.id)
        works = tuple(asked[n].number for n, fits in said.items() if fits and n < len(asked))
        cannot = tuple(asked[n].number for n, fits in said.items() if not fits and n < len(asked))
        await self.office.handle(Pressed(ACCOUNTS[who], AnswerTimes(interview.id, works, cannot)))

    async def _suggest(self, who: str, whom: str) -> None:
        interview = await self._interview(whom)
        if interview is not None:
            await self.office.handle(
                Submitted(ACCOUNTS[who], OthersIt(interview.id), {"words": "Tuesday next week after 10"})
            )

    async def _press(self, whom: str, order: type) -> None:
        interview = await self._interview(whom)
        if interview is not None:
            await self.office.handle(Pressed(CORAS if order is not SeatCannot else HANAS, order(interview.id)))

    async def _cancel(self, whom: str) -> None:
        interview = await self._interview(whom)
        if interview is not None:
            await self.office.handle(Submitted(RAES, CancelIt(interview.id), {"reason": "role"}))

    async def _on_page(self, whom: str, step: str, number: int = 0) -> None:
        interview, claim = await self._interview(whom), await self._newest_link(CANDIDATES[whom].email)
        if interview is None or claim is None:
            return
        options = interview.standing
        values = {"option": str(options[number].number)} if number < len(options) else {"reason": "conflict"}
        await self.office.handle(PagePosted(claim, step, values))

    async def _newest_link(self, address: str) -> Claim | None:
        found = [LINK.search(text_of(mail)) for mail in await self.office.mails(address)]
        return next((verify(link.group(1), keys=KEYS) for link in reversed(found) if link), None)


@asynccontextmanager
async def _database(template: str | Server, path: Path) -> AsyncIterator[str]:
    if isinstance(template, Server):
        async with template.clone() as url:
            yield url
        return
    shutil.copyfile(template, path)
    yield f"sqlite+aiosqlite:///{path}"


def test_panels_keep_their_promises_whatever_happens(
    database_template: str | Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    numbers = count()

    async def opening(stack: AsyncExitStack, clock: SettableClock) -> Panel:
        url = await stack.enter_async_context(_database(database_template, tmp_path / f"{next(numbers)}.db"))
        database = open_store(url, clock=clock)
        stack.push_async_callback(database.close)
        return await Panel(database.store, clock, policy=with_kind(WITH_CORA)).furnish_more()

    quick = isinstance(database_template, Server)
    run_state_machine_as_test(
        lambda: Panels(opening),
        settings=settings(
            max_examples=6 if quick else 15,
            stateful_step_count=12,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),  # to shrink takes longer than to read the steps
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
