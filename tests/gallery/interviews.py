"""Cards about an interview: the owner's, the interviewers', and what a person has to decide."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.cards import Card
from bot.domain.case import Case
from bot.domain.dead_end import (
    BeyondSelfService,
    CalendarSilent,
    CandidateCancelled,
    ClosedInAts,
    Cure,
    DeadEnd,
    Disputed,
    EventGone,
    EventMoved,
    Hindering,
    LateTimes,
    MailRefused,
    NoLink,
    NoneSuited,
    NoSharedTime,
    NotHeld,
    NoTimes,
    OneTime,
    SeatDeclined,
    SeatGone,
    SeatRefused,
    SeatSilent,
    Unanswered,
)
from bot.domain.freshness import Unread
from bot.domain.interview import Answer, Option, Standing, State
from bot.domain.panel_room import Room as Gap
from bot.domain.people import Barrier, Platform
from bot.domain.pipeline import Pending, Status
from bot.domain.policy import LinkFrom, Policy
from bot.domain.relaxation import Eased, Relaxation
from bot.domain.rooms import Door, Pass, Room
from bot.effects import Mail, SendMail
from bot.say import accounts, cards, gaps, given_up, rooms
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast, hours
from tests.gallery.scorecards import sent
from tests.gallery.wall import Samples, shows

REMOVED = (("hours", 310), ("busy", 42), ("load", 12), ("closed", 2))
SHORT = NoTimes(
    REMOVED,
    cures=(
        Cure(Relaxation(Eased.LONGER_HORIZON), 2),
        Cure(Relaxation(Eased.OTHER_PERSON, person=INTERVIEWER), 2, "technical"),
        Cure(Relaxation(Eased.OTHER_POOL, pool="culture"), 1, "technical"),
    ),
    hindering=Hindering("technical", 14, pool="backend"),
)
RELAXED = (Relaxation(Eased.EVENINGS), Relaxation(Eased.OTHER_PERSON, person=INTERVIEWER))


def dead_ends(cast: Cast) -> tuple[tuple[str, State, bool, DeadEnd], ...]:
    """Return every way of getting stuck by name, with the state it leaves behind and whether a time holds all the same."""
    windows = (hours(74), hours(98, length=2))
    return (
        ("no times", State.HANDED_OVER, False, NoTimes(REMOVED, "higher_daily_load")),
        ("no times, and what would help", State.HANDED_OVER, False, SHORT),
        ("no times, for no reason", State.HANDED_OVER, False, NoTimes()),
        ("late times", State.WANTED, False, LateTimes(MONDAY + timedelta(days=12))),
        ("closed in the ATS", State.BOOKED, True, ClosedInAts(cast.words[:60] or "rejected")),
        ("one time", State.WANTED, False, OneTime()),
        ("unanswered", State.HANDED_OVER, False, Unanswered()),
        ("none suited", State.HANDED_OVER, False, NoneSuited(cast.words)),
        ("none suited, no words", State.HANDED_OVER, False, NoneSuited()),
        ("the candidate cancelled", State.CANCELLED, False, CandidateCancelled("Something else came up")),
        ("beyond self-service", State.BOOKED, True, BeyondSelfService("move the interview", cast.words)),
        ("a calendar is silent", State.HANDED_OVER, False, CalendarSilent(INTERVIEWER)),
        ("mail refused", State.HANDED_OVER, False, MailRefused("550 no such mailbox")),
        (
            "an interviewer declined, with other times",
            State.BOOKED,
            True,
            SeatDeclined(INTERVIEWER, cast.words, windows),
        ),
        ("an interviewer declined", State.BOOKED, True, SeatDeclined(INTERVIEWER)),
        ("one time that suits all", State.ASKING, False, OneTime((INTERVIEWER,))),
        ("none of the times", State.HANDED_OVER, False, SeatRefused(INTERVIEWER, cast.words, windows)),
        ("silence", State.HANDED_OVER, False, SeatSilent((INTERVIEWER,))),
        ("somebody left", State.BOOKED, True, SeatGone(INTERVIEWER)),
        ("nobody has the part", State.HANDED_OVER, False, SeatGone(None, "the hiring manager of the role")),
        ("each time was turned down", State.HANDED_OVER, False, NoSharedTime()),
        ("not held", State.HANDED_OVER, False, NotHeld(cast.words)),
        ("the panel does not agree", State.BOOKED, True, Disputed()),
        ("the calendar made no link", State.BOOKED, True, NoLink()),
        ("its event was deleted", State.BOOKED, True, EventGone("evt1")),
        ("its event was moved", State.BOOKED, True, EventMoved(hours(74))),
    )


@shows(cards.interview_card)
def interviews(cast: Cast) -> Samples:
    def card(**case: Any) -> Card:
        return cards.interview_card(cast.case(**case), policy=cast.policy, apis=frozenset())

    for state in State:
        yield state.value, card(state=state)
    wish = cast.case(State.OFFERED)
    wished = replace(wish.interview, wishes=(hours(77),), reason=f"none suited: {cast.words[:200]}")
    said = replace(wish, interview=wished)
    yield "the candidate's wish", cards.interview_card(said, policy=cast.policy, apis=frozenset())
    yield "looking again while the old time holds", card(state=State.OFFERED, booked=True)
    pending = Pending(Status.PASSED, RECRUITER, MONDAY)
    yield "a status is pending in the ATS", card(state=State.BOOKED, status=Status.ON_HOLD, pending=pending)
    for name, state, booked, trouble in dead_ends(cast):
        yield f"{state}: {name}", card(state=state, booked=booked, trouble=trouble)
    case = cast.case(State.OFFERED)
    relaxed = replace(case, interview=replace(case.interview, relaxed=RELAXED))
    yield "rules gave way", cards.interview_card(relaxed, policy=cast.policy, apis=frozenset())
    one, two = (Unread((cast.rae,), MONDAY - timedelta(minutes=20)), Unread((cast.rae, cast.ivan), MONDAY))
    for unread in (one, two, Unread((cast.ivan,), None), Unread((cast.rae, cast.ivan), None)):
        kept = cast.case(State.WANTED)
        card_of = cards.interview_card(kept, policy=cast.policy, apis=frozenset(), unread=unread)
        yield f"waits for calendars: {len(unread.people)}, {unread.read_at}", card_of


@shows(cards.outline_card)
def outlines(cast: Cast) -> Samples:
    yield "for those who may only see it", cards.outline_card(cast.case(), policy=cast.policy)


@shows(cards.stuck_card)
def stuck(cast: Cast) -> Samples:
    for name, state, booked, trouble in dead_ends(cast):
        case = cast.case(state, booked=booked, trouble=trouble)
        yield f"{state}: {name}", cards.stuck_card(case, policy=cast.policy)
    yield "settled since", cards.stuck_card(cast.case(State.OFFERED), policy=cast.policy)
    late = cast.case(State.OFFERED, trouble=CandidateCancelled())
    yield "the candidate cancelled, and a new round began", cards.stuck_card(late, policy=cast.policy)


@shows(cards.overtaken)
def overtaken(cast: Cast) -> Samples:
    case = cast.case(State.HANDED_OVER, trouble=Unanswered())
    yield "a newer card asks", cards.overtaken(cards.stuck_card(case, policy=cast.policy))


@shows(cards.seat_card)
def seats(cast: Cast) -> Samples:
    for answer in Answer:
        case = cast.case(answer=answer)
        yield f"answer: {answer}", cards.seat_card(case, reader=INTERVIEWER, policy=cast.policy)
    case = cast.case()
    moved = tuple(replace(seat, strayed=hours(74)) for seat in case.interview.seats)
    alone = replace(case, interview=replace(case.interview, seats=moved))
    yield "their own copy of the event was moved", cards.seat_card(alone, reader=INTERVIEWER, policy=cast.policy)
    case = cast.case()
    assert case.interview.booking is not None
    booking = replace(case.interview.booking, event="")
    unplaced = replace(case, interview=replace(case.interview, booking=booking))
    yield "not in the calendar yet", cards.seat_card(unplaced, reader=INTERVIEWER, policy=cast.policy)
    moving = cast.case(State.OFFERED, booked=True)
    yield "the candidate looks for another time", cards.seat_card(moving, reader=INTERVIEWER, policy=cast.policy)
    over = cast.case(State.TOOK_PLACE)
    yield "took place", cards.seat_card(over, reader=INTERVIEWER, policy=cast.policy)
    for name, mine in (
        ("their scorecard is sent", sent(cast)),
        ("they said it did not happen", sent(cast, held=False)),
    ):
        yield f"took place, {name}", cards.seat_card(over, reader=INTERVIEWER, mine=mine, policy=cast.policy)
    for name, link in (("a link that the calendar made", "https://meet.google.com/abc-defg-hij"), ("no link yet", "")):
        linked = replace(case.interview.booking, link=link)
        made = replace(case, interview=replace(case.interview, booking=linked))
        yield name, cards.seat_card(made, reader=INTERVIEWER, policy=making_links(cast))
    off = cast.case(State.CANCELLED)
    yield "cancelled", cards.seat_card(off, reader=INTERVIEWER, policy=cast.policy)
    for state in (State.CANCELLED, State.ASKING, State.HANDED_OVER):
        case = freed(cast, state)
        yield f"given up, {state}", cards.seat_card(case, reader=INTERVIEWER, policy=cast.policy)


def making_links(cast: Cast) -> Policy:
    """Return the policy with a kind whose links the calendar makes."""
    kind = replace(cast.policy.kinds["screen"], where="", link=LinkFrom.CALENDAR)
    return replace(cast.policy, kinds={**cast.policy.kinds, "screen": kind})


def freed(cast: Cast, state: State) -> Case:
    """Return an interview whose booked time was given up."""
    case = cast.case(state)
    gone = Option(9, hours(72), Standing.FREED)
    return replace(case, interview=replace(case.interview, options=(*case.interview.options, gone)))


@shows(gaps.short_card)
def short(cast: Cast) -> Samples:
    card, minutes = cards.seat_card(cast.case(), reader=INTERVIEWER, policy=cast.policy), timedelta(minutes=1)
    twelve, needed = 12 * minutes, 60 * minutes
    for name, longest in (
        ("nothing there", None),
        ("too little", hours(50, length=0.5)),
        ("enough", hours(50, length=1)),
    ):
        yield name, gaps.short_card(card, Gap(twelve, needed, longest))
    yield "too soon as well", gaps.short_card(card, Gap(twelve, needed, None, MONDAY))


@shows(cards.reminder_card)
def reminders(cast: Cast) -> Samples:
    yield "the day before", cards.reminder_card(cast.case(), reader=INTERVIEWER, policy=cast.policy)
    for name, state in (
        ("cancelled since", State.CANCELLED),
        ("once it is over", State.TOOK_PLACE),
        ("nobody came", State.NO_SHOW),
    ):
        yield name, cards.reminder_card(cast.case(state), reader=INTERVIEWER, policy=cast.policy)


@shows(rooms.pass_card)
def passes(cast: Cast) -> Samples:
    door = Door(Room.BRIEF, cast.case().interview.id)
    yield "to a brief", rooms.pass_card(Pass(INTERVIEWER, door, MONDAY))


@shows(cards.incomplete_card)
def incomplete(cast: Cast) -> Samples:
    applied = cast.applied()
    lacking = ("the candidate's mail address", "the hiring manager", "the role's title")
    for name, missing in (("three things", lacking), ("one thing", lacking[:1]), ("complete since", ())):
        card = cards.incomplete_card(
            applied.application, candidate=applied.candidate, opening=applied.opening, lacking=missing
        )
        yield name, card


@shows(given_up.dead_card, given_up.settled_card)
def dead(cast: Cast) -> Samples:
    mail = SendMail(Mail.OFFER, cast.case().interview.id, 1)
    yield "a mail", given_up.dead_card(17, effect=mail, why=cast.words or "550 no such mailbox")
    yield "an effect that nobody can read", given_up.dead_card(4711, effect=None, why="")
    yield "settled", given_up.settled_card(17, said="Trying again.")


@shows(accounts.unreached_card)
def unreached(cast: Cast) -> Samples:
    for barrier in Barrier:
        yield f"one person: {barrier}", accounts.unreached_card(cast.ivan, platform=Platform.SLACK, barrier=barrier)
    yield "everybody", accounts.unreached_card(None, platform=Platform.SLACK, barrier=Barrier.APP_GONE)


@shows(accounts.here_card)
def moved(cast: Cast) -> Samples:
    yield "from Slack", accounts.here_card(Platform.TEAMS, elsewhere={Platform.SLACK})
    yield "nowhere else", accounts.here_card(Platform.SLACK, elsewhere=())
