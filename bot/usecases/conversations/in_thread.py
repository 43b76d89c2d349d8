"""A reply in the thread of a card: it is about that card and no other, whether it was answered before or not."""

from bot.domain.access import Act, reaches
from bot.domain.case import has_seat
from bot.domain.ids import InterviewId
from bot.domain.interview import PEOPLE_READ
from bot.effects import CardKind
from bot.ports import Post
from bot.reply import Refuse, Reply, Say
from bot.say import answers
from bot.say.given_up import settled_card
from bot.say.refusals import NOT_ASKED, NOT_YOURS, SETTLED
from bot.steps import prompts
from bot.steps.prompts import OWNED, SEATED
from bot.usecases.conversations.asking_back import ask_what, show_guesses
from bot.usecases.conversations.doing import do
from bot.usecases.conversations.talk import Talk, without_their_name

NO_SEAT = "You are not on this interview any more, so there is nothing for you to answer."
NEW_TIME = "The time has changed since this card. I noted nothing yet; this is the time now:"


async def answer_in_thread(post: Post, talk: Talk) -> Reply:
    """Answer about that card and no other, whether it was answered before or not."""
    if talk.understood.meant is None and talk.is_command:
        return await talk.as_command()
    asked = await prompts.behind(post, person=talk.person, work=talk.work, desk=talk.desk)
    if asked is None:
        return await _late(post, talk)
    if talk.about(asked).meant is None and (rest := await without_their_name(asked, talk)) is not None:
        talk = talk.saying(rest)
    meant = talk.about(asked).meant
    if post.card in SEATED and meant is not None and not await prompts.is_newest(post, work=talk.work):
        case = await talk.case(InterviewId(post.subject))
        return Say(answers.stands_card(talk.seat_card(case), NEW_TIME))
    action = prompts.action_of(meant, asked) if meant is not None else None
    if meant is not None and action is not None:
        return await do(asked, action, meant, talk)
    return await show_guesses((asked,), talk) or await ask_what((asked,), talk)


async def _late(post: Post, talk: Talk) -> Reply:
    """Tell how things stand now with what is no longer asked."""
    if post.card is CardKind.DEAD:
        return Say(settled_card(int(post.subject), said=SETTLED))
    if post.card in OWNED and not _may_decide(talk):
        return Refuse(NOT_YOURS)
    case = await talk.case(InterviewId(post.subject))
    if post.card is CardKind.ASK and talk.person.id in case.interview.everybody:
        return Say(answers.stands_card(talk.ask_card(case), NOT_ASKED))
    if post.card in OWNED:
        said = f"This interview is {PEOPLE_READ[case.interview.state]}; there is nothing to decide any more."
        return Say(answers.stands_card(talk.owners_card(case), said))
    if not has_seat(case.interview, talk.person.id):
        return Refuse(NO_SEAT)
    return Say(answers.stands_card(answers.without_buttons(talk.seat_card(case)), answers.too_late(case)))


def _may_decide(talk: Talk) -> bool:
    return reaches(talk.person, Act.SCHEDULE, kinds=talk.desk.policy.kinds)
