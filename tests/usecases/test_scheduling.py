"""Scheduling by a person: two views, everything shown before anything is held or sent, judged anew when it is sent."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions import FormAction, GoOn, ScheduleIt, SendThese
from bot.cards import Bold, Button, Buttons, Facts, Fine, Para, Plain, Span, When
from bot.codec import encode
from bot.domain.access import USHER
from bot.domain.ids import ApplicationId, CandidateId, PersonId
from bot.domain.interview import Interview, Standing, State
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Status
from bot.domain.policy import Policy
from bot.domain.time import Interval, epoch
from bot.forms import Choice, Form, Text
from bot.inbound import Submitted, Typed
from bot.ports import Store
from bot.reply import FormErrors, NextForm, Nothing, Open, Refuse, Reply, Say
from tests.office import ADA, POLICY, RAES, SCREEN, Office
from tests.when import NOON, SettableClock

LAGOS = ZoneInfo("Africa/Lagos")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ONSITE = replace(SCREEN, key="onsite", title="Onsite", interviewer=Role.HIRING_MANAGER, daily_load=1)
BOTH = replace(POLICY, kinds={"screen": SCREEN, "onsite": ONSITE})


def somebody(name: str, *roles: Role, **more: object) -> Person:
    mail = f"{name.split()[0].lower()}@northwind.example"
    return replace(Person(PersonId(0), name, mail, zone="Europe/London", roles=frozenset(roles)), **more)


HANA = somebody("Hana Sato", Role.HIRING_MANAGER)
IVO = somebody("Ivo Petrov", Role.INTERVIEWER, title="Engineer")
CORA = somebody("Cora Dean", Role.COORDINATOR)
GUS = somebody("Gus Gone", Role.INTERVIEWER, active=False)
CLEO = somebody("Cleo Client", Role.CLIENT)
HANAS, CORAS = (Account(Platform.SANDBOX, "demo", user) for user in ("hana", "cora"))


class Desk(Office):
    """The office with people who can interview and some who can't; Ada is in play, in a stage that starts nothing."""

    async def furnish_more(self) -> "Desk":
        await self.furnish()
        async with self.store() as work:
            self.hana, self.ivo, self.cora, self.gus, self.cleo = [
                await work.people.add(each) for each in (HANA, IVO, CORA, GUS, CLEO)
            ]
            await work.people.link(HANAS, person=self.hana.id)
            await work.people.link(CORAS, person=self.cora.id)
            for opening in await work.openings.all():
                await work.openings.save(replace(opening, hiring_manager=self.hana.id))
        await self.seen(replace(ADA, stage="Review"))
        self.ada = (await self.application()).id
        return self

    async def bo(self) -> ApplicationId:
        """Somebody else is in play, for the same role."""
        await self.seen(
            replace(ADA, application="a-2", candidate="c-2", name="Bo Lind", email="bo@m.example", stage="X")
        )
        return (await self.application("a-2")).id

    async def crowd(self, count: int) -> None:
        opening = (await self.application()).opening
        async with self.store() as work:
            for number in range(count):
                name = f"Aa{number:03d} {'Twin' if number < 2 else 'Single'}"
                candidate = await work.candidates.add(Candidate(CandidateId(0), name, f"c{number}@mail.example"))
                action = NextAction("Call them", self.rae.id, NOON + DAY)
                key = ApplicationId(f"crowd-{number:010d}")
                await work.applications.add(Application(key, candidate.id, opening, "Review", next=action))

    async def opened(self, line: str = "schedule Ada Obi") -> Form:
        """The first view; the calendars that it asks for have been read."""
        view = form(await self.types(line))
        await self.settle()
        return view

    async def previewed(self, **values: str) -> Form:
        """The second view, for Ada."""
        await self.opened()
        return await self.looks(**values)

    async def looks(self, **values: str) -> Form:
        given = {"application": self.ada, "kind": "screen", "interviewer": "role", **values}
        return form(await self.submits(ScheduleIt(self.ada), **given))

    async def only_free(self, *spans: Interval, owner: str = "rae@northwind.example") -> None:
        """Nothing but these is free in the next month."""
        edges = [NOON - DAY, *(edge for span in spans for edge in (span.start, span.end)), NOON + 30 * DAY]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            await self.calendar.put_busy(owner, Interval(start, end), title="Busy")

    async def interviews(self, key: ApplicationId | None = None) -> list[Interview]:
        async with self.store() as work:
            return list(await work.interviews.live(key or self.ada))

    async def change(self, **fields: object) -> None:
        async with self.store() as work:
            found = await work.applications.get(self.ada, viewer=USHER)
            assert found is not None
            await work.applications.save(replace(found, **fields))

    async def audited(self, what: str) -> list[Mapping[str, str]]:
        async with self.store() as work:
            return [row.detail for row in await work.audit.recent(limit=500) if row.what == what]

    async def nothing_happened(self) -> bool:
        await self.settle()
        return (await self.interviews(), await self.mails(), await self.cards(), await self.holds()) == ([], [], [], [])

    async def holds(self) -> list[str]:
        return [title for title in await self.titles() if title.startswith("[Hold]")]


