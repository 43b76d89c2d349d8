"""Two interviewers, one in Slack and one in Teams, are asked before a candidate hears of a panel, told step by step and
checked like the first story.
"""

from collections.abc import AsyncIterator

from adapters.sandbox.chat import Line
from adapters.sandbox.desk import Desk
from adapters.sandbox.seed import JONAS, OLU, ORGANIZER, SEED_CANDIDATES, STAGES
from adapters.story_stage import Stage, check, invites, when
from bot.actions import Action, AnswerTimes
from bot.codec import decode
from bot.domain.interview import Answer, State

SIOBHAN = SEED_CANDIDATES[1]
PANEL = (JONAS, OLU)
WORDS = "both work"


async def tell(stage: Stage) -> AsyncIterator[str]:
    """Play asked, by button, in words, chosen; yields what was seen. Raises Broken at the first gap."""
    for step in (_asked, _by_button, _in_words, _chosen):
        yield await step(stage)


async def _asked(stage: Stage) -> str:
    await stage.reaches(SIOBHAN, STAGES[2])
    interview = await stage.interview(SIOBHAN)
    check(interview.state is State.ASKING, "the interviewers being asked", interview.state)
    spans = sorted(option.span for option in interview.asked)
    check(len(spans) == 2, "two times that are asked about", f"{len(spans)}")
    for colleague in PANEL:
        name = colleague.person.first_name
        holds = sorted(entry.span for entry in await stage.holds(colleague.person.email))
        check(holds == spans, f"both times held on the calendar of {name}", f"{len(holds)}")
        cards = await _asks(stage, colleague.account.user)
        check(len(cards) == 1, f"one card to {name}", f"{len(cards)}")
    mails = await stage.mails(SIOBHAN)
    check(not mails, "no mail to the candidate yet", f"{len(mails)}")
    return f"Asked: {_names()} for {when(spans[0])} or {when(spans[1])}, one card each; the candidate hears nothing yet"


async def _by_button(stage: Stage) -> str:
    user, name = JONAS.account.user, JONAS.person.first_name
    cards = await _asks(stage, user)
    button = _buttons(cards[0])[0] if cards else ""
    check(bool(button), "a button that says both times work", "none")
    await Desk(stage.world.chat, handle=stage.usher.router.handle).pressed(user, button, line=cards[0].id)
    await stage.usher.relay.drain()
    interview = await stage.interview(SIOBHAN)
    check(interview.state is State.ASKING, "an answer of the other still missing", interview.state)
    mine = [seat.answer for o in interview.asked for seat in o.seats if seat.part == "technical"]
    check(mine == [Answer.FITS, Answer.FITS], f"both times to suit {name}", f"{mine}")
    return f"By button, in {JONAS.chat.title()}: {name} pressed that both times work"


async def _in_words(stage: Stage) -> str:
    user, name = OLU.account.user, OLU.person.first_name
    await Desk(stage.world.chat, handle=stage.usher.router.handle).typed(user, WORDS)
    await stage.usher.relay.drain()
    interview = await stage.interview(SIOBHAN)
    check(interview.state is State.OFFERED, "the state offered", interview.state)
    check(len(interview.standing) == 2, "two options that stand", f"{len(interview.standing)}")
    mails = await stage.mails(SIOBHAN)
    check(len(mails) == 1, "exactly one mail to the candidate", f"{len(mails)}")
    return f"In words, in {OLU.chat.title()}: {name} wrote “{WORDS}”; both times stand, and {SIOBHAN.name} got one mail"


async def _chosen(stage: Stage) -> str:
    interview = await stage.picks(SIOBHAN)
    check(interview.state is State.BOOKED and interview.booking is not None, "the state booked", interview.state)
    span = interview.booking.span if interview.booking else stage.weeks
    event = [entry for entry in await stage.events(ORGANIZER) if entry.span == span]
    check(len(event) == 1, "one event on the organiser's calendar", f"{len(event)}")
    invited = sorted(colleague.person.email for colleague in PANEL)
    check(sorted(event[0].attendees) == invited, f"{_names()} invited to it", f"{len(event[0].attendees)}")
    left = [entry for colleague in PANEL for entry in await stage.holds(colleague.person.email)]
    check(not left, "no hold left behind", f"{len(left)}")
    confirmed = [mail for mail in await stage.mails(SIOBHAN) if invites(mail)]
    check(len(confirmed) == 1, "one confirmation with an invitation", f"{len(confirmed)}")
    return f"Chosen: {SIOBHAN.name} picked {when(span)}; one event with {_names()}, and the holds are gone"


async def _asks(stage: Stage, user: str) -> list[Line]:
    """Return the cards in a pane on which somebody can say which times work."""
    return [line for line in await stage.world.chat.lines(user) if _buttons(line)]


def _buttons(line: Line) -> list[str]:
    """Return what the buttons about times carry; the first says that every time works."""
    blocks = line.card.get("blocks", ()) if line.card else ()
    actions = [item["action"] for block in blocks if block["kind"] == "buttons" for item in block["items"]]
    return [action for action in actions if isinstance(decode(action, Action), AnswerTimes)]


def _names() -> str:
    return " and ".join(colleague.person.first_name for colleague in PANEL)
