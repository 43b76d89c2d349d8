"""The candidate's page. Opening it changes nothing; pressing compares and sets on (interview, round)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import USHER, Viewer, Who
from bot.domain.case import Case
from bot.domain.dead_end import BeyondSelfService, CandidateCancelled, NoneSuited
from bot.domain.interview import ASKED, Booking, State
from bot.domain.policy import Kind
from bot.domain.refusal import Refusal
from bot.domain.time import Interval
from bot.domain.time import zone as known_zone
from bot.domain.token import Claim, Purpose
from bot.domain.wishes import Part
from bot.inbound import PageOpened, PagePosted
from bot.pages import Page
from bot.ports import Work
from bot.reply import Reply, Show
from bot.say import pages
from bot.say.gaps import short_words
from bot.say.words import REASONS
from bot.steps.booking import book, cancel, goes_on, reopen
from bot.steps.gaps import too_short
from bot.steps.record import Move, keep
from bot.steps.round import alert, hand_over
from bot.steps.wishes import is_possible, usual_hours, windows_of, wish_of

LOOK_AGAIN_LIMIT = 3
CHOOSE_ONE = "Please choose one of the times first."
GONE = "That time has just been taken. These are the times that are held for you now."
PENDING = frozenset({State.WANTED, State.ASKING})


async def opened(asked: PageOpened, *, work: Work, desk: Desk) -> Reply:
    """Show where the interview stands. Mail scanners follow links, so nothing is changed or counted here."""
    case = await work.interviews.case(asked.claim.interview, viewer=USHER)
    if case is None or case.interview.kind not in desk.policy.kinds:
        return Show(pages.unknown(desk.policy))
    return Show(_page(case, asked.claim, step=asked.step, zone=_zone(asked.zone, case=case, desk=desk), desk=desk))


async def posted(asked: PagePosted, *, work: Work, desk: Desk) -> Reply:
    """Do what the candidate pressed, if the record still allows it; otherwise show how it stands."""
    case = await work.interviews.case(
        asked.claim.interview, viewer=Viewer(Who.CANDIDATE, asked.claim.interview, "page")
    )
    if case is None or case.interview.kind not in desk.policy.kinds:
        return Show(pages.unknown(desk.policy))
    zone = _zone(asked.zone, case=case, desk=desk)
    step = STEPS.get(asked.step)
    if step is None or asked.claim.expires <= desk.now or not _current(case, asked.claim):
        return Show(_page(case, asked.claim, step="", zone=zone, desk=desk))
    case = await _remember_zone(case, asked.zone, work=work)
    return Show(await step(case, asked, zone=zone, work=work, desk=desk))


def _current(case: Case, claim: Claim) -> bool:
    """Return whether the link speaks of the present round, or of the booking that stands while a round is open."""
    booking = case.interview.booking
    return claim.round == case.interview.round or (booking is not None and claim.round == booking.round)


def _zone(asked: str, *, case: Case, desk: Desk) -> str:
    """Return the zone to show times in: the one asked for if it exists, the candidate's, else the organisation's."""
    try:
        return known_zone(asked).key if asked else case.candidate.zone or desk.policy.organisation.zone
    except Refusal:
        return case.candidate.zone or desk.policy.organisation.zone


async def _remember_zone(case: Case, asked: str, *, work: Work) -> Case:
    try:
        zone = known_zone(asked) if asked else None
    except Refusal:
        zone = None
    if zone is None or zone.key == case.candidate.zone:
        return case
    await work.candidates.live_in(case.candidate.id, zone=zone.key)
    return replace(case, candidate=replace(case.candidate, zone=zone.key))


def _page(case: Case, claim: Claim, *, step: str, zone: str, desk: Desk) -> Page:
    interview = case.interview
    kind = desk.kind_of(case)
    if claim.expires <= desk.now:
        return pages.expired(case, zone=zone)
    if interview.state in PENDING:
        return pages.looking(case, kind=kind, zone=zone)
    if interview.state in {State.TOOK_PLACE, State.NO_SHOW}:
        return pages.over(case, zone=zone)
    if interview.state is State.CANCELLED:
        return _cancelled_page(case, claim, kind=kind, zone=zone)
    if interview.state in ASKED and claim.round == interview.round and claim.purpose is Purpose.OFFER:
        return (
            pages.none_work(case, kind=kind, zone=zone) if step == "none" else pages.choose(case, kind=kind, zone=zone)
        )
    if interview.booking is not None:
        return _booking_page(case, interview.booking, step=step, zone=zone, kind=kind)
    if interview.state in ASKED:
        return pages.newer_mail(case, zone=zone)
    return pages.with_a_person(case, zone=zone)


def _cancelled_page(case: Case, claim: Claim, *, kind: Kind, zone: str) -> Page:
    """New times can be asked for where a booking was cancelled, not where an invitation was taken back."""
    if claim.purpose is Purpose.OFFER or not goes_on(case):
        return pages.closed(case, zone=zone)
    return pages.cancelled(case, kind=kind, zone=zone)


def _booking_page(case: Case, booking: Booking, *, step: str, zone: str, kind: Kind) -> Page:
    if step == "another":
        return pages.another(case, booking.span, kind=kind, zone=zone)
    if step == "cancel":
        return pages.sure_to_cancel(case, booking.span, zone=zone)
    return pages.booked(case, booking.span, kind=kind, zone=zone)


async def _pick(case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    kind = desk.kind_of(case)
    number = asked.values.get("option", "")
    option = case.interview.option(int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    booking = case.interview.booking
    if case.interview.state is State.BOOKED and booking is not None:
        if option is not None and option.span == booking.span:
            return pages.booked(case, booking.span, kind=kind, zone=zone)
        return pages.another(case, booking.span, kind=kind, zone=zone)
    if case.interview.state not in ASKED:
        return _page(case, asked.claim, step="", zone=zone, desk=desk)
    if option is None:
        return replace(pages.choose(case, kind=kind, zone=zone, problem=CHOOSE_ONE), status=400)
    if option not in case.interview.standing:
        return replace(pages.choose(case, kind=kind, zone=zone, problem=GONE), status=409)
    case = await book(case, option.number, by=_candidate(case), work=work, desk=desk)
    return pages.booked(case, option.span, kind=kind, zone=zone)


async def _more(case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    kind = desk.kind_of(case)
    if case.interview.state not in ASKED:
        return _page(case, asked.claim, step="", zone=zone, desk=desk)
    if case.interview.round >= LOOK_AGAIN_LIMIT:
        case = await hand_over(case, NoneSuited(), work=work, desk=desk)
        return pages.passed_on(case, kind=kind, zone=zone)
    part, wishes = _part(case, asked, zone=zone, desk=desk)
    reason = f"none suited: {part}" if part else "none suited"
    case = await reopen(case, reason, by=_candidate(case), wishes=wishes, work=work, desk=desk)
    return _after_reopening(case, kind=kind, zone=zone)


def _part(case: Case, asked: PagePosted, *, zone: str, desk: Desk) -> tuple[str, tuple[Interval, ...]]:
    """Return the part of the day that the candidate chose, and when it is; nothing where any time is good."""
    chosen = asked.values.get("part", "")
    if chosen not in {*Part}:
        return "", ()
    return chosen, windows_of(Part(chosen), zone=desk.zone_of(zone), case=case, desk=desk)


async def _suggest(case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    kind = desk.kind_of(case)
    if case.interview.state not in ASKED:
        return _page(case, asked.claim, step="", zone=zone, desk=desk)
    words = _words(asked)
    if not words:
        return replace(pages.none_work(case, kind=kind, zone=zone), status=400)
    wish = wish_of(words, zone=desk.zone_of(zone), case=case, desk=desk)
    if wish is None or case.interview.round >= LOOK_AGAIN_LIMIT:
        case = await hand_over(case, NoneSuited(words), work=work, desk=desk)
        return pages.passed_on(case, kind=kind, zone=zone)
    room = await too_short(case, wish, work=work, desk=desk)
    if room is not None:
        problem = short_words(room, zone=desk.zone_of(zone), policy=desk.policy)
        return replace(pages.none_work(case, kind=kind, zone=zone, words=words, problem=problem), status=400)
    if not await is_possible(case, wish.windows, work=work, desk=desk):
        return await _impossible(case, words, zone=zone, work=work, desk=desk)
    reason = f"none suited: {words[:200]}"
    case = await reopen(case, reason, by=_candidate(case), wishes=wish.windows, work=work, desk=desk)
    return _after_reopening(case, kind=kind, zone=zone)


async def _impossible(case: Case, words: str, *, zone: str, work: Work, desk: Desk) -> Page:
    """Tell which hours are possible, and the owner what was wished; the times on offer stay. The same again tells nobody."""
    trouble = NoneSuited(words)
    if case.interview.trouble != trouble:
        move = Move("interview.wish", _candidate(case))
        case = await keep(case, replace(case.interview, trouble=trouble), move=move, work=work, desk=desk)
        await alert(case, work=work, desk=desk)
    hours, site = await usual_hours(case, work=work, desk=desk)
    return pages.beyond_hours(case, hours, zone=zone, site=site.key)


async def _move(case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    kind, booking = desk.kind_of(case), case.interview.booking
    if booking is not None and case.interview.state in ASKED:
        return pages.newer_mail(case, zone=zone)
    if booking is None or case.interview.state is not State.BOOKED:
        return _page(case, asked.claim, step="", zone=zone, desk=desk)
    often = case.interview.reschedules >= desk.policy.changes.reschedules
    if often or _late(booking, desk=desk):
        return await _pass_on("move their interview", case, asked, zone=zone, work=work, desk=desk)
    _, wishes = _part(case, asked, zone=zone, desk=desk)
    case = await reopen(case, _reason(asked), by=_candidate(case), wishes=wishes, work=work, desk=desk)
    return _after_reopening(case, kind=kind, zone=zone)


async def _cancel(case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    kind, booking = desk.kind_of(case), case.interview.booking
    if booking is None or booking.span.start <= desk.now:
        return _page(case, asked.claim, step="", zone=zone, desk=desk)
    if _late(booking, desk=desk):
        return await _pass_on("cancel their interview", case, asked, zone=zone, work=work, desk=desk)
    reason = _reason(asked)
    case = await cancel(case, reason, by=_candidate(case), work=work, desk=desk)
    stuck = replace(case.interview, trouble=CandidateCancelled(reason))
    case = await keep(case, stuck, move=Move("interview.alert", USHER), work=work, desk=desk)
    await alert(case, work=work, desk=desk)
    return pages.cancelled(case, kind=kind, zone=zone)


async def _rebook(case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    kind = desk.kind_of(case)
    if case.interview.state is not State.CANCELLED or asked.claim.purpose is Purpose.OFFER or not goes_on(case):
        return _page(case, asked.claim, step="", zone=zone, desk=desk)
    if await work.interviews.live(case.application.id):
        return pages.newer_mail(case, zone=zone)
    if case.interview.round > LOOK_AGAIN_LIMIT:
        return await _pass_on("have new times once more", case, asked, zone=zone, work=work, desk=desk)
    case = await reopen(case, "asked for new times", by=_candidate(case), work=work, desk=desk)
    return _after_reopening(case, kind=kind, zone=zone)


def _late(booking: Booking, *, desk: Desk) -> bool:
    return booking.span.start - desk.now < desk.policy.changes.cut_off


async def _pass_on(wish: str, case: Case, asked: PagePosted, *, zone: str, work: Work, desk: Desk) -> Page:
    """Tell the owner what the candidate would like and cannot do alone; the same wish again tells nobody twice."""
    trouble = BeyondSelfService(wish, _words(asked))
    if case.interview.trouble != trouble:
        move = Move("interview.wish", _candidate(case))
        case = await keep(case, replace(case.interview, trouble=trouble), move=move, work=work, desk=desk)
        await alert(case, work=work, desk=desk)
    return pages.passed_on(case, kind=desk.kind_of(case), zone=zone)


def _after_reopening(case: Case, *, kind: Kind, zone: str) -> Page:
    if case.interview.state in PENDING:
        return pages.looking(case, kind=kind, zone=zone)
    return pages.passed_on(case, kind=kind, zone=zone)


def _candidate(case: Case) -> Viewer:
    return Viewer(Who.CANDIDATE, str(case.candidate.id), "page")


def _words(asked: PagePosted) -> str:
    return " ".join(asked.values.get("words", "").split())[: pages.WORDS_LIMIT]


def _reason(asked: PagePosted) -> str:
    """Return the reason briefly, in our words; what they wrote beside it follows where there is something."""
    said = REASONS.get(asked.values.get("reason", ""), "")
    return ": ".join(part for part in (said, _words(asked)) if part)


Press = Callable[..., Awaitable[Page]]
STEPS: Mapping[str, Press] = {
    "pick": _pick,
    "more": _more,
    "suggest": _suggest,
    "move": _move,
    "cancel_it": _cancel,
    "rebook": _rebook,
}
