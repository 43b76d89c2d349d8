"""A recruiter's day in Slack, first slice: typed, opened, submitted, posted, pressed and redrawn, over the wire.

The program is the real one, put together as `usher serve` does it, at a fixed time; Slack and the mail server are stand-ins.
"""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from email.message import EmailMessage

import pytest
from prometheus_client import CollectorRegistry

from adapters import http
from adapters.app import Usher, compose
from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.sandbox.calendar import SandboxCalendar
from adapters.slack import gateway, listen
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application, serving
from bot.domain.ids import OpeningId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Opening
from bot.domain.token import verify
from bot.inbound import ApplicationSeen, PagePosted
from bot.ports import FarEnds
from storage.engine import Database
from tests.journeys.served import text
from tests.office import ADA, KEYS, LINK, POLICY, RAE
from tests.standins.slack import Says, Slack
from tests.standins.slack_person import Seen, SlackUser
from tests.standins.slack_workspace import Message
from tests.standins.smtp import MailServer, mail_server
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

CARD = "Ada O. · Recruiter screen · Backend Engineer"
IVY = replace(RAE, name="Ivy Interviewer", email="ivy@northwind.example", roles=frozenset({Role.INTERVIEWER}))


class Overheard(Slack):
    """The stand-in, with somebody on the line who keeps what was sent last."""

    last = b""

    async def sends(self, body: bytes, **more: object) -> tuple[int, str]:
        self.last = body
        return await super().sends(body, **more)


@dataclass(slots=True)
class Desk:
    """Rae's place: what she types and sees, and the program behind it."""

    usher: Usher
    slack: Overheard
    post: MailServer
    rae: SlackUser

    async def applied(self, name: str = "Ada Obi", *, number: int = 1, stage: str = "Application review") -> None:
        """Somebody is in play, in a stage that starts nothing by itself."""
        record = replace(
            ADA, application=f"a-{number}", candidate=f"c-{number}", name=name, stage=stage, email=address(name)
        )
        seen = ApplicationSeen("greenhouse", f"d-{number}", "candidate_stage_change", record, None)
        await self.usher.router.handle(seen)

    async def settle(self) -> None:
        await self.usher.relay.drain()

    async def scheduled(self) -> Message:
        """Ada is invited; returns Rae's card."""
        await self.applied()
        preview = await self.previewed("/usher schedule ada")
        await self.rae.submits(preview.modal)
        await self.settle()
        return self.rae.messages[-1]

    async def previewed(self, command: str, values: Mapping[str, str] | None = None) -> Seen:
        """Rae looks at the times before anything is sent; the calendar is read while she fills the form."""
        opened = await self.rae.types(command)
        await self.settle()
        return await self.rae.submits(opened.modal, values)

    async def booked(self) -> Message:
        """Ada has chosen the first time; returns Rae's card, redrawn."""
        card = await self.scheduled()
        found = LINK.search(text(self.mails()[-1]))
        assert found is not None
        claim = verify(found.group(1), keys=KEYS)
        await self.usher.router.handle(PagePosted(claim, "pick", {"option": "1"}))
        await self.settle()
        return card

    def mails(self, name: str = "Ada Obi") -> list[EmailMessage]:
        return [taken.message for taken in self.post.taken if address(name) in taken.recipients]


@pytest.fixture
async def desk(database: Database, clock: SettableClock) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Overheard())
        post = await stack.enter_async_context(mail_server())
        session = await stack.enter_async_context(http.session())
        links = SignedLinks("https://usher.example", KEYS)
        client = gateway.connect(slack.token, session=session, url=slack.api)
        stationery = Stationery("Northwind <hiring@northwind.example>", links, "Northwind")
        ends = FarEnds(
            {Platform.SLACK: gateway.SlackChat(client, links=links)},
            {"sandbox": SandboxCalendar(database.shelf, clock=clock)},
            SmtpMailer(post.url(), stationery=stationery, clock=clock),
            {},
            links,
        )
        usher = compose(database, policy=POLICY, ends=ends, clock=clock)
        await furnish(database)
        routes = listen.routes(usher.router.handle, signing_secret=slack.signing_secret, client=client)
        app = application(routes, look=Look.of(POLICY.organisation), links=links, registry=CollectorRegistry())
        port = await stack.enter_async_context(serving(app, host="127.0.0.1", port=0))
        slack.app = f"http://127.0.0.1:{port}/slack/events"
        yield Desk(usher, slack, post, slack.person("U0RAE", name="Rae Morgan", zone="Europe/London"))


