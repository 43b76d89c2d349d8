"""The two views of scheduling: whom, what and with whom; then the very times, before anything is held or sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.actions import ScheduleIt, SendThese
from bot.cards import Block, Button, Buttons, Facts, Fine, Para, Plain, Span, When, para, spans
from bot.domain.case import Applied, Case
from bot.domain.dead_end import NoTimes
from bot.domain.ids import ApplicationId
from bot.domain.interview import Proposal, Seat
from bot.domain.panel import Panel, Sitting, Why
from bot.domain.people import Person
from bot.domain.pipeline import Status
from bot.domain.policy import Kind, Policy
from bot.domain.time import Interval, zone
from bot.forms import Choice, Form, Option, Text
from bot.say.dates import weekday_hour
from bot.say.freshness import age_line
from bot.say.lists import role
from bot.say.record_forms import whose
from bot.say.relief import given, helping, no_times
from bot.say.words import in_a_row, standing_of

ROLE = "role"  # the choice of whoever the role names
MOST = 100  # options of one choice
WISH = 120  # characters of what the candidate asked for
WISHED = "Times that the candidate asked for"
ASKED_FOR = "By the candidate's clock, such as: evenings, or Thursday after 2. Left empty, any time is good."
FIND = "Find times"


@dataclass(frozen=True, slots=True)
class Offered:
    """What the first view lets choose from.

    `by_name` also asks for a name, where not everybody in play is listed. `named` tells whom the role of the one candidate
    names for each kind, by its key; it is empty while several candidates can be chosen.
    """

    found: Sequence[Applied]
    by_name: bool
    kinds: Mapping[str, Kind]
    people: Sequence[Person]
    named: Mapping[str, Person | None]


def schedule_form(
    offered: Offered,
    *,
    preset: ApplicationId | None,
    values: Mapping[str, str],
    lead: Sequence[Block] = (),
    submit: str = FIND,
) -> Form:
    """Return the first view. `values` are what was chosen before, `lead` why it is shown again."""
    of_kind = tuple(Option(kind.key, spans(kind.title)) for kind in offered.kinds.values())
    known = values.get("kind", "")
    first = of_kind[0].value if of_kind else ""
    shown = ApplicationId(values.get("application", "")) or preset
    return Form(
        title="Schedule an interview",
        submit=submit,
        action=ScheduleIt(preset),
        fields=(
            *whose(offered.found, by_name=offered.by_name, preset=shown),
            Choice("kind", "Kind of interview", of_kind, initial=known if known in offered.kinds else first),
            *_interviewer(offered, chosen=values.get("interviewer", "")),
            Text("wish", WISHED, initial=values.get("wish", ""), required=False, limit=WISH, hint=ASKED_FOR),
        ),
        intro=tuple(lead)
        or (para("I look for times and show them to you. Nothing is held or sent before you say so."),),
    )


def _interviewer(offered: Offered, *, chosen: str) -> tuple[Choice, ...]:
    """Return the choice of who interviews, where there is a kind that leaves it open."""
    if all(kind.is_seated for kind in offered.kinds.values()):
        return ()
    others = _not_named(offered)
    kept = [person for person in others if str(person.id) == chosen]
    listed = tuple({p.id: p for p in (*others[: MOST - 1 - len(kept)], *kept)}.values())
    people = tuple(Option(str(p.id), spans(f"{p.name}, {p.title}" if p.title else p.name)) for p in listed)
    label, hint = _whoever(offered)
    more = f"The first {len(listed)} of {len(others)} people are listed." if len(listed) < len(others) else ""
    choice = Choice(
        "interviewer",
        "Interviewer",
        (Option(ROLE, spans(label)), *people),
        initial=chosen if kept else ROLE,
        hint=" ".join(part for part in (hint, _seats(offered), more) if part),
    )
    return (choice,)


def _open(offered: Offered) -> Mapping[str, Kind]:
    """Return the kinds whose one seat can be given to somebody by name."""
    return {key: kind for key, kind in offered.kinds.items() if not kind.is_seated}


def _seats(offered: Offered) -> str:
    """Return who sits on the kinds that say so themselves."""
    told = [f"{kind.title} has its own seats: {_places(kind)}." for kind in offered.kinds.values() if kind.is_seated]
    return " ".join(told[:3])


def _places(kind: Kind) -> str:
    return ", ".join(
        f"{seat.part or seat.who.replace('_', ' ')}{f' ({seat.count})' if seat.count > 1 else ''}"
        for seat in kind.places
    )


def _not_named(offered: Offered) -> Sequence[Person]:
    """Return who can be chosen by name: without the one whom the first choice names already."""
    parts = {kind.interviewer for kind in _open(offered).values()}
    named = (
        next((offered.named[key] for key in _open(offered) if key in offered.named), None) if len(parts) == 1 else None
    )
    return [person for person in offered.people if named is None or person.id != named.id]


def _whoever(offered: Offered) -> tuple[str, str]:
    """Return what the first choice is called, and the hint that tells whom it means where that depends on the kind."""
    kinds = _open(offered)
    parts = {kind.interviewer for kind in kinds.values()}
    if not offered.named:
        return "Whoever the role names", ""
    if len(parts) == 1:
        part = next(iter(parts)).replace("_", " ")
        person = offered.named.get(next(iter(kinds)))
        return (f"{person.name}, the role's {part}" if person else f"The role's {part}: nobody is named yet"), ""
    means = [f"{kind.title}: {_name(offered.named.get(key))}" for key, kind in kinds.items()]
    return "Whoever the role names for this kind", f"The role names, for {'; '.join(means)}."


def _name(person: Person | None) -> str:
    return person.name if person else "nobody yet"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the second view shows: times with who would sit there (`panels` says why), to be sent by `action`.

    `asker` sees it, and the candidate would have until the `deadline` (aware UTC) to choose. Where the times are fewer than
    asked for, `short` says why, and `eases` let a rule give way. `age` is that of the oldest calendar they were found by.
    """

    proposals: Sequence[Proposal]
    panels: Sequence[Panel]
    action: SendThese
    asker: Person
    deadline: datetime
    short: NoTimes = field(default_factory=NoTimes)
    eases: Sequence[Button] = ()
    age: timedelta | None = None


