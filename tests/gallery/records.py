"""Cards and lists about candidates: where they stand, whom somebody means, what waits, who is in play for a role."""

from datetime import timedelta
from typing import Any

from bot.actions import GoOn
from bot.cards import Button, para
from bot.commands import COMMANDS, allowed, command_card, help_card
from bot.domain.ids import OpeningId
from bot.domain.interview import State
from bot.domain.notes import Note
from bot.domain.pipeline import OPEN, Opening, Pending, Status
from bot.domain.updates import Call
from bot.reply import Reply
from bot.say import lists, record_cards
from bot.say.cards import interview_card
from tests.gallery.cast import MONDAY, RECRUITER, Cast, notes
from tests.gallery.wall import Samples, shows


@shows(record_cards.record_card)
def records(cast: Cast) -> Samples:
    for status in Status:
        gone: dict[str, Any] = {} if status in OPEN else {"next": None}
        applied = cast.applied(status=status, **gone)
        yield status.value, record_cards.record_card(applied, owner=cast.rae)
    pending = cast.applied(pending=Pending(Status.ON_HOLD, RECRUITER, MONDAY), last_contact=None)
    yield "a status is pending in the ATS, and nobody has written yet", record_cards.record_card(pending, owner=None)


@shows(record_cards.with_note, record_cards.with_last_call, record_cards.with_schedule)
def status_answers(cast: Cast) -> Samples:
    applied, case = cast.applied(), cast.case(State.OFFERED)
    card = interview_card(case, policy=cast.policy, apis=frozenset())
    note = Note(applied.application.id, MONDAY - timedelta(days=1), RECRUITER, cast.note)
    long = Note(applied.application.id, MONDAY, RECRUITER, notes(3000))
    bare = record_cards.with_schedule(record_cards.record_card(applied, owner=cast.rae), applied)
    yield "an interview and the last note", record_cards.with_note(card, note, author=cast.rae)
    yield "no interview, a note of 3000 characters", record_cards.with_note(bare, long, author=None)
    call = Call(applied.application.id, note.at, RECRUITER, "She is glad to wait until Friday.")
    yield "an interview and the last call", record_cards.with_last_call(card, call, author=cast.rae)
    yield "no interview and no note", record_cards.with_note(bare, None, author=None)


@shows(record_cards.noted_card)
def noted(cast: Cast) -> Samples:
    yield "a note was kept", record_cards.noted_card(cast.applied())


@shows(record_cards.moved_card, record_cards.elsewhere_card)
def moved(cast: Cast) -> Samples:
    for status in (Status.ACTIVE, Status.ON_HOLD, Status.PASSED):
        yield f"{status}", record_cards.moved_card(cast.applied(status=status), card=None)
    asked = cast.applied(pending=Pending(Status.PASSED, RECRUITER, MONDAY))
    card = interview_card(cast.case(), policy=cast.policy, apis=frozenset())
    yield "pending, and an interview is booked", record_cards.moved_card(asked, card=card)
    yield "to be set in the ATS", record_cards.elsewhere_card(cast.applied())


@shows(record_cards.unsettled_card)
def unsettled(cast: Cast) -> Samples:
    waits = cast.applied(pending=Pending(Status.PASSED, RECRUITER, MONDAY))
    yield "not told yet", record_cards.unsettled_card(waits, asked=Status.PASSED)
    yield "overruled", record_cards.unsettled_card(cast.applied(), asked=Status.PASSED)
    yield "settled since", record_cards.unsettled_card(cast.applied(status=Status.PASSED), asked=Status.PASSED)


@shows(lists.choice)
def choices(cast: Cast) -> Samples:
    yield "two", lists.choice("status", cast.candidate, found=cast.crowd(2), page=1)
    held = [cast.applied(status=Status.ON_HOLD), cast.applied(number=2, status=Status.PASSED, stage="")]
    yield "one on hold, one closed", lists.choice("note", cast.candidate, found=held, page=1)
    yield "100", lists.choice("status", cast.candidate, found=cast.crowd(100), page=1)
    yield "100, in the middle", lists.choice("status", cast.candidate, found=cast.crowd(100), page=5)
    yield "250, a page too far", lists.choice("status", cast.candidate, found=cast.crowd(250), page=40)


