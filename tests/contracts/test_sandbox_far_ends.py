"""The sandbox's own behaviour: what is kept on the shelf, mailboxes, the ATS and its hooks, the chat, the calendars."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from adapters.sandbox.ats import SandboxAts
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.chat import By, account
from adapters.sandbox.clock import MovableClock
from adapters.sandbox.seed import INES, RAE, SEED_CANDIDATES, STAGES, record
from adapters.sandbox.shelf import MemoryShelf, Shelf
from adapters.sandbox.world import SandboxWorld, seed
from bot.actions import CancelIt, ShowInterview
from bot.cards import Button, Buttons, Card, Link, Signed, When, para
from bot.domain.ids import InterviewId
from bot.domain.people import Account, Platform
from bot.domain.pipeline import Status
from bot.domain.time import Interval
from bot.domain.token import Claim, Purpose
from bot.effects import Outcome
from bot.forms import Form, Text
from bot.inbound import ApplicationSeen, Guest, GuestAnswer, Inbound
from bot.letters import Letter
from bot.ports import Event, Permanent, Posted
from bot.reply import Nothing, Reply

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEN = Interval(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
LATER = Interval(NOW + timedelta(hours=5), NOW + timedelta(hours=6))
DAY = Interval(NOW, NOW + timedelta(days=1))
ADA = SEED_CANDIDATES[0]
SCREEN = STAGES[1]
CARD = Card(
    "Recruiter screen", (para("Ada O., ", When(NOW)), Buttons((Button("Show", ShowInterview(InterviewId("i"))),)))
)


class Links:
    def url(self, claim: Claim) -> str:
        return f"http://localhost/book/{claim.interview}"


def draw(letter: Letter, *, message_id: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = message_id
    message["Date"] = at
    message.set_content("Hello")
    return message.as_bytes()


def letter(to: str) -> Letter:
    return Letter(to, "Ada Obi", "A time for your interview", (), "Africa/Lagos", thread="t1")


@pytest.fixture
def shelf() -> Shelf:
    return MemoryShelf()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def world(shelf: Shelf, clock: MovableClock) -> SandboxWorld:
    return SandboxWorld.of(shelf, clock=clock, draw=draw, links=Links())


def again(world: SandboxWorld) -> SandboxWorld:
    """The same shelf under a new process."""
    return SandboxWorld.of(world.shelf, clock=MovableClock(world.clock()), draw=draw, links=Links())


class Core:
    """Takes inbounds, and can be told to break."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []
        self.broken = False

    async def __call__(self, inbound: Inbound) -> Reply:
        if self.broken:
            raise ConnectionError("the core is not there")
        self.taken.append(inbound)
        return Nothing()

    @property
    def deliveries(self) -> list[tuple[str, str]]:
        return [(hook.delivery, hook.record.stage) for hook in self.taken if isinstance(hook, ApplicationSeen)]


# --- mailboxes


async def test_a_mail_is_kept_with_the_very_bytes_that_were_drawn(world: SandboxWorld) -> None:
    await world.mailer.send(letter("Ada.Obi@mail.example"), message_id="<1@northwind.example>")

    (mail,) = await again(world).mailer.of("ada.obi@MAIL.example")
    expected = draw(letter("Ada.Obi@mail.example"), message_id="<1@northwind.example>", at=NOW)
    assert (mail.raw, mail.at) == (expected, NOW)
    assert mail.message["Message-ID"] == "<1@northwind.example>"


async def test_a_mail_sent_twice_is_there_twice(world: SandboxWorld) -> None:
    for _ in range(2):
        await world.mailer.send(letter("ada.obi@mail.example"), message_id="<1@northwind.example>")

    assert len(await world.mailer.of("ada.obi@mail.example")) == 2
    assert await world.mailer.of("somebody.else@mail.example") == []


@pytest.mark.parametrize("address", ["ada@bounce.example", "Ada@BOUNCE.example"])
async def test_addresses_that_bounce_are_refused_for_good(world: SandboxWorld, address: str) -> None:
    with pytest.raises(Permanent):
        await world.mailer.send(letter(address), message_id="<1@northwind.example>")

    assert await world.mailer.all() == []


async def test_an_address_that_only_looks_like_bouncing_gets_its_mail(world: SandboxWorld) -> None:
    await world.mailer.send(letter("ada@notbounce.example"), message_id="<1@northwind.example>")

    assert len(await world.mailer.all()) == 1


