"""What people say to the bot in their own words: an answer to a prompt that is open, or a command without its slash.

Nothing is done from words alone unless it is a reply in the thread of a card or fits exactly one prompt that waits, and
exactly one reading exists; all else is answered with buttons that show what was understood.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.actions import (
    Action,
    AnswerTimes,
    AskForTime,
    AskToCancel,
    KeepLooking,
    OtherTimes,
    SeatCannot,
    SeatFits,
    ShowInterview,
)
from bot.cards import Card
from bot.commands import COMMANDS, allowed, help_card, suggestion
from bot.desk import Desk
from bot.domain.access import Act, Viewer, allow, reaches
from bot.domain.answer import Suggests
from bot.domain.answer_names import without_name
from bot.domain.answer_orders import Order
from bot.domain.case import Case, has_seat, keep_own_file
from bot.domain.ids import InterviewId
from bot.domain.interview import PEOPLE_READ
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.effects import AnswerTo, CardKind
from bot.inbound import Pressed, Said, SaidBefore, Typed
from bot.ports import Post, Work
from bot.reply import Nothing, Open, Redraw, Refuse, Reply, Say
from bot.say import answers
from bot.say.answers import SHOWN, named, pressable
from bot.say.asks import ask_card, times_label
from bot.say.cards import interview_card, seat_card, stuck_card
from bot.say.gaps import short_card
from bot.say.given_up import dead_card, settled_card
from bot.steps import hearing, prompts, seats
from bot.steps.gaps import too_short
from bot.steps.prompts import OWNED, SEATED, Asked, GivenUp, Meant, SeatAsked, TimesAsked, Understood

Run = Callable[..., Awaitable[Reply]]
"""How a command is run, or a button pressed: called with the inbound, person, work and desk."""
Fitting = tuple[tuple[Asked, Action], ...]
"""What waits for an answer, each with the button that does what the words say."""

WHY = "said"
GONE = "I no longer have this interview. “status” and a name show what there is."
NO_SEAT = "You are not on this interview any more, so there is nothing for you to answer."
NEW_TIME = "The time has changed since this card. I noted nothing yet; this is the time now:"
NOT_YOURS = "That is for recruiters and coordinators. “help” shows what you can ask me."
NOT_ASKED = "These times are not asked about any more, so I noted nothing. This is how it stands now:"
SETTLED = "Somebody has settled this already."
NOTHING_WAITS = "Nothing is waiting for your answer."
NOTHING_OPEN = "Nothing is waiting for your answer. This is how your latest interview stands:"
THANKS = frozenset({"thanks", "thank you", "thx", "cheers", "many thanks", "thanks a lot", "danke", "merci", "gracias"})
_CALLED = re.compile(r"^\s*(?P<slash>/)?usher\b[\s,:]*", re.IGNORECASE)
_NAMES = frozenset(command.name for command in COMMANDS)


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, and what answering it takes."""

    heard: SaidBefore
    text: str
    understood: Understood
    command: Run
    press: Run
    person: Person
    work: Work
    desk: Desk

    def saying(self, text: str) -> "Talk":
        """Return the same talk with other words."""
        understood = prompts.understood(text, person=self.person, desk=self.desk)
        return replace(self, text=text, understood=understood)

    @property
    def word(self) -> str:
        return self.text.partition(" ")[0].casefold()

    @property
    def is_command(self) -> bool:
        return self.word in _NAMES

    async def as_command(self) -> Reply:
        """Run the words as a command; a form that would open becomes a button that opens it."""
        typed = Typed(self.heard.account, self.text)
        reply = await self.command(typed, person=self.person, work=self.work, desk=self.desk)
        if not isinstance(reply, Open):
            return reply
        _, _, rest = self.text.partition(" ")
        return Say(answers.opening_card(reply.form, asked=self.text, command=self.word, words=rest.strip()))

    async def case(self, interview: InterviewId) -> Case:
        """Return the interview, read on behalf of who speaks; raises Refusal where it is gone."""
        case = await self.work.interviews.case(interview, viewer=Viewer.person(self.person.id, why=WHY))
        if case is None:
            raise Refusal(GONE)
        keep_own_file(case.candidate, person=self.person)
        return case

    def about(self, asked: Asked) -> Understood:
        """Return what the words mean as an answer to this: of times, as they stand on the card."""
        if not isinstance(asked, TimesAsked):
            return self.understood
        return prompts.understood(self.text, asked=asked, person=self.person, desk=self.desk)

    def action(self, asked: Asked) -> Action | None:
        """Return the button that does what the words mean for this, None where they are no answer to it."""
        meant = self.about(asked).meant
        return prompts.action_of(meant, asked) if meant is not None else None

    def is_half_meant(self, asked: Asked) -> bool:
        """Return whether the words may answer this in more than one way."""
        here = self.about(asked)
        return isinstance(asked, TimesAsked) and here.meant is None and bool(here.guesses)

    def ask_card(self, case: Case) -> Card:
        return ask_card(case, reader=self.person.id, policy=self.desk.policy)

    def seat_card(self, case: Case) -> Card:
        return seat_card(case, reader=self.person.id, policy=self.desk.policy)

    def owners_card(self, case: Case) -> Card:
        if case.interview.trouble is not None:
            return stuck_card(case, policy=self.desk.policy)
        return interview_card(case, policy=self.desk.policy, apis=self.desk.apis)


