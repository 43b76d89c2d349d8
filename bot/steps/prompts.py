"""What a person can answer in words: the cards that stand in their chat, judged against the record as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.actions import (
    Action,
    AskForTime,
    AskToCancel,
    LookAgain,
    OfferOne,
    SeatCannot,
    SeatFits,
    ShowInterview,
    SkipIt,
    TryAgain,
)
from bot.desk import Desk
from bot.domain.access import Act, scope
from bot.domain.answer import Accepts, Chooses, Prompt, Reading, Refuses, Suggests, Unclear, read
from bot.domain.answer_orders import Order, ordered
from bot.domain.decisions import decisions, has_one_time
from bot.domain.ids import InterviewId, PersonId
from bot.domain.interview import Answer, Interview, State
from bot.domain.people import Person
from bot.effects import CardKind
from bot.inbound import SaidBefore
from bot.ports import Post, Posted, Work

SEATED = frozenset({CardKind.SEAT, CardKind.REMINDER})
OWNED = frozenset({CardKind.INTERVIEW, CardKind.STUCK})
ANSWERABLE = (CardKind.SEAT, *OWNED, CardKind.DEAD)
OVER = frozenset({State.TOOK_PLACE, State.NO_SHOW, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class SeatAsked:
    """Whether a booked time suits the person; `answer` is what they have said."""

    interview: Interview
    answer: Answer


@dataclass(frozen=True, slots=True)
class Undecided:
    """An interview that the person may decide about."""

    interview: Interview


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An effect that is dead until somebody has it tried again or skipped."""

    row: int


Asked = SeatAsked | Undecided | GivenUp
Meant = Accepts | Refuses | Suggests | Order


@dataclass(frozen=True, slots=True)
class Understood:
    """What words mean wherever somebody is asked; `guesses` is what they may mean where that is not certain."""

    meant: Meant | None
    guesses: tuple[Meant, ...] = ()


def understood(text: str, *, person: Person, desk: Desk) -> Understood:
    """Return the one meaning of the words, or what may have been meant."""
    order = ordered(text)
    if order is not None:
        return Understood(order)
    reading = read(text, prompt=Prompt(zone=desk.zone_of(person.zone), now=desk.now))
    guesses = reading.guesses if isinstance(reading, Unclear) else ()
    return Understood(_plain(reading), tuple(guess for each in guesses if (guess := _plain(each)) is not None))


def _plain(reading: Reading) -> Meant | None:
    return None if isinstance(reading, Unclear | Chooses) else reading


async def open_prompts(person: Person, *, work: Work, desk: Desk) -> tuple[Asked, ...]:
    """Return what the person's cards still let them answer, the newest card first; each thing once."""
    found: dict[tuple[type, str], Asked] = {}
    for post in await work.posts.latest(person.id, ANSWERABLE):
        asked = await behind(post, person=person, work=work, desk=desk)
        if asked is not None:
            found.setdefault((type(asked), post.subject), asked)
    return tuple(found.values())


async def behind(post: Post, *, person: Person, work: Work, desk: Desk) -> Asked | None:
    """Return what a card asks of the person, None where there is nothing to answer (any more)."""
    if post.card is CardKind.DEAD:
        return GivenUp(int(post.subject)) if await work.outbox.dead_row(int(post.subject)) else None
    interview = await work.interviews.get(InterviewId(post.subject)) if post.card in SEATED | OWNED else None
    if interview is None:
        return None
    if post.card in SEATED:
        return _seat(interview, person=person.id, desk=desk)
    is_theirs = scope(person, Act.SCHEDULE) is not None
    return Undecided(interview) if is_theirs and decisions(interview) else None


def _seat(interview: Interview, *, person: PersonId, desk: Desk) -> SeatAsked | None:
    answers = [seat.answer for seat in interview.seats if seat.person == person]
    if not answers or interview.booking is None or interview.state in OVER:
        return None
    return SeatAsked(interview, answers[0]) if interview.booking.span.start > desk.now else None


async def card_above(heard: SaidBefore, *, person: Person, work: Work) -> Post | None:
    """Return the person's card in whose thread something was said, None outside such a thread."""
    if not heard.at.thread:
        return None
    post = await work.posts.at(heard.account, Posted(heard.at.place, heard.at.thread))
    return post if post is not None and post.person == person.id else None


async def is_newest(post: Post, *, work: Work) -> bool:
    """Return whether the person got no newer card about the same seat: one booked anew is asked about anew."""
    about: Sequence[Post] = await work.posts.about(post.subject)
    later = about[about.index(post) + 1 :]
    return not any(each.person == post.person and each.card is CardKind.SEAT for each in later)


def waits(asked: Asked) -> bool:
    """Return whether this is waiting for the person, rather than answered or only open to a change."""
    match asked:
        case SeatAsked(_, answer):
            return answer is Answer.NONE
        case Undecided(interview):
            return interview.trouble is not None
        case GivenUp():
            return True


def action_of(meant: Meant, asked: Asked) -> Action | None:
    """Return the button that does what is meant, None where the words are no answer to what is asked."""
    match asked:
        case SeatAsked(interview):
            return _about_seat(meant, interview)
        case Undecided(interview):
            return _about_interview(meant, interview)
        case GivenUp(row):
            return TryAgain(row) if meant is Order.RETRY else SkipIt(row) if meant is Order.SKIP else None


def _about_seat(meant: Meant, interview: Interview) -> Action | None:
    match meant:
        case Accepts():
            return SeatFits(interview.id, sequence=interview.sequence)
        case Refuses():
            return SeatCannot(interview.id, sequence=interview.sequence)
        case Suggests(_, _, words):
            return AskForTime(interview.id, words=words, sequence=interview.sequence)
        case Order():
            return None


def _about_interview(meant: Meant, interview: Interview) -> Action | None:
    """A yes is an answer only where one thing is asked; while one time stands, the search for another goes on anyway."""
    if isinstance(meant, Accepts):
        return OfferOne(interview.id) if has_one_time(interview) else None
    if meant is Order.LOOK and has_one_time(interview):
        return ShowInterview(interview.id)
    key = interview.id
    buttons: Mapping[Order, Action] = {
        Order.OFFER: OfferOne(key),
        Order.LOOK: LookAgain(key),
        Order.CANCEL: AskToCancel(key),
    }
    return buttons.get(meant) if isinstance(meant, Order) and meant in decisions(interview) else None


def changes(meant: Meant, asked: Asked) -> bool:
    """Return whether doing what is meant would change something: what was said before is not said again."""
    if not isinstance(asked, SeatAsked):
        return True
    said = {Answer.FITS: Accepts, Answer.CANNOT: Refuses}.get(asked.answer)
    return said is None or not isinstance(meant, said)