async def furnish(database: Database) -> None:
    async with database.store() as work:
        rae = await work.people.add(RAE)
        ivy = await work.people.add(IVY)
        gone = await work.people.add(replace(IVY, name="Gus Gone", email="gus@northwind.example", active=False))
        linked: tuple[tuple[str, Person], ...] = (("U0RAE", rae), ("U0IVY", ivy), ("U0GUS", gone))
        for user, person in linked:
            await work.people.link(Account(Platform.SLACK, "T0HOME", user), person=person.id)
        opening = Opening(OpeningId("op-1"), "Backend Engineer", ats_job="j-1", recruiter=rae.id, intake_agreed=True)
        await work.openings.add(opening, ats="greenhouse")


def address(name: str) -> str:
    return f"{name.partition(' ')[0].lower()}@mail.example"


# --- schedule -----------------------------------------------------------------------------------------------------


async def test_schedule_opens_a_form_with_the_candidate_preset_and_the_card_follows(desk: Desk) -> None:
    await desk.applied()
    await desk.applied("Bo Lind", number=2)

    opened = await desk.rae.types("/usher schedule ada")
    shown = opened.reads
    await desk.settle()
    preview = await desk.rae.submits(opened.modal)
    times = preview.reads
    await desk.settle()
    unsent = (len(desk.mails()), len(desk.rae.messages))
    done = await desk.rae.submits(preview.modal)
    await desk.settle()

    assert opened.status == 200
    assert shown.startswith("Schedule an interview\n")
    assert "Ada Obi · Backend Engineer" in shown
    assert "Rae Morgan, the role's recruiter" in shown
    assert "Bo Lind" not in shown
    assert times.startswith("Check before sending\n")
    assert "Candidate: Ada Obi" in times
    assert "With: Rae Morgan" in times
    assert "I hold both and write to Ada, who picks one." in times
    assert unsent == (0, 0)
    assert (done.status, done.modal, done.errors) == (200, None, {})
    assert [desk.rae.reads(card).splitlines()[0] for card in desk.rae.messages] == [CARD]
    assert "Waiting for the candidate to choose" in desk.rae.reads(desk.rae.messages[0])
    assert [mail["Subject"] for mail in desk.mails()] == ["Backend Engineer at Northwind: two times to talk"]


async def test_the_form_opens_inside_the_request_with_the_one_call_of_its_answer(desk: Desk) -> None:
    await desk.applied()
    await desk.rae.types("/usher help")
    before = len(desk.slack.calls)

    seen = await desk.rae.types("/usher schedule ada")

    assert seen.modal is not None
    assert [method for method, _ in desk.slack.calls[before:]] == ["views.open"]


async def test_a_form_that_slack_does_not_open_is_told_in_the_answer(desk: Desk) -> None:
    await desk.applied()
    desk.slack.next("views.open", Says("expired_trigger_id"))

    seen = await desk.rae.types("/usher schedule ada")

    assert (seen.status, seen.modal) == (200, None)
    assert seen.reads == "Slack didn't let me open the form in time. Please try once more."


async def test_without_a_name_the_form_lets_choose_and_submitting_nothing_is_held_back(desk: Desk) -> None:
    await desk.applied()
    await desk.applied("Bo Lind", number=2)

    opened = await desk.rae.types("/usher schedule")
    empty = await desk.rae.submits(opened.modal)
    unread = await desk.rae.submits(opened.modal, {"application": "Bo Lind · Backend Engineer"})
    said = unread.reads
    await desk.settle()
    chosen = await desk.rae.submits(unread.modal)
    await desk.rae.submits(chosen.modal)
    await desk.settle()

    assert set(empty.errors) == {"application"}
    assert "I'm reading Rae Morgan's calendar; press “Look again” in a few seconds." in said
    assert chosen.errors == {}
    assert len(desk.mails("Bo Lind")) == 1
    assert desk.mails() == []


async def test_scheduling_what_is_under_way_says_so_at_the_field(desk: Desk) -> None:
    await desk.scheduled()

    opened = await desk.rae.types("/usher schedule ada")
    again = await desk.rae.submits(opened.modal)
    await desk.settle()

    assert again.errors["application"].startswith("One is under way already: it is waiting for the candidate to")
    assert len(desk.mails()) == 1


# --- status and help ----------------------------------------------------------------------------------------------


async def test_status_shows_where_a_candidate_stands_to_the_asker_alone(desk: Desk) -> None:
    await desk.scheduled()

    seen = await desk.rae.types("/usher status ada")

    assert seen.reads.splitlines()[:2] == [CARD, "State: Waiting for the candidate to choose"]
    assert len(desk.rae.messages) == 1


