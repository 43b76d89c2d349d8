"""What people press and submit on cards: typed actions, judged against the record as it is now."""

from dataclasses import replace

from bot.actions import (
    AnswerTimes,
    AskForTime,
    AskToCancel,
    CancelIt,
    GoOn,
    KeepLooking,
    LookAgain,
    MoveIt,
    NextIt,
    NoteAnyway,
    NoteIt,
    OfferOne,
    OthersIt,
    OtherTimes,
    ScheduleIt,
    SeatCannot,
    SeatFits,
    ShowInterview,
    SkipIt,
    SuggestIt,
    TryAgain,
    TurnPage,
)
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow, scope
from bot.domain.answer import Prompt, Suggests, read
from bot.domain.case import Case
from bot.domain.dead_end import SeatRefused
from bot.domain.ids import ApplicationId, InterviewId
from bot.domain.interview import LIVE, PEOPLE_READ, Answer
from bot.domain.interview_moves import answered
from bot.domain.people import Person, Role
from bot.domain.pipeline import OPEN
from bot.domain.refusal import Refusal
from bot.effects import MoveInAts, PlaceHold
from bot.inbound import Pressed, Submitted
from bot.ports import Work
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say.cards import interview_card, outline_card, seat_card, settled_card
from bot.say.forms import cancel_form, suggest_form
from bot.say.words import STAFF_REASONS, said_status
from bot.steps import seats
from bot.steps.begin import begin, missing, start_of
from bot.steps.booking import cancel, goes_on, reopen
from bot.steps.moves import forget
from bot.steps.round import LOOKING, offer, refused

OUT_OF_DATE = "This card is out of date. “status” and a name show how things stand now."
GONE = "I no longer have this interview. “status” and a name show what there is."


