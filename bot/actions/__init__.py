"""What people can press and submit: typed actions that travel inside buttons and forms, ids only, at most 150 bytes.

`Action` is all that a button can carry, `FormAction` all that a form can; `BUTTONS` and `FORMS` give each its stable word on
the wire. A word is never reused for something else. They stand by what they are about: finding a time (`times`), the
interview that is booked (`booked`), the application (`applications`), the scorecard (`scorecards`), what a role needs
(`intakes`), going on from an answer (`answers`), and what has gone wrong (`mending`).
"""

from collections.abc import Mapping

from bot.actions.answers import GoOn, TurnPage
from bot.actions.applications import (
    AskToHandOver,
    AskToLogCall,
    AskToSnooze,
    AskToUpdate,
    HandOverIt,
    LogCallIt,
    MoveIt,
    MoveOrPass,
    NextIt,
    NoteAnyway,
    NoteIt,
    SnoozeIt,
    StepDone,
    UpdateIt,
)
from bot.actions.booked import (
    AskForLink,
    AskForTime,
    AskNoShow,
    AskToCancel,
    AskToCorrect,
    CancelIt,
    CorrectIt,
    DidTakePlace,
    FollowEvent,
    LinkIt,
    NoShowIt,
    PutEventBack,
    SayStarted,
    SeatCannot,
    SeatFits,
    ShowInterview,
    SuggestIt,
)
from bot.actions.intakes import AgreeIntake, DraftIntake, OpenIntake, RemindOfIntake
from bot.actions.mending import ExamineAgain, ReadAgain, SkipIt, TryAgain
from bot.actions.scorecards import (
    AmendIt,
    AskIfNotHeld,
    AskToAmend,
    FillScorecard,
    NotHeldIt,
    ScorecardAnyway,
    ScorecardIt,
    SeeOthers,
    SeeScorecard,
)
from bot.actions.times import (
    AnswerTimes,
    KeepLooking,
    LookAgain,
    LookRelaxed,
    OfferOne,
    OthersIt,
    OtherTimes,
    RelaxRule,
    ScheduleIt,
    SendThese,
    ShowAsked,
)

Action = (
    AskToCancel
    | LookAgain
    | RelaxRule
    | OfferOne
    | KeepLooking
    | AnswerTimes
    | OtherTimes
    | ReadAgain
    | PutEventBack
    | FollowEvent
    | TryAgain
    | SkipIt
    | SeatFits
    | SeatCannot
    | AskForTime
    | ShowInterview
    | ShowAsked
    | GoOn
    | TurnPage
    | LookRelaxed
    | OpenIntake
    | RemindOfIntake
    | SayStarted
    | AskNoShow
    | DidTakePlace
    | AskToCorrect
    | AskForLink
    | StepDone
    | MoveOrPass
    | AskToSnooze
    | AskToHandOver
    | AskToUpdate
    | AskToLogCall
    | FillScorecard
    | AskIfNotHeld
    | SeeScorecard
    | SeeOthers
    | AskToAmend
    | ExamineAgain
)


FormAction = (
    CancelIt
    | ScheduleIt
    | SendThese
    | SuggestIt
    | OthersIt
    | NoteIt
    | NoteAnyway
    | NextIt
    | MoveIt
    | AgreeIntake
    | DraftIntake
    | NoShowIt
    | CorrectIt
    | LinkIt
    | SnoozeIt
    | HandOverIt
    | UpdateIt
    | LogCallIt
    | ScorecardIt
    | ScorecardAnyway
    | AmendIt
    | NotHeldIt
)


BUTTONS: Mapping[str, type[Action]] = {
    "cancel?": AskToCancel,
    "again": LookAgain,
    "relax": RelaxRule,
    "one": OfferOne,
    "keep": KeepLooking,
    "works": AnswerTimes,
    "others?": OtherTimes,
    "retry": TryAgain,
    "skip": SkipIt,
    "fits": SeatFits,
    "cannot": SeatCannot,
    "suggest?": AskForTime,
    "show": ShowInterview,
    "show.asked": ShowAsked,
    "go": GoOn,
    "page": TurnPage,
    "look.relaxed": LookRelaxed,
    "intake?": OpenIntake,
    "intake.remind": RemindOfIntake,
    "started": SayStarted,
    "no.show?": AskNoShow,
    "took.place": DidTakePlace,
    "correct?": AskToCorrect,
    "link?": AskForLink,
    "done": StepDone,
    "move?": MoveOrPass,
    "snooze?": AskToSnooze,
    "hand?": AskToHandOver,
    "update?": AskToUpdate,
    "call?": AskToLogCall,
    "scorecard?": FillScorecard,
    "not.held?": AskIfNotHeld,
    "scorecard.see": SeeScorecard,
    "scorecards.others": SeeOthers,
    "scorecard.add?": AskToAmend,
    "examine": ExamineAgain,
    "calendars": ReadAgain,
    "event.back": PutEventBack,
    "event.follow": FollowEvent,
}


FORMS: Mapping[str, type[FormAction]] = {
    "cancel": CancelIt,
    "schedule": ScheduleIt,
    "send": SendThese,
    "suggest": SuggestIt,
    "others": OthersIt,
    "note": NoteIt,
    "note.anyway": NoteAnyway,
    "next": NextIt,
    "move": MoveIt,
    "intake": AgreeIntake,
    "intake.draft": DraftIntake,
    "no.show": NoShowIt,
    "correct": CorrectIt,
    "link": LinkIt,
    "snooze": SnoozeIt,
    "hand": HandOverIt,
    "update": UpdateIt,
    "call": LogCallIt,
    "scorecard": ScorecardIt,
    "scorecard.anyway": ScorecardAnyway,
    "scorecard.add": AmendIt,
    "not.held": NotHeldIt,
}
