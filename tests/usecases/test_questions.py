"""Questions about all that somebody may see: answered from the record, with causes, and to nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.actions import AskToUpdate, FillScorecard, GoOn, MoveOrPass, OpenIntake, TurnPage
from bot.cards import Facts, Signed
from bot.domain.access import USHER
from bot.domain.dead_end import NoTimes
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId, ScorecardId
from bot.domain.intake import AGREE
from bot.domain.interview import Booking, Debrief, Interview, Seat, State
from bot.domain.next_action import DECIDE
from bot.domain.pipeline import Application, Candidate, NextAction, Status
from bot.domain.rooms import STAYS, Door, Pass, Room
from bot.domain.scorecard import USUAL, Entry, Scorecard
from bot.domain.time import Interval
from bot.inbound import Pressed, Typed
from bot.ports import Store
from bot.reply import Reply
from bot.usecases.questions import RUNS
from tests.hiring import CHEF, DAY, HANAS, IVOS, WAITER, Hiring
from tests.office import ADA, POLICY, RAES, SCREEN
from tests.usecases.test_commands import buttons, card, reads, refused
from tests.when import NOON, SettableClock

HOUR = timedelta(hours=1)
PANEL = replace(SCREEN, key="panel", title="Team panel")
TWO_KINDS = replace(POLICY, kinds={"screen": SCREEN, "panel": PANEL}, stages={"screen": "screen", "panel": "panel"})


class Asked(Hiring):
    """Hana hires a Pastry Chef, Rae recruits for all; candidates are put where the questions want them."""

    async def applies(
        self,
        name: str,
        *,
        opening: OpeningId = CHEF.id,
        stage: str = "Screen",
        status: Status = Status.ACTIVE,
        next_step: NextAction | None = None,
        contact: datetime | None = NOON - HOUR,
        came: datetime = NOON - 20 * DAY,
    ) -> ApplicationId:
        async with self.store() as work:
            candidate = await work.candidates.add(Candidate(CandidateId(0), name, f"{name[:3]}@mail.example"))
            key = ApplicationId(f"of-{candidate.id:013d}")
            step = next_step or NextAction("Call them", self.rae.id, NOON + DAY)
            application = Application(key, candidate.id, opening, stage, came, status, next=step, last_contact=contact)
            await work.applications.add(application)
            await work.applications.entered(application, what="import", at=came, by=USHER)
        return key

    async def sits(
        self,
        application: ApplicationId,
        *people: PersonId,
        state: State = State.TOOK_PLACE,
        start: datetime = NOON - 3 * DAY,
        stage: str = "Screen",
        **fields: object,
    ) -> InterviewId:
        key = InterviewId(f"in-{application}-{stage}")
        booking = Booking(Interval(start, start + HOUR), 1) if state in {State.TOOK_PLACE, State.BOOKED} else None
        seats = tuple(Seat(each) for each in people)
        found = Interview(
            key,
            application,
            stage.casefold(),
            stage,
            seats,
            self.rae.id,
            state,
            booking=booking,
            **fields,
        )
        async with self.store() as work:
            await work.interviews.add(found)
        return key

    async def writes(self, interview: InterviewId, author: PersonId, *, application: ApplicationId) -> None:
        entries = tuple(Entry(item, text="Superb.") for item in USUAL)
        sent = Scorecard(
            ScorecardId(f"s-{interview}-{author}"), interview, application, "Screen", author, NOON - DAY, entries
        )
        async with self.store() as work:
            assert await work.scorecards.add(sent)

    async def asks(self, text: str, account: object = RAES) -> Reply:
        return await self.handle(Typed(account, text))

    async def seen_by(self, person: PersonId) -> set[str]:
        async with self.store() as work:
            rows = await work.audit.recent(limit=200)
        return {
            row.subject for row in rows if row.read and row.what == "application.read" and row.who_id == str(person)
        }


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Asked:
    return await Asked(store, clock, policy=TWO_KINDS).furnish_more()


def said(reply: Reply) -> list[str]:
    return reads(card(reply)).splitlines()


async def test_waiting_names_whose_feedback_is_missing_since_when_and_nothing_of_what_others_wrote(
    office: Asked,
) -> None:
    ada = await office.applies("Ada Obi")
    ben = await office.applies("Ben Chu", opening=WAITER.id)
    held = await office.sits(ada, office.ivo.id, office.hana.id)
    await office.writes(held, office.ivo.id, application=ada)
    later = await office.sits(ben, office.ivo.id, start=NOON - DAY)
    due = f"{NOON - 3 * DAY + 3 * HOUR:%d %b %H:%M}"

    to_rae = await office.asks("waiting")
    to_hana = await office.asks("waiting", HANAS)

    assert said(to_rae) == [
        "Waiting on feedback",
        f"Ada O. · Recruiter screen · Pastry Chef: Hana Sato, since {due}.",
        f"Ben C. · Recruiter screen · Head Waiter: Ivo Petrov, since {NOON - DAY + 3 * HOUR:%d %b %H:%M}.",
    ]
    assert said(to_hana)[1:] == [f"Ada O. · Recruiter screen · Pastry Chef: Hana Sato, since {due}."]
    assert buttons(card(to_rae))["Ada O."].action == GoOn("status", ada)
    assert buttons(card(to_hana))["Scorecard: Ada O."].action == FillScorecard(held)
    assert "Superb" not in reads(card(to_rae))
    assert await office.seen_by(office.rae.id) == {ada, ben}
    assert await office.seen_by(office.hana.id) == {ada}

    assert said(await office.asks("waiting Head Waiter"))[1:] == said(to_rae)[2:]
    await office.writes(later, office.ivo.id, application=ben)
    assert said(await office.asks("waiting head"))[:2] == [
        "Waiting on feedback: Head Waiter",
        "No feedback is missing.",
    ]


async def test_questions_are_answered_to_those_who_hire_say_when_there_is_nothing_and_suggest_a_role(
    office: Asked,
) -> None:
    for command in RUNS:
        assert "recruiters and coordinators" in refused(await office.asks(command, IVOS))
        title, nothing, what_else = said(await office.asks(command))[:3]
        assert title
        assert nothing.startswith("No")
        assert what_else
        assert "Did you mean this one?" in said(await office.asks(f"{command} Pastry Chf"))[0]
        assert "I know no role called “Astronaut”" in refused(await office.asks(f"{command} Astronaut"))
        assert "I know no role called “Head Waiter”" in refused(await office.asks(f"{command} Head Waiter", HANAS))
        pressed = await office.handle(Pressed(RAES, GoOn(command, CHEF.id)))
        assert said(pressed)[0].endswith(": Pastry Chef (Acme)")


async def test_quiet_tells_who_has_heard_nothing_for_longer_than_their_stage_allows(office: Asked) -> None:
    step = NextAction("Write to them", office.hana.id, NOON + DAY)
    late = await office.applies("Late Larsson", contact=NOON - 7 * DAY, next_step=step)
    await office.applies("Fresh Fox", contact=NOON - 2 * DAY)
    await office.applies("Held Hall", contact=NOON - 9 * DAY, status=Status.ON_HOLD)
    booked = await office.applies("Bo Booked", contact=NOON - 9 * DAY)
    await office.sits(booked, office.ivo.id, state=State.BOOKED, start=NOON + 2 * DAY)
    never = await office.applies("Nan Never", contact=None, opening=WAITER.id)
    own = await office.applies("Own File", contact=None)
    async with office.store() as work:
        about = await work.applications.get(own, viewer=USHER)
        assert about is not None
        await work.candidates.save(Candidate(about.candidate, "Own File", office.rae.email.upper()))

    reply = await office.asks("quiet")

    assert said(reply) == [
        "Too long without a word",
        f"Nan N. · Head Waiter: no contact yet, in “Screen” since {NOON - 20 * DAY:%d %b %H:%M}."
        f" Call them (Rae Morgan), by {NOON + DAY:%d %b %H:%M}.",
        f"Late L. · Pastry Chef: last contact {NOON - 7 * DAY:%d %b %H:%M}, 5 working days ago; 3 are allowed in “Screen”."
        f" Write to them (Hana Sato), by {NOON + DAY:%d %b %H:%M}.",
    ]
    assert await office.seen_by(office.rae.id) == {late, never}
    assert buttons(card(reply))["Update: Late L."].action == AskToUpdate(late)
    assert "Own F. · Pastry Chef: no contact yet" in reads(card(await office.asks("quiet", HANAS)))


async def test_stalled_tells_which_roles_stand_still_and_what_each_waits_for(office: Asked) -> None:
    over = NextAction("Collect feedback and decide", office.rae.id, NOON - 2 * DAY)
    ada = await office.applies("Ada Obi", contact=NOON - 5 * DAY, next_step=over)
    await office.sits(ada, office.ivo.id)
    bea = await office.applies("Bea Blum", contact=NOON - 5 * DAY, next_step=over)
    decide = Debrief(NOON - 2 * DAY, office.hana.id, NOON - DAY)
    deciding = NextAction("Decide whether to go on with them", office.hana.id, NOON - DAY)
    await office.sits(bea, office.ivo.id, debrief=decide)
    async with office.store() as work:
        found = await work.applications.get(bea, viewer=USHER)
        assert found is not None
        await work.applications.save(replace(found, next=deciding))
    await office.applies("Fay Fresh")
    await office.applies("Held Hall", status=Status.ON_HOLD, contact=None)
    agree = NextAction(AGREE, office.hana.id, NOON - DAY)
    await office.applies("Ines Intake", opening=WAITER.id, contact=None, next_step=agree)
    nobody = await office.applies("Nils Nobody", opening=OpeningId("op-1"))
    await office.sits(nobody, state=State.HANDED_OVER, trouble=NoTimes(), wanted_at=NOON - DAY)

    reply = await office.asks("stalled")

    assert said(reply) == [
        "Standing still",
        "Nobody gets on",
        f"Head Waiter: the only one in play: 1 waits for the intake (Hana Sato) since {NOON - 20 * DAY:%d %b %H:%M}.",
        "Backend Engineer: the only one in play: 1 waits for a free time, and nobody has one (Rae Morgan)"
        f" since {NOON - DAY:%d %b %H:%M}.",
        "Some do not get on",
        "Pastry Chef (Acme): 2 of 3 in play: 1 waits for feedback (Ivo Petrov)"
        f" since {NOON - 3 * DAY + 3 * HOUR:%d %b %H:%M};"
        f" 1 waits for a decision (Hana Sato) since {NOON - 2 * DAY:%d %b %H:%M}.",
    ]
    actions = [button.action for button in buttons(card(reply)).values()]
    assert actions == [OpenIntake(WAITER.id), GoOn("status", nobody), GoOn("pipeline", CHEF.id)]
    assert said(await office.asks("stalled", HANAS))[1:2] == ["Some do not get on"]


async def test_ready_tells_who_can_have_the_final_whose_feedback_lacks_and_who_waits_for_a_decision(
    office: Asked,
) -> None:
    async def screened(name: str, *, stage: str, written: bool) -> ApplicationId:
        key = await office.applies(name, stage=stage)
        held = await office.sits(key, office.ivo.id)
        if written:
            await office.writes(held, office.ivo.id, application=key)
        return key

    ready = await screened("Rea Ready", stage="Panel", written=True)
    await screened("Lea Lacks", stage="Panel", written=False)
    await screened("Dee Decide", stage="Screen", written=True)
    await screened("Wim Waits", stage="Screen", written=False)
    booked = await screened("Bo Booked", stage="Panel", written=True)
    await office.sits(booked, office.ivo.id, state=State.BOOKED, stage="Panel", start=NOON + DAY)
    since = f"{NOON - 20 * DAY:%d %b %H:%M}"

    reply = await office.asks("ready")

    assert said(reply) == [
        "Who is ready for the final",
        "Ready now",
        f"Rea R. · Pastry Chef: in “Panel” since {since}; 1 interview held, every scorecard is in.",
        "In the final's stage, but feedback is missing",
        f"Lea L. · Pastry Chef: in “Panel” since {since}; of 1 interview before, the scorecard is missing of Ivo Petrov.",
        "One decision away from it",
        f"Dee D. · Pastry Chef: in “Screen” since {since}; 1 interview held, every scorecard is in."
        f" Call them (Rae Morgan), by {NOON + DAY:%d %b %H:%M}.",
        "The final is the last kind of interview in the policy's stages: Recruiter screen, then Team panel."
        " Whom the team went on with is read from their stage.",
    ]
    assert buttons(card(reply))["Schedule: Rea R."].action == GoOn("schedule", ready)


async def test_dropoffs_tell_the_stage_and_the_cause_out_of_what_happened(office: Asked, clock: SettableClock) -> None:
    await office.seen(at=clock())
    await office.settle()
    await office.forward(4 * DAY)
    assert (await office.interview()).state is State.HANDED_OVER
    assert "1 waits for the candidate" in reads(card(await office.asks("stalled")))
    await office.seen(replace(ADA, stage="Rejected", status=Status.PASSED), at=clock())
    for name, status in (("Ben Chu", Status.PASSED), ("Cy Dahl", Status.WITHDRAWN)):
        key = await office.applies(name, opening=WAITER.id, stage="Panel", came=NOON - 5 * DAY)
        async with office.store() as work:
            found = await work.applications.get(key, viewer=USHER)
            assert found is not None
            gone = replace(found, status=status, next=None)
            await work.applications.save(gone)
            await work.applications.entered(gone, what="decided", at=NOON, by=USHER)
    await office.applies("Dee Dahl", opening=WAITER.id, stage="Panel")

    reply = await office.asks("dropoffs")

    assert said(reply)[:-1] == [
        "Where candidates left in the last 90 days",
        "By stage",
        "Screen: 1 of 1: 1 did not answer the invitation",
        "Panel: 2 of 3: 1 not going forward, 1 withdrew",
        "By role",
        "Head Waiter: 2 of 3: 1 not going forward, 1 withdrew",
        "Backend Engineer: 1 of 1: 1 did not answer the invitation",
    ]
    waiter = await office.handle(Pressed(RAES, GoOn("dropoffs", WAITER.id)))
    assert said(waiter)[:3] == [
        "Where candidates left in the last 90 days: Head Waiter",
        "By stage",
        "Panel: 2 of 3: 1 not going forward, 1 withdrew",
    ]
    assert buttons(card(waiter))["Pipeline: Head Waiter"].action == GoOn("pipeline", WAITER.id)
    clock.forward(91 * DAY)
    assert said(await office.asks("dropoffs"))[1] == "Nobody left in the last 90 days."


async def test_long_answers_come_in_pages_and_only_what_is_shown_is_noted_as_read(office: Asked) -> None:
    keys = [await office.applies(f"Name{number:02d} Long", contact=NOON - (30 - number) * DAY) for number in range(12)]

    first = await office.asks("quiet Pastry Chef")

    assert await office.seen_by(office.rae.id) == set(keys[:10])
    more = buttons(card(first))["More"].action
    assert more == TurnPage("quiet", CHEF.id, 2)
    second = card(await office.handle(Pressed(RAES, more)))
    assert "Name11 L." in reads(second)
    assert "Name09 L." not in reads(second)


async def test_mine_leads_whoever_decides_to_the_feedback_and_to_what_can_be_decided(office: Asked) -> None:
    due = NextAction(DECIDE, office.hana.id, NOON - DAY)
    ada = await office.applies("Ada Obi", next_step=due)

    shown = card(await office.asks("mine", HANAS))

    assert f"Ada O. · Pastry Chef: {DECIDE}, overdue since {NOON - DAY:%d %b %H:%M}. ?" in reads(shown)
    [pack] = [
        span
        for block in shown.blocks
        if isinstance(block, Facts)
        for _, value in block.rows
        for span in value
        if isinstance(span, Signed)
    ]
    assert pack.claim == Pass(office.hana.id, Door(Room.DEBRIEF, ada), NOON + STAYS)
    assert buttons(shown)["Decide: Ada O."].action == MoveOrPass(ada)
