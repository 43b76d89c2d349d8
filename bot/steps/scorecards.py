"""What follows an interview: its interviewers are asked, what they send is kept, and whoever waits for it hears of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.blind import Reader, readable
from bot.domain.case import Case, is_theirs
from bot.domain.feedback import HELD, Feedback, feedback_of, owing
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.scorecard import Amendment, Scorecard
from bot.domain.time import at, local_day
from bot.effects import CardKind
from bot.moments import for_person
from bot.ports import Work
from bot.steps import debrief
from bot.steps.ats import write_feedback
from bot.steps.digest import redraw
from bot.steps.homes import case_changed
from bot.steps.record import refresh
from bot.steps.tell import tell

FEEDBACK = "feedback"


async def begin(case: Case, *, work: Work, desk: Desk) -> None:
    """An interview has taken place: set when each of its panel is asked, and when the feedback is passed on at last.

    Where somebody said of an earlier time that it did not happen, that says nothing about this one.
    """
    end = case.interview.booking.span.end if case.interview.booking is not None else desk.now
    await work.scorecards.forget_denials(case.interview.id, before=end)
    for person in feedback_of(case.interview, ()).asked:
        due = asked_at(end, person=case.people[person], desk=desk)
        await _set(case, person, due=due, work=work)
    await debrief.consider(case, work=work, desk=desk)


async def _set(case: Case, person: PersonId, *, due: datetime, work: Work) -> None:
    key = f"{FEEDBACK}:{case.interview.id}:{person}"
    await work.timers.set(key, kind=FEEDBACK, subject=case.interview.id, due=due)


def asked_at(end: datetime, *, person: Person, desk: Desk) -> datetime:
    """Return when somebody is asked about an interview that ended then (aware UTC).

    Where they are not to be disturbed at that hour, it is when their next working day begins, with its digest.
    """
    policy, zone = desk.policy, desk.zone_of(person.zone)
    due = max(end + policy.feedback.ask, desk.now)
    allowed = for_person(due, person=person, zone=zone, quiet=policy.quiet, holidays=policy.organisation.holidays)
    if allowed == due:
        return due
    return max(allowed, at(local_day(allowed, zone=zone), policy.digest.at, zone=zone))


async def ask(case: Case, *, person: PersonId, work: Work, desk: Desk) -> None:
    """Ask one of the panel for their scorecard, if they still sit there and have not sent it.

    Where the moment has passed at which they could be disturbed, it is set anew.
    """
    if not await is_asked(case.interview.id, person, work=work):
        return
    occasion = f"{case.interview.round}.{case.interview.sequence}"
    reader = case.people[person]
    due = asked_at(desk.now - desk.policy.feedback.ask, person=reader, desk=desk)
    if due > desk.now:
        await _set(case, person, due=due, work=work)
        return
    await tell(CardKind.SCORECARD, case.interview.id, person=reader, occasion=occasion, work=work, desk=desk)


async def is_asked(interview: InterviewId, person: PersonId, *, work: Work) -> bool:
    """Whether somebody's scorecard of an interview is still to come, be it waited for or not."""
    found = await work.interviews.get(interview)
    if found is None or found.state not in HELD or person not in feedback_of(found, ()).asked:
        return False
    return person not in (await work.scorecards.authors([interview])).get(interview, frozenset())


async def owed(person: Person, *, work: Work) -> tuple[InterviewId, ...]:
    """Return the interviews whose feedback waits for somebody's scorecard, the oldest first."""
    lacking = await work.scorecards.owed_by(person.id)
    found = await work.interviews.some(lacking) if lacking else {}
    return tuple(key for key in lacking if key in found and person.id in owing(found[key], ()))


async def stages_of(case: Case, *, viewer: Viewer, work: Work) -> Sequence[Feedback]:
    """Return the feedback on every interview of the application, as the one rule is asked with it."""
    sent = await work.scorecards.of(case.application.id, viewer=viewer)
    return [feedback_of(each, sent) for each in await work.interviews.of(case.application.id)]


def reader_of(person: Person, *, case: Case) -> Reader:
    """Return somebody as the one rule asks about them."""
    hires = case.opening.hiring_manager == person.id
    return Reader(person.id, person.roles, hires, is_theirs(case.candidate, person=person))


def others_of(stages: Sequence[Feedback], reader: Reader, *, interview: InterviewId) -> tuple[Scorecard, ...]:
    """Return the others' scorecards of an interview that somebody may see now."""
    shown = readable(reader, stages)
    return tuple(card for card in shown if card.interview == interview and card.author != reader.person)


async def send(case: Case, card: Scorecard, *, work: Work, desk: Desk) -> bool:
    """Keep what somebody wrote, for good, and let it be known; False where they had sent theirs before."""
    if not await work.scorecards.add(card):
        return False
    by = Viewer.person(card.author, why="scorecard")
    what = "scorecard.sent" if card.held else "scorecard.not_held"
    detail = {"insisted": "yes"} if card.insisted else None
    await work.audit.changed(what, subject=card.interview, by=by, detail=detail)
    await write_feedback(case, card, work=work, desk=desk)
    await _told(case, card.author, work=work, desk=desk)
    return True


async def amend(case: Case, card: Scorecard, text: str, *, work: Work, desk: Desk) -> Scorecard:
    """Append what an author adds, marked where they had been shown another's of that interview by then."""
    read = await work.scorecards.has_read(card.author, interview=card.interview)
    added = Amendment(desk.now, text, after_reading=read)
    await work.scorecards.amend(card.id, added)
    by = Viewer.person(card.author, why="scorecard")
    detail = {"after_reading": "yes" if read else "no"}
    await work.audit.changed("scorecard.amended", subject=card.interview, by=by, detail=detail)
    card = replace(card, amendments=(*card.amendments, added))
    await write_feedback(case, card, amendment=len(card.amendments), work=work, desk=desk)
    await refresh(case.interview.id, work=work)
    return card


async def show(cards: Sequence[Scorecard], *, to: Person, about: InterviewId, work: Work, desk: Desk) -> None:
    """Note that somebody is shown others' scorecards: it is on record, and marks what they add to their own from now on."""
    await work.scorecards.shown([card.id for card in cards], to=to.id, at=desk.now)
    await work.audit.read("scorecards.shown", subject=about, by=Viewer.person(to.id, why="scorecards"))


async def _told(case: Case, author: PersonId, *, work: Work, desk: Desk) -> None:
    """Have everything drawn anew that shows how far the feedback is, and pass it on where it is complete."""
    await refresh(case.interview.id, work=work)
    await case_changed(case, work=work)
    opening = case.opening
    owners = [key for key in (opening.hiring_manager, opening.recruiter, opening.coordinator) if key is not None]
    await redraw(sorted({author, case.interview.owner, *owners}), work=work, desk=desk)
    await debrief.consider(case, work=work, desk=desk)


async def sent_by(person: PersonId, *, case: Case, work: Work) -> Scorecard | None:
    """Return what somebody sent for an interview, their word that it did not happen included."""
    sent = await work.scorecards.of(case.application.id, viewer=USHER)
    return next((each for each in sent if (each.interview, each.author) == (case.interview.id, person)), None)
