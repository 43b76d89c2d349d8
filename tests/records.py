"""A small hiring desk to start from: one recruiter, one interviewer, one opening, one candidate who applied."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.domain.access import USHER
from bot.domain.ids import ApplicationId, CandidateId, InterviewId, OpeningId, PersonId
from bot.domain.interview import Booking, Interview, Option, Seat, Standing, State
from bot.domain.people import Person, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Source, Status
from bot.domain.time import Hours, Interval, WorkingHours
from bot.ports import Store, Work
from tests.when import NOON

RITA = Person(
    PersonId(0),
    "Rita Bauer",
    "Rita.Bauer@example.org",
    zone="Europe/Berlin",
    title="Recruiter",
    hours=WorkingHours({0: Hours(time(8, 30), time(16)), 4: Hours(time(22), time(6))}),
    calendar="google",
    roles=frozenset({Role.RECRUITER, Role.ADMIN}),
    ats_user="92120",
    days_off=frozenset({date(2027, 12, 24), date(2027, 12, 31)}),
    tags=frozenset({"technical", "system_design"}),
)
IVAN = Person(PersonId(0), "Ivan Petrov", "ivan@example.org", roles=frozenset({Role.INTERVIEWER}))
ENGINEER = Opening(OpeningId("engineer"), "Software Engineer", ats_job="4000", client="Acme", category="technical")
ADA = Candidate(
    CandidateId(0), "Ada O’Brien", "ada+jobs@example.com", zone="Asia/Kolkata", source="referral", ats_candidate="77"
)


def hour(start: int) -> Interval:
    """Return the hour that begins `start` hours after NOON."""
    return Interval(NOON + timedelta(hours=start), NOON + timedelta(hours=start + 1))


@dataclass(frozen=True, slots=True)
class Desk:
    """What `set_up` stored, with the keys that were given."""

    rita: Person
    ivan: Person
    opening: Opening
    ada: Candidate
    application: Application

    @property
    def interview(self) -> Interview:
        """An interview that could be added: Ivan on the seat, Rita its owner."""
        return Interview(
            InterviewId("first"),
            self.application.id,
            kind="screen",
            stage="Phone screen",
            seats=(Seat(self.ivan.id),),
            owner=self.rita.id,
        )

    @property
    def booked(self) -> Interview:
        """The same with a booking that everything is known of."""
        return replace(
            self.interview,
            state=State.BOOKED,
            options=(Option(1, hour(48), Standing.CHOSEN, frozenset({self.ivan.id})),),
            booking=Booking(hour(48), 1, "event-1", "uid-1@calendar"),
            sequence=1,
            wanted_at=NOON,
            wishes=(hour(72),),
        )


async def set_up(store: Store) -> Desk:
    async with store() as work:
        return await fill(work)


async def fill(work: Work) -> Desk:
    rita, ivan = await work.people.add(RITA), await work.people.add(IVAN)
    opening = replace(ENGINEER, recruiter=rita.id, hiring_manager=rita.id)
    await work.openings.add(opening, ats="greenhouse")
    ada = await work.candidates.add(ADA, ats="greenhouse")
    application = Application(
        ApplicationId("applied"),
        ada.id,
        opening.id,
        stage="Phone screen",
        stage_at=NOON,
        status=Status.ACTIVE,
        next=NextAction("Find times for the interview", rita.id, NOON + timedelta(days=1)),
        source=Source("greenhouse", "5001", "https://greenhouse.example/5001"),
        seen_at=NOON - timedelta(minutes=1),
        notes="prefers mornings",
    )
    await work.applications.add(application)
    await work.applications.entered(application, what="candidate_stage_change", at=NOON, by=USHER)
    return Desk(rita, ivan, opening, ada, application)
