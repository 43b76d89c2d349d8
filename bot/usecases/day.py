"""What people say on the day itself and afterwards: that it started, that the candidate did not come, or why neither."""

from collections.abc import Mapping

from bot.actions import AskNoShow, AskToCorrect, CorrectIt, DidTakePlace, NoShowIt, SayStarted
from bot.cards import Card
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow, may
from bot.domain.case import Case, keep_own_file
from bot.domain.ids import InterviewId
from bot.domain.interview import PEOPLE_READ, Came, State
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.ports import Work
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse, Reply
from bot.say.cards import interview_card, outline_card
from bot.say.day import INSTEAD, NO_SHOW, correct_form, day_card, no_show_form
from bot.say.refusals import GONE, MOVED
from bot.steps import day
from bot.steps.scorecards import sent_by

EARLY = "This interview has not begun yet, so I noted nothing."
MOVED_ON = "They have moved on since, so what is on file about this interview stays as it is."


async def pressed(
    action: SayStarted | AskNoShow | DidTakePlace | AskToCorrect, *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Do what a card of the day says, or open the step that asks once more. Raises Refusal."""
    case = await _case(action.interview, person=person, work=work)
    if not isinstance(action, AskToCorrect) and (
        refusal := await _refusal(action, case, person=person, work=work, desk=desk)
    ):
        return refusal
    match action:
        case SayStarted():
            case = await day.say(case, Came.STARTED, person=person, work=work, desk=desk)
            return Redraw(await _day_card(case, person=person, work=work, desk=desk))
        case AskNoShow(final=final):
            if not _is_seated(case, person) or final:
                _must_decide(case, person)
            if case.interview.state is State.NO_SHOW and not final:
                said = f"This interview is {PEOPLE_READ[State.NO_SHOW]} already."
                return Refuse(said, await _fresh(case, person=person, work=work, desk=desk))
            return Open(no_show_form(case, final=final, policy=desk.policy))
        case DidTakePlace():
            await _must_count(case, person=person, work=work)
            await day.settle(case, Came.STARTED, by=_by(person), work=work, desk=desk)
            return Nothing()
        case AskToCorrect():
            await _must_count(case, person=person, work=work)
            if case.interview.state is not State.TOOK_PLACE:
                said = f"This interview is {PEOPLE_READ[case.interview.state]}; that step no longer applies."
                return Refuse(said, await _fresh(case, person=person, work=work, desk=desk))
            return Open(correct_form(case, policy=desk.policy))


async def submitted(
    action: NoShowIt | CorrectIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take the second step: the cards of everybody concerned are drawn anew. Raises Refusal."""
    case = await _case(action.interview, person=person, work=work)
    match action:
        case NoShowIt(final=final):
            if refusal := await _refusal(action, case, person=person, work=work, desk=desk):
                return refusal
            if _is_seated(case, person) and not final:
                await day.say(case, Came.ABSENT, person=person, work=work, desk=desk)
                return Nothing()
            _must_decide(case, person)
            await day.settle(case, Came.ABSENT, by=_by(person), work=work, desk=desk)
            return Nothing()
        case CorrectIt():
            await _must_count(case, person=person, work=work)
            return await _correct(case, values, person=person, work=work, desk=desk)


async def _correct(case: Case, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    reason = INSTEAD.get(values.get("reason", ""))
    if reason is None:
        return FormErrors({"reason": "Please choose what happened."})
    if values["reason"] == NO_SHOW:
        await day.settle(case, Came.ABSENT, by=_by(person), work=work, desk=desk)
        return Nothing()
    words = " ".join(values.get("words", "").split())[:200]
    said = f"{reason}: {words}" if words else reason
    await day.not_held(case, said, by=_by(person), work=work, desk=desk)
    return Nothing()


async def _case(interview: InterviewId, *, person: Person, work: Work) -> Case:
    case = await work.interviews.case(interview, viewer=_by(person))
    if case is None:
        raise Refusal(GONE)
    if not may(person, Act.MOVE, opening=case.opening):
        allow(person, Act.ANSWER, opening=case.opening, seated=_is_seated(case, person))
    keep_own_file(case.candidate, person=person)
    return case


def _by(person: Person) -> Viewer:
    return Viewer.person(person.id, why="day")


def _is_seated(case: Case, person: Person) -> bool:
    return any(seat.person == person.id for seat in case.interview.seats)


async def _refusal(
    action: SayStarted | AskNoShow | DidTakePlace | NoShowIt, case: Case, *, person: Person, work: Work, desk: Desk
) -> Refuse | None:
    """Return why nothing can be said about the booked time that the card showed."""
    booking = case.interview.booking
    if booking is None:
        said = f"Nothing is booked any more: this interview is {PEOPLE_READ[case.interview.state]}."
    elif action.sequence != case.interview.sequence:
        said = MOVED
    elif booking.span.start > desk.now:
        said = EARLY
    else:
        return None
    return Refuse(said, await _fresh(case, person=person, work=work, desk=desk))


async def _fresh(case: Case, *, person: Person, work: Work, desk: Desk) -> Card:
    if _is_seated(case, person):
        return await _day_card(case, person=person, work=work, desk=desk)
    if may(person, Act.SEE_RECORD, opening=case.opening):
        return interview_card(case, policy=desk.policy, apis=desk.apis)
    return outline_card(case, policy=desk.policy)


async def _day_card(case: Case, *, person: Person, work: Work, desk: Desk) -> Card:
    mine = await sent_by(person.id, case=case, work=work)
    return day_card(case, reader=person.id, mine=mine, policy=desk.policy, now=desk.now)


def _must_decide(case: Case, person: Person) -> None:
    """Raise Refusal unless this person says what comes next for the candidate."""
    allow(person, Act.MOVE, opening=case.opening)


async def _must_count(case: Case, *, person: Person, work: Work) -> None:
    """Raise Refusal unless the person decides, and what they say of this interview still says what comes next."""
    _must_decide(case, person)
    latest = await work.interviews.latest(case.application.id)
    if latest is None or latest.id != case.interview.id or case.application.stage != case.interview.stage:
        raise Refusal(MOVED_ON)
