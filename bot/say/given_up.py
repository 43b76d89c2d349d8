"""The card about an effect that was given up: what was tried, what came back, and what to press."""

from bot.actions import GoOn, ShowInterview, SkipIt, TryAgain
from bot.cards import Button, Buttons, Card, Fine, para, spans
from bot.effects import (
    EFFECTS,
    Effect,
    MoveInAts,
    PlaceEvent,
    PlaceHold,
    ReadRecord,
    RemoveEvent,
    RemoveHold,
    SendMail,
    SendUpdate,
    TellChannel,
    WriteBack,
    WriteScorecard,
)

EFFECT_WORDS = {
    "hold.place": "put a hold on a calendar",
    "hold.remove": "take a hold off a calendar",
    "event.place": "put the interview on the calendar",
    "event.remove": "cancel the calendar event",
    "calendar.read": "read a calendar",
    "events.read": "read the organiser’s calendar",
    "event.check": "look at the event on the organiser’s calendar",
    "calendar.hours": "learn somebody’s working hours",
    "mail.send": "send the candidate a mail",
    "card.tell": "post a card",
    "card.refresh": "redraw a card",
    "ats.read": "read the full record from the ATS",
    "ats.write": "write the outcome to the ATS",
    "ats.scorecard": "write a scorecard to the ATS",
    "ats.move": "set a status in the ATS",
    "update.send": "send the candidate an update",
    "channel.tell": "post in the hiring channel",
    "who.is": "look up whose account it is",
    "who.told": "answer somebody new",
    "said.answer": "answer somebody in chat",
    "health.examine": "look at my own connections",
}


def dead_card(row: int, *, effect: Effect | None, why: str) -> Card:
    """Return the card about an effect that was given up: what was tried, what came back, *Retry* or *Skip*."""
    word = next((word for word, kind in EFFECTS.items() if isinstance(effect, kind)), "")
    tried = EFFECT_WORDS.get(word, "do something this version cannot read")
    return Card(
        f"Needs you: could not {tried}",
        (
            para(f"The answer was: {(why or 'unreadable').rstrip('. ')}. What follows it waits until you decide."),
            Fine(spans(f"Reference {row}")),
            Buttons((Button("Retry", TryAgain(row), "primary"), Button("Skip it", SkipIt(row)), *_concerned(effect))),
        ),
    )


def _concerned(effect: Effect | None) -> tuple[Button, ...]:
    """Return the way to whom an effect is about, where it names an interview or an application."""
    match effect:
        case (
            PlaceHold(interview=key)
            | RemoveHold(interview=key)
            | PlaceEvent(interview=key)
            | RemoveEvent(interview=key)
            | SendMail(interview=key)
            | WriteBack(interview=key)
            | WriteScorecard(interview=key)
        ):
            return (Button("Show the interview", ShowInterview(key)),)
        case (
            ReadRecord(application)
            | MoveInAts(application=application)
            | SendUpdate(application=application)
            | TellChannel(application=application)
        ):
            return (Button("Show the candidate", GoOn("status", application)),)
        case _:
            return ()


def settled_card(row: int, *, said: str) -> Card:
    """Return the dead card once somebody has decided."""
    return Card("Settled", (para(said), Fine(spans(f"Reference {row}"))))
