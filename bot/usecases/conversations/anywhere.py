"""What is said outside of any thread: done where exactly one prompt waits for it, else asked back."""

from collections.abc import Sequence

from bot.commands import allowed, help_card
from bot.domain.answer_orders import Order
from bot.domain.case import has_seat
from bot.domain.ids import InterviewId
from bot.effects import CardKind
from bot.reply import Reply, Say
from bot.say import answers
from bot.steps import prompts
from bot.steps.prompts import Asked, SeatAsked
from bot.usecases.conversations.asking_back import ask_what, ask_which, show_guesses
from bot.usecases.conversations.doing import do
from bot.usecases.conversations.talk import Talk, without_their_name

NOTHING_WAITS = "Nothing is waiting for your answer."
NOTHING_OPEN = "Nothing is waiting for your answer. This is how your latest interview stands:"


async def answer_anywhere(talk: Talk) -> Reply:
    """Do what is meant if exactly one prompt waits for it; otherwise ask which, or say that it was not understood."""
    asked = await prompts.open_prompts(talk.person, work=talk.work, desk=talk.desk)
    waiting = tuple(each for each in asked if prompts.waits(each))
    meant = talk.understood.meant
    reply = await _meant(asked, talk) or await _about_somebody(asked, talk)
    if reply is not None:
        return reply
    if not talk.is_command:
        guessed = await show_guesses(waiting or asked, talk)
        if guessed is not None:
            return guessed
    if waiting and not talk.is_command:
        return await ask_what(waiting, talk)
    if talk.is_command or (meant is None and not talk.understood.guesses):
        return await talk.as_command()
    return Say(help_card(allowed(talk.person, policy=talk.desk.policy), opening=NOTHING_WAITS))


async def _about_somebody(asked: Sequence[Asked], talk: Talk) -> Reply | None:
    """Answer about the candidate whom the words name, None where they name nobody, or say nothing without the name."""
    named = [(each, rest) for each in asked if (rest := await without_their_name(each, talk)) is not None]
    if talk.is_command or not named:
        return None
    shortest = min((rest for _, rest in named), key=len)
    about = [each for each, rest in named if rest == shortest]
    return await _meant(about, talk.saying(shortest))


async def _meant(asked: Sequence[Asked], talk: Talk) -> Reply | None:
    meant = talk.understood.meant
    fitting = tuple((each, action) for each in asked if (action := talk.action(each)) is not None)
    waiting = tuple(each for each in fitting if prompts.waits(each[0]))
    if waiting and (half_meant := tuple(each for each in asked if prompts.waits(each) and talk.is_half_meant(each))):
        return await show_guesses((*(each for each, _ in waiting), *half_meant), talk)
    if len(waiting) == 1 and not talk.heard.at.thread:
        asked_now, action = waiting[0]
        return await do(asked_now, action, talk.about(asked_now).meant, talk)
    open_to_change = tuple(each for each in fitting if prompts.changes(talk.about(each[0]).meant, each[0]))
    if waiting or open_to_change:
        return await ask_which(waiting or open_to_change, meant, talk)
    if meant is None:
        return None
    if len(fitting) == 1 and isinstance(fitting[0][0], SeatAsked):
        case = await talk.case(fitting[0][0].interview.id)
        return Say(answers.noted_card(case, reader=talk.person.id, policy=talk.desk.policy))
    return None if isinstance(meant, Order) or talk.is_command else await _latest(talk)


async def _latest(talk: Talk) -> Reply | None:
    """Tell how the seat stands that was asked about last, where it has nothing to answer any more."""
    for post in await talk.work.posts.latest(talk.person.id, (CardKind.SEAT,), limit=1):
        if await prompts.behind(post, person=talk.person, work=talk.work, desk=talk.desk) is None:
            case = await talk.case(InterviewId(post.subject))
            if has_seat(case.interview, talk.person.id):
                return Say(answers.stands_card(answers.without_buttons(talk.seat_card(case)), NOTHING_OPEN))
    return None