# --- the ATS


async def test_a_move_makes_one_hook_that_tells_the_new_stage(world: SandboxWorld) -> None:
    core = Core()
    await seed(world)

    await world.ats.advance(ADA.application, stage=SCREEN)
    taken = await world.ats.deliver(core)

    assert (taken, await world.ats.deliver(core)) == (1, 0)
    (hook,) = core.taken
    assert isinstance(hook, ApplicationSeen)
    assert (hook.ats, hook.at, hook.kind) == ("sandbox", NOW, "candidate_stage_change")
    assert hook.record == await world.ats.read(ADA.application)
    assert (hook.record.stage, hook.record.email, hook.record.zone) == (SCREEN, ADA.email, "Africa/Lagos")


async def test_moving_to_where_one_is_makes_no_hook(world: SandboxWorld) -> None:
    core = Core()
    await seed(world)

    await world.ats.advance(ADA.application, stage=ADA.stage)
    await world.ats.decide(ADA.application, status=Status.ACTIVE)

    assert await world.ats.deliver(core) == 0


async def test_hooks_come_in_the_order_they_were_made_with_ids_of_their_own(world: SandboxWorld) -> None:
    core = Core()
    await seed(world)
    kenji = SEED_CANDIDATES[2]
    await world.ats.advance(kenji.application, stage=SCREEN)
    await world.ats.advance(ADA.application, stage=SCREEN)
    await world.ats.advance(kenji.application, stage="Offer")

    await world.ats.deliver(core)

    assert core.deliveries == [("sandbox-1", SCREEN), ("sandbox-2", SCREEN), ("sandbox-3", "Offer")]


async def test_a_hook_that_nobody_took_comes_again_under_its_id_after_a_restart(world: SandboxWorld) -> None:
    core = Core()
    core.broken = True
    await seed(world)
    await world.ats.advance(ADA.application, stage=SCREEN)

    with pytest.raises(ConnectionError):
        await world.ats.deliver(core)
    core.broken = False
    await again(world).ats.deliver(core)

    assert core.deliveries == [("sandbox-1", SCREEN)]


async def test_withdrawing_tells_the_status(world: SandboxWorld) -> None:
    core = Core()
    await seed(world)

    await world.ats.decide(ADA.application, status=Status.WITHDRAWN)
    await world.ats.deliver(core)

    (hook,) = core.taken
    assert isinstance(hook, ApplicationSeen)
    assert hook.record.status is Status.WITHDRAWN


async def test_a_status_asked_through_the_api_is_set_once_per_key_and_its_hook_follows(world: SandboxWorld) -> None:
    core = Core()
    await seed(world)

    for _ in range(2):
        await world.ats.move(ADA.application, status=Status.ON_HOLD, key="move:1")
    await world.ats.decide(ADA.application, status=Status.ACTIVE)
    await again(world).ats.move(ADA.application, status=Status.ON_HOLD, key="move:1")
    await world.ats.move(ADA.application, status=Status.ACTIVE, key="move:2")
    await world.ats.deliver(core)

    told = [hook.record.status for hook in core.taken if isinstance(hook, ApplicationSeen)]
    assert told == [Status.ON_HOLD, Status.ACTIVE]
    assert (await world.ats.read(ADA.application)).status is Status.ACTIVE


async def test_writing_back_is_noted_once_per_key(world: SandboxWorld) -> None:
    await seed(world)
    for _ in range(2):
        await world.ats.write(ADA.application, Outcome.BOOKED, span=TEN, key="write:1")
        world.clock.forward(timedelta(hours=1))
    await world.ats.write(ADA.application, Outcome.MOVED, span=TEN, key="write:2")

    notes = await world.ats.notes(ADA.application)

    assert [(note.outcome, note.span, note.at) for note in notes] == [
        (Outcome.BOOKED, TEN, NOW),
        (Outcome.MOVED, TEN, NOW + timedelta(hours=2)),
    ]
    assert await world.ats.notes(SEED_CANDIDATES[1].application) == []


