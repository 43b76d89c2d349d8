"""Scorecards: what an interviewer writes after an interview, sent once; and who may read what others wrote."""

import logging
from collections.abc import Mapping, Sequence

from bot.actions import (
    AmendIt,
    AskIfNotHeld,
    AskToAmend,
    FillScorecard,
    NotHeldIt,
    ScorecardAnyway,
    ScorecardIt,
    SeeOthers,
    SeeScorecard,
)
from bot.cards import Card
from bot.desk import Desk
from bot.domain.access import USHER, Viewer
from bot.domain.case import Case, keep_own_file
from bot.domain.feedback import HELD, feedback_of
from bot.domain.filling import filled
from bot.domain.ids import InterviewId, ScorecardId, random_key
from bot.domain.interview import Came, Seat, State
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.rooms import PASS_FOR, Door, Pass, Room
from bot.domain.scorecard import LONGEST, USUAL, Entry, Item, Scorecard
from bot.ports import Work
from bot.reply import FormErrors, NextForm, Open, Refuse, Reply, Say
from bot.say.day import NO_SHOW
from bot.say.refusals import GONE
from bot.say.scorecards import (
    NOT_THERE,
    OTHER,
    REASON,
    REASONS,
    amend_form,
    errors,
    not_held_form,
    others_card,
    own_card,
    scorecard_card,
    scorecard_form,
)
from bot.steps import day
from bot.steps.scorecards import amend, others_of, reader_of, send, sent_by, show, stages_of

log = logging.getLogger(__name__)

NO_SEAT = "You did not sit on this interview, so there is no scorecard of yours. The others’ are in the debrief pack."
TOO_EARLY = "The interview is not over yet. Its scorecard opens then."
NOTHING_TO_WRITE = "This interview did not take place as planned, so there is nothing to fill in now."
SENT = "You have sent yours already, and it stays as it is. You can add to it."
NONE_SENT = "You have not sent a scorecard for this interview."
YOURS_FIRST = "What others wrote opens to you once you have sent your own."
NOBODY_THERE = "None of us was there"
NOTHING_OPEN = "There is nothing of others that is open to you now."

Pressable = FillScorecard | AskIfNotHeld | SeeScorecard | SeeOthers | AskToAmend
Sendable = ScorecardIt | ScorecardAnyway | AmendIt | NotHeldIt


