"""What somebody hears who answered in their own words: what was noted, which one they mean, or how things stand now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.actions import (
    Action,
    AskForTime,
    AskToCancel,
    GoOn,
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
from bot.cards import Block, Bold, Button, Buttons, Card, Fine, Para, When, para, spans
from bot.codec import encode
from bot.domain.case import Case
from bot.domain.ids import PersonId
from bot.domain.interview import PEOPLE_READ, Answer
from bot.domain.policy import Policy
from bot.domain.time import Interval
from bot.forms import Form
from bot.say.cards import seat_card
from bot.say.words import in_a_row, what

LARGEST = 150  # bytes of an action in a button
SHOWN = 5  # prompts that one card asks about
NAME = 45  # characters of a button's label that tell whom it is about
LABELS: Mapping[type[Action], str] = {
    SeatFits: "OK, it suits me",
    SeatCannot: "Can't make it",
    AskForTime: "Suggest a time",
    OtherTimes: "Suggest a time",
    OfferOne: "Offer this one",
    KeepLooking: "Keep looking",
    LookAgain: "Find new times",
    AskToCancel: "Cancel…",
    ShowInterview: "Show it",
    TryAgain: "Retry",
    SkipIt: "Skip it",
}
WHICH = "Which one do you mean?"
PERHAPS = "Is this what you mean?"
UNSURE = "I'm not sure what you mean"
AS_ASKED = "To change it, write it again, or press on the message that asked."
HINT = Fine(spans("“help” shows what else you can ask me."))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be meant: `card` is how it stands, `name` whom it is about, `actions` what can be done."""

    card: Card
    name: str
    actions: tuple[Action, ...]
    span: Interval | None = None
    labels: Mapping[Action, str] = field(default_factory=dict)


def named(case: Case) -> str:
    """Return whom a choice is about, in as few words as a button has room for."""
    return f"{case.candidate.short} · {case.opening.title or 'a role without a title'}"


def noted_card(case: Case, *, reader: PersonId, windows: Sequence[Interval] = (), policy: Policy) -> Card:
    """Return what was noted about a seat, for which interview, and what can still be changed."""
    answers = (seat.answer for seat in case.interview.seats if seat.person == reader)
    booking, card = case.interview.booking, seat_card(case, reader=reader, policy=policy)
    when = (When(booking.span.start, booking.span.end),) if booking else ()
    buttons = tuple(button for block in card.blocks if isinstance(block, Buttons) for button in block.items)
    lines: list[Block] = []
    if next(answers, Answer.NONE) is Answer.CANNOT:
        lines += [para("You can't make it: ", *when, ".")]
        lines += [para("What you suggest: ", *in_a_row(windows), ".")] if windows else []
        lines += [Fine(spans("The coordinator knows and will sort it out."))]
        suits = SeatFits(case.interview.id, sequence=case.interview.sequence)
        buttons = (*buttons, Button("It suits me after all", suits))
    else:
        lines += [para("It suits you: ", *when, ".")]
    return Card(f"Noted: {what(case, policy=policy)}", (*lines, Buttons(buttons)))


def times_card(card: Card, windows: Sequence[Interval] = ()) -> Card:
    """Return what was noted of the times that somebody was asked about; `windows` are those they suggest instead.

    It stays as it is, while the card that asked follows what becomes of the times: the buttons are there alone.
    """
    said = para("Passed on: ", *in_a_row(windows), ".") if windows else para("Noted.")
    if not any(isinstance(block, Buttons) for block in card.blocks):
        return Card(card.title, (said, *card.blocks))
    stands = (block for block in card.blocks if not isinstance(block, Buttons | Fine))
    return Card(card.title, (said, *stands, Fine(spans(AS_ASKED))))


def done_card(card: Card) -> Card:
    """Return the card of what words had done, as it stands since."""
    return stands_card(card, "Done. This is how it stands now:")


def searching_card(card: Card) -> Card:
    """Return the answer to "keep looking" while only one time stands."""
    return stands_card(card, "I keep looking for a second time; there is nothing you need to do.")


def which_card(choices: Sequence[Choice], *, rest: int = 0, windows: Sequence[Interval] = ()) -> Card:
    """Return the question which one is meant; of one alone, whether it is."""
    return asking_card(WHICH if len(choices) > 1 else PERHAPS, choices, rest=rest, windows=windows)


