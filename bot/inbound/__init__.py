"""Everything that can reach the core: what people type, press, submit and open, what vendors send, what timers and the
world's answers bring. `Inbound` is a closed union; adapters make these and nothing else.

- `people`: what somebody types, says, presses and submits in chat.
- `pages`: what is opened and posted in a browser.
- `ats`, `calendars`: what an ATS sends, what a calendar tells.
- `outcomes`: what came of the effects that the relay carried out.

`delivery` is the sender's own id of one delivery, unique per source; where it is empty, the use case itself is safe to
run twice. Instants are aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.inbound.ats import (
    ApplicationSeen,
    AtsPerson,
    AtsRecord,
    CandidateGone,
    CandidateSeen,
    JobSeen,
    Noted,
    RecordRead,
)
from bot.inbound.calendars import (
    BusyTime,
    CalendarRead,
    CalendarTouched,
    CalendarUnwatched,
    CalendarWatched,
    Changes,
    EventChanges,
    EventNow,
    EventSeen,
    EventsRead,
    Feed,
    Guest,
    GuestAnswer,
    HoursRead,
    Working,
)
from bot.inbound.outcomes import (
    CardMailed,
    CardPosted,
    Done,
    EventPlaced,
    Examined,
    GaveUp,
    HoldPlaced,
    HoldRefused,
    MailAccepted,
    UpdateAccepted,
    WhoAnswered,
)
from bot.inbound.pages import PageOpened, PagePosted, PassOpened, PassPosted, RoomOpened, RoomPosted
from bot.inbound.people import Drafted, HomeOpened, Pressed, Said, SaidBefore, Shortcut, Submitted, Typed, TypedBefore


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer came due. `due` tells this firing from one set anew meanwhile."""

    key: str
    kind: str
    subject: str
    due: datetime


Inbound = (
    Typed
    | Pressed
    | Submitted
    | Shortcut
    | Said
    | SaidBefore
    | HomeOpened
    | Drafted
    | PageOpened
    | PagePosted
    | PassOpened
    | PassPosted
    | RoomOpened
    | RoomPosted
    | ApplicationSeen
    | CandidateSeen
    | CandidateGone
    | JobSeen
    | Noted
    | RecordRead
    | Fired
    | CalendarTouched
    | CalendarRead
    | HoursRead
    | CalendarWatched
    | CalendarUnwatched
    | EventsRead
    | EventSeen
    | HoldPlaced
    | HoldRefused
    | EventPlaced
    | MailAccepted
    | UpdateAccepted
    | CardPosted
    | CardMailed
    | WhoAnswered
    | TypedBefore
    | Examined
    | Done
    | GaveUp
)
