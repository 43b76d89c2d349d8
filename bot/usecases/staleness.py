"""What people do about an application that is left: put it off, hand it over, tell the candidate, log a call with them."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.actions import (
    AskToHandOver,
    AskToLogCall,
    AskToSnooze,
    AskToUpdate,
    HandOverIt,
    LogCallIt,
    MoveOrPass,
    SnoozeIt,
    UpdateIt,
)
from bot.cards import Card
from bot.desk import Desk
from bot.domain.access import Act, Viewer
from bot.domain.case import Applied, is_theirs
from bot.domain.glance import step_changed
from bot.domain.ids import ApplicationId, PersonId, random_key
from bot.domain.notes import Note
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, STATUS_READS
from bot.domain.refusal import Refusal
from bot.domain.staleness import SNOOZES, Snooze, day_begins, snoozed
from bot.domain.time import at, local_day
from bot.domain.updates import LONGEST, Call, Update
from bot.effects import SendUpdate
from bot.forms import Form, filled
from bot.ports import Work
from bot.reply import FormErrors, NextForm, Nothing, Open, Refuse, Reply, Say
from bot.say.record_cards import record_card, title
from bot.say.record_forms import REASON, step_meanwhile
from bot.say.staleness import choices_card
from bot.say.staleness_forms import call_form, hand_over_form, snooze_form, update_form
from bot.say.updates import draft, logged_card, sending_card
from bot.steps import staleness as steps
from bot.steps.days import end_of, working_days
from bot.steps.digest import redraw as redraw_digests
from bot.steps.finding import one
from bot.steps.notes import write_down
from bot.steps.owners import who_can
from bot.steps.record import refresh

SNOOZE_DAYS, PROMISE_DAYS, CALL_DAYS = 5, 10, 7
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)")
NOON = time(12)
OWN_FILE = "This is about you, so somebody else looks after it."
TWICE = "It was put off twice already. Set the next step, hand it over, or decide how it goes on."
PUT_OFF = "Somebody put it off meanwhile, so I changed nothing."
SENT = "Somebody sent them an update meanwhile, so I've sent nothing. This is how it stands:"
NO_MAIL = (
    "They cannot be e-mailed: the record has no address, or the ATS says not to. A call you log counts as contact too."
)

Pressed = MoveOrPass | AskToSnooze | AskToHandOver | AskToUpdate | AskToLogCall
Sent = SnoozeIt | HandOverIt | UpdateIt | LogCallIt


async def pressed(action: Pressed, *, person: Person, work: Work, desk: Desk) -> Reply:
    """Open the form that a button leads to, or say kindly why not."""
    about = await _open(action.application, person=person, work=work)
    if isinstance(about, Refuse):
        return about
    match action:
        case MoveOrPass():
            return Say(choices_card(about))
        case AskToSnooze():
            return await _ask_to_snooze(about, person=person, work=work, desk=desk)
        case AskToHandOver():
            return Open(await _hand_over_form(about, work=work))
        case AskToUpdate():
            return await _ask_to_update(about, person=person, work=work, desk=desk)
        case AskToLogCall():
            days, zone = _past(person, desk=desk), desk.zone_of(person.zone).key
            return Open(call_form(about, days=days, zone=zone, locale=desk.policy.organisation.locale))


async def submitted(action: Sent, values: Mapping[str, str], *, person: Person, work: Work, desk: Desk) -> Reply:
    """Take one of those forms."""
    about = await _open(action.application, person=person, work=work)
    if isinstance(about, Refuse):
        return about
    match action:
        case SnoozeIt():
            return await _snooze(action, values, about=about, person=person, work=work, desk=desk)
        case HandOverIt():
            return await _hand_over(action, values, about=about, person=person, work=work, desk=desk)
        case UpdateIt():
            return await _update(action, values, about=about, person=person, work=work, desk=desk)
        case LogCallIt():
            return await _call(values, about=about, person=person, work=work, desk=desk)


async def _open(application: ApplicationId, *, person: Person, work: Work) -> Applied | Refuse:
    """Return the application while it is open; raises Refusal for whoever may not decide about it."""
    about = await one(application, act=Act.MOVE, person=person, work=work)
    if is_theirs(about.candidate, person=person):
        raise Refusal(OWN_FILE)
    if about.application.status not in OPEN:
        said = f"{title(about)}: {STATUS_READS[about.application.status]}, so there is nothing left to do here."
        return Refuse(said, await _how_it_stands(about, work=work))
    return about


async def _how_it_stands(about: Applied, *, work: Work) -> Card:
    action = about.application.next
    return record_card(about, owner=await work.people.get(action.owner) if action else None)


async def _taken_up(about: Applied, *, by: Person, also: PersonId | None = None, work: Work, desk: Desk) -> None:
    """Have every card and digest drawn anew on which it stood."""
    action = about.application.next
    await refresh(about.application.id, work=work)
    readers = {by.id, also, action.owner if action else None} - {None}
    await redraw_digests([reader for reader in readers if reader is not None], work=work, desk=desk)


# --- put off


async def _ask_to_snooze(about: Applied, *, person: Person, work: Work, desk: Desk) -> Reply:
    count = snoozed(about.application, await work.stale.trace(about.application.id))
    if count >= SNOOZES:
        return Refuse(TWICE, await _how_it_stands(about, work=work))
    days = working_days(await _owner(about, person=person, work=work), count=SNOOZE_DAYS, desk=desk)
    return Open(snooze_form(about, count=count, days=days, locale=desk.policy.organisation.locale))


async def _owner(about: Applied, *, person: Person, work: Work) -> Person:
    """Return by whose working days a date is chosen: the owner's of the next step."""
    action = about.application.next
    return (await work.people.get(action.owner) if action else None) or person