@pytest.fixture
async def desk(store: Store, clock: SettableClock) -> Desk:
    return await Desk(store, clock).furnish_more()


async def with_policy(policy: Policy, store: Store, clock: SettableClock) -> Desk:
    return await Desk(store, clock, policy=policy).furnish_more()


def form(reply: Reply) -> Form:
    assert isinstance(reply, Open | NextForm), reply
    return reply.form


def said(*parts: Span) -> str:
    words = []
    for part in parts:
        match part:
            case Plain(text) | Bold(text):
                words.append(text)
            case When(at):
                words.append(f"{at:%a %d %b %H:%M}")
            case _:
                words.append("?")
    return "".join(words)


def reads(view: Form) -> str:
    lines = [view.title]
    for block in view.intro:
        match block:
            case Para(spans) | Fine(spans):
                lines.append(said(*spans))
            case Facts(rows):
                lines += [f"{label}: {said(*value)}" for label, value in rows]
            case Buttons():
                lines.append("[buttons]")
    return "\n".join(lines)


def choice(view: Form, name: str) -> Choice:
    return next(field for field in view.fields if isinstance(field, Choice) and field.name == name)


def listed(view: Form, name: str) -> list[str]:
    return [said(*option.label) for option in choice(view, name).options]


def kept(view: Form) -> dict[str, str]:
    return {field.name: field.initial for field in view.fields}


def sends(view: Form) -> SendThese:
    assert isinstance(view.action, SendThese), view
    return view.action


def spans_of(action: SendThese, *, length: timedelta = SCREEN.duration) -> list[Interval]:
    starts = [datetime.fromtimestamp(at, UTC) for at in action.times]
    return [Interval(start, start + length) for start in starts]


# --- the first view


async def test_a_name_opens_the_form_about_that_candidate_alone(desk: Desk) -> None:
    await desk.bo()

    view = await desk.opened()

    assert view.action == ScheduleIt(desk.ada)
    assert listed(view, "application") == ["Ada Obi · Backend Engineer"]
    assert kept(view) == {"application": desk.ada, "kind": "screen", "interviewer": "role", "wish": ""}
    assert "Nothing is held or sent before you say so." in reads(view)


async def test_whoever_the_role_names_comes_first_in_words_then_its_own_people_then_all_others_by_name(
    desk: Desk,
) -> None:
    view = await desk.opened()

    assert listed(view, "interviewer") == [
        "Rae Morgan, the role's recruiter",
        "Hana Sato",
        "Cora Dean",
        "Ivo Petrov, Engineer",
    ]


async def test_where_kinds_name_different_people_the_hint_tells_whom(store: Store, clock: SettableClock) -> None:
    desk = await with_policy(BOTH, store, clock)

    view = await desk.opened()

    assert listed(view, "interviewer")[0] == "Whoever the role names for this kind"
    assert choice(view, "interviewer").hint == "The role names, for Recruiter screen: Rae Morgan; Onsite: Hana Sato."


async def test_without_a_name_everybody_in_play_can_be_chosen_and_nobody_is_preset(desk: Desk) -> None:
    await desk.bo()

    view = await desk.opened("schedule")

    assert view.action == ScheduleIt()
    assert listed(view, "application") == ["Ada Obi · Backend Engineer", "Bo Lind · Backend Engineer"]
    assert listed(view, "interviewer")[0] == "Whoever the role names"
    assert kept(view)["application"] == ""


