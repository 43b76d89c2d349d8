"""Which buttons open a form: Teams has to know before they are pressed, for only some kinds of button open a dialog."""

from bot.actions import (
    Action,
    AskForLink,
    AskForTime,
    AskIfNotHeld,
    AskNoShow,
    AskToAmend,
    AskToCancel,
    AskToCorrect,
    AskToHandOver,
    AskToLogCall,
    AskToSnooze,
    AskToUpdate,
    FillScorecard,
    GoOn,
    OpenIntake,
    OtherTimes,
    StepDone,
)

FORMS = frozenset(
    {
        AskForLink,
        AskForTime,
        AskIfNotHeld,
        AskNoShow,
        AskToAmend,
        AskToCancel,
        AskToCorrect,
        AskToHandOver,
        AskToLogCall,
        AskToSnooze,
        AskToUpdate,
        FillScorecard,
        OpenIntake,
        OtherTimes,
        StepDone,
    }
)
COMMANDS = frozenset({"schedule", "note", "next", "hold", "pass", "intake"})
"""Commands that may answer with a form."""


def opens_form(action: Action) -> bool:
    """Whether pressing this may open a form. Where it answers with a card all the same, the dialog shows that."""
    return type(action) in FORMS or (isinstance(action, GoOn) and action.command in COMMANDS)