async def test_an_unknown_application_is_refused_for_good(world: SandboxWorld) -> None:
    for call in (
        world.ats.read("nobody"),
        world.ats.move("nobody", status=Status.ON_HOLD, key="k"),
        world.ats.write("nobody", Outcome.BOOKED, span=None, key="k"),
        world.ats.advance("nobody", stage=SCREEN),
        world.ats.decide("nobody", status=Status.HIRED),
    ):
        with pytest.raises(Permanent):
            await call


async def test_an_unknown_stage_changes_nothing(world: SandboxWorld) -> None:
    await seed(world)

    with pytest.raises(Permanent):
        await world.ats.advance(ADA.application, stage="Nirvana")

    assert (await world.ats.read(ADA.application)).stage == ADA.stage


async def test_an_application_must_stand_at_a_stage_of_its_job(shelf: Shelf, clock: MovableClock) -> None:
    with pytest.raises(ValueError, match="stage"):
        await SandboxAts(shelf, clock=clock).add(record(ADA), stages=("Offer",))


# --- the chat


async def test_a_post_is_found_by_its_key_even_after_a_restart(world: SandboxWorld) -> None:
    posted = await world.chat.post(account("rae"), CARD, key="card:1")

    assert await again(world).chat.find(account("rae"), key="card:1") == posted
    assert await world.chat.find(account("rae"), key="card:2") is None
    assert await world.chat.find(account("ines"), key="card:1") is None


async def test_a_redrawn_card_changes_in_its_place(world: SandboxWorld) -> None:
    first = await world.chat.post(account("rae"), CARD, key="card:1")
    await world.chat.post(account("rae"), CARD, key="card:2")
    world.clock.forward(timedelta(hours=1))

    await world.chat.redraw(account("rae"), first, Card("Booked"))

    lines = await world.chat.lines("rae")
    assert [line.card["title"] for line in lines] == ["Booked", "Recruiter screen"]
    assert [line.redrawn_at for line in lines] == [NOW + timedelta(hours=1), None]


@pytest.mark.parametrize("place", [Posted("rae", "99"), Posted("ines", "1"), Posted("", "")])
async def test_redrawing_what_is_not_there_is_refused_for_good(world: SandboxWorld, place: Posted) -> None:
    await world.chat.post(account("rae"), CARD, key="card:1")

    with pytest.raises(Permanent):
        await world.chat.redraw(account("ines"), place, Card("Booked"))

    assert (await world.chat.lines("rae"))[0].card["title"] == "Recruiter screen"


@pytest.mark.parametrize(
    "stranger",
    [
        Account(Platform.SLACK, "demo", "rae"),
        Account(Platform.SANDBOX, "T1", "rae"),
        Account(Platform.SANDBOX, "demo", ""),
    ],
)
async def test_accounts_of_elsewhere_are_refused_for_good(world: SandboxWorld, stranger: Account) -> None:
    with pytest.raises(Permanent):
        await world.chat.post(stranger, CARD, key="card:1")


async def test_a_signed_link_is_signed_when_it_is_posted(world: SandboxWorld) -> None:
    claim = Claim(InterviewId("i7"), 1, Purpose.MANAGE, NOW)
    await world.chat.post(account("rae"), Card("Link", (para(Signed("Open", claim)),)), key="card:1")

    (line,) = await world.chat.lines("rae")
    assert line.card["blocks"][0]["spans"] == [{"kind": "link", "text": "Open", "url": "http://localhost/book/i7"}]


async def test_a_link_that_would_do_something_is_only_text(world: SandboxWorld) -> None:
    await world.chat.post(account("rae"), Card("Link", (para(Link("CV", "javascript:alert(1)")),)), key="card:1")

    (line,) = await world.chat.lines("rae")
    assert line.card["blocks"][0]["spans"] == [{"kind": "text", "text": "CV"}]


async def test_whispers_and_commands_are_no_posts(world: SandboxWorld) -> None:
    first = await world.chat.typed(account("rae"), "/usher status Ada")
    await world.chat.whisper(account("rae"), "One moment", card=CARD)
    second = await world.chat.typed(account("rae"), "/usher status Ada")

    assert first != second
    assert [line.by for line in await world.chat.lines("rae")] == [By.YOU, By.USHER_TO_YOU, By.YOU]
    assert await world.chat.find(account("rae"), key="card:1") is None