async def test_opening_the_form_reads_the_calendars_that_are_probably_asked_about_and_only_stale_ones(
    store: Store, clock: SettableClock
) -> None:
    desk = await with_policy(BOTH, store, clock)

    await desk.opened()
    async with store() as work:
        read = await work.mirror.of([desk.rae.id, desk.hana.id, desk.ivo.id], Interval(NOON, NOON + HOUR))
    await desk.types("schedule Ada Obi")
    async with store() as work:
        waiting = await work.outbox.claim(limit=10)

    assert [desk.rae.id in read, desk.hana.id in read, desk.ivo.id in read] == [True, True, False]
    assert waiting == ()


async def test_more_people_than_a_choice_can_list_are_cut_and_that_is_said(desk: Desk) -> None:
    async with desk.store() as work:
        for number in range(110):
            await work.people.add(somebody(f"Zoe{number:03d} Crowd", Role.INTERVIEWER))

    view = await desk.opened()

    assert len(listed(view, "interviewer")) == 100
    assert choice(view, "interviewer").hint == "The first 99 of 113 people are listed."


async def test_more_candidates_than_a_choice_can_list_can_be_named(desk: Desk) -> None:
    await desk.crowd(104)
    view = await desk.opened("schedule")
    names = [field.name for field in view.fields if isinstance(field, Text)]

    neither = await desk.submits(view.action, kind="screen")
    nobody = await desk.submits(view.action, name="Nobody Here", kind="screen")
    several = form(await desk.submits(view.action, name="Twin", kind="screen", interviewer=str(desk.ivo.id)))
    await desk.submits(view.action, name="aa103", kind="screen")
    await desk.settle()
    one = form(await desk.submits(view.action, name="aa103", kind="screen"))

    assert len(listed(view, "application")) == 100
    assert names == ["name", "wish"]
    assert neither == FormErrors({"application": "Please choose a candidate who is in play."})
    assert isinstance(nobody, FormErrors)
    assert "I find nobody in play called “Nobody Here”." in nobody.errors["name"]
    assert listed(several, "application") == ["Aa000 Twin · Backend Engineer", "Aa001 Twin · Backend Engineer"]
    assert kept(several)["interviewer"] == str(desk.ivo.id)
    assert "Candidate: Aa103 Single" in reads(one)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": "nonsense"}, "kind", "Please choose a kind of interview."),
        ({"application": "nobody"}, "application", "Please choose a candidate who is in play."),
        ({"interviewer": "9999"}, "interviewer", "Please choose somebody who can interview."),
        ({"interviewer": "9" * 40}, "interviewer", "Please choose somebody who can interview."),
        ({"interviewer": "-1"}, "interviewer", "Please choose somebody who can interview."),
        ({"interviewer": "²"}, "interviewer", "Please choose somebody who can interview."),
        ({"interviewer": "gus"}, "interviewer", "Please choose somebody who can interview."),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(
    desk: Desk, values: Mapping[str, str], field: str, words: str
) -> None:
    await desk.opened()

    reply = await desk.submits(
        ScheduleIt(desk.ada), **{"application": desk.ada, "kind": "screen", "interviewer": "role", **values}
    )

    assert reply == FormErrors({field: words})
    assert await desk.nothing_happened()


async def test_who_has_left_or_is_a_client_cannot_be_chosen_to_interview(desk: Desk) -> None:
    for person in (desk.gus, desk.cleo):
        reply = await desk.submits(ScheduleIt(desk.ada), kind="screen", interviewer=str(person.id))
        assert reply == FormErrors({"interviewer": "Please choose somebody who can interview."})


async def test_what_the_record_lacks_is_said_at_the_field(store: Store, clock: SettableClock) -> None:
    desk = Desk(store, clock)
    await desk.furnish(intake=False, recruiter=False)
    await desk.seen(replace(ADA, stage="Review"))
    async with store() as work:
        ivo = await work.people.add(IVO)
    key = (await desk.application()).id

    nobody = await desk.submits(ScheduleIt(key), kind="screen", interviewer="role")
    somebody_else = await desk.submits(ScheduleIt(key), kind="screen", interviewer=str(ivo.id))

    assert nobody == FormErrors(
        {"interviewer": "The role names no active recruiter. Choose somebody here, or have one named."}
    )
    assert isinstance(somebody_else, FormErrors)
    assert "(intake) is missing" in somebody_else.errors["application"]


