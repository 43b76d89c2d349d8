"""The calendars: a week as a picture, the same as lists, and what the last press changed in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from adapters.sandbox.seed import ORGANIZER, SEED_PEOPLE
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.fresh import Mark
from adapters.sandbox.view.house import HOUSE, OWNERS, Owner
from adapters.sandbox.view.week import HOURS, Block, Frame, Kind, News, Week, changed, week
from adapters.sandbox.view.wording import clock, short_day
from adapters.sandbox.world import SandboxWorld
from bot.domain.time import WorkingHours

WEEKS = 3
MOST_NEWS = 4  # sentences
NEWS = {
    (Kind.HOLD, News.FRESH): "Held",
    (Kind.HOLD, News.GONE): "Let go",
    (Kind.BOOKED, News.FRESH): "Booked",
    (Kind.BOOKED, News.GONE): "Taken off",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to another week: `fresh` is how many blocks of Usher's are new in it."""

    label: str
    query: str
    chosen: bool
    fresh: int


@dataclass(frozen=True, slots=True)
class Calendars:
    """`hours` are those of the scale; `news` say what the last press changed."""

    week: Week
    tabs: Sequence[Tab]
    hours: Sequence[int]
    news: Sequence[str]


async def calendars(world: SandboxWorld, *, choice: Choice, mark: Mark) -> Calendars:
    entries, frame = await world.calendar.all(), Frame(HOUSE, world.clock(), mark.calendar)
    hours = {owner: await _hours(world, owner) for owner in OWNERS.values()}
    weeks = [week(entries, ahead, owners=hours, frame=frame) for ahead in range(WEEKS)]
    here = changed(entries, frame=frame, weeks=WEEKS)
    if choice.week.isdecimal() and int(choice.week) < WEEKS:
        here = int(choice.week)
    tabs = [
        Tab(_span(each), choice.query(week=str(ahead)), ahead == here, sum(1 for _ in _fresh(each)))
        for ahead, each in enumerate(weeks)
    ]
    return Calendars(weeks[here], tabs, HOURS, [sentence for each in weeks for sentence in _news(each)][:MOST_NEWS])


async def _hours(world: SandboxWorld, owner: Owner) -> WorkingHours | None:
    """Return when somebody works: what their calendar says, else what is known of them; None for what is nobody's."""
    told = await world.calendar.hours(owner.email)
    if told is not None and told.hours is not None:
        return told.hours
    return next((each.person.hours for each in SEED_PEOPLE if each.person.email == owner.email), None)


def _fresh(week: Week) -> Iterator[tuple[Owner, Block]]:
    return ((owner, block) for owner, block in week.blocks if block.is_own and block.news is not News.OLD)


def _news(week: Week) -> Iterator[str]:
    """Tell each thing once, with everybody whose calendar it is on."""

    def what(pair: tuple[Owner, Block]) -> tuple[str, str, str]:
        block = pair[1]
        when = f"{short_day(block.span.start, HOUSE)}, {clock(block.span.start, HOUSE)}"
        return NEWS.get((block.kind, block.news), ""), block.who or block.title, when

    for (verb, who, when), group in groupby(
        sorted(_fresh(week), key=lambda pair: (pair[1].span, what(pair))), key=what
    ):
        names = ", ".join(dict.fromkeys(owner.name.split()[0] for owner, _ in group if owner.email != ORGANIZER))
        if verb:
            yield f"{verb}: {who}, {when}" + (f" ({names})" if names else "")


def _span(week: Week) -> str:
    first, last = week.days[0], week.days[-1]
    month = f" {first:%b}" if first.month != last.month else ""
    return f"{first.day}{month} – {last.day} {last:%b}"
