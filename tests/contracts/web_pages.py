"""A scripted desk behind the real web server: pages as the core would answer them, every inbound kept."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession
from prometheus_client import CollectorRegistry

from adapters.http import session
from adapters.web.book import BookingPage
from adapters.web.health import Health
from adapters.web.links import SignedLinks
from adapters.web.look import Look
from adapters.web.server import application, serving
from bot.cards import Bold, Facts, Fine, Link, Plain, Signed, When, para, spans
from bot.domain.ids import InterviewId
from bot.domain.token import Claim, Purpose, sign
from bot.forms import Choice, Option, Text
from bot.inbound import Inbound, PageOpened, PagePosted
from bot.pages import Page, Step
from bot.reply import Reply, Show

KEYS = (b"the key that signs now", b"the key of last year")
LOOK = Look("Northwind", brand="#1f4f46", locale="en", privacy="https://northwind.example/privacy")
CLAIM = Claim(InterviewId("i-1"), 1, Purpose.OFFER, datetime(2027, 3, 1, 12, tzinfo=UTC))
TOKEN = sign(CLAIM, keys=KEYS)
TUESDAY = When(datetime(2027, 3, 2, 13, tzinfo=UTC), datetime(2027, 3, 2, 13, 30, tzinfo=UTC))
THURSDAY = When(datetime(2027, 3, 4, 9, 15, tzinfo=UTC), datetime(2027, 3, 4, 9, 45, tzinfo=UTC))
DEADLINE = When(datetime(2027, 3, 1, 12, tzinfo=UTC))
CONTACT = "Grace Okafor, grace.okafor@northwind.example"

NONE_SUIT = Step("none", "None of these work for me", verb="look")
BACK = Step("", "Back", verb="look")


def offer(*, name: str = "Ada", zone: str = "Europe/Berlin", first: When = TUESDAY, second: When = THURSDAY) -> Page:
    options = (Option("1", (first,)), Option("2", (second,)))
    return Page(
        "When shall we talk?",
        (
            para("Hello ", Bold(name), ", thank you for your interest in ", Bold("Backend engineer"), "."),
            para("It is a 30-minute video call with Grace Okafor, recruiter. Pick the time that suits you better."),
        ),
        (
            Step("choose", "Confirm this time", (Choice("option", "Your time", options),), tone="primary"),
            NONE_SUIT,
        ),
        zone=zone,
        choose_zone=True,
        contact=CONTACT,
    )


def booked(*, name: str = "Ada", zone: str = "Europe/Berlin", when: When = TUESDAY) -> Page:
    return Page(
        "You are booked",
        (
            para(
                "Thank you, ", Bold(name), ". We have sent the details and a calendar invitation to your mail address."
            ),
            Facts(
                (
                    ("When", (when,)),
                    ("With", spans("Grace Okafor, recruiter")),
                    ("How", spans("Video call: ", Link("open the meeting room", "https://meet.example/northwind-ada"))),
                    ("To prepare", spans("Nothing special. Have a glass of water ready and a question or two for us.")),
                )
            ),
        ),
        (
            Step("move", "Find another time", verb="look"),
            Step("cancel", "Cancel the interview", verb="look"),
        ),
        zone=zone,
        choose_zone=True,
        contact=CONTACT,
    )


def wishes() -> Page:
    form = Step(
        "more",
        "Send",
        (
            Text("wish", "When would suit you?", long=True, limit=300, hint="For example: weekdays after 17:00."),
            Text("note", "Anything we should know?", required=False),
        ),
        tone="primary",
    )
    return Page("No worries, let's find a time", (para("Tell us what would work."),), (form, BACK), contact=CONTACT)


def cancelling() -> Page:
    form = Step(
        "cancel",
        "Yes, cancel it",
        (Text("reason", "A word on why, if you like", required=False),),
        intro=(para("Your interview is on ", TUESDAY, "."), Fine(spans("We will tell everybody involved."))),
        tone="danger",
    )
    keep = Step("", "Keep my interview", tone="primary", verb="look")
    return Page("Cancel the interview?", (), (form, keep), zone="Europe/Berlin", contact=CONTACT)


def expired() -> Page:
    return Page(
        "These times are no longer on offer",
        (
            para("The answer was needed by ", DEADLINE, "."),
            para("That is no problem: ", Signed("ask for new times", CLAIM), "."),
        ),
        zone="Europe/Berlin",
        contact=CONTACT,
        status=410,
    )


@dataclass
class Desk:
    """Answers as told, by default with the pages above; keeps all that came in."""

    answer: Callable[[Inbound], Reply] | None = None
    seen: list[Inbound] = field(default_factory=list)
    broken: Exception | None = None

    async def __call__(self, inbound: Inbound) -> Reply:
        self.seen.append(inbound)
        if self.broken:
            raise self.broken
        return self.answer(inbound) if self.answer else Show(self.page(inbound))

    def page(self, inbound: Inbound) -> Page:
        match inbound:
            case PageOpened(step="none"):
                return wishes()
            case PageOpened(step="cancel"):
                return cancelling()
            case PageOpened(zone=zone):
                return offer(zone=zone or "Europe/Berlin")
            case PagePosted(values={"option": number}, zone=zone):
                return booked(zone=zone or "Europe/Berlin", when=THURSDAY if number == "2" else TUESDAY)
            case _:
                return Page("Noted", (para(Plain("Thank you.")),))

    @property
    def posted(self) -> list[PagePosted]:
        return [inbound for inbound in self.seen if isinstance(inbound, PagePosted)]

    @property
    def opened(self) -> list[PageOpened]:
        return [inbound for inbound in self.seen if isinstance(inbound, PageOpened)]


@dataclass
class Site:
    """A running server: the desk behind it, its state of health, its numbers, and a client."""

    desk: Desk
    checks: dict[str, str]
    registry: CollectorRegistry
    client: ClientSession
    base: str = ""

    def at(self, path: str = f"/book/{TOKEN}") -> str:
        return f"{self.base}{path}"


@asynccontextmanager
async def site(*, look: Look = LOOK) -> AsyncIterator[Site]:
    async with session() as client:
        found = Site(Desk(), {"database": "ok"}, CollectorRegistry(), client)

        async def probe() -> dict[str, str]:
            return found.checks

        links = SignedLinks("https://usher.example", KEYS)
        page = BookingPage(found.desk, KEYS, look, links)
        routes = (*page.routes(), *Health(probe, found.registry).routes())
        app = application(routes, look=look, links=links, registry=found.registry)
        async with serving(app, host="127.0.0.1", port=0) as port:
            found.base = f"http://127.0.0.1:{port}"
            yield found


def later(when: When, **parts: int) -> When:
    move = timedelta(**parts)
    return When(when.at + move, when.until + move if when.until else None)