async def test_a_candidate_who_is_not_in_play_is_said_with_why(desk: Desk) -> None:
    await desk.change(status=Status.PASSED, next=None)

    typed = await desk.types("schedule Ada Obi")
    sent = await desk.submits(ScheduleIt(desk.ada), kind="screen")

    assert isinstance(typed, Refuse)
    assert typed.text == "Ada O. · Backend Engineer: not going forward, so there is nothing to schedule."
    assert sent == FormErrors({"application": "Please choose a candidate who is in play."})


async def test_a_calendar_that_was_not_read_lately_is_read_first_and_everything_chosen_is_kept(desk: Desk) -> None:
    await desk.opened()

    unread = form(await desk.submits(ScheduleIt(desk.ada), kind="screen", interviewer=str(desk.ivo.id)))
    await desk.settle()
    read = form(await desk.submits(unread.action, **kept(unread)))

    assert (unread.action, unread.submit) == (ScheduleIt(desk.ada), "Look again")
    assert "I'm reading Ivo Petrov's calendar; press “Look again” in a few seconds." in reads(unread)
    assert kept(unread) == {"application": desk.ada, "kind": "screen", "interviewer": str(desk.ivo.id), "wish": ""}
    assert "With: Ivo Petrov" in reads(read)


async def test_nothing_free_says_why_and_what_would_help_and_keeps_what_was_chosen(desk: Desk) -> None:
    await desk.only_free()
    await desk.opened("schedule")

    view = form(await desk.submits(ScheduleIt(), application=desk.ada, kind="screen", interviewer=str(desk.rae.id)))

    assert (view.action, view.submit) == (ScheduleIt(), "Find times")
    assert "There is no free time: of the possible starts," in reads(view)
    assert "taken in the calendar" in reads(view)
    assert "What would help most: " not in reads(view)  # nothing would: the whole month is taken
    assert kept(view)["application"] == desk.ada
    assert await desk.nothing_happened()


async def test_the_cheapest_way_out_is_told_where_there_is_one(desk: Desk) -> None:
    await desk.calendar.put_busy(desk.rae.email, Interval(NOON, NOON + 15 * DAY), title="Away")
    await desk.opened()

    view = await desk.looks()

    assert "What would help most: looking further ahead." in reads(view)


# --- the second view


async def test_the_preview_shows_everything_and_nothing_has_happened_yet(desk: Desk) -> None:
    view = await desk.previewed()

    first, second = spans_of(sends(view))
    assert (view.title, view.submit, view.fields) == ("Check before sending", "Hold and send", ())
    assert reads(view).splitlines() == [
        "Check before sending",
        "Candidate: Ada Obi",
        "Role: Backend Engineer",
        "Kind: Recruiter screen",
        "With: Rae Morgan",
        f"Option 1: {first.start:%a %d %b %H:%M} ({first.start.astimezone(LAGOS):%a %H:%M} for Ada)",
        f"Option 2: {second.start:%a %d %b %H:%M} ({second.start.astimezone(LAGOS):%a %H:%M} for Ada)",
        "Their zone: Africa/Lagos",
        "Answer by: Wed 03 Mar 12:00",
        "Nothing is held or sent yet. Once you send this, I hold both and write to Ada, who picks one.",
        "Calendars read just now.",
    ]
    assert await desk.nothing_happened()


async def test_sent_just_these_two_are_held_and_one_mail_goes_out(desk: Desk) -> None:
    view = await desk.previewed()

    done = await desk.submits(view.action)
    await desk.settle()

    interview = await desk.interview()
    assert done == Nothing()
    assert (interview.state, interview.touched, interview.stage) == (State.OFFERED, True, "Review")
    assert [option.span for option in interview.standing] == spans_of(sends(view))
    assert len(interview.options) == 2
    assert len(await desk.mails()) == 1
    assert len(await desk.holds()) == 2
    assert await desk.audited("interview.wanted") == [{"kind": "screen"}]


async def test_somebody_else_than_the_role_names_gets_the_seat_and_the_audit_keeps_who_chose(desk: Desk) -> None:
    await desk.opened()
    await desk.looks(interviewer=str(desk.ivo.id))
    await desk.settle()
    view = await desk.looks(interviewer=str(desk.ivo.id))

    await desk.submits(view.action)
    await desk.settle()

    interview = await desk.interview()
    async with desk.store() as work:
        rows = [row for row in await work.audit.recent(limit=500) if row.what == "interview.wanted"]
    assert interview.people == (desk.ivo.id,)
    assert interview.owner == desk.rae.id
    assert [title.startswith("[Hold]") for title in await desk.titles(IVO.email)] == [True, True]
    assert await desk.titles() == []
    assert [(row.who, row.detail) for row in rows] == [("person", {"kind": "screen", "interviewer": str(desk.ivo.id)})]


