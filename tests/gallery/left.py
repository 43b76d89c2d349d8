"""Applications that are left for too long: in their owner's digest, before others, and the forms that take them up."""

from dataclasses import replace
from datetime import timedelta

from bot.cards import Card
from bot.domain.case import Applied
from bot.domain.digest import DigestLine, Nudge
from bot.domain.interview import State
from bot.domain.pipeline import Status
from bot.domain.staleness import Left, Rung
from bot.say import digest, staleness, staleness_forms, updates
from bot.say.record_cards import record_card, with_schedule
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast
from tests.gallery.wall import Samples, shows

DAYS = tuple((MONDAY + timedelta(days=n)).date() for n in range(1, 6))
BACK = tuple((MONDAY - timedelta(days=n)).date() for n in range(7))


def left(applied: Applied, rung: Rung, *, overdue: bool = False, live: bool = False, snoozes: int = 0) -> DigestLine:
    since = MONDAY - timedelta(days=4)
    found = Left(applied, rung, int(rung), since, overdue, not live, live, snoozes)
    return DigestLine(Nudge.LEFT, found, applied.application.id, applied.opening, since)


@shows(staleness.left_line)
def lines(cast: Cast) -> Samples:
    def told(*lines: DigestLine) -> Card:
        return digest.digest_card(lines, reader=cast.rae, policy=cast.policy)

    crowd = cast.crowd(14)
    yield "no step and no word", told(left(crowd[0], Rung.OWNER))
    first = left(crowd[0], Rung.OWNER)
    assert isinstance(first.fact, Left)
    yield "a promise", told(replace(first, fact=replace(first.fact, promised=MONDAY - timedelta(days=1))))
    yield (
        "every rung",
        told(
            left(crowd[0], Rung.AGAIN, overdue=True),
            left(crowd[1], Rung.WARNED, snoozes=1),
            left(crowd[2], Rung.SEEN, snoozes=2),
            left(crowd[3], Rung.OWNER, overdue=True, live=True),
        ),
    )
    yield "fourteen", told(*(left(each, Rung.OWNER) for each in crowd))


@shows(staleness.stale_card)
def seen_by_others(cast: Cast) -> Samples:
    yield "left", staleness.stale_card(cast.applied(), owner=cast.rae, is_left=True)
    yield "taken up", staleness.stale_card(cast.applied(), owner=cast.rae, is_left=False)


@shows(staleness.handed_card)
def handed(cast: Cast) -> Samples:
    mine, other = cast.applied(), cast.applied(status=Status.PASSED, next=None)
    yield "by somebody", staleness.handed_card(mine, reader=RECRUITER, owner=cast.rae, giver=cast.interviewer)
    yield "from whoever left", staleness.handed_card(mine, reader=RECRUITER, owner=cast.rae, giver="")
    yield "handed on", staleness.handed_card(mine, reader=INTERVIEWER, owner=cast.rae, giver=cast.recruiter)
    yield "closed", staleness.handed_card(other, reader=RECRUITER, owner=None, giver=cast.recruiter)


@shows(staleness.choices_card, staleness.with_call)
def choices(cast: Cast) -> Samples:
    yield "active", staleness.choices_card(cast.applied())
    yield "on hold", staleness.choices_card(cast.applied(status=Status.ON_HOLD))
    applied = cast.applied()
    bare = record_card(applied, owner=cast.rae)
    yield "a call can be logged", staleness.with_call(bare, applied)
    yield "beside the others", staleness.with_call(with_schedule(bare, applied), applied)


@shows(updates.sending_card, updates.logged_card)
def said(cast: Cast) -> Samples:
    yield "an update goes out", updates.sending_card(cast.applied())
    yield "a call is logged", updates.logged_card(cast.applied())


@shows(staleness_forms.snooze_form)
def snoozing(cast: Cast) -> Samples:
    yield "first", staleness_forms.snooze_form(cast.applied(), count=0, days=DAYS, locale="en_GB")
    yield "once more", staleness_forms.snooze_form(cast.applied(), count=1, days=DAYS, locale="en_GB")


@shows(staleness_forms.hand_over_form)
def handing(cast: Cast) -> Samples:
    yield "to whom", staleness_forms.hand_over_form(cast.applied(), people=(cast.ivan,))
    yield "to nobody", staleness_forms.hand_over_form(cast.applied(), people=())


@shows(staleness_forms.update_form)
def updating(cast: Cast) -> Samples:
    for state in (State.TOOK_PLACE, State.WANTED, State.CANCELLED):
        case = cast.case(state)
        applied = Applied(case.candidate, case.application, case.opening)
        text = updates.draft(applied, case.interview)
        yield f"{state}", staleness_forms.update_form(applied, text=text, sent=0, days=DAYS, locale="en_GB")
    held = cast.applied(status=Status.ON_HOLD)
    text = updates.draft(held, None)
    yield "on hold", staleness_forms.update_form(held, text=text, sent=2, days=DAYS, locale="en_GB")


@shows(staleness_forms.call_form)
def calling(cast: Cast) -> Samples:
    yield "empty", staleness_forms.call_form(cast.applied(), days=BACK, zone="Europe/London", locale="en_GB")
