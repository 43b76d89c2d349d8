"""Carrying out one effect: read the record as it is now, make the one remote call, return what the world answered.

Whatever the record no longer wants is not sent: an effect that has become wrong ends as Done. Raises Transient or
Permanent from the far end, for the relay to judge.
"""

import logging
from collections import Counter
from dataclasses import dataclass

from bot.cards import Card
from bot.domain.access import USHER, Viewer
from bot.domain.case import Applied, Case
from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.interview import LIVE, Standing, State
from bot.domain.people import Account, Barrier, Person, Platform
from bot.domain.pipeline import Status
from bot.domain.policy import Policy
from bot.domain.time import Interval
from bot.effects import (
    CardKind,
    Mail,
    MoveInAts,
    PlaceEvent,
    PlaceHold,
    ReadCalendar,
    ReadRecord,
    Refresh,
    RemoveEvent,
    RemoveHold,
    SendMail,
    Tell,
    TellAccount,
    WhoIs,
    WriteBack,
)
from bot.inbound import (
    CalendarRead,
    CardMailed,
    CardPosted,
    Done,
    EventPlaced,
    HoldPlaced,
    HoldRefused,
    Inbound,
    MailAccepted,
    RecordRead,
)
from bot.introductions import tell_account, who_is
from bot.ports import Ats, Calendar, Claimed, Clock, Event, FarEnds, Handle, Permanent, Posted, Store, Unreachable
from bot.posting import post_once
from bot.say import cards, letters
from bot.say.accounts import unreached_card
from bot.say.events import booked_event, hold_event
from bot.say.record_cards import unsettled_card
from bot.steps.search import LOOK_BACK

log = logging.getLogger(__name__)

HOLDING = frozenset({Standing.PLACING, Standing.STANDS, Standing.CHOSEN})


