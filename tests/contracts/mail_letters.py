"""Letters as the program writes them, for the tests of the mail adapter; no test lives here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP

from adapters.mail.message import Stationery, sealed
from bot.cards import Bold, Facts, Fine, Link, Signed, When, para, spans
from bot.domain.ids import InterviewId
from bot.domain.time import Interval
from bot.domain.token import Claim, Purpose, sign
from bot.letters import Invite, Letter, Method

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
START = datetime(2027, 3, 2, 13, tzinfo=UTC)
SPAN = Interval(START, START + timedelta(minutes=30))
TOKEN_KEY = b"a key for tests, thirty-two long"


def clock() -> datetime:
    return NOW


class SignedLinks:
    """The Links port with the program's own signature."""

    def url(self, claim: Claim) -> str:
        return f"https://hire.example.com/book/{sign(claim, keys=[TOKEN_KEY])}"


STATIONERY = Stationery("Acme Talent <talent@acme.example>", SignedLinks(), brand="Acme")
INVITE = Invite(
    uid="iv_1@acme.example",
    sequence=0,
    method=Method.REQUEST,
    span=SPAN,
    summary="Recruiter screen: Staff Engineer at Acme",
    where="https://meet.example.com/abc-defg",
    text="With Grace Hopper, VP Engineering\nNothing to hand in; a quiet place helps.",
)
OFFER = Letter(
    to="zoe@example.com",
    name="Zoë O'Brien",
    subject="Staff Engineer at Acme: two times to talk",
    blocks=(
        para("Hello Zoë,"),
        para("We would like to talk with you about ", Bold("Staff Engineer"), "."),
        Fine(spans("I'm Usher, the scheduling bot of Acme; people read your application, I only find the time.")),
        Facts(
            (
                ("Option 1", (When(SPAN.start, SPAN.end),)),
                ("Option 2", (When(SPAN.start + timedelta(hours=20), SPAN.end + timedelta(hours=20)),)),
            )
        ),
        para("Please choose by ", When(NOW + timedelta(hours=5)), ". If neither time suits, the page lets you say so."),
    ),
    zone="Europe/Berlin",
    thread="iv_1",
    button=Signed("Choose a time", Claim(InterviewId("iv_1"), 1, Purpose.OFFER, NOW + timedelta(hours=5))),
    contact="Tom Baker, tom.baker@acme.example",
)
BOOKED = replace(
    OFFER,
    subject="Booked: Recruiter screen for Staff Engineer",
    blocks=(
        para("Hello Zoë,"),
        para("You're booked. We look forward to talking with you."),
        Facts(
            (
                ("When", (When(SPAN.start, SPAN.end),)),
                ("You will meet", spans("Grace Hopper, VP Engineering")),
                ("Where", (Link("Our video room", "https://meet.example.com/abc-defg"),)),
                ("To prepare", spans("Nothing to hand in.\nA quiet place and a headset help.")),
            )
        ),
    ),
    button=Signed("Your interview", Claim(InterviewId("iv_1"), 1, Purpose.MANAGE, SPAN.end)),
    invite=INVITE,
)


def drawn(letter: Letter, *, message_id: str = "<offer.iv_1.1.0@acme.example>") -> EmailMessage:
    """The mail as a mail program reads it, with everything folded, encoded and decoded again."""
    return read(raw(letter, message_id=message_id))


def raw(letter: Letter, *, message_id: str = "<offer.iv_1.1.0@acme.example>") -> bytes:
    return sealed(letter, message_id=message_id, stationery=STATIONERY, at=NOW).raw


def read(mail: bytes) -> EmailMessage:
    return message_from_bytes(mail, policy=SMTP)


def text(mail: EmailMessage) -> str:
    """The plain text with the soft breaks of format=flowed joined again (RFC 3676), as a reader shows it."""
    lines = _content(mail, "plain").splitlines()
    return "\n".join(line.removeprefix(" ") for line in lines).replace(" \n", " ")


def html(mail: EmailMessage) -> str:
    return _content(mail, "html")


def calendar(mail: EmailMessage) -> bytes:
    """The invitation that stands beside text and HTML."""
    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def heading(mail: bytes, name: str) -> str:
    """A header decoded by the older of the standard library's two parsers, which joins encoded words by the book."""
    unfolded = str(BytesHeaderParser().parsebytes(mail)[name]).replace("\r\n", "")
    return str(make_header(decode_header(unfolded)))


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