async def said(heard: Said, *, work: Work, desk: Desk) -> Reply:
    """Keep what was said, once per delivery, to be answered from the outbox where it was said."""
    source = f"{heard.account.platform}.said"
    if heard.text.strip() and await work.inbox.first(source, heard.delivery, kind="said", at=desk.now):
        await work.outbox.add(AnswerTo(heard.account, heard.text, heard.at), key=f"said:{source}:{heard.delivery}")
    return Nothing()


def unnamed(text: str) -> str:
    """Return what was said without the bot's name, where it begins with that."""
    return _CALLED.sub("", text, count=1).strip()


async def answer(heard: SaidBefore, *, command: Run, press: Run, person: Person, work: Work, desk: Desk) -> Reply:
    """Take the words as an answer to what was asked, or as a command."""
    called = _CALLED.match(heard.text)
    text = unnamed(heard.text)
    if text.casefold().strip(" .!🙏👍") in THANKS:
        return Say(answers.welcome_card())
    understood = prompts.understood(text, person=person, desk=desk)
    talk = Talk(heard, text, understood, command, press, person, work, desk)
    if called is not None and (called["slash"] or not text):
        return await talk.as_command()
    post = await prompts.card_above(heard, person=person, work=work)
    if post is not None and post.card in {*SEATED, *OWNED, CardKind.ASK, CardKind.DEAD}:
        return await _in_thread(post, talk)
    if post is not None or (talk.is_command and understood.meant is None):
        return await talk.as_command()
    return await _anywhere(talk)


# --- a reply in the thread of a card ------------------------------------------------------------------------------


async def _in_thread(post: Post, talk: Talk) -> Reply:
    """Answer about that card and no other, whether it was answered before or not."""
    if talk.understood.meant is None and talk.is_command:
        return await talk.as_command()
    asked = await prompts.behind(post, person=talk.person, work=talk.work, desk=talk.desk)
    if asked is None:
        return await _late(post, talk)
    if talk.about(asked).meant is None and (rest := await _without_name(asked, talk)) is not None:
        talk = talk.saying(rest)
    meant = talk.about(asked).meant
    if post.card in SEATED and meant is not None and not await prompts.is_newest(post, work=talk.work):
        case = await talk.case(InterviewId(post.subject))
        return Say(answers.stands_card(talk.seat_card(case), NEW_TIME))
    action = prompts.action_of(meant, asked) if meant is not None else None
    if meant is not None and action is not None:
        return await _do(asked, action, meant, talk)
    return await _guessed((asked,), talk) or await _unsure((asked,), talk)


