"""Reading an ATS's record, writing outcomes and scorecards to it, and asking it for a status."""

from bot.deeds.means import Means
from bot.domain.access import USHER
from bot.effects import MoveInAts, ReadRecord, WriteBack, WriteScorecard
from bot.inbound import Done, Inbound, RecordRead
from bot.ports import Claimed
from bot.say.scorecards import written


async def read_record(reading: ReadRecord, *, means: Means) -> Inbound:
    async with means.store() as work:
        application = await work.applications.get(reading.application, viewer=USHER)
    if application is None:
        return Done()
    record = await means.ats(application.source.ats).read(application.source.id)
    return RecordRead(reading.application, record)


async def write_back(writing: WriteBack, claimed: Claimed, *, means: Means) -> Inbound:
    case = await means.case(writing.interview)
    if case is None:
        return Done()
    source, booking = case.application.source, case.interview.booking
    span = booking.span if booking else None
    await means.ats(source.ats).write(source.id, writing.outcome, span=span, key=claimed.key)
    return Done()


async def write_scorecard(writing: WriteScorecard, claimed: Claimed, *, means: Means) -> Inbound:
    """Tell what one interviewer wrote, or added; it is the organisation's own system, and no person reads it here."""
    async with means.store() as work:
        case = await work.interviews.case(writing.interview, viewer=USHER)
        sent = await work.scorecards.of(writing.application, viewer=USHER)
        card = next((each for each in sent if each.id == writing.scorecard), None)
        author = await work.people.get(card.author) if card is not None else None
    if case is None or card is None or len(card.amendments) < writing.amendment:
        return Done()
    told = written(card, author=author, case=case, policy=means.policy, amendment=writing.amendment)
    source = case.application.source
    await means.ats(source.ats).feedback(source.id, told, key=claimed.key)
    return Done()


async def move_in_ats(moving: MoveInAts, claimed: Claimed, *, means: Means) -> Inbound:
    async with means.store() as work:
        application = await work.applications.get(moving.application, viewer=USHER)
    if application is None or application.pending is None or application.pending.status is not moving.status:
        return Done()
    await means.ats(application.source.ats).move(application.source.id, status=moving.status, key=claimed.key)
    return Done()
