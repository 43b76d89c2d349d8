"""The service looks after its own connections: what a look found is kept, told to who can mend it, and reviewed."""

from bot.actions import ExamineAgain
from bot.desk import Desk
from bot.domain.findings import Condition, Finding, found
from bot.domain.people import Person
from bot.domain.refusal import Refusal
from bot.domain.time import epoch
from bot.effects import Examine
from bot.inbound import Examined
from bot.ports import Work
from bot.reply import Nothing, Reply, Say
from bot.say.health import looking_card
from bot.steps import health

NOT_THEIRS = "That is for the admins and recruiters. Ask one of them to look."


async def begin(*, work: Work, desk: Desk) -> None:
    """Have a service that begins look at everything now, and every hour from now on. Safe to repeat."""
    await work.timers.set(health.HEALTH, kind=health.HEALTH, subject=health.HEALTH, due=desk.now)


async def examined(answer: Examined, *, work: Work, desk: Desk) -> Reply:
    """Keep what a look found, tell who can mend it, and draw anew what was told before."""
    before = await work.findings.all()
    this_look = Finding(health.LOOKED, Condition.FINE, "Everything was looked at.")
    now = [each for each in found(answer.findings, before=before, now=desk.now) if each.finding.name != this_look.name]
    await work.findings.keep([*now, *found([this_look], before=(), now=desk.now)])
    await health.tell_of(now, work=work, desk=desk)
    await health.redraw(now, before=before, work=work)
    await health.expect_review(work=work, desk=desk)
    return Nothing()


async def pressed(action: ExamineAgain, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Look at everything at once; the card that was pressed is redrawn by what is found."""
    if not person.roles & health.MAY_MEND:
        raise Refusal(NOT_THEIRS)
    await work.outbox.add(Examine(), key=f"{health.HEALTH}:asked:{epoch(desk.now)}")
    return Say(looking_card())