async def pressed(action: Pressable, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open what a button is about, for the seat of whoever presses it, or say kindly why not."""
    case = await _case(action.interview, person=person, work=work)
    mine = await sent_by(person.id, case=case, work=work)
    match action:
        case SeeOthers():
            return await _others(case, person=person, work=work, desk=desk)
        case SeeScorecard():
            return Say(await _own(case, _written(mine), person=person, work=work, desk=desk))
        case AskToAmend():
            return Open(amend_form(case, _written(mine), policy=desk.policy))
        case FillScorecard():
            stopped = await _stopped(case, mine, person=person, work=work, desk=desk)
            return stopped or Open(scorecard_form(case, items=_items(case, desk), values={}, policy=desk.policy))
        case AskIfNotHeld():
            stopped = await _stopped(case, mine, person=person, work=work, desk=desk)
            return stopped or Open(not_held_form(case, policy=desk.policy))


async def submitted(action: Sendable, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take what was written: once, and never changed after that."""
    case = await _case(action.interview, person=person, work=work)
    mine = await sent_by(person.id, case=case, work=work)
    match action:
        case AmendIt():
            return await _amend(action, case, mine, values, person=person, work=work, desk=desk)
        case NotHeldIt():
            stopped = await _stopped(case, mine, person=person, work=work, desk=desk)
            return stopped or await _not_held(case, mine, values, person=person, work=work, desk=desk)
        case ScorecardIt() | ScorecardAnyway():
            stopped = await _stopped(case, mine, person=person, work=work, desk=desk)
            anyway = isinstance(action, ScorecardAnyway)
            return stopped or await _take(case, mine, values, anyway=anyway, person=person, work=work, desk=desk)


async def _case(interview: InterviewId, *, person: Person, work: Work) -> Case:
    """Return the interview to who sat there, or owns the role; to nobody their own file."""
    case = await work.interviews.case(interview, viewer=Viewer.person(person.id, why="scorecard"))
    if case is None:
        raise Refusal(GONE)
    keep_own_file(case.candidate, person=person)
    return case


def _seat(case: Case, person: Person) -> Seat | None:
    return next((seat for seat in case.interview.seats if seat.person == person.id and seat.is_kept), None)


def _written(mine: Scorecard | None) -> Scorecard:
    """Return the scorecard that somebody sent; raises Refusal where they sent none, or only that it did not happen."""
    if mine is None or not mine.held:
        raise Refusal(NONE_SENT)
    return mine


def _items(case: Case, desk: Desk) -> Sequence[Item]:
    kind = desk.policy.kind_as(case.interview.kind, category=case.opening.category)
    return kind.scorecard if kind is not None else USUAL


async def _stopped(case: Case, mine: Scorecard | None, *, person: Person, work: Work, desk: Desk) -> Refuse | None:
    """Return why somebody cannot write about an interview, with how it stands; None where they can."""
    booking = case.interview.booking
    card = await _card(case, mine, person=person, work=work, desk=desk)
    if mine is not None and mine.held:
        return Refuse(SENT, card)
    if _seat(case, person) is None:
        raise Refusal(NO_SEAT)
    if case.interview.state in HELD:
        return None
    if booking is not None and booking.span.end > desk.now and case.interview.state is not State.NO_SHOW:
        return Refuse(TOO_EARLY)
    return Refuse(NOTHING_TO_WRITE, card)


async def _card(case: Case, mine: Scorecard | None, *, person: Person, work: Work, desk: Desk) -> Card:
    stages = await stages_of(case, viewer=USHER, work=work)
    others = bool(others_of(stages, reader_of(person, case=case), interview=case.interview.id))
    return scorecard_card(case, reader=person.id, mine=mine, others=others, policy=desk.policy)


# --- writing


async def _take(
    case: Case,
    mine: Scorecard | None,
    values: Mapping[str, str],
    *,
    anyway: bool,
    person: Person,
    work: Work,
    desk: Desk,
) -> Reply:
    """Keep a scorecard; one whose words say nothing is asked about once, and then taken as it is."""
    found = filled(_items(case, desk), values)
    if found.flaws:
        return FormErrors(errors(found))
    vague = found.vague
    if vague and not anyway:
        log.info("scorecard_without_observation", extra={"interview": case.interview.id})
        form = scorecard_form(case, items=_items(case, desk), values=values, vague=vague, policy=desk.policy)
        return NextForm(form)
    card = _scorecard(case, mine, person=person, entries=found.entries, insisted=bool(vague), desk=desk)
    return await _keep(case, card, person=person, work=work, desk=desk)


async def _keep(case: Case, card: Scorecard, *, person: Person, work: Work, desk: Desk) -> Reply:
    if not await send(case, card, work=work, desk=desk):
        sent = await sent_by(person.id, case=case, work=work)
        return Refuse(SENT, await _card(case, sent, person=person, work=work, desk=desk))
    return Say(await _card(case, card, person=person, work=work, desk=desk))


def _scorecard(
    case: Case,
    mine: Scorecard | None,
    *,
    person: Person,
    entries: tuple[Entry, ...] = (),
    insisted: bool = False,
    reason: str = "",
    desk: Desk,
) -> Scorecard:
    key = mine.id if mine is not None else ScorecardId(random_key())
    interview = case.interview
    about = (key, interview.id, interview.application, interview.stage, person.id, desk.now)
    return Scorecard(*about, entries, held=not reason, insisted=insisted, reason=reason)


async def _amend(
    action: AmendIt,
    case: Case,
    mine: Scorecard | None,
    values: Mapping[str, str],
    *,
    person: Person,
    work: Work,
    desk: Desk,
) -> Reply:
    text = values.get("text", "").strip()
    mine = _written(mine)
    if not text:
        return FormErrors({"text": "Please write what you would add."})
    if len(text) > LONGEST:
        return FormErrors({"text": f"At most {LONGEST} characters, please; this has {len(text)}."})
    if action.count == len(mine.amendments):
        mine = await amend(case, mine, text, work=work, desk=desk)
    elif text not in {each.text for each in mine.amendments}:
        return NextForm(amend_form(case, mine, policy=desk.policy))
    return Say(await _own(case, mine, person=person, work=work, desk=desk))


async def _not_held(
    case: Case, mine: Scorecard | None, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk
) -> Reply:
    """Take somebody's word that it did not happen. Where others have written about it, it is their own answer alone."""
    reason, words = values.get("reason", ""), " ".join(values.get("words", "").split())[:REASON]
    if reason not in REASONS:
        return FormErrors({"reason": "Please choose one."})
    if reason == OTHER and not words:
        return FormErrors({"words": "Please say in a few words what it was."})
    said = words if reason == OTHER else ": ".join(part for part in (REASONS[reason], words) if part)
    after = case
    if reason == NO_SHOW:
        after = await day.say(case, Came.ABSENT, person=person, work=work, desk=desk)
    elif not await _is_theirs_alone(reason, case, person=person, work=work):
        by = Viewer.person(person.id, why="scorecard")
        told = NOBODY_THERE if reason == NOT_THERE else said
        after = await day.not_held(case, told, by=by, work=work, desk=desk)
    if after.interview.state not in HELD:
        return Say(await _card(after, mine, person=person, work=work, desk=desk))
    card = _scorecard(after, mine, person=person, reason=said, desk=desk)
    return await _keep(after, card, person=person, work=work, desk=desk)


async def _is_theirs_alone(reason: str, case: Case, *, person: Person, work: Work) -> bool:
    """Whether it is somebody's own answer, and the interview was held all the same: others wrote of it, or were there."""
    sent = feedback_of(case.interview, await work.scorecards.of(case.application.id, viewer=USHER)).sent
    wrote = {card.author for card in sent if card.held} - {person.id}
    absent = {card.author for card in sent if not card.held} | {person.id}
    others = {seat.person for seat in case.interview.seats if seat.required} - absent
    return bool(wrote) or (reason == NOT_THERE and bool(others))


# --- reading


async def _own(case: Case, card: Scorecard, *, person: Person, work: Work, desk: Desk) -> Card:
    await work.audit.read("scorecard.read", subject=card.interview, by=Viewer.person(person.id, why="scorecard"))
    return own_card(case, card, whole=_whole(case, person=person, desk=desk), policy=desk.policy)


def _whole(case: Case, *, person: Person, desk: Desk) -> Pass:
    """Return somebody's way to the page that has all of what they may read, word for word."""
    return Pass(person.id, Door(Room.DEBRIEF, case.application.id), desk.now + PASS_FOR)


async def _others(case: Case, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Show what others wrote of an interview, as far as the one rule lets somebody read it now."""
    stages = await stages_of(case, viewer=USHER, work=work)
    cards = others_of(stages, reader_of(person, case=case), interview=case.interview.id)
    if not cards:
        mine = any(card.author == person.id for stage in stages for card in stage.sent)
        raise Refusal(YOURS_FIRST if _seat(case, person) is not None and not mine else NOTHING_OPEN)
    await show(cards, to=person, about=case.interview.id, work=work, desk=desk)
    people = {key: found for key in sorted({each.author for each in cards}) if (found := await work.people.get(key))}
    whole = _whole(case, person=person, desk=desk)
    return Say(others_card(case, cards, authors=people, whole=whole, policy=desk.policy))
