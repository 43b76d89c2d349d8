"""What happened, told with names: the demo's audit as sentences about people whom everybody at the page may know."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bot.domain.access import USHER, Who
from bot.domain.ids import ApplicationId, CandidateId, InterviewId
from bot.domain.pipeline import Candidate
from bot.domain.policy import Policy
from bot.ports import Happening, Work
from bot.say.history import BY, said

Told = tuple[datetime, str]
Named = Callable[[Happening], str]


async def told(rows: Sequence[Happening], *, work: Work, policy: Policy) -> Sequence[Told]:
    """Return the rows as (aware UTC, sentence), with the first name of who did it and the candidate it is about.

    What repeats itself is told once with how often, and so are all reads between two changes.
    """
    people = {str(person.id): person.first_name for person in await work.people.all()}
    subjects = await _subjects(rows, work=work, policy=policy)

    def by(row: Happening) -> str:
        return people.get(row.who_id, "") if row.who is Who.PERSON else ""

    def about(row: Happening) -> str:
        return subjects.get(row.subject, "")

    neighbours = groupby(rows, key=lambda row: row.at if row.read else said(row, by=by(row), about=about(row)))
    return [each for _, group in neighbours for each in _once([*group], by=by, about=about)]


def _once(rows: Sequence[Happening], *, by: Named, about: Named) -> Iterator[Told]:
    first = rows[0]
    if first.read:
        readers = dict.fromkeys(by(row) or BY[row.who].removeprefix("by ") for row in rows)
        seen = "; ".join(dict.fromkeys(about(row) or "a record" for row in rows))
        yield first.at, f"Seen by {', '.join(readers)}: {seen}"
    else:
        times = f" ({len(rows)} times)" if len(rows) > 1 else ""
        yield first.at, said(first, by=by(first), about=about(first)) + times


async def _subjects(rows: Sequence[Happening], *, work: Work, policy: Policy) -> Mapping[str, str]:
    """Return what people call the interviews, applications and candidates that the rows are about, by their keys."""
    named: dict[str, str] = {}
    interviews = tuple({InterviewId(row.subject) for row in rows if row.what.startswith("interview.")})
    for case in await work.interviews.cases(interviews, viewer=USHER):
        kind = policy.kinds.get(case.interview.kind)
        named[case.interview.id] = f"{case.candidate.short}, {kind.title}" if kind else case.candidate.short
    for key in {row.subject for row in rows if row.what.startswith(("application.", "note.", "ats."))}:
        application = await work.applications.get(ApplicationId(key), viewer=USHER)
        if application is not None:
            named[key] = _short(await work.candidates.get(application.candidate, viewer=USHER))
    for key in {row.subject for row in rows if row.what.startswith("candidate.") and row.subject.isdigit()}:
        named[key] = _short(await work.candidates.get(CandidateId(int(key)), viewer=USHER))
    return named


def _short(candidate: Candidate | None) -> str:
    return candidate.short if candidate is not None else ""
