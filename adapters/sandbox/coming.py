"""What comes next by the clock, in words: the first timer whose effect somebody will see.

Looks behind the scenes, such as at calendars and at our own health, are left out, and so are digests with nothing in them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case
from bot.domain.dead_end import OneTime
from bot.domain.ids import InterviewId, OpeningId, PersonId
from bot.domain.interview import State
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.inbound import Fired
from bot.ports import Work
from bot.steps import day
from bot.steps.asking import PATIENCE as ASKING
from bot.steps.asking import owing
from bot.steps.booking import REMIND_CANDIDATE, REMIND_PANEL
from bot.steps.debrief import DEBRIEF
from bot.steps.digest import DIGEST, lines
from bot.steps.intake import PATIENCE as INTAKE
from bot.steps.patience import given_up_at
from bot.steps.record import DEADLINE, ENDED
from bot.steps.round import AGAIN
from bot.steps.scorecards import FEEDBACK
from bot.steps.tell import CARD

AHEAD, MOST = timedelta(days=60), 200
SOMEBODY = "somebody"

Say = Callable[[Case, str, Desk], str]


@dataclass(frozen=True, slots=True)
class Coming:
    """`at` is aware UTC; `words` begin with a capital and have no full stop."""

    at: datetime
    words: str


async def coming(now: datetime, *, work: Work, policy: Policy) -> Coming | None:
    """Return what people will see next, None where nothing is planned for weeks."""
    people = {str(person.id): person for person in await work.people.all()}
    for timer in await work.timers.due(now + AHEAD, limit=MOST):
        words = await _words(timer, people=people, work=work, policy=policy)
        if words:
            return Coming(timer.due, words)
    return None


async def _words(timer: Fired, *, people: Mapping[str, Person], work: Work, policy: Policy) -> str:
    """Return what a timer comes to, nothing for what nobody will see."""
    if timer.kind == DIGEST:
        return await _digest(timer, people=people, work=work, policy=policy)
    if timer.kind == CARD:
        return f"A message to {_name(timer.key.split(':')[3], people)} that waited for the morning"
    if timer.kind == INTAKE:
        opening = await work.openings.get(OpeningId(timer.subject))
        return f"{opening.title}: the intake is not agreed yet" if opening else ""
    say = INTERVIEWS.get(timer.kind)
    case = await work.interviews.case(InterviewId(timer.subject), viewer=USHER) if say else None
    name = _name(timer.key.rpartition(":")[2], people)
    return say(case, name, Desk(policy, timer.due)) if say and case else ""


async def _digest(timer: Fired, *, people: Mapping[str, Person], work: Work, policy: Policy) -> str:
    person = await work.people.get(PersonId(int(timer.subject)))
    if person is None or not await lines(person, work=work, desk=Desk(policy, timer.due)):
        return ""
    return f"The morning’s digest for {_name(timer.subject, people)}"


def _name(key: str, people: Mapping[str, Person]) -> str:
    return people[key].first_name if key in people else SOMEBODY


def _deadline(case: Case, name: str, desk: Desk) -> str:
    if case.interview.state is State.OFFERED:
        return f"Follow-up to {case.candidate.short}, who has not answered"
    return f"Still no answer from {case.candidate.short}: {case.owner.first_name} is told"


def _silence(case: Case, name: str, desk: Desk) -> str:
    silent = owing(case.interview)
    names = " and ".join(sorted(case.people[key].first_name for key in silent)) or SOMEBODY
    if any(given_up_at(since, person=case.people[key], desk=desk) <= desk.now for key, since in silent.items()):
        return f"Still no answer from {names} about {case.candidate.short}"
    return f"{names} asked again about {case.candidate.short}"


def _again(case: Case, name: str, desk: Desk) -> str:
    return f"Another look for times for {case.candidate.short}" if isinstance(case.interview.trouble, OneTime) else ""


INTERVIEWS: Mapping[str, Say] = {
    DEADLINE: _deadline,
    ASKING: _silence,
    AGAIN: _again,
    "mail.follow_up": lambda case, *_: f"Follow-up to {case.candidate.short}",
    "mail.reminder": lambda case, *_: f"Reminder to {case.candidate.short}",
    "mail.check_in": lambda case, *_: f"“All set for today?” to {case.candidate.short}",
    REMIND_CANDIDATE: lambda case, *_: f"Reminder to {case.candidate.short}",
    REMIND_PANEL: lambda case, name, _: f"Reminder to {name}, who meets {case.candidate.short}",
    day.CHECK_CANDIDATE: lambda case, *_: f"“All set for today?” to {case.candidate.short}",
    day.CHECK_PANEL: lambda case, name, _: f"“All set for today?” to {name}",
    day.STARTED: lambda case, *_: f"The interview of {case.candidate.short}: has it started?",
    ENDED: lambda case, *_: f"The interview of {case.candidate.short} ends",
    FEEDBACK: lambda case, name, _: f"{name} is asked what {case.candidate.short} said and did",
    DEBRIEF: lambda case, *_: f"The pack on {case.candidate.short} goes out without what is missing",
    "link.late": lambda case, *_: f"{case.candidate.short} is told that the link follows",
    "link.never": lambda case, *_: f"No link for {case.candidate.short} yet: {case.owner.first_name} is told",
}
"""What each kind of timer about an interview comes to, by the case, the name of whom it is for, and the moment."""
