"""What a look at everything Usher is connected to found: values, as the command line prints them and a card tells them.

A finding's name says what was looked at, and stays the same from look to look: `<group>.<thing>`, and where one thing has
many parts, `<group>.<thing>/<part>`. Words for groups and things are in `bot.say.health`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from bot.domain.ids import PersonId

NAMED = 5  # parts that are told one by one, where a thing has many


class Condition(StrEnum):
    """How a thing stands, the worst first. WATCH stops nothing today; OFF is not set up, and that may be alright."""

    WRONG = "wrong"
    WATCH = "watch"
    FINE = "fine"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was seen there, and what mends it. No secret, and nothing about a candidate."""

    name: str
    state: Condition
    says: str
    cure: str = ""

    @property
    def group(self) -> str:
        return self.name.partition(".")[0]

    @property
    def thing(self) -> str:
        """Return the name without the part."""
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A thing as the last look found it, and since when (aware UTC) it has been in that state."""

    finding: Finding
    since: datetime


@dataclass(frozen=True, slots=True)
class SoFar:
    """What became of things since an instant: interviews booked, those of them that no recruiter had a hand in, effects
    that are given up and wait for somebody, and people of ours whom no chat message reached.
    """

    booked: int
    untouched: int
    dead: int
    unreached: tuple[PersonId, ...]


UNREADABLE = "unreadable"
"""What a signed delivery that could not be read is called in the inbox; its note is where in it the trouble was."""


@dataclass(frozen=True, slots=True)
class Lately:
    """What came from an ATS lately: when last, how many deliveries, where those that could not be read went wrong; how many
    entries into a stage that start an interview, what they lacked and how often; the stages told of.
    """

    last: datetime | None = None
    deliveries: int = 0
    unreadable: tuple[str, ...] = ()
    triggers: int = 0
    lacking: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[str, ...] = ()


def worst(findings: Iterable[Finding]) -> Condition:
    """Return the worst state of these; OFF where there are none."""
    states = {each.state for each in findings}
    return next((state for state in Condition if state in states), Condition.OFF)


def by_thing(findings: Iterable[Finding]) -> Sequence[Finding]:
    """Return one finding for each thing: many parts become one, which tells of those that are worst."""
    told: dict[str, list[Finding]] = {}
    for each in findings:
        told.setdefault(each.thing, []).append(each)
    return tuple(_one(thing, parts) for thing, parts in told.items())


def _one(thing: str, parts: Sequence[Finding]) -> Finding:
    state = worst(parts)
    bad = [each for each in parts if each.state is state]
    if len(bad) == 1:
        return replace(bad[0], name=thing)
    if state in {Condition.FINE, Condition.OFF}:
        return Finding(thing, state, f"All {len(bad)} are well." if state is Condition.FINE else bad[0].says)
    more = f" And {len(bad) - NAMED} more." if len(bad) > NAMED else ""
    says = " ".join(each.says for each in bad[:NAMED]) + more
    cures = dict.fromkeys(each.cure for each in bad if each.cure)
    return Finding(thing, state, says, " ".join(list(cures)[:NAMED]))


def in_order(findings: Iterable[Finding], *, groups: Sequence[str]) -> Mapping[str, Sequence[Finding]]:
    """Return the findings by their group, in this order of groups; others come after, by their name."""
    place = {group: number for number, group in enumerate(groups)}
    ordered = sorted(findings, key=lambda each: (place.get(each.group, len(place)), each.group))
    return {group: tuple(each) for group, each in groupby(ordered, key=lambda each: each.group)}


def found(findings: Sequence[Finding], *, before: Sequence[Found], now: datetime) -> Sequence[Found]:
    """Return what a look is remembered as: a thing in the state that it was in before is so since then."""
    known = {each.finding.thing: each for each in before}
    return tuple(Found(each, _since(each, known=known.get(each.name), now=now)) for each in by_thing(findings))


def _since(finding: Finding, *, known: Found | None, now: datetime) -> datetime:
    return known.since if known is not None and known.finding.state is finding.state else now
