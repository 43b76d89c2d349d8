"""What tests of links that a calendar makes have in common: the policy, the candidate's steps, and what they were told."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from icalendar import Calendar as Entries

from bot.domain.ids import ORGANISER
from bot.domain.policy import LinkFrom
from bot.domain.token import Claim
from bot.inbound import CalendarTouched
from tests.contracts.mail_letters import calendar as invitation
from tests.office import POLICY, Office

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SCREEN = replace(POLICY.kinds["screen"], where="", link=LinkFrom.CALENDAR)
LINKS = replace(POLICY, kinds={"screen": SCREEN})
HOUSE = "interviews@northwind.example"
BOOKED = "Booked: Recruiter screen for Backend Engineer"
MOVED = "New time: Recruiter screen for Backend Engineer"
LINK = "The link: Recruiter screen for Backend Engineer"
CANCELLED = "Cancelled: Recruiter screen for Backend Engineer"
FOLLOWS = "The link follows by mail"
GIVEN = "https://meet.google.com/abc-defg-hij"


async def picks(office: Office, claim: Claim) -> str:
    """The candidate books the first time on offer; returns what their page says."""
    option = (await office.interview()).standing[0]
    page = await office.post(claim, "pick", option=str(option.number))
    await office.settle()
    return str(page.blocks)


async def moves(office: Office, claim: Claim) -> None:
    """The candidate asks for other times, and books one of those."""
    await office.post(claim, "move", reason="conflict")
    await office.settle()
    await picks(office, await office.link())


async def touched(office: Office) -> None:
    """The organiser's calendar says that something changed there."""
    await office.handle(CalendarTouched(ORGANISER))
    await office.settle()


async def told(office: Office) -> list[tuple[str, int, str]]:
    """What the candidate was told of booked times: subject, SEQUENCE, and where their calendar says that it is."""
    mails = await office.mails()
    return [(str(mail["Subject"]), *entry(mail)[1:]) for mail in mails if "two times" not in str(mail["Subject"])]


def entry(mail: EmailMessage) -> tuple[str, int, str]:
    """The UID, SEQUENCE and place of the invitation in a mail."""
    event = next(iter(Entries.from_ical(invitation(mail)).walk("VEVENT")))
    return str(event["UID"]), int(event["SEQUENCE"]), str(event.get("LOCATION", ""))


async def link_of(office: Office) -> str:
    booking = (await office.interview()).booking
    assert booking is not None
    return booking.link
