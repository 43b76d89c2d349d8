"""Taking in rows of a table: people, openings or candidates, made or mended so that a second time changes nothing.

A row is looked at whole before anything of it is written: what cannot be taken is left out with its reason, and the
others go in. An import is the record, not an event of an ATS: it starts no interview by itself.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.domain.access import Viewer, Who
from bot.domain.ids import OpeningId, PersonId, random_key
from bot.domain.pipeline import Opening
from bot.domain.refusal import Refusal
from bot.domain.rows import CandidateRow, OpeningRow, Outcome, PersonRow, Row, RowProblem, Wrong
from bot.ports import Work
from bot.steps.filing import file_candidate
from bot.steps.homes import opening_changed
from bot.steps.intake import go_on
from bot.steps.naming import Names
from bot.steps.staff import differing, enrol

BY = Viewer(Who.USHER, "import")


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some rows: how many of each, and every row that was left out."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[RowProblem, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.problems + other.problems,
        )


async def take(rows: Sequence[Row], *, work: Work, desk: Desk) -> Tally:
    """Take in rows of one table, in their order. Held triggers are resumed by `bot.steps.begin.recheck` afterwards."""
    names = Names(work)
    counts: Counter[Outcome] = Counter()
    problems: list[RowProblem] = []
    for row in rows:
        try:
            counts[await _take(row, names=names, work=work, desk=desk)] += 1
        except Wrong as wrong:
            problems.append(RowProblem(row.line, wrong.column, wrong.reason))
        except Refusal as refusal:
            problems.append(RowProblem(row.line, "", str(refusal)))
    return Tally(counts[Outcome.ADDED], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED], tuple(problems))


async def _take(row: Row, *, names: Names, work: Work, desk: Desk) -> Outcome:
    match row:
        case PersonRow():
            return await _person(row, work=work, desk=desk)
        case OpeningRow():
            return await _opening(row, names=names, work=work, desk=desk)
        case CandidateRow():
            return await file_candidate(row, names=names, by=BY, work=work, desk=desk)


async def _person(row: PersonRow, *, work: Work, desk: Desk) -> Outcome:
    known = await work.people.by_email(row.mail)
    if known is not None and not known.active:
        raise Wrong("mail", f"{known.email} is disabled. `usher person add` brings them back; an import does not.")
    return await enrol(row, known=known, by=BY, work=work, desk=desk)


async def _opening(row: OpeningRow, *, names: Names, work: Work, desk: Desk) -> Outcome:
    known = await _known(row, work=work)
    fresh = await _told(row, known or Opening(OpeningId(random_key()), row.title), names=names)
    if known is None:
        await work.openings.add(fresh, ats=row.ats if row.ats_job else "")
        await opening_changed(fresh, work=work)
        await work.audit.changed("opening.added", subject=fresh.id, by=BY)
        return Outcome.ADDED
    if fresh == known:
        return Outcome.UNCHANGED
    await work.openings.save(fresh)
    await opening_changed(fresh, before=known, work=work)
    await work.audit.changed("opening.changed", subject=fresh.id, by=BY, detail=differing(known, fresh))
    if fresh.intake_agreed and not known.intake_agreed:
        await go_on(fresh, work=work, desk=desk)
    return Outcome.CHANGED


async def _known(row: OpeningRow, *, work: Work) -> Opening | None:
    """Return the opening by its ATS job, else the one of this title and client; raises Wrong where that is not one."""
    by_job = await work.openings.by_ats_job(row.ats, row.ats_job) if row.ats_job else None
    if by_job is not None:
        return by_job
    twins = [
        each for each in await work.openings.by_title(row.title) if each.client.casefold() == row.client.casefold()
    ]
    if row.ats_job:
        if any(not twin.ats_job for twin in twins):
            raise Wrong(
                "ats job",
                "this opening is here already without an ATS job, and cannot be linked to one afterwards."
                " Leave the cell empty, or give the ATS job a title of its own.",
            )
        return None
    if len(twins) > 1:
        raise Wrong("title", f"{len(twins)} openings have this title and client. Name the ATS and the ATS job.")
    return twins[0] if twins else None


async def _told(row: OpeningRow, opening: Opening, *, names: Names) -> Opening:
    async def named(column: str, name: str, before: PersonId | None) -> PersonId | None:
        return (await names.person(name, column=column)).id if name else before

    return replace(
        opening,
        title=row.title,
        client=row.client or opening.client,
        category=row.category or opening.category,
        hiring_manager=await named("hiring manager", row.hiring_manager, opening.hiring_manager),
        recruiter=await named("recruiter", row.recruiter, opening.recruiter),
        coordinator=await named("coordinator", row.coordinator, opening.coordinator),
        ats_job=row.ats_job or opening.ats_job,
        intake_agreed=opening.intake_agreed if row.intake_agreed is None else row.intake_agreed,
    )