async def test_an_open_form_keeps_what_was_sent_and_what_was_wrong(world: SandboxWorld) -> None:
    form = Form("Cancel", "Cancel it", CancelIt(InterviewId("i")), (Text("reason", "Why"),))
    await world.chat.open(account("rae"), form)
    await world.chat.object(account("rae"), values={"reason": "?"}, errors={"reason": "Say why."})

    opened = await again(world).chat.opened(account("rae"))
    assert opened is not None
    assert (opened.values, opened.errors) == ({"reason": "?"}, {"reason": "Say why."})
    await world.chat.close(account("rae"))
    assert await world.chat.opened(account("rae")) is None
    assert not await world.chat.object(account("rae"), values={}, errors={"reason": "Say why."})


# --- calendars, beyond the contract of the port


async def test_events_outlive_the_process(world: SandboxWorld) -> None:
    kept = await world.calendar.place("a@northwind.example", Event(TEN, "[Hold]"), key="k")

    assert await again(world).calendar.place("a@northwind.example", Event(TEN, "[Hold]"), key="k") == kept


async def test_an_attendee_who_takes_their_copy_off_leaves_the_others(world: SandboxWorld) -> None:
    kept = await world.calendar.place(
        "house@x.example", Event(TEN, "Talk", attendees=("a@x.example", "b@x.example")), key="k"
    )

    await world.calendar.remove("a@x.example", kept=kept.event)

    free = [not await world.calendar.busy(who, TEN) for who in ("house@x.example", "a@x.example", "b@x.example")]
    assert free == [False, True, False]


async def test_guests_answer_move_their_own_copies_and_are_asked_anew_when_the_organiser_moves(
    world: SandboxWorld,
) -> None:
    calendar, guests = world.calendar, ("a@x.example", "b@x.example")
    talk = Event(TEN, "Talk", attendees=guests)
    kept = await calendar.place("house@x.example", talk, key="k")

    await calendar.answer("a@x.example", kept.event, GuestAnswer.MAYBE, proposed=LATER)
    await calendar.remove("b@x.example", kept=kept.event)
    await calendar.shift("a@x.example", kept.event, LATER)
    answered = await calendar.look("house@x.example", kept.event)
    alone = [list(await calendar.busy(who, DAY)) for who in ("house@x.example", "a@x.example", "b@x.example")]
    await calendar.move("house@x.example", kept.event, replace(talk, attendees=("a@x.example",)))
    without = await calendar.look("house@x.example", kept.event)
    await calendar.shift("house@x.example", kept.event, LATER)
    await calendar.shift("house@x.example", kept.event, TEN)
    anew = await calendar.look("house@x.example", kept.event)

    maybe = Guest("a@x.example", GuestAnswer.MAYBE, LATER)
    assert set(answered.guests) == {maybe, Guest("b@x.example", GuestAnswer.NO)}
    assert (answered.span, alone) == (TEN, [[TEN], [LATER], []])
    assert without.guests == (maybe,)
    assert anew.guests == (Guest("a@x.example", GuestAnswer.NONE),)
    assert list(await calendar.busy("a@x.example", DAY)) == [TEN]


async def test_nobody_removes_what_does_not_stand_on_their_calendar(world: SandboxWorld) -> None:
    kept = await world.calendar.place("house@x.example", Event(TEN, "Talk"), key="k")

    await world.calendar.remove("a@x.example", kept=kept.event)

    assert await world.calendar.busy("house@x.example", TEN)


async def test_an_event_has_to_be_named_to_be_removed(world: SandboxWorld) -> None:
    with pytest.raises(ValueError, match="key or its id"):
        await world.calendar.remove("a@x.example")


async def test_a_block_that_was_taken_off_can_be_put_back(world: SandboxWorld) -> None:
    block = await world.calendar.put_busy("a@x.example", TEN, title="Dentist")
    await world.calendar.remove("a@x.example", kept=block)

    assert await world.calendar.put_busy("a@x.example", TEN, title="Dentist") == block
    assert list(await world.calendar.busy("a@x.example", TEN)) == [TEN]


async def test_events_that_come_into_a_moving_window_are_told(world: SandboxWorld) -> None:
    far = Interval(NOW + timedelta(days=20), NOW + timedelta(days=20, hours=1))
    await world.calendar.put_busy("a@x.example", far, title="Offsite")
    window = Interval(NOW, NOW + timedelta(days=14))
    first = await world.calendar.changes("a@x.example", "", window=window)
    world.clock.forward(timedelta(days=10))

    later = Interval(NOW, NOW + timedelta(days=24))
    second = await world.calendar.changes("a@x.example", first.cursor, window=later)
    third = await world.calendar.changes("a@x.example", second.cursor, window=later)

    assert (first.busy, second.whole, third.busy) == ((), False, ())
    assert [busy.span for busy in second.busy] == [far]


