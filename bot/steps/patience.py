"""How long an interviewer may take to answer, in their own working time: reminded once, then given up."""

from datetime import datetime, timedelta

from bot.desk import Desk
from bot.domain.people import Person
from bot.moments import working_day_after, working_time_after

REMINDED_AFTER = timedelta(hours=4)
LEFT_THEN = timedelta(hours=1)
"""What somebody has left at least after the reminder, however short their days are."""


def reminded_at(asked: datetime, *, person: Person, desk: Desk) -> datetime:
    """Return when somebody who was asked and stays silent is reminded: after 4 of their working hours."""
    return _worked(asked, REMINDED_AFTER, person=person, desk=desk)


def given_up_at(asked: datetime, *, person: Person, desk: Desk) -> datetime:
    """Return when waiting for them ends: after one of their working days."""
    return max(
        day_after(asked, person=person, desk=desk),
        _worked(asked, REMINDED_AFTER + LEFT_THEN, person=person, desk=desk),
    )


def decided_by(asked: datetime, *, person: Person, desk: Desk) -> datetime:
    """Return when, given their silence, somebody has had 4 working hours like theirs to decide how to go on."""
    return _worked(given_up_at(asked, person=person, desk=desk), REMINDED_AFTER, person=person, desk=desk)


def day_after(asked: datetime, *, person: Person, desk: Desk) -> datetime:
    """Return the same time on their next working day."""
    zone, holidays = desk.zone_of(person.zone), desk.policy.organisation.holidays
    return working_day_after(asked, person=person, zone=zone, holidays=holidays)


def _worked(asked: datetime, length: timedelta, *, person: Person, desk: Desk) -> datetime:
    zone, holidays = desk.zone_of(person.zone), desk.policy.organisation.holidays
    return working_time_after(asked, length, person=person, zone=zone, holidays=holidays)
