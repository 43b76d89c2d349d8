"""What interviewers press and write about times before one is booked, and the coordinator about the one that stands."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import AnswerTimes, KeepLooking, OthersIt, OtherTimes, ShowAsked
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow
from bot.domain.answer import Prompt, Suggests, read
from bot.domain.case import Case, keep_own_file
from bot.domain.dead_end import OneTime
from bot.domain.ids import InterviewId
from bot.domain.interview import PEOPLE_READ, State
from bot.domain.interview_moves import asked_of
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.ports import Work
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say.asks import ask_card, others_form
from bot.say.cards import interview_card, seat_card
from bot.say.gaps import short_words
from bot.say.refusals import GONE, NOT_ASKED, WHEN
from bot.steps.gaps import too_short
from bot.steps.hearing import hear, look_on, suggest


async def pressed(
    action: AnswerTimes | OtherTimes | KeepLooking | ShowAsked, *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take an answer about times, or have the search go on; what is not asked any more comes back with the fresh card."""
    if isinstance(action, KeepLooking):
        case = await _case(action.interview, act=Act.SCHEDULE, person=person, work=work, desk=desk)
        return await _look_on(case, work=work, desk=desk)
    case = await _case(action.interview, act=Act.ANSWER, person=person, work=work, desk=desk)
    asked = {option.number for option in asked_of(case.interview, person.id)}
    if isinstance(action, ShowAsked):
        sits = any(seat.person == person.id for seat in case.interview.seats)
        shown = seat_card if sits and not asked else ask_card
        return Say(shown(case, reader=person.id, policy=desk.policy))
    match action:
        case OtherTimes(_, words) if asked:
            return Open(others_form(case, reader=person.id, policy=desk.policy, words=words))
        case AnswerTimes(_, works, cannot) if asked & {*works, *cannot}:
            told, refused = frozenset(works), frozenset(cannot)
            case = await hear(case, person=person.id, works=told, cannot=refused, work=work, desk=desk)
            return Redraw(ask_card(case, reader=person.id, policy=desk.policy))
        case _:
            return Refuse(NOT_ASKED, ask_card(case, reader=person.id, policy=desk.policy))


async def submitted(action: OthersIt, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take the times that somebody wrote in place of those they were asked about."""
    case = await _case(action.interview, act=Act.ANSWER, person=person, work=work, desk=desk)
    asked = asked_of(case.interview, person.id)
    if not asked:
        return Refuse(NOT_ASKED, ask_card(case, reader=person.id, policy=desk.policy))
    words = " ".join(values.get("words", "").split())[:300]
    if not words:
        return FormErrors({"words": WHEN})
    spans = tuple(option.span for option in asked)
    reading = read(words, prompt=Prompt(options=spans, zone=desk.zone_of(person.zone), now=desk.now))
    if isinstance(reading, Suggests) and (room := await too_short(case, reading, work=work, desk=desk)) is not None:
        return FormErrors({"words": short_words(room, zone=desk.zone_of(person.zone), policy=desk.policy)})
    windows = reading.windows if isinstance(reading, Suggests) else ()
    await suggest(case, person=person.id, words=words, windows=windows, work=work, desk=desk)
    return Nothing()


async def _case(interview: InterviewId, *, act: Act, person: Person, work: Work, desk: Desk) -> Case:
    case = await work.interviews.case(interview, viewer=Viewer.person(person.id, why=act.value))
    if case is None:
        raise Refusal(GONE)
    kind = desk.policy.kinds.get(case.interview.kind)
    allow(person, act, opening=case.opening, seated=person.id in case.interview.everybody, kind=kind)
    keep_own_file(case.candidate, person=person)
    return case


async def _look_on(case: Case, *, work: Work, desk: Desk) -> Reply:
    if case.interview.state is not State.ASKING or not isinstance(case.interview.trouble, OneTime):
        said = f"This interview is {PEOPLE_READ[case.interview.state]}; that step no longer applies."
        return Refuse(said, interview_card(case, policy=desk.policy, apis=desk.apis))
    touched = replace(case, interview=replace(case.interview, touched=True))
    case = await look_on(touched, work=work, desk=desk)
    return Redraw(interview_card(case, policy=desk.policy, apis=desk.apis))
