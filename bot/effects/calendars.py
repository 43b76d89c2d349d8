"""What is wanted of calendars: people's own, with their holds, and the organiser's, with booked events."""

from dataclasses import dataclass

from bot.domain.ids import InterviewId, PersonId


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """A tentative event for one option on one person's own calendar; exactly once."""

    interview: InterviewId
    option: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class RemoveHold:
    """Take that event off again; gone already is as good."""

    interview: InterviewId
    option: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class PlaceEvent:
    """Bring the organiser's calendar to what the booking of this sequence says: create, or move what is there."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class RemoveEvent:
    """Cancel the organiser's event, with notice to its attendees. `event` is the vendor's id."""

    interview: InterviewId
    event: str


@dataclass(frozen=True, slots=True)
class CheckEvent:
    """Look at the event of a booked interview as it stands on the organiser's calendar now.

    It is asked for because the copies of it on these people's own calendars are `gone` or `strayed` to another time.
    """

    interview: InterviewId
    gone: tuple[PersonId, ...] = ()
    strayed: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """Bring one person's mirrored busy times up to date."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class ReadHours:
    """Learn somebody's working hours and zone from their calendar's own settings."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """Learn what guests answered, and what somebody changed, on the organiser's calendar since it was read last."""


@dataclass(frozen=True, slots=True)
class WatchCalendar:
    """Have a vendor tell us when a calendar changes, or go on telling; `ORGANISER` is the organisation's own."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class UnwatchCalendar:
    """Have it stop; gone already is as good."""

    person: PersonId
