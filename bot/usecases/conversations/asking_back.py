"""Asking back with buttons, where words may mean several things, or nothing that is known."""

from collections.abc import Sequence

from bot.actions import Action, AnswerTimes
from bot.commands import allowed, suggestion
from bot.domain.answer import Suggests
from bot.domain.answer_orders import Order
from bot.domain.case import Case
from bot.reply import Reply, Say
from bot.say import answers
from bot.say.answers import SHOWN, named, pressable
from bot.say.asks import times_label
from bot.say.given_up import dead_card, settled_card
from bot.say.refusals import SETTLED
from bot.steps import prompts
from bot.steps.prompts import Asked, GivenUp, Meant, SeatAsked, TimesAsked
from bot.usecases.conversations.talk import Talk

Fitting = tuple[tuple[Asked, Action], ...]
"""What waits for an answer, each with the button that does what the words say."""


async def ask_which(fitting: Fitting, meant: Meant | None, talk: Talk) -> Reply:
    """Ask which of several things that wait is meant."""
    choices = [await choice_of(asked, (action,), talk) for asked, action in fitting[:SHOWN]]
    rest = len(fitting) - len(choices)
    if meant is Order.CANCEL:
        return Say(answers.to_cancel_card(choices, rest=rest))
    windows = meant.windows if isinstance(meant, Suggests) else ()
    return Say(answers.which_card(choices, rest=rest, windows=windows))


async def show_guesses(asked: Sequence[Asked], talk: Talk) -> Reply | None:
    """Show what may have been meant, None where that fits nothing that is asked."""
    fitting, guesses = [], list[Meant]()
    for each in asked:
        here = talk.about(each)
        likely = here.guesses if here.meant is None else (here.meant,)
        guesses += likely
        found = (prompts.action_of(guess, each) for guess in likely)
        actions = tuple(dict.fromkeys(action for action in found if action is not None))
        fitting += [(each, actions)] if actions else []
    if not fitting:
        return None
    choices = [await choice_of(each, actions, talk) for each, actions in fitting[:SHOWN]]
    windows = tuple(
        dict.fromkeys(window for guess in guesses if isinstance(guess, Suggests) for window in guess.windows)
    )
    rest = len(fitting) - len(choices)
    return Say(answers.asking_card(answers.PERHAPS, choices, rest=rest, windows=windows))


async def ask_what(asked: Sequence[Asked], talk: Talk) -> Reply:
    """Tell that the words were not understood, with what can be said to the things that wait."""
    choices = [await choice_of(each, (), talk) for each in asked[:SHOWN]]
    near = suggestion(talk.word, allowed(talk.person, policy=talk.desk.policy))
    return Say(answers.unsure_card(talk.text, choices, rest=len(asked) - len(choices), near=near))


async def choice_of(asked: Asked, actions: tuple[Action, ...], talk: Talk) -> answers.Choice:
    """Return one thing that may be meant; without actions, with all that its card lets somebody press."""
    if isinstance(asked, GivenUp):
        dead = await talk.work.outbox.dead_row(asked.row)
        given_up = dead_card(asked.row, effect=dead[0], why=dead[1]) if dead else settled_card(asked.row, said=SETTLED)
        return answers.Choice(given_up, f"Reference {asked.row}", actions or pressable(given_up))
    case = await talk.case(asked.interview.id)
    if isinstance(asked, TimesAsked):
        return _times_choice(asked, case, actions, talk)
    card = talk.seat_card(case) if isinstance(asked, SeatAsked) else talk.owners_card(case)
    booking = asked.interview.booking
    return answers.Choice(card, named(case), actions or pressable(card), booking.span if booking else None)


def _times_choice(asked: TimesAsked, case: Case, actions: tuple[Action, ...], talk: Talk) -> answers.Choice:
    card, numbered = talk.ask_card(case), len(asked.options) > 1
    offered = actions or pressable(card)
    labels: dict[Action, str] = {
        action: times_label(action, asked.options, numbered=numbered)
        for action in offered
        if isinstance(action, AnswerTimes)
    }
    return answers.Choice(card, named(case), offered, labels=labels)
