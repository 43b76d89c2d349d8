"""What happened and why, told with names: the demo's audit as moments, each a cause and what Usher made of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from adapters.sandbox.view.house import HOUSE
from adapters.sandbox.why import BY_MAIL, DUE, IN_CALENDARS, SENT, STUCK
from bot.domain.access import USHER, Who
from bot.domain.ids import ApplicationId, CandidateId, InterviewId
from bot.domain.pipeline import Candidate
from bot.domain.policy import Policy
from bot.domain.time import local_day
from bot.ports import Happening, Work
from bot.say.history import CALENDAR, SEEN, happened

HOME = "home"  # a Home is drawn again and again; nobody asked for it
PAGE = "The page with the times was opened"
DAILY = frozenset({"digest"})  # each day's is a new one
STEP_BY_STEP = frozenset({"trigger.seen", "interview.calendars_awaited"})  # what the next row tells better


class Source(StrEnum):
    """What a moment began with, or where a step of Usher's shows."""

    ATS = "ats"
    PERSON = "person"
    CANDIDATE = "candidate"
    CALENDAR = "calendar"
    CLOCK = "clock"
    MAIL = "mail"
    CHAT = "chat"
    USHER = "usher"


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about: the candidate by the key to filter by and by name, and what of theirs."""

    key: str = ""
    name: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that Usher did; `times` is how often, when it repeats itself."""

    source: Source
    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Moment:
    """A cause, and the steps that followed from it, in their order. `who` is empty for the clock and for Usher itself."""

    at: datetime
    source: Source
    cause: str
    who: str = ""
    about: About = field(default_factory=About)
    steps: tuple[Step, ...] = ()


async def told(rows: Sequence[Happening], *, work: Work, policy: Policy) -> Sequence[Moment]:
    """Return the rows, which come newest first, as moments, newest first."""
    people = {str(person.id): person.first_name for person in await work.people.all()}
    return moments(rows, people=people, abouts=await _abouts(rows, work=work, policy=policy))


def moments(rows: Sequence[Happening], *, people: Mapping[str, str], abouts: Mapping[str, About]) -> Sequence[Moment]:
    """Gather rows, newest first, into moments: what somebody did, and all that Usher did about the same candidate then.

    What Usher did with nobody before it at that instant was brought by the clock.
    """
    drafts: list[_Draft] = []
    now: dict[str, _Draft] = {}
    known: set[tuple[str, ...]] = set()
    for row in reversed(rows):
        if row.why == HOME or row.what in STEP_BY_STEP:
            continue
        if drafts and row.at != drafts[-1].first.at:
            now = {}
        occasion = _occasion(row)
        daily = bool(occasion) and row.why in DAILY  # one message, however many it speaks of
        about = About() if daily else abouts.get(row.subject, About())
        place = row.why if daily else about.key
        draft = now.get(place) or (drafts[-1] if now and not place else None)
        if occasion in known:
            if now:
                (draft or drafts[-1]).again.append(row)
            continue
        if draft is None or not draft.takes(row, about):
            draft = _Draft(row, about)
            drafts.append(draft)
        now[place] = draft
        if occasion:
            known.add(occasion)
    return [draft.told(people) for draft in reversed(drafts)]


def _occasion(row: Happening) -> tuple[str, ...]:
    """Return what somebody was sent and about what: the same once more is a card drawn anew. Empty for all else."""
    if not row.read or row.why not in SENT:
        return ()
    day = local_day(row.at, zone=HOUSE).isoformat() if row.why in DAILY else ""
    return row.why, row.subject, row.who_id, day


@dataclass(slots=True)
class _Draft:
    """A moment while its rows are gathered. `again` are the readers of cards they had before."""

    first: Happening
    about: About
    then: list[Happening] = field(default_factory=list)
    again: list[Happening] = field(default_factory=list)

    def takes(self, row: Happening, about: About) -> bool:
        """Whether a row belongs here. Reading is part of what the same person then does."""
        if _begins(row):
            if not _same(row, self.first) or not (row.read or self.first.read):
                return False
            if self.first.read and not row.read and not self.then:
                self.first = row
            return True
        self.then.append(row)
        self.about = max(self.about, about, key=lambda each: len(each.what))
        return True

    def told(self, people: Mapping[str, str]) -> Moment:
        first, steps = self.first, self.then
        if _begins(first):
            source, who = _source(first), people.get(first.who_id, "") if first.who is Who.PERSON else ""
            cause = _read(first) if first.read else happened(first)
        else:
            source, who, steps = Source.CLOCK, "", [first, *steps]
            cause = _due(steps)
        told = {row.who_id for row in steps if row.read}
        again = [row for row in self.again if row.who_id not in told]
        return Moment(first.at, source, cause, who, self.about, (*_steps(steps, people), *_again(again, people)))


