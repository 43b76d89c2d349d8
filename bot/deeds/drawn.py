"""A card as the record has it now, drawn at the moment of sending; the read is audited as its reader's."""

from bot.cards import Card
from bot.deeds.day import drawn_no_show
from bot.deeds.digests import drawn_digest
from bot.deeds.health import drawn_health, drawn_review
from bot.deeds.left import drawn_left
from bot.deeds.means import Means
from bot.desk import Desk
from bot.domain.access import USHER, Act, Viewer, may, startable
from bot.domain.calendar_faults import Cause
from bot.domain.case import Case, is_theirs
from bot.domain.feedback import feedback_of
from bot.domain.ids import ApplicationId, InterviewId, OpeningId, PersonId
from bot.domain.people import Account, Barrier, Person, Platform
from bot.domain.pipeline import Status
from bot.domain.rooms import PASS_FOR, Pass, door
from bot.effects import CardKind
from bot.ports import Work
from bot.say import cards
from bot.say.accounts import unreached_card
from bot.say.calendar_faults import calendar_card
from bot.say.day import ask_card_now, day_card, seat_card_now
from bot.say.debrief import debrief_card
from bot.say.digest import in_place_of
from bot.say.given_up import dead_card, settled_card
from bot.say.intake import intake_card
from bot.say.record_cards import unsettled_card
from bot.say.rooms import pass_card
from bot.say.scorecards import scorecard_card
from bot.steps import calendar_faults, scorecards
from bot.steps.applied import applied_of
from bot.steps.freshness import unread_of
from bot.steps.intake import standing_of

SKIPPED = "Somebody had it skipped, so what follows it went on without it."
RETRIED = "Somebody had it tried again."

Reached = tuple[Card, Person, tuple[Account, ...]]


async def drawn(
    card: CardKind, subject: str, *, reader: PersonId, behalf: PersonId | None = None, means: Means
) -> Reached | None:
    """Return the card, its reader and their accounts; None where there is nothing to show or nobody to show it to.

    The card of somebody who was away says in whose place its reader has it (`behalf`).
    """
    async with means.store() as work:
        person = await work.people.get(reader)
        if person is None or not person.active:
            return None
        accounts = tuple(await work.people.accounts(reader))
        found = await _card(card, subject, reader=reader, work=work, means=means)
        away = await work.people.get(behalf) if behalf is not None else None
        return None if found is None else (in_place_of(found, away), person, accounts)


async def _card(card: CardKind, subject: str, *, reader: PersonId, work: Work, means: Means) -> Card | None:
    viewer = Viewer.person(reader, why=f"card {card}")
    match card:
        case CardKind.DEAD:
            return await _given_up(int(subject), work=work)
        case CardKind.UNREACHED:
            return await _unreached(subject, work=work)
        case CardKind.UNSETTLED:
            return await _unsettled(subject, viewer=viewer, work=work)
        case CardKind.CALENDAR:
            return await _calendars(subject, work=work)
        case CardKind.HEALTH:
            return await drawn_health(subject, work=work)
        case CardKind.REVIEW:
            return await drawn_review(work=work)
        case CardKind.PASS:
            return pass_card(Pass(reader, door(subject), means.clock() + PASS_FOR))
        case CardKind.INTAKE:
            return await _intake(OpeningId(subject), viewer=viewer, reader=reader, work=work, means=means)
        case CardKind.SCORECARD:
            return await _scorecard(InterviewId(subject), viewer=viewer, reader=reader, work=work, means=means)
        case CardKind.DEBRIEF:
            return await _debrief(InterviewId(subject), viewer=viewer, reader=reader, work=work, means=means)
        case CardKind.DIGEST:
            person = await work.people.get(reader)
            return None if person is None else await drawn_digest(subject, reader=person, work=work, means=means)
        case CardKind.STALE | CardKind.HANDED:
            about = ApplicationId(subject)
            return await drawn_left(card, about, viewer=viewer, reader=reader, work=work, means=means)
        case CardKind.NO_SHOW:
            return await drawn_no_show(InterviewId(subject), viewer=viewer, work=work, means=means)
        case CardKind.INCOMPLETE:
            return await _incomplete(ApplicationId(subject), viewer=viewer, work=work)
        case _:
            case = await work.interviews.case(InterviewId(subject), viewer=viewer)
            return None if case is None else await _interview_card(card, case, reader, work=work, means=means)


