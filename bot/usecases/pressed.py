"""What people press and submit on cards: typed actions, judged against the record as it is now."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import (
    AskForTime,
    AskToCancel,
    CancelIt,
    LookAgain,
    OfferOne,
    RelaxRule,
    SeatCannot,
    SeatFits,
    ShowInterview,
    SkipIt,
    SuggestIt,
    TryAgain,
)
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow, may
from bot.domain.answer import Prompt, Suggests, read
from bot.domain.case import Case, has_seat, keep_own_file
from bot.domain.dead_end import NoTimes, SeatDeclined, SeatRefused
from bot.domain.ids import InterviewId
from bot.domain.interview import LIVE, OVER, PEOPLE_READ, State
from bot.domain.people import Person, Role
from bot.domain.refusal import Refusal
from bot.domain.relaxation import Relaxation, Relaxations
from bot.domain.time import Interval
from bot.effects import MoveInAts, PlaceHold
from bot.forms import filled
from bot.inbound import Pressed, Submitted
from bot.ports import Posted, Work
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say.cards import interview_card, outline_card, seat_card
from bot.say.forms import cancel_form, moved_meanwhile, suggest_form
from bot.say.gaps import short_words
from bot.say.given_up import settled_card
from bot.say.refusals import GONE, MOVED, SETTLED, WHEN
from bot.say.words import STAFF_REASONS, said_status
from bot.steps import seats
from bot.steps.booking import cancel, goes_on, reopen
from bot.steps.freshness import unread_of
from bot.steps.gaps import too_short
from bot.steps.moves import forget
from bot.steps.record import refresh
from bot.steps.round import LOOKING, offer, refused
from bot.steps.scorecards import sent_by

OUT_OF_DATE = "This card is out of date. “status” and a name show how things stand now."


async def pressed(asked: Pressed, *, why: str = "press", person: Person, work: Work, desk: Desk) -> Reply:
    """Do what a button says, or say kindly why not, with the fresh card; `why` is for the audit."""
    by = Viewer.person(person.id, why=why)
    match asked.action:
        case None:
            return Refuse(OUT_OF_DATE)
        case ShowInterview(interview):
            return await _show(interview, person=person, work=work, desk=desk)
        case AskToCancel(interview):
            case = await _case(interview, act=Act.CANCEL, person=person, work=work, desk=desk)
            if case.interview.state not in LIVE:
                return _fresh(case, desk=desk)
            return Open(cancel_form(case, policy=desk.policy))
        case LookAgain(interview):
            case = await _case(interview, act=Act.SCHEDULE, person=person, work=work, desk=desk)
            return await _look_again(case, by=by, work=work, desk=desk)
        case RelaxRule(interview, rule):
            case = await _case(interview, act=Act.SCHEDULE, person=person, work=work, desk=desk)
            return await _relax(case, rule, by=by, work=work, desk=desk)
        case OfferOne(interview):
            case = await _case(interview, act=Act.SCHEDULE, person=person, work=work, desk=desk)
            return await _offer_one(case, by=by, work=work, desk=desk)
        case SeatFits() | SeatCannot() | AskForTime() as action:
            return await _answer(action, person=person, work=work, desk=desk)
        case TryAgain(row):
            _must_mend(person)
            return await _try_again(row, by=by, work=work)
        case SkipIt(row):
            _must_mend(person)
            return await _skip(row, by=by, work=work, desk=desk)
        case _:
            return Refuse(OUT_OF_DATE)  # bot.asked leads the others to the use cases they belong to


async def shown(reply: Reply, *, on: Pressed, work: Work) -> Reply:
    """Return the reply so that it is seen: what stands in a message that is nobody's card is redrawn by nobody."""
    if not isinstance(reply, Redraw) or not on.message:
        return reply
    card = await work.posts.at(on.account, Posted(on.place, on.message))
    return reply if card is not None else Say(reply.card)


