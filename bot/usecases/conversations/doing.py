"""Doing what words say, and telling what was noted or done and how it can be changed."""

from dataclasses import replace

from bot.actions import (
    Action,
    AnswerTimes,
    AskForTime,
    AskToCancel,
    KeepLooking,
    OtherTimes,
    SeatCannot,
    SeatFits,
    ShowInterview,
)
from bot.domain.access import Act, allow
from bot.domain.answer import Suggests
from bot.domain.case import Case, has_seat
from bot.domain.ids import InterviewId
from bot.inbound import Pressed
from bot.reply import Redraw, Reply, Say
from bot.say import answers
from bot.say.gaps import short_card
from bot.steps import hearing, seats
from bot.steps.gaps import too_short
from bot.steps.prompts import Asked, GivenUp, Meant, TimesAsked
from bot.usecases.conversations.asking_back import choice_of
from bot.usecases.conversations.talk import WHY, Talk


async def do(asked: Asked, action: Action, meant: Meant | None, talk: Talk) -> Reply:
    """Do what the words say, and tell what was noted or done and how it can be changed."""
    if isinstance(meant, Suggests) and (short := await _too_short(asked, meant, talk)) is not None:
        return short
    match action:
        case SeatFits(interview) | SeatCannot(interview) | AskForTime(interview):
            return await _note(interview, action, meant, talk)
        case AnswerTimes() | OtherTimes():
            return await _note_times(action, meant, talk)
        case KeepLooking(interview):
            return Say(answers.done_card(talk.owners_card(await _look_on(interview, talk))))
        case AskToCancel():
            return Say(answers.to_cancel_card([await choice_of(asked, (action,), talk)]))
        case ShowInterview(interview):
            return Say(answers.searching_card(talk.owners_card(await talk.case(interview))))
        case _:
            pressed = Pressed(talk.heard.account, action)
            reply = await talk.press(pressed, why=WHY, person=talk.person, work=talk.work, desk=talk.desk)
            return Say(answers.done_card(reply.card)) if isinstance(reply, Redraw) else reply


async def _too_short(asked: Asked, said: Suggests, talk: Talk) -> Reply | None:
    """Tell that a time is too short for the interview, and what could be had; what is asked stays open."""
    if isinstance(asked, GivenUp):
        return None
    case = await talk.case(asked.interview.id)
    room = await too_short(case, said, work=talk.work, desk=talk.desk)
    if room is None:
        return None
    return Say(short_card(talk.ask_card(case) if isinstance(asked, TimesAsked) else talk.seat_card(case), room))


async def _note_times(action: AnswerTimes | OtherTimes, meant: Meant | None, talk: Talk) -> Reply:
    """Note which of the times work that somebody was asked about, or what they suggest instead."""
    person, work, desk = talk.person.id, talk.work, talk.desk
    case = await talk.case(action.interview)
    allow(talk.person, Act.ANSWER, opening=case.opening, seated=person in case.interview.everybody)
    windows = meant.windows if isinstance(meant, Suggests) else ()
    match action:
        case AnswerTimes(_, works, cannot):
            told, refused = frozenset(works), frozenset(cannot)
            case = await hearing.hear(case, person=person, works=told, cannot=refused, work=work, desk=desk)
        case OtherTimes(_, words):
            case = await hearing.suggest(case, person=person, words=words[:300], windows=windows, work=work, desk=desk)
    return Say(answers.times_card(talk.ask_card(case), windows))


async def _look_on(interview: InterviewId, talk: Talk) -> Case:
    case = await talk.case(interview)
    kind = talk.desk.policy.kinds.get(case.interview.kind)
    allow(talk.person, Act.SCHEDULE, opening=case.opening, kind=kind)
    touched = replace(case, interview=replace(case.interview, touched=True))
    return await hearing.look_on(touched, work=talk.work, desk=talk.desk)


async def _note(interview: InterviewId, action: Action, meant: Meant | None, talk: Talk) -> Reply:
    person, work, desk = talk.person, talk.work, talk.desk
    case = await talk.case(interview)
    allow(person, Act.ANSWER, opening=case.opening, seated=has_seat(case.interview, person.id))
    windows = meant.windows if isinstance(meant, Suggests) else ()
    words = meant.words[:300] if isinstance(meant, Suggests) else ""
    if isinstance(action, SeatFits):
        case = await seats.fits(case, person=person.id, work=work, desk=desk)
    else:
        case = await seats.cannot(case, person=person.id, words=words, windows=windows, work=work, desk=desk)
    return Say(answers.noted_card(case, reader=person.id, windows=windows, policy=desk.policy))