async def test_events_that_come_in_do_not_hide_what_changed(world: SandboxWorld) -> None:
    far = Interval(NOW + timedelta(days=20), NOW + timedelta(days=20, hours=1))
    await world.calendar.put_busy("a@x.example", far, title="Offsite")
    first = await world.calendar.changes("a@x.example", "", window=Interval(NOW, NOW + timedelta(days=14)))
    await world.calendar.put_busy("a@x.example", TEN, title="Dentist")

    later = Interval(NOW, NOW + timedelta(days=24))
    second = await world.calendar.changes("a@x.example", first.cursor, window=later)
    third = await world.calendar.changes("a@x.example", second.cursor, window=later)

    assert (second.more, third.more) == (True, False)
    assert [busy.span for busy in (*second.busy, *third.busy)] == [far, TEN]


async def test_more_events_coming_in_than_a_page_holds_are_read_anew(world: SandboxWorld) -> None:
    for hour in range(101):
        start = NOW + timedelta(days=20, hours=hour)
        await world.calendar.put_busy("a@x.example", Interval(start, start + timedelta(hours=1)), title="Offsite")
    first = await world.calendar.changes("a@x.example", "", window=Interval(NOW, NOW + timedelta(days=14)))

    later = Interval(NOW, NOW + timedelta(days=30))
    second = await world.calendar.changes("a@x.example", first.cursor, window=later)
    third = await world.calendar.changes("a@x.example", second.cursor, window=later)

    assert (second.whole, second.more, third.whole, third.more) == (True, True, False, False)
    assert (len(second.busy), len(third.busy)) == (100, 1)


@pytest.mark.parametrize(("days", "whole"), [(30, False), (31, True)])
async def test_a_cursor_lasts_thirty_days(world: SandboxWorld, days: int, whole: bool) -> None:
    window = Interval(NOW, NOW + timedelta(days=60))
    first = await world.calendar.changes("a@x.example", "", window=window)
    world.clock.forward(timedelta(days=days))

    assert (await world.calendar.changes("a@x.example", first.cursor, window=window)).whole is whole


async def test_somebody_elses_cursor_starts_anew(world: SandboxWorld) -> None:
    window = Interval(NOW, NOW + timedelta(days=14))
    theirs = await world.calendar.changes("a@x.example", "", window=window)

    assert (await world.calendar.changes("b@x.example", theirs.cursor, window=window)).whole


async def test_a_cursor_of_another_shelf_starts_anew(world: SandboxWorld) -> None:
    window = Interval(NOW, NOW + timedelta(days=14))
    await world.calendar.put_busy("a@x.example", TEN, title="Dentist")
    ahead = await world.calendar.changes("a@x.example", "", window=window)

    empty = SandboxCalendar(MemoryShelf(), clock=world.clock)

    assert (await empty.changes("a@x.example", ahead.cursor, window=window)).whole


# --- the whole world


async def test_seeding_twice_changes_nothing(world: SandboxWorld) -> None:
    fortnight = Interval(NOW - timedelta(days=1), NOW + timedelta(days=15))
    await seed(world)
    await world.ats.advance(ADA.application, stage=SCREEN)
    before = await world.calendar.on(RAE.person.email, fortnight)
    await world.calendar.remove(RAE.person.email, kept=before[0].id)
    world.clock.forward(timedelta(days=3))

    await seed(again(world))

    assert await world.calendar.on(RAE.person.email, fortnight) == before[1:]
    assert (await world.ats.read(ADA.application)).stage == SCREEN


async def test_both_colleagues_have_meetings_and_free_time_in_each_working_week(world: SandboxWorld) -> None:
    await seed(world)

    for colleague in (RAE, INES):
        for week in range(2):
            start = NOW + timedelta(weeks=week, hours=-1)
            busy = await world.calendar.busy(colleague.person.email, Interval(start, start + timedelta(days=5)))
            assert 5 <= len(busy) <= 15
            assert sum((span.length for span in busy), timedelta()) < timedelta(hours=15)