def preview_form(case: Case, shown: Preview, *, policy: Policy, lead: Sequence[Block] = ()) -> Form:
    """Return the second view: everything that will be held and sent, and what happens then. Nothing has happened yet."""
    times = [proposal.span for proposal in shown.proposals]
    enough = len(times) >= policy.offer.options
    kind = policy.kinds[case.interview.kind]
    rows: list[tuple[str, tuple[Span, ...]]] = [
        ("Candidate", spans(case.candidate.name)),
        ("Role", spans(role(case.opening))),
        ("Kind", spans(kind.title)),
        *_options(case, shown, kind=kind, locale=policy.organisation.locale),
        ("Their zone", spans(case.candidate.zone or _no_zone(policy))),
    ]
    if case.application.status is not Status.ACTIVE:
        rows.insert(1, ("Status", standing_of(case.application)))
    if case.interview.reason:
        rows.append(("Asked for", spans(case.interview.reason)))
    if case.interview.relaxed:
        rows.append(("Relaxed", spans(given(case.interview.relaxed, case=case))))
    rows += [("Answer by", (When(shown.deadline),))] if enough and not kind.asks else []
    return Form(
        title="Check before sending",
        submit="Hold and send" if enough else "Hold this one",
        action=shown.action,
        fields=(),
        intro=(
            *lead,
            Facts(tuple(rows)),
            *((_then(case, times, asks=kind.asks),) if enough else _only_one(case, shown)),
            *(() if shown.age is None else (age_line(shown.age),)),
        ),
    )