async def test_who_sends_it_for_somebody_elses_role_sees_the_card_at_once(desk: Desk) -> None:
    view = await desk.previewed()

    sent = await desk.handle(Submitted(CORAS, view.action, {}))

    assert isinstance(sent, Say)
    assert sent.card.title == "Ada O. · Recruiter screen · Backend Engineer"


async def test_in_the_evening_whoever_sends_it_sees_at_once_what_comes_as_their_card_in_the_morning(
    desk: Desk, clock: SettableClock
) -> None:
    clock.forward(8 * 60 * MINUTE)
    view = await desk.previewed()

    sent = await desk.submits(view.action)

    assert isinstance(sent, Say)
    assert sent.card.title == "Ada O. · Recruiter screen · Backend Engineer"


async def test_a_preview_stays_good_while_somebody_reads_it(desk: Desk, clock: SettableClock) -> None:
    view = await desk.previewed()
    await desk.settle()

    clock.forward(14 * MINUTE)
    done = await desk.submits(view.action)
    await desk.settle()

    assert done == Nothing()
    assert [option.span for option in (await desk.interview()).standing] == spans_of(sends(view))


async def test_the_calendar_is_read_anew_for_every_preview_so_that_sending_need_not_wait(
    desk: Desk, clock: SettableClock
) -> None:
    await desk.opened()
    clock.forward(10 * MINUTE)
    view = await desk.looks()
    await desk.settle()
    clock.forward(10 * MINUTE)

    assert await desk.submits(view.action) == Nothing()


async def test_after_a_long_while_the_calendar_is_read_again_first(desk: Desk, clock: SettableClock) -> None:
    view = await desk.previewed()

    clock.forward(2 * HOUR)
    late = form(await desk.submits(view.action))
    untouched = await desk.interviews()
    await desk.settle()
    fresh = form(await desk.submits(late.action, **kept(late)))

    assert (late.action, late.submit) == (ScheduleIt(desk.ada), "Look again")
    assert untouched == []
    assert sends(fresh).times > sends(view).times


async def test_a_time_that_lies_too_close_by_now_is_not_called_taken(desk: Desk, clock: SettableClock) -> None:
    view = await desk.previewed()
    clock.forward(2 * HOUR)
    await desk.types("schedule Ada Obi")
    await desk.settle()

    fresh = form(await desk.submits(view.action))

    first, _ = spans_of(sends(view))
    assert f"{first.start:%a %d %b %H:%M} can no longer be offered. Nothing was held or sent." in reads(fresh)
    assert "Somebody" not in reads(fresh)


async def test_a_busy_time_that_arrives_meanwhile_is_told_with_other_times(desk: Desk) -> None:
    view = await desk.previewed()
    first, second = spans_of(sends(view))
    await desk.busy(first)
    await desk.settle()

    fresh = form(await desk.submits(view.action))

    assert f"Somebody took {first.start:%a %d %b %H:%M} meanwhile. Nothing was held or sent." in reads(fresh)
    assert first not in spans_of(sends(fresh))
    assert await desk.nothing_happened()
    assert await desk.submits(fresh.action) == Nothing()
    assert second.start.date() != first.start.date()


async def test_both_taken_meanwhile_are_both_named(desk: Desk) -> None:
    view = await desk.previewed()
    first, second = spans_of(sends(view))
    for span in (first, second):
        await desk.busy(span)
    await desk.settle()

    fresh = form(await desk.submits(view.action))

    assert f"Somebody took {first.start:%a %d %b %H:%M} and {second.start:%a %d %b %H:%M} meanwhile." in reads(fresh)


async def test_a_time_held_for_another_candidate_meanwhile_is_told(desk: Desk) -> None:
    bo = await desk.bo()
    view = await desk.previewed()
    other = form(await desk.submits(ScheduleIt(bo), kind="screen", interviewer="role"))
    assert sends(other).times == sends(view).times

    await desk.submits(other.action)
    fresh = form(await desk.submits(view.action))
    await desk.submits(fresh.action)
    await desk.settle()

    assert "Somebody took " in reads(fresh)
    assert not set(sends(fresh).times) & set(sends(view).times)
    assert {each.state for each in (*await desk.interviews(), *await desk.interviews(bo))} == {State.OFFERED}


