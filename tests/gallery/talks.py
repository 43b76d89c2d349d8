"""What somebody hears in a conversation: whether Usher knows them, what was noted, which one they mean."""

from dataclasses import replace

from bot.actions import AskForTime, AskToCancel, LookAgain, OfferOne, SeatCannot, SeatFits
from bot.domain.dead_end import OneTime
from bot.domain.interview import Answer, State
from bot.domain.people import Account, Platform, Verdict
from bot.reply import FormErrors, Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say import accounts, answers
from bot.say.cards import interview_card, seat_card, stuck_card
from bot.say.forms import cancel_form, suggest_form
from bot.say.given_up import dead_card
from tests.gallery.cast import INTERVIEWER, Cast, hours
from tests.gallery.wall import Samples, shows

ACCOUNT = Account(Platform.SLACK, "T024BE7LD", "U061F7AUR")


@shows(accounts.account_card)
def verdicts(cast: Cast) -> Samples:
    for verdict in Verdict:
        yield verdict.value, accounts.account_card(verdict, account=ACCOUNT)


@shows(accounts.answer_card)
def late_answers(cast: Cast) -> Samples:
    card = interview_card(cast.case(), policy=cast.policy, apis=frozenset())
    form = suggest_form(cast.case(), policy=cast.policy)
    replies: dict[str, Reply] = {
        "a card": Say(card),
        "a card, redrawn": Redraw(card),
        "a refusal": Refuse("That is for recruiters and coordinators. “help” shows what you can ask me."),
        "a refusal with a card": Refuse("Somebody was faster. This is how it stands:", card),
        "an error in a form": FormErrors({"text": "Please write a few words."}),
        "a form": Open(form),
        "nothing": Nothing(),
    }
    for name, reply in replies.items():
        yield name, accounts.answer_card(reply, asked=f"status {cast.candidate}")
    yield "nothing was asked", accounts.answer_card(Refuse("I don't know that one."), asked="")


@shows(answers.noted_card)
def noted(cast: Cast) -> Samples:
    for answer in (Answer.FITS, Answer.CANNOT):
        case = cast.case(answer=answer)
        yield answer.value, answers.noted_card(case, reader=INTERVIEWER, policy=cast.policy)
    windows = (hours(96, length=2), hours(120, length=30))
    case = cast.case(answer=Answer.CANNOT)
    yield "two suggestions", answers.noted_card(case, reader=INTERVIEWER, windows=windows, policy=cast.policy)


def choice(cast: Cast, number: int = 0, *, state: State = State.BOOKED) -> answers.Choice:
    """Return one of several things that may be meant: as its interviewer has it, or its owner."""
    case = cast.case(state)
    key, booking = case.interview.id, case.interview.booking
    if booking is None:
        card = stuck_card(case, policy=cast.policy)
        return answers.Choice(card, answers.named(case), (OfferOne(key), LookAgain(key), AskToCancel(key)))
    span = hours(72 + 24 * number)
    seat = seat_card(case, reader=INTERVIEWER, policy=cast.policy)
    asked = AskForTime(key, cast.words, 1)
    return answers.Choice(seat, answers.named(case), (SeatFits(key, 1), SeatCannot(key, 1), asked), span)


@shows(answers.asking_card, answers.which_card, answers.to_cancel_card)
def questions(cast: Cast) -> Samples:
    one, five = [choice(cast)], [choice(cast, number) for number in range(5)]
    windows = (hours(96, length=2), hours(120))
    yield "perhaps this one", answers.which_card(one)
    yield "perhaps these times", answers.asking_card(answers.PERHAPS, one, windows=windows)
    yield "which of five, and more", answers.which_card(five, rest=7)
    cancel = (AskToCancel(cast.case().interview.id),)
    which = [replace(choice(cast, state=State.OFFERED), actions=cancel), replace(choice(cast), actions=cancel)]
    yield "which to cancel", answers.to_cancel_card(which)
    yield "cancel this one", answers.to_cancel_card(which[1:])


@shows(answers.unsure_card)
def unsure(cast: Cast) -> Samples:
    said = cast.words or "hm"
    dead = dead_card(17, effect=None, why="550 no such mailbox")
    given_up = answers.Choice(dead, "Reference 17", answers.pressable(dead))
    yield "one thing waits", answers.unsure_card(said, [choice(cast)])
    yield "two things wait", answers.unsure_card(said, [choice(cast, state=State.HANDED_OVER), given_up], rest=3)
    yield "a command, mistyped", answers.unsure_card(said, [choice(cast)], near="status")


@shows(answers.welcome_card)
def thanked(cast: Cast) -> Samples:
    yield "thanks", answers.welcome_card()


@shows(answers.done_card, answers.searching_card)
def done(cast: Cast) -> Samples:
    case = cast.case(State.WANTED, trouble=OneTime())
    card = interview_card(case, policy=cast.policy, apis=frozenset())
    yield "offer this one", answers.done_card(card)
    yield "keep looking", answers.searching_card(card)


@shows(answers.welcome_card)
def thanks(cast: Cast) -> Samples:
    yield "thanks, and nothing else", answers.welcome_card()


@shows(answers.stands_card, answers.without_buttons)
def late(cast: Cast) -> Samples:
    over = cast.case(State.TOOK_PLACE)
    card = answers.without_buttons(seat_card(over, reader=INTERVIEWER, policy=cast.policy))
    yield "it is over", answers.stands_card(card, answers.too_late(over))
    off = cast.case(State.CANCELLED)
    gone = answers.without_buttons(seat_card(off, reader=INTERVIEWER, policy=cast.policy))
    yield "it is off", answers.stands_card(gone, answers.too_late(off))
    anew = seat_card(cast.case(), reader=INTERVIEWER, policy=cast.policy)
    yield "another time since", answers.stands_card(anew, "The time has changed since this card. I noted nothing yet:")


@shows(answers.opening_card)
def opening(cast: Cast) -> Samples:
    form = cancel_form(cast.case(), policy=cast.policy)
    asked = f"note {cast.candidate}"
    yield "a form", answers.opening_card(form, asked=asked, command="note", words=cast.candidate)
    yield "too long for a button", answers.opening_card(form, asked=asked, command="note", words=cast.note * 3)
    yield "nothing said", answers.opening_card(form, asked=" ", command="schedule", words="")
