"""Questions about panels: small ones at random for the oracle, and people in words for tests that read as sentences."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.domain.ids import PersonId
from bot.domain.panel import Member, Need, Panel, Place, Question
from bot.domain.slots import Availability, Rules
from bot.domain.time import Hours, Interval, WorkingHours, at
from tests.domain.test_slots import CHANGES, EVERY_DAY, LONDON, MONDAY, ZONES

chances = st.integers(0, 2**62).map(Random)
TAGS = ("technical", "culture", "senior")


def a_question(chance: Random, *, people: int = 0) -> Question:
    """Return a question of a few days around a change of clocks, with pools that share people and little time."""
    day = chance.choice(CHANGES) - timedelta(days=1)
    origin = datetime.combine(day, time(0), UTC) + timedelta(hours=chance.randrange(24))
    members = [a_member(chance, key, origin) for key in range(1, (people or chance.randint(2, 6)) + 1)]
    rules = Rules(
        duration=timedelta(minutes=chance.choice([30, 45, 60, 90])),
        earliest=origin,
        latest=origin + timedelta(minutes=chance.choice([600, 1500, 3000, 4500])),
        before=timedelta(minutes=chance.choice([0, 0, 10])),
        after=timedelta(minutes=chance.choice([0, 5, 30])),
        step=timedelta(minutes=chance.choice([30, 60])),
        site=chance.choice(ZONES),
        window=chance.choice([None, None, WorkingHours({day: Hours(time(7), time(20)) for day in range(7)})]),
        closed=pieces(chance, origin, most=2, longest=300),
        daily_load=chance.choice([None, 1, 2]),
        weekly_load=chance.choice([None, None, 2, 3]),
    )
    return Question(
        rules=rules,
        places=places(chance, members),
        zone=chance.choice(ZONES),
        count=chance.choice([1, 2, 2, 2, 3]),
        daytime=chance.choice([None, (time(8), time(20))]),
        wished=pieces(chance, origin, most=2, longest=600) if chance.random() < 0.4 else (),
        standing=pieces(chance, origin, most=1, longest=60),
        asked=frozenset(member.person for member in members if chance.random() < 0.15),
    )


def a_member(chance: Random, key: int, origin: datetime) -> Member:
    hours = chance.choice([Hours(time(8), time(17)), Hours(time(12), time(21)), Hours(time(18), time(9, 30))])
    off = frozenset({origin.date() + timedelta(days=chance.randrange(3))}) if chance.random() < 0.2 else frozenset()
    return Member(
        Availability(
            PersonId(key),
            chance.choice(ZONES),
            WorkingHours(dict.fromkeys(range(7), hours)),
            busy=pieces(chance, origin, most=6, longest=400),
            interviews=pieces(chance, origin, most=3, longest=60),
            days_off=off,
        ),
        tags=frozenset(tag for tag in TAGS if chance.random() < 0.7),
        recent=chance.randrange(3),
        last=chance.choice([None, origin - timedelta(days=1), origin - timedelta(days=2)]),
    )


def pieces(chance: Random, origin: datetime, *, most: int, longest: int) -> tuple[Interval, ...]:
    starts = [origin + timedelta(minutes=5 * chance.randrange(-200, 900)) for _ in range(chance.randint(0, most))]
    return tuple(Interval(start, start + timedelta(minutes=chance.randint(6, longest) // 5 * 5)) for start in starts)


def places(chance: Random, members: list[Member]) -> tuple[Place, ...]:
    needs = [Need.REQUIRED, *(chance.choice(list(Need)) for _ in range(chance.randint(0, 3)))]
    chance.shuffle(needs)
    return tuple(
        Place(
            part="abcd"[number],
            pool=tuple(chance.sample(members, chance.randint(1, len(members)))),
            count=chance.choice([1, 1, 1, 2]),
            tags=frozenset(chance.sample(TAGS, chance.choice([0, 0, 1]))),
            need=need,
            others={"more": tuple(chance.sample(members, chance.randint(0, 1)))},
        )
        for number, need in enumerate(needs)
    )


# In words

ADA, BOB, CEM, DAN, EVE = (PersonId(key) for key in range(1, 6))
TUESDAY = MONDAY + timedelta(days=1)


def a_person(
    person: PersonId,
    *,
    tags: str = "",
    recent: int = 0,
    last: datetime | None = None,
    zone: ZoneInfo = LONDON,
    hours: WorkingHours = EVERY_DAY,
    **known,
) -> Member:
    return Member(Availability(person, zone, hours, **known), frozenset(tags.split()), recent, last)


def seat(*pool: Member, part: str = "interviewer", tags: str = "", **more) -> Place:
    return Place(part, pool, tags=frozenset(tags.split()), **more)


def asking(*places: Place, days: int = 2, count: int = 2, zone: ZoneInfo = LONDON, others=(), **more) -> Question:
    """Ask for an hour from Monday on, in steps of an hour; the others could be lent to every seat."""
    standing, asked = more.pop("standing", ()), more.pop("asked", frozenset())
    rules = Rules(
        duration=more.pop("duration", timedelta(hours=1)),
        earliest=at(MONDAY, time(0), zone=zone),
        latest=at(MONDAY + timedelta(days=days), time(0), zone=zone),
        site=zone,
        step=more.pop("step", timedelta(hours=1)),
        **more,
    )
    lent = {"others": tuple(others)} if others else {}
    seats = tuple(replace(place, others=lent) for place in places)
    return Question(rules=rules, places=seats, zone=zone, count=count, standing=standing, asked=asked)


def span(day: date, opens: str, closes: str, *, zone: ZoneInfo = LONDON) -> Interval:
    return Interval(*(at(day, time.fromisoformat(clock), zone=zone) for clock in (opens, closes)))


def all_day(day: date, *, but: str = "") -> tuple[Interval, ...]:
    """Return a day taken from nine to five, but for an hour that starts at a time."""
    if not but:
        return (span(day, "09:00", "17:00"),)
    free = at(day, time.fromisoformat(but), zone=LONDON)
    whole = span(day, "08:00", "18:00")
    return Interval(whole.start, free), Interval(free + timedelta(hours=1), whole.end)


def told(panels: tuple[Panel, ...]) -> list[str]:
    return [f"{panel.span.start.astimezone(LONDON):%a %H:%M}" for panel in panels]


def sat(panel: Panel) -> list[tuple[int, PersonId]]:
    return [(sitting.place, sitting.person) for sitting in panel.sittings]
