"""Asking interviewers whether times suit them, before the candidate hears of any: whom, again, and for how long."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case
from bot.domain.dead_end import OneTime
from bot.domain.ids import PersonId
from bot.domain.interview import Answer, Interview, Option
from bot.domain.interview_events import PanelAsked
from bot.domain.interview_moves import advance, asked_of
from bot.effects import CardKind
from bot.ports import Work
from bot.steps.patience import day_after, given_up_at, reminded_at
from bot.steps.record import Move, keep
from bot.steps.tell import tell

PATIENCE = "asking"


async def ask(case: Case, *, work: Work, desk: Desk) -> Case:
    """Ask about the times that are held and not asked about yet.

    Who still owes an answer has a card, which is redrawn; the others get a new one.
    """
    before = case.interview
    fresh = tuple(option for option in before.asked if option.asked is None)
    asked = advance(before, PanelAsked(desk.now))
    if isinstance(asked.trouble, OneTime):
        asked = replace(asked, trouble=None)
    case = await keep(case, asked, move=Move("interview.panel_asked", USHER), work=work, desk=desk)
    for person in sorted({person for option in fresh for person in before.people_at(option)}):
        if not owes(before, person):
            await _post(case, person, work=work, desk=desk)
    return await watch(case, work=work, desk=desk)


async def remind(case: Case, *, work: Work, desk: Desk) -> None:
    """Ask those again who have been silent for long enough, once for the same times."""
    for person, since in owing(case.interview).items():
        if reminded_at(since, person=case.people[person], desk=desk) <= desk.now:
            await _post(case, person, again=True, work=work, desk=desk)


async def _post(case: Case, person: PersonId, *, again: bool = False, work: Work, desk: Desk) -> None:
    interview = case.interview
    open_to_them = [option for option in asked_of(interview, person) if _is_silent(option, person)]
    numbers = "+".join(str(option.number) for option in open_to_them)
    occasion = f"{interview.round}:{numbers}{':again' if again else ''}"
    await tell(CardKind.ASK, interview.id, person=case.people[person], occasion=occasion, work=work, desk=desk)


async def watch(case: Case, *, work: Work, desk: Desk) -> Case:
    """Set the clock to the next moment at which silence has a consequence."""
    key = case.interview.id
    due = min((at for at in _moments(case, desk=desk) if at > desk.now), default=None)
    if due is None:
        await work.timers.drop(key, kinds=(PATIENCE,))
    else:
        await work.timers.set(f"{PATIENCE}:{key}", kind=PATIENCE, subject=key, due=due)
    return case


def _moments(case: Case, *, desk: Desk) -> tuple[datetime, ...]:
    waiting = owing(case.interview).items()
    reminders = (reminded_at(since, person=case.people[person], desk=desk) for person, since in waiting)
    ends = (given_up_at(since, person=case.people[person], desk=desk) for person, since in waiting)
    return (*reminders, *ends, *_choice_due(case, desk=desk))


def _choice_due(case: Case, *, desk: Desk) -> tuple[datetime, ...]:
    """Return when somebody is to choose what becomes of the one time that stands."""
    asked_at = case.interview.asked_at
    return () if asked_at is None else (day_after(asked_at, person=case.owner, desk=desk),)


def is_choice_due(case: Case, *, desk: Desk) -> bool:
    """Return whether one time stands, and a working day has passed since the interviewers were asked first."""
    return bool(case.interview.standing) and any(at <= desk.now for at in _choice_due(case, desk=desk))


def silent(case: Case, *, desk: Desk) -> tuple[PersonId, ...]:
    """Return the people who have had their time and without whose answer a time cannot stand."""
    return tuple(
        person
        for person, since in owing(case.interview).items()
        if given_up_at(since, person=case.people[person], desk=desk) <= desk.now
    )


def owing(interview: Interview) -> Mapping[PersonId, datetime]:
    """Return the people whose answer is missing for a time to stand, and since when they have been asked."""
    found: dict[PersonId, datetime] = {}
    for option in interview.asked:
        for seat in option.seats:
            if option.asked is not None and seat.required and seat.answer is Answer.NONE:
                found[seat.person] = min(option.asked, found.get(seat.person, option.asked))
    return found


def owes(interview: Interview, person: PersonId) -> bool:
    """Return whether a time in play waits for the person's word, required or not."""
    return any(_is_silent(option, person) for option in asked_of(interview, person))


def _is_silent(option: Option, person: PersonId) -> bool:
    seat = option.seat_of(person)
    return seat is not None and seat.answer is Answer.NONE
