"""What people type and press about candidates and roles: lists, notes, the next step, decisions; and who may."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import GoOn, MoveIt, NextIt, NoteAnyway, NoteIt, SkipIt, TurnPage
from bot.cards import Bold, Button, Buttons, Card, Facts, Fine, Link, Para, Plain, Span, When
from bot.codec import encode
from bot.domain.access import USHER
from bot.domain.glance import glance, step_print
from bot.domain.ids import ApplicationId, CandidateId, OpeningId
from bot.domain.interview import State
from bot.domain.notes import LONGEST, Note, Origin
from bot.domain.people import Account, Platform, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Pending, Source, Status
from bot.forms import Choice, Form, Text
from bot.inbound import CandidateGone, Pressed, Shortcut, Submitted, Typed
from bot.ports import Permanent, Store
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.usecases.typed import UNCLEAR
from tests.hiring import CHEF, DAY, HANAS, IVOS, WAITER, Hiring
from tests.office import ADA, RAES, PaperAts
from tests.when import NOON, SettableClock


class Desk(Hiring):
    """What is asked of the records, where Hana hires a Pastry Chef and Ivo interviews."""

    async def applies(
        self,
        name: str,
        *,
        opening: OpeningId = CHEF.id,
        stage: str = "Screen",
        due: timedelta = DAY,
        source: Source | None = None,
    ) -> ApplicationId:
        """Somebody applies, by hand unless a source is given; Rae owns what comes next."""
        async with self.store() as work:
            candidate = await work.candidates.add(Candidate(CandidateId(0), name, "them@mail.example"))
            key = ApplicationId(f"of-{candidate.id:013d}")
            action = NextAction("Call them", self.rae.id, NOON + due)
            await work.applications.add(
                Application(key, candidate.id, opening, stage, next=action, source=source or Source())
            )
        return key

    async def change(self, key: ApplicationId, **fields: object) -> None:
        async with self.store() as work:
            found = await work.applications.get(key, viewer=USHER)
            assert found is not None
            await work.applications.save(replace(found, **fields))

    async def of(self, key: ApplicationId) -> Application:
        async with self.store() as work:
            found = await work.applications.get(key, viewer=USHER)
        assert found is not None
        return found

    async def notes(self, key: ApplicationId) -> list[str]:
        async with self.store() as work:
            return [note.text for note in await work.notes.of(key, viewer=USHER)]

    async def audited(self, what: str) -> list[Mapping[str, str]]:
        async with self.store() as work:
            return [row.detail for row in await work.audit.recent(limit=500) if row.what == what]


@pytest.fixture
async def desk(store: Store, clock: SettableClock) -> Desk:
    return await Desk(store, clock).furnish_more()


def card(reply: Reply) -> Card:
    found = reply.card if isinstance(reply, Say | Redraw | Refuse) else None
    assert found is not None, reply
    return found


def form(reply: Reply) -> Form:
    assert isinstance(reply, Open | NextForm), reply
    return reply.form


def read(spans: tuple[Span, ...]) -> str:
    words = []
    for span in spans:
        match span:
            case Plain(text) | Bold(text) | Link(text, _):
                words.append(text)
            case When(at):
                words.append(f"{at:%d %b %H:%M}")
            case _:
                words.append("?")
    return "".join(words)


def reads(shown: Card) -> str:
    """Return a card as one text, its buttons left out."""
    lines = [shown.title]
    for block in shown.blocks:
        match block:
            case Para(spans) | Fine(spans):
                lines.append(read(spans))
            case Facts(rows):
                lines += [f"{label}: {read(value)}" for label, value in rows]
            case Buttons():
                continue
    return "\n".join(lines)


def buttons(shown: Card) -> dict[str, Button]:
    return {button.label: button for block in shown.blocks if isinstance(block, Buttons) for button in block.items}


def refused(reply: Reply) -> str:
    assert isinstance(reply, Refuse), reply
    return reply.text


def fields(shown: Form) -> dict[str, Text | Choice]:
    return {field.name: field for field in shown.fields}


# --- mine


async def test_mine_tells_what_is_overdue_first_and_whose_it_is_not(desk: Desk) -> None:
    await desk.applies("Late Larsson", due=-DAY)
    await desk.applies("Soon Singh", due=2 * DAY)
    other = await desk.applies("Other Obi")
    await desk.change(other, next=NextAction("Decide", desk.hana.id, NOON + DAY))

    told = reads(card(await desk.types("mine")))

    assert told.splitlines()[1:] == [
        "Waiting for you",
        f"Late L. · Pastry Chef: Call them, overdue since {NOON - DAY:%d %b %H:%M}",
        f"Soon S. · Pastry Chef: Call them, by {NOON + 2 * DAY:%d %b %H:%M}",
    ]
    assert "Other O." in reads(card(await desk.handle(Typed(HANAS, "mine"))))


async def test_mine_shows_my_interviews_today_above_and_those_of_the_week_below(desk: Desk) -> None:
    await desk.booked()
    booking = (await desk.interview()).booking
    assert booking is not None
    desk.clock.set(booking.span.start - 3 * DAY)

    ahead = reads(card(await desk.types("mine"))).splitlines()
    desk.clock.set(booking.span.start + timedelta(minutes=5))
    today = reads(card(await desk.types("mine"))).splitlines()
    desk.clock.set(booking.span.start - 9 * DAY)
    too_far = reads(card(await desk.types("mine")))

    about = "Ada O. · Recruiter screen · Backend Engineer: "
    line = f"{about}{booking.span.start:%d %b %H:%M}, not yet answered"
    assert ahead[-2:] == ["Your interviews in the next 7 days", line]
    assert today[1:3] == ["Your interviews today", line]
    assert line not in too_far
    assert f"{about}does this time suit you? {booking.span.start:%d %b %H:%M}" in too_far


async def test_nothing_waiting_is_said_in_so_many_words(desk: Desk) -> None:
    assert "Nothing is waiting for you" in reads(card(await desk.handle(Typed(IVOS, "mine"))))


async def test_a_long_list_is_paged_by_buttons_in_place(desk: Desk) -> None:
    for number in range(23):
        await desk.applies(f"Person{number:02d} Test", due=timedelta(hours=number))

    first = card(await desk.types("mine"))
    second = await desk.presses(buttons(first)["More"].action)
    third = await desk.presses(buttons(card(second))["More"].action)
    back = await desk.presses(buttons(card(third))["Back"].action)

    assert isinstance(second, Redraw)
    assert [text.count("Call them") for text in map(reads, map(card, (Say(first), second, third)))] == [10, 10, 3]
    assert "Page 3 of 3" in reads(card(third))
    assert "More" not in buttons(card(third))
    assert "Back" not in buttons(first)
    assert reads(card(back)) == reads(card(second))


async def test_a_page_that_is_no_more_is_answered_with_the_last(desk: Desk) -> None:
    await desk.applies("Ada Obi")

    reply = await desk.presses(TurnPage("mine", "", 7))
    below = await desk.presses(TurnPage("mine", "", -7))

    assert "shorter" in refused(reply)
    assert "Ada O." in reads(card(reply))
    assert "Ada O." in reads(card(below))


async def test_a_button_of_a_command_that_is_no_more_says_so(desk: Desk) -> None:
    for action in (TurnPage("nonsense"), GoOn("nonsense", "x")):
        assert "out of date" in refused(await desk.presses(action))


async def test_a_line_leads_to_the_candidate(desk: Desk) -> None:
    await desk.applies("Soon Singh")

    pressed = buttons(card(await desk.types("mine")))["Soon S."].action

    assert reads(card(await desk.presses(pressed))).startswith("Soon S. · Pastry Chef\nStage: Screen\nStatus: Active")


# --- pipeline


async def test_a_pipeline_goes_stage_by_stage_as_the_policy_lists_them(desk: Desk) -> None:
    await desk.applies("Zoe Last", stage="Zebra round")
    held = await desk.applies("Phil Second", stage="Phone screen")
    await desk.applies("Ada First", stage="Screen")
    gone = await desk.applies("Gone Gal")
    await desk.change(held, status=Status.ON_HOLD)
    await desk.change(gone, status=Status.PASSED, next=None)
    await desk.applies("Will Elsewhere", opening=WAITER.id)

    told = reads(card(await desk.types("pipeline pastry CHEF")))

    due = f"{NOON + DAY:%d %b %H:%M}"
    assert told.splitlines() == [
        "Pastry Chef (Acme): 3 in play",
        "Screen",
        f"Ada F.: Call them (Rae Morgan), by {due} · no contact yet",
        "Phone screen",
        f"Phil S. · on hold: Call them (Rae Morgan), by {due} · no contact yet",
        "Zebra round",
        f"Zoe L.: Call them (Rae Morgan), by {due} · no contact yet",
        "Closed: 1 not going forward",
    ]


async def test_a_pipeline_shows_when_the_candidate_last_heard_from_us(desk: Desk) -> None:
    await desk.invited()

    told = reads(card(await desk.types("pipeline backend engineer")))
    chosen = reads(card(await desk.presses(GoOn("pipeline", "op-1"))))

    assert "Which role do you mean?" in told
    assert "Ada O." in chosen
    assert f"last contact {NOON:%d %b}" in chosen


async def test_without_a_role_my_own_are_offered_and_a_press_shows_one(desk: Desk) -> None:
    await desk.applies("Soon Singh")

    asked = card(await desk.types("pipeline"))
    hanas = card(await desk.handle(Typed(HANAS, "pipeline")))
    shown = await desk.presses(buttons(asked)["4. Pastry Chef (Acme)"].action)

    assert list(buttons(asked)) == [
        "1. Backend Engineer",
        "2. Backend Engineer",
        "3. Head Waiter",
        "4. Pastry Chef (Acme)",
    ]
    assert set(buttons(hanas)) == {"Pastry Chef (Acme)"}
    assert "Soon S." in reads(card(shown))


async def test_the_choice_of_a_role_tells_how_many_are_in_play(desk: Desk) -> None:
    await desk.applies("Soon Seo")

    told = reads(card(await desk.types("pipeline")))

    assert "Pastry Chef (Acme): 1 in play" in told
    assert "Head Waiter: 0 in play" in told


async def test_a_typo_in_the_role_gets_the_closest_title(desk: Desk) -> None:
    asked = card(await desk.types("pipeline Pasty Cheff"))

    assert "Did you mean" in asked.title
    assert [each.action for each in buttons(asked).values()] == [GoOn("pipeline", "chef")]
    assert "I know no role called “Astronaut”" in refused(await desk.types("pipeline Astronaut"))


async def test_a_part_of_the_title_is_enough(desk: Desk) -> None:
    assert card(await desk.types("pipeline chef")).title == "Pastry Chef (Acme): nobody in play"
    assert card(await desk.types("pipeline acme")).title == "Pastry Chef (Acme): nobody in play"


async def test_a_hiring_manager_sees_the_pipelines_of_their_own_roles_alone(desk: Desk) -> None:
    await desk.applies("Will Elsewhere", opening=WAITER.id)

    by_name = await desk.handle(Typed(HANAS, "pipeline Head Waiter"))
    by_key = await desk.handle(Pressed(HANAS, GoOn("pipeline", "waiter")))
    own = await desk.handle(Typed(HANAS, "pipeline chef"))

    assert "I know no role" in refused(by_name)
    assert "I know no role" in refused(by_key)
    assert isinstance(own, Say)
    assert "for recruiters" in refused(await desk.handle(Typed(IVOS, "pipeline chef")))
    assert "for recruiters" in refused(await desk.handle(Pressed(IVOS, TurnPage("pipeline", "chef"))))


async def test_a_pipeline_of_many_is_paged_and_only_what_is_shown_was_read(desk: Desk) -> None:
    for number in range(12):
        await desk.applies(f"Person{number:02d} Test")

    first = card(await desk.types("pipeline chef"))
    read_so_far = len(await desk.audited("application.read"))
    second = card(await desk.presses(buttons(first)["More"].action))

    assert read_so_far == 10
    assert reads(second).count("Call them") == 2
    assert "Pastry Chef (Acme): 12 in play" in reads(second)


# --- names


async def test_a_name_that_fits_several_is_a_choice_that_goes_on_with_the_same_command(desk: Desk) -> None:
    await desk.applies("Sam North")
    south = await desk.applies("Sam South", opening=WAITER.id)

    for command, expected in {
        "note": NoteIt(south),
        "next": NextIt(south, glance(await desk.of(south))),
        "pass": MoveIt(south, Status.PASSED, was=Status.ACTIVE),
    }.items():
        asked = card(await desk.types(f"{command} sam"))
        assert asked.title == "Who do you mean?"
        chosen = form(await desk.presses(buttons(asked)["Sam S."].action))
        assert chosen.action == expected


async def test_the_exact_name_needs_no_choice(desk: Desk) -> None:
    await desk.applies("Ada Obi")
    await desk.applies("Ada Obiang")

    assert "Ada O. · Pastry Chef" in reads(card(await desk.types("status ada  obi")))


async def test_a_choice_of_many_is_paged_with_the_words_it_was_asked_with(desk: Desk) -> None:
    for number in range(14):
        await desk.applies(f"Sam Person{number:02d}")

    first = card(await desk.types("hold sam"))
    second = card(await desk.presses(buttons(first)["More"].action))

    assert buttons(first)["More"].action == TurnPage("hold", "sam", 2)
    assert reads(second).count("Sam Person") == 4


async def test_a_long_name_asked_for_still_fits_into_a_button(desk: Desk) -> None:
    name = "Ж" * 60
    for number in range(11):
        await desk.applies(f"{name} “{name}” {number}")

    more = buttons(card(await desk.types(f"status {name} “{name}”")))["More"].action

    assert isinstance(more, TurnPage)
    assert len(encode(more, TurnPage).encode()) <= 150
    assert more.words.startswith("ЖЖЖ")


async def test_an_unknown_name_is_refused_with_the_close_ones_that_the_asker_may_see(desk: Desk) -> None:
    await desk.applies("Grace Hopper")
    await desk.applies("Grace Hoppen", opening=WAITER.id)

    raes = refused(await desk.types("status Grase Hoper"))
    hanas = refused(await desk.handle(Typed(HANAS, "note Grase Hoper")))
    ivos = refused(await desk.handle(Typed(IVOS, "status Grase Hoper")))
    strangers = refused(await desk.types("status Wolfgang"))

    assert "Did you mean Grace Hopper or Grace Hoppen?" in raes
    assert hanas.endswith("Did you mean Grace Hopper?")
    assert "Did you mean" not in ivos
    assert strangers == "I find nobody called “Wolfgang” among the candidates you can see."


async def test_who_may_not_see_somebody_is_told_the_same_as_of_nobody(desk: Desk) -> None:
    waiter = await desk.applies("Will Elsewhere", opening=WAITER.id)

    for command in ("note", "next", "hold", "pass", "status"):
        said = refused(await desk.handle(Typed(HANAS, f"{command} Will Elsewhere")))
        assert said == "I find nobody called “Will Elsewhere” among the candidates you can see."
        assert "Will" not in refused(await desk.handle(Pressed(HANAS, GoOn(command, waiter))))
    for action in (NoteIt(waiter), NextIt(waiter), MoveIt(waiter, Status.PASSED)):
        sent = await desk.handle(Submitted(HANAS, action, {"text": "Saw them juggle", "reason": "x", "what": "x"}))
        assert "recruiters and coordinators" in refused(sent)
    assert (await desk.of(waiter)).status is Status.ACTIVE
    assert await desk.notes(waiter) == []


async def test_an_interviewer_writes_no_notes_and_decides_nothing(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    for command in ("note", "next", "hold", "pass"):
        assert "for recruiters" in refused(await desk.handle(Typed(IVOS, f"{command} Ada Obi")))
        assert "for recruiters" in refused(await desk.handle(Pressed(IVOS, GoOn(command, key))))


@pytest.mark.parametrize("command", ["next", "hold", "pass"])
async def test_a_command_without_a_name_asks_for_one(desk: Desk, command: str) -> None:
    assert f"“{command} Ada Obi”" in refused(await desk.types(command))


# --- help


async def test_help_shows_what_this_person_may_ask(desk: Desk) -> None:
    raes, ivos = [reads(card(await desk.handle(Typed(account, "help")))) for account in (RAES, IVOS)]

    assert all(f"\n{word}" in raes for word in ("schedule", "mine", "pipeline", "note", "next", "hold", "pass", "help"))
    assert [line.split()[0].rstrip(":") for line in ivos.splitlines()[1:]] == ["status", "mine", "here", "help"]


async def test_help_about_one_command_gives_an_example(desk: Desk) -> None:
    told = reads(card(await desk.types("help note")))

    assert told.startswith("note: Keep a short note on a candidate")
    assert "Such as: note Ada Obi: would rather start in May" in told  # a slash is Slack's, and not asked for in a talk
    assert "Did you mean “help pipeline”?" in reads(card(await desk.types("help pipelin")))
    assert "for those who run the hiring" in reads(card(await desk.handle(Typed(IVOS, "help note"))))


async def test_a_typo_in_the_command_costs_one_press(desk: Desk) -> None:
    await desk.applies("Ada Obi")

    told = card(await desk.types("stauts ada"))
    shown = await desk.presses(buttons(told)["status ada"].action)

    assert "Did you mean “status”?" in reads(told)
    assert "Ada O. · Pastry Chef" in reads(card(shown))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cancel ada", "I don't know “cancel”. Begin with one of these words:"),
        ("can't make thursday", UNCLEAR),
        ("hi", "Hello. This is what I can do for you."),
    ],
)
async def test_what_is_no_command_is_named_above_what_can_be_asked(desk: Desk, line: str, said: str) -> None:
    told = card(await desk.types(line))

    assert reads(told).splitlines()[1] == said
    assert buttons(told) == {}


@pytest.mark.parametrize("said", ["“Ada Obi”", '"ada obi"', "@ada", "Ada Obi.", "of ada obi?", "an interview with Ada"])
async def test_marks_and_small_words_around_a_name_are_no_part_of_it(desk: Desk, said: str) -> None:
    await desk.applies("Ada Obi")

    assert "Ada O. · Pastry Chef" in reads(card(await desk.types(f"status {said}")))


async def test_a_name_that_begins_with_a_small_word_is_found(desk: Desk) -> None:
    await desk.applies("An Nguyen")
    await desk.applies("Kim Nguyen")

    assert "An N. · Pastry Chef" in reads(card(await desk.types("status An Nguyen")))


# --- notes


async def test_a_note_in_one_line_is_kept_at_once_and_stands_on_the_status(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    said = await desk.types("note ada obi:  Would start in May.\nWants 4 days: fixed.")
    status = reads(card(await desk.types("status Ada Obi")))

    assert card(said).title == "Noted: Ada O. · Pastry Chef"
    assert await desk.notes(key) == ["Would start in May.\nWants 4 days: fixed."]
    line = "“Would start in May. Wants 4 days: fixed.”"
    assert status.endswith(f"Last note, Rae Morgan, {NOON:%d %b %H:%M}: {line}")
    assert await desk.audited("note.added") == [{"origin": "command", "observation": "yes"}]


async def test_a_note_without_its_colon_opens_the_form_with_the_words(desk: Desk) -> None:
    ada = await desk.applies("Ada Obi")
    bo = await desk.applies("Bo Li")

    one = form(await desk.types("note ada obi asked about remote work"))
    short = form(await desk.types("note bo plays the bass"))

    assert (one.action, fields(one)["text"].initial) == (NoteIt(ada), "asked about remote work")
    assert (short.action, fields(short)["text"].initial) == (NoteIt(bo), "plays the bass")
    assert "Did you mean Ada Obi?" in refused(await desk.types("note Ada Obbi"))
    assert await desk.notes(ada) == []


async def test_a_message_that_has_a_whole_name_is_about_that_one_alone(desk: Desk) -> None:
    await desk.applies("Ada Obi")
    okafor = await desk.applies("Ada Okafor")

    opened = form(await desk.handle(Shortcut(RAES, "Ada Okafor, she can start in May", "t-1")))
    either = form(await desk.handle(Shortcut(RAES, "Ada can start in May", "t-2")))

    assert fields(opened)["application"].initial == okafor
    assert fields(either)["application"].initial == ""


async def test_a_long_last_note_is_cut_on_the_interviews_card_and_the_buttons_stay_last(desk: Desk) -> None:
    await desk.invited()
    await desk.types(f"note ada: Said “{'x' * 500}”")

    shown = card(await desk.types("status ada"))
    last = [block for block in shown.blocks if isinstance(block, Para)][-1]

    assert read(last.spans).endswith("xxx…”")
    assert len(read(last.spans)) < 260
    assert isinstance(shown.blocks[-1], Buttons)
    assert await desk.audited("note.read") != []


async def test_a_note_without_words_opens_a_form(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    opened = form(await desk.types("note Ada Obi"))
    empty = await desk.submits(opened.action, text="  ")
    too_long = await desk.submits(opened.action, text="x" * (LONGEST + 1))
    sent = await desk.submits(opened.action, text="Asked about remote work twice")
    again = await desk.submits(opened.action, text="Asked about remote work twice")

    assert opened.action == NoteIt(key)
    assert set(fields(opened)) == {"text", "brief"}
    assert isinstance(empty, FormErrors)
    assert isinstance(too_long, FormErrors)
    assert sent == again == Nothing()
    assert await desk.notes(key) == ["Asked about remote work twice"]


async def test_a_note_that_says_nothing_is_asked_about_once_and_then_kept(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    typed = form(await desk.types("note Ada Obi: good vibe 👍"))
    asked = form(await desk.submits(NoteIt(key), text="Nice!"))
    untouched = await desk.notes(key)
    sent = await desk.submits(asked.action, text="Nice!")

    assert untouched == []
    assert typed.action == asked.action == NoteAnyway(key)
    assert fields(typed)["text"].initial == "good vibe 👍"
    assert fields(asked)["text"].initial == "Nice!"
    assert "What did you see or hear?" in fields(asked)["text"].hint
    assert sent == Nothing()
    assert await desk.notes(key) == ["Nice!"]
    assert await desk.audited("note.added") == [{"origin": "command", "observation": "no"}]


async def test_a_note_for_one_of_several_keeps_its_words_while_it_is_asked_whom(desk: Desk) -> None:
    await desk.applies("Sam North")
    south = await desk.applies("Sam South")

    opened = form(await desk.types("note sam: Brought a portfolio"))
    nobody = await desk.submits(opened.action, text="Brought a portfolio")
    await desk.submits(opened.action, application=south, text="Brought a portfolio")

    choice = fields(opened)["application"]
    assert isinstance(choice, Choice)
    assert len(choice.options) == 2
    assert fields(opened)["text"].initial == "Brought a portfolio"
    assert nobody == FormErrors({"application": "Please choose a candidate."})
    assert await desk.notes(south) == ["Brought a portfolio"]


async def test_a_note_longer_than_a_note_is_refused_with_how_long_it_is(desk: Desk) -> None:
    await desk.applies("Ada Obi")

    assert str(LONGEST + 9) in refused(await desk.types(f"note Ada Obi: {'word' * 800}"[: LONGEST + 23]))


async def test_a_message_becomes_a_note_with_whom_it_names_chosen(desk: Desk) -> None:
    await desk.applies("Aaron First")
    grace = await desk.applies("Grace Hopper")
    words = "Spoke to Grace: she knows COBOL."

    opened = form(await desk.handle(Shortcut(HANAS, words, "t-1")))
    sent = await desk.handle(Submitted(HANAS, opened.action, {"application": grace, "text": words}))

    assert opened.action == NoteIt(origin=Origin.MESSAGE)
    assert fields(opened)["application"].initial == grace
    assert fields(opened)["text"].initial == words
    assert sent == Nothing()
    async with desk.store() as work:
        kept = await work.notes.of(grace, viewer=USHER)
    assert kept == (Note(grace, NOON, desk.hana.id, words, Origin.MESSAGE),)
    assert "nobody whom you could keep a note on" in refused(await desk.handle(Shortcut(IVOS, words)))


async def test_among_very_many_candidates_the_one_can_be_named(desk: Desk) -> None:
    for number in range(101):
        await desk.applies(f"Person{number:03d} Test")

    opened = form(await desk.types("note"))
    misspelt = await desk.submits(opened.action, name="Persn100 Test", text="Was early")
    several = await desk.submits(opened.action, name="Person0", text="Was early")
    sent = await desk.submits(opened.action, name="Person100 Test", text="Was early")

    assert isinstance(misspelt, FormErrors)
    assert "Did you mean" in misspelt.errors["name"]
    assert fields(form(several))["text"].initial == "Was early"
    assert sent == Nothing()


async def test_somebody_unknown_who_uses_the_shortcut_is_looked_up_first(desk: Desk) -> None:
    said = await desk.handle(Shortcut(Account(Platform.SANDBOX, "demo", "nobody"), "words"))

    assert "One moment" in refused(said)


# --- the next step


async def test_the_next_step_is_set_with_who_does_it_and_by_when(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    opened = form(await desk.handle(Typed(HANAS, "next Ada Obi")))
    due = fields(opened)["due"]
    assert isinstance(due, Choice)
    sent = await desk.handle(
        Submitted(
            HANAS,
            opened.action,
            {"what": "Call about  salary", "owner": str(desk.hana.id), "due": due.options[1].value},
        )
    )

    step = (await desk.of(key)).next
    assert sent == Nothing()
    assert step is not None
    assert (step.what, step.owner) == ("Call about salary", desk.hana.id)
    assert step.due.isoformat().startswith(due.options[1].value)
    assert step.due.hour == 8  # 17:00 in Tokyo
    assert "Call about salary (Hana Sato)" in reads(card(await desk.types("status Ada Obi")))
    assert await desk.audited("application.next_set") == [{"step": step_print(step)}]


async def test_the_days_offered_are_the_askers_next_ten_working_days(desk: Desk) -> None:
    await desk.applies("Ada Obi")
    off = (NOON + 2 * DAY).date()
    async with desk.store() as work:
        await work.people.save(replace(desk.rae, days_off=frozenset({off})))

    due = fields(form(await desk.types("next Ada Obi")))["due"]

    assert isinstance(due, Choice)
    days = [each.value for each in due.options]
    assert len(days) == 10
    assert off.isoformat() not in days
    assert days == sorted(days)
    assert all(value > NOON.date().isoformat() for value in days)


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"day": "31.03.2027"}, "day", "“31.03.2027” is no day I can read. Write it like 2027-03-31."),
        ({"day": "2001-01-01"}, "day", "2001-01-01 is over."),
        ({"day": "2099-01-01"}, "day", "more than a year ahead"),
        ({"day": "", "due": ""}, "due", "Please choose a day."),
        ({"owner": "4711"}, "owner", "Please choose who does it."),
        ({"what": "  "}, "what", "Please say what comes next"),
        ({"what": "x" * 141}, "what", "at most 140"),
    ],
)
async def test_what_is_wrong_with_a_next_step_stands_at_its_field(
    desk: Desk, sent: dict[str, str], field: str, said: str
) -> None:
    key = await desk.applies("Ada Obi")
    right = {"what": "Call", "owner": str(desk.rae.id), "day": (NOON + DAY).date().isoformat()}

    reply = await desk.submits(NextIt(key), **{**right, **sent})

    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [field]
    assert said in reply.errors[field]


async def test_while_an_interview_is_live_it_says_what_comes_next(desk: Desk) -> None:
    await desk.invited()
    key = (await desk.application()).id

    typed = await desk.types("next Ada Obi")
    sent = await desk.submits(NextIt(key), what="Call", owner=str(desk.rae.id), day=(NOON + DAY).date().isoformat())

    for reply in (typed, sent):
        assert "waiting for the candidate to choose" in refused(reply)
        assert "Cancel it first" in refused(reply)
        assert "Cancel…" in buttons(card(reply))
    step = (await desk.application()).next
    assert step is not None
    assert step.what == "Candidate chooses a time"


# --- decisions where no ATS is


async def test_hold_needs_a_reason_and_is_done_at_once(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    opened = form(await desk.handle(Typed(HANAS, "hold Ada Obi")))
    nothing_yet = (await desk.of(key)).status
    empty = await desk.handle(Submitted(HANAS, opened.action, {"reason": " "}))
    sent = await desk.handle(Submitted(HANAS, opened.action, {"reason": "Budget is being decided"}))

    after = await desk.of(key)
    assert nothing_yet is Status.ACTIVE
    assert isinstance(empty, FormErrors)
    assert after.status is Status.ON_HOLD
    assert after.next is not None
    assert "They are on hold now." in reads(card(sent))
    assert await desk.notes(key) == ["On hold: Budget is being decided"]
    assert await desk.audited("application.decided") == [{"status": "on_hold"}]


async def test_who_is_on_hold_can_be_made_active_again(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")
    await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget")

    opened = form(await desk.types("hold Ada Obi"))
    await desk.submits(opened.action, reason="Budget is here")

    assert opened.action == MoveIt(key, Status.ACTIVE, was=Status.ON_HOLD)
    assert (await desk.of(key)).status is Status.ACTIVE


async def test_pass_reads_not_going_forward_everywhere_and_has_no_next_step(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")

    opened = form(await desk.types("pass Ada Obi"))
    sent = card(await desk.submits(opened.action, reason="No evidence of plated desserts"))
    status = reads(card(await desk.types("status Ada Obi")))

    after = await desk.of(key)
    assert (after.status, after.next) == (Status.PASSED, None)
    assert opened.title == "Not going forward"
    assert "They are not going forward now." in reads(sent)
    assert "Status: Not going forward" in status
    assert "Not going forward: No evidence of plated desserts" in status
    assert "passed" not in f"{reads(sent)}{status}{opened}".replace("Status.PASSED: 'passed'", "").casefold()


async def test_what_is_decided_already_is_said_and_changes_nothing(desk: Desk) -> None:
    key = await desk.applies("Ada Obi")
    await desk.submits(MoveIt(key, Status.PASSED), reason="No")
    version = (await desk.of(key)).version

    for reply in (await desk.submits(MoveIt(key, Status.PASSED), reason="No"), await desk.types("hold Ada Obi")):
        assert "not going forward" in refused(reply)
    assert "nothing left to do" in refused(await desk.types("next Ada Obi"))
    assert "not going forward" in refused(await desk.submits(NextIt(key), what="Call"))
    assert (await desk.of(key)).version == version
    assert len(await desk.notes(key)) == 1


@pytest.mark.parametrize("status", [Status.HIRED, Status.OFFER, Status.WITHDRAWN, Status.ACTIVE])
async def test_a_status_that_is_nobodys_to_set_is_refused(desk: Desk, status: Status) -> None:
    key = await desk.applies("Ada Obi")

    assert "no longer applies" in refused(await desk.submits(MoveIt(key, status), reason="Forged"))
    assert (await desk.of(key)).status is Status.ACTIVE


async def test_a_candidate_who_is_gone_is_said_kindly(desk: Desk) -> None:
    for action in (
        NoteIt(ApplicationId("gone")),
        NextIt(ApplicationId("gone")),
        MoveIt(ApplicationId("gone"), Status.PASSED),
    ):
        assert "no longer have this candidate" in refused(await desk.submits(action, text="Saw them", reason="x"))


async def interview_by_hand(desk: Desk) -> ApplicationId:
    """An interview that is waiting for the candidate, for an application that no ATS owns."""
    await desk.invited()
    async with desk.store() as work:
        found = await work.applications.by_ats("paper", "a-1", viewer=USHER)
        assert found is not None
        await work.applications.save(replace(found, source=Source()))
    return found.id


async def test_a_decision_takes_back_what_was_asked_and_mails_nobody(desk: Desk) -> None:
    key = await interview_by_hand(desk)
    mails = await desk.subjects()

    sent = card(await desk.submits(MoveIt(key, Status.PASSED), reason="Role was filled"))
    await desk.settle()

    async with desk.store() as work:
        interview = await work.interviews.latest(key)
    assert interview is not None
    assert interview.state is State.CANCELLED
    assert interview.reason == "a person decided"
    assert await desk.titles() == []
    assert await desk.subjects() == mails
    assert "Cancelled" in reads(sent)
    assert (await desk.of(key)).next is None


async def test_a_booked_time_is_left_to_its_owner_who_hears_of_it_unless_they_decided(desk: Desk) -> None:
    key = await interview_by_hand(desk)
    await desk.post(await desk.link(), "pick", option="1")
    await desk.settle()
    async with desk.store() as work:
        coordinators = replace(desk.hana, roles=frozenset({Role.COORDINATOR}))
        await work.people.save(coordinators)

    asked = form(await desk.types("hold Ada Obi"))
    await desk.handle(Submitted(HANAS, asked.action, {"reason": "Budget"}))
    await desk.settle()

    assert "stays booked" in "".join(read(block.spans) for block in asked.intro if isinstance(block, Para))
    async with desk.store() as work:
        interview = await work.interviews.latest(key)
    assert interview is not None
    assert interview.state is State.BOOKED
    told = [each for each in await desk.cards() if "Needs you" in each]
    assert len(told) == 1
    assert "The record says “on hold”, and this interview is still booked" in told[0]


# --- decisions that an ATS owns


async def test_where_the_ats_has_an_api_the_move_is_asked_once_and_pending_until_it_says_so(desk: Desk) -> None:
    await desk.invited()
    key = (await desk.application()).id

    sent = card(await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget"))
    await desk.settle()
    pending = await desk.application()
    again = await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget")
    shown = reads(card(await desk.types("status Ada Obi")))
    posted = [each for each in await desk.cards() if "pending in the ATS" in each]

    assert desk.ats.moved == [("a-1", Status.ON_HOLD)]
    assert (pending.status, pending.pending) == (Status.ACTIVE, Pending(Status.ON_HOLD, desk.rae.id, NOON))
    assert "pending there" in reads(sent)
    assert "pending there" in refused(again)
    assert "Status: Active. “On hold” is pending in the ATS" in shown
    assert len(posted) == 1
    assert (await desk.interview()).state is State.OFFERED


async def test_our_own_echo_settles_it_and_alerts_nobody(desk: Desk) -> None:
    await desk.booked()
    key = (await desk.application()).id
    await desk.submits(MoveIt(key, Status.PASSED), reason="Role was filled")
    await desk.settle()

    await desk.seen(replace(ADA, status=Status.PASSED))
    await desk.settle()
    await desk.forward(2 * DAY)

    after = await desk.application()
    assert (after.status, after.pending, after.next) == (Status.PASSED, None, None)
    assert [each for each in await desk.cards() if "Needs you" in each] == []
    assert "still booked" in reads(card(await desk.types("status Ada Obi")))


async def test_where_the_ats_says_something_else_it_wins_and_whoever_owns_it_is_told(desk: Desk) -> None:
    await desk.invited()
    key = (await desk.application()).id
    await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget")

    await desk.seen(replace(ADA, status=Status.WITHDRAWN))
    await desk.settle()

    after = await desk.application()
    assert (after.status, after.pending) == (Status.WITHDRAWN, None)
    assert desk.ats.moved == []  # what the record no longer wants is not sent
    told = [each for each in await desk.cards() if "Needs you" in each]
    assert len(told) == 1
    assert "“on hold” was asked for, and your ATS says “withdrawn”" in told[0]
    assert await desk.audited("application.overruled") == [{"asked": "on_hold", "told": "withdrawn"}]


async def test_a_stage_change_meanwhile_is_no_answer(desk: Desk) -> None:
    await desk.invited()
    key = (await desk.application()).id
    await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget")

    await desk.seen(replace(ADA, stage="Onsite"))
    await desk.settle()

    after = await desk.application()
    assert after.stage == "Onsite"
    assert after.pending is not None
    assert desk.ats.moved == [("a-1", Status.ON_HOLD)]


async def test_an_ats_that_keeps_silent_for_a_day_is_told_of(desk: Desk) -> None:
    await desk.seen(replace(ADA, stage="Applied"))
    key = (await desk.application()).id
    await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget")
    await desk.settle()

    await desk.forward(timedelta(hours=23))
    early = [each for each in await desk.cards() if "has not said so yet" in each]
    await desk.forward(2 * DAY)

    assert early == []
    assert len([each for each in await desk.cards() if "has not said so yet" in each]) == 1


async def test_the_same_wish_can_be_asked_again_later(desk: Desk) -> None:
    await desk.seen(replace(ADA, stage="Applied"))
    key = (await desk.application()).id

    for status in (Status.ON_HOLD, Status.ACTIVE, Status.ON_HOLD):
        await desk.submits(MoveIt(key, status), reason="Budget")
        await desk.settle()
        await desk.seen(replace(ADA, stage="Applied", status=status))

    assert [status for _, status in desk.ats.moved] == [Status.ON_HOLD, Status.ACTIVE, Status.ON_HOLD]
    assert (await desk.application()).status is Status.ON_HOLD


async def test_a_candidate_who_is_deleted_meanwhile_leaves_nothing_pending(desk: Desk) -> None:
    await desk.seen(replace(ADA, stage="Applied"))
    key = (await desk.application()).id
    await desk.submits(MoveIt(key, Status.ON_HOLD), reason="Budget")

    await desk.handle(CandidateGone("paper", "d-gone", "delete_candidate", "c-1"))
    await desk.settle()

    after = await desk.of(key)
    assert (after.status, after.pending) == (Status.WITHDRAWN, None)
    assert desk.ats.moved == []


async def test_where_the_ats_has_no_api_it_says_where_to_do_it_with_the_link(desk: Desk) -> None:
    link = "https://greenhouse.example/5"
    key = await desk.applies("Ada Obi", opening=OpeningId("op-2"), source=Source("greenhouse", "g-1", link))

    for reply in (
        await desk.types("hold Ada Obi"),
        await desk.types("pass Ada Obi"),
        await desk.submits(MoveIt(key, Status.PASSED), reason="x"),
    ):
        assert refused(reply) == "Do this in Greenhouse."
        [shown] = [
            span
            for block in card(reply).blocks
            if isinstance(block, Para)
            for span in block.spans
            if isinstance(span, Link)
        ]
        assert shown == Link("Open in Greenhouse", link)
    assert (await desk.of(key)).status is Status.ACTIVE


class Deaf(PaperAts):
    """An ATS that refuses every move for good."""

    async def move(self, application: str, *, status: Status, key: str) -> None:
        raise Permanent("403 not allowed to reject")


async def test_a_move_that_the_ats_refuses_goes_to_a_person_and_skipping_it_leaves_nothing_pending(desk: Desk) -> None:
    desk.plug_ats(Deaf())
    await desk.seen(replace(ADA, stage="Applied"))
    key = (await desk.application()).id

    await desk.submits(MoveIt(key, Status.PASSED), reason="Role was filled")
    await desk.settle()
    told = [
        each
        for each in await desk.chat.lines("rae")
        if each.card and "could not set a status in the ATS" in str(each.card)
    ]
    still = (await desk.application()).pending
    row = re.search(r"Reference (\d+)", str(told[0].card))
    assert row is not None
    await desk.presses(SkipIt(int(row.group(1))))

    assert len(told) == 1
    assert still is not None
    assert (await desk.application()).pending is None
    assert (await desk.application()).status is Status.ACTIVE
    assert await desk.audited("application.move_dropped") == [{}]