def _begins(row: Happening) -> bool:
    """Whether somebody else than Usher did this: what people were sent counts as read by them, and is Usher's doing.

    So is what becomes of an interview when an ATS tells of its application.
    """
    if row.who is Who.ATS:
        return not row.what.startswith("interview.")
    return row.who is not Who.USHER and not (row.read and row.why in SENT)


def _same(one: Happening, other: Happening) -> bool:
    """Whether two rows are the same person's. Rows of one moment speak of one candidate."""
    return one.who is other.who and (one.who is Who.CANDIDATE or one.who_id == other.who_id)


def _read(row: Happening) -> str:
    return PAGE if row.who is Who.CANDIDATE else f"{SEEN.get(row.what, row.what)} was read"


def _due(rows: Sequence[Happening]) -> str:
    """Return what the clock brought: why a person must decide, or what the table of reasons names first."""
    stuck = (STUCK.get(row.detail.get("why", "")) for row in rows)
    happened = {row.why if row.read else row.what for row in rows}
    due = (why for what, why in DUE.items() if what in happened)
    return next(filter(None, (*stuck, *due)), "It was due")


def _source(row: Happening) -> Source:
    if row.why == CALENDAR:
        return Source.CALENDAR
    return {Who.ATS: Source.ATS, Who.CANDIDATE: Source.CANDIDATE}.get(row.who, Source.PERSON)


def _steps(rows: Sequence[Happening], people: Mapping[str, str]) -> tuple[Step, ...]:
    """Return what Usher did, what repeats itself once, and what was sent once for each occasion, with everybody's name."""
    told: dict[tuple[Source, str], int] = {}
    sent: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.read:
            sent.setdefault(row.why, {})[people.get(row.who_id, "somebody")] = None
        else:
            step = _shows(row), happened(row)
            told[step] = told.get(step, 0) + 1
    done = tuple(Step(source, text, times) for (source, text), times in told.items())
    return (*done, *_sent(sent))


def _sent(sent: Mapping[str, Mapping[str, None]]) -> Iterator[Step]:
    for why, names in sent.items():
        yield Step(Source.CHAT, f"To {_listed(tuple(names))}: {SENT.get(why, why)}")


def _again(rows: Sequence[Happening], people: Mapping[str, str]) -> Iterator[Step]:
    names = tuple(dict.fromkeys(people.get(row.who_id, "somebody") for row in rows))
    if names:
        yield Step(Source.CHAT, f"Brought up to date for {_listed(names)}")


def _shows(row: Happening) -> Source:
    if row.what in BY_MAIL:
        return Source.MAIL
    return Source.CALENDAR if row.what in IN_CALENDARS else Source.USHER


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


async def _abouts(rows: Sequence[Happening], *, work: Work, policy: Policy) -> Mapping[str, About]:
    """Return what people call the interviews, applications and candidates that the rows are about, by their keys."""
    named: dict[str, About] = {}
    interviews = tuple({InterviewId(row.subject) for row in rows if row.what.startswith(("interview.", "scorecard"))})
    for case in await work.interviews.cases(interviews, viewer=USHER):
        kind = policy.kinds.get(case.interview.kind)
        named[case.interview.id] = _about(case.candidate, kind.title if kind else "")
        named[case.application.id] = _about(case.candidate)
    for key in {row.subject for row in rows} - named.keys():
        candidate = await _candidate(key, rows, work=work)
        if candidate is not None:
            named[key] = _about(candidate)
    return named


async def _candidate(key: str, rows: Sequence[Happening], *, work: Work) -> Candidate | None:
    whats = {row.what.partition(".")[0] for row in rows if row.subject == key}
    if whats & {"application", "note", "ats", "digest", "trigger", "debrief"}:
        application = await work.applications.get(ApplicationId(key), viewer=USHER)
        return None if application is None else await work.candidates.get(application.candidate, viewer=USHER)
    return (
        await work.candidates.get(CandidateId(int(key)), viewer=USHER)
        if "candidate" in whats and key.isdigit()
        else None
    )


def _about(candidate: Candidate, what: str = "") -> About:
    return About(str(candidate.id), candidate.short, what)