@shows(lists.roles)
def roles(cast: Cast) -> Samples:
    def opening(n: int) -> Opening:
        client = f"{cast.client} {n}".strip()
        return Opening(OpeningId(f"op-{n}"), cast.role, client=client, category="Engineering" * (n % 2))

    def page(said: str, *numbers: int, words: str = "", number: int = 1, total: int = 0) -> Reply:
        place = lists.Place("pipeline", words, number, total or len(numbers))
        return lists.roles(said, shown=[(opening(n), n % 4) for n in numbers], place=place)

    yield "two of your own", page("Which of your roles?", 1, 2)
    meant = f"I know no role called “{cast.role[:60]}”. Did you mean one of these?"
    yield "something like it", page(meant, 1, 2, 3, words=cast.role)
    yield "250", page("Which role do you mean?", *range(11, 21), words=cast.role, number=2, total=250)


@shows(lists.listed, lists.role)
def long_lists(cast: Cast) -> Samples:
    waiting = [lists.waiting_line(cast.applied(number=n), now=MONDAY + timedelta(days=3 * (n % 2))) for n in range(10)]
    today = [lists.interview_line(cast.case(), heading=lists.TODAY, policy=cast.policy)]
    later = [lists.interview_line(cast.case(State.WANTED), heading=lists.WEEK, policy=cast.policy)]
    title = "What is waiting for you"
    yield "mine", lists.listed(title, [*today, *waiting[:2], *later], place=lists.Place("mine", "", 1, 4))
    yield (
        "mine, the third of ten pages",
        lists.listed(title, waiting, place=lists.Place("mine", "", 3, 100)),
    )
    stages = ("CV review", cast.stage, "Panel")
    crowd = [
        lists.pipeline_line(
            cast.applied(candidate=f"{cast.candidate} {n}", number=n, stage=stages[n // 4]), owner=cast.rae
        )
        for n in range(10)
    ]
    closed = lists.closed_line([(Status.PASSED, 12), (Status.HIRED, 1), (Status.WITHDRAWN, 0)])
    role, place = lists.role(cast.opening), lists.Place("pipeline", cast.opening.id, 1, 250)
    yield "pipeline of 250", lists.listed(f"{role}: 250 in play", crowd, place=place, below=closed)
    pending = Pending(Status.ON_HOLD, RECRUITER, MONDAY)
    few = [
        lists.pipeline_line(cast.applied(status=Status.ON_HOLD, last_contact=None), owner=None),
        lists.pipeline_line(cast.applied(number=2, pending=pending), owner=cast.rae),
    ]
    yield (
        "pipeline, on hold and pending",
        lists.listed(f"{role}: 2 in play", few, place=lists.Place("pipeline", "", 1, 2)),
    )
    none = (para("Nobody is in play."), *closed)
    yield (
        "pipeline of nobody",
        lists.listed(f"{role}: 0 in play", [], place=lists.Place("pipeline", "", 1, 0), below=none),
    )


@shows(help_card, command_card)
def helps(cast: Cast) -> Samples:
    yield "all commands", help_card(COMMANDS)
    yield "for an interviewer", help_card(allowed(cast.ivan, policy=cast.policy))
    yield "a typo", help_card(COMMANDS, opening=f"I don't know “{cast.words[:40]}”. Did you mean “status”?")
    near = Button("status Ada Obi", GoOn("status", "Ada Obi"))
    yield (
        "a typo with a press",
        help_card(COMMANDS, opening="I don't know “statsu”. Did you mean this?", buttons=(near,)),
    )
    for command in COMMANDS:
        yield command.name, command_card(command)
