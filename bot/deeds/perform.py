"""Carrying out one effect: read the record as it is now, make the one remote call, return what the world answered.

Whatever the record no longer wants is not sent: an effect that has become wrong ends as Done. Raises Transient or
Permanent from the far end, for the relay to judge.
"""

from dataclasses import dataclass

from bot.deeds import ats, calendars, cards, channels, left, mails, watching
from bot.deeds.conversations import answer_to
from bot.deeds.health import examine
from bot.deeds.homes import show_home
from bot.deeds.hours import read_hours
from bot.deeds.introductions import tell_account, who_is
from bot.deeds.means import Means
from bot.effects import (
    AnswerTo,
    CheckEvent,
    Examine,
    MoveInAts,
    PlaceEvent,
    PlaceHold,
    ReadCalendar,
    ReadEvents,
    ReadHours,
    ReadRecord,
    Refresh,
    RemoveEvent,
    RemoveHold,
    SendMail,
    SendUpdate,
    ShowHome,
    Tell,
    TellAccount,
    TellChannel,
    UnwatchCalendar,
    WatchCalendar,
    WhoIs,
    WriteBack,
    WriteScorecard,
)
from bot.inbound import Inbound
from bot.ports import Claimed


@dataclass(frozen=True, slots=True)
class Deeds:
    """Made once, at start-up."""

    means: Means

    async def perform(self, claimed: Claimed) -> Inbound:
        """Carry out a claimed effect, at most one changing call to one far end."""
        means = self.means
        match claimed.effect:
            case PlaceHold() as effect:
                return await calendars.place_hold(effect, claimed, means=means)
            case RemoveHold() as effect:
                return await calendars.remove_hold(effect, means=means)
            case PlaceEvent() as effect:
                return await calendars.place_event(effect, claimed, means=means)
            case RemoveEvent() as effect:
                return await calendars.remove_event(effect, means=means)
            case ReadCalendar() as effect:
                return await calendars.read_calendar(effect, means=means)
            case ReadEvents():
                return await calendars.read_events(means=means)
            case CheckEvent() as effect:
                return await calendars.check_event(effect, means=means)
            case WatchCalendar() as effect:
                return await watching.watch_calendar(effect, claimed, means=means)
            case UnwatchCalendar() as effect:
                return await watching.unwatch_calendar(effect, means=means)
            case ReadHours() as effect:
                return await read_hours(effect, means=means)
            case SendMail() as effect:
                return await mails.send_mail(effect, means=means)
            case Tell() as effect:
                return await cards.tell(effect, claimed, means=means)
            case Refresh() as effect:
                return await cards.refresh(effect, means=means)
            case ReadRecord() as effect:
                return await ats.read_record(effect, means=means)
            case WriteBack() as effect:
                return await ats.write_back(effect, claimed, means=means)
            case WriteScorecard() as effect:
                return await ats.write_scorecard(effect, claimed, means=means)
            case MoveInAts() as effect:
                return await ats.move_in_ats(effect, claimed, means=means)
            case SendUpdate() as effect:
                return await left.send_update(effect, means=means)
            case TellChannel() as effect:
                return await channels.tell_channel(effect, claimed, means=means)
            case WhoIs() as effect:
                return await who_is(effect, chats=means.ends.chats)
            case TellAccount() as effect:
                return await tell_account(effect, claimed, chats=means.ends.chats, ask=means.ask)
            case AnswerTo() as effect:
                return await answer_to(effect, claimed, means=means)
            case ShowHome() as effect:
                return await show_home(effect, means=means)
            case Examine():
                return await examine(means=means)