@dataclass(frozen=True, slots=True)
class Deeds:
    """Made once, at start-up, with everything remote. `ask` leads back into the core, for what was asked and waited."""

    store: Store
    ends: FarEnds
    clock: Clock
    policy: Policy
    ask: Handle

    async def perform(self, claimed: Claimed) -> Inbound:
        """Carry out a claimed effect, at most one changing call to one far end."""
        match claimed.effect:
            case PlaceHold():
                return await self._place_hold(claimed.effect, claimed)
            case RemoveHold():
                return await self._remove_hold(claimed.effect)
            case PlaceEvent():
                return await self._place_event(claimed.effect, claimed)
            case RemoveEvent():
                return await self._remove_event(claimed.effect)
            case ReadCalendar():
                return await self._read_calendar(claimed.effect)
            case SendMail():
                return await self._send_mail(claimed.effect)
            case Tell():
                return await self._tell(claimed.effect, claimed)
            case Refresh():
                return await self._refresh(claimed.effect)
            case ReadRecord():
                return await self._read_record(claimed.effect)
            case WriteBack():
                return await self._write_back(claimed.effect, claimed)
            case MoveInAts():
                return await self._move_in_ats(claimed.effect, claimed)
            case WhoIs():
                return await who_is(claimed.effect, chats=self.ends.chats)
            case TellAccount():
                return await tell_account(claimed.effect, claimed, chats=self.ends.chats, ask=self.ask)

    # --- calendars

    async def _place_hold(self, hold: PlaceHold, claimed: Claimed) -> Inbound:
        case = await self._case(hold.interview)
        option = case.interview.option(hold.option) if case else None
        if case is None or option is None or option.standing not in HOLDING:
            return Done()
        person = case.people[hold.person]
        calendar = self._calendar(person.calendar)
        kind = self.policy.kinds[case.interview.kind]
        around = Interval(option.span.start - kind.before, option.span.end + kind.after)
        event = hold_event(case, option.span, policy=self.policy)
        if claimed.uncertain:
            # An earlier attempt may stand there. Placed by its key it surely does, so it can be told from what is others'.
            await calendar.place(person.email, event, key=claimed.key)
        ours = Counter((option.span,) if claimed.uncertain else ())
        if Counter(await calendar.busy(person.email, around)) - ours:
            return HoldRefused(hold.interview, hold.option, hold.person)
        if not claimed.uncertain:
            await calendar.place(person.email, event, key=claimed.key)
        return HoldPlaced(hold.interview, hold.option, hold.person)

    async def _remove_hold(self, hold: RemoveHold) -> Inbound:
        person = await self._person(hold.person)
        if person is not None:
            key = f"hold:{hold.interview}:{hold.option}:{hold.person}"
            await self._calendar(person.calendar).remove(person.email, key=key)
        return Done()

    async def _place_event(self, placing: PlaceEvent, claimed: Claimed) -> Inbound:
        case = await self._case(placing.interview)
        if case is None:
            return Done()
        booking = case.interview.booking
        if booking is None or case.interview.sequence != placing.sequence:
            return await self._settle_late(placing, claimed, case=case)
        event = booked_event(case, booking.span, policy=self.policy)
        owner = self.policy.organisation.organizer
        calendar = self._calendar(self.policy.organisation.calendar)
        if booking.event:
            kept = await calendar.move(owner, booking.event, event)
        else:
            kept = await calendar.place(owner, event, key=claimed.key)
        return EventPlaced(placing.interview, placing.sequence, kept.event, kept.uid)

    async def _settle_late(self, placing: PlaceEvent, claimed: Claimed, *, case: Case) -> Inbound:
        """The booking has gone or moved since. An attempt that may have been accepted is found again, to be undone.

        Where the booking's event is known, the attempt was to move it, and the newer booking's own effect moves it on.
        """
        booking = case.interview.booking
        if not claimed.uncertain or (booking is not None and booking.event):
            return Done()
        calendar = self._calendar(self.policy.organisation.calendar)
        owner = self.policy.organisation.organizer
        kept = await calendar.place(owner, self._stand_in_for_undoing(), key=claimed.key)
        return EventPlaced(placing.interview, placing.sequence, kept.event, kept.uid)

    def _stand_in_for_undoing(self) -> Event:
        """Return what is placed if the uncertain attempt had not been accepted after all: no names, and removed next."""
        now = self.clock()
        return Event(Interval(now, now + LOOK_BACK / 672), "[Hold] being cancelled", tentative=True)

    async def _remove_event(self, removal: RemoveEvent) -> Inbound:
        calendar = self._calendar(self.policy.organisation.calendar)
        await calendar.remove(self.policy.organisation.organizer, kept=removal.event)
        return Done()

    async def _read_calendar(self, reading: ReadCalendar) -> Inbound:
        async with self.store() as work:
            person = await work.people.get(reading.person)
            cursor = await work.mirror.cursor(reading.person)
        if person is None:
            return Done()
        now = self.clock()
        furthest = max(kind.horizon for kind in self.policy.kinds.values())
        window = Interval(now - LOOK_BACK, now + 2 * furthest + LOOK_BACK)
        changes = await self._calendar(person.calendar).changes(person.email, cursor, window=window)
        return CalendarRead(reading.person, changes, now)

    def _calendar(self, name: str) -> Calendar:
        calendar = self.ends.calendars.get(name)
        if calendar is None:
            raise Permanent(f"no {name} calendar is connected; USHER_CALENDARS names those that are")
        return calendar

    # --- mail and chat

    async def _send_mail(self, sending: SendMail) -> Inbound:
        case = await self._case(sending.interview)
        if case is None or not wanted_still(sending, case=case):
            return Done()
        letter = letters.letter(sending.mail, case=case, policy=self.policy, now=self.clock())
        if letter is None:
            return Done()
        if not letter.to:
            raise Permanent("the candidate has no e-mail address any more")
        if not case.candidate.mail_ok:
            raise Permanent("the ATS says that the candidate is not to be e-mailed")
        local = f"{sending.mail}.{sending.interview}.{sending.round}.{sending.sequence}"
        message_id = self._message_id(local)
        await self.ends.mailer.send(letter, message_id=message_id)
        return MailAccepted(sending.interview, sending.mail, message_id, letter.to, self.clock())

    def _message_id(self, local: str) -> str:
        return f"<{local}@{self.policy.organisation.organizer.rpartition('@')[2]}>"

    async def _tell(self, telling: Tell, claimed: Claimed) -> Inbound:
        found = await self._card(telling.card, telling.subject, reader=telling.person)
        if found is None:
            return Done()
        card, reader, accounts = found
        barriers: dict[Platform, Barrier] = {}
        for account in accounts:
            posted = await self._post(account, card, claimed)
            if isinstance(posted, Posted):
                return CardPosted(telling.subject, telling.card, telling.person, account, posted.place, posted.message)
            if posted is not None:
                barriers.setdefault(account.platform, posted)
        letter = letters.card_letter(card, reader=reader, policy=self.policy, subject=telling.subject)
        await self.ends.mailer.send(letter, message_id=self._message_id(f"card.{claimed.id}"))
        for platform, barrier in barriers.items():
            return CardMailed(telling.subject, telling.card, telling.person, platform, barrier)
        return Done()

    async def _post(self, account: Account, card: Card, claimed: Claimed) -> Posted | Barrier | None:
        """Post once, or return why this account takes nothing for good; None where its platform is not connected."""
        chat = self.ends.chats.get(account.platform)
        if chat is None:
            return None
        try:
            return await post_once(card, to=account, chat=chat, claimed=claimed)
        except Permanent as fault:
            log.warning("chat_unreachable", extra={"row": claimed.id, "why": str(fault)})
            return fault.barrier if isinstance(fault, Unreachable) else Barrier.OTHER

    async def _refresh(self, refreshing: Refresh) -> Inbound:
        found = await self._card(refreshing.card, refreshing.subject, reader=refreshing.person)
        if found is None:
            return Done()
        card, _, _ = found
        for account, posted in await self._posts(refreshing):
            if account.platform in self.ends.chats:
                await self._redraw(account, posted, card)
        return Done()

    async def _redraw(self, account: Account, posted: Posted, card: Card) -> None:
        """Redraw one post; one that was deleted or archived away has nothing to be redrawn, and that is alright."""
        try:
            await self.ends.chats[account.platform].redraw(account, posted, card)
        except Permanent:
            return

    async def _posts(self, refreshing: Refresh) -> tuple[tuple[Account, Posted], ...]:
        async with self.store() as work:
            posts = await work.posts.about(refreshing.subject)
        mine = (post for post in posts if post.card is refreshing.card and post.person == refreshing.person)
        return tuple((post.account, post.posted) for post in mine)

    async def _card(
        self, card: CardKind, subject: str, *, reader: PersonId
    ) -> tuple[Card, Person, tuple[Account, ...]] | None:
        """Return the card as the record has it, its reader and their accounts; the read is audited."""
        viewer = Viewer.person(reader, why=f"card {card}")
        async with self.store() as work:
            person = await work.people.get(reader)
            if person is None or not person.active:
                return None
            accounts = tuple(await work.people.accounts(reader))
            if card is CardKind.DEAD:
                row = int(subject)
                dead = await work.outbox.dead_row(row)
                drawn = cards.dead_card(row, effect=dead[0], why=dead[1]) if dead else _settled(row)
                return drawn, person, accounts
            if card is CardKind.UNREACHED:
                key, platform, barrier = subject.split(".")
                whose = await work.people.get(PersonId(int(key)))
                return unreached_card(whose, platform=Platform(platform), barrier=Barrier(barrier)), person, accounts
            if card is CardKind.UNSETTLED:
                moved, _, asked = subject.partition(".")
                application = await work.applications.get(ApplicationId(moved), viewer=viewer)
                opening = await work.openings.get(application.opening) if application else None
                candidate = await work.candidates.get(application.candidate, viewer=viewer) if application else None
                if application is None or opening is None or candidate is None:
                    return None
                applied = Applied(candidate, application, opening)
                return unsettled_card(applied, asked=Status(asked)), person, accounts
            if card is CardKind.INCOMPLETE:
                application = await work.applications.get(ApplicationId(subject), viewer=viewer)
                opening = await work.openings.get(application.opening) if application else None
                candidate = await work.candidates.get(application.candidate, viewer=viewer) if application else None
                held = {h.application: h.missing for h in await work.triggers.all()}
                if application is None or opening is None or candidate is None:
                    return None
                lacking = held.get(application.id, ())
                drawn = cards.incomplete_card(application, candidate=candidate, opening=opening, lacking=lacking)
                return drawn, person, accounts
            case = await work.interviews.case(InterviewId(subject), viewer=viewer)
        return None if case is None else (self._interview_card(card, case, reader), person, accounts)

    def _interview_card(self, card: CardKind, case: Case, reader: PersonId) -> Card:
        match card:
            case CardKind.SEAT:
                return cards.seat_card(case, reader=reader, policy=self.policy)
            case CardKind.REMINDER:
                return cards.reminder_card(case, policy=self.policy)
            case CardKind.STUCK:
                return cards.stuck_card(case, policy=self.policy)
            case _:
                return cards.interview_card(case, policy=self.policy, apis=frozenset(self.ends.ats))

    # --- the ATS

    async def _read_record(self, reading: ReadRecord) -> Inbound:
        async with self.store() as work:
            application = await work.applications.get(reading.application, viewer=USHER)
        if application is None:
            return Done()
        record = await self._ats(application.source.ats).read(application.source.id)
        return RecordRead(reading.application, record)

    async def _write_back(self, writing: WriteBack, claimed: Claimed) -> Inbound:
        case = await self._case(writing.interview)
        if case is None:
            return Done()
        source, booking = case.application.source, case.interview.booking
        span = booking.span if booking else None
        await self._ats(source.ats).write(source.id, writing.outcome, span=span, key=claimed.key)
        return Done()

    async def _move_in_ats(self, moving: MoveInAts, claimed: Claimed) -> Inbound:
        async with self.store() as work:
            application = await work.applications.get(moving.application, viewer=USHER)
        if application is None or application.pending is None or application.pending.status is not moving.status:
            return Done()
        await self._ats(application.source.ats).move(application.source.id, status=moving.status, key=claimed.key)
        return Done()

    def _ats(self, name: str) -> Ats:
        ats = self.ends.ats.get(name)
        if ats is None:
            raise Permanent(f"no API of {name} is connected")
        return ats

    # --- the record

    async def _case(self, interview: InterviewId) -> Case | None:
        async with self.store() as work:
            return await work.interviews.case(interview, viewer=USHER)

    async def _person(self, person: PersonId) -> Person | None:
        async with self.store() as work:
            return await work.people.get(person)


def _settled(row: int) -> Card:
    return cards.settled_card(row, said="Somebody has settled this already.")


def wanted_still(sending: SendMail, *, case: Case) -> bool:
    """Return whether the record still is where this mail speaks of."""
    interview = case.interview
    match sending.mail:
        case Mail.OFFER:
            return interview.state is State.OFFERED and interview.round == sending.round
        case Mail.FOLLOW_UP:
            return interview.state is State.FOLLOWED_UP and interview.round == sending.round
        case Mail.CONFIRMED | Mail.MOVED:
            return interview.booking is not None and interview.sequence == sending.sequence
        case Mail.REMINDER:
            return interview.booking is not None and interview.state in LIVE and interview.sequence == sending.sequence
        case Mail.CANCELLED:
            return interview.sequence == sending.sequence
