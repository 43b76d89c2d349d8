"""Nobody is forgotten: what is left stands in its owner's digest, then where others see it, until somebody takes it up."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from adapters.sandbox.chat import Line
from bot.actions import (
    AskToHandOver,
    AskToLogCall,
    AskToSnooze,
    AskToUpdate,
    HandOverIt,
    LogCallIt,
    MoveIt,
    MoveOrPass,
    NextIt,
    SnoozeIt,
    StepDone,
    UpdateIt,
)
from bot.desk import Desk
from bot.domain.glance import glance
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.people import Account
from bot.domain.pipeline import Status
from bot.forms import Choice, Form, Text
from bot.inbound import Pressed, Submitted
from bot.letters import Letter
from bot.ports import Permanent, Store
from bot.reply import FormErrors, NextForm, Nothing, Open, Refuse, Reply, Say
from bot.usecases import digests
from tests.hiring import HANAS, IVOS, Hiring
from tests.office import ADA, POLICY, RAES, said, text_of
from tests.when import SettableClock

WITH_CHANNEL = replace(POLICY, stale=replace(POLICY.stale, channels={"sandbox": "hiring"}))


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """March 2027, in London before the clocks change; the 1st is a Monday."""
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


class Watched(Hiring):
    """Ada stands in a stage that starts no interview, since Monday noon; Rae has the next step, which is due on Tuesday."""

    async def begin(self) -> "Watched":
        await self.furnish_more()
        async with self.store() as work:
            opening = await work.openings.get(OpeningId("op-1"))
            assert opening is not None
            await work.openings.save(replace(opening, hiring_manager=self.hana.id), ats="paper")
            await digests.begin(work=work, desk=Desk(self.policy, self.clock()))
        await self.seen(replace(ADA, stage="Reference check"))
        await self.settle()
        self.key = (await self.application()).id
        return self

    async def dead(self) -> int:
        """Return the outbox row that the newest card about a dead effect names."""
        cards = [line for line in await self.pane("rae") if line.key.startswith("dead:")]
        return int(cards[-1].key.split(":")[1])

    async def until(self, moment: datetime) -> None:
        await self.forward(moment - self.clock())

    async def pane(self, user: str) -> list[Line]:
        return [line for line in await self.chat.lines(user) if line.key]

    async def digests(self, user: str = "rae") -> list[Line]:
        return [line for line in await self.pane(user) if line.key.startswith("digest:")]

    async def digest(self) -> str:
        return said((await self.digests())[-1])

    async def asks(self, action: object, *, by: Account = RAES) -> Reply:
        return await self.handle(Pressed(by, action))

    async def form(self, action: object) -> Form:
        reply = await self.asks(action)
        assert isinstance(reply, Open), reply
        return reply.form

    async def sends(self, form: Form, *, by: Account = RAES, **values: str) -> Reply:
        told = {field.name: field.initial for field in form.fields} | values
        reply = await self.handle(Submitted(by, form.action, told))
        await self.settle()
        return reply


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Watched:
    return await Watched(store, clock, policy=WITH_CHANNEL).begin()


async def test_the_owner_hears_of_it_first_and_others_only_when_it_stays(office: Watched) -> None:
    await office.until(march(8, 18))

    assert [line.at.day for line in await office.digests()] == [3, 5, 8], "due on the 2nd; the 6th is a Saturday"
    assert "“Review the application” was due" in await office.digest()
    assert "From the next working day on, the hiring channel sees it too." in await office.digest()
    assert await office.pane("hiring") == []

    await office.until(march(12, 18))
    (seen,) = await office.pane("hiring")
    assert seen.at == march(9)
    assert "Waiting for somebody: Ada O. · Backend Engineer" in said(seen)
    assert "Rae Morgan" in said(seen)
    assert not any(word in said(seen) for word in ("Obi", "Review", "Reference", "mail.example"))

    form = await office.form(StepDone(office.key))
    await office.sends(form, what="Call the referee", owner=str(office.hana.id), due="2027-03-16")
    assert "All done" in await office.digest()
    assert "Looked after: Ada O." in said((await office.pane("hiring"))[0])
    step = (await office.application()).next
    assert step is not None
    assert (step.what, step.owner) == ("Call the referee", office.hana.id)
    await office.until(march(16, 18))
    assert [line.at.day for line in await office.digests()][-1] == 12


async def test_without_a_channel_the_recruiter_sees_it(store: Store, clock: SettableClock) -> None:
    office = await Watched(store, clock).begin()
    await office.sends(await office.form(AskToHandOver(office.key)), owner=str(office.hana.id))
    await office.until(march(12, 18))

    cards = [line for line in await office.pane("rae") if line.key.startswith("stale:")]
    assert [line.at for line in cards] == [march(9)], "Hana’s days, and Rae’s morning"
    assert "Hana Sato" in said(cards[0])


async def test_a_recruiter_is_not_shown_as_news_what_is_their_own(store: Store, clock: SettableClock) -> None:
    office = await Watched(store, clock).begin()
    await office.until(march(12, 18))

    assert not [line for line in await office.pane("rae") if line.key.startswith("stale:")]
    assert "every working day until it moves on" in await office.digest()
    assert "the recruiter" not in await office.digest()


async def test_done_asks_what_comes_next_and_a_second_press_finds_it_settled(office: Watched) -> None:
    seen = glance(await office.application())
    form = await office.form(StepDone(office.key, seen))
    assert form.title == "Done: what comes next?"
    assert isinstance(await office.sends(form, what=" "), FormErrors)

    assert await office.sends(form, what="Talk about the offer", owner=str(office.rae.id)) == Nothing()
    again = await office.asks(StepDone(office.key, seen))
    assert isinstance(again, Refuse)
    assert "Talk about the offer" in str(again.card)
    async with office.store() as work:
        assert await work.audit.latest("application.step_done", subject=office.key) is not None


async def test_it_can_be_put_off_twice_with_a_reason(office: Watched) -> None:
    await office.until(march(3, 10))
    first = await office.form(AskToSnooze(office.key))
    assert isinstance(await office.sends(first, reason=""), FormErrors)
    assert isinstance(await office.sends(first, until="2027-03-30", reason="Far"), FormErrors)
    await office.sends(first, until="2027-03-05", reason="Her referee is away")
    assert "All done" in await office.digest()
    assert isinstance(await office.sends(first, until="2027-03-05", reason="Her referee is away"), Refuse)

    await office.until(march(5, 10))
    assert [line.at.day for line in await office.digests()] == [3, 5]
    await office.sends(await office.form(AskToSnooze(office.key)), until="2027-03-09", reason="Still away")
    await office.until(march(9, 10))
    assert [line.at.day for line in await office.digests()] == [3, 5, 9]
    assert "snooze?" not in await office.digest()
    refused = await office.asks(AskToSnooze(office.key))
    assert isinstance(refused, Refuse)
    assert "twice already" in refused.text
    await office.until(march(16, 10))
    assert [line.at for line in await office.pane("hiring")] == [march(15)], "the ladder began anew on the 9th"


async def test_whoever_it_is_handed_to_is_told_and_has_it_in_their_own_digest(office: Watched) -> None:
    await office.until(march(3, 10))
    form = await office.form(AskToHandOver(office.key))
    (to,) = (field for field in form.fields if isinstance(field, Choice))
    assert [option.value for option in to.options] == [str(office.hana.id)], (
        "the owner and strangers to the role are not"
    )

    assert await office.sends(form, owner=str(office.hana.id)) == Nothing()
    assert "All done" in await office.digest()
    assert await office.sends(form, owner=str(office.hana.id)) == Nothing(), "it is hers already"
    await office.until(march(4, 18))
    told = [said(line) for line in await office.pane("hana")]
    assert any("Yours now: Ada O." in each and "Rae Morgan handed this to you" in each for each in told)
    assert [line.at.hour for line in await office.digests("hana")] == [0], "nine in Tokyo"
    form = await office.form(AskToHandOver(office.key))
    await office.sends(form, owner=str(office.rae.id))
    assert any("No longer yours: Ada O." in said(line) for line in await office.pane("hana"))


async def test_what_somebody_had_who_left_goes_to_the_recruiter(office: Watched) -> None:
    await office.sends(await office.form(AskToHandOver(office.key)), owner=str(office.hana.id))
    async with office.store() as work:
        await work.people.save(replace(office.hana, active=False))
    await office.until(march(3, 10))

    step = (await office.application()).next
    assert step is not None
    assert step.owner == office.rae.id
    assert any("has left, so it is yours" in said(line) for line in await office.pane("rae"))


async def test_an_update_goes_out_on_the_owners_tap_and_counts_once_it_is_delivered(office: Watched) -> None:
    await office.until(march(3, 10))
    form = await office.form(AskToUpdate(office.key))
    assert await office.mails() == []
    text = form.fields[0]
    assert isinstance(text, Text)
    assert text.initial.startswith("Thanks for your patience, here is where we are: your application for Backend")

    office.plug(Broken())
    await office.sends(form, text="We are still talking with your referee.\n\nNothing is decided.", due="2027-03-05")
    assert (await office.application()).last_contact is None
    assert any("could not send the candidate an update" in said(line) for line in await office.pane("rae"))

    office.plug(office.mailbox)
    assert isinstance(await office.sends(form, due="2027-03-08"), Refuse), "an update is on its way already"
    form = await office.form(AskToUpdate(office.key))
    async with office.store() as work:
        assert await work.outbox.skip(await office.dead())
    assert isinstance(
        await office.sends(form, text="We are still talking.\n\nNothing is decided.", due="2027-03-05"), Say
    )
    (mail,) = await office.mails()
    assert mail["Subject"] == "An update on your application for Backend Engineer"
    assert words_of(mail)[:4] == [
        "Hello Ada,",
        "We are still talking.",
        "Nothing is decided.",
        "You'll hear from us again by Friday, 5 March 2027.",
    ]
    assert "Usher, the scheduling bot of Northwind, for Rae Morgan" in text_of(mail)
    application = await office.application()
    assert application.last_contact == march(3, 10)
    assert application.next is not None
    assert application.next.due == march(5, 17)
    await office.until(march(8, 18))
    assert [line.at.day for line in await office.digests()] == [3, 8], "what was promised is overdue on Monday"
    assert "they were promised to hear from us by" in await office.digest()


async def test_a_logged_call_counts_as_contact(office: Watched) -> None:
    await office.until(march(3, 10))
    form = await office.form(AskToLogCall(office.key))

    wrong = [await office.sends(form, text="Hello", time=time) for time in ("half past", "23:59")]
    assert all(isinstance(reply, FormErrors) and set(reply.errors) == {"time"} for reply in wrong)
    assert isinstance(await office.sends(form, text="She is glad to wait", day="2027-03-02", time="16:30"), Say)
    assert isinstance(await office.sends(form, text="She is glad to wait", day="2027-03-02", time="16:30"), Say)

    assert (await office.application()).last_contact == march(2, 16, 30)
    assert "All done" in await office.digest()
    async with office.store() as work:
        rows = [each for each in await work.audit.recent(limit=200) if each.what == "application.called"]
    assert len(rows) == 1
    told = str(await office.types("status Ada"))
    assert "Log a call" in told
    assert "“She is glad to wait”" in told


async def test_only_who_may_decide_about_them_can_do_any_of_it(office: Watched) -> None:
    asked = [AskToSnooze, AskToHandOver, AskToUpdate, AskToLogCall, MoveOrPass, StepDone]
    sent = [SnoozeIt, HandOverIt, UpdateIt, LogCallIt, NextIt]

    replies = [await office.asks(action(office.key), by=IVOS) for action in asked]
    replies += [await office.handle(Submitted(IVOS, action(office.key), {})) for action in sent]
    assert all(isinstance(reply, Refuse) and reply.card is None for reply in replies)
    assert isinstance(await office.asks(MoveOrPass(office.key), by=HANAS), Say), "it is her role"

    await office.submits(MoveIt(office.key, Status.PASSED), reason="Another was hired")
    await office.seen(replace(ADA, stage="Reference check", status=Status.PASSED))
    replies = [await office.asks(action(office.key)) for action in asked]
    replies += [await office.submits(action(office.key)) for action in sent]
    assert all(isinstance(reply, Refuse) and "not going forward" in reply.text for reply in replies)
    assert isinstance(await office.asks(MoveOrPass(ApplicationId("gone"))), Refuse)
    await office.until(march(12, 18))
    assert await office.digests() == []
    assert await office.pane("hiring") == []


async def test_whoever_was_slower_sees_what_changed(office: Watched) -> None:
    form = await office.form(AskToHandOver(office.key))
    await office.sends(await office.form(StepDone(office.key)), what="Call the referee", owner=str(office.rae.id))

    reply = await office.sends(form, owner=str(office.hana.id))

    assert isinstance(reply, NextForm)
    assert "Call the referee" in str(reply.form.intro)


class Broken:
    """A mail server that refuses the address for good."""

    async def send(self, letter: Letter, *, message_id: str) -> None:
        raise Permanent("550 no such user")


def words_of(mail: EmailMessage) -> list[str]:
    """Return the paragraphs of a mail, each on one line."""
    return [" ".join(part.split()) for part in text_of(mail).replace("\r", "").split("\n\n") if part.strip()]
