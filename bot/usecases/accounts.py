"""Who speaks from an account that nobody has linked: asked of the platform, linked by confirmed mail, or told why not.

Linked are only active members of the configured workspace or tenant, never bots, guests or strangers.
"""

from dataclasses import replace

from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.people import Account, Membership, Origin, Person, Profile, Verdict
from bot.effects import WhoIs, lane
from bot.inbound import SaidBefore, TypedBefore, WhoAnswered
from bot.ports import Work
from bot.reply import Nothing, Refuse, Reply
from bot.steps.accounts import tell_account
from bot.steps.digest import expect
from bot.steps.homes import person_changed

ONE_MOMENT = "One moment, I'm looking up who you are."
STILL_LOOKING = "One moment, I'm still looking up who you are. Once I have told you, ask me this again."
OTHERS = {
    Membership.GUEST: Verdict.GUEST,
    Membership.STRANGER: Verdict.STRANGER,
    Membership.BOT: Verdict.BOT,
    Membership.GONE: Verdict.GONE,
}
UNSET = frozenset({"", "UTC"})
"""Zones that stand for "nobody has said": UTC is what a person's record begins with."""


async def unknown(account: Account, *, asked: str | None, work: Work, desk: Desk) -> Reply:
    """Have the account looked up; `asked` is what was typed and runs then, None for a press or a form.

    While one look-up is under way there is no second, and what is typed meanwhile is not kept.
    """
    effect = WhoIs(account, asked)
    first = await work.outbox.add_first(effect, key=lane(effect))
    return Refuse(ONE_MOMENT if first else STILL_LOOKING)


async def who_answered(answer: WhoAnswered, *, work: Work, desk: Desk) -> Reply:
    """Link the account to whoever has its confirmed mail, or refuse; either way the asker hears of it."""
    linked = await work.people.by_account(answer.account)
    verdict = Verdict.KNOWN if linked else await _judged(answer, work=work, desk=desk)
    await tell_account(answer.account, verdict, asked=answer.asked, work=work)
    return Nothing()


async def first_time(before: TypedBefore | SaidBefore, *, work: Work, desk: Desk) -> bool:
    """Whether this was never run before; what changes something is so never done twice."""
    source = f"{before.account.platform}.before"
    return await work.inbox.first(source, before.delivery, kind="typed_before", at=desk.now)


async def _judged(answer: WhoAnswered, *, work: Work, desk: Desk) -> Verdict:
    profile = answer.profile
    if profile.membership is not Membership.MEMBER:
        return OTHERS[profile.membership]
    if not profile.email:
        return Verdict.NO_MAIL
    person = await work.people.by_email(profile.email)
    if person is None:
        return Verdict.NOBODY
    if not person.active:
        return Verdict.LEFT
    await _link(answer.account, person=person, profile=profile, work=work, desk=desk)
    return Verdict.KNOWN


async def _link(account: Account, *, person: Person, profile: Profile, work: Work, desk: Desk) -> None:
    await work.people.link(account, person=person.id)
    await work.people.answering(account)
    await person_changed(person.id, work=work)
    await work.audit.changed(
        "account.linked", subject=str(person.id), by=USHER, detail={"platform": account.platform, "by": "mail"}
    )
    known = replace(person, name=person.name if person.name.strip() else profile.name)
    if profile.zone and person.zone in UNSET and person.zone_from is Origin.UNSAID:
        known = replace(known, zone=profile.zone, zone_from=Origin.CHAT)
    if known != person:
        await work.people.save(known)
        await expect([known], work=work, desk=desk)
        taken = " ".join(name for name in ("name", "zone") if getattr(known, name) != getattr(person, name))
        await work.audit.changed("person.changed", subject=str(person.id), by=USHER, detail={"fields": taken})
