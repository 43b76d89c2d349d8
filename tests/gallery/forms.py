"""Every form, as it opens first and as it is shown again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.actions import LookRelaxed, NoteAnyway, NoteIt, SendThese
from bot.cards import Button, para
from bot.domain.case import Case
from bot.domain.dead_end import NoTimes
from bot.domain.ids import ApplicationId, PersonId
from bot.domain.interview import Proposal, State
from bot.domain.panel import Panel, Sitting, Why
from bot.domain.people import Person
from bot.domain.pipeline import Status
from bot.domain.time import Interval
from bot.forms import Form, filled
from bot.say import forms, freshness, record_forms, scheduling_forms
from bot.say.relief import label
from tests.gallery.cast import INTERVIEWER, MONDAY, RECRUITER, Cast, hours, notes
from tests.gallery.interviews import RELAXED, REMOVED, SHORT
from tests.gallery.wall import Samples, shows


@shows(forms.cancel_form, forms.moved_meanwhile)
def cancelling(cast: Cast) -> Samples:
    yield "booked", forms.cancel_form(cast.case(), policy=cast.policy)
    yield "not booked", forms.cancel_form(cast.case(State.OFFERED), policy=cast.policy)
    again = forms.cancel_form(cast.case(), policy=cast.policy, lead=(forms.moved_meanwhile(cast.case()),))
    yield "moved meanwhile", filled(again, {"reason": "role", "words": cast.words})


@shows(forms.suggest_form, forms.moved_meanwhile)
def suggesting(cast: Cast) -> Samples:
    yield "empty", forms.suggest_form(cast.case(), policy=cast.policy)
    off = cast.case(State.CANCELLED)
    lead = (forms.moved_meanwhile(off),)
    yield "given up meanwhile, with words", forms.suggest_form(off, policy=cast.policy, words=cast.words, lead=lead)


@shows(forms.link_form)
def giving_the_link(cast: Cast) -> Samples:
    yield "empty", forms.link_form(cast.case(), policy=cast.policy)


@shows(record_forms.note_form)
def noting(cast: Cast) -> Samples:
    application = cast.applied().application.id
    crowd = cast.crowd(250)
    yield "about one", record_forms.note_form(NoteIt(application), found=[cast.applied()])
    yield "about whom?", record_forms.note_form(NoteIt(), found=crowd[:3], text=cast.note, by_name=True)
    yield "250 candidates", record_forms.note_form(NoteIt(), found=crowd, text=notes(3000), by_name=True)
    yield "nobody to choose from", record_forms.note_form(NoteIt(), found=[])
    again = NoteAnyway(application)
    yield "asked for an observation", record_forms.note_form(again, found=[cast.applied()], text="Great vibe")


@shows(record_forms.next_form, record_forms.step_meanwhile, record_forms.place_meanwhile)
def next_steps(cast: Cast) -> Samples:
    days = tuple((MONDAY + timedelta(days=n)).date() for n in range(5))
    applied, owners = cast.applied(), (cast.rae, cast.ivan)
    form = record_forms.next_form(applied, owners=owners, chosen=RECRUITER, days=days, locale="en_GB")
    yield "as it opens", form
    lead = (record_forms.step_meanwhile(applied.application, setter=cast.ivan.name),)
    again = replace(form, intro=(*lead, *form.intro))
    yield "set meanwhile", filled(again, {"what": cast.step, "owner": "2", "day": "2027-03-31"})
    lead = (record_forms.place_meanwhile(applied.application),)
    yield "moved meanwhile", replace(form, intro=(*lead, *form.intro))
    nobody = cast.applied(next=None)
    yield "nobody to choose from", record_forms.next_form(nobody, owners=(), chosen=RECRUITER, days=(), locale="en_GB")


@shows(record_forms.move_form)
def moving(cast: Cast) -> Samples:
    for status in (Status.ON_HOLD, Status.PASSED):
        yield f"to {status}", record_forms.move_form(cast.applied(), status=status, booked=True)
    held = cast.applied(status=Status.ON_HOLD)
    yield "active again", record_forms.move_form(held, status=Status.ACTIVE, booked=False)


def offered(cast: Cast, candidates: int, *, people: int = 2) -> scheduling_forms.Offered:
    named = {"screen": cast.rae, "lunch": None}
    return scheduling_forms.Offered(
        found=cast.crowd(candidates),
        by_name=candidates != 1,
        kinds=cast.policy.kinds,
        people=[_person(cast, number) for number in range(people)],
        named=named if candidates == 1 else {},
    )


def _person(cast: Cast, number: int) -> Person:
    return cast.rae if number == 0 else replace(cast.ivan, id=PersonId(number + 1), name=f"{cast.interviewer} {number}")


@shows(scheduling_forms.schedule_form, freshness.reading, scheduling_forms.nothing_free)
def scheduling(cast: Cast) -> Samples:
    preset = cast.crowd(1)[0].application.id
    one, many = offered(cast, 1), offered(cast, 250, people=250)
    yield "for one candidate", scheduling_forms.schedule_form(one, preset=preset, values={})
    yield "for whom?", scheduling_forms.schedule_form(offered(cast, 3), preset=None, values={})
    yield "250 candidates and 250 people", scheduling_forms.schedule_form(many, preset=None, values={})
    yield "nobody in play", scheduling_forms.schedule_form(offered(cast, 0), preset=None, values={})
    chosen = {"application": preset, "kind": "lunch", "interviewer": "240"}
    again = freshness.LOOK_AGAIN
    read = (freshness.reading([cast.ivan, cast.rae]),)
    yield (
        "a calendar is being read",
        scheduling_forms.schedule_form(many, preset=None, values=chosen, lead=read, submit=again),
    )
    case = cast.case(State.WANTED)
    lead = scheduling_forms.nothing_free(NoTimes(REMOVED, "longer_horizon"), case=case, eases=())
    yield "nothing is free", scheduling_forms.schedule_form(one, preset=preset, values=chosen, lead=lead)
    lead = scheduling_forms.nothing_free(SHORT, case=case, eases=eases(cast))
    yield "a rule could give way", scheduling_forms.schedule_form(one, preset=preset, values=chosen, lead=lead)
    lead = scheduling_forms.nothing_free(SHORT, case=relaxed(case), eases=eases(cast)[1:])
    yield "one gave way already", scheduling_forms.schedule_form(one, preset=preset, values=chosen, lead=lead)


def eases(cast: Cast) -> tuple[Button, ...]:
    """Return the buttons that let a rule give way."""
    case, kind = cast.case(State.WANTED), cast.policy.kinds["screen"]
    key = case.application.id
    return tuple(
        Button(label(cure, case=case, kind=kind), LookRelaxed(key, "screen", INTERVIEWER, (cure.rule,)))
        for cure in SHORT.cures
    )


def relaxed(case: Case) -> Case:
    return replace(case, interview=replace(case.interview, relaxed=RELAXED))


@shows(scheduling_forms.preview_form, scheduling_forms.gone)
def previews(cast: Cast) -> Samples:
    case = cast.case(State.WANTED)
    two, one = (hours(72), hours(97.5)), (hours(72),)
    deadline = MONDAY + timedelta(hours=48)

    def form(times: Sequence[Interval], *, asker: Person, about: Case = case, **more: Any) -> Form:
        action = SendThese(ApplicationId("1"), "screen", INTERVIEWER, (1, 2))
        sits = [Panel(span, (Sitting(0, INTERVIEWER, Why.NAMED, 0, 1),)) for span in times]
        few = (SHORT, eases(cast)) if len(times) < 2 else ()
        shown = scheduling_forms.Preview([Proposal(span) for span in times], sits, action, asker, deadline, *few)
        return scheduling_forms.preview_form(about, shown, policy=cast.policy, **more)

    def aged(minutes: int) -> Form:
        action = SendThese(ApplicationId("1"), "screen", INTERVIEWER, (1, 2))
        sits = [Panel(span, (Sitting(0, INTERVIEWER, Why.NAMED, 0, 1),)) for span in two]
        age = timedelta(minutes=minutes)
        shown = scheduling_forms.Preview(list(map(Proposal, two)), sits, action, cast.rae, deadline, age=age)
        return scheduling_forms.preview_form(case, shown, policy=cast.policy)

    yield "two times", form(two, asker=cast.rae)
    yield "two times, by calendars read before", aged(14)
    yield "two times, by relaxed rules", form(two, asker=cast.rae, about=relaxed(case))
    yield "one time", form(one, asker=cast.rae)
    yield "one time, the owner is somebody else", form(one, asker=cast.ivan)
    yield "some were taken", form(two, asker=cast.rae, lead=(scheduling_forms.gone(one, two),))
    yield "none can be had", form(two, asker=cast.rae, lead=(scheduling_forms.gone((), ()), para("")))
