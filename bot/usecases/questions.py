"""Questions about all that somebody may see, or one role: `waiting`, `quiet`, `stalled`, `ready` and `dropoffs`."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, Scope, Viewer, may, scope
from bot.domain.dropoffs import by_opening, by_stage
from bot.domain.finals import plan
from bot.domain.ids import ApplicationId, OpeningId
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.refusal import Refusal
from bot.ports import Work
from bot.reply import Reply
from bot.say.lists import Line, Place, role, roles
from bot.say.questions import (
    DROPOFFS,
    QUIET,
    READY,
    STALLED,
    WAITING,
    answer,
    based_on,
    counted_since,
    finalist_line,
    in_pipeline,
    lacking_line,
    left_from,
    standstill_line,
    tally_line,
    unheard_line,
)
from bot.steps import overview
from bot.steps.lineup import in_play
from bot.steps.overview import LATELY, Chosen
from bot.steps.roles import close, fitting

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it was asked: by whom, about which openings, and which page of the answer."""

    command: str
    asked: Words
    chosen: Chosen
    person: Person
    work: Work
    desk: Desk

    @property
    def about(self) -> Opening | None:
        """The one role that it is about, None where it is about all that the asker may see."""
        return self.chosen.openings[0] if self.asked.line else None

    def page(self, found: Sequence[Found]) -> tuple[Place, Sequence[Found]]:
        """Return which page of the answer is shown, and what of all that was found stands there."""
        about = self.about
        place = Place(self.command, about.id if about is not None else "", self.asked.page, len(found))
        return place, place.part_of(found)

    async def seen(self, keys: Collection[ApplicationId]) -> None:
        """Note that the asker saw these applications."""
        viewer = Viewer.person(self.person.id, why=self.command)
        for key in keys:
            await self.work.audit.read("application.read", subject=key, by=viewer)


class Answer(Protocol):
    async def __call__(self, question: Question) -> Reply: ...


def _asked(command: str, answered: Answer) -> Callable[..., Awaitable[Reply]]:
    """Return what runs a command: it finds the roles that are meant, and asks which where that is not clear."""

    async def run(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
        mine = [each for each in await work.openings.all() if may(person, Act.SEE_PIPELINE, opening=each)]
        if not asked.line:
            chosen = Chosen(mine, all_of_them=scope(person, Act.SEE_PIPELINE) is Scope.ALL)
            return await answered(Question(command, asked, chosen, person, work, desk))
        found = [each for each in mine if each.id == OpeningId(asked.line)] or fitting(asked.line, mine)
        if len(found) == 1:
            return await answered(Question(command, asked, Chosen(found), person, work, desk))
        return await _which(command, asked, found or close(asked.line, mine), is_close=not found, work=work, desk=desk)

    return run


async def _which(
    command: str, asked: Words, found: Sequence[Opening], *, is_close: bool, work: Work, desk: Desk
) -> Reply:
    words = asked.line[:60]
    if not found:
        raise Refusal(
            f"I know no role called “{words}” among those you can see. “{command}” alone is about all of them."
        )
    meant = "one of these" if len(found) > 1 else "this one"
    said = f"I know no role called “{words}”. Did you mean {meant}?" if is_close else "Which role do you mean?"
    place = Place(command, asked.line, asked.page, len(found))
    return roles(said, shown=await in_play(place.part_of(found), work=work, desk=desk), place=place)


async def _waiting(question: Question) -> Reply:
    person, work, desk = question.person, question.work, question.desk
    found = await overview.lacking(question.chosen, person=person, work=work, desk=desk)
    place, shown = question.page(found)
    lines = [
        lacking_line(each.case, each.people, since=each.since, reader=person, now=desk.now, policy=desk.policy)
        for each in shown
    ]
    await question.seen([each.case.application.id for each in shown])
    return answer(WAITING, lines, place=place, about=question.about)


async def _quiet(question: Question) -> Reply:
    found = await overview.unheard(question.chosen, person=question.person, work=question.work, desk=question.desk)
    place, shown = question.page(found)
    lines = [
        unheard_line(
            each.applied, owner=each.owner, since=each.since, days=each.days, allowed=each.allowed, until=each.until
        )
        for each in shown
    ]
    await question.seen([each.applied.application.id for each in shown])
    return answer(QUIET, lines, place=place, about=question.about)


async def _stalled(question: Question) -> Reply:
    found = await overview.still(question.chosen, person=question.person, work=question.work, desk=question.desk)
    place, shown = question.page(found)
    people = {each.id: each for each in await question.work.people.all()}
    lines = [standstill_line(each, people=people) for each in shown]
    await question.seen([wait.applied.application.id for each in shown for wait in each.waits])
    return answer(STALLED, lines, place=place, about=question.about)


async def _ready(question: Question) -> Reply:
    found = await overview.finalists(question.chosen, person=question.person, work=question.work, desk=question.desk)
    place, shown = question.page(found)
    people = {each.id: each for each in await question.work.people.all()}
    lines = [finalist_line(each, people=people) for each in shown]
    await question.seen([each.applied.application.id for each in shown])
    return answer(READY, lines, place=place, about=question.about, below=based_on(plan(question.desk.policy)))


async def _dropoffs(question: Question) -> Reply:
    since = question.desk.now - LATELY
    lines = await _left(question)
    place, shown = question.page(lines)
    below = counted_since(since) if lines else ()
    return answer(DROPOFFS, shown, place=place, about=question.about, below=below)


async def _left(question: Question) -> Sequence[Line]:
    """Return where candidates left: by stage, in the policy's order; and by role, where it is about several."""
    since, about = question.desk.now - LATELY, question.about
    journeys = await overview.journeys(question.chosen, work=question.work, desk=question.desk)
    order = {stage: number for number, stage in enumerate(question.desk.policy.stages)}
    stages = [(stage, tally) for stage, tally in by_stage(journeys, since=since).items() if tally.gone]
    stages.sort(key=lambda each: (order.get(each[0].strip().casefold(), len(order)), each[0]))
    button = in_pipeline(about) if about is not None else None
    lines = [tally_line("By stage", stage or "No stage", tally, button=button) for stage, tally in stages]
    if about is not None:
        return lines
    known = {each.id: each for each in question.chosen.openings}
    roles = [(known[key], tally) for key, tally in by_opening(journeys, since=since).items() if key in known]
    roles.sort(key=lambda each: (-each[1].gone, role(each[0]), each[0].id))
    return [
        *lines,
        *(tally_line("By role", role(each), tally, button=left_from(each)) for each, tally in roles if tally.gone),
    ]


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "waiting": _asked("waiting", _waiting),
    "quiet": _asked("quiet", _quiet),
    "stalled": _asked("stalled", _stalled),
    "ready": _asked("ready", _ready),
    "dropoffs": _asked("dropoffs", _dropoffs),
}