async def test_everything_taken_meanwhile_leads_back_to_the_first_view(desk: Desk) -> None:
    view = await desk.previewed()
    await desk.only_free()
    await desk.settle()

    back = form(await desk.submits(view.action))

    assert back.action == ScheduleIt(desk.ada)
    assert "Somebody took " in reads(back)
    assert "There is no free time" in reads(back)


async def test_sent_twice_one_interview_starts_and_the_second_is_shown_it(desk: Desk) -> None:
    view = await desk.previewed()

    await desk.submits(view.action)
    again = await desk.submits(view.action)
    await desk.settle()

    assert isinstance(again, Refuse)
    assert again.text == "One is under way already: it is looking for times. Nothing more was held or sent."
    assert again.card is not None
    assert again.card.title == "Ada O. · Recruiter screen · Backend Engineer"
    assert len(await desk.interviews()) == 1
    assert len(await desk.mails()) == 1


async def test_sent_twice_at_the_same_moment_one_interview_starts(desk: Desk) -> None:
    view = await desk.previewed()

    replies = await asyncio.gather(*(desk.submits(view.action) for _ in range(3)))
    await desk.settle()

    assert sorted(type(reply).__name__ for reply in replies) == ["Nothing", "Refuse", "Refuse"]
    assert len(await desk.interviews()) == 1
    assert len(await desk.mails()) == 1


async def test_two_candidates_for_the_same_times_at_the_same_moment_never_share_one(desk: Desk) -> None:
    bo = await desk.bo()
    view = await desk.previewed()
    other = form(await desk.submits(ScheduleIt(bo), kind="screen", interviewer="role"))

    replies = await asyncio.gather(desk.submits(view.action), desk.submits(other.action))

    assert sorted(type(reply).__name__ for reply in replies) == ["NextForm", "Nothing"]


async def test_an_interview_that_began_by_itself_meanwhile_is_shown_instead(desk: Desk) -> None:
    await desk.change(stage="Screen")
    view = await desk.previewed()
    await desk.change(stage="Review")
    await desk.seen()

    reply = await desk.submits(view.action)

    assert isinstance(reply, Refuse)
    assert "One is under way already" in reply.text
    assert len(await desk.interviews()) == 1


async def test_the_preview_says_that_somebody_is_on_hold(desk: Desk) -> None:
    await desk.seen(replace(ADA, stage="Review", status=Status.ON_HOLD))

    assert "Status: On hold" in reads(await desk.previewed()).splitlines()


async def test_under_way_is_said_at_the_field_of_the_first_view(desk: Desk) -> None:
    view = await desk.previewed()
    await desk.submits(view.action)
    await desk.settle()

    again = await desk.submits(ScheduleIt(desk.ada), application=desk.ada, kind="screen", interviewer="role")

    said = "One is under way already: it is waiting for the candidate to choose. “status” and the name show it."
    assert again == FormErrors({"application": said})


async def test_a_candidate_who_moved_on_meanwhile_is_looked_at_once_more(desk: Desk) -> None:
    view = await desk.previewed()
    await desk.change(stage="Onsite")

    fresh = form(await desk.submits(view.action))
    untouched = await desk.interviews()
    await desk.submits(fresh.action)

    assert "Ada O. is at “Onsite” and active now. Please check once more." in reads(fresh)
    assert untouched == []
    assert [each.stage for each in await desk.interviews()] == ["Onsite"]


async def test_a_candidate_who_is_on_hold_meanwhile_is_looked_at_once_more(desk: Desk) -> None:
    view = await desk.previewed()
    await desk.change(status=Status.ON_HOLD)

    fresh = form(await desk.submits(view.action))

    assert "Ada O. is at “Review” and on hold now. Please check once more." in reads(fresh)
    assert await desk.nothing_happened()


async def test_a_candidate_who_is_out_of_play_meanwhile_gets_nothing(desk: Desk) -> None:
    view = await desk.previewed()
    await desk.change(status=Status.WITHDRAWN, next=None)

    reply = await desk.submits(view.action)

    assert reply == Refuse("Ada O. · Backend Engineer: withdrawn, so there is nothing to schedule.")
    assert await desk.nothing_happened()


