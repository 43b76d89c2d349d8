"""Everything the core can want from the outside world: stored in the outbox, carried out by the relay.

Effects hold ids and kinds, never rendered text: what is sent is drawn from the record at the moment of sending. Each
names the lane it waits in; a lane is one remote thing (a calendar event, a mail thread, a post, an ATS application) and
keeps its order. `Effect` is a closed union, `EFFECTS` gives each its stable word in the outbox. They are at `calendars`, in
chat and by mail (`messages`), and at an ATS (`ats`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import ORGANISER
from bot.effects.ats import MoveInAts, Outcome, ReadRecord, WriteBack, WriteScorecard
from bot.effects.calendars import (
    CheckEvent,
    PlaceEvent,
    PlaceHold,
    ReadCalendar,
    ReadEvents,
    ReadHours,
    RemoveEvent,
    RemoveHold,
    UnwatchCalendar,
    WatchCalendar,
)
from bot.effects.messages import (
    AnswerTo,
    CardKind,
    Mail,
    Refresh,
    SendMail,
    SendUpdate,
    ShowHome,
    Tell,
    TellAccount,
    TellChannel,
    WhoIs,
)


@dataclass(frozen=True, slots=True)
class Examine:
    """Look at everything Usher is connected to, and change nothing there."""


Effect = (
    PlaceHold
    | RemoveHold
    | PlaceEvent
    | RemoveEvent
    | ReadCalendar
    | ReadHours
    | WatchCalendar
    | UnwatchCalendar
    | ReadEvents
    | CheckEvent
    | SendMail
    | Tell
    | Refresh
    | ReadRecord
    | WriteBack
    | WriteScorecard
    | MoveInAts
    | SendUpdate
    | TellChannel
    | WhoIs
    | TellAccount
    | AnswerTo
    | ShowHome
    | Examine
)


EFFECTS: Mapping[str, type[Effect]] = {
    "hold.place": PlaceHold,
    "hold.remove": RemoveHold,
    "event.place": PlaceEvent,
    "event.remove": RemoveEvent,
    "calendar.read": ReadCalendar,
    "calendar.hours": ReadHours,
    "calendar.watch": WatchCalendar,
    "calendar.unwatch": UnwatchCalendar,
    "events.read": ReadEvents,
    "event.check": CheckEvent,
    "mail.send": SendMail,
    "card.tell": Tell,
    "card.refresh": Refresh,
    "ats.read": ReadRecord,
    "ats.write": WriteBack,
    "ats.scorecard": WriteScorecard,
    "ats.move": MoveInAts,
    "update.send": SendUpdate,
    "channel.tell": TellChannel,
    "who.is": WhoIs,
    "who.told": TellAccount,
    "said.answer": AnswerTo,
    "home.show": ShowHome,
    "health.examine": Examine,
}


def lane(effect: Effect) -> str:
    """Return the name of the one remote thing that this effect is about."""
    match effect:
        case PlaceHold(interview, option, person) | RemoveHold(interview, option, person):
            return f"hold:{interview}:{option}:{person}"
        case PlaceEvent(interview) | RemoveEvent(interview) | CheckEvent(interview):
            return f"event:{interview}"
        case ReadCalendar(person):
            return f"calendar:{person}"
        case WatchCalendar(person) | UnwatchCalendar(person):
            return f"watch:{person}"
        case ReadHours(person):
            return f"hours:{person}"
        case ReadEvents():
            return f"calendar:{ORGANISER}"
        case SendMail(_, interview):
            return f"mail:{interview}"
        case Tell(card, subject, person) | Refresh(card, subject, person):
            return f"card:{card}:{subject}:{person}"
        case ReadRecord(application) | WriteBack(application) | WriteScorecard(application) | MoveInAts(application):
            return f"ats:{application}"
        case SendUpdate(application):
            return f"update:{application}"
        case TellChannel(platform, application):
            return f"channel:{platform}:{application}"
        case WhoIs(account):
            return f"who:{account.platform}:{account.tenant}:{account.user}"
        case TellAccount(account):
            return f"told:{account.platform}:{account.tenant}:{account.user}"
        case AnswerTo(account):
            return f"said:{account.platform}:{account.tenant}:{account.user}"
        case ShowHome(account):
            return f"home:{account.platform}:{account.tenant}:{account.user}"
        case Examine():
            return "health:all"
