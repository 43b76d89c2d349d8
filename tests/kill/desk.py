"""What happens before and after a kill: the few things people do, and what is then found at the far ends."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select

from adapters.sandbox.feed import Entry
from bot.actions import MoveIt
from bot.domain.access import USHER
from bot.domain.interview import Interview
from bot.domain.people import Account, Platform
from bot.domain.pipeline import Application, Status
from bot.domain.scorecard import Written
from bot.domain.time import Interval
from bot.domain.token import verify
from bot.effects import CardKind, Effect, Outcome
from bot.inbound import ApplicationSeen, AtsRecord, PagePosted, Submitted
from storage.tables import outbox
from tests.kill.premises import ATS, CHANNEL, USHERS_SLACK, Hire, Program
from tests.office import KEYS, LINK, POLICY, text_of
from tests.standins.slack import Slack
from tests.standins.slack_blocks import readable
from tests.standins.smtp import MailServer
from tests.when import NOON

AROUND = Interval(NOON - timedelta(days=7), NOON + timedelta(days=60))


@dataclass(slots=True)
class Desk:
    """One hire, seen from the test: `program` is its own copy, on the same premises as those that are killed."""

    program: Program
    slack: Slack
    server: MailServer
    hire: Hire
    deliveries: int = 0

    # --- what happens; each leaves its effects in the outbox

    async def told(self, record: AtsRecord) -> None:
        """The ATS tells how the application stands; every call is another delivery."""
        self.deliveries += 1
        delivery = f"{record.application}-{self.deliveries}"
        await self.program.usher.router.handle(ApplicationSeen(ATS, delivery, "candidate_stage_change", record))

    async def posts(self, step: str, **values: str) -> None:
        """The candidate follows the link in the newest mail and presses something."""
        link = LINK.search(text_of(self.mails()[-1]))
        assert link is not None
        claim = verify(link.group(1), keys=KEYS)
        await self.program.usher.router.handle(PagePosted(claim, step, values))

    async def decides(self, status: Status, reason: str) -> None:
        """The recruiter decides about the application in Slack."""
        account = Account(Platform.SLACK, USHERS_SLACK[0], self.hire.slack_user)
        action = MoveIt((await self.interview()).application, status)
        await self.program.usher.router.handle(Submitted(account, action, {"reason": reason}))

    async def adds(self, effect: Effect) -> None:
        """Something is to be done that nobody asks for: the clock, or a calendar that says that something changed."""
        async with self.program.usher.database.store() as work:
            await work.outbox.add(effect)

    async def drain(self) -> None:
        """Carry out what waits, in this process; nobody is killed."""
        await self.program.usher.relay.drain()

    # --- what is found

    async def interview(self) -> Interview:
        async with self.program.usher.database.store() as work:
            application = await work.applications.by_ats(ATS, self.hire.record.application, viewer=USHER)
            assert application is not None
            found = await work.interviews.latest(application.id)
        assert found is not None
        return found

    async def application(self) -> Application:
        async with self.program.usher.database.store() as work:
            found = await work.applications.by_ats(ATS, self.hire.record.application, viewer=USHER)
        assert found is not None
        return found

    async def under_way(self) -> list[str]:
        """The kinds of the effects that somebody has claimed and not settled."""
        claimed = select(outbox.c.kind).where(outbox.c.state == "waiting", outbox.c.attempts > 0).order_by(outbox.c.id)
        async with self.program.usher.database.engine.connect() as connection:
            return list((await connection.execute(claimed)).scalars())

    async def contacts(self) -> list[str]:
        """The mails that count as contact with the candidate, in order."""
        interview = await self.interview()
        async with self.program.usher.database.store() as work:
            return [mail for mail, _ in await work.contacts.of(interview.id)]

    def mails(self, address: str = "") -> list[EmailMessage]:
        """Every copy that the mail server took for the candidate (or somebody else), in order."""
        to = address or self.hire.record.email
        return [taken.message for taken in self.server.taken if to in taken.recipients]

    def copies(self) -> Mapping[str, int]:
        """How many copies of each mail the candidate got, by Message-ID without its domain, in order of the first."""
        return Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in self.mails())

    def in_channel(self) -> list[str]:
        """Every message in the hiring channel, as it reads now."""
        return [readable(message.blocks) for message in self.slack.messages if message.channel == CHANNEL]

    def cards(self) -> list[tuple[CardKind, str]]:
        """Every message in the recruiter's conversation, as it reads now."""
        return [(CardKind(key.partition(":")[0]), text) for key, text in self._messages()]

    def posts_by_key(self) -> Mapping[str, int]:
        """How many messages stand there for each Tell."""
        return Counter(key for key, _ in self._messages())

    def _messages(self) -> list[tuple[str, str]]:
        found = []
        for message in self.slack.direct(self.hire.slack_user):
            assert message.metadata is not None
            found.append((str(message.metadata["event_payload"]["key"]), readable(message.blocks)))
        return found

    async def on_calendar(self, owner: str = "") -> Sequence[Entry]:
        """What stands on the interviewer's calendar, or somebody else's."""
        return await self.program.calendar.on(owner or self.hire.recruiter.email, AROUND)

    async def on_organisers_calendar(self) -> Sequence[Entry]:
        """The booked events of this hire, people elsewhere left out."""
        entries = await self.on_calendar(POLICY.organisation.organizer)
        return [entry for entry in entries if self.hire.recruiter.email in entry.attendees]

    async def board(self) -> tuple[Status | None, int]:
        """The status on the ATS's board, and how many web hooks wait there."""
        rows = [row for row in await self.program.ats.board() if row.record.application == self.hire.record.application]
        return rows[0].record.status, len(rows[0].waiting)

    async def written(self) -> Sequence[Written]:
        """What interviewers wrote that was written back to the ATS, in order."""
        return await self.program.ats.scorecards(self.hire.record.application)

    async def noted(self) -> list[tuple[Outcome, Interval | None]]:
        """What was written back to the ATS, in order."""
        return [(note.outcome, note.span) for note in await self.program.ats.notes(self.hire.record.application)]