async def _snooze(
    action: SnoozeIt, values: Mapping[str, str], *, about: Applied, person: Person, work: Work, desk: Desk
) -> Reply:
    application = about.application
    count = snoozed(application, await work.stale.trace(application.id))
    if count != action.count or count >= SNOOZES:
        return Refuse(TWICE if count >= SNOOZES else PUT_OFF, await _how_it_stands(about, work=work))
    owner = await _owner(about, person=person, work=work)
    day = _chosen(values.get("until", ""), among=working_days(owner, count=SNOOZE_DAYS + 1, desk=desk))
    reason = " ".join(values.get("reason", "").split())
    errors = {
        "until": "" if day else "Please choose one of these days.",
        "reason": "" if 0 < len(reason) <= REASON else f"Please say why, in at most {REASON} characters.",
    }
    if day is None or errors["reason"]:
        return FormErrors({name: text for name, text in errors.items() if text})
    until = day_begins(day, zone=desk.zone_of(owner.zone))
    await work.stale.snooze(application.id, Snooze(count + 1, until, reason, desk.now))
    by = Viewer.person(person.id, why="snooze")
    await work.audit.changed("application.snoozed", subject=application.id, by=by, detail={"until": day.isoformat()})
    await write_down(Note(application.id, desk.now, person.id, f"Put off until {day.isoformat()}: {reason}"), work=work)
    await _taken_up(about, by=person, work=work, desk=desk)
    return Nothing()


# --- hand over


async def _hand_over_form(about: Applied, *, work: Work) -> Form:
    action = about.application.next
    able = await who_can(about.opening, candidate=about.candidate, work=work)
    people = [each for each in able if action is None or each.id != action.owner]
    return hand_over_form(about, people=people)


async def _hand_over(
    action: HandOverIt, values: Mapping[str, str], *, about: Applied, person: Person, work: Work, desk: Desk
) -> Reply:
    able = await who_can(about.opening, candidate=about.candidate, work=work)
    people = {str(each.id): each for each in able}
    chosen = people.get(values.get("owner", ""))
    if chosen is None:
        return FormErrors({"owner": "Please choose who does it."})
    step = about.application.next
    if step is not None and step.owner == chosen.id:
        return Nothing()
    if action.seen and step_changed(about.application, seen=action.seen):
        lead = (step_meanwhile(about.application, setter=""),)
        form = hand_over_form(about, people=[*people.values()], lead=lead)
        return NextForm(filled(form, values))
    by = Viewer.person(person.id, why="hand over")
    await steps.hand_over(about, to=chosen, by=by, work=work, desk=desk)
    await _taken_up(about, by=person, also=chosen.id, work=work, desk=desk)
    return Nothing()