async def test_status_of_a_namesake_lets_choose_and_shows_the_chosen(desk: Desk) -> None:
    await desk.scheduled()
    await desk.applied("Adam Ant", number=2)

    asked = await desk.rae.types("/usher status ada")
    shown = await desk.rae.presses("Ada O.", on=asked.shown[0])

    assert asked.reads.splitlines()[0] == "Who do you mean?"
    assert "Adam Ant" in asked.reads
    assert CARD in shown.reads


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/usher stat", "I don't know “stat”. Did you mean “status”?"),
        ("/usher Shedule ada", "I don't know “Shedule”. Did you mean “schedule”?"),
        ("/usher", "What you can ask me"),
        ("/usher make me a sandwich", "What you can ask me"),
        ("/usher status", "Whose status? Add a name, such as “status Ada Obi”."),
        ("/usher status Nobody", "I find nobody called “Nobody” among the candidates you can see."),
        ("/usher schedule <script>&amp; 🙂", "I find nobody in play called “<script>&amp; 🙂”."),
    ],
)
async def test_what_is_not_understood_gets_a_way_on(desk: Desk, line: str, told: str) -> None:
    await desk.applied()

    seen = await desk.rae.types(line)

    assert seen.status == 200
    assert told in seen.reads


# --- who may ------------------------------------------------------------------------------------------------------


async def test_strangers_leavers_and_other_workspaces_are_refused_politely_and_learn_nothing(desk: Desk) -> None:
    await desk.scheduled()
    stranger, leaver = desk.slack.person("U0WHO"), desk.slack.person("U0GUS")
    guest = desk.slack.person("U0FAR", team="T0OTHER")

    for someone, told in (
        (stranger, "One moment, I'm looking up who you are."),
        (leaver, "Your account is not active in Usher any more."),
        (guest, "I work in another Slack workspace"),
    ):
        seen = await someone.types("/usher status ada")
        assert seen.status == 200
        assert told in seen.reads
        assert "Ada O" not in seen.reads


async def test_somebody_new_is_looked_up_linked_by_mail_and_answered_by_message(desk: Desk) -> None:
    await desk.scheduled()
    new = desk.slack.person("U0NEW", profile={"email": RAE.email}, is_email_confirmed=True)

    seen = await new.types("/usher status ada")
    await desk.settle()
    again = await new.types("/usher status ada")

    assert "One moment" in seen.reads
    (message,) = new.messages
    assert new.reads(message).startswith(CARD)
    assert CARD in again.reads


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"is_restricted": True}, "I work for members only"),
        ({"is_email_confirmed": False}, "no confirmed e-mail address"),
        ({"profile": {"email": "who@northwind.example"}}, "Nobody I know has the e-mail address"),
    ],
    ids=str,
)
async def test_somebody_new_who_may_not_learns_why_and_nothing_else(
    desk: Desk, marks: dict[str, object], told: str
) -> None:
    await desk.scheduled()
    known = {"profile": {"email": RAE.email}, "is_email_confirmed": True, **marks}
    new = desk.slack.person("U0NEW", name="", team="", zone="UTC", **known)

    await new.types("/usher status ada")
    await desk.settle()

    (message,) = new.messages
    assert told in new.reads(message)
    assert "Ada O" not in new.reads(message)


async def test_an_interviewer_who_is_not_on_it_neither_sees_nor_cancels(desk: Desk) -> None:
    card = await desk.scheduled()
    ivy = desk.slack.person("U0IVY")

    seen = await ivy.types("/usher status ada")
    scheduling = await ivy.types("/usher schedule ada")
    pressed = await ivy.presses("Cancel…", on=card)

    assert "I find nobody called “ada”" in seen.reads
    assert "That is for recruiters and coordinators." in scheduling.reads
    assert (pressed.status, pressed.modal) == (200, None)
    assert pressed.shown
    assert "Ada" not in pressed.reads


# --- a card pressed and redrawn in place -----------------------------------------------------------------------------


async def test_cancel_asks_for_a_reason_then_tells_the_candidate_and_redraws_the_card_in_place(desk: Desk) -> None:
    card = await desk.booked()
    before, edits = card.ts, card.edits
    booked_then = desk.rae.reads(card)

    asked = await desk.rae.presses("Cancel…", on=card)
    done = await desk.rae.submits(asked.modal, {"reason": "The role is on hold or closed", "words": "Budget"})
    await desk.settle()

    assert "State: Booked" in booked_then
    assert asked.modal is not None
    assert asked.modal.title == "Cancel interview"
    assert (done.status, done.modal, done.errors) == (200, None, {})
    assert [message.ts for message in desk.rae.messages if message.text == CARD] == [before]
    assert {call["ts"] for call in desk.slack.called("chat.update")} >= {before}
    assert card.edits > edits
    assert "State: Cancelled" in desk.rae.reads(card)
    assert "Cancel…" not in desk.rae.reads(card)
    assert str(desk.mails()[-1]["Subject"]) == "Cancelled: Recruiter screen for Backend Engineer"
    assert "Budget" not in text(desk.mails()[-1])


