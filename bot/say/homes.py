"""Somebody's Home: a page of their own in the chat, with what waits for them, their interviews and their candidates."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bot.actions import GoOn, TurnPage
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Para, Plain, Span, para, spans
from bot.domain.access import Act, reaches, scope
from bot.domain.case import Applied, Case
from bot.domain.ids import InterviewId
from bot.domain.interview import PEOPLE_READ, Answer, State
from bot.domain.paging import page_of
from bot.domain.people import Person
from bot.domain.pipeline import STATUS_READS, Opening, Status
from bot.domain.policy import Policy
from bot.say.cards import answers
from bot.say.lists import ASKED as ASKED_OF_YOU
from bot.say.lists import TODAY, WEEK, Line, asked_line, interview_line, role, told_apart
from bot.say.record_cards import next_step
from bot.say.scorecards import owed_line

SHOWN = 10
"""Lines of a list that a Home shows at most; the rest is a button away."""
ROLES, PEOPLE = 6, 5
"""Roles with somebody in play, and people of each, that a Home shows at most."""
ASKED = 4
"""Booked times that a Home asks about at most, the next ones."""
STAGES, NAMES = 8, 5
TITLE = "Your hiring at a glance"
SAYS = {
    Answer.NONE: "not yet answered",
    Answer.FITS: "you said it suits you",
    Answer.CANNOT: "you said you can't make it",
}


@dataclass(frozen=True, slots=True)
class InPlay:
    """A role with the first of its people, each with whose turn it is; `stages` counts all of them."""

    opening: Opening
    stages: Sequence[tuple[str, int]]
    people: Sequence[tuple[Applied, Person | None]]


Drawn = TypeVar("Drawn", Line, Case)


@dataclass(frozen=True, slots=True)
class Shown(Generic[Drawn]):
    """The part of a list that is shown, of `total` lines, of which `before` so many stand in the answer to `mine`."""

    lines: Sequence[Drawn]
    total: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class AtHome:
    """What stands on somebody's Home. `roles` are those they own with somebody in play, as far as they are shown; `more`
    counts the others, and `idle` are those with nobody. About the `asks` they owe a word as an interviewer, besides those
    that stand among the interviews; `owed` wait for their scorecard.
    """

    reader: Person
    waiting: Shown[Line]
    today: Shown[Case]
    later: Shown[Case]
    asks: Sequence[Case] = ()
    owed: Shown[Case] = Shown((), 0)
    roles: Sequence[InPlay] = ()
    more: int = 0
    idle: Sequence[Opening] = ()


def home_card(home: AtHome, *, policy: Policy) -> Card:
    """Return the Home: what waits, interviews, candidates, and where to go on. What there is none of is said in a line."""
    open_ = [case.interview.id for case in (*home.today.lines, *home.later.lines) if _to_answer(case, home.reader)]
    asked = frozenset(open_[:ASKED])
    blocks = (
        *_asks(home, policy=policy),
        *_owed(home, policy=policy),
        *_waiting(home.waiting),
        *_meetings(TODAY, home.today, reader=home.reader, asked=asked, policy=policy),
        *_meetings(WEEK, home.later, reader=home.reader, asked=asked, policy=policy),
        *_candidates(home),
        _onward(home.reader, policy),
    )
    return Card(TITLE, blocks)


def stranger_card() -> Card:
    """Return the Home of an account that nobody has linked, with a button that has it looked up."""
    said = "I don't know yet who you are. Press the button, and I look you up by your e-mail address here."
    after = "Once I know you, this page shows what is waiting for you, your interviews and your candidates."
    look = Button("Look me up", GoOn("help", ""), "primary")
    return Card("Welcome", (para(said), Fine(spans(after)), Buttons((look,))))


def left_card() -> Card:
    """Return the Home of somebody who was disabled: nothing of anybody."""
    return Card("Not active", (para("Your account is not active in Usher any more. An admin can bring it back."),))


def _asks(home: AtHome, *, policy: Policy) -> Iterator[Block]:
    """Return what somebody is asked about times, line by line; nothing where they are asked nothing."""
    if not home.asks:
        return
    yield _heading(ASKED_OF_YOU, len(home.asks))
    lines = told_apart([asked_line(case, reader=home.reader.id, policy=policy) for case in home.asks[:SHOWN]])
    yield Facts(tuple((line.label, line.value) for line in lines))
    rest = (Button(f"{len(home.asks) - SHOWN} more", GoOn("mine", "")),) if len(home.asks) > SHOWN else ()
    yield Buttons((*(line.button for line in lines if line.button is not None), *rest))


def _owed(home: AtHome, *, policy: Policy) -> Iterator[Block]:
    """Return the scorecards that somebody owes, each with the way to it; nothing where they owe none."""
    if home.owed.lines:
        lines = told_apart([owed_line(case, policy=policy) for case in home.owed.lines])
        yield _heading(lines[0].heading, home.owed.total)
        yield Facts(tuple((line.label, line.value) for line in lines))
        yield Buttons((*(line.button for line in lines if line.button is not None), *_rest(home.owed)))


def _waiting(shown: Shown[Line]) -> Iterator[Block]:
    yield _heading("What is waiting for you", shown.total)
    if not shown.lines:
        yield Fine(spans("Nothing is waiting for you."))
        return
    lines = told_apart(shown.lines)
    yield Facts(tuple((line.label, line.value) for line in lines))
    buttons = (*(line.button for line in lines if line.button is not None), *_rest(shown))
    if buttons:
        yield Buttons(buttons)


def _meetings(
    heading: str, shown: Shown[Case], *, reader: Person, asked: Collection[InterviewId], policy: Policy
) -> Iterator[Block]:
    """Return the interviews line by line; below one that waits for an answer, the answers."""
    yield _heading(heading, shown.total)
    if not shown.lines:
        yield Fine(spans("None so far."))
        return
    lines = told_apart([_meeting(case, reader=reader, asked=asked, policy=policy) for case in shown.lines])
    rows: list[tuple[str, tuple[Span, ...]]] = []
    for case, line in zip(shown.lines, lines, strict=True):
        rows.append((line.label, line.value))
        if case.interview.id in asked:
            yield Facts(tuple(rows))
            yield Buttons(
                (*answers(case.interview.id, sequence=case.interview.sequence), *_status(case, reader, "Status"))
            )
            rows = []
    if rows:
        yield Facts(tuple(rows))
    if buttons := (*(line.button for line in lines if line.button is not None), *_rest(shown)):
        yield Buttons(buttons)


def _meeting(case: Case, *, reader: Person, asked: Collection[InterviewId], policy: Policy) -> Line:
    """Return an interview's line; one that waits for an answer has its buttons right below instead of this one."""
    line = interview_line(case, heading="", policy=policy)
    button = () if case.interview.id in asked else _status(case, reader, case.candidate.short)
    return replace(line, value=(*line.value, Plain(f", {_stands(case, reader)}")), button=next(iter(button), None))


