"""What comes next by the clock, in words: the first timer whose effect somebody will see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.access import USHER
from bot.domain.ids import InterviewId
from bot.domain.policy import Policy
from bot.inbound import Fired
from bot.ports import Work

AHEAD, MOST = timedelta(days=60), 200
ABOUT_PEOPLE: Mapping[str, str] = {
    "digest": "morning summary for {}",
}
ABOUT_INTERVIEWS: Mapping[str, str] = {
    "asking": "an interviewer has not answered yet",
    "again": "a second look for times",
    "deadline": "the candidate’s answer is due",
    "mail": "a mail goes out",
    "link": "the video link is looked for",
    "remind": "a reminder goes out",
    "check_in": "the last check before it",
    "started": "the interview begins",
    "ended": "the interview ends",
    "feedback": "feedback is asked for",
    "debrief": "the debrief is considered",
}
OTHERS: Mapping[str, str] = {
    "card": "a message that waited for working hours",
    "intake": "an intake has not been answered yet",
    "unsettled": "a move in the ATS has not come through yet",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """`at` is aware UTC; `words` begin with a capital and have no full stop."""

    at: datetime
    words: str


async def coming(now: datetime, *, work: Work, policy: Policy) -> Coming | None:
    """Return what is due next; looks behind the scenes, such as at calendars and at our own health, are left out."""
    for timer in await work.timers.due(now + AHEAD, limit=MOST):
        words = await _words(timer, work=work, policy=policy)
        if words:
            return Coming(timer.due, words[0].upper() + words[1:])
    return None


async def _words(timer: Fired, *, work: Work, policy: Policy) -> str:
    kind = timer.kind.partition(".")[0]
    if kind in ABOUT_PEOPLE:
        people = {str(person.id): person.first_name for person in await work.people.all()}
        return ABOUT_PEOPLE[kind].format(people.get(timer.subject, "somebody"))
    if kind in ABOUT_INTERVIEWS:
        cases = await work.interviews.cases((InterviewId(timer.subject),), viewer=USHER)
        return f"{cases[0].candidate.short}: {ABOUT_INTERVIEWS[kind]}" if cases else ""
    return OTHERS.get(kind, "")
