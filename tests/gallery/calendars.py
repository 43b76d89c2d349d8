"""What somebody reads whose calendars do not let us in: the cause, whose they are, and what mends it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.calendar_faults import Cause, Doing, Fault
from bot.domain.ids import ORGANISER, PersonId
from bot.say import calendar_faults
from tests.gallery.cast import MONDAY, Cast
from tests.gallery.wall import Samples, shows

SINCE = MONDAY - timedelta(hours=3)
NAMES = ("Bo Lind", "Cy Tan", "Dee Ito", "Eve Marsh", "Finn Ott", "Gil Roy", "Hana Sato")


@shows(calendar_faults.calendar_card)
def closed(cast: Cast) -> Samples:
    people = {PersonId(n): replace(cast.rae, id=PersonId(n), name=name) for n, name in enumerate(NAMES, 11)}
    reads = [Fault(key, Doing.READ, "google", Cause.CONSENT, SINCE) for key in people]
    yield "consent", calendar_faults.calendar_card("google", Cause.CONSENT, faults=reads, people=people)
    for vendor, cause in (("google", Cause.KEY), ("microsoft", Cause.NOT_ALLOWED), ("microsoft", Cause.ELSEWHERE)):
        fault = Fault(PersonId(11), Doing.READ, vendor, cause, SINCE)
        yield f"{vendor} {cause}", calendar_faults.calendar_card(vendor, cause, faults=[fault], people=people)
    ours = Fault(ORGANISER, Doing.WRITE, "microsoft", Cause.CONSENT, SINCE)
    full = Fault(PersonId(11), Doing.WRITE, "microsoft", Cause.QUOTA, SINCE)
    yield "the organiser's", calendar_faults.calendar_card("microsoft", Cause.CONSENT, faults=[ours], people={})
    yield "a full mailbox", calendar_faults.calendar_card("microsoft", Cause.QUOTA, faults=[full], people=people)
    yield "mended", calendar_faults.calendar_card("google", Cause.CONSENT, faults=[], people={})


@shows(calendar_faults.looking_card)
def looking(cast: Cast) -> Samples:
    yield "asked to", calendar_faults.looking_card()
