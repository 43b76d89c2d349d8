"""What people ask for as a list: what waits for them (`mine`), and who is in play for a role (`pipeline`)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.cards import Card, para
from bot.commands import Words
from bot.desk import Desk
from bot.domain.access import Act, Viewer, may
from bot.domain.ids import InterviewId, OpeningId
from bot.domain.paging import lines_of
from bot.domain.people import Person
from bot.domain.pipeline import Opening
from bot.domain.refusal import Refusal
from bot.ports import Work
from bot.reply import Reply, Say
from bot.say.lists import (
    TODAY,
    WEEK,
    Line,
    Place,
    asked_line,
    closed_line,
    interview_line,
    listed,
    pipeline_line,
    role,
    roles,
    waiting_line,
)
from bot.say.scorecards import owed_line
from bot.steps.agenda import agenda, waiting
from bot.steps.lineup import in_play, lined_up, who
from bot.steps.roles import close as near
from bot.steps.roles import fitting

NOTHING = "Nothing is waiting for you, and you have no interviews in the next 7 days."


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a list: how many lines it has, and what reads some of them."""

    count: int
    lines: Callable[[range], Awaitable[Sequence[Line]]]


async def mine(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Tell what waits for this person: what they are asked, scorecards they owe, their interviews, what they own."""
    viewer = Viewer.person(person.id, why="mine")
    theirs = await agenda(person, work=work, desk=desk)
    sections = (
        _asked(theirs.asked, person=person, viewer=viewer, work=work, desk=desk),
        _owed(theirs.owed, viewer=viewer, work=work, desk=desk),
        _interviews(theirs.today, TODAY, person=person, viewer=viewer, work=work, desk=desk),
        _waiting(person, count=theirs.waiting, viewer=viewer, work=work, desk=desk),
        _interviews(theirs.later, WEEK, person=person, viewer=viewer, work=work, desk=desk),
    )
    place = Place("mine", "", asked.page, sum(section.count for section in sections))
    lines = await _part(sections, lines_of(place.page_shown))
    if not lines:
        return Say(Card("What is waiting for you", (para(NOTHING),)))
    return listed("What is waiting for you", lines, place=place)


async def _part(sections: Sequence[Section], wanted: range) -> Sequence[Line]:
    """Return the wanted lines of all sections as if they were one list; nothing else is read."""
    lines: list[Line] = []
    passed = 0
    for section in sections:
        part = range(max(wanted.start - passed, 0), min(wanted.stop - passed, section.count))
        if part:
            lines += await section.lines(part)
        passed += section.count
    return lines


def _asked(found: Sequence[InterviewId], *, person: Person, viewer: Viewer, work: Work, desk: Desk) -> Section:
    async def lines(part: range) -> Sequence[Line]:
        cases = await work.interviews.cases(found[part.start : part.stop], viewer=viewer)
        return [asked_line(case, reader=person.id, policy=desk.policy) for case in cases]

    return Section(len(found), lines)


def _owed(found: Sequence[InterviewId], *, viewer: Viewer, work: Work, desk: Desk) -> Section:
    async def lines(part: range) -> Sequence[Line]:
        cases = await work.interviews.cases(found[part.start : part.stop], viewer=viewer)
        return [owed_line(case, policy=desk.policy) for case in cases]

    return Section(len(found), lines)


def _interviews(
    found: Sequence[InterviewId], heading: str, *, person: Person, viewer: Viewer, work: Work, desk: Desk
) -> Section:
    async def lines(part: range) -> Sequence[Line]:
        cases = await work.interviews.cases(found[part.start : part.stop], viewer=viewer)
        return [interview_line(case, heading=heading, reader=person.id, policy=desk.policy) for case in cases]

    return Section(len(found), lines)


def _waiting(person: Person, *, count: int, viewer: Viewer, work: Work, desk: Desk) -> Section:
    async def lines(part: range) -> Sequence[Line]:
        found = await waiting(person, part=part, viewer=viewer, work=work)
        return [waiting_line(applied, now=desk.now) for applied in found]

    return Section(count, lines)


async def pipeline(asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Tell who is in play for a role; without one, or where several fit, ask which."""
    mine = [each for each in await work.openings.all() if may(person, Act.SEE_PIPELINE, opening=each)]
    words = asked.line
    keyed = [each for each in mine if each.id == OpeningId(words)]
    if keyed:
        return await _pipeline(keyed[0], asked, person=person, work=work, desk=desk)
    if not words:
        return await _own_roles(mine, asked, person=person, work=work, desk=desk)
    found = fitting(words, mine)
    if len(found) == 1:
        return await _pipeline(found[0], asked, person=person, work=work, desk=desk)
    if found:
        return await _which("Which role do you mean?", found, asked, work=work, desk=desk)
    close = near(words, mine)
    if close:
        meant = "one of these" if len(close) > 1 else "this one"
        said = f"I know no role called “{words[:60]}”. Did you mean {meant}?"
        return await _which(said, close, asked, work=work, desk=desk)
    raise Refusal(f"I know no role called “{words[:60]}” among those you can see. “pipeline” alone shows your own.")


async def _which(question: str, found: Sequence[Opening], asked: Words, *, work: Work, desk: Desk) -> Reply:
    place = Place("pipeline", asked.line, asked.page, len(found))
    return roles(question, shown=await in_play(place.part_of(found), work=work, desk=desk), place=place)


async def _own_roles(mine: Sequence[Opening], asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    own = [each for each in mine if person.id in {each.recruiter, each.coordinator, each.hiring_manager}]
    if not own:
        raise Refusal("You own no role here. Add a title, such as “pipeline Backend Engineer”.")
    return await _which("Which of your roles?", own, asked, work=work, desk=desk)


async def _pipeline(opening: Opening, asked: Words, *, person: Person, work: Work, desk: Desk) -> Reply:
    line_up = lined_up(opening, await work.applications.tally(opening.id), desk=desk)
    place = Place("pipeline", opening.id, asked.page, line_up.in_play)
    viewer, part = Viewer.person(person.id, why="pipeline"), lines_of(place.page_shown)
    lines = [
        pipeline_line(each, owner=owner)
        for each, owner in await who(line_up, part=part, reader=person, viewer=viewer, work=work)
    ]
    heading = f"{role(opening)}: {line_up.in_play or 'nobody'} in play"
    return listed(heading, lines, place=place, below=closed_line(tuple(line_up.closed.items())))


RUNS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"mine": mine, "pipeline": pipeline}
