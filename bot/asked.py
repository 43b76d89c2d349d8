"""What somebody asks for by a command, a button, a form or in words, led to the use case that answers it.

One table for buttons and one for forms; what has no row there is about the interview on a card.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.actions import (
    AgreeIntake,
    AmendIt,
    AnswerTimes,
    AskForLink,
    AskIfNotHeld,
    AskNoShow,
    AskToAmend,
    AskToCorrect,
    AskToHandOver,
    AskToLogCall,
    AskToSnooze,
    AskToUpdate,
    CorrectIt,
    DidTakePlace,
    DraftIntake,
    ExamineAgain,
    FillScorecard,
    FollowEvent,
    GoOn,
    HandOverIt,
    KeepLooking,
    LinkIt,
    LogCallIt,
    LookRelaxed,
    MoveIt,
    MoveOrPass,
    NextIt,
    NoShowIt,
    NoteAnyway,
    NoteIt,
    NotHeldIt,
    OpenIntake,
    OthersIt,
    OtherTimes,
    PutEventBack,
    ReadAgain,
    RemindOfIntake,
    SayStarted,
    ScheduleIt,
    ScorecardAnyway,
    ScorecardIt,
    SeeOthers,
    SeeScorecard,
    SendThese,
    ShowAsked,
    SnoozeIt,
    StepDone,
    TurnPage,
    UpdateIt,
)
from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.inbound import Drafted, Pressed, SaidBefore, Shortcut, Submitted, Typed, TypedBefore
from bot.ports import Work
from bot.reply import Nothing, Reply
from bot.usecases import (
    accounts,
    asks,
    calendars,
    conversations,
    day,
    drafts,
    events,
    health,
    here,
    intake,
    link,
    lists,
    notes,
    pressed,
    questions,
    records,
    scheduling,
    scorecards,
    staleness,
    typed,
)

RUNS: typed.Runs = {
    **typed.RUNS,
    **scheduling.RUNS,
    **lists.RUNS,
    **questions.RUNS,
    **notes.RUNS,
    **records.RUNS,
    **intake.RUNS,
    **here.RUNS,
}
"""Every command that can be typed, by its word."""

BUTTONS: Mapping[type[object], Callable[..., Awaitable[Reply]]] = {
    GoOn: partial(typed.chosen, runs=RUNS),
    TurnPage: partial(typed.chosen, runs=RUNS),
    AnswerTimes: asks.pressed,
    OtherTimes: asks.pressed,
    KeepLooking: asks.pressed,
    ShowAsked: asks.pressed,
    LookRelaxed: scheduling.pressed,
    PutEventBack: events.pressed,
    FollowEvent: events.pressed,
    OpenIntake: intake.pressed,
    RemindOfIntake: intake.pressed,
    FillScorecard: scorecards.pressed,
    AskIfNotHeld: scorecards.pressed,
    SeeScorecard: scorecards.pressed,
    SeeOthers: scorecards.pressed,
    AskToAmend: scorecards.pressed,
    SayStarted: day.pressed,
    AskNoShow: day.pressed,
    DidTakePlace: day.pressed,
    AskToCorrect: day.pressed,
    AskForLink: link.pressed,
    StepDone: records.pressed,
    ExamineAgain: health.pressed,
    ReadAgain: calendars.pressed,
    MoveOrPass: staleness.pressed,
    AskToSnooze: staleness.pressed,
    AskToHandOver: staleness.pressed,
    AskToUpdate: staleness.pressed,
    AskToLogCall: staleness.pressed,
}
FORMS: Mapping[type[object], Callable[..., Awaitable[Reply]]] = {
    NoteIt: notes.submitted,
    NoteAnyway: notes.submitted,
    NextIt: records.submitted,
    MoveIt: records.submitted,
    OthersIt: asks.submitted,
    ScheduleIt: scheduling.submitted,
    SendThese: scheduling.submitted,
    AgreeIntake: intake.submitted,
    DraftIntake: intake.submitted,
    ScorecardIt: scorecards.submitted,
    ScorecardAnyway: scorecards.submitted,
    AmendIt: scorecards.submitted,
    NotHeldIt: scorecards.submitted,
    NoShowIt: day.submitted,
    CorrectIt: day.submitted,
    LinkIt: link.submitted,
    SnoozeIt: staleness.submitted,
    HandOverIt: staleness.submitted,
    UpdateIt: staleness.submitted,
    LogCallIt: staleness.submitted,
}
Asked = Typed | TypedBefore | SaidBefore | Pressed | Submitted | Shortcut | Drafted
ANSWER_LOST = "My answer got lost on its way, and I do nothing twice unasked. Please ask me again."


async def asked(inbound: Asked, *, person: Person | None, work: Work, desk: Desk) -> Reply:
    """Answer what was asked from an account; `person` is None for one that nobody linked. Raises Refusal."""
    if person is None and isinstance(inbound, Drafted):
        return Nothing()
    if person is None:
        return await accounts.unknown(inbound.account, asked=_words(inbound), work=work, desk=desk)
    reply = await _answered(inbound, person=person, work=work, desk=desk)
    sent = inbound if isinstance(inbound, Submitted) else None
    return await drafts.follow(reply, sent=sent, person=person, work=work, desk=desk)


def _words(inbound: Asked) -> str | None:
    match inbound:
        case Typed(_, text) | TypedBefore(_, text):
            return text
        case SaidBefore(_, text):
            return conversations.unnamed(text)
        case _:
            return None


async def _answered(inbound: Asked, *, person: Person, work: Work, desk: Desk) -> Reply:
    match inbound:
        case SaidBefore():
            if not await accounts.first_time(inbound, work=work, desk=desk):
                raise Refusal(ANSWER_LOST)
            command = partial(typed.typed, runs=RUNS)
            return await conversations.answer(
                inbound, command=command, press=pressed.pressed, person=person, work=work, desk=desk
            )
        case Drafted():
            return await drafts.drafted(inbound, person=person, work=work, desk=desk)
        case Typed():
            return await typed.typed(inbound, runs=RUNS, person=person, work=work, desk=desk)
        case TypedBefore(account, text):
            if not await accounts.first_time(inbound, work=work, desk=desk):
                raise Refusal(ANSWER_LOST)
            return await typed.typed(Typed(account, text), runs=RUNS, person=person, work=work, desk=desk)
        case Shortcut():
            return await notes.shortcut(inbound, person=person, work=work, desk=desk)
        case Pressed(_, action) if (press := BUTTONS.get(type(action))) is not None:
            return await press(action, person=person, work=work, desk=desk)
        case Pressed():
            reply = await pressed.pressed(inbound, person=person, work=work, desk=desk)
            return await pressed.shown(reply, on=inbound, work=work)
        case Submitted(_, action, values) if (submit := FORMS.get(type(action))) is not None:
            return await submit(action, values, person=person, work=work, desk=desk)
        case Submitted():
            return await pressed.submitted(inbound, person=person, work=work, desk=desk)
