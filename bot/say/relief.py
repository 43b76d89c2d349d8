"""Why a search found too little, which seat hinders most, which rules could give way, and which have."""

from collections.abc import Iterable, Iterator, Mapping

from bot.domain.case import Case
from bot.domain.dead_end import Cure, Hindering, NoTimes
from bot.domain.ids import PersonId
from bot.domain.policy import Kind
from bot.domain.relaxation import Eased, Relaxation

RULES: Mapping[str, str] = {
    "hours": "outside working hours",
    "days_off": "on days off or holidays",
    "window": "outside the days and times allowed for this kind",
    "wishes": "outside what the candidate asked for",
    "busy": "taken in the calendar",
    "load": "on days or weeks that are full",
    "closed": "offered before or taken by the candidate",
    "pool": "without enough people who fit a seat",
    "twice": "with one person needed in two seats",
}
CURES: Mapping[str, str] = {
    Eased.LONGER_HORIZON: "looking further ahead",
    Eased.HALF_BUFFERS: "halving the buffers around the meeting",
    Eased.NO_BUFFERS: "leaving out the buffers around the meeting",
    Eased.EVENINGS: "meeting until eight in the evening",
    Eased.NO_WINDOW: "allowing other days and times for this kind",
    Eased.HIGHER_DAILY_LOAD: "one more interview on a day",
    Eased.HIGHER_WEEKLY_LOAD: "one more interview in a week",
}
LABELS: Mapping[Eased, str] = {
    Eased.HALF_BUFFERS: "Halve the buffers",
    Eased.NO_BUFFERS: "Leave out the buffers",
    Eased.EVENINGS: "Allow evenings",
    Eased.NO_WINDOW: "Allow other days and times",
    Eased.HIGHER_DAILY_LOAD: "One more on a day",
    Eased.HIGHER_WEEKLY_LOAD: "One more in a week",
}


def no_times(trouble: NoTimes, *, case: Case) -> str:
    """Return why a search found nothing, rule by rule, and what would help most."""
    rows = [f"{count} {RULES[rule]}" for rule, count in trouble.removed if rule in RULES]
    rows[:1] = [first.replace(" ", " are ", 1) for first in rows[:1]]
    said = f"There is no free time: of the possible starts, {', '.join(rows)}." if rows else "There is no free time."
    return " ".join((said, *helping(trouble, case=case)))


def helping(trouble: NoTimes, *, case: Case) -> Iterator[str]:
    """Yield, a sentence each, which seat hinders most and what would help most, as far as that is known."""
    if trouble.hindering is not None:
        yield _hindering(trouble.hindering, case=case)
    if cure := _best(trouble, case=case):
        yield f"What would help most: {cure}."


def _hindering(seat: Hindering, *, case: Case) -> str:
    person = case.people.get(seat.person) if seat.person is not None else None
    whose = person.name if person else f"the pool “{seat.pool}”" if seat.pool not in {"", seat.part} else ""
    starts = "one start would do" if seat.starts == 1 else f"{seat.starts} starts would do"
    return f"The seat that hinders most is {seat.part}{f' ({whose})' if whose else ''}: without it, {starts}."


def _best(trouble: NoTimes, *, case: Case) -> str:
    """Return what would help most, in words, nothing where nothing is known to."""
    if trouble.cures:
        rule, part = trouble.cures[0].rule, trouble.cures[0].part
        return _gives(rule.rule, person=rule.person, pool=rule.pool, part=part, case=case)
    return _gives(trouble.cure, person=trouble.lent, pool=trouble.pool, part=trouble.part, case=case)


def given(rules: Iterable[Relaxation], *, case: Case) -> str:
    """Return which rules have given way, one after another."""
    return "; ".join(_gives(each.rule, person=each.person, pool=each.pool, part="", case=case) for each in rules)


def _gives(rule: str, *, person: PersonId | None, pool: str, part: str, case: Case) -> str:
    seat = f"take the {part} seat" if part else "sit there"
    match rule:
        case Eased.OTHER_POOL:
            return f"letting people of the pool “{pool}” {seat} as well"
        case Eased.OTHER_PERSON:
            return f"letting {_name(case, person) or 'somebody of another pool'} {seat} as well"
        case _:
            return CURES.get(rule, "")


def label(cure: Cure, *, case: Case, kind: Kind) -> str:
    """Return what the button says that lets a rule give way."""
    rule = cure.rule
    match rule.rule:
        case Eased.OTHER_POOL:
            return f"Open the {cure.part} seat to “{rule.pool}”"
        case Eased.OTHER_PERSON:
            return f"Open the {cure.part} seat to {_name(case, rule.person) or 'another pool'}"
        case Eased.LONGER_HORIZON:
            return f"Look {2 * kind.horizon.days} days ahead"
        case other:
            return LABELS[other]


def _name(case: Case, person: PersonId | None) -> str:
    known = case.people.get(person) if person is not None else None
    return known.name if known else ""