def to_cancel_card(choices: Sequence[Choice], *, rest: int = 0) -> Card:
    """Return what stands between a word and a cancellation: the button that asks for the reason."""
    said = "I cancel nothing on a word alone. The button asks for the reason first."
    return asking_card("Cancel an interview?" if len(choices) == 1 else WHICH, choices, rest=rest, lead=(said,))


def asking_card(
    title: str,
    choices: Sequence[Choice],
    *,
    rest: int = 0,
    lead: Sequence[str] = (),
    windows: Sequence[Interval] = (),
) -> Card:
    """Return a question with a button for everything that may be meant; `windows` are times that were understood.

    `rest` is how many more there are than are shown.
    """
    blocks: list[Block] = [para(line) for line in lead]
    if windows:
        blocks.append(para("I understood: ", *in_a_row(windows), "."))
    for choice in choices:
        buttons = tuple(_button(action, choice, named=len(choices) > 1) for action in choice.actions)
        blocks += [_line(choice), *([Buttons(buttons)] if buttons else [])]
    if rest:
        blocks.append(Fine(spans(f"And {rest} more: to answer one of those, reply to its card.")))
    return Card(title, tuple(blocks))


def pressable(card: Card) -> tuple[Action, ...]:
    """Return everything that a card lets somebody press."""
    return tuple(button.action for block in card.blocks if isinstance(block, Buttons) for button in block.items)


def _line(choice: Choice) -> Para:
    when = (", ", When(choice.span.start, choice.span.end)) if choice.span else ()
    return para(Bold(choice.card.title), *when)


def _button(action: Action, choice: Choice, *, named: bool) -> Button:
    label = choice.labels.get(action) or LABELS.get(type(action), "Show it")
    name = choice.name if len(choice.name) <= NAME else f"{choice.name[: NAME - 1].rstrip()}…"
    return Button(f"{name}: {label}" if named else label, carried(action))


def carried(action: Action) -> Action:
    """Return the action without the words that would make it too large for a button."""
    if isinstance(action, AskForTime | OtherTimes) and _bytes(action) > LARGEST:
        return replace(action, words="")
    return action


def _bytes(action: Action) -> int:
    return len(encode(action, Action).encode())


def unsure_card(text: str, choices: Sequence[Choice], *, rest: int = 0, near: str = "") -> Card:
    """Return that words were not understood, and what can be pressed; `near` is a command that may have been meant."""
    said = f"I can't read “{_short(text)}” as an answer, so I did nothing."
    meant = (f"Did you mean the command “{near}”?",) if near and near != "help" else ()
    card = asking_card(UNSURE, choices, rest=rest, lead=(said, *meant))
    return Card(card.title, (*card.blocks, HINT))


def welcome_card() -> Card:
    return Card("You're welcome", (HINT,))


def stands_card(card: Card, said: str) -> Card:
    """Return how something stands now, to somebody who answered what is no longer asked."""
    return Card(card.title, (para(said), *card.blocks))


def without_buttons(card: Card) -> Card:
    return Card(card.title, tuple(block for block in card.blocks if not isinstance(block, Buttons)))


def too_late(case: Case) -> str:
    """Return why a seat has nothing to answer any more."""
    if case.interview.booking is None:
        return f"This interview is {PEOPLE_READ[case.interview.state]}, so there is nothing to answer. I noted nothing."
    return "This interview has begun or is over, so there is nothing to answer any more. I noted nothing."


def opening_card(form: Form, *, asked: str, command: str, words: str) -> Card:
    """Return the button that opens a form which was asked for in a conversation, where none can open by itself."""
    fits = _bytes(GoOn(command, words)) <= LARGEST
    said = (
        f"{form.title}:" if fits else "This is too long for a button. The form opens without it; please paste it there."
    )
    action = GoOn(command, words if fits else "")
    return Card(said_title(asked), (para(said), Buttons((Button("Open the form", action, "primary"),))))


def meant_buttons(command: str, words: str) -> tuple[Button, ...]:
    """Return the button that asks what was meant, with the same words; none where they are too many for one."""
    action = GoOn(command, words)
    return (Button(_short(f"{command} {words}"), action, "primary"),) if _bytes(action) <= LARGEST else ()


def said_title(text: str) -> str:
    """Return the title of an answer to what somebody said."""
    return f"You said: {_short(text)}" if text.strip() else "You said something"


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= 60 else f"{said[:59].rstrip()}…"
