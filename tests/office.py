"""A small office for tests: the real core and storage between sandbox far ends, and the few things people do there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from email.message import EmailMessage

from adapters.mail.message import Stationery, sealed
from adapters.sandbox.calendar import SandboxCalendar
from adapters.sandbox.chat import Line, SandboxChat
from adapters.sandbox.mailbox import SandboxMailer
from adapters.sandbox.shelf import MemoryShelf
from adapters.web.links import SignedLinks
from bot.deeds.means import Means
from bot.deeds.perform import Deeds
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.case import Case
from bot.domain.ids import OpeningId, PersonId
from bot.domain.interview import Interview
from bot.domain.people import Account, Person, Platform, Profile, Role
from bot.domain.pipeline import Application, Opening, Status
from bot.domain.policy import Format, Kind, Organisation, Policy
from bot.domain.scorecard import Written
from bot.domain.time import Interval
from bot.domain.token import Claim, verify
from bot.effects import Outcome
from bot.inbound import ApplicationSeen, AtsRecord, Inbound, PageOpened, PagePosted, Pressed, Submitted, Typed
from bot.letters import Letter
from bot.pages import Page
from bot.ports import Ats, Calendar, Chat, Check, FarEnds, Mailer, Store, Watching
from bot.relay import Relay
from bot.reply import Reply, Show
from bot.router import Router
from bot.tick import tick
from bot.usecases import watches
from tests.when import SettableClock

KEYS = (b"a key of thirty-two bytes, or so",)
LINK = re.compile(r"https?://\S+/book/(\S+)")
SCREEN = Kind(
    "screen",
    "Recruiter screen",
    timedelta(minutes=30),
    Format.VIDEO,
    "https://meet.northwind.example/screen",
    before=timedelta(minutes=10),
    after=timedelta(minutes=10),
)
POLICY = Policy(
    Organisation("Northwind", "Europe/London", "interviews@northwind.example", "rae@northwind.example"),
    {"screen": SCREEN},
    {"screen": "screen", "phone screen": "screen"},
)
RAE = Person(
    PersonId(0),
    "Rae Morgan",
    "rae@northwind.example",
    zone="Europe/London",
    title="Recruiter",
    roles=frozenset({Role.RECRUITER, Role.INTERVIEWER}),
    ats_user="u-rae",
)
RAES = Account(Platform.SANDBOX, "demo", "rae")
ADA = AtsRecord(
    application="a-1",
    candidate="c-1",
    name="Ada Obi",
    email="ada@mail.example",
    zone="Africa/Lagos",
    job="j-1",
    job_title="Backend Engineer",
    stage="Screen",
    status=Status.ACTIVE,
    url="https://ats.example/a-1",
)


@dataclass
class PaperAts:
    """An ATS with an API, that remembers what was written to it and tells the record it is given."""

    record: AtsRecord = ADA
    written: list[tuple[Outcome, Interval | None]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    told: list[Written] = field(default_factory=list)
    moved: list[tuple[str, Status]] = field(default_factory=list)

    async def read(self, application: str) -> AtsRecord:
        return self.record

    async def write(self, application: str, outcome: Outcome, *, span: Interval | None, key: str) -> None:
        if key not in self.keys:
            self.keys.add(key)
            self.written.append((outcome, span))

    async def feedback(self, application: str, written: Written, *, key: str) -> None:
        if key not in self.keys:
            self.keys.add(key)
            self.told.append(written)

    async def move(self, application: str, *, status: Status, key: str) -> None:
        if key not in self.keys:
            self.keys.add(key)
            self.moved.append((application, status))


class Office:
    """One recruiter, one opening, one candidate unless told otherwise. `handle` is the way in for everything."""

    def __init__(self, store: Store, clock: SettableClock, *, policy: Policy = POLICY) -> None:
        self.store, self.clock, self.policy = store, clock, policy
        self.links = SignedLinks("https://usher.example", KEYS)
        shelf = MemoryShelf()
        self.calendar = SandboxCalendar(shelf, clock=clock)
        self.profiles: dict[str, Profile] = {}
        self.chat = SandboxChat(shelf, clock=clock, links=self.links, profiles=self.profiles)
        self.mailbox = SandboxMailer(shelf, draw=self._draw, clock=clock)
        self.ats = PaperAts()
        self.rae = RAE
        self._deliveries = 0
        self._ends = FarEnds(
            {Platform.SANDBOX: self.chat}, {"sandbox": self.calendar}, self.mailbox, {"paper": self.ats}, self.links
        )
        self._compose(self._ends)

    def plug(self, mailer: Mailer) -> None:
        """Have mail go out this way from now on."""
        self._compose(replace(self._ends, mailer=mailer))

    def plug_chat(self, chats: Mapping[Platform, Chat]) -> None:
        self._compose(replace(self._ends, chats=chats))

    def plug_ats(self, ats: Ats) -> None:
        """Have the ATS "paper" answer this way from now on."""
        self._compose(replace(self._ends, ats={"paper": ats}))

    def plug_watching(self, name: str, watching: Watching) -> None:
        """Have the vendor of this calendar tell of changes from now on."""
        self._compose(replace(self._ends, watching={name: watching}))

    async def begin_polling(self) -> None:
        """Do what the start of the service does about calendars."""
        async with self.store() as work:
            await watches.begin(work=work, desk=Desk(self.policy, self.clock()))

    async def plug_calendar(self, name: str, calendar: Calendar) -> None:
        """Rae's calendar is this one from now on; the policy says which one the organiser's is."""
        self._compose(replace(self._ends, calendars={**self._ends.calendars, name: calendar}))
        self.rae = replace(self.rae, calendar=name)
        async with self.store() as work:
            await work.people.save(self.rae)

    def plug_checks(self, checks: Mapping[str, Check]) -> None:
        """From now on a look at everything makes these checks."""
        self._compose(replace(self._ends, checks=checks))

    async def unplug_calendar(self) -> None:
        """From now on no calendar is connected."""
        self._compose(replace(self._ends, calendars={}))

    async def strip_roles(self) -> None:
        """Rae keeps her account but no role beyond interviewer."""
        async with self.store() as work:
            await work.people.save(replace(self.rae, roles=frozenset({Role.INTERVIEWER})))

    async def leaves(self) -> None:
        """Rae leaves the organisation."""
        async with self.store() as work:
            await work.people.save(replace(self.rae, active=False))

    def _compose(self, ends: FarEnds) -> None:
        self._ends = ends
        self.router = Router(self.store, self.clock, self.policy, frozenset(ends.ats))
        self.means = Means(self.store, ends, self.clock, self.policy, self.router.handle)
        self.relay = Relay(self.store, Deeds(self.means).perform, self.router.settle)

    def _draw(self, letter: Letter, *, message_id: str, at: datetime) -> bytes:
        stationery = Stationery("Northwind <hiring@northwind.example>", self.links, "Northwind")
        return sealed(letter, message_id=message_id, stationery=stationery, at=at).raw

    async def furnish(self, *, intake: bool = True, recruiter: bool = True) -> "Office":
        async with self.store() as work:
            self.rae = await work.people.add(RAE)
            await work.people.link(RAES, person=self.rae.id)
            opening = Opening(
                OpeningId("op-1"),
                "Backend Engineer",
                ats_job="j-1",
                recruiter=self.rae.id if recruiter else None,
                intake_agreed=intake,
            )
            await work.openings.add(opening, ats="paper")
            await work.openings.add(replace(opening, id=OpeningId("op-2"), ats_job="j-2"), ats="greenhouse")
        return self

    # --- what happens

    async def handle(self, inbound: Inbound) -> Reply:
        return await self.router.handle(inbound)

    async def seen(
        self, record: AtsRecord = ADA, *, ats: str = "paper", delivery: str = "", at: datetime | None = None
    ) -> None:
        """The ATS tells how an application stands; every call is another delivery unless it is named."""
        self._deliveries += 1
        name = delivery or f"d-{self._deliveries}"
        await self.handle(ApplicationSeen(ats, name, "candidate_stage_change", record, at))

    async def settle(self) -> None:
        """Let the relay do all that can be done now."""
        await self.relay.drain()

    async def forward(self, by: timedelta) -> None:
        """Let product time pass, stopping at everything that is due on the way, as the demo's clock does."""
        end = self.clock() + by
        while (due := await self._next_due()) is not None and due <= end:
            self.clock.set(max(due, self.clock()))
            fired = await tick(self.clock(), store=self.store, handle=self.handle)
            assert fired, "a timer stays due"
            await self.settle()
        self.clock.set(end)

    async def _next_due(self) -> datetime | None:
        async with self.store() as work:
            return await work.timers.next_due()

    async def busy(self, span: Interval, *, title: str = "Busy") -> None:
        await self.calendar.put_busy(self.rae.email, span, title=title)

    async def invited(self) -> Claim:
        """Bring Ada to the stage that starts the flow, and return what her mail's link claims."""
        await self.seen()
        await self.settle()
        return await self.link()

    async def invited_or_not(self) -> None:
        """Bring Ada to the stage that starts the flow, whatever comes of it."""
        await self.seen()
        await self.settle()

    async def booked(self, *, number: int = 1) -> Claim:
        claim = await self.invited()
        await self.post(claim, "pick", option=str(number))
        await self.settle()
        return await self.link()

    # --- what people do

    async def open(self, claim: Claim, *, step: str = "", zone: str = "") -> Page:
        return _page(await self.handle(PageOpened(claim, zone, step)))

    async def post(self, claim: Claim, step: str, *, zone: str = "", **values: str) -> Page:
        return _page(await self.handle(PagePosted(claim, step, values, zone)))

    async def types(self, text: str) -> Reply:
        return await self.handle(Typed(RAES, text))

    async def presses(self, action: object) -> Reply:
        return await self.handle(Pressed(RAES, action))  # type: ignore[arg-type]

    async def submits(self, action: object, **values: str) -> Reply:
        return await self.handle(Submitted(RAES, action, values))  # type: ignore[arg-type]

    # --- what can be seen

    async def mails(self, address: str = ADA.email) -> list[EmailMessage]:
        return [mail.message for mail in await self.mailbox.of(address)]

    async def subjects(self, address: str = ADA.email) -> list[str]:
        return [str(mail["Subject"]) for mail in await self.mails(address)]

    async def link(self, address: str = ADA.email) -> Claim:
        """Return what the link in the newest mail claims."""
        found = LINK.search(text_of((await self.mails(address))[-1]))
        assert found is not None
        return verify(found.group(1), keys=KEYS)

    async def cards(self) -> list[str]:
        """Return every card in Rae's pane as one text each, as it is drawn now."""
        return [said(line) for line in await self.chat.lines("rae")]

    async def application(self, name: str = "a-1", *, ats: str = "paper") -> Application:
        async with self.store() as work:
            found = await work.applications.by_ats(ats, name, viewer=USHER)
        assert found is not None
        return found

    async def interview(self, name: str = "a-1", *, ats: str = "paper") -> Interview:
        application = await self.application(name, ats=ats)
        async with self.store() as work:
            found = await work.interviews.latest(application.id)
        assert found is not None
        return found

    async def case(self) -> Case:
        interview = await self.interview()
        async with self.store() as work:
            found = await work.interviews.case(interview.id, viewer=USHER)
        assert found is not None
        return found

    async def titles(self, owner: str = RAE.email) -> list[str]:
        """Return the titles on a calendar, from a week back to two months ahead."""
        now = self.clock()
        entries = await self.calendar.on(owner, Interval(now - timedelta(days=7), now + timedelta(days=60)))
        return [entry.title for entry in entries]

    async def reserved(self) -> list[tuple[int, Interval, bool]]:
        case = await self.case()
        now = self.clock()
        async with self.store() as work:
            rows = await work.reservations.of(
                [self.rae.id, case.candidate.id], Interval(now - timedelta(days=7), now + timedelta(days=60))
            )
        return [(row.party, row.span, row.confirmed) for row in rows]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    raw = part.get_payload(decode=True) if part is not None else b""
    return raw.decode() if isinstance(raw, bytes) else ""


def said(line: Line) -> str:
    return f"{line.text} {line.card}"


def _page(reply: Reply) -> Page:
    assert isinstance(reply, Show), reply
    return reply.page


def hours(policy: Policy, opens: time, closes: time) -> Policy:
    """Return the policy with other quiet hours."""
    return replace(policy, quiet=replace(policy.quiet, opens=opens, closes=closes))