async def pressed(asked: Pressed, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Do what a button says, or say kindly why not, with the fresh card."""
    match asked.action:
        case None:
            return Refuse(OUT_OF_DATE)
        case ShowInterview(interview):
            case = await _case(interview, act=Act.SEE_RECORD, person=person, work=work)
            if scope(person, Act.SCHEDULE) is None:
                return Say(outline_card(case, policy=desk.policy))
            return Say(interview_card(case, policy=desk.policy, apis=desk.apis))
        case AskToCancel(interview):
            case = await _case(interview, act=Act.CANCEL, person=person, work=work)
            if case.interview.state not in LIVE:
                return _fresh(case, desk=desk)
            return Open(cancel_form(case, policy=desk.policy))
        case LookAgain(interview):
            case = await _case(interview, act=Act.SCHEDULE, person=person, work=work)
            return await _look_again(case, person=person, work=work, desk=desk)
        case OfferOne(interview):
            case = await _case(interview, act=Act.SCHEDULE, person=person, work=work)
            return await _offer_one(case, person=person, work=work, desk=desk)
        case SeatFits(interview):
            case = await _case(interview, act=Act.ANSWER, person=person, work=work)
            case = await seats.fits(case, person=person.id, work=work, desk=desk)
            return Redraw(seat_card(case, reader=person.id, policy=desk.policy))
        case SeatCannot(interview):
            case = await _case(interview, act=Act.ANSWER, person=person, work=work)
            case = await seats.cannot(case, person=person.id, work=work, desk=desk)
            return Redraw(seat_card(case, reader=person.id, policy=desk.policy))
        case AskForTime(interview):
            case = await _case(interview, act=Act.ANSWER, person=person, work=work)
            answered(case.interview, person.id, answer=Answer.CANNOT)
            return Open(suggest_form(case, policy=desk.policy))
        case GoOn() | TurnPage() | AnswerTimes() | OtherTimes() | KeepLooking():
            return Refuse(OUT_OF_DATE)  # the router leads these to the use cases they belong to
        case TryAgain(row):
            _must_mend(person)
            done = await work.outbox.revive(row)
            await _settled("effect.retried", row, person=person, work=work)
            return Redraw(settled_card(row, said="Trying again." if done else "Somebody has settled this already."))
        case SkipIt(row):
            _must_mend(person)
            dead = await work.outbox.dead_row(row)
            done = await work.outbox.skip(row)
            await _settled("effect.skipped", row, person=person, work=work)
            if dead is not None and isinstance(dead[0], PlaceHold):
                await refused(dead[0].interview, dead[0].option, work=work, desk=desk)
            if done and dead is not None and isinstance(dead[0], MoveInAts):
                await forget(dead[0], by=Viewer.person(person.id, why="press"), work=work)
            return Redraw(settled_card(row, said="Skipped." if done else "Somebody has settled this already."))


async def submitted(asked: Submitted, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take a form."""
    match asked.action:
        case None:
            return Refuse(OUT_OF_DATE)
        case CancelIt(interview):
            return await _cancel(interview, asked, person=person, work=work, desk=desk)
        case SuggestIt(interview):
            return await _suggest(interview, asked, person=person, work=work, desk=desk)
        case NoteIt() | NoteAnyway() | NextIt() | MoveIt() | OthersIt():
            return Refuse(OUT_OF_DATE)  # the router leads these to the use cases they belong to
        case ScheduleIt(preset):
            return await _schedule(preset, asked, person=person, work=work, desk=desk)


async def _suggest(interview: InterviewId, asked: Submitted, *, person: Person, work: Work, desk: Desk) -> Reply:
    case = await _case(interview, act=Act.ANSWER, person=person, work=work)
    words = " ".join(asked.values.get("words", "").split())[:300]
    if not words:
        return FormErrors({"words": "Please say when, such as “Thursday after 2”."})
    reading = read(words, prompt=Prompt(zone=desk.zone_of(person.zone), now=desk.now))
    windows = reading.windows if isinstance(reading, Suggests) else ()
    await seats.cannot(case, person=person.id, words=words, windows=windows, work=work, desk=desk)
    return Nothing()


async def _case(interview: InterviewId, *, act: Act, person: Person, work: Work) -> Case:
    case = await work.interviews.case(interview, viewer=Viewer.person(person.id, why=act.value))
    if case is None:
        raise Refusal(GONE)
    allow(person, act, opening=case.opening, seated=person.id in case.interview.people)
    return case


def _fresh(case: Case, *, desk: Desk) -> Reply:
    said = f"This interview is {PEOPLE_READ[case.interview.state]}; that step no longer applies."
    return Refuse(said, interview_card(case, policy=desk.policy, apis=desk.apis))


async def _look_again(case: Case, *, person: Person, work: Work, desk: Desk) -> Reply:
    if not goes_on(case):
        raise Refusal(
            f"The application is at “{case.application.stage}” and {said_status(case.application.status)} now."
        )
    if not case.candidate.email or not case.candidate.mail_ok:
        raise Refusal("The candidate cannot be e-mailed: the record has no address, or the ATS says not to.")
    by = Viewer.person(person.id, why="press")
    touched = replace(case, interview=replace(case.interview, touched=True))
    trouble = case.interview.trouble
    wishes = trouble.windows if isinstance(trouble, SeatRefused) else ()
    case = await reopen(touched, "asked for by a person", by=by, wishes=wishes, work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _offer_one(case: Case, *, person: Person, work: Work, desk: Desk) -> Reply:
    if case.interview.state not in LOOKING or not case.interview.standing:
        return _fresh(case, desk=desk)
    touched = replace(case, interview=replace(case.interview, touched=True, trouble=None))
    case = await offer(touched, by=Viewer.person(person.id, why="press"), work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _settled(what: str, row: int, *, person: Person, work: Work) -> None:
    await work.audit.changed(what, subject=str(row), by=Viewer.person(person.id, why="press"))


def _must_mend(person: Person) -> None:
    if not person.roles & {Role.RECRUITER, Role.COORDINATOR, Role.ADMIN}:
        raise Refusal("That is for recruiters and coordinators. They have the same card, or can be asked for it.")


async def _cancel(interview: InterviewId, asked: Submitted, *, person: Person, work: Work, desk: Desk) -> Reply:
    case = await _case(interview, act=Act.CANCEL, person=person, work=work)
    if case.interview.state not in LIVE:
        return _fresh(case, desk=desk)
    reason = STAFF_REASONS.get(asked.values.get("reason", ""))
    if reason is None:
        return FormErrors({"reason": "Please choose one of the reasons."})
    words = " ".join(asked.values.get("words", "").split())[:200]
    touched = replace(case, interview=replace(case.interview, touched=True))
    said = f"{reason}: {words}" if words else reason
    case = await cancel(touched, said, by=Viewer.person(person.id, why="press"), work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _schedule(preset: ApplicationId | None, asked: Submitted, *, person: Person, work: Work, desk: Desk) -> Reply:
    kind = desk.policy.kinds.get(asked.values.get("kind", ""))
    if kind is None:
        return FormErrors({"kind": "Please choose a kind of interview."})
    viewer = Viewer.person(person.id, why="schedule")
    named = ApplicationId(asked.values.get("application", "") or preset or "")
    application = await work.applications.get(named, viewer=viewer)
    if application is None or application.status not in OPEN:
        return FormErrors({"application": "Please choose a candidate who is in play."})
    start = await start_of(application, kind=kind, work=work)
    if start is None:
        return FormErrors({"application": "This record is not whole; an import can mend it."})
    allow(person, Act.SCHEDULE, opening=start.opening)
    lacking = tuple(missing(start))
    if lacking:
        return FormErrors({"application": f"Not yet: {'; '.join(lacking)} is missing."})
    live = [i for i in await work.interviews.live(application.id) if i.stage == application.stage]
    if live:
        return FormErrors({"application": f"One is under way already: it is {PEOPLE_READ[live[0].state]}."})
    await begin(start, by=viewer, work=work, desk=desk)
    return Nothing()
