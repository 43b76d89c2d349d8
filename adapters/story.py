"""One candidate books a screen, told step by step: each step is done through the real doors, then checked in the database
and at the far end. What is printed is what was found there.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

from adapters.sandbox.seed import ORGANIZER, RAE, SEED_CANDIDATES, STAGES
from adapters.story_stage import LINK, Stage, check, invites, text, when
from bot.domain.access import USHER
from bot.domain.interview import State
from bot.domain.time import Interval
from bot.effects import Outcome

ADA = SEED_CANDIDATES[0]


async def tell(stage: Stage) -> AsyncIterator[str]:
    """Play trigger, held, offered, booked, reminded, took place; yields what was seen. Raises Broken at the first gap."""
    for step in (_trigger, _held, _offered, _booked, _reminded, _took_place):
        yield await step(stage)


async def _trigger(stage: Stage) -> str:
    await stage.reaches(ADA, STAGES[1])
    interview = await stage.interview(ADA)
    check(interview.stage == STAGES[1], "an interview for the new stage", interview.stage)
    return f"Trigger: the ATS moved {ADA.name} to “{STAGES[1]}”, and one interview began"


async def _held(stage: Stage) -> str:
    interview = await stage.interview(ADA)
    spans = [option.span for option in interview.standing]
    check(len(spans) == 2, "two options that stand", f"{len(spans)}")
    held = await stage.reservations(interview)
    check(len(held) == 4, "both times reserved for interviewer and candidate", f"{len(held)} reservations")
    shown = await stage.holds(RAE.person.email)
    check(sorted(e.span for e in shown) == sorted(spans), "two [Hold] events at those times", f"{len(shown)}")
    return f"Held: two times on the calendar of {RAE.person.name}, {when(spans[0])} and {when(spans[1])}"


async def _offered(stage: Stage) -> str:
    interview = await stage.interview(ADA)
    check(interview.state is State.OFFERED, "the state offered", interview.state)
    mails = await stage.mails(ADA)
    check(len(mails) == 1, "exactly one mail to the candidate", f"{len(mails)}")
    check(LINK.search(text(mails[0])) is not None, "a booking link in the mail", "none")
    notes = [note.outcome for note in await stage.world.ats.notes(ADA.application)]
    check(notes == [Outcome.INVITED], "“invitation sent” in the ATS", f"{notes}")
    return f"Offered: one mail, “{mails[0]['Subject']}”, with a link, and the ATS knows"


async def _booked(stage: Stage) -> str:
    interview = await stage.picks(ADA)
    check(interview.state is State.BOOKED and interview.booking is not None, "the state booked", interview.state)
    span = interview.booking.span if interview.booking else stage.weeks
    await _check_calendars(stage, span)
    confirmed = [mail for mail in await stage.mails(ADA) if invites(mail)]
    check(len(confirmed) == 1, "one confirmation with an invitation", f"{len(confirmed)}")
    notes = [note.outcome for note in await stage.world.ats.notes(ADA.application)]
    check(notes == [Outcome.INVITED, Outcome.BOOKED], "the time in the ATS", f"{notes}")
    return f"Booked: {ADA.name} chose {when(span)}; event, confirmation and invitation are out, the holds are gone"


async def _check_calendars(stage: Stage, span: Interval) -> None:
    event = [e for e in await stage.events(ORGANIZER) if e.span == span]
    check(len(event) == 1, "one event on the organiser's calendar", f"{len(event)}")
    mine = await stage.events(RAE.person.email)
    check(any(e.span == span and e.uid == event[0].uid for e in mine), "the invitation on the interviewer's", "none")
    holds = await stage.holds(RAE.person.email)
    check(not holds, "no hold left behind", f"{len(holds)}")


async def _reminded(stage: Stage) -> str:
    interview = await stage.interview(ADA)
    check(interview.booking is not None, "a booking", "none")
    start = interview.booking.span.start if interview.booking else stage.usher.clock()
    await stage.forward(start - timedelta(hours=1) - stage.usher.clock())
    reminders = [mail for mail in await stage.mails(ADA) if str(mail["Subject"]).startswith("Reminder")]
    check(len(reminders) == 1, "one reminder to the candidate", f"{len(reminders)}")
    lines = [line for line in await stage.world.chat.lines(RAE.account.user) if "Reminder" in str(line)]
    check(len(lines) == 1, "one reminder to the interviewer", f"{len(lines)}")
    return "Reminded: the candidate by mail, the interviewer in chat, once each"


async def _took_place(stage: Stage) -> str:
    interview = await stage.interview(ADA)
    end = interview.booking.span.end if interview.booking else stage.usher.clock()
    await stage.forward(end - stage.usher.clock() + timedelta(minutes=1))
    after = await stage.interview(ADA)
    check(after.state is State.TOOK_PLACE, "the state took place", after.state)
    async with stage.usher.database.store() as work:
        application = await work.applications.get(after.application, viewer=USHER)
    action = application.next if application else None
    check(action is not None, "a next action", "none")
    redrawn = [line for line in await stage.world.chat.lines(RAE.account.user) if "Took place" in str(line)]
    check(bool(redrawn), "the recruiter's card redrawn", "none")
    return f"Took place; next: {action.what if action else ''}"