def _options(case: Case, shown: Preview, *, kind: Kind, locale: str) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield the times; of a kind with its own seats each with who sits there and why, else with the one interviewer."""
    if not kind.is_seated:
        yield "With", spans(", ".join(person.name for person in case.panel))
    for number, (proposal, panel) in enumerate(zip(shown.proposals, shown.panels, strict=True), 1):
        yield f"Option {number}", _option(proposal.span, case=case, locale=locale)
        if kind.is_seated:
            pairs = zip(proposal.seats, panel.sittings, strict=True)
            yield f"With, for {number}", spans("; ".join(_sits(case, seat, sitting) for seat, sitting in pairs))


def _sits(case: Case, seat: Seat, sitting: Sitting) -> str:
    may = "" if seat.required else ", if they can"
    return f"{case.people[seat.person].name}, {seat.part} ({_why(case, sitting)}{may})"


def _why(case: Case, sitting: Sitting) -> str:
    """Return why this person and nobody else, in words."""
    named = sitting.person in {case.opening.hiring_manager, case.opening.recruiter, case.opening.coordinator}
    match sitting.why:
        case Why.NAMED:
            return "named by the role" if named else "the only one to choose from"
        case Why.ONLY_FIT:
            return "nobody else has the tags"
        case Why.ONLY_FREE:
            return "nobody else is free then"
        case Why.ASKED:
            return "asked about this interview already"
        case Why.FEWEST:
            return f"fewest interviews lately: {sitting.recent or 'none'}"
        case Why.LONGEST_AGO:
            return "longest since their last interview"
        case Why.IN_TURN:
            return f"one of {sitting.among} whose turn it is"


def _option(span: Interval, *, case: Case, locale: str) -> tuple[Span, ...]:
    """Return a time in the reader's zone, and what the candidate's clock shows then, where their zone is known."""
    shown: tuple[Span, ...] = (When(span.start, span.end),)
    if not case.candidate.zone:
        return shown
    there = weekday_hour(span.start.astimezone(zone(case.candidate.zone)), locale=locale)
    return (*shown, Plain(f" ({there} for {case.candidate.first_name})"))


def _no_zone(policy: Policy) -> str:
    return f"not known; their page shows {policy.organisation.zone} until they change it"


def _then(case: Case, times: Sequence[Interval], *, asks: bool) -> Para:
    held, picks = ("both", "who picks one") if len(times) > 1 else ("it", "who says whether it suits")
    name = case.candidate.first_name
    if asks:
        return para(
            f"Nothing is held or sent yet. Once you send this, I hold {held} and ask the interviewers; when they have said"
            f" what works, I write to {name}, {picks}."
        )
    return para(f"Nothing is held or sent yet. Once you send this, I hold {held} and write to {name}, {picks}.")


def _only_one(case: Case, shown: Preview) -> tuple[Block, ...]:
    card = "your card" if case.owner.id == shown.asker.id else f"the card that {case.owner.name} gets"
    name = case.candidate.first_name
    said = (
        f"I find only this one. I hold it, write to nobody yet, and keep looking for a second: once there is one, {name}"
        f" gets both. Or send this one alone, from {card}."
    )
    why = " ".join(helping(shown.short, case=case))
    return para(said), *((para(why),) if why else ()), *relaxing(shown.eases)


# --- why a view is shown again


def nothing_free(short: NoTimes, *, case: Case, eases: Sequence[Button]) -> tuple[Block, ...]:
    """Return why there is no time to show, and the buttons that let a rule give way."""
    still = f"Even {given(case.interview.relaxed, case=case)}: " if case.interview.relaxed else ""
    why = no_times(short, case=case)
    said = f"{still}{why[0].lower()}{why[1:]}" if still else why
    return para(f"{said} Nothing was held or sent."), *relaxing(eases)


def relaxing(eases: Sequence[Button]) -> tuple[Block, ...]:
    """Return the buttons that let a rule give way, under what they are for."""
    if not eases:
        return ()
    return Fine(spans("Relax one rule, for this interview alone, and I look once more:")), Buttons(tuple(eases))


def gone(taken: Sequence[Interval], lapsed: Sequence[Interval], changed: Sequence[Interval] = ()) -> Para:
    """Return what became of times that were shown and cannot be had any more."""
    said: list[Span | str] = []
    if taken:
        said += ["Somebody took ", *in_a_row(taken, last=" and "), " meanwhile. "]
    if lapsed:
        said += [*in_a_row(lapsed, last=" and "), " can no longer be offered. "]
    if changed:
        said += ["Somebody who was to sit there at ", *in_a_row(changed, last=" and "), " no longer would. "]
    if not said:
        said.append("Those times can't be offered. ")
    return para(*said, "Nothing was held or sent.")
