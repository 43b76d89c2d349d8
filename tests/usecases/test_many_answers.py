"""A page of the organiser's feed on which very many have answered: nobody waits long, and every answer is heard."""

from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.ids import ApplicationId, CandidateId, InterviewId
from bot.domain.interview import Answer
from bot.effects import CheckEvent
from bot.inbound import EventChanges, EventNow, EventSeen, EventsRead, Guest, GuestAnswer
from bot.ports import Claimed, Store, Work
from bot.steps.event_news import HEARD_AT_ONCE
from bot.usecases.events import event_seen, events_read
from tests.office import POLICY
from tests.records import fill, hour
from tests.when import NOON

DESK = Desk(POLICY, NOON)
MANY = HEARD_AT_ONCE + 3


async def test_of_very_many_answers_on_a_page_some_are_heard_at_once_and_the_others_after_a_look(store: Store) -> None:
    async with store() as work:
        booked = await _book(work, MANY)
    yes = {each: EventNow(f"event-{each}", hour(48), (Guest("ivan@example.org", GuestAnswer.YES),)) for each in booked}

    async with store() as work:
        page = EventsRead("sandbox", "desk@example.org", EventChanges(tuple(yes.values()), "c"), NOON)
        await events_read(page, work=work, desk=DESK)
    async with store() as work:
        at_once = await _fits(work, booked)
        claimed = await work.outbox.claim(limit=100)
    looks = {row.effect.interview for row in claimed if isinstance(row, Claimed) and isinstance(row.effect, CheckEvent)}
    for interview in looks:
        async with store() as work:
            await event_seen(EventSeen(interview, yes[interview]), work=work, desk=DESK)

    async with store() as work:
        assert (len(at_once), at_once | looks) == (HEARD_AT_ONCE, booked)
        assert await _fits(work, booked) == booked


async def _book(work: Work, many: int) -> set[InterviewId]:
    """Have Ivan booked for many candidates; return the interviews."""
    desk = await fill(work)
    for number in range(many):
        name, booking = str(number), desk.booked.booking
        assert booking is not None
        fresh = replace(desk.ada, id=CandidateId(0), email=f"{name}@example.com", ats_candidate=name)
        candidate = await work.candidates.add(fresh, ats="greenhouse")
        source = replace(desk.application.source, id=name)
        application = replace(desk.application, id=ApplicationId(name), candidate=candidate.id, source=source)
        await work.applications.add(application)
        stands = replace(booking, event=f"event-{name}", uid=f"uid-{name}", carried=booking.span)
        await work.interviews.add(
            replace(desk.booked, id=InterviewId(name), application=application.id, booking=stands)
        )
    return {InterviewId(str(number)) for number in range(many)}


async def _fits(work: Work, interviews: set[InterviewId]) -> set[InterviewId]:
    cases = await work.interviews.cases(sorted(interviews), viewer=USHER)
    return {each.interview.id for each in cases if all(seat.answer is Answer.FITS for seat in each.interview.seats)}
