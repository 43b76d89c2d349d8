"""Every page that Usher can show over HTTP, by the function that makes it: SAMPLES."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from adapters.slack import welcome
from adapters.web import kindly
from bot.domain.debrief import Pack
from bot.domain.feedback import feedback_of
from bot.domain.interview import News, State
from bot.domain.notes import Note
from bot.domain.rooms import Door, Room
from bot.domain.time import WorkingHours
from bot.pages import Page
from bot.reply import Refuse
from bot.say import brief, debrief, pages, rooms
from tests.gallery.cast import INTERVIEWER, MONDAY, PLAIN, RECRUITER, Cast, hours
from tests.gallery.debriefs import LIN, decided_on
from tests.gallery.scorecards import sent

ZONE, AGAIN = "Europe/Berlin", "https://usher.example/slack/install"
Made = Iterator[tuple[Callable[..., Page], str, Page]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page, which function made it, and what of."""

    of: Callable[..., Page]
    name: str
    page: Page

    def __str__(self) -> str:
        return f"{self.of.__module__.rpartition('.')[2]}.{self.of.__name__}: {self.name}"


def candidates(cast: Cast) -> Made:
    kind, policy, span = cast.policy.kinds["screen"], cast.policy, hours(72)
    offered, booked = cast.case(State.OFFERED), cast.case()
    one = replace(offered, interview=replace(offered.interview, options=offered.interview.options[:1]))
    warned = "That time has just been taken. These are free."
    yield pages.choose, "two times", pages.choose(offered, kind=kind, zone=ZONE)
    yield pages.choose, "one time", pages.choose(one, kind=kind, zone=ZONE)
    yield pages.choose, "a problem", pages.choose(offered, kind=kind, zone=ZONE, problem=warned)
    yield pages.none_work, "asked", pages.none_work(offered, kind=kind, zone=ZONE)
    again = pages.none_work(offered, kind=kind, zone=ZONE, words=cast.words, problem="We could not read that.")
    yield pages.none_work, "a problem", again
    usual = pages.beyond_hours(offered, WorkingHours.weekdays(), zone=ZONE, site="Europe/London")
    yield pages.beyond_hours, "passed on", usual
    yield pages.booked, "booked", pages.booked(booked, span, kind=kind, zone=ZONE)
    assert booked.interview.booking is not None
    waits = replace(booked.interview, booking=replace(booked.interview.booking, news=News.WAITS))
    yield (
        pages.booked,
        "its link is to come",
        pages.booked(replace(booked, interview=waits), span, kind=kind, zone=ZONE),
    )
    yield pages.booked, "a note", pages.booked(booked, span, kind=kind, zone=ZONE, note=warned)
    yield pages.another, "asked", pages.another(booked, span, kind=kind, zone=ZONE)
    yield pages.sure_to_cancel, "asked", pages.sure_to_cancel(booked, span, zone=ZONE)
    yield pages.looking, "nothing is booked", pages.looking(offered, kind=kind, zone=ZONE)
    yield pages.looking, "a time stays", pages.looking(booked, kind=kind, zone=ZONE)
    yield pages.passed_on, "a time stays", pages.passed_on(booked, kind=kind, zone=ZONE)
    yield pages.cancelled, "cancelled", pages.cancelled(booked, kind=kind, zone=ZONE)
    for made in (pages.over, pages.with_a_person, pages.closed, pages.newer_mail, pages.expired):
        yield made, "shown", made(booked, zone=ZONE)
    yield pages.unknown, "shown", pages.unknown(policy)


def colleagues(cast: Cast) -> Made:
    policy, case = cast.policy, cast.case()
    noted = [Note(case.application.id, MONDAY, RECRUITER, cast.note, in_brief=chosen) for chosen in (True, False)]
    read = {
        "notes": noted,
        "authors": case.people,
        "covered": [cast.note],
        "needs": {"must": cast.note, "plan": cast.words},
    }
    yield brief.brief_page, "all is known", brief.brief_page(case, **read, policy=policy, zone=ZONE)  # type: ignore[arg-type]
    over = decided_on(cast)
    cards = (sent(cast, INTERVIEWER, amended=2), sent(cast, LIN, held=False))
    for decides in (True, False):
        pack = Pack(cast.applied(), (feedback_of(over.interview, cards),), cards, decides=decides)
        made = debrief.pack_page(pack, people=over.people, policy=policy, zone=ZONE)
        yield debrief.pack_page, f"decides: {decides}", made
    first = debrief.yours_first(over.interview, about=cast.applied(), policy=policy, zone=ZONE)
    yield debrief.yours_first, "shown", first
    yield rooms.continue_page, "shown", rooms.continue_page(cast.rae, policy=policy)
    for room in Room:
        yield rooms.who, str(room), rooms.who(Door(room, "a1"), policy=policy)
    for made_of in (rooms.run_out, rooms.sent, rooms.signed_out, rooms.nothing_here):
        yield made_of, "shown", made_of(policy=policy)


def troubles() -> Made:
    for made in (
        kindly.forged,
        kindly.no_way_in,
        kindly.reopened,
        kindly.elsewhere,
        kindly.too_long,
        kindly.unreadable,
        kindly.settled,
    ):
        yield made, "shown", made()
    yield kindly.refused, "shown", kindly.refused(Refuse("That is over."))
    yield kindly.failed, "nothing there", kindly.failed(404)
    yield kindly.failed, "our fault", kindly.failed(500, reference="a1b2c3d4")


def admins() -> Made:
    yield welcome.installed, "shown", welcome.installed("Northwind", "T1")
    for made in (welcome.declined, welcome.begin_again, welcome.whole_organisation, welcome.unanswered):
        yield made, "shown", made(AGAIN)
    yield welcome.not_ours, "shown", welcome.not_ours()
    yield welcome.rotating, "shown", welcome.rotating()
    yield welcome.too_little, "shown", welcome.too_little(["chat:write"], AGAIN)
    yield welcome.refused, "shown", welcome.refused("bad_client_secret", AGAIN)


SAMPLES = [Sample(*made) for made in (*candidates(PLAIN), *colleagues(PLAIN), *troubles(), *admins())]
