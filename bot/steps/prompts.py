"""What a person can answer in words: the cards that stand in their chat, judged against the record as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.actions import (
    Action,
    AnswerTimes,
    AskForTime,
    AskToCancel,
    KeepLooking,
    LookAgain,
    OfferOne,
    OtherTimes,
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
from bot.domain.interview import Answer, Interview, Option, State
from bot.domain.interview_moves import asked_of
from bot.domain.people import Person
from bot.effects import CardKind
from bot.inbound import SaidBefore
from bot.ports import Post, Posted, Work
from bot.steps.asking import owes

SEATED = frozenset({CardKind.SEAT, CardKind.REMINDER, CardKind.DAY})
OWNED = frozenset({CardKind.INTERVIEW, CardKind.STUCK})
ASKED_ABOUT = frozenset({State.ASKING, State.OFFERED, State.FOLLOWED_UP})
"""Where interviewers can say what of the times suits them, or change what they said."""
RENEWED = 20  # of the newest cards about interviews: how many may be taken up again although they are over
ABOUT_ONE = SEATED | OWNED | {CardKind.ASK}
OVER = frozenset({State.TOOK_PLACE, State.NO_SHOW, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class SeatAsked:
    """Whether a booked time suits the person; `answer` is what they have said."""

    interview: Interview
    answer: Answer


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """Which of these times suit the person, in the order of their card."""

    interview: Interview
    options: tuple[Option, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Undecided:
    """An interview that the person may decide about."""

    interview: Interview


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An effect that is dead until somebody has it tried again or skipped."""

    row: int


Asked = SeatAsked | TimesAsked | Undecided | GivenUp
Meant = Accepts | Refuses | Chooses | Suggests | Order


@dataclass(frozen=True, slots=True)
class Understood:
    """What words mean wherever somebody is asked; `guesses` is what they may mean where that is not certain."""

    meant: Meant | None
    guesses: tuple[Meant, ...] = ()


def understood(text: str, *, asked: Asked | None = None, person: Person, desk: Desk) -> Understood:
    """Return the one meaning of the words, or what may have been meant; of times that are `asked` about, by their card."""
    order = ordered(text)
    if order is not None:
        return Understood(order)
    spans = tuple(option.span for option in asked.options) if isinstance(asked, TimesAsked) else ()
    reading = read(text, prompt=Prompt(options=spans, zone=desk.zone_of(person.zone), now=desk.now))
    guesses = reading.guesses if isinstance(reading, Unclear) else ()
    plain = partial(_plain, several=bool(spans))
    return Understood(plain(reading), tuple(guess for each in guesses if (guess := plain(each)) is not None))


def _plain(reading: Reading, *, several: bool) -> Meant | None:
    if isinstance(reading, Unclear) or (isinstance(reading, Chooses) and not several):
        return None
    return reading


async def open_prompts(person: Person, *, work: Work, desk: Desk) -> tuple[Asked, ...]:
    """Return what the person's cards still let them answer, the newest card first; each thing once.

    Nothing that waits is left out, however old its card is; of what is over, only the newest can be taken up again.
    """
    posts = dict.fromkeys(await work.posts.open(person.id, now=desk.now))
    posts |= dict.fromkeys(await work.posts.latest(person.id, OWNED, limit=RENEWED))
    keys = {InterviewId(post.subject) for post in posts if post.card in ABOUT_ONE}
    interviews = await work.interviews.some(keys)
    found: dict[tuple[type, str], Asked] = {}
    for post in posts:
        asked = _asked(post, interviews.get(InterviewId(post.subject)), person=person, desk=desk)
        if asked is not None:
            found.setdefault((type(asked), post.subject), asked)
    return tuple(found.values())


async def behind(post: Post, *, person: Person, work: Work, desk: Desk) -> Asked | None:
    """Return what a card asks of the person, None where there is nothing to answer (any more)."""
    if post.card is CardKind.DEAD and await work.outbox.dead_row(int(post.subject)) is None:
        return None
    interview = await work.interviews.get(InterviewId(post.subject)) if post.card in ABOUT_ONE else None
    return _asked(post, interview, person=person, desk=desk)


def _asked(post: Post, interview: Interview | None, *, person: Person, desk: Desk) -> Asked | None:
    if post.card is CardKind.DEAD:
        return GivenUp(int(post.subject))
    if interview is None:
        return None
    if post.card is CardKind.ASK:
        return _times(interview, person=person.id) or _seat(interview, person=person.id, desk=desk)
    if post.card in SEATED:
        return _seat(interview, person=person.id, desk=desk)
    is_theirs = scope(person, Act.SCHEDULE) is not None
    return Undecided(interview) if is_theirs and decisions(interview) else None


def _times(interview: Interview, *, person: PersonId) -> TimesAsked | None:
    options = asked_of(interview, person) if interview.state in ASKED_ABOUT else ()
    return TimesAsked(interview, options, owes(interview, person)) if options else None


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
        case TimesAsked(_, _, is_open):
            return is_open
        case Undecided(interview):
            return interview.trouble is not None
        case GivenUp():
            return True


def action_of(meant: Meant, asked: Asked) -> Action | None:
    """Return the button that does what is meant, None where the words are no answer to what is asked."""
    match asked:
        case SeatAsked(interview):
            return _about_seat(meant, interview)
        case TimesAsked(interview, options):
            return _about_times(meant, interview, options)
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
        case Order() | Chooses():
            return None


def _about_times(meant: Meant, interview: Interview, options: Sequence[Option]) -> Action | None:
    def numbers(said: Iterable[int]) -> tuple[int, ...]:
        return tuple(options[number - 1].number for number in sorted(said) if 0 < number <= len(options))

    match meant:
        case Accepts(works):
            return AnswerTimes(interview.id, works=numbers(works))
        case Refuses(cannot):
            return AnswerTimes(interview.id, cannot=numbers(cannot))
        case Chooses(works, cannot):
            return AnswerTimes(interview.id, numbers(works), numbers(cannot))
        case Suggests(_, _, words):
            return OtherTimes(interview.id, words)
        case Order():
            return None


def _about_interview(meant: Meant, interview: Interview) -> Action | None:
    """A yes is an answer only where one thing is asked; while one time stands, the search for another goes on anyway."""
    if isinstance(meant, Accepts):
        return OfferOne(interview.id) if has_one_time(interview) else None
    if meant is Order.LOOK and has_one_time(interview) and interview.state is State.ASKING:
        return KeepLooking(interview.id)
    if meant is Order.LOOK and has_one_time(interview):
        return ShowInterview(interview.id)
    key = interview.id
    buttons: Mapping[Order, Action] = {
        Order.OFFER: OfferOne(key),
        Order.LOOK: LookAgain(key),
        Order.CANCEL: AskToCancel(key),
    }
    return buttons.get(meant) if isinstance(meant, Order) and meant in decisions(interview) else None


def changes(meant: Meant | None, asked: Asked) -> bool:
    """Return whether doing what is meant would change something: what was said before is not said again."""
    if not isinstance(asked, SeatAsked):
        return True
    said = {Answer.FITS: Accepts, Answer.CANNOT: Refuses}.get(asked.answer)
    return said is None or not isinstance(meant, said)