async def _late(post: Post, talk: Talk) -> Reply:
    """Tell how things stand now with what is no longer asked."""
    if post.card is CardKind.DEAD:
        return Say(settled_card(int(post.subject), said=SETTLED))
    if post.card in OWNED and not allowed_to_decide(talk):
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


def allowed_to_decide(talk: Talk) -> bool:
    return reaches(talk.person, Act.SCHEDULE, kinds=talk.desk.policy.kinds)


# --- said anywhere else -------------------------------------------------------------------------------------------


async def _anywhere(talk: Talk) -> Reply:
    """Do what is meant if exactly one prompt waits for it; otherwise ask which, or say that it was not understood."""
    asked = await prompts.open_prompts(talk.person, work=talk.work, desk=talk.desk)
    waiting = tuple(each for each in asked if prompts.waits(each))
    meant = talk.understood.meant
    reply = await _meant(asked, talk) or await _about_somebody(asked, talk)
    if reply is not None:
        return reply
    if not talk.is_command:
        guessed = await _guessed(waiting or asked, talk)
        if guessed is not None:
            return guessed
    if waiting and not talk.is_command:
        return await _unsure(waiting, talk)
    if talk.is_command or (meant is None and not talk.understood.guesses):
        return await talk.as_command()
    return Say(help_card(allowed(talk.person, policy=talk.desk.policy), opening=NOTHING_WAITS))


async def _about_somebody(asked: Sequence[Asked], talk: Talk) -> Reply | None:
    """Answer about the candidate whom the words name, None where they name nobody, or say nothing without the name."""
    named = [(each, rest) for each in asked if (rest := await _without_name(each, talk)) is not None]
    if talk.is_command or not named:
        return None
    shortest = min((rest for _, rest in named), key=len)
    about = [each for each, rest in named if rest == shortest]
    return await _meant(about, talk.saying(shortest))


async def _without_name(asked: Asked, talk: Talk) -> str | None:
    """Return what is said once the name of the candidate is left out, None where it is not in the words."""
    if isinstance(asked, GivenUp):
        return None
    case = await talk.case(asked.interview.id)
    return without_name(talk.text, case.candidate.name)


async def _meant(asked: Sequence[Asked], talk: Talk) -> Reply | None:
    meant = talk.understood.meant
    fitting = tuple((each, action) for each in asked if (action := talk.action(each)) is not None)
    waiting = tuple(each for each in fitting if prompts.waits(each[0]))
    if waiting and (half_meant := tuple(each for each in asked if prompts.waits(each) and talk.is_half_meant(each))):
        return await _guessed((*(each for each, _ in waiting), *half_meant), talk)
    if len(waiting) == 1 and not talk.heard.at.thread:
        asked_now, action = waiting[0]
        return await _do(asked_now, action, talk.about(asked_now).meant, talk)
    open_to_change = tuple(each for each in fitting if prompts.changes(talk.about(each[0]).meant, each[0]))
    if waiting or open_to_change:
        return await _which(waiting or open_to_change, meant, talk)
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


async def _which(fitting: Fitting, meant: Meant | None, talk: Talk) -> Reply:
    choices = [await _choice(asked, (action,), talk) for asked, action in fitting[:SHOWN]]
    rest = len(fitting) - len(choices)
    if meant is Order.CANCEL:
        return Say(answers.to_cancel_card(choices, rest=rest))
    windows = meant.windows if isinstance(meant, Suggests) else ()
    return Say(answers.which_card(choices, rest=rest, windows=windows))


# --- doing, and asking back ---------------------------------------------------------------------------------------


async def _do(asked: Asked, action: Action, meant: Meant | None, talk: Talk) -> Reply:
    """Do what the words say, and tell what was noted or done and how it can be changed."""
    if isinstance(meant, Suggests) and (short := await _too_short(asked, meant, talk)) is not None:
        return short
    match action:
        case SeatFits(interview) | SeatCannot(interview) | AskForTime(interview):
            return await _note(interview, action, meant, talk)
        case AnswerTimes() | OtherTimes():
            return await _note_times(action, meant, talk)
        case KeepLooking(interview):
            return Say(answers.done_card(talk.owners_card(await _look_on(interview, talk))))
        case AskToCancel():
            return Say(answers.to_cancel_card([await _choice(asked, (action,), talk)]))
        case ShowInterview(interview):
            return Say(answers.searching_card(talk.owners_card(await talk.case(interview))))
        case _:
            pressed = Pressed(talk.heard.account, action)
            reply = await talk.press(pressed, why=WHY, person=talk.person, work=talk.work, desk=talk.desk)
            return Say(answers.done_card(reply.card)) if isinstance(reply, Redraw) else reply