async def test_an_interviewer_who_left_meanwhile_is_chosen_anew(desk: Desk) -> None:
    await desk.opened()
    await desk.looks(interviewer=str(desk.ivo.id))
    await desk.settle()
    view = await desk.looks(interviewer=str(desk.ivo.id))
    async with desk.store() as work:
        await work.people.save(replace(desk.ivo, active=False))

    back = form(await desk.submits(view.action))

    assert "Whoever was to interview can't be booked any more. Please choose somebody else." in reads(back)
    assert kept(back) == {"application": desk.ada, "kind": "screen", "interviewer": "role", "wish": ""}
    assert await desk.nothing_happened()


async def test_a_record_that_lost_its_address_meanwhile_sends_nothing(desk: Desk) -> None:
    view = await desk.previewed()
    async with desk.store() as work:
        application = await work.applications.get(desk.ada, viewer=USHER)
        assert application is not None
        candidate = await work.candidates.get(application.candidate, viewer=USHER)
        assert candidate is not None
        await work.candidates.save(replace(candidate, mail_ok=False))

    back = form(await desk.submits(view.action))

    assert "Not yet: the candidate's permission to be e-mailed is missing." in reads(back)
    assert await desk.nothing_happened()


async def test_a_hold_that_the_live_calendar_refuses_is_replaced_by_the_next_time(desk: Desk) -> None:
    view = await desk.previewed()
    first, second = spans_of(sends(view))
    await desk.settle()
    await desk.submits(view.action)
    await desk.busy(first)  # it is in no mirror yet

    await desk.settle()

    interview = await desk.interview()
    assert interview.state is State.OFFERED
    assert [option.span for option in interview.options][:2] == [first, second]
    assert interview.options[0].standing is Standing.LOST
    assert second in [option.span for option in interview.standing]
    assert len(interview.standing) == 2


# --- only one time


async def test_one_time_alone_is_held_and_nothing_is_sent_until_there_is_a_second(desk: Desk) -> None:
    free = Interval(datetime(2027, 3, 5, 10, tzinfo=UTC), datetime(2027, 3, 5, 11, tzinfo=UTC))
    await desk.only_free(free)

    view = await desk.previewed()
    await desk.submits(view.action)
    await desk.settle()

    interview = await desk.interview()
    assert view.submit == "Hold this one"
    assert "I find only this one. I hold it, write to nobody yet, and keep looking for a second" in reads(view)
    assert "Or send this one alone, from your card." in reads(view)
    assert "Option 2" not in reads(view)
    assert "Answer by" not in reads(view)
    assert [option.span for option in interview.standing] == spans_of(sends(view))
    assert await desk.mails() == []
    assert any("Offer this one" in card for card in await desk.cards())


# --- forged


@pytest.mark.parametrize(
    "times",
    [
        (),
        (-1,),
        (0, 10**18),
        (epoch(datetime(2027, 3, 5, 3, tzinfo=UTC)), epoch(datetime(2027, 3, 8, 10, tzinfo=UTC))),  # at night
        (epoch(datetime(2027, 3, 6, 10, tzinfo=UTC)), epoch(datetime(2027, 3, 8, 10, tzinfo=UTC))),  # a Saturday
        (
            epoch(datetime(2027, 3, 2, 10, tzinfo=UTC)),
            epoch(datetime(2027, 3, 8, 10, tzinfo=UTC)),
        ),  # before the deadline
        (epoch(datetime(2027, 3, 5, 10, 1, tzinfo=UTC)), epoch(datetime(2027, 3, 8, 10, tzinfo=UTC))),  # off the step
        (epoch(datetime(2028, 3, 6, 10, tzinfo=UTC)), epoch(datetime(2027, 3, 8, 10, tzinfo=UTC))),  # next year
        (epoch(datetime(2027, 3, 8, 10, tzinfo=UTC)), epoch(datetime(2027, 3, 8, 10, tzinfo=UTC))),  # twice the same
        (epoch(datetime(2027, 3, 8, 10, tzinfo=UTC)), epoch(datetime(2027, 3, 8, 10, 30, tzinfo=UTC))),  # no buffer
        tuple(epoch(datetime(2027, 3, day, 10, tzinfo=UTC)) for day in (8, 9, 10)),  # three
    ],
)
async def test_times_that_no_search_allows_are_never_held(desk: Desk, times: tuple[int, ...]) -> None:
    genuine = sends(await desk.previewed())

    fresh = form(await desk.submits(replace(genuine, times=times)))

    assert sends(fresh).times == genuine.times
    assert "Nothing was held or sent." in reads(fresh)
    assert await desk.nothing_happened()