# --- a word to the candidate


async def _ask_to_update(about: Applied, *, person: Person, work: Work, desk: Desk) -> Reply:
    if not about.candidate.email or not about.candidate.mail_ok:
        return Refuse(NO_MAIL, await _how_it_stands(about, work=work))
    text = draft(about, await work.interviews.latest(about.application.id))
    sent = await work.updates.count(about.application.id)
    days = working_days(person, count=PROMISE_DAYS, desk=desk)
    return Open(update_form(about, text=text, sent=sent, days=days, locale=desk.policy.organisation.locale))


async def _update(
    action: UpdateIt, values: Mapping[str, str], *, about: Applied, person: Person, work: Work, desk: Desk
) -> Reply:
    application = about.application
    if not about.candidate.email or not about.candidate.mail_ok:
        return Refuse(NO_MAIL, await _how_it_stands(about, work=work))
    if await work.updates.count(application.id) != action.sent:
        return Refuse(SENT, await _how_it_stands(about, work=work))
    text = values.get("text", "").strip()
    day = _chosen(values.get("due", ""), among=working_days(person, count=PROMISE_DAYS + 1, desk=desk))
    errors = {
        "text": "" if 0 < len(text) <= LONGEST else f"Please write something, in at most {LONGEST} characters.",
        "due": "" if day else "Please choose one of these days.",
    }
    if day is None or errors["text"]:
        return FormErrors({name: told for name, told in errors.items() if told})
    promised = end_of(day, owner=person, desk=desk)
    told = Update(random_key(), application.id, desk.now, person.id, text, promised)
    await work.updates.add(told)
    await steps.promise(about, promised, work=work)
    by = Viewer.person(person.id, why="update")
    await work.audit.changed("application.updated", subject=application.id, by=by, detail={"promised": day.isoformat()})
    await work.outbox.add(SendUpdate(application.id, told.id), key=f"update:{told.id}")
    await _taken_up(about, by=person, work=work, desk=desk)
    return Say(sending_card(about))


# --- a call


async def _call(values: Mapping[str, str], *, about: Applied, person: Person, work: Work, desk: Desk) -> Reply:
    text = values.get("text", "").strip()
    day = _chosen(values.get("day", ""), among=_past(person, desk=desk))
    moment = _moment(day, values.get("time", ""), person=person, desk=desk) if day else None
    errors = {
        "text": "" if 0 < len(text) <= LONGEST else f"Please say what it was about, in at most {LONGEST} characters.",
        "day": "" if day else "Please choose one of these days.",
        "time": moment if isinstance(moment, str) else "",
    }
    if not isinstance(moment, datetime) or errors["text"]:
        return FormErrors({name: told for name, told in errors.items() if told})
    application = about.application.id
    if await work.updates.called(Call(application, moment, person.id, text)):
        by = Viewer.person(person.id, why="call")
        await work.audit.changed("application.called", subject=application, by=by)
        await _taken_up(about, by=person, work=work, desk=desk)
    return Say(logged_card(about))


def _past(person: Person, *, desk: Desk) -> tuple[date, ...]:
    today = local_day(desk.now, zone=desk.zone_of(person.zone))
    return tuple(today - timedelta(days=back) for back in range(CALL_DAYS))


def _moment(day: date, said: str, *, person: Person, desk: Desk) -> datetime | str:
    """Return when a call was (aware UTC), by the caller's clock, or what is wrong with the time that was written."""
    zone = desk.zone_of(person.zone)
    if not said.strip():
        return min(at(day, NOON, zone=zone), desk.now)
    found = CLOCK.fullmatch(said.strip())
    if found is None:
        return f"“{said.strip()[:20]}” is no time I can read. Write it like 14:30."
    moment = at(day, time(int(found.group(1)), int(found.group(2))), zone=zone)
    return moment if moment <= desk.now else "That is still to come. When was the call?"


def _chosen(said: str, *, among: tuple[date, ...]) -> date | None:
    return next((day for day in among if day.isoformat() == said), None)