def _status(case: Case, reader: Person, label: str) -> tuple[Button, ...]:
    known = scope(reader, Act.SEE_RECORD) is not None
    return (Button(label, GoOn("status", case.application.id)),) if known else ()


def _to_answer(case: Case, reader: Person) -> bool:
    booked = case.interview.state is State.BOOKED
    return booked and _answer(case, reader) is Answer.NONE and scope(reader, Act.ANSWER) is not None


def _stands(case: Case, reader: Person) -> str:
    if case.interview.state is State.BOOKED:
        return SAYS[_answer(case, reader)]
    return f"to be moved: {PEOPLE_READ[case.interview.state]}"


def _answer(case: Case, reader: Person) -> Answer:
    return next((seat.answer for seat in case.interview.seats if seat.person == reader.id), Answer.NONE)


def _candidates(home: AtHome) -> Iterator[Block]:
    """Return the roles that somebody owns and who is in play; nothing for those who see no pipeline."""
    if scope(home.reader, Act.SEE_PIPELINE) is None:
        return
    yield para(Bold("Your candidates"))
    if not home.roles:
        yield Fine(spans("Nobody is in play in the roles you own." if home.idle else "You own no role here."))
        return
    for each in home.roles:
        yield from _role(each)
    if home.more:
        yield Fine(spans(f"Candidates are in play in {_count(home.more, 'more role')} of yours."))
        yield Buttons((Button("All your roles", GoOn("pipeline", "")),))
    yield from _idle(home)


def _idle(home: AtHome) -> Iterator[Block]:
    """Return the roles with nobody in play, one line for all; a name that stands above too would only confuse."""
    shown = {role(each.opening) for each in home.roles}
    names = [name for name in dict.fromkeys(role(opening) for opening in home.idle) if name not in shown]
    if names:
        others = f" and {_count(len(names) - NAMES, 'more role')}" if len(names) > NAMES else ""
        yield Fine(spans(f"Nobody is in play for {', '.join(names[:NAMES])}{others}."))


def _role(each: InPlay) -> Iterator[Block]:
    told = [f"{count} {stage or 'without a stage'}" for stage, count in each.stages]
    others = sum(count for _, count in each.stages[STAGES:])
    told = [*told[:STAGES], f"{others} elsewhere"] if others else told
    yield para(Bold(role(each.opening)), f": {', '.join(told)}")
    yield Facts(tuple(_in_play(applied, owner=owner) for applied, owner in each.people))
    total = sum(count for _, count in each.stages)
    all_ = f"All {total}" if total > len(each.people) else "Pipeline"
    yield Buttons((Button(f"{all_}: {role(each.opening)}", GoOn("pipeline", each.opening.id)),))


def _in_play(applied: Applied, *, owner: Person | None) -> tuple[str, tuple[Span, ...]]:
    application = applied.application
    status = "" if application.status is Status.ACTIVE else STATUS_READS[application.status]
    pending = f"{STATUS_READS[application.pending.status]} pending in the ATS" if application.pending else ""
    said = " · ".join(part for part in (application.stage or "no stage", status, pending) if part)
    following = next_step(application, owner=owner)
    return applied.candidate.short, (Plain(f"{said}. " if following else said), *following)


def _onward(reader: Person, policy: Policy) -> Buttons:
    schedule = Button("Schedule an interview", GoOn("schedule", ""))
    offered = (schedule,) if reaches(reader, Act.SCHEDULE, kinds=policy.kinds) else ()
    return Buttons((*offered, Button("Help", GoOn("help", ""))))


def _heading(words: str, total: int) -> Para:
    return para(Bold(f"{words}: {total}" if total else words))


def _rest(shown: Shown[Drawn]) -> tuple[Button, ...]:
    """Return the button to the lines that are not shown, where the answer to `mine` goes on."""
    left = shown.total - len(shown.lines)
    return (Button(f"{left} more", TurnPage("mine", "", page_of(shown.before + len(shown.lines)))),) if left > 0 else ()


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
