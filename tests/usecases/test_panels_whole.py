"""The whole flow of panels under random calendars, answers, people and delays: what must hold after every single step.

No two live reservations of a person overlap, nothing is offered that does not stand, no hold and no event is left behind,
and there is always a next action and something that leads on.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.actions import KeepLooking, LookAgain, OfferOne
from bot.domain.access import USHER
from bot.domain.interview import ASKED, LIVE, Answer, Interview, Option, State
from bot.domain.pipeline import OPEN
from storage.engine import open_store
from tests.postgresql import Server
from tests.usecases.asked_panel import HOUR
from tests.usecases.panels_world import ACCOUNTS, CANDIDATES, TAGS, World, policy
from tests.when import SettableClock

WHO, WHOM = st.sampled_from(sorted(ACCOUNTS)), st.sampled_from(sorted(CANDIDATES))
BUSY = st.lists(st.tuples(WHO, st.integers(8, 300), st.integers(1, 30)), max_size=6)
ANSWERS = st.dictionaries(st.integers(0, 1), st.booleans(), min_size=1)
WORDS = st.sampled_from(
    ["both work", "yes to the first", "none of them works", "1 works, 2 doesn't", "can't, Thursday after 2", "hm"]
)
AT_ONCE = st.booleans()
"""Whether a step waits until the one before it was carried out, or the outbox is still full."""


class Panels(RuleBasedStateMachine):
    """What may happen, one step after another, and what must hold after each."""

    def __init__(self, opening: Callable[[AsyncExitStack, SettableClock], Awaitable[World]]) -> None:
        super().__init__()
        self.runner, self.stack, self.clock = asyncio.Runner(), AsyncExitStack(), SettableClock()
        self.world = self.runner.run(opening(self.stack, self.clock))
        self.settled, self.seen = True, Counter[str]()

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()

    def go(self, *steps: Awaitable[object], settle: bool = True) -> None:
        async def all_of_it() -> None:
            for step in steps:
                await step
            if settle:
                await self.world.settle()

        self.runner.run(all_of_it())
        self.settled = settle

    # --- what may happen

    @initialize(busy=BUSY)
    def they_arrive(self, busy: list[tuple[str, int, int]]) -> None:
        self.go(*(self.world.fills(who, start=start, length=length) for who, start, length in busy))
        for record in CANDIDATES.values():
            self.go(self.world.seen(record))

    @rule(who=WHO, start=st.integers(1, 300), length=st.integers(1, 12), settle=AT_ONCE)
    def a_calendar_fills(self, who: str, start: int, length: int, settle: bool) -> None:
        self.go(self.world.fills(who, start=start, length=length), settle=settle)

    @rule(who=WHO, whom=WHOM, told=ANSWERS, settle=AT_ONCE)
    def somebody_answers(self, who: str, whom: str, told: dict[int, bool], settle: bool) -> None:
        self.go(self.world.replies(who, whom, told), settle=settle)

    @rule(whom=WHOM)
    def all_agree(self, whom: str) -> None:
        self.go(self.world.all_agree(whom))

    @rule(whom=WHOM)
    def all_goes_well(self, whom: str) -> None:
        self.go(self.world.settle(), self.world.all_agree(whom), self.world.settle(), self.world.on_page(whom, "pick"))

    @rule(who=WHO, words=WORDS)
    def somebody_writes(self, who: str, words: str) -> None:
        self.go(self.world.says(who, words))

    @rule(who=WHO, whom=WHOM)
    def somebody_suggests(self, who: str, whom: str) -> None:
        self.go(self.world.suggests(who, whom))

    @rule(who=WHO, whom=WHOM, fits=st.booleans())
    def somebody_speaks_of_the_booking(self, who: str, whom: str, fits: bool) -> None:
        self.go(self.world.about_the_booking(who, whom, fits=fits))

    @rule(who=WHO, settle=AT_ONCE)
    def somebody_leaves(self, who: str, settle: bool) -> None:
        self.go(self.world.leaves_us(who), settle=settle)

    @rule(who=WHO)
    def somebody_comes_back(self, who: str) -> None:
        self.go(self.world.is_told(who, tags=TAGS.get(who, "")))

    @rule(who=st.sampled_from(sorted(TAGS)))
    def tags_are_taken_away(self, who: str) -> None:
        self.go(self.world.is_told(who, tags="elsewhere"))

    @rule(whom=WHOM, number=st.integers(0, 1), settle=AT_ONCE)
    def the_candidate_picks(self, whom: str, number: int, settle: bool) -> None:
        self.go(self.world.on_page(whom, "pick", number), settle=settle)

    @rule(whom=WHOM, step=st.sampled_from(["more", "move", "cancel_it", "rebook"]), settle=AT_ONCE)
    def the_candidate_changes_something(self, whom: str, step: str, settle: bool) -> None:
        self.go(self.world.on_page(whom, step), settle=settle)

    @rule(whom=WHOM, order=st.sampled_from([LookAgain, OfferOne, KeepLooking]))
    def the_coordinator_decides(self, whom: str, order: type[LookAgain | OfferOne | KeepLooking]) -> None:
        self.go(self.world.orders(whom, order))

    @rule(whom=WHOM)
    def a_recruiter_cancels(self, whom: str) -> None:
        self.go(self.world.cancels(whom))

    @rule(hours=st.sampled_from([1, 3, 5, 24, 50]))
    def time_passes(self, hours: int) -> None:
        self.go(self.world.settle(), self.world.forward(hours * HOUR))

    # --- what must hold

    @invariant()
    def all_is_well(self) -> None:
        self.runner.run(self._check())

    async def _check(self) -> None:
        interviews = [found for name in CANDIDATES if (found := await self.world.of(name)) is not None]
        for person in self.world.people.values():
            spans = sorted(await self.world.taken(person))
            assert all(one.end <= other.start for one, other in pairwise(spans)), spans
        for interview in interviews:
            self._check_offer(interview)
            await self._check_seats(interview)
            await self._check_next(interview)
        await self._check_reservations(interviews)
        if self.settled:
            for interview in interviews:
                await self._check_leads_on(interview)
            await self._check_holds(interviews)
            await self._check_events(interviews)

    def _check_offer(self, interview: Interview) -> None:
        if interview.state not in ASKED:
            return
        assert interview.standing, "nothing stands that is on offer"
        assert interview.in_play == interview.standing, "something on offer does not stand"
        for option in interview.standing:
            assert all(seat.answer is Answer.FITS for seat in option.seats if seat.required)

    async def _check_seats(self, interview: Interview) -> None:
        """Nobody sits twice, nobody who left is asked, and a new time takes only those who fit its seats now."""
        known = await self.world.known()
        for option in interview.in_play:
            people = [seat.person for seat in option.seats]
            assert len(people) == len({*people}), "somebody sits on two seats"
            assert all(known[person].active for person in people), "somebody sits there who has left"
            if option.number > self.seen[interview.id]:
                self._check_fits(option, known=known)
        self.seen[interview.id] = max((option.number for option in interview.options), default=0)

    def _check_fits(self, option: Option, *, known) -> None:
        for seat in option.seats:
            tags = known[seat.person].tags
            assert seat.part != "technical" or "technical" in tags, "somebody who is not of the pool"
            assert seat.part != "second" or {"technical", "senior"} <= tags, "somebody without the seat's tags"

    async def _check_next(self, interview: Interview) -> None:
        async with self.world.store() as work:
            application = await work.applications.get(interview.application, viewer=USHER)
        assert application is not None
        assert application.next is not None or application.status not in OPEN

    async def _check_leads_on(self, interview: Interview) -> None:
        async with self.world.store() as work:
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
        found = {who: await self.world.holds_of(who) for who in ACCOUNTS}
        assert found == {who: wanted[person.id] for who, person in self.world.people.items()}

    async def _check_events(self, interviews: list[Interview]) -> None:
        """One event for each booking, at its time and with its people, and none besides."""
        known = await self.world.known()
        booked = [
            (one.booking.span, frozenset(known[seat.person].email for seat in one.seats))
            for one in interviews
            if one.booking is not None
        ]
        assert Counter(await self.world.events()) == Counter(booked)

    async def _check_reservations(self, interviews: list[Interview]) -> None:
        live = [one for one in interviews if one.booking and one.state in LIVE]
        for person in self.world.people.values():
            held = sum(person.id in one.people_at(option) for one in interviews for option in one.in_play)
            seated = sum(any(seat.person == person.id for seat in one.seats) for one in live)
            ahead = [span for span in await self.world.taken(person) if span.end > self.clock()]
            assert len(ahead) <= held + seated, (person.name, held, seated, len(ahead))


@asynccontextmanager
async def _database(template: str | Server, path: Path) -> AsyncIterator[str]:
    if isinstance(template, Server):
        async with template.lend() as url:
            yield url
        return
    shutil.copyfile(template, path)
    yield f"sqlite+aiosqlite:///{path}"


def _runs(template: str | Server, folder: Path, *, examples: int, steps: int) -> None:
    numbers = count()

    async def opening(stack: AsyncExitStack, clock: SettableClock) -> World:
        url = await stack.enter_async_context(_database(template, folder / f"{next(numbers)}.db"))
        database = open_store(url, clock=clock)
        stack.push_async_callback(database.close)
        return await World(database.store, clock, policy=policy()).furnished()

    run_state_machine_as_test(
        lambda: Panels(opening),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),  # to shrink takes longer than to read the steps
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_panels_keep_their_promises_whatever_happens(database_template: str | Server, tmp_path: Path) -> None:
    _runs(database_template, tmp_path, examples=2 if isinstance(database_template, Server) else 5, steps=12)


@pytest.mark.large
def test_panels_keep_their_promises_at_length(database_template: str | Server, tmp_path: Path) -> None:
    _runs(database_template, tmp_path, examples=20 if isinstance(database_template, Server) else 60, steps=25)
