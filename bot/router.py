"""From anything that reaches the core to its answer: who asks, is it known, run the use case in one transaction.

Lost races (Stale, Taken) run the whole use case again on the fresh record, a few times more; then the asker is
told. A bug is logged with a reference: people see the reference, vendors get the exception and send again.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import rooms
from bot.asked import asked
from bot.desk import Desk
from bot.domain.ids import random_key
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.refusal import Refusal
from bot.inbound import (
    ApplicationSeen,
    CalendarRead,
    CalendarTouched,
    CalendarUnwatched,
    CalendarWatched,
    CandidateGone,
    CandidateSeen,
    CardMailed,
    CardPosted,
    Done,
    Drafted,
    EventPlaced,
    EventSeen,
    EventsRead,
    Examined,
    Fired,
    GaveUp,
    HoldPlaced,
    HoldRefused,
    HomeOpened,
    HoursRead,
    Inbound,
    JobSeen,
    MailAccepted,
    Noted,
    PageOpened,
    PagePosted,
    PassOpened,
    PassPosted,
    Pressed,
    RecordRead,
    RoomOpened,
    RoomPosted,
    Said,
    SaidBefore,
    Shortcut,
    Submitted,
    Typed,
    TypedBefore,
    UpdateAccepted,
    WhoAnswered,
)
from bot.ports import Claimed, Clock, Stale, Store, Taken, Unreadable, Work
from bot.reply import Nothing, Refuse, Reply
from bot.usecases import (
    accounts,
    calendars,
    conversations,
    entry,
    events,
    health,
    homes,
    hours,
    messages,
    pages,
    timers,
    triggers,
    watches,
)

log = logging.getLogger(__name__)

TRIES = 4
ANSWER_TRIES = 24
"""How often the world's answer is taken in: those of a panel's calendars come together, and each changes one interview."""
PAGES = (PageOpened, PagePosted, PassOpened, PassPosted, RoomOpened, RoomPosted)
ANSWERED = (Typed, TypedBefore, SaidBefore, Pressed, Submitted, Shortcut, Drafted, *PAGES, Fired)
"""Whose bugs come back as Refuse: people read the reference, and a timer that fails must not stop the others."""
CROWDED = "Somebody else is changing this at the same moment. Please try again; nothing was lost."
LEFT = "Your account is not active in Usher any more. An admin can bring it back."


@dataclass(frozen=True, slots=True)
class Router:
    """Made once, at start-up. `apis` names the ATS that have an API adapter."""

    store: Store
    clock: Clock
    policy: Policy
    apis: frozenset[str] = frozenset()

    async def handle(self, inbound: Inbound) -> Reply:
        """Run what was asked; see `bot.ports.Handle`. What stood in a form that is refused is kept as a draft."""
        reply = await self._guarded(inbound, _nothing_first)
        if isinstance(inbound, Submitted) and isinstance(reply, Refuse):
            await self._guarded(Drafted(inbound.account, inbound.action, inbound.values), _nothing_first)
        return reply

    async def settle(self, claimed: Claimed | Unreadable, inbound: Inbound) -> None:
        """Finish an outbox row and take in what the world answered, in one transaction; raises LeaseLost."""

        async def finish(work: Work) -> None:
            if isinstance(inbound, GaveUp):
                await work.outbox.dead(claimed, why=inbound.why)
            else:
                await work.outbox.done(claimed)

        await self._retried(inbound, finish, tries=ANSWER_TRIES)

    async def _guarded(self, inbound: Inbound, first: Callable[[Work], Awaitable[None]]) -> Reply:
        try:
            return await self._retried(inbound, first)
        except Refusal as refusal:
            return Refuse(str(refusal))
        except Exception as error:
            reference = random_key()[:8]
            log.exception("inbound_failed", extra={"inbound": type(inbound).__name__, "reference": reference})
            if not isinstance(inbound, ANSWERED):
                raise
            if isinstance(error, Stale | Taken):
                return Refuse(CROWDED)
            return Refuse(f"Something went wrong on my side, and nothing was changed. Reference {reference}.")

    async def _retried(
        self, inbound: Inbound, first: Callable[[Work], Awaitable[None]], *, tries: int = TRIES
    ) -> Reply:
        for _ in range(tries - 1):
            try:
                return await self._once(inbound, first)
            except (Stale, Taken):
                continue
        return await self._once(inbound, first)

    async def _once(self, inbound: Inbound, first: Callable[[Work], Awaitable[None]]) -> Reply:
        desk = Desk(self.policy, self.clock(), self.apis)
        async with self.store() as work:
            await first(work)
            return await _run(inbound, work=work, desk=desk)


async def _nothing_first(work: Work) -> None:
    return


async def _run(inbound: Inbound, *, work: Work, desk: Desk) -> Reply:
    match inbound:
        case Typed(account) | Pressed(account) | Submitted(account) | Shortcut(account):
            person = _active(await work.people.answering(account))
            return await asked(inbound, person=person, work=work, desk=desk)
        case TypedBefore(account) | SaidBefore(account) | Drafted(account):
            person = _active(await work.people.by_account(account))
            return await asked(inbound, person=person, work=work, desk=desk)
        case Said():
            return await conversations.said(inbound, work=work, desk=desk)
        case HomeOpened():
            return await homes.opened(inbound, work=work, desk=desk)
        case PageOpened():
            return await pages.opened(inbound, work=work, desk=desk)
        case PagePosted():
            return await pages.posted(inbound, work=work, desk=desk)
        case PassOpened():
            return await entry.opened(inbound, work=work, desk=desk)
        case PassPosted():
            return await rooms.let_in(inbound, work=work, desk=desk)
        case RoomOpened():
            return await rooms.opened(inbound, work=work, desk=desk)
        case RoomPosted():
            return await rooms.posted(inbound, work=work, desk=desk)
        case ApplicationSeen():
            return await triggers.application_seen(inbound, work=work, desk=desk)
        case CandidateSeen():
            return await triggers.candidate_seen(inbound, work=work, desk=desk)
        case CandidateGone():
            return await triggers.candidate_gone(inbound, work=work, desk=desk)
        case JobSeen():
            return await triggers.job_seen(inbound, work=work, desk=desk)
        case Noted():
            return await triggers.noted(inbound, work=work, desk=desk)
        case RecordRead():
            return await triggers.record_read(inbound, work=work, desk=desk)
        case Fired():
            return await timers.fired(inbound, work=work, desk=desk)
        case CalendarTouched():
            return await calendars.calendar_touched(inbound, work=work, desk=desk)
        case CalendarRead():
            return await calendars.calendar_read(inbound, work=work, desk=desk)
        case HoursRead():
            return await hours.hours_read(inbound, work=work, desk=desk)
        case CalendarWatched():
            return await watches.calendar_watched(inbound, work=work, desk=desk)
        case CalendarUnwatched():
            return await watches.calendar_unwatched(inbound, work=work, desk=desk)
        case EventsRead():
            return await events.events_read(inbound, work=work, desk=desk)
        case EventSeen():
            return await events.event_seen(inbound, work=work, desk=desk)
        case HoldPlaced():
            return await calendars.hold_placed(inbound, work=work, desk=desk)
        case HoldRefused():
            return await calendars.hold_refused(inbound, work=work, desk=desk)
        case EventPlaced():
            return await calendars.event_placed(inbound, work=work, desk=desk)
        case MailAccepted():
            return await messages.mail_accepted(inbound, work=work, desk=desk)
        case UpdateAccepted():
            return await messages.update_accepted(inbound, work=work, desk=desk)
        case CardPosted():
            return await messages.card_posted(inbound, work=work, desk=desk)
        case CardMailed():
            return await messages.card_mailed(inbound, work=work, desk=desk)
        case WhoAnswered():
            return await accounts.who_answered(inbound, work=work, desk=desk)
        case GaveUp():
            return await messages.gave_up(inbound, work=work, desk=desk)
        case Examined():
            return await health.examined(inbound, work=work, desk=desk)
        case Done():
            return Nothing()


def _active(person: Person | None) -> Person | None:
    """Return who asks, None for an account that nobody linked; raises Refusal for somebody who left."""
    if person is not None and not person.active:
        raise Refusal(LEFT)
    return person
