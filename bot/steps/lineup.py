"""Who is in play for a role: how many in which stage, in the policy's order, and a part of the people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk import Desk
from bot.domain.access import Viewer
from bot.domain.case import Applied, is_theirs
from bot.domain.people import Person
from bot.domain.pipeline import OPEN, Opening, Status
from bot.ports import Work


@dataclass(frozen=True, slots=True)
class Lineup:
    """`stages` are those with somebody in play and how many; `closed` counts the others by status."""

    opening: Opening
    stages: tuple[tuple[str, int], ...]
    closed: Mapping[Status, int]

    @property
    def in_play(self) -> int:
        return sum(count for _, count in self.stages)


def lined_up(opening: Opening, tally: Mapping[tuple[str, Status], int], *, desk: Desk) -> Lineup:
    """Return the line-up that a tally makes: stages as the policy lists them, then those it does not know."""
    open_, closed = dict[str, int](), {status: 0 for status in Status if status not in OPEN}
    for (stage, status), count in tally.items():
        if status in OPEN:
            open_[stage] = open_.get(stage, 0) + count
        else:
            closed[status] += count
    order = {stage: number for number, stage in enumerate(desk.policy.stages)}
    stages = sorted(open_, key=lambda stage: (order.get(stage.strip().casefold(), len(order)), stage))
    return Lineup(opening, tuple((stage, open_[stage]) for stage in stages), closed)


async def in_play(openings: Sequence[Opening], *, work: Work, desk: Desk) -> Sequence[tuple[Opening, int]]:
    """Return the roles, each with how many are in play for it."""
    tallies = await work.applications.tallies([each.id for each in openings])
    return [(each, lined_up(each, tallies[each.id], desk=desk).in_play) for each in openings]


async def who(
    line_up: Lineup, *, part: range, reader: Person, viewer: Viewer, work: Work
) -> Sequence[tuple[Applied, Person | None]]:
    """Return a part of who is in play, stage by stage, each with whose turn it is; the reader's own file is left out."""
    stages = tuple(stage for stage, _ in line_up.stages)
    found = []
    pairs = await work.applications.lined_up(line_up.opening.id, stages=stages, viewer=viewer, part=part)
    for candidate, application in pairs:
        if is_theirs(candidate, person=reader):
            continue
        owner = await work.people.get(application.next.owner) if application.next else None
        found.append((Applied(candidate, application, line_up.opening), owner))
    return tuple(found)