async def test_closing_the_form_cancels_nothing(desk: Desk) -> None:
    card = await desk.booked()
    sent = len(desk.mails())

    asked = await desk.rae.presses("Cancel…", on=card)
    assert asked.modal is not None
    await desk.rae.closes(asked.modal)
    await desk.settle()

    assert "State: Booked" in desk.rae.reads(card)
    assert len(desk.mails()) == sent


async def test_a_form_submitted_after_somebody_else_cancelled_says_how_things_stand(desk: Desk) -> None:
    card = await desk.booked()
    first = await desk.rae.presses("Cancel…", on=card)
    assert first.modal is not None
    late = {**first.modal.told(), "state": {"values": {"reason": {"value": {"selected_option": {"value": "role"}}}}}}
    await desk.rae.submits(first.modal, {"reason": "The role is on hold or closed"})
    await desk.settle()
    sent = len(desk.mails())

    desk.rae.modals.append(first.modal)
    seen = await desk.rae.submits_raw(first.modal, late)
    await desk.settle()

    assert seen.status == 200
    assert "This interview is cancelled" in seen.reads
    assert len(desk.mails()) == sent


@pytest.mark.parametrize(
    "value",
    [
        "",
        "not json",
        '{"t":"retired-button","interview":"i1"}',
        '{"t":"cancel?"}',
        "[]",
        '{"t":"cancel?","interview":"gone"}',
    ],
)
async def test_an_old_button_is_answered_politely_and_changes_nothing(desk: Desk, value: str) -> None:
    card = await desk.scheduled()
    drawn = desk.rae.reads(card)
    button = {"type": "button", "action_id": "old", "text": {"type": "plain_text", "text": "Old"}, "value": value}

    seen = await desk.rae.presses_raw(button, on=card)
    await desk.settle()

    assert seen.status == 200
    assert "“status” and a name show" in seen.reads
    assert desk.rae.reads(card) == drawn


# --- who really sent it ---------------------------------------------------------------------------------------------


async def test_forged_and_old_requests_are_refused_and_change_nothing(desk: Desk) -> None:
    await desk.applied()
    opened = await desk.rae.types("/usher schedule ada")
    genuine = desk.slack.last
    stamp = str(int(time.time()) - 301)

    old = await desk.slack.sends(
        genuine,
        headers={
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": desk.slack.signature(genuine, stamp=stamp),
        },
    )
    forged = await desk.slack.sends(genuine, headers={"X-Slack-Signature": "v0=" + "0" * 64})
    bare = await desk.slack.sends(genuine, headers={"X-Slack-Signature": None})
    changed = await desk.slack.sends(
        genuine.replace(b"ada", b"bob"),
        headers={"X-Slack-Signature": desk.slack.signature(genuine, stamp=str(int(time.time())))},
    )

    assert opened.modal is not None
    assert [status for status, _ in (old, forged, bare, changed)] == [401] * 4
    assert len(desk.slack.called("views.open")) == 1


async def test_a_submission_replayed_within_the_window_is_done_once(desk: Desk) -> None:
    card = await desk.booked()
    asked = await desk.rae.presses("Cancel…", on=card)
    await desk.rae.submits(asked.modal, {"reason": "The role is on hold or closed"})
    await desk.settle()
    sent = len(desk.mails())

    status, answer = await desk.slack.sends(desk.slack.last)
    await desk.settle()

    assert status == 200
    assert "This interview is cancelled" in answer
    assert len(desk.mails()) == sent


async def test_a_form_for_a_candidate_who_is_not_there_is_refused_at_its_field(desk: Desk) -> None:
    await desk.applied()
    opened = await desk.rae.types("/usher schedule ada")
    assert opened.modal is not None
    made_up = {
        "application": {"value": {"type": "static_select", "selected_option": {"value": "somebody-elses"}}},
        "kind": {"value": {"type": "static_select", "selected_option": {"value": "screen"}}},
    }

    seen = await desk.rae.submits_raw(opened.modal, {**opened.modal.told(), "state": {"values": made_up}})

    assert seen.errors == {"application": "Please choose a candidate who is in play."}
