"""What was said, by whom, and what it means for a thing that was asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.actions import Action
from bot.cards import Card
from bot.commands import COMMANDS
from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.answer_names import without_name
from bot.domain.case import Case, keep_own_file
from bot.domain.ids import InterviewId
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.inbound import SaidBefore, Typed
from bot.ports import Work
from bot.reply import Open, Reply, Say
from bot.say import answers
from bot.say.asks import ask_card
from bot.say.cards import interview_card, seat_card, stuck_card
from bot.say.refusals import GONE
from bot.steps import prompts
from bot.steps.prompts import Asked, GivenUp, TimesAsked, Understood

Run = Callable[..., Awaitable[Reply]]
"""How a command is run, or a button pressed: called with the inbound, person, work and desk."""
WHY = "said"
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


async def without_their_name(asked: Asked, talk: Talk) -> str | None:
    """Return what is said once the name of the candidate is left out, None where it is not in the words."""
    if isinstance(asked, GivenUp):
        return None
    case = await talk.case(asked.interview.id)
    return without_name(talk.text, case.candidate.name)
