"""What a candidate is told besides their interviews: updates by mail, and calls that somebody logged."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ApplicationId, PersonId

LONGEST = 1500  # characters of an update, and of what was said in a call


@dataclass(frozen=True, slots=True)
class Update:
    """A mail that its author had sent: the text, and the day by whose end the next word was `promised` (aware UTC).

    `sent_at` is when the mail server took it, None before that.
    """

    id: str
    application: ApplicationId
    at: datetime
    author: PersonId
    text: str
    promised: datetime
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody spoke with the candidate at an instant (aware UTC), and what of it should be remembered."""

    application: ApplicationId
    at: datetime
    author: PersonId
    text: str
