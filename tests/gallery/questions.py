"""Answers about all that somebody may see: missing feedback, silence, standstill, finals and who left."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.case import Applied
from bot.domain.dropoffs import Tally, Why
from bot.domain.finals import Finalist, Ripe, plan
from bot.domain.ids import OpeningId
from bot.domain.interview import Interview, State
from bot.domain.next_action import DECIDE
from bot.domain.pipeline import NextAction, Opening
from bot.domain.standstill import Cause, Standstill, Wait
from bot.say import lists, questions
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast
from tests.gallery.wall import Samples, shows

DAY = timedelta(days=1)


def place(command: str, total: int, *, page: int = 1) -> lists.Place:
    return lists.Place(command, "", page, total)


def reachable(applied: Applied) -> Applied:
    return replace(applied, candidate=replace(applied.candidate, email="them@mail.example"))


@shows(questions.answer)
def empty(cast: Cast) -> Samples:
    for heading in questions.NOTHING:
        yield f"{heading}: nothing", questions.answer(heading, (), place=place("quiet", 0), about=None)
    yield (
        "nothing for one role",
        questions.answer(questions.WAITING, (), place=place("waiting", 0), about=cast.opening),
    )


@shows(questions.lacking_line)
def waiting(cast: Cast) -> Samples:
    case = cast.case(State.TOOK_PLACE)
    people = [[cast.rae], [cast.ivan], [cast.rae, cast.ivan] * 3]
    lines = [
        questions.lacking_line(
            case, each, since=MONDAY + (number - 1) * DAY, reader=cast.rae, now=MONDAY, policy=cast.policy
        )
        for number, each in enumerate(people)
    ]
    yield (
        "three, one of them the reader's",
        questions.answer(questions.WAITING, lines, place=place("waiting", 3), about=None),
    )


@shows(questions.unheard_line)
def quiet(cast: Cast) -> Samples:
    lines = [
        questions.unheard_line(
            reachable(cast.applied(number=number)) if number else cast.applied(),
            owner=cast.rae,
            since=MONDAY - number * DAY if number else None,
            days=number + 1,
            allowed=3,
            until=MONDAY + DAY if number == 2 else None,
        )
        for number in range(3)
    ]
    yield "three", questions.answer(questions.QUIET, lines, place=place("quiet", 3), about=None)


@shows(questions.standstill_line)
def stalled(cast: Cast) -> Samples:
    def wait(cause: Cause, number: int) -> Wait:
        on = (RECRUITER, INTERVIEWER) if cause in {Cause.FEEDBACK, Cause.INTERVIEWERS} else ()
        return Wait(cast.applied(number=number), cause, on, MONDAY - number * DAY)

    people = {RECRUITER: cast.rae, INTERVIEWER: cast.ivan}
    every = tuple(wait(cause, number) for number, cause in enumerate(Cause))
    found = [
        Standstill(cast.opening, 1, (wait(Cause.INTAKE, 1),)),
        Standstill(Opening(OpeningId("op-2"), f"Second {cast.role}"), 9, every),
    ]
    lines = [questions.standstill_line(each, people=people) for each in found]
    yield (
        "one as a whole, one in part",
        questions.answer(questions.STALLED, lines, place=place("stalled", 2), about=None),
    )


@shows(questions.finalist_line, questions.based_on)
def ready(cast: Cast) -> Samples:
    people = {RECRUITER: cast.rae, INTERVIEWER: cast.ivan}
    held: tuple[Interview, ...] = (cast.case(State.TOOK_PLACE).interview,)
    deciding = cast.applied(number=4, next=NextAction(DECIDE, RECRUITER, MONDAY + DAY))
    found = [
        Finalist(cast.applied(), Ripe.READY, held, since=MONDAY - DAY),
        Finalist(cast.applied(number=2), Ripe.READY, (), final=cast.case(State.ASKING).interview),
        Finalist(cast.applied(number=3), Ripe.LACKS, held, (INTERVIEWER,), MONDAY),
        Finalist(deciding, Ripe.DECISION, held, since=MONDAY),
    ]
    lines = [questions.finalist_line(each, people=people) for each in found]
    below = questions.based_on(plan(cast.policy))
    yield "four", questions.answer(questions.READY, lines, place=place("ready", 4), about=None, below=below)
    kinds = (*cast.policy.kinds.values(),)
    yield (
        "two kinds",
        questions.answer(
            questions.READY, lines[:1], place=place("ready", 1), about=cast.opening, below=questions.based_on(kinds)
        ),
    )


@shows(questions.tally_line)
def dropoffs(cast: Cast) -> Samples:
    tally = Tally(20, {Why.PASSED: 5, Why.WITHDREW: 2, Why.SILENT: 1, Why.NO_SHOW: 1})
    other = Opening(OpeningId("op-2"), f"Second {cast.role}")
    lines = [
        questions.tally_line("By stage", cast.stage, tally),
        questions.tally_line("By stage", "No stage", Tally(1, {Why.SILENT: 1})),
        questions.tally_line("By role", lists.role(cast.opening), tally, button=questions.left_from(cast.opening)),
        questions.tally_line(
            "By role", lists.role(other), Tally(3, {Why.PASSED: 1}), button=questions.left_from(other)
        ),
    ]
    below = questions.counted_since(MONDAY - 90 * DAY)
    yield (
        "by stage and role",
        questions.answer(questions.DROPOFFS, lines, place=place("dropoffs", 14), about=None, below=below),
    )
    one = [questions.tally_line("By stage", cast.stage, tally, button=questions.in_pipeline(cast.opening))]
    yield (
        "of one role",
        questions.answer(questions.DROPOFFS, one, place=place("dropoffs", 1), about=cast.opening, below=below),
    )