async def _given_up(row: int, *, work: Work) -> Card:
    dead = await work.outbox.dead_row(row)
    if dead:
        return dead_card(row, effect=dead[0], why=dead[1])
    return settled_card(row, said=SKIPPED if await work.outbox.was_skipped(row) else RETRIED)


async def _unreached(subject: str, *, work: Work) -> Card:
    key, platform, barrier = subject.split(".")
    whose = await work.people.get(PersonId(int(key)))
    return unreached_card(whose, platform=Platform(platform), barrier=Barrier(barrier))


async def _unsettled(subject: str, *, viewer: Viewer, work: Work) -> Card | None:
    moved, _, asked = subject.partition(".")
    applied = await applied_of(ApplicationId(moved), viewer=viewer, work=work)
    return None if applied is None else unsettled_card(applied, asked=Status(asked))


async def _intake(opening: OpeningId, *, viewer: Viewer, reader: PersonId, work: Work, means: Means) -> Card | None:
    found, person = await work.openings.get(opening), await work.people.get(reader)
    if found is None or person is None:
        return None
    standing = await standing_of(found, viewer=viewer, policy=means.policy, at=means.clock(), work=work)
    return intake_card(standing, reader=person, may_draft=may(person, Act.SCHEDULE, opening=found))


async def _debrief(
    interview: InterviewId, *, viewer: Viewer, reader: PersonId, work: Work, means: Means
) -> Card | None:
    case, person = await work.interviews.case(interview, viewer=viewer), await work.people.get(reader)
    if case is None or person is None or is_theirs(case.candidate, person=person):
        return None
    feedback = feedback_of(case.interview, await work.scorecards.of(case.application.id, viewer=USHER))
    schedules = may(person, Act.SCHEDULE, opening=case.opening) and bool(startable(person, means.policy.kinds))
    return debrief_card(case, feedback=feedback, reader=reader, schedules=schedules, policy=means.policy)


async def _scorecard(
    interview: InterviewId, *, viewer: Viewer, reader: PersonId, work: Work, means: Means
) -> Card | None:
    """Return an interviewer's card; of what others wrote it tells no more than that there is something to read."""
    case, person = await work.interviews.case(interview, viewer=viewer), await work.people.get(reader)
    if case is None or person is None or is_theirs(case.candidate, person=person):
        return None
    mine = await scorecards.sent_by(reader, case=case, work=work)
    stages = await scorecards.stages_of(case, viewer=USHER, work=work)
    others = scorecards.others_of(stages, scorecards.reader_of(person, case=case), interview=interview)
    return scorecard_card(case, reader=reader, mine=mine, others=bool(others), policy=means.policy)


async def _calendars(subject: str, *, work: Work) -> Card:
    vendor, _, cause = subject.partition(".")
    faults = await calendar_faults.still(subject, work=work)
    whose = {fault.whose for fault in faults}
    people = {person.id: person for person in await work.people.all() if person.id in whose}
    return calendar_card(vendor, Cause(cause), faults=faults, people=people)


async def _incomplete(application: ApplicationId, *, viewer: Viewer, work: Work) -> Card | None:
    about = await applied_of(application, viewer=viewer, work=work)
    if about is None:
        return None
    held = {each.application: each.missing for each in await work.triggers.all()}
    return cards.incomplete_card(
        about.application, candidate=about.candidate, opening=about.opening, lacking=held.get(application, ())
    )


async def _interview_card(card: CardKind, case: Case, reader: PersonId, *, work: Work, means: Means) -> Card:
    match card:
        case CardKind.ASK | CardKind.SEAT:
            mine = await scorecards.sent_by(reader, case=case, work=work)
            newer = any(
                post.card is CardKind.DAY and post.person == reader
                for post in await work.posts.about(case.interview.id)
            )
            say = ask_card_now if card is CardKind.ASK else seat_card_now
            return say(case, reader=reader, mine=mine, has_newer=newer, policy=means.policy, now=means.clock())
        case CardKind.DAY:
            mine = await scorecards.sent_by(reader, case=case, work=work)
            return day_card(case, reader=reader, mine=mine, policy=means.policy, now=means.clock())
        case CardKind.REMINDER:
            return cards.reminder_card(case, reader=reader, policy=means.policy)
        case CardKind.STUCK:
            return cards.stuck_card(case, policy=means.policy)
        case _:
            desk = Desk(means.policy, means.clock(), frozenset(means.ends.ats))
            unread = await unread_of(case, work=work, desk=desk)
            return cards.interview_card(case, policy=desk.policy, apis=desk.apis, unread=unread)