async def _too_short(asked: Asked, said: Suggests, talk: Talk) -> Reply | None:
    """Tell that a time is too short for the interview, and what could be had; what is asked stays open."""
    if isinstance(asked, GivenUp):
        return None
    case = await talk.case(asked.interview.id)
    room = await too_short(case, said, work=talk.work, desk=talk.desk)
    if room is None:
        return None
    return Say(short_card(talk.ask_card(case) if isinstance(asked, TimesAsked) else talk.seat_card(case), room))


async def _note_times(action: AnswerTimes | OtherTimes, meant: Meant | None, talk: Talk) -> Reply:
    """Note which of the times work that somebody was asked about, or what they suggest instead."""
    person, work, desk = talk.person.id, talk.work, talk.desk
    case = await talk.case(action.interview)
    allow(talk.person, Act.ANSWER, opening=case.opening, seated=person in case.interview.everybody)
    windows = meant.windows if isinstance(meant, Suggests) else ()
    match action:
        case AnswerTimes(_, works, cannot):
            told, refused = frozenset(works), frozenset(cannot)
            case = await hearing.hear(case, person=person, works=told, cannot=refused, work=work, desk=desk)
        case OtherTimes(_, words):
            case = await hearing.suggest(case, person=person, words=words[:300], windows=windows, work=work, desk=desk)
    return Say(answers.times_card(talk.ask_card(case), windows))


async def _look_on(interview: InterviewId, talk: Talk) -> Case:
    case = await talk.case(interview)
    kind = talk.desk.policy.kinds.get(case.interview.kind)
    allow(talk.person, Act.SCHEDULE, opening=case.opening, kind=kind)
    touched = replace(case, interview=replace(case.interview, touched=True))
    return await hearing.look_on(touched, work=talk.work, desk=talk.desk)


async def _note(interview: InterviewId, action: Action, meant: Meant | None, talk: Talk) -> Reply:
    person, work, desk = talk.person, talk.work, talk.desk
    case = await talk.case(interview)
    allow(person, Act.ANSWER, opening=case.opening, seated=has_seat(case.interview, person.id))
    windows = meant.windows if isinstance(meant, Suggests) else ()
    words = meant.words[:300] if isinstance(meant, Suggests) else ""
    if isinstance(action, SeatFits):
        case = await seats.fits(case, person=person.id, work=work, desk=desk)
    else:
        case = await seats.cannot(case, person=person.id, words=words, windows=windows, work=work, desk=desk)
    return Say(answers.noted_card(case, reader=person.id, windows=windows, policy=desk.policy))


async def _guessed(asked: Sequence[Asked], talk: Talk) -> Reply | None:
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
    choices = [await _choice(each, actions, talk) for each, actions in fitting[:SHOWN]]
    windows = tuple(
        dict.fromkeys(window for guess in guesses if isinstance(guess, Suggests) for window in guess.windows)
    )
    rest = len(fitting) - len(choices)
    return Say(answers.asking_card(answers.PERHAPS, choices, rest=rest, windows=windows))


async def _unsure(asked: Sequence[Asked], talk: Talk) -> Reply:
    choices = [await _choice(each, (), talk) for each in asked[:SHOWN]]
    near = suggestion(talk.word, allowed(talk.person, policy=talk.desk.policy))
    return Say(answers.unsure_card(talk.text, choices, rest=len(asked) - len(choices), near=near))


async def _choice(asked: Asked, actions: tuple[Action, ...], talk: Talk) -> answers.Choice:
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