async def test_other_forged_values_are_refused_and_change_nothing(desk: Desk) -> None:
    genuine = sends(await desk.previewed())

    for forged in (
        replace(genuine, kind="nonsense"),
        replace(genuine, who=desk.cleo.id),
        replace(genuine, who=desk.gus.id),
        replace(genuine, who=PersonId(10**30)),
        replace(genuine, who=PersonId(-1)),
        replace(genuine, seen="ffff"),
    ):
        assert isinstance(await desk.submits(forged), NextForm)
    gone = await desk.submits(replace(genuine, application=ApplicationId("somebody-elses")))
    assert isinstance(gone, Refuse)
    assert "I no longer have this candidate." in gone.text
    assert await desk.nothing_happened()


async def test_only_who_may_schedule_does_also_when_the_form_was_open_before(desk: Desk) -> None:
    view = await desk.previewed()

    by_hana = [
        await desk.handle(Typed(HANAS, "schedule Ada Obi")),
        await desk.handle(Submitted(HANAS, ScheduleIt(desk.ada), {"kind": "screen"})),
        await desk.handle(Submitted(HANAS, view.action, {})),
    ]
    await desk.strip_roles()
    by_rae = await desk.submits(view.action)

    for reply in (*by_hana, by_rae):
        assert isinstance(reply, Refuse)
        assert "recruiters and coordinators" in reply.text
    assert await desk.nothing_happened()


async def test_what_travels_in_the_form_is_small(desk: Desk) -> None:
    action = replace(sends(await desk.previewed()), kind="hiring_manager_interview", who=PersonId(12345))

    assert len(encode(action, FormAction).encode()) <= 150


# --- clocks


async def test_in_the_week_the_clocks_change_times_keep_to_the_interviewers_own_day(
    store: Store, clock: SettableClock
) -> None:
    clock.set(datetime(2027, 3, 25, 12, tzinfo=UTC))  # a Thursday; London moves its clocks on Sunday the 28th
    desk = await with_policy(POLICY, store, clock)
    for day in (29, 30):
        rest_of_the_day = Interval(datetime(2027, 3, day, 9, tzinfo=UTC), datetime(2027, 3, day, 20, tzinfo=UTC))
        await desk.busy(rest_of_the_day)

    view = await desk.previewed()
    first = spans_of(sends(view))[0]
    after_hours = epoch(datetime(2027, 3, 31, 16, tzinfo=UTC))  # 17:00 in London by then
    forged = form(await desk.submits(replace(sends(view), times=(epoch(first.start), after_hours))))
    done = await desk.submits(sends(view))
    await desk.settle()

    assert first.start == datetime(2027, 3, 29, 8, tzinfo=UTC)  # 09:00 in London by then
    assert "Wed 31 Mar 16:00 can no longer be offered." in reads(forged)
    assert done == Nothing()
    assert [option.span for option in (await desk.interview()).standing] == spans_of(sends(view))


# --- from the status card


async def test_the_status_of_somebody_without_an_interview_leads_to_scheduling(desk: Desk) -> None:
    shown = await desk.types("status Ada Obi")
    assert isinstance(shown, Say)
    buttons = [item for block in shown.card.blocks if isinstance(block, Buttons) for item in block.items]
    for_hana = await desk.handle(Typed(HANAS, "status Ada Obi"))

    pressed = form(await desk.presses(buttons[0].action))

    assert buttons[0] == Button("Schedule", GoOn("schedule", desk.ada))
    assert pressed.action == ScheduleIt(desk.ada)
    assert isinstance(for_hana, Say)
    hers = [item.label for block in for_hana.card.blocks if isinstance(block, Buttons) for item in block.items]
    assert "Schedule" not in hers


async def test_the_status_of_somebody_whose_interview_is_under_way_does_not(desk: Desk) -> None:
    await desk.submits((await desk.previewed()).action)

    shown = await desk.handle(Typed(RAES, "status Ada Obi"))

    assert isinstance(shown, Say)
    labels = [item.label for block in shown.card.blocks if isinstance(block, Buttons) for item in block.items]
    assert "Schedule" not in labels