async def submitted(asked: Submitted, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take a form."""
    match asked.action:
        case None:
            return Refuse(OUT_OF_DATE)
        case CancelIt() as action:
            return await _cancel(action, asked.values, person=person, work=work, desk=desk)
        case SuggestIt() as action:
            return await _suggest(action, asked.values, person=person, work=work, desk=desk)
        case _:
            return Refuse(OUT_OF_DATE)


async def _show(interview: InterviewId, *, person: Person, work: Work, desk: Desk) -> Reply:
    case = await _case(interview, act=Act.SEE_RECORD, person=person, work=work, desk=desk)
    if not may(person, Act.SCHEDULE, opening=case.opening, kind=desk.policy.kinds.get(case.interview.kind)):
        return Say(outline_card(case, policy=desk.policy))
    unread = await unread_of(case, work=work, desk=desk)
    return Say(interview_card(case, policy=desk.policy, apis=desk.apis, unread=unread))


async def _answer(action: SeatFits | SeatCannot | AskForTime, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take what an interviewer says about the very time that their card showed."""
    case = await _case(action.interview, act=Act.ANSWER, person=person, work=work, desk=desk)
    over = await _over(case, person=person, work=work, desk=desk)
    if over is not None:
        return over
    if action.sequence not in {None, case.interview.sequence}:
        return Refuse(MOVED, seat_card(case, reader=person.id, policy=desk.policy))
    match action:
        case AskForTime(_, words):
            return Open(suggest_form(case, policy=desk.policy, words=words))
        case SeatFits():
            case = await seats.fits(case, person=person.id, work=work, desk=desk)
        case SeatCannot():
            case = await seats.cannot(case, person=person.id, work=work, desk=desk)
    return Redraw(seat_card(case, reader=person.id, policy=desk.policy))


async def _over(case: Case, *, person: Person, work: Work, desk: Desk) -> Refuse | None:
    """Return the refusal, with the fresh card, where no time is booked any more or it has taken place."""
    if case.interview.booking is not None and case.interview.state not in OVER:
        return None
    state = case.interview.state
    how = "took place" if state is State.TOOK_PLACE else f"is {PEOPLE_READ[state]}"
    said = f"This interview {how}, so there is nothing to answer. I noted nothing."
    mine = await sent_by(person.id, case=case, work=work)
    return Refuse(said, seat_card(case, reader=person.id, mine=mine, policy=desk.policy))


async def _suggest(action: SuggestIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    case = await _case(action.interview, act=Act.ANSWER, person=person, work=work, desk=desk)
    over = await _over(case, person=person, work=work, desk=desk)
    if over is not None:
        return over
    if action.sequence not in {None, case.interview.sequence}:
        return NextForm(filled(suggest_form(case, policy=desk.policy, lead=(moved_meanwhile(case),)), values))
    words = " ".join(values.get("words", "").split())[:300]
    if not words:
        return FormErrors({"words": WHEN})
    reading = read(words, prompt=Prompt(zone=desk.zone_of(person.zone), now=desk.now))
    if isinstance(reading, Suggests) and (room := await too_short(case, reading, work=work, desk=desk)) is not None:
        return FormErrors({"words": short_words(room, zone=desk.zone_of(person.zone), policy=desk.policy)})
    windows = reading.windows if isinstance(reading, Suggests) else ()
    await seats.cannot(case, person=person.id, words=words, windows=windows, work=work, desk=desk)
    return Nothing()


async def _case(interview: InterviewId, *, act: Act, person: Person, work: Work, desk: Desk) -> Case:
    case = await work.interviews.case(interview, viewer=Viewer.person(person.id, why=act.value))
    if case is None:
        raise Refusal(GONE)
    kind = desk.policy.kinds.get(case.interview.kind)
    allow(person, act, opening=case.opening, seated=has_seat(case.interview, person.id), kind=kind)
    keep_own_file(case.candidate, person=person)
    return case


def _fresh(case: Case, *, desk: Desk) -> Reply:
    said = f"This interview is {PEOPLE_READ[case.interview.state]}; that step no longer applies."
    return Refuse(said, interview_card(case, policy=desk.policy, apis=desk.apis))


async def _look_again(case: Case, *, by: Viewer, work: Work, desk: Desk) -> Reply:
    """Look for other times; what an interviewer named comes first, else what the candidate asked for still does."""
    trouble = case.interview.trouble
    named = trouble.windows if isinstance(trouble, SeatDeclined | SeatRefused) else ()
    wishes = named or case.interview.wishes
    return await _anew(case, by=by, wishes=wishes, work=work, desk=desk)


async def _relax(case: Case, rule: Relaxation, *, by: Viewer, work: Work, desk: Desk) -> Reply:
    """Look once more for what was not found, with one of the rules giving way that would have helped."""
    trouble = case.interview.trouble
    if not isinstance(trouble, NoTimes) or rule not in {cure.rule for cure in trouble.cures}:
        return _fresh(case, desk=desk)
    relaxed = (*case.interview.relaxed, rule)
    return await _anew(case, by=by, wishes=case.interview.wishes, relaxed=relaxed, work=work, desk=desk)


async def _anew(
    case: Case, *, by: Viewer, wishes: tuple[Interval, ...], relaxed: Relaxations = (), work: Work, desk: Desk
) -> Reply:
    """Begin a new round for somebody who pressed for it, as far as there is anybody to find times for."""
    if not goes_on(case):
        raise Refusal(
            f"The application is at “{case.application.stage}” and {said_status(case.application.status)} now,"
            " so I look for no times."
        )
    mine, live = case.interview, await work.interviews.live(case.application.id)
    if any(other.id != mine.id and other.stage == mine.stage for other in live):
        raise Refusal("Another interview of this stage is under way already, so I look for no times for this one.")
    if not case.candidate.email or not case.candidate.mail_ok:
        raise Refusal("The candidate cannot be e-mailed: the record has no address, or the ATS says not to.")
    touched = replace(case, interview=replace(case.interview, touched=True))
    why = "asked for by a person"
    case = await reopen(touched, why, by=by, wishes=wishes, relaxed=relaxed, work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _offer_one(case: Case, *, by: Viewer, work: Work, desk: Desk) -> Reply:
    if case.interview.state not in LOOKING or not case.interview.standing:
        return _fresh(case, desk=desk)
    touched = replace(case, interview=replace(case.interview, touched=True, trouble=None))
    case = await offer(touched, by=by, work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))


async def _try_again(row: int, *, by: Viewer, work: Work) -> Reply:
    done = await work.outbox.revive(row)
    await work.audit.changed("effect.retried", subject=str(row), by=by)
    await refresh(str(row), work=work)
    return Redraw(settled_card(row, said="Trying again." if done else SETTLED))


async def _skip(row: int, *, by: Viewer, work: Work, desk: Desk) -> Reply:
    """Give an effect up; a hold that will not come is a time that is gone, a status that will not come is not waited for."""
    dead = await work.outbox.dead_row(row)
    done = await work.outbox.skip(row)
    await work.audit.changed("effect.skipped", subject=str(row), by=by)
    await refresh(str(row), work=work)
    match dead:
        case (PlaceHold(interview, option, person), _):
            await refused(interview, option, person=person, work=work, desk=desk)
        case (MoveInAts() as move, _) if done:
            await forget(move, by=by, work=work)
    return Redraw(settled_card(row, said="Skipped." if done else SETTLED))


def _must_mend(person: Person) -> None:
    if not person.roles & {Role.RECRUITER, Role.COORDINATOR, Role.ADMIN}:
        raise Refusal("That is for recruiters and coordinators. They have the same card, or can be asked for it.")


async def _cancel(action: CancelIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    case = await _case(action.interview, act=Act.CANCEL, person=person, work=work, desk=desk)
    if case.interview.state not in LIVE:
        return _fresh(case, desk=desk)
    if action.sequence not in {None, case.interview.sequence}:
        return NextForm(filled(cancel_form(case, policy=desk.policy, lead=(moved_meanwhile(case),)), values))
    reason = STAFF_REASONS.get(values.get("reason", ""))
    if reason is None:
        return FormErrors({"reason": "Please choose one of the reasons."})
    words = " ".join(values.get("words", "").split())[:200]
    touched = replace(case, interview=replace(case.interview, touched=True))
    said = f"{reason}: {words}" if words else reason
    case = await cancel(touched, said, by=Viewer.person(person.id, why="press"), work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))
